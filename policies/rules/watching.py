"""Whether somebody is told when something breaks."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pulumi_policy import EnforcementLevel, PolicyResource, Severity

from .kit.graph import Index
from .kit.links import Link, Target
from .kit.reading import EACH, State
from .kit.rule import Findings, Settings, StackRule
from .kit.subject import PRODUCTION_SETTINGS, Subject, production
from .kit.types import (
    DIAGNOSTIC_SETTING,
    EVENT_RULE,
    EVENT_TARGET,
    FLOW_LOG,
    REPLICATION_TEMPLATE,
    VNET_GATEWAY,
    VPC,
)

_STALLED = "DRS Source Server Data Replication Stalled Change"
_STALL = "STALLED"
_STATES = (_STALL, "NOT_STALLED")


def stalled_rule() -> StackRule:
    """Event rules about stalled replication match the events that there are, and one of them tells of a stall.

    The state is inside `detail`; a key written `detail.state` at the top matches nothing, silently. A production stack
    that replicates has such a rule.
    """
    return StackRule(
        id="watching-stalled-rule",
        display_name="stalled-rule-matches",
        description=(
            "Replication in production must have an event rule that matches detail.state STALLED of aws.drs, is on and "
            "has a target; other rules about stalls must match what there is."
        ),
        severity=Severity.HIGH,
        tags=("watching", "replication"),
        remediation_steps=(
            'Use the pattern {"source": ["aws.drs"], "detail-type": ["DRS Source Server Data Replication Stalled '
            'Change"], "detail": {"state": ["STALLED"]}} and an event target for the rule.'
        ),
        url="https://docs.aws.amazon.com/drs/latest/userguide/monitoring-event-bridge-sample.html",
        settings=PRODUCTION_SETTINGS,
        check=_check_stalled,
    )


_RULE_OF_TARGET = Link(EVENT_TARGET, ("rule",), (Target(EVENT_RULE, ("name", "id")),))


def _check_stalled(resources: Sequence[PolicyResource], settings: Settings) -> Findings:
    findings = Findings()
    index = Index(resources)
    about: list[Subject] = []
    matching: list[Subject] = []
    for rule in index.of(EVENT_RULE):
        subject = Subject(rule, findings)
        pattern = _pattern(subject)
        if _STALLED in pattern.get("detail-type", []):
            about.append(subject)
            matching += [subject] if _matches_stall(subject, pattern) else []
    if about and not matching and not findings.violations:
        about[0].violate(f"eventPattern of {about[0].holder} must match the state STALLED; no rule of the stack does.")
    _judge_targets(matching, index)
    if not about and not findings.not_checked:
        _judge_absence(index, [Subject(resource, findings) for resource in resources], settings, findings)
    return findings


def _judge_targets(rules: Sequence[Subject], index: Index) -> None:
    """A rule without a target does nothing; while it is not known which rule a target is for, it may be for any."""
    targets = index.of(EVENT_TARGET)
    led = {rule.urn for target in targets for rule in index.leads_to(target, _RULE_OF_TARGET, EVENT_RULE)}
    undecided = [found.undecided for each in targets for found in index.resolve(each, _RULE_OF_TARGET)]
    for rule in rules:
        if rule.urn in led:
            continue
        if any(undecided):
            rule.doubt(next(filter(None, undecided)))
        else:
            rule.violate(f"{rule.holder} must have a target; there is none.")


def _judge_absence(index: Index, subjects: Sequence[Subject], settings: Settings, findings: Findings) -> None:
    templates = [Subject(template, findings) for template in index.of(REPLICATION_TEMPLATE)]
    binds = production(subjects, settings)
    if not templates or binds is False:
        findings.not_applicable = "The stack has no event rule about stalled replication, and needs none."
        return
    for template in templates:
        if binds is None:
            template.doubt("the tag of the stack that marks production is not known until deployment")
        else:
            template.violate(f"{template.holder} must have an event rule about stalled replication; there is none.")


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
    if "aws.drs" not in pattern.get("source", ["aws.drs"]):
        told = json.dumps(pattern["source"])
        subject.violate(f"eventPattern of {subject.holder} must have the source aws.drs; found {told}.")
    stalls = states is None or any(state == _STALL or _takes_stall(state) for state in states)
    state, enabled = subject.glance("state")[0], subject.glance("isEnabled")[0]
    if stalls and state.known and str(state.content).upper() == "DISABLED":
        subject.violate(f"state of {subject.holder} must be ENABLED; found {state.text}.")
    elif stalls and enabled.content is False:
        subject.violate(f"isEnabled of {subject.holder} must be true; found false.")
    return stalls


def _takes_stall(matcher: Any) -> bool:
    """Whether a comparison of a pattern may match a stall; of those that exclude values it is told for certain."""
    if not isinstance(matcher, dict):
        return False
    excluded = matcher.get("anything-but", [])
    return _STALL not in (excluded if isinstance(excluded, list) else [excluded])


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
        names = {name for part in parts if part.need("enabled").content is True for name in _categories(part, settings)}
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


def _categories(log: Subject, settings: Settings) -> Sequence[str]:
    """The categories that an entry of a diagnostic setting is for, which may be all of them by one word."""
    group = log.read("categoryGroup")
    if group.state is State.MISSING:
        return [log.need("category").text]
    return settings["categories"] if group.text.lower() == "alllogs" else []


def flow_logs() -> StackRule:
    """What went over a production network can be told afterwards."""
    return StackRule(
        id="watching-flow-logs",
        display_name="flow-logs-enabled",
        description="Every VPC of a production stack must have a flow log of all traffic.",
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
        traffic = Subject(log, findings).read("trafficType")
        if traffic.known and traffic.content != "ALL":
            continue  # it shows a part of what went over the network
        for vpc in index.leads_to(log, _VPC_OF_FLOW_LOG, VPC):
            vpcs.pop(vpc.urn, None)
        if not log.property_dependencies.get("vpcId") and Subject(log, findings).read("vpcId").state is State.UNKNOWN:
            vpcs.clear()  # it may be for any of them
    for subject in vpcs.values():
        if binds is None:
            subject.doubt("the tag of the stack that marks production is not known until deployment")
        else:
            subject.violate(f"{subject.holder} must have a flow log of all traffic in production; there is none.")
    return findings
