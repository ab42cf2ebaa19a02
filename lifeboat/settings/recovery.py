"""Settings of the AWS side: Region, network, gateway, drill network, failback."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.failback import FailbackStorage, NoStorage
from lifeboat.settings.fields import (
    AccountId,
    AmazonSideAsn,
    DrsRegion,
    Ipv4Range,
    Model,
    PrivateRange,
    ResourceName,
    aws_id,
    matching,
    mode_of,
)
from lifeboat.settings.network_options import DhcpOptions, FlowLogs, no_flow_logs
from lifeboat.settings.private import Endpoints

ZoneName = Annotated[
    str,
    matching(
        r"[a-z]{2}(-[a-z]+)+-[0-9][a-z]",
        "an Availability Zone such as eu-central-1a",
        "Subnets are made in named zones.",
        "Use the Region's code and a letter.",
    ),
]
"""The name of an Availability Zone."""


class CreatedVpc(Model):
    """A VPC that Lifeboat makes and owns."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    cidr: PrivateRange
    """Range, /16 to /22 unless every subnet is given. A change replaces the VPC and everything in it."""
    staging_subnets: list[PrivateRange] = []
    """Ranges of the staging subnets, one a zone in the order of `zones`; cut from the VPC by default. A change
    replaces the subnet."""
    recovery_subnets: list[PrivateRange] = []
    """Ranges of the recovery subnets, one a zone in the order of `zones`; cut from the VPC by default. A change
    replaces the subnet."""
    egress: Literal["nat", "one-nat", "private", "none"] = "one-nat"
    """How staging and recovery subnets reach DRS, S3 and EC2: a NAT gateway in every zone, one in the first zone
    (cheaper; a zone's failure takes the others' way out), private (endpoints in the VPC, for servers in Azure too;
    needs `primary.dns`), or none (a route of yours). A change updates routes in place and adds or removes NAT gateways
    and endpoints."""
    dhcp_options: DhcpOptions | None = None
    """What DHCP tells servers in the VPC; AWS's default set by default. A change replaces the set in place of the VPC.
    The drill VPC keeps AWS's: no directory is reached from there, and its openings answer to names that only the VPC's
    resolver knows. Not for an adopted VPC: its set is somebody else's, and AWS would not put it back."""
    flow_logs: FlowLogs = Field(default_factory=FlowLogs)
    """The VPC's flow logs. A change adds, removes or replaces flow logs and nothing else."""


class CreatedSubnet(Model):
    """A subnet that Lifeboat makes in an adopted VPC, with a route table of its own."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    cidr: PrivateRange
    """Its range. A change replaces the subnet."""


class AdoptedSubnet(Model):
    """A subnet that exists in the adopted VPC."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    id: Annotated[str, aws_id("subnet")]
    """Its id."""
    cidr: PrivateRange
    """Its range. Compared with the subnet that is found: a difference stops the deployment."""
    route_table_id: Annotated[str, aws_id("rtb")]
    """The route table it uses, which gets the routes to Azure by propagation from the virtual private gateway."""


class AdoptedVpc(Model):
    """A VPC that exists and stays somebody else's; its subnets are created or adopted one by one."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    vpc_id: Annotated[str, aws_id("vpc")]
    """Its id."""
    cidr: PrivateRange
    """Its range. Compared with the VPC that is found: a difference stops the deployment."""
    staging_subnets: list[
        Annotated[
            Annotated[CreatedSubnet, Tag("create")] | Annotated[AdoptedSubnet, Tag("adopt")], Discriminator(mode_of)
        ]
    ] = Field(min_length=1)
    """Subnets for replication servers, one a zone in the order of `zones`."""
    recovery_subnets: list[
        Annotated[
            Annotated[CreatedSubnet, Tag("create")] | Annotated[AdoptedSubnet, Tag("adopt")], Discriminator(mode_of)
        ]
    ] = Field(min_length=1)
    """Subnets for recovered servers, one a zone in the order of `zones`."""
    nat_gateway_id: Annotated[str, aws_id("nat")] | None = None
    """NAT gateway that created subnets send 0.0.0.0/0 to; none by default (private mode or a route of yours).
    A change updates their routes in place."""
    egress: Literal["existing", "private"] = "existing"
    """How staging and recovery subnets reach DRS, S3 and EC2: `existing`, the NAT gateway above or a route of yours;
    `private`, endpoints in the VPC, for servers in Azure too (needs `primary.dns`). Their private DNS answers for
    everything in the VPC that asks for DRS, EC2 or STS. A change adds or removes endpoints."""
    flow_logs: FlowLogs = Field(default_factory=no_flow_logs)
    """Flow logs that Lifeboat adds to the VPC; none by default, as its owner may write some. A block of any kind asks
    for them. A change adds, removes or replaces flow logs and nothing else."""


class CreatedGateway(Model):
    """The AWS end of the tunnels, made by Lifeboat."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    asn: AmazonSideAsn = 64512
    """AS number of the AWS side. A change replaces the gateway and moves the VPN connections to the new one in
    place: minutes without tunnels."""


class AdoptedGateway(Model):
    """A virtual private gateway or transit gateway that exists and stays somebody else's."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it, adds VPN connections and never changes or deletes it."""
    id: Annotated[
        str,
        matching(
            r"(vgw|tgw)-([0-9a-f]{8}|[0-9a-f]{17})",
            "the id of a virtual private gateway (vgw-...) or a transit gateway (tgw-...)",
            "VPN connections end at it; which of the two interconnect.target says.",
            "Copy the id from AWS.",
        ),
    ]
    """Its id: `vgw-...` attached to the VPC, or `tgw-...`."""
    asn: AmazonSideAsn
    """Its AS number. Compared with what is found: a difference stops the deployment."""
    attachment_id: Annotated[str, aws_id("tgw-attach")] | None = None
    """The VPC's attachment to the transit gateway, where there is one (a VPC takes one); made by default."""
    route_table_id: Annotated[str, aws_id("tgw-rtb")] | None = None
    """Transit gateway route table that the VPC's attachment uses; needed with `attachment_id`. The tunnels are
    associated with it and their routes added to it. By default Lifeboat makes a table of its own."""


class NetworkAccount(Model):
    """The account a shared transit gateway is in, when it is not the recovery account."""

    account_id: AccountId
    """Its id; credentials of any other account are refused."""
    role_arn: Annotated[
        str,
        matching(
            r"arn:aws(-us-gov)?:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}",
            "the ARN of an IAM role",
            "VPN connections and route tables of the transit gateway are made with it.",
            "Name a role of the network account that the deployment's credentials may assume.",
        ),
    ]
    """The role that the deployment assumes there. A change alters nothing that is deployed."""


class OtherVpc(Model):
    """A VPC that exists and is reached from Azure through the same transit gateway."""

    name: ResourceName
    """What it is called in names and reports."""
    vpc_id: Annotated[str, aws_id("vpc")]
    """Its id. A change replaces its attachment."""
    cidr: PrivateRange
    """Its range. A change updates routes in place."""
    subnet_ids: list[Annotated[str, aws_id("subnet")]] = []
    """Subnets for the attachment that Lifeboat makes, one a zone. A change updates the attachment in place."""
    attachment_id: Annotated[str, aws_id("tgw-attach")] | None = None
    """Its attachment to the transit gateway, where there is one (a VPC takes one), in place of `subnet_ids`. It keeps
    its route table, so `recovery.gateway.route_table_id` has to name that."""
    route_table_ids: list[Annotated[str, aws_id("rtb")]] = Field(min_length=1)
    """Its route tables that get routes to Azure. A change adds or removes routes."""


class Drill(Model):
    """The network that drills start in: a VPC of its own with no attachment to anything."""

    cidr: PrivateRange | None = None
    """Range; that of the recovery VPC by default, so that servers keep their addresses. A change replaces it."""
    reach: list[Literal["session-manager", "instance-connect"]] = ["instance-connect"]
    """The ways in for people, and nothing else leads in or out: `instance-connect` (SSH and RDP through an EC2 Instance
    Connect endpoint: free, and needs nothing inside the server, so it is the default), `session-manager` (interface
    endpoints for SSM, paid by the hour; the server needs the SSM agent and an instance profile), both, or none. A
    change adds or removes endpoints and rules in place."""
    flow_logs: FlowLogs = Field(default_factory=FlowLogs)
    """The drill VPC's flow logs: what drilled servers tried to reach shows what they will need on the day. A change
    adds, removes or replaces flow logs and nothing else."""


class Failback(Model):
    """Going back to Azure after a failover."""

    enabled: bool = False
    """Whether the rules for failing back exist: TCP 1500 from the failback clients to recovered servers.
    A change adds or removes rules in place."""
    client_ranges: list[Ipv4Range] = []
    """Ranges of the failback clients, inside the VNet, a spoke or one of `other_ranges` with `via: primary`; the
    workload subnets by default. A change updates rules in place."""
    storage: FailbackStorage = Field(default_factory=NoStorage)
    """Where the image of the failback client is kept in Azure: `none`, `create` or `adopt`. A change makes or removes
    the storage account. docs/failback-prerequisites.md says how the image gets there."""


class Recovery(Model):
    """The AWS side: where workloads come up after a failover."""

    account_id: AccountId | None = None
    """Account everything is made in. When given, credentials of any other account are refused."""
    region: DrsRegion
    """AWS Region. A change replaces everything on the AWS side."""
    zones: list[ZoneName] = Field(min_length=1, max_length=6)
    """Availability Zones, each with one staging and one recovery subnet. Append new ones at the end: what exists
    does not move, but for the resolver of private mode, whose second address goes from a single zone to the second."""
    network: Annotated[
        Annotated[CreatedVpc, Tag("create")] | Annotated[AdoptedVpc, Tag("adopt")], Discriminator(mode_of)
    ]
    """The VPC, created or adopted."""
    gateway: Annotated[
        Annotated[CreatedGateway, Tag("create")] | Annotated[AdoptedGateway, Tag("adopt")], Discriminator(mode_of)
    ] = Field(default_factory=CreatedGateway)
    """The virtual private gateway or transit gateway (`interconnect.target`), created or adopted."""
    network_account: NetworkAccount | None = None
    """The account of an adopted transit gateway that is shared from elsewhere; the recovery account by default."""
    other_vpcs: list[OtherVpc] = []
    """VPCs that are also reached from Azure, through the transit gateway. Append new ones at the end. A change adds or
    removes single attachments and routes."""
    endpoints: Endpoints = Field(default_factory=Endpoints)
    """Endpoints that exist already, for private mode in an adopted VPC."""
    drill: Drill = Field(default_factory=Drill)
    """The drill network."""
    failback: Failback = Field(default_factory=Failback)
    """Failback to Azure."""
