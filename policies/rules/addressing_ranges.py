"""Where ranges come from, and how large the drill network is."""

import ipaddress
from collections.abc import Sequence

from pulumi_policy import PolicyResource, Severity

from .kit.claims import NETWORK_RANGES
from .kit.graph import Index
from .kit.ranges import IpNetwork, holds, parse
from .kit.reading import State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import ISOLATION_SETTINGS, Subject, isolated, one_by_one
from .kit.types import VNET, VPC, VPC_SECONDARY_RANGE

_PRIVATE: tuple[IpNetwork, ...] = tuple(
    ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
)


def range_private() -> ResourceRule:
    """Networks take their ranges from RFC 1918.

    A public range would be routed into the tunnels in place of its owner on the internet.
    """
    return ResourceRule(
        id="addressing-range-private",
        display_name="network-range-private",
        description="A network must take its ranges from RFC 1918 or from ranges that are allowed by configuration.",
        severity=Severity.HIGH,
        tags=("addressing", "network"),
        remediation_steps=(
            "Choose a range inside 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16. Add a range that you own, such as "
            "shared address space (100.64.0.0/10), to allowed_ranges."
        ),
        url="https://www.rfc-editor.org/rfc/rfc1918",
        settings={
            "allowed_ranges": {
                "type": "array",
                "description": "Ranges besides those of RFC 1918 that networks may use.",
                "items": {"type": "string"},
                "default": [],
            }
        },
        types=frozenset({VPC, VPC_SECONDARY_RANGE, VNET}),
        check=one_by_one(_judge_private),
    )


def _judge_private(subject: Subject, settings: Settings) -> None:
    configured: list[str] = settings["allowed_ranges"]
    allowed = [*_PRIVATE, *(network for text in configured if (network := parse(text)))]
    path = NETWORK_RANGES[subject.type]
    found = subject.each(*path)
    if all(value.state is State.MISSING for value in subject.glance(*path)):
        subject.need(*path)
    for value in found:
        network = parse(str(value.content))
        if network is None or (network.version == 4 and not any(holds(outer, network) for outer in allowed)):
            subject.violate(
                f"{value.path} of {subject.holder} must be inside {', '.join(str(outer) for outer in allowed)}; "
                f"found {value.content}."
            )


def drill_size() -> StackRule:
    """The drill network is as large as the recovery network, so that every server finds its address in it."""
    return StackRule(
        id="addressing-drill-size",
        display_name="drill-network-same-size",
        description="A drill VPC must be as large as another VPC of the stack, the one whose servers it takes.",
        severity=Severity.MEDIUM,
        tags=("addressing", "drill"),
        remediation_steps="Give the drill VPC the recovery VPC's range; without an attachment the two may be equal.",
        url="https://docs.aws.amazon.com/drs/latest/userguide/failback-preparing-drill.html",
        settings=ISOLATION_SETTINGS,
        check=_check_drill_size,
    )


def _check_drill_size(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    drills: list[Subject] = []
    others: list[Subject] = []
    for resource in Index(resources).of(VPC):
        subject = Subject(resource, findings)
        (drills if isolated(subject, settings) else others).append(subject)
    if not findings.not_checked and not (drills and others):
        findings.not_applicable = "The stack has no drill VPC beside another one."
        return findings
    sizes = {network.prefixlen: network for network in map(_range_of, others) if network}
    for drill in drills:
        network = _range_of(drill)
        if network and sizes and network.prefixlen not in sizes:
            wanted = " or ".join(str(sizes[length]) for length in sorted(sizes))
            drill.violate(f"cidrBlock of {drill.holder} must be as large as {wanted}; found {network}.")
    return findings


def _range_of(subject: Subject) -> IpNetwork | None:
    value = subject.need("cidrBlock")
    return parse(str(value.content)) if value.known else None
