"""Whether somebody is told when something breaks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import EnforcementLevel, PolicyResource, Severity

from .kit.graph import Index
from .kit.links import Link, Target
from .kit.reading import EACH, State
from .kit.rule import Findings, ResourceRule, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, one_by_one, production
from .kit.types import DIAGNOSTIC_SETTING, EVENT_RULE, FLOW_LOG, METRIC_ALARM, VNET_GATEWAY, VPC, VPN_CONNECTION

_STALLED = "DRS Source Server Data Replication Stalled Change"
_STATES = ("STALLED", "NOT_STALLED")


def stalled_rule() -> StackRule:
    """Event rules about stalled replication match the events that there are, and one of them matches a stall.

    The state is inside `detail`; a key written `detail.state` at the top matches nothing, silently.
    """
    return StackRule(
        id="watching-stalled-rule",
        display_name="stalled-rule-matches",
        description="An event rule about stalled replication must match detail.state STALLED of aws.drs and be on.",
        severity=Severity.HIGH,
        tags=("watching", "replication"),
        remediation_steps=(
            'Use the pattern {"source": ["aws.drs"], "detail-type": ["DRS Source Server Data Replication Stalled '
            'Change"], "detail": {"state": ["STALLED"]}}.'
        ),
        url="https://docs.aws.amazon.com/drs/latest/userguide/monitoring-event-bridge-sample.html",
        check=_check_stalled,
    )


def _check_stalled(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    about: list[Subject] = []
    matching = 0
    for rule in Index(resources).of(EVENT_RULE):
        subject = Subject(rule, findings)
        pattern = _pattern(subject)
        if _STALLED in pattern.get("detail-type", []):
            about.append(subject)
            matching += _matches_stall(subject, pattern)
    if not about and not findings.not_checked:
        findings.not_applicable = "The stack has no event rule about stalled replication."
    if about and not matching and not findings.violations:
        about[0].violate(f"eventPattern of {about[0].holder} must match the state STALLED; no rule of the stack does.")
    return findings


def _pattern(subject: Subject) -> Mapping[str, Any]:
    value = subject.read("eventPattern")
    if not value.known:
        return {}
    try:
        pattern = json.loads(value.text)
    except ValueError:
        pattern = None
    if not isinstance(pattern, dict):
        subject.doubt(f"eventPattern of {subject.holder} is no JSON object")
        return {}
    return pattern


def _matches_stall(subject: Subject, pattern: Mapping[str, Any]) -> bool:
    detail = pattern.get("detail", {})
    states = detail.get("state") if isinstance(detail, Mapping) else None
    flat = [key for key in pattern if key.startswith("detail.")]
    if flat:
        subject.violate(f"eventPattern of {subject.holder} must not have the key {flat[0]}, which matches no event.")
    elif states is not None and not any(isinstance(state, dict) or state in _STATES for state in states):
        told = json.dumps(states)
        subject.violate(f"eventPattern of {subject.holder} must match STALLED or NOT_STALLED; found {told}.")
    if pattern.get("source") not in (["aws.drs"], None):
        told = json.dumps(pattern["source"])
        subject.violate(f"eventPattern of {subject.holder} must have the source aws.drs; found {told}.")
    stalls = states is None or "STALLED" in states or any(isinstance(state, dict) for state in states)
    state = subject.glance("state")[0]
    if stalls and state.known and str(state.content).upper() == "DISABLED":
        subject.violate(f"state of {subject.holder} must be ENABLED; found {state.text}.")
    return stalls


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
    """Every VPN connection has an alarm about its tunnels."""
    return StackRule(
        id="watching-tunnels-alarmed",
        display_name="tunnels-have-alarms",
        description="Every VPN connection must have an alarm about the state of its tunnels.",
        severity=Severity.HIGH,
        tags=("watching", "tunnels"),
        remediation_steps=(
            "Add an alarm on TunnelState of AWS/VPN with the dimensions VpnId and TunnelIpAddress, below 1, for every "
            "tunnel in use."
        ),
        url="https://docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html",
        check=_check_alarms,
    )


def _check_alarms(resources: Sequence[PolicyResource], _settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    connections = index.of(VPN_CONNECTION)
    if not connections:
        findings.not_applicable = "The stack has no VPN connection."
    named: set[str] = set()
    watched: set[str] = set()
    undecided: list[str] = []
    for alarm in index.of(METRIC_ALARM):
        subject = Subject(alarm, findings)
        stated = [*subject.glance("namespace"), *subject.glance("metricQueries", EACH, "metric", "namespace")]
        if not any(value.content == "AWS/VPN" for value in stated):
            continue
        made_from = {other.urn for prop in alarm.property_dependencies.values() for other in prop}
        watched |= made_from
        for value in (
            *subject.glance("dimensions", "VpnId"),
            *subject.glance("metricQueries", EACH, "metric", "dimensions", "VpnId"),
        ):
            if value.known:
                named.add(value.text.lower())
            elif value.state is State.UNKNOWN and not made_from:
                undecided.append(value.not_checked(subject.holder))
    for connection in connections:
        subject = Subject(connection, findings)
        ids = {value.text.rpartition("/")[2].lower() for key in ("id", "arn") for value in subject.glance(key)}
        if connection.urn in watched or ids & named:
            continue
        if undecided:
            findings.not_checked += undecided
        else:
            subject.violate(f"{subject.holder} must have an alarm about the state of its tunnels; there is none.")
    return findings


def gateway_logs() -> StackRule:
    """Azure's end logs what its tunnels, routes and key exchanges do."""
    return StackRule(
        id="watching-gateway-logs",
        display_name="gateway-logs-enabled",
        description="A VNet gateway must send its tunnel, route and key exchange logs somewhere.",
        severity=Severity.MEDIUM,
        tags=("watching", "tunnels", "logging"),
        remediation_steps="Add a diagnostic setting for the gateway with the categories named in the message enabled.",
        url="https://learn.microsoft.com/azure/vpn-gateway/monitor-vpn-gateway-reference",
        settings={
            "categories": {
                "type": "array",
                "description": "Log categories that must be enabled.",
                "items": {"type": "string"},
                "default": ["GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog"],
            }
        },
        check=_check_gateway_logs,
    )


def _check_gateway_logs(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    gateways = index.of(VNET_GATEWAY)
    if not gateways:
        findings.not_applicable = "The stack has no VNet gateway."
    logged: dict[str, set[str]] = {}
    for setting in index.of(DIAGNOSTIC_SETTING):
        subject = Subject(setting, findings)
        parts = subject.parts("logs", EACH) if subject.glance("logs")[0].state is not State.MISSING else []
        names = {part.need("category").text for part in parts if part.need("enabled").content is True}
        target = subject.glance("resourceUri")[0]
        made_from = [other.urn for other in setting.property_dependencies.get("resourceUri", [])]
        tail = [target.text.rpartition("/")[2].lower()] if target.known else []
        if target.state is State.UNKNOWN and not made_from:
            findings.not_checked.append(target.not_checked(subject.holder))
        for key in (*made_from, *tail):
            logged.setdefault(key, set()).update(names)
    if findings.not_checked:
        return findings
    for gateway in gateways:
        subject = Subject(gateway, findings)
        tails = {value.text.lower() for key in ("name", "virtualNetworkGatewayName") for value in subject.glance(key)}
        found = set().union(*(logged.get(key, set()) for key in (gateway.urn, *tails)))
        missing = [category for category in settings["categories"] if category not in found]
        if missing:
            subject.violate(f"{subject.holder} must have the logs {', '.join(missing)} enabled; they are not.")
    return findings


def flow_logs() -> StackRule:
    """What went over a production network can be told afterwards."""
    return StackRule(
        id="watching-flow-logs",
        display_name="flow-logs-enabled",
        description="Every VPC of a production stack must have a flow log.",
        severity=Severity.MEDIUM,
        tags=("watching", "logging", "network"),
        remediation_steps="Add an aws.ec2.FlowLog for the VPC, with the traffic type ALL.",
        url="https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html",
        level=EnforcementLevel.ADVISORY,
        settings=PRODUCTION_SETTINGS,
        check=_check_flow_logs,
    )


_VPC_OF_FLOW_LOG = Link(FLOW_LOG, ("vpcId",), (Target(VPC),), optional=True)


def _check_flow_logs(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    vpcs = {vpc.urn: Subject(vpc, findings) for vpc in index.of(VPC)}
    binds = production([Subject(resource, findings) for resource in resources], settings)
    if not vpcs or binds is False:
        findings.not_applicable = "The stack has no VPC, or is not tagged as production."
        return findings
    for log in index.of(FLOW_LOG):
        for vpc in index.leads_to(log, _VPC_OF_FLOW_LOG, VPC):
            vpcs.pop(vpc.urn, None)
        if not log.property_dependencies.get("vpcId") and Subject(log, findings).read("vpcId").state is State.UNKNOWN:
            vpcs.clear()  # it may be for any of them
    for subject in vpcs.values():
        if binds is None:
            subject.doubt("the tag of the stack that marks production is not known until deployment")
        else:
            subject.violate(f"{subject.holder} must have a flow log in production; there is none.")
    return findings
