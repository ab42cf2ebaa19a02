"""Whether somebody is told when a tunnel is down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pulumi_policy import PolicyResource, Severity

from .kit.graph import Index
from .kit.reading import EACH, State, Value
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import Subject, one_by_one
from .kit.types import COMPOSITE_ALARM, METRIC_ALARM, VPN_CONNECTION
from .tunnels_pairs import Pair, pairs

_NAMESPACE = "AWS/VPN"
_METRIC = "TunnelState"


def alarm_missing_data() -> ResourceRule:
    """A tunnel that reports nothing is not well."""
    return ResourceRule(
        id="watching-alarm-missingdata",
        display_name="missing-data-breaches",
        description="An alarm about tunnels must treat missing data as breaching.",
        severity=Severity.MEDIUM,
        tags=("watching", "tunnels"),
        remediation_steps='Set treatMissingData to "breaching".',
        url="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
        settings={
            "namespaces": {
                "type": "array",
                "description": "Namespaces whose metrics always report. Add AWS/DRS once servers replicate.",
                "items": {"type": "string"},
                "default": ["AWS/VPN"],
            }
        },
        types=frozenset({METRIC_ALARM}),
        check=one_by_one(_judge_missing_data),
    )


def _judge_missing_data(subject: Subject, settings: Settings) -> str | None:
    values = [*subject.glance("namespace"), *subject.glance("metricQueries", EACH, "metric", "namespace")]
    binds = any(value.content in settings["namespaces"] for value in values)
    if not binds:
        undecided = [value for value in values if value.state is State.UNKNOWN]
        for value in undecided:
            subject.doubt(value.not_checked(subject.holder))
        return None if undecided else f"{subject.holder} is about other metrics."
    value = subject.read("treatMissingData")
    if value.state is State.MISSING or (value.known and value.content != "breaching"):
        subject.violate(f"treatMissingData of {subject.holder} must be breaching; found {value.text}.")
    return None


def tunnels_alarmed() -> StackRule:
    """Every tunnel in use has an alarm that tells somebody.

    A tunnel is in use when the stack holds both its ends. An alarm over several tunnels says that one of them is down,
    and not which. Of a VPN connection to elsewhere it is not known how many tunnels are in use: one alarm is asked for.
    """
    return StackRule(
        id="watching-tunnels-alarmed",
        display_name="tunnels-have-alarms",
        description="Every tunnel in use must have an alarm about its state that tells somebody.",
        severity=Severity.HIGH,
        tags=("watching", "tunnels"),
        remediation_steps=(
            "Add an alarm on TunnelState of AWS/VPN with the dimensions VpnId and TunnelIpAddress, below 1, with "
            "alarmActions, for every tunnel in use."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html",
        check=_check_alarms,
    )


@dataclass
class _Watched:
    """What alarms that tell somebody are about.

    Attributes:
        some: ids and URNs of VPN connections that any alarm is about.
        whole: those that an alarm is about without naming a tunnel.
        addresses: outside addresses of tunnels that an alarm is about.
        unplaced: alarms about one tunnel whose address is not known yet, by the URN of its VPN connection.
        undecided: reasons why it is not known what an alarm is about.
    """

    some: set[str] = field(default_factory=set)
    whole: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    unplaced: Counter[str] = field(default_factory=Counter)
    undecided: list[str] = field(default_factory=list)

    def add(self, alarm: Subject, made_from: set[str]) -> None:
        """Note what an alarm is about, given the URNs that it was made from."""
        places = list(_dimensions(alarm))
        self.some |= made_from if places else set()
        for vpn, address in places:
            connections = {vpn.text.lower()} if vpn.known else made_from
            self.some |= connections
            if vpn.state is State.UNKNOWN and not made_from:
                self.undecided.append(vpn.not_checked(alarm.holder))
            elif len(places) == 1 and address.state is State.MISSING:
                self.whole |= connections
            elif len(places) == 1 and address.known:
                self.addresses.add(address.text)
            elif len(places) == 1:
                self.unplaced.update(made_from)


def _dimensions(alarm: Subject) -> Iterator[tuple[Value, Value]]:
    """VPN connection and outside address of each metric of an alarm that is about the state of tunnels."""
    metrics = [value for value in alarm.glance("metricQueries", EACH, "metric") if value.known]
    parts = [replace(alarm, part=value.content, trail=f"{value.path}.") for value in metrics]
    # Above a number, the state tells that a tunnel is up. What an expression makes of it cannot be told.
    upwards = not parts and alarm.glance("comparisonOperator")[0].text.startswith("Greater")
    for part in [] if upwards else parts or [alarm]:
        name = part.glance("metricName")[0]
        if name.known and name.content != _METRIC:
            continue  # bytes tell of a tunnel that nobody uses, not of one that is down
        yield part.glance("dimensions", "VpnId")[0], part.glance("dimensions", "TunnelIpAddress")[0]


def _check_alarms(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    connections = index.of(VPN_CONNECTION)
    if not connections:
        findings.not_applicable = "The stack has no VPN connection."
        return findings
    watched = _Watched()
    for alarm in index.of(METRIC_ALARM):
        subject = Subject(alarm, findings)
        stated = [*subject.glance("namespace"), *subject.glance("metricQueries", EACH, "metric", "namespace")]
        if any(value.content == _NAMESPACE for value in stated) and _tells(subject, index):
            made_from = [alarm.property_dependencies.get(prop, []) for prop in ("dimensions", "metricQueries")]
            watched.add(subject, {other.urn for each in made_from for other in each})
    in_use: dict[str, list[Pair]] = {}
    for pair in pairs(index, findings):
        in_use.setdefault(pair.aws.urn, []).append(pair)
    for connection in connections:
        _judge_connection(Subject(connection, findings), in_use.get(connection.urn, []), watched)
    return findings


def _tells(alarm: Subject, index: Index) -> bool:
    """Whether an alarm tells somebody, itself or through a composite alarm that it triggers alone."""
    if _has_actions(alarm):
        return True
    names = {value.text for key in ("name", "arn") for value in alarm.glance(key) if value.known}
    for composite in index.of(COMPOSITE_ALARM):
        subject = Subject(composite, alarm.findings)
        rule = subject.glance("alarmRule")[0]
        made_from = {other.urn for other in composite.property_dependencies.get("alarmRule", [])}
        named = any(name in rule.text for name in names) if rule.known else alarm.urn in made_from
        if named and " AND " not in rule.text.upper() and _has_actions(subject):
            return True
    return False


def _has_actions(alarm: Subject) -> bool:
    stated = alarm.glance("alarmActions", EACH)[0].state is not State.MISSING
    return stated and alarm.glance("actionsEnabled")[0].content is not False


def _judge_connection(connection: Subject, in_use: Sequence[Pair], watched: _Watched) -> None:
    ids = {value.text.rpartition("/")[2].lower() for key in ("id", "arn") for value in connection.glance(key)}
    names = {connection.urn, *ids}
    if names & watched.whole:
        return
    if not names & watched.some:
        if watched.undecided:
            connection.findings.not_checked += watched.undecided
        else:
            connection.violate(
                f"{connection.holder} must have an alarm about the state of its tunnels; there is none that tells "
                "somebody."
            )
        return
    tunnels = {(pair.address.text if pair.address.known else pair.local.holder): pair for pair in in_use}
    unwatched = [name for name in sorted(tunnels) if name not in watched.addresses]
    # An alarm whose address is not known yet may be about any of them.
    if len(unwatched) > watched.unplaced[connection.urn]:
        connection.violate(
            f"{connection.holder} must have an alarm for each tunnel in use that tells somebody; found "
            f"{len(tunnels) - len(unwatched) + watched.unplaced[connection.urn]} for {len(tunnels)} tunnels, to "
            f"{', '.join(sorted(tunnels))}."
        )
