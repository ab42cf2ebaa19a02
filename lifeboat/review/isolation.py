"""Ways out of a VPC that is to be attached to nothing, and into it: what a deployment adds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from lifeboat.consequences import DangerClass
from lifeboat.consequences.tokens import (
    AWS_SUBNET,
    DEFAULT_SECURITY_GROUP,
    DHCP_ASSOCIATION,
    EGRESS,
    FLOW_LOG,
    INGRESS,
    RESERVATION,
    ROUTE_TABLE,
    ROUTE_TABLE_ASSOCIATION,
    SECURITY_GROUP,
    VPC,
)
from lifeboat.previews import Operation, Preview, Resource, Step
from lifeboat.review.by_table import unhurting
from lifeboat.review.causes import texts
from lifeboat.review.model import Danger
from lifeboat.review.tunnels import ISOLATED, is_isolated

_PARTS: Final = frozenset({VPC, AWS_SUBNET, ROUTE_TABLE})
"""What a VPC consists of: a way of one of them is a way of the VPC."""

_NO_WAY: Final = frozenset({
    *_PARTS, SECURITY_GROUP, DEFAULT_SECURITY_GROUP, INGRESS, EGRESS, FLOW_LOG, RESERVATION, DHCP_ASSOCIATION,
    "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/networkAclRule:NetworkAclRule", "aws:ec2/networkAclAssociation:NetworkAclAssociation",
    "aws:ec2/securityGroupRule:SecurityGroupRule",
})  # fmt: skip
"""Tied to a VPC without being a way: what it consists of, what guards it, what records it."""

_TARGETS: Final = (
    "gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId", "egressOnlyGatewayId",
    "networkInterfaceId", "vpcEndpointId", "carrierGatewayId", "localGatewayId", "coreNetworkArn", "vpnGatewayId",
    "peerVpcId", "serviceName", "routeTableId",
)  # fmt: skip
"""What a way leads to, by the property that says so, in the order in which they are looked at."""

_DESTINATIONS: Final = (
    "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "cidrBlock", "ipv6CidrBlock",
)  # fmt: skip
_DOCS: Final = "Amazon VPC user guide, Connect your VPC to other networks; docs/decisions/0015-drill-endpoints.md"
_MADE: Final = frozenset({Operation.CREATE, Operation.UPDATE, Operation.REPLACE, Operation.IMPORT})


def ways_out(preview: Preview) -> Iterator[Danger]:
    """Yield what ties an isolated VPC to anything, as far as the deployment adds it.

    Ids that are not known yet are found by what a property depends on, and by the component that makes both. Of a VPC
    that is new the openings of the program's own, which settings name, are no danger.

    Args:
        preview: what the engine would do.
    """
    for step in preview.steps:
        resource = step.after or step.before
        if resource is not None and (is_isolated(resource) or (step.before is not None and is_isolated(step.before))):
            yield from _Isolated(preview, step).dangers()


@dataclass(frozen=True)
class _Isolated:
    preview: Preview
    vpc: Step
    names: dict[str, str] = field(default_factory=dict)

    def dangers(self) -> Iterator[Danger]:
        before, after = self.vpc.before, self.vpc.after
        if after is None:
            return
        if before is not None and is_isolated(before) and not is_isolated(after):
            told = f"{self.vpc.name} loses the tag {ISOLATED}: no check holds it to be attached to nothing any more."
            yield self._danger(self.vpc, told, ("tags",))
        self.names.update({each.id: each.name for each in (*self.preview.before(), *self.preview.after()) if each.id})
        ids, urns = self._parts()
        for step in self.preview.changed:
            if step.operation in _MADE and step.after is not None and step.type not in _NO_WAY - {ROUTE_TABLE}:
                if self.vpc.operation is Operation.CREATE and "$lifeboat:recovery:DrillOpenings" in step.urn:
                    continue
                yield from self._ways_of(step, step.after, ids, urns)

    def _parts(self) -> tuple[frozenset[str], frozenset[str]]:
        """Ids and URNs of the VPC and of its subnets and route tables."""
        ids = {each.id for each in (self.vpc.before, self.vpc.after) if each is not None and each.id}
        urns = {self.vpc.urn}
        for step in self.preview.steps:
            for resource in (step.before, step.after):
                if resource is not None and resource.type in _PARTS - {VPC} and self._is_in(resource, ids, urns):
                    urns.add(resource.urn)
                    ids |= {resource.id} - {""}
        return frozenset(ids), frozenset(urns)

    def _is_in(self, resource: Resource, ids: set[str], urns: set[str]) -> bool:
        named = resource.inputs.get("vpcId")
        if isinstance(named, str):
            return named in ids
        told = resource.dependencies.get("vpcId", ())
        return bool(urns & set(told)) or (not told and resource.parent == self.vpc.resource.parent)

    def _ways_of(self, step: Step, resource: Resource, ids: frozenset[str], urns: frozenset[str]) -> Iterator[Danger]:
        if step.type == ROUTE_TABLE:
            if resource.urn in urns and (added := self._inline(step)):
                yield self._way(step, ("routes",), added)
            return
        tied = sorted(
            name for name, value in resource.inputs.items() if self._names_part(resource, name, value, ids, urns)
        )
        if not tied and not self._belongs(step, resource, urns):
            return
        if step.type == ROUTE_TABLE_ASSOCIATION:
            if self._names_part(resource, "routeTableId", resource.inputs.get("routeTableId"), ids, urns):
                return  # a subnet of its own with a table of its own
            tied = ["routeTableId"]
        if step.operation is Operation.UPDATE and not self._adds(step, ids):
            return
        own = "routeTableId" if step.type != ROUTE_TABLE_ASSOCIATION else ""
        places = tuple(
            sorted({name for name in _TARGETS if name != own and resource.inputs.get(name) is not None}) or tied
        )
        yield self._way(step, places, self._path(resource))

    def _names_part(self, resource: Resource, name: str, value: Any, ids: frozenset[str], urns: frozenset[str]) -> bool:
        return bool(ids & set(texts(value)) or urns & set(resource.dependencies.get(name, ())))

    def _belongs(self, step: Step, resource: Resource, urns: frozenset[str]) -> bool:
        """Whether only its place in the program ties it to the VPC: its ids are not known, nor what they depend on."""
        told = any(resource.dependencies.values())
        within = resource.parent != "" and resource.parent == self.vpc.resource.parent
        return step.operation is Operation.CREATE and within and not told and step.type not in _PARTS and bool(urns)

    def _adds(self, step: Step, ids: frozenset[str]) -> bool:
        """Whether an update leads elsewhere, or ties something to the VPC that was not."""
        for change in step.changes:
            if change.property in _TARGETS and change.after is not None:
                return True
            if ids & set(texts(change.after)) and not ids & set(texts(change.before)):
                return True
        return False

    def _inline(self, step: Step) -> str:
        """What a route table's own list of routes gains."""
        assert step.after is not None  # noqa: S101 (routes of what is)
        routes = [each for each in step.after.inputs.get("routes") or () if isinstance(each, Mapping)]
        old = list(step.before.inputs.get("routes") or ()) if step.before is not None else []
        new = [each for each in routes if each not in old]
        return "; ".join(self._steps_of(each, {}) for each in new)

    def _path(self, resource: Resource) -> str:
        return self._steps_of(resource.inputs, resource.dependencies)

    def _steps_of(self, properties: Mapping[str, Any], dependencies: Mapping[str, Sequence[str]]) -> str:
        destination = next((str(properties[name]) for name in _DESTINATIONS if properties.get(name)), "")
        parts = [f"route {destination}"] if destination else []
        for name in _TARGETS:
            if properties.get(name) is not None and not (destination and name == "routeTableId"):
                known = self.names.get(str(properties[name]))
                told = [urn.rpartition("::")[2] for urn in dependencies.get(name, ())]
                parts.append(f"{name} {known or (told[-1] if told else properties[name])}")
                break
        return " -> ".join(parts)

    def _way(self, step: Step, places: tuple[str, ...], path: str) -> Danger:
        done = "added" if step.operation in {Operation.CREATE, Operation.IMPORT} else "changed"
        way = " -> ".join(
            part for part in (self.vpc.name, path, step.type.rpartition(":")[2] + " " + step.name) if part
        )
        return self._danger(step, f"The isolated VPC {self.vpc.name} gets a way out or in: {way} ({done}).", places)

    def _danger(self, step: Step, title: str, places: tuple[str, ...]) -> Danger:
        return unhurting(
            step,
            DangerClass.EXPOSURE,
            title,
            places=places,
            instead="Leave the drill VPC attached to nothing: servers of a drill have the addresses and names"
            " of those in production. Ways in for people are `recovery.drill.reach`.",
            source=_DOCS,
        )
