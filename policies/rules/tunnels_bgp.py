"""BGP over the tunnels: switched on at both ends, with the right AS numbers and addresses on the right instance."""

import ipaddress
from collections.abc import Callable, Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import EACH, State, Value
from .kit.rule import Findings, Settings, StackRule
from .kit.subject import Subject
from .kit.types import PUBLIC_IP, plain_type
from .tunnels_pairs import (
    Pair,
    aws_gateways,
    azure_addresses,
    azure_gateways,
    customer_gateways,
    inside_range,
    is_dynamic,
    pairs,
)

_HOW_TO = "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp"
_FAQ = "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-vpn-faq#bgp"
# Not usable for the peer of a VNet gateway: reserved by Azure, then by IANA (VPN gateway FAQ).
_RESERVED_ASNS = (
    *((number, number) for number in (8074, 8075, 12076, 23456, 65515, 4294967295)),
    *((65517, 65520), (64496, 64511), (65535, 65551)),
)
_CUSTOM = ("bgpSettings", "bgpPeeringAddresses", EACH)


def _over_dynamic(judge: Callable[[Index, Pair], None]) -> Callable[[Sequence[PolicyResource], Settings], Findings]:
    def check(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
        findings = Findings()
        index = Index(resources)
        dynamic = 0
        for pair in pairs(index, findings):
            routed = is_dynamic(pair.aws)
            if routed is None:
                pair.aws.read("staticRoutesOnly")
            elif routed:
                dynamic += 1
                judge(index, pair)
        findings.not_checked = list(dict.fromkeys(findings.not_checked))
        findings.violations = list(dict.fromkeys(findings.violations))
        if not dynamic and not findings.not_checked:
            findings.not_applicable = "The stack has no tunnel with BGP of which it holds both ends."
        return findings

    return check


def bgp_enabled() -> StackRule:
    """A dynamic VPN connection needs BGP on the VNet gateway, on the connection and on the local network gateway."""
    return StackRule(
        id="tunnels-bgp-enabled",
        display_name="bgp-on-at-both-ends",
        description="A tunnel that routes by BGP in AWS must have BGP on its connection and gateway in Azure.",
        severity=Severity.HIGH,
        tags=("tunnels", "bgp"),
        remediation_steps=(
            "Set enableBgp on the VNet gateway and on each connection, and bgpSettings on the local network gateway; "
            "or set staticRoutesOnly on the VPN connection, which replaces it."
        ),
        url=_HOW_TO,
        check=_over_dynamic(_judge_enabled),
    )


def _judge_enabled(index: Index, pair: Pair) -> None:
    for subject in (pair.azure, *_subjects(pair, azure_gateways(index, pair.ends[0]))):
        value = subject.read("enableBgp")
        if value.state is State.MISSING or (value.known and value.content is not True):
            subject.violate(f"enableBgp of {subject.holder} must be true, because {pair.aws.holder} routes by BGP.")
    value = pair.local.read("bgpSettings")
    if value.state is State.MISSING:
        pair.local.violate(f"bgpSettings of {pair.local.holder} must be set, because {pair.aws.holder} routes by BGP.")


def bgp_asn() -> StackRule:
    """Each end names the AS number that the other end has."""
    return StackRule(
        id="tunnels-bgp-asn",
        display_name="bgp-as-numbers-agree",
        description="Each end of a tunnel with BGP must name the AS number of the other, and the two must differ.",
        severity=Severity.HIGH,
        tags=("tunnels", "bgp"),
        remediation_steps=(
            "Give the customer gateway the AS number of the VNet gateway and the local network gateway that of the "
            "virtual private or transit gateway. For AWS choose one that Azure does not reserve, such as 64512."
        ),
        url=_FAQ,
        check=_over_dynamic(_judge_asn),
    )


def _judge_asn(index: Index, pair: Pair) -> None:
    theirs = pair.local.need("bgpSettings", "asn")
    for aws in _subjects(pair, aws_gateways(index, pair.ends[1])):
        _judge_same(pair.local, theirs, aws, aws.need("amazonSideAsn"))
    if theirs.known and any(low <= int(float(theirs.content)) <= high for low, high in _RESERVED_ASNS):
        pair.local.violate(
            f"{theirs.path} of {pair.local.holder} must not be an AS number that is reserved; found {theirs.text}."
        )
    for gateway in _subjects(pair, azure_gateways(index, pair.ends[0])):
        ours = gateway.glance("bgpSettings", "asn")[0]
        if ours.state is State.MISSING:
            ours = Value("bgpSettings.asn", State.KNOWN, 65515)  # Azure's own
        elif not ours.known:
            gateway.need("bgpSettings", "asn")
        for customer in _subjects(pair, customer_gateways(index, pair.ends[1])):
            _judge_same(customer, customer.need("bgpAsn"), gateway, ours)
        if ours.known and theirs.known and int(float(ours.content)) == int(float(theirs.content)):
            gateway.violate(f"{ours.path} of {gateway.holder} must differ from that of its peer; both are {ours.text}.")


def _judge_same(one: Subject, value: Value, other: Subject, wanted: Value) -> None:
    if value.known and wanted.known and int(float(value.content)) != int(float(wanted.content)):
        one.violate(
            f"{value.path} of {one.holder} must be {wanted.text}, the AS number of {other.holder}; found {value.text}."
        )


def bgp_addresses() -> StackRule:
    """AWS takes the first address of an inside range, Azure the second, and each connection names its own.

    A connection that names none uses the first custom address of the gateway, so that all but one session stay down.
    """
    return StackRule(
        id="tunnels-bgp-addresses",
        display_name="bgp-addresses-of-the-tunnel",
        description="Both ends of a tunnel with BGP must use the two addresses of that tunnel's inside range.",
        severity=Severity.HIGH,
        tags=("tunnels", "bgp"),
        remediation_steps=(
            "Set bgpPeeringAddress of the local network gateway to the first address of the tunnel's inside range, and "
            "put the second into gatewayCustomBgpIpAddresses of the connection and customBgpIpAddresses of the gateway."
        ),
        url=_HOW_TO,
        check=_over_dynamic(_judge_addresses),
    )


def _judge_addresses(index: Index, pair: Pair) -> None:
    peer = pair.local.need("bgpSettings", "bgpPeeringAddress")
    if len(pair.tunnels) > 1 and not pair.address.known:
        # Neither the peer's address nor the outside address says which tunnel it is.
        pair.local.doubt(pair.undecided)
        return
    inside = inside_range(pair.aws, pair.tunnels[0])
    if inside is None or inside.num_addresses < 4:
        pair.aws.need(f"tunnel{pair.tunnels[0]}InsideCidr")
        return
    first, second = str(inside.network_address + 1), str(inside.network_address + 2)
    if peer.known and peer.content != first:
        pair.local.violate(
            f"{peer.path} of {pair.local.holder} must be {first}, AWS's end of {inside}; found {peer.text}."
        )
    _judge_listed(pair.azure, ("gatewayCustomBgpIpAddresses", EACH, "customBgpIpAddress"), second, str(inside))
    for gateway in _subjects(pair, azure_gateways(index, pair.ends[0])):
        _judge_listed(gateway, (*_CUSTOM, "customBgpIpAddresses", EACH), second, str(inside))


def _judge_listed(subject: Subject, path: tuple[str, ...], wanted: str, inside: str) -> None:
    values = subject.glance(*path)
    if wanted in {value.content for value in values}:
        return
    unknown = [value for value in values if value.state in {State.UNKNOWN, State.HIDDEN}]
    if unknown:
        subject.doubt(unknown[0].not_checked(subject.holder))
        return
    found = ", ".join(value.text for value in values if value.known) or "none"
    subject.violate(
        f"{path[0] if len(path) == 3 else 'customBgpIpAddresses'} of {subject.holder} must have {wanted}, "
        f"Azure's end of {inside}; found {found}."
    )


def bgp_instance() -> StackRule:
    """Both tunnels of a VPN connection end on the instance whose public address is its customer gateway.

    AWS accepts both tunnels from that address alone. Published examples get this wrong, and half of their sessions stay
    down. An active-standby gateway has one custom address, and so carries one tunnel with BGP.
    """
    return StackRule(
        id="tunnels-bgp-instance",
        display_name="bgp-addresses-on-one-instance",
        description="Both tunnels of a VPN connection must end on the instance that is its customer gateway.",
        severity=Severity.HIGH,
        tags=("tunnels", "bgp"),
        remediation_steps=(
            "Put Azure's ends of both inside ranges of a VPN connection into customBgpIpAddresses of that IP "
            "configuration whose public address the connection's customer gateway has. Use an active-active gateway "
            "for more than one tunnel."
        ),
        url=_HOW_TO,
        check=_over_dynamic(_judge_instance),
    )


def _judge_instance(index: Index, pair: Pair) -> None:
    wanted = [str(inside.network_address + 2) for n in (1, 2) if (inside := inside_range(pair.aws, n))]
    addresses = [a for customer in customer_gateways(index, pair.ends[1]) for a in azure_addresses(index, customer)]
    for gateway in _subjects(pair, azure_gateways(index, pair.ends[0])):
        parts = gateway.parts(*_CUSTOM)
        held = [
            sorted({v.text for v in part.each("customBgpIpAddresses", EACH)}.intersection(wanted)) for part in parts
        ]
        if len(list(filter(None, held))) > 1:
            gateway.violate(
                f"{' and '.join(wanted)} of {gateway.holder} must be on one instance, the customer gateway of "
                f"{pair.aws.holder}; found on several."
            )
        else:
            for part, addresses_held in zip(parts, held, strict=True):
                _judge_part(gateway, part, addresses_held, addresses, pair)
        _judge_connection(gateway, parts, pair)
        active = gateway.glance("activeActive")[0]
        custom = [v.text for v in gateway.glance(*_CUSTOM, "customBgpIpAddresses", EACH) if v.known and _apipa(v.text)]
        if active.state is not State.UNKNOWN and active.content is not True and len(custom) > 1:
            gateway.violate(
                f"{gateway.holder} must be active-active to have more than one custom BGP address; "
                f"found {', '.join(custom)}."
            )


def _judge_connection(gateway: Subject, parts: Sequence[Subject], pair: Pair) -> None:
    """Judge whether a connection takes each of its addresses from the instance that has it."""
    places = {
        value.text: part.glance("ipconfigurationId")[0].text.rpartition("/")[2].lower()
        for part in parts
        for value in part.glance("customBgpIpAddresses", EACH)
        if value.known and part.glance("ipconfigurationId")[0].known
    }
    for entry in pair.azure.parts("gatewayCustomBgpIpAddresses", EACH):
        address, stated = entry.read("customBgpIpAddress"), entry.read("ipConfigurationId")
        place = places.get(address.text)
        if stated.known and place and stated.text.rpartition("/")[2].lower() != place:
            pair.azure.violate(
                f"{stated.path} of {pair.azure.holder} must be {place}, which has {address.text} on {gateway.holder}; "
                f"found {stated.text.rpartition('/')[2]}."
            )


def _judge_part(
    gateway: Subject, part: Subject, held: list[str], addresses: Sequence[PolicyResource], pair: Pair
) -> None:
    """Judge one instance's custom addresses of a VPN connection against the public address of that instance."""
    if not held or not addresses:
        return
    configuration = part.need("ipconfigurationId")
    if not configuration.known:
        return
    name = configuration.text.rpartition("/")[2].lower()
    for candidate in gateway.parts("ipConfigurations", EACH):
        if str(candidate.glance("name")[0].content).lower() != name:
            continue
        public = candidate.need("publicIPAddress", "id")
        tail = public.text.rpartition("/")[2].lower()
        names = {
            str(value.content).lower()
            for address in addresses
            for key in ("name", "publicIpAddressName")
            for value in Subject(address, gateway.findings).glance(key)
        }
        if (
            public.known
            and all(plain_type(address.resource_type) == PUBLIC_IP for address in addresses)
            and tail not in names
        ):
            gateway.violate(
                f"{', '.join(held)} of {gateway.holder} must be on the instance with {addresses[0].name}, the customer "
                f"gateway of {pair.aws.holder}; found on {name}, which has {tail}."
            )


def _apipa(text: str) -> bool:
    return ipaddress.ip_address(text).is_link_local


def _subjects(pair: Pair, resources: Sequence[PolicyResource]) -> list[Subject]:
    return [Subject(resource, pair.azure.findings) for resource in resources]
