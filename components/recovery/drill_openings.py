"""The ways into the drill VPC for people, and the security groups that hold it to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2, ec2transitgateway, vpc

from components.options import child
from lifeboat.blueprint.drill_openings import AGENT_ACTIONS
from lifeboat.blueprint.model import DrillOpenings as OpeningsBlueprint
from lifeboat.blueprint.network_model import DrillGroup, DrillRule

TYPE: Final = "lifeboat:recovery:DrillOpenings"


@dataclass(frozen=True, kw_only=True)
class DrillOpeningsArgs:
    """What the openings are made from.

    Attributes:
        openings: endpoints, their subnet, and the groups.
        vpc_id: the drill VPC.
        subnet_ids: ids of the drill subnets, by key.
        route_table_id: the route table of the drill VPC, which leads nowhere.
        account_id: whose principals the endpoints let through.
        region: AWS Region.
    """

    openings: OpeningsBlueprint
    vpc_id: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    route_table_id: Input[str]
    account_id: Input[str]
    region: str


class DrillOpenings(pulumi.ComponentResource):
    """Endpoints of Session Manager, an Instance Connect endpoint, and a group for drilled servers.

    Network ACLs stay as AWS makes them: what they could forbid has no way to go anyhow, and they know no state, so that
    every answer would need a rule of its own.
    """

    group_ids: dict[str, Output[str]]
    """ID of each security group, by the blueprint's key."""

    def __init__(self, name: str, args: DrillOpeningsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        groups = args.openings.groups
        self.group_ids = {group.key: self._create_group(group, args.vpc_id) for group in groups}
        for group in groups:
            for rule in group.rules:
                self._create_rule(group, rule)
        if args.openings.key:
            self._create_endpoints(args, self._subnet_id(args))
        self.register_outputs({"group_ids": self.group_ids})

    def _create_group(self, group: DrillGroup, vpc_id: Input[str]) -> Output[str]:
        name = f"{self._name}-{group.key}"
        return ec2.SecurityGroup(
            name, description=group.description, vpc_id=vpc_id, tags={"Name": name}, opts=child(self)
        ).id

    def _create_rule(self, group: DrillGroup, rule: DrillRule) -> None:
        name = f"{self._name}-{group.key}-{rule.key}"
        kind = vpc.SecurityGroupIngressRule if rule.direction == "ingress" else vpc.SecurityGroupEgressRule
        kind(
            name,
            security_group_id=self.group_ids[group.key],
            ip_protocol=rule.protocol,
            from_port=rule.port,
            to_port=rule.port,
            cidr_ipv4=str(rule.cidr) if rule.cidr else None,
            referenced_security_group_id=self.group_ids[rule.group] if rule.group else None,
            description=rule.description,
            tags={"Name": name},
            opts=child(self),
        )

    def _subnet_id(self, args: DrillOpeningsArgs) -> Input[str]:
        openings = args.openings
        if openings.cidr is None:
            return args.subnet_ids[openings.key]
        name = f"{self._name}-subnet-{openings.key}"
        subnet = ec2.Subnet(
            name,
            vpc_id=args.vpc_id,
            cidr_block=str(openings.cidr),
            availability_zone=openings.zone,
            map_public_ip_on_launch=False,
            tags={"Name": name},
            opts=child(self),
        )
        ec2.RouteTableAssociation(
            f"{self._name}-association-{openings.key}",
            subnet_id=subnet.id,
            route_table_id=args.route_table_id,
            opts=child(self),
        )
        return subnet.id

    def _create_endpoints(self, args: DrillOpeningsArgs, subnet_id: Input[str]) -> None:
        for service in args.openings.endpoint_services:
            name = f"{self._name}-endpoint-{service}"
            ec2.VpcEndpoint(
                name,
                vpc_id=args.vpc_id,
                vpc_endpoint_type="Interface",
                service_name=f"com.amazonaws.{args.region}.{service}",
                subnet_ids=[subnet_id],
                security_group_ids=[self.group_ids["endpoints"]],
                private_dns_enabled=True,
                policy=Output.json_dumps(_endpoint_policy(service, args.account_id)),
                tags={"Name": name},
                opts=child(self),
            )
        if args.openings.instance_connect:
            name = f"{self._name}-instance-connect-endpoint"
            ec2transitgateway.InstanceConnectEndpoint(
                name,
                subnet_id=subnet_id,
                security_group_ids=[self.group_ids["instance-connect"]],
                # Else servers would see addresses of the internet, and the group's rules would not admit them.
                preserve_client_ip=False,
                tags={"Name": name},
                opts=child(self),
            )


def _endpoint_policy(service: str, account_id: Input[str]) -> dict[str, Any]:
    """Return what passes an endpoint: the agent's calls, of this account's own principals.

    A server that was copied with keys can carry nothing out with those of another account, and with those of this
    account it cannot run commands on servers outside (`ssm:SendCommand`, `ssm:StartSession`), which would be a way out
    of the drill. `*` twice: the agent's calls name resources by their hundreds, and the condition narrows them all.
    """
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "PrincipalsOfThisAccount",
                "Effect": "Allow",
                "Principal": "*",
                "Action": list(AGENT_ACTIONS[service]),
                "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}},
            }
        ],
    }
