"""Every tunnel has two ends, and production has four of them."""

from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import State
from .kit.rule import Findings, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, production
from .kit.types import (
    CUSTOMER_GATEWAY,
    LOCAL_NETWORK_GATEWAY,
    VNET_GATEWAY,
    VPN_CONNECTION,
)
from .tunnels_pairs import azure_addresses, depends_on, meets_azure, pairs

_HOW_TO = "https://learn.microsoft.com/azure/vpn-gateway/vpn-gateway-howto-aws-bgp"
_TUNNELS_WANTED = 4


def twin_present() -> StackRule:
    """Every tunnel that one cloud has is known to the other, under its right address and once."""
    return StackRule(
        id="tunnels-twin-present",
        display_name="tunnel-has-its-twin",
        description="Every VPN connection between the clouds must have its connection in Azure, to its own address.",
        severity=Severity.HIGH,
        tags=("tunnels", "vpn"),
        remediation_steps=(
            "Give each tunnel in use one local network gateway, with the outside address of that tunnel, and one "
            "connection in Azure. Remove the end whose other end is gone."
        ),
        url=_HOW_TO,
        check=_check_twins,
    )


def _check_twins(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    facing = [vpn for vpn in index.of(VPN_CONNECTION) if meets_azure(index, vpn)]
    made = [gateway for gateway in index.of(LOCAL_NETWORK_GATEWAY) if _made_for(gateway)]
    if not facing and not made:
        findings.not_applicable = "The stack has no VPN connection between Azure and AWS."
        return findings
    found = list(pairs(index, findings))
    twins = {pair.aws.urn for pair in found}
    for vpn in facing:
        if vpn.urn not in twins:
            _judge_lonely(Subject(vpn, findings), index)
    for gateway in made:
        _judge_address(Subject(gateway, findings), _made_for(gateway))
    holders: dict[str, str] = {}
    for pair in found:
        if not pair.address.known:
            continue
        first = holders.setdefault(str(pair.address.content), pair.azure.holder)
        if first != pair.azure.holder:
            pair.azure.violate(
                f"{pair.azure.holder} must lead to a tunnel of its own; {first} leads to {pair.address.content} too."
            )
    return findings


def _made_for(gateway: PolicyResource) -> list[PolicyResource]:
    return depends_on(gateway, "gatewayIpAddress", VPN_CONNECTION)


def _judge_lonely(vpn: Subject, index: Index) -> None:
    """A VPN connection without a pair, unless a local network gateway whose address is not known may be its end."""
    locals_ = [Subject(gateway, vpn.findings) for gateway in index.of(LOCAL_NETWORK_GATEWAY) if not _made_for(gateway)]
    undecided = [
        value.not_checked(local.holder)
        for local in locals_
        for value in local.glance("gatewayIpAddress")
        if value.state in {State.UNKNOWN, State.HIDDEN}
    ]
    if undecided:
        vpn.findings.not_checked.extend(reason for reason in undecided if reason not in vpn.findings.not_checked)
    else:
        vpn.violate(f"{vpn.holder} must have a connection in Azure that leads to one of its tunnels; there is none.")


def _judge_address(local: Subject, made_from: Sequence[PolicyResource]) -> None:
    value = local.glance("gatewayIpAddress")[0]
    if not value.known:
        return
    addresses = [
        address
        for vpn in made_from
        for name in ("tunnel1Address", "tunnel2Address")
        for address in Subject(vpn, local.findings).glance(name)
    ]
    known = [str(address.content) for address in addresses if address.known]
    if len(known) == len(addresses) and value.content not in known:
        local.violate(f"{value.path} of {local.holder} must be one of {', '.join(known)}; found {value.content}.")


def redundancy() -> StackRule:
    """Production survives the loss of one instance, and the maintenance of one tunnel, in either cloud."""
    return StackRule(
        id="tunnels-redundancy-production",
        display_name="four-tunnels-in-production",
        description="A production stack must have four tunnels, to an active-active gateway and two customer gateways.",
        severity=Severity.HIGH,
        tags=("tunnels", "availability"),
        remediation_steps=(
            "Make the VNet gateway active-active with two public addresses, a customer gateway and a VPN connection "
            "for each, and a local network gateway and a connection in Azure for each of the four tunnels, with BGP."
        ),
        url=_HOW_TO,
        settings=PRODUCTION_SETTINGS,
        check=_check_redundancy,
    )


def _check_redundancy(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    binds = production([Subject(resource, findings) for resource in resources], settings)
    facing = [vpn for vpn in index.of(VPN_CONNECTION) if meets_azure(index, vpn)]
    if binds is None and facing:
        findings.not_checked.append("the tag of the stack that marks production is not known until deployment")
    if not binds or not facing:
        findings.not_applicable = "The stack is not tagged as production, or has no tunnels between the clouds."
        return findings
    tunnels = {pair.azure.urn: pair for pair in pairs(index, findings)}
    if len(tunnels) < _TUNNELS_WANTED:
        names = ", ".join(sorted(pair.azure.resource.name for pair in tunnels.values())) or "none"
        message = (
            f"A production stack must have {_TUNNELS_WANTED} tunnels between the clouds; found {len(tunnels)}: {names}."
        )
        findings.violations.append((message, facing[0].urn))
    addresses = {address.urn for customer in index.of(CUSTOMER_GATEWAY) for address in azure_addresses(index, customer)}
    if len(addresses) < 2:
        message = f"A production stack must reach two public addresses of Azure; found {len(addresses)}."
        findings.violations.append((message, facing[0].urn))
    for gateway in index.of(VNET_GATEWAY):
        subject = Subject(gateway, findings)
        value = subject.glance("activeActive")[0]
        if value.known and value.content is not True:
            subject.violate(f"activeActive of {subject.holder} must be true in production; found {value.text}.")
    return findings
