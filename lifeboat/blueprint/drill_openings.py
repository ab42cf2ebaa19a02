"""The openings of the drill VPC: who may reach drilled servers, and through what."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network
from typing import Final, Literal

from lifeboat.blueprint.network_model import DrillGroup, DrillOpenings, DrillRule
from lifeboat.ranges import LONGEST_CUT_VPC_PREFIX, VPC_PREFIXES
from lifeboat.settings.recovery import Recovery
from lifeboat.vpc_layout import highest_free, openings_slot

SESSION_MANAGER_SERVICES: Final = ("ssm", "ssmmessages", "ec2messages")
"""Services that the SSM agent talks to (AWS Systems Manager user guide, "Improve the security of EC2 instances by using
VPC endpoints for Systems Manager")."""

AGENT_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "ssm": (
        "ssm:DescribeAssociation", "ssm:DescribeDocument", "ssm:GetDeployablePatchSnapshotForInstance",
        "ssm:GetDocument", "ssm:GetManifest", "ssm:GetParameter", "ssm:GetParameters", "ssm:ListAssociations",
        "ssm:ListInstanceAssociations", "ssm:PutComplianceItems", "ssm:PutConfigurePackageResult", "ssm:PutInventory",
        "ssm:UpdateAssociationStatus", "ssm:UpdateInstanceAssociationStatus", "ssm:UpdateInstanceInformation",
    ),
    "ssmmessages": (
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel",
        "ssmmessages:OpenDataChannel",
    ),
    "ec2messages": (
        "ec2messages:AcknowledgeMessage", "ec2messages:DeleteMessage", "ec2messages:FailMessage",
        "ec2messages:GetEndpoint", "ec2messages:GetMessages", "ec2messages:SendReply",
    ),
}  # fmt: skip
"""What the SSM agent of a drilled server calls, by service: the AWS managed policy AmazonSSMManagedInstanceCore (v2),
which the instance profile of servers with launch actions has. People start their sessions from outside."""

LOGIN_PORTS: Final = {22: "SSH", 3389: "RDP"}
"""Ports that EC2 Instance Connect Endpoint leads to unless a connection names another one."""

SERVERS: Final = "servers"
ENDPOINTS: Final = "endpoints"
INSTANCE_CONNECT: Final = "instance-connect"


def make_openings(recovery: Recovery, cidr: IPv4Network, subnets: Sequence[tuple[str, IPv4Network]]) -> DrillOpenings:
    """Return the openings of a drill VPC.

    Args:
        recovery: settings of the AWS side.
        cidr: the drill VPC's range.
        subnets: key and range of the drill subnets, in the order of zones.
    """
    session_manager = "session-manager" in recovery.drill.reach
    instance_connect = INSTANCE_CONNECT in recovery.drill.reach
    own = _own_range(cidr, [each for _, each in subnets]) if recovery.drill.reach else None
    shared = subnets[0][0] if recovery.drill.reach else ""
    groups = [_servers(cidr, session_manager=session_manager, instance_connect=instance_connect)]
    if session_manager:
        groups.append(_endpoints(cidr))
    if instance_connect:
        groups.append(_instance_connect(cidr))
    return DrillOpenings(
        key=f"openings-{recovery.zones[0]}" if own else shared,
        cidr=own,
        zone=recovery.zones[0],
        endpoint_services=SESSION_MANAGER_SERVICES if session_manager else (),
        instance_connect=instance_connect,
        groups=tuple(groups),
    )


def _own_range(cidr: IPv4Network, subnets: Sequence[IPv4Network]) -> IPv4Network | None:
    """Return the range of the endpoints' subnet: the slot kept for it, else the highest free /28, else none."""
    if cidr.prefixlen <= LONGEST_CUT_VPC_PREFIX:
        slot = openings_slot(cidr)
        if not any(slot.overlaps(other) for other in subnets):
            return slot
    return highest_free(cidr, VPC_PREFIXES[1], subnets)


def _servers(cidr: IPv4Network, *, session_manager: bool, instance_connect: bool) -> DrillGroup:
    return DrillGroup(
        SERVERS,
        "Drilled servers: each other, people by the openings, names by the VPC resolver",
        tuple(_server_rules(cidr, session_manager=session_manager, instance_connect=instance_connect)),
    )


def _server_rules(cidr: IPv4Network, *, session_manager: bool, instance_connect: bool) -> Iterator[DrillRule]:
    # What applications say to each other nobody here knows; the group, unlike the range, follows its members.
    yield _of_group("ingress", "-1", None, SERVERS, "everything from drilled servers")
    yield _of_group("egress", "-1", None, SERVERS, "everything to drilled servers")
    if instance_connect:
        for port, what in LOGIN_PORTS.items():
            yield _of_group("ingress", "tcp", port, INSTANCE_CONNECT, f"{what} from the Instance Connect endpoint")
    if session_manager:
        yield _of_group("egress", "tcp", 443, ENDPOINTS, "HTTPS to the endpoints of Systems Manager")
    resolver = IPv4Network((int(cidr.network_address) + 2, 32))
    yield _of_range("egress", "udp", 53, resolver, "DNS of the VPC resolver")
    yield _of_range("egress", "tcp", 53, resolver, "DNS of the VPC resolver, long answers")


def _endpoints(cidr: IPv4Network) -> DrillGroup:
    rule = _of_range("ingress", "tcp", 443, cidr, "HTTPS from the drill VPC alone")
    return DrillGroup(ENDPOINTS, "Endpoints of Systems Manager: HTTPS in from the drill VPC", (rule,))


def _instance_connect(cidr: IPv4Network) -> DrillGroup:
    rules = tuple(
        _of_range("egress", "tcp", port, cidr, f"{what} to the drill VPC alone") for port, what in LOGIN_PORTS.items()
    )
    return DrillGroup(INSTANCE_CONNECT, "EC2 Instance Connect endpoint: SSH and RDP out to the drill VPC", rules)


_Direction = Literal["ingress", "egress"]
_Protocol = Literal["tcp", "udp", "-1"]


def _of_group(direction: _Direction, protocol: _Protocol, port: int | None, group: str, what: str) -> DrillRule:
    return DrillRule(_key(direction, protocol, port, group), direction, protocol, port, None, group, what)


def _of_range(direction: _Direction, protocol: _Protocol, port: int, cidr: IPv4Network, what: str) -> DrillRule:
    key = _key(direction, protocol, port, str(cidr).replace("/", "-"))
    return DrillRule(key, direction, protocol, port, cidr, None, what)


def _key(direction: _Direction, protocol: _Protocol, port: int | None, peer: str) -> str:
    short = {"ingress": "in", "egress": "out"}[direction]
    return "-".join([short, "all" if protocol == "-1" else f"{protocol}-{port}", peer])
