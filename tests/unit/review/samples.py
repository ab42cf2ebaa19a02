"""Reports to render: one with everything in it, and the same with any text put into every place for text."""

import dataclasses
from collections.abc import Callable
from typing import Any

from lifeboat.previews import Message, Operation, Source
from lifeboat.review.model import (
    Change,
    Cost,
    CostLine,
    Danger,
    DangerClass,
    Detail,
    Duration,
    Picture,
    Report,
    Reversible,
    SlowStep,
)
from lifeboat.verdicts.model import Exempted, Kind, Reason, Verdict

GATEWAY = "urn:pulumi:prod::lifeboat::azure-native:network:VirtualNetworkGateway::harbor-primary-gateway-vpn-gateway"
NETWORK = "urn:pulumi:prod::lifeboat::azure-native:network:VirtualNetwork::harbor-primary-virtual-network"

KEPT = {"danger", "operation", "reversible", "severity", "level", "kind", "source", "price_date", "svg"}
"""Fields whose values are words of ours, not text from elsewhere."""


def danger(**changed: Any) -> Danger:
    """An outage of the VPN gateway, with what is given."""
    usual = Danger(
        danger=DangerClass.OUTAGE,
        title="The Azure VPN gateway is replaced: every tunnel ends.",
        urn=GATEWAY,
        resource="harbor-primary-gateway-vpn-gateway",
        type="azure-native:network:VirtualNetworkGateway",
        operation=Operation.REPLACE,
        properties=("vpnGatewayGeneration",),
        down="all four tunnels",
        minutes_down=45,
        minutes_taken=45,
        reversible=Reversible.PARTLY,
        instead="Keep the generation; grow within it by `sku`.",
        sources=("Azure docs, About VPN Gateway configuration settings",),
        also=(f"{NETWORK}-also",),
    )
    return dataclasses.replace(usual, **changed)


def verdict(**changed: Any) -> Verdict:
    """A mandatory violation, with what is given."""
    usual = Verdict(
        rule="addressing-networks-overlap",
        pack="lifeboat",
        pack_version="0.1.0",
        level="mandatory",
        severity="critical",
        message="The range 10.20.0.0/17 of VNet app must not overlap 10.20.0.0/16 of VPC recovery.",
        urn=NETWORK,
        kind=Kind.VIOLATION,
    )
    return dataclasses.replace(usual, **changed)


def report(**changed: Any) -> Report:
    """A report that has something in every section, with what is given."""
    detail = Detail(
        NETWORK,
        "harbor-primary-virtual-network",
        "azure-native:network:VirtualNetwork",
        Operation.UPDATE,
        "addressSpace.addressPrefixes[2]",
        "",
        "10.42.0.0/16",
    )
    usual = Report(
        project="lifeboat",
        stack="prod",
        source=Source.EVENTS,
        succeeded=True,
        counts={"update": 3, "replace": 1, "create": 2, "same": 230},
        dangers=(
            danger(),
            danger(danger=DangerClass.UNKNOWN, minutes_down=0, minutes_taken=0, down="not known here", sources=()),
            danger(danger=DangerClass.DATA_LOSS, minutes_down=None, reversible=Reversible.NO, operation=None),
        ),
        changes=(
            Change("The VNet gets 10.42.0.0/16.", "2 rules are added; nothing is interrupted.", (NETWORK,), (detail,)),
            Change("Ids of 3 resources.", "Known after deployment.", (GATEWAY,), (detail,), noise=True),
        ),
        cost=Cost(
            (CostLine("VPN gateway", "Azure", 361.35, 722.7), CostLine("NAT gateway", "AWS", None, 35.04)),
            1000.0,
            1396.39,
            "2026-05-01",
            "Resources that the preview names.",
        ),
        duration=Duration(
            50,
            (
                SlowStep("harbor-primary-gateway-vpn-gateway", Operation.REPLACE, 45, (), "Azure docs"),
                SlowStep(
                    "harbor-interconnect-azure-connection-tunnel1",
                    Operation.REPLACE,
                    5,
                    ("harbor-primary-gateway-vpn-gateway",),
                    "usual",
                ),
            ),
            "Along the longest chain.",
        ),
        verdicts=(
            verdict(),
            verdict(rule="cost-tags-required", level="advisory", severity="low"),
            verdict(
                rule="tunnels-keys-agree",
                kind=Kind.NOT_CHECKED,
                level="advisory",
                urn="",
                reasons=(Reason("sharedKey", "connection tunnel1", "is not known until deployment"),),
            ),
            verdict(
                rule="exemptions-entry-inforce",
                kind=Kind.EXEMPTION,
                level="advisory",
                urn="",
                exempted=Exempted("safety-production-protect", ("hub-vpc",), "2027-01-31", "network-team", "NET-42"),
            ),
        ),
        packs={"lifeboat": "0.1.0"},
        checked={"addressing-networks-overlap": {"passed": 1}},
        pictures=(
            Picture(
                "Addresses",
                '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"'
                ' aria-labelledby="a-t"><title id="a-t">Addresses</title><rect width="9" height="9"/></svg>',
                "10.40.0.0/16 VNet harbor-vnet",
            ),
        ),
        messages=(Message("warning", "The default route is deprecated."), Message("error", "It failed.")),
        notes=("The update plan does not hold the state.",),
    )
    return dataclasses.replace(usual, **changed)


def with_text(value: Any, change: Callable[[str], str], *, field: str = "") -> Any:
    """Return a report with a text changed in every place that holds text from a state or from settings."""
    if field in KEPT:
        return value
    if isinstance(value, str) and type(value) is str:
        return change(value) if value else value  # what is absent has another structure
    if isinstance(value, tuple | list):
        return tuple(with_text(each, change) for each in value)
    if isinstance(value, dict):
        return (
            value if field in {"counts", "checked"} else {key: with_text(each, change) for key, each in value.items()}
        )
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            each.name: with_text(getattr(value, each.name), change, field=each.name)
            for each in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **fields)
    return value
