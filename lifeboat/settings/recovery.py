"""Settings of the AWS side: Region, network, virtual private gateway, drill network, failback."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.fields import (
    AccountId,
    AmazonSideAsn,
    DrsRegion,
    Ipv4Range,
    Model,
    PrivateRange,
    aws_id,
    matching,
    mode_of,
)

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
    egress: Literal["nat", "one-nat", "none"] = "one-nat"
    """How staging and recovery subnets reach DRS, S3 and EC2: a NAT gateway in every zone, one in the first zone
    (cheaper; a zone's failure takes the others' way out), or none (endpoints or a route of yours). A change updates
    routes in place and adds or removes NAT gateways."""


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
    """NAT gateway that created subnets send 0.0.0.0/0 to; none by default (endpoints or a route of yours).
    A change updates their routes in place."""


class VirtualPrivateGateway(Model):
    """The AWS end of the tunnels."""

    asn: AmazonSideAsn = 64512
    """AS number of the AWS side. A change replaces the gateway and moves the VPN connection to the new one in
    place: minutes without tunnels."""


class Drill(Model):
    """The network that drills start in: a VPC of its own with no attachment to anything."""

    cidr: PrivateRange | None = None
    """Range; that of the recovery VPC by default, so that servers keep their addresses. A change replaces it."""


class Failback(Model):
    """Going back to Azure after a failover."""

    enabled: bool = False
    """Whether the rules for failing back exist: TCP 1500 from the failback clients to recovered servers.
    A change adds or removes rules in place."""
    client_ranges: list[Ipv4Range] = []
    """Ranges of the failback clients, inside the VNet or one of `other_ranges`; the workload subnets by default.
    A change updates rules in place."""


class Recovery(Model):
    """The AWS side: where workloads come up after a failover."""

    account_id: AccountId | None = None
    """Account everything is made in. When given, credentials of any other account are refused."""
    region: DrsRegion
    """AWS Region. A change replaces everything on the AWS side."""
    zones: list[ZoneName] = Field(min_length=1, max_length=6)
    """Availability Zones, each with one staging and one recovery subnet. Append new ones at the end: what exists
    does not move."""
    network: Annotated[
        Annotated[CreatedVpc, Tag("create")] | Annotated[AdoptedVpc, Tag("adopt")], Discriminator(mode_of)
    ]
    """The VPC, created or adopted."""
    gateway: VirtualPrivateGateway = Field(default_factory=VirtualPrivateGateway)
    """The virtual private gateway."""
    drill: Drill = Field(default_factory=Drill)
    """The drill network."""
    failback: Failback = Field(default_factory=Failback)
    """Failback to Azure."""
