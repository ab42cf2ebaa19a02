"""Which resources of a stack have a path between them, decided from values or, at preview, from dependencies.

At preview the values that link resources (ids, addresses) are not known. The engine's record of which resource each
property depends on says the same thing, so a link is followed through that first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pulumi_policy import PolicyResource

from .links import ATTACHMENTS, BETWEEN_GATEWAYS, MEMBERSHIP, NETWORK_TYPES, SUBNET_TYPES, Link
from .reading import State, Value, read, read_one
from .types import plain_type, words


class Partition:
    """Disjoint sets of names, joined two at a time."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The name that stands for the whole set of an item."""
        root = item
        while (above := self._parent.get(root, root)) != root:
            root = above
        while item != root:
            self._parent[item], item = root, self._parent.get(item, root)
        return root

    def join(self, one: str, other: str) -> None:
        """Make one set of the sets of two items."""
        self._parent[self.find(one)] = self.find(other)


@dataclass(frozen=True)
class Resolution:
    """Where a link leads.

    Attributes:
        targets: URNs of resources, or a known value that no resource of the stack has (something adopted).
        undecided: why it cannot be told which of the targets is meant, or "" when it can.
    """

    targets: tuple[str, ...]
    undecided: str = ""


class Index:
    """Finds the resources of a stack by type and by the values that identify them."""

    def __init__(self, resources: Sequence[PolicyResource]) -> None:
        self.by_type: dict[str, list[PolicyResource]] = {}
        for resource in resources:
            self.by_type.setdefault(plain_type(resource.resource_type), []).append(resource)
        self.by_urn = {str(resource.urn): resource for resource in resources}
        self._by_key: dict[tuple[str, str], dict[str, list[PolicyResource]]] = {}

    def of(self, *types: str) -> list[PolicyResource]:
        """All resources of some types."""
        return [resource for type_ in types for resource in self.by_type.get(type_, [])]

    def leads_to(self, resource: PolicyResource, link: Link, *types: str) -> list[PolicyResource]:
        """The resources of some types to which a link of a resource leads for certain."""
        found = (
            self.by_urn[urn]
            for resolution in self.resolve(resource, link)
            if not resolution.undecided
            for urn in resolution.targets
            if urn in self.by_urn
        )
        return [other for other in found if plain_type(other.resource_type) in types]

    def having(self, type_: str, key: str, text: str) -> list[PolicyResource]:
        """All resources of a type with a value; an id is also known from the end of an ARN."""
        table = self._by_key.get((type_, key))
        if table is None:
            table = self._by_key.setdefault((type_, key), {})
            for resource in self.of(type_):
                for identity in _identities(resource, key):
                    table.setdefault(identity, []).append(resource)
        return table.get(text, [])

    def resolve(self, resource: PolicyResource, link: Link) -> Iterator[Resolution]:
        """Follow a link of a resource; one resolution for each value that the property holds."""
        depended = [
            other for other in resource.property_dependencies.get(link.path[0], []) if other.urn != resource.urn
        ]
        values = read(resource.props, *link.path)
        for value in values:
            if value.known:
                yield self._by_value(resource, link, value, depended, len(values))
            elif link.optional and (value.state is State.MISSING or not depended):
                # An unknown that depends on nothing is no input of the program: the cloud fills it in.
                continue
            else:
                reason = value.not_checked(words(resource.resource_type, resource.name))
                found = _first_of_type(depended, link)
                everything = [other for target in link.targets for other in self.of(target.type)]
                yield _among(found, len(values), reason) if found else _among(everything, 0, reason)

    def _by_value(
        self, resource: PolicyResource, link: Link, value: Value, depended: list[PolicyResource], places: int
    ) -> Resolution:
        text = str(value.content).lower()
        # A subnet's id begins with the id of its VNet, which is all there is when the VNet declares its subnets itself.
        network = text.partition("/subnets/")[0]
        for wanted in (text, network):
            for target in link.targets:
                for key in target.keys:
                    for found in self.having(target.type, key, wanted):
                        if not link.by_name or _same_group(resource, found):
                            return Resolution((found.urn,))
        # Not every provider repeats a resource's id among its outputs; then the dependency says which one it is.
        nameless = _first_of_type([other for other in depended if _is_nameless(other, link)], link)
        # Others may know the same thing by the value alone: a connection has its gateway's id from the attachment.
        by_value = () if link.by_name else (network,)
        if nameless:
            reason = f"{value.path} of {words(resource.resource_type, resource.name)} is ambiguous"
            meant = _among(nameless, places, reason)
            return meant if meant.undecided else Resolution((*meant.targets, *by_value))
        return Resolution((network,))


@dataclass
class Reach:
    """Which resources have a path between them.

    Attributes:
        everything: sets of resources with a path between them.
        gateways: the same without going through networks: sets of tunnels and gateways that meet at a gateway.
        ways_out: sets (by their name in `everything`) that hold more than one network and its parts.
        doubts: reasons why a link could not be decided, each with the URN of its resource.
    """

    everything: Partition = field(default_factory=Partition)
    gateways: Partition = field(default_factory=Partition)
    ways_out: set[str] = field(default_factory=set)
    doubts: list[tuple[str, str]] = field(default_factory=list)

    def leads_out(self, urn: str) -> bool:
        """Whether something is attached to the network that a resource is part of."""
        return self.everything.find(urn) in self.ways_out

    def doubts_about(self, urn: str) -> list[str]:
        """The undecided links among everything that a resource may have a path to."""
        here = self.everything.find(urn)
        return sorted({reason for holder, reason in self.doubts if self.everything.find(holder) == here})


def trace(index: Index, resources: Iterable[PolicyResource], *, doubtful: bool) -> Reach:
    """Follow every link of a stack.

    Args:
        index: the resources of the stack.
        resources: the same resources.
        doubtful: whether a link that cannot be decided leads to everything that it might mean, or nowhere.
    """
    reach = Reach()
    attached: set[str] = set()
    for resource, link, resolution in _follow(index):
        if resolution.undecided:
            if link.source in SUBNET_TYPES and resource.urn not in attached:
                continue  # a subnet that nothing is attached to leads nowhere, whatever it belongs to
            reach.doubts.append((resource.urn, resolution.undecided))
            if not doubtful:
                continue
        attached.update(resolution.targets)
        for urn in resolution.targets:
            reach.everything.join(resource.urn, urn)
            if link in BETWEEN_GATEWAYS:
                reach.gateways.join(resource.urn, urn)
    leading = (resource for resource in resources if plain_type(resource.resource_type) not in NETWORK_TYPES)
    reach.ways_out = {reach.everything.find(resource.urn) for resource in leading}
    return reach


def _follow(index: Index) -> Iterator[tuple[PolicyResource, Link, Resolution]]:
    """Every link of a stack with where it leads; what is attached to subnets comes before the subnets."""
    for link in (*BETWEEN_GATEWAYS, *ATTACHMENTS, *MEMBERSHIP):
        for resource in index.of(link.source):
            for resolution in index.resolve(resource, link):
                yield resource, link, resolution


def _identities(resource: PolicyResource, key: str) -> set[str]:
    values = {key: read_one(resource.props, key)}
    if key == "id":
        # Bridged providers keep ids out of the outputs, but most things of AWS have them at the end of their ARN.
        values["arn"] = read_one(resource.props, "arn")
    found = {name: str(value.content).lower() for name, value in values.items() if value.known}
    if key == "id" and "arn" in found:
        found["arn"] = found["arn"].rpartition("/")[2]
    return set(found.values())


def _first_of_type(resources: Iterable[PolicyResource], link: Link) -> list[PolicyResource]:
    """Those resources that have the likeliest of the types to which a link leads."""
    listed = list(resources)
    for target in link.targets:
        if found := [resource for resource in listed if plain_type(resource.resource_type) == target.type]:
            return found
    return []


def _is_nameless(resource: PolicyResource, link: Link) -> bool:
    keys = {key for target in link.targets for key in target.keys}
    return not any(read_one(resource.props, key).known for key in keys)


def _among(candidates: Iterable[PolicyResource], places: int, reason: str) -> Resolution:
    """All candidates; it is certain that each is meant when the property has a place for every one of them.

    Without a candidate it names something that is no resource of the stack.
    """
    urns = tuple(resource.urn for resource in candidates)
    return Resolution(urns, "" if 0 < len(urns) <= places else reason)


def _same_group(one: PolicyResource, other: PolicyResource) -> bool:
    groups = [read_one(resource.props, "resourceGroupName") for resource in (one, other)]
    return not all(group.known for group in groups) or len({str(group.content).lower() for group in groups}) == 1
