"""The gateways at the ends of the tunnels."""

import re
from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import EACH, State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import Subject, one_by_one
from .kit.types import CUSTOMER_GATEWAY, PUBLIC_IP, VNET_GATEWAY
from .tunnels_pairs import azure_addresses

_CURRENT = re.compile(r"VpnGw[1-5]AZ", re.IGNORECASE)
_SKUS = "https://learn.microsoft.com/azure/vpn-gateway/gateway-sku-consolidation"


def gateway_sku() -> ResourceRule:
    """The VNet gateway has a SKU that Azure still makes and that can do what the tunnels need.

    Basic has neither BGP nor custom IPsec policies. Standard, HighPerformance and the VpnGw without AZ are retired.
    """
    return ResourceRule(
        id="tunnels-gateway-sku",
        display_name="gateway-sku-current",
        description="A VPN gateway must have a SKU from VpnGw1AZ to VpnGw5AZ and be route-based.",
        severity=Severity.HIGH,
        tags=("tunnels", "gateway"),
        remediation_steps=(
            "Use VpnGw1AZ or a larger one, with Standard public addresses, and vpnType RouteBased. An existing gateway "
            "is migrated to an AZ SKU; Basic is replaced, 45 minutes without tunnels."
        ),
        url=_SKUS,
        types=frozenset({VNET_GATEWAY}),
        check=one_by_one(_judge_sku),
    )


def _judge_sku(subject: Subject, _settings: Settings) -> str | None:
    kind = subject.read("gatewayType")
    if kind.known and str(kind.content).lower() != "vpn":
        return f"{subject.holder} is a gateway for {kind.content}."
    sku = subject.need("sku", "name")
    if sku.known and not _CURRENT.fullmatch(str(sku.content)):
        subject.violate(f"{sku.path} of {subject.holder} must be VpnGw1AZ to VpnGw5AZ; found {sku.content}.")
    routed = subject.read("vpnType")
    if routed.known and str(routed.content).lower() != "routebased":
        subject.violate(f"{routed.path} of {subject.holder} must be RouteBased; found {routed.content}.")
    return None


def customer_gateway_address() -> StackRule:
    """What AWS takes for Azure's end is a public address that Azure's gateway has, and keeps."""
    return StackRule(
        id="tunnels-customergateway-address",
        display_name="customer-gateway-is-azure",
        description="A customer gateway that stands for Azure must have a static public address of a VNet gateway.",
        severity=Severity.HIGH,
        tags=("tunnels", "gateway"),
        remediation_steps=(
            "Give the customer gateway the address of a Standard, static public IP address that an IP configuration of "
            "the VNet gateway uses. Changing it replaces the customer gateway."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/your-cgw.html",
        check=_check_customers,
    )


def _check_customers(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    gateways = [Subject(gateway, findings) for gateway in index.of(VNET_GATEWAY)]
    customers = index.of(CUSTOMER_GATEWAY)
    if not gateways or not customers:
        findings.not_applicable = "The stack does not hold both a VNet gateway and a customer gateway."
        return findings
    used = {
        other.urn
        for gateway in index.of(VNET_GATEWAY)
        for other in gateway.property_dependencies.get("ipConfigurations", [])
    }
    tails = {
        value.text.rpartition("/")[2].lower()
        for gateway in gateways
        for value in gateway.glance("ipConfigurations", EACH, "publicIPAddress", "id")
        if value.known
    }
    for customer in customers:
        subject = Subject(customer, findings)
        addresses = azure_addresses(index, customer)
        if not addresses:
            _judge_foreign(subject, gateways, customer)
        for address in addresses:
            _judge_public(subject, Subject(address, findings), used=address.urn in used, tails=tails)
    return findings


def _judge_foreign(customer: Subject, gateways: Sequence[Subject], resource: PolicyResource) -> None:
    """An address that no public IP address of the stack has: another site's, unless it was made from one of Azure's."""
    value = customer.need("ipAddress")
    made_from = [
        other for other in resource.property_dependencies.get("ipAddress", []) if "azure-native:" in other.resource_type
    ]
    if value.known and made_from and gateways:
        customer.violate(
            f"{value.path} of {customer.holder} must be the address of {made_from[0].name}; found {value.content}."
        )


def _judge_public(customer: Subject, address: Subject, *, used: bool, tails: set[str]) -> None:
    if address.type != PUBLIC_IP:
        return
    name = str(address.glance("name")[0].content).lower()
    if not used and name not in tails:
        customer.violate(
            f"ipAddress of {customer.holder} must be an address of a VNet gateway; {address.holder} is used by none."
        )
    method = address.glance("publicIPAllocationMethod")[0]
    if method.known and str(method.content).lower() != "static":
        address.violate(
            f"{method.path} of {address.holder} must be Static, because AWS keeps the address; found {method.content}."
        )
    elif method.state is State.UNKNOWN:
        address.read("publicIPAllocationMethod")
