"""What AWS refuses about topics, subscriptions, event rules, dashboards, and alarms on Metrics Insights queries."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import Topic

_topic: Final = Topic()
_SUBSCRIBE: Final = "botocore sns/2010-03-31, Subscribe"
_EVENTS: Final = "botocore events/2015-10-07"
_DASHBOARD: Final = "CloudWatch API Reference, Dashboard Body Structure and Syntax"

TOPIC_ACTIONS: Final = frozenset({
    "addpermission", "deletetopic", "getdataprotectionpolicy", "gettopicattributes", "listsubscriptionsbytopic",
    "listtagsforresource", "publish", "putdataprotectionpolicy", "receive", "removepermission", "settopicattributes",
    "subscribe",
})  # fmt: skip
"""What a topic's policy can be about (SNS developer guide, SNS actions that have a topic as resource)."""

_EMAIL: Final = r"[^@\s]+@[^@\s]+"
_ENDPOINTS: Final = {
    "http": r"http://\S+", "https": r"https://\S+", "email": _EMAIL, "email-json": _EMAIL, "sms": r"\+?[0-9 -]{7,20}",
    "sqs": r"arn:[a-z-]+:sqs:\S+", "lambda": r"arn:[a-z-]+:lambda:\S+", "firehose": r"arn:[a-z-]+:firehose:\S+",
    "application": r"arn:[a-z-]+:sns:\S+:endpoint/\S+",
}  # fmt: skip
_WIDGETS: Final = frozenset({"metric", "text", "log", "alarm", "explorer", "chart"})
_MOST_WIDGETS: Final = 500


def _parsed(text: Any) -> Any:
    try:
        return json.loads(str(text))
    except ValueError:
        return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


@_topic.refuses(
    "aws-topic-policy-document", tokens.TOPIC_POLICY, "InvalidParameter",
    "A topic's policy is a JSON object with statements.", "SNS API Reference, SetTopicAttributes, Policy",
)  # fmt: skip
def _policy_document(request: Request) -> str | None:
    document = _parsed(request.inputs.get("policy"))
    whole = isinstance(document, dict) and bool(document.get("Statement"))
    return None if whole else "Invalid parameter: Policy Error: null"


@_topic.refuses(
    "aws-topic-policy-action", tokens.TOPIC_POLICY, "InvalidParameter",
    "A topic's policy is about actions that have a topic as resource.", "hashicorp/terraform#12740 shows the error",
)  # fmt: skip
def _policy_action(request: Request) -> str | None:
    for statement in _listed(_parsed(request.inputs.get("policy"))["Statement"]):
        for action in _listed(statement.get("Action")):
            service, _, verb = str(action).lower().partition(":")
            if service != "sns" or verb not in TOPIC_ACTIONS:
                return "Invalid parameter: Policy statement action out of service scope!"
    return None


@_topic.refuses(
    "aws-subscription-endpoint", tokens.TOPIC_SUBSCRIPTION, "InvalidParameter",
    "A subscription's endpoint is what its protocol delivers to.", f"{_SUBSCRIBE}, Protocol and Endpoint",
)  # fmt: skip
def _endpoint(request: Request) -> str | None:
    protocol, endpoint = str(request.inputs.get("protocol")), str(request.inputs.get("endpoint"))
    if protocol not in _ENDPOINTS:
        return f"Invalid parameter: Amazon SNS does not support this protocol string: {protocol}"
    return None if re.fullmatch(_ENDPOINTS[protocol], endpoint) else f"Invalid parameter: {protocol} endpoint"


@_topic.refuses(
    "aws-subscription-role", tokens.TOPIC_SUBSCRIPTION, "InvalidParameter",
    "A subscription of a Data Firehose stream names a role.", f"{_SUBSCRIBE}, SubscriptionRoleArn",
)  # fmt: skip
def _subscription_role(request: Request) -> str | None:
    if request.inputs.get("protocol") != "firehose" or request.inputs.get("subscriptionRoleArn"):
        return None
    return "Invalid parameter: SubscriptionRoleArn is required for a Firehose subscription"


@_topic.refuses(
    "aws-event-rule-what", tokens.EVENT_RULE, "ValidationException",
    "An event rule has a pattern or a schedule.", f"{_EVENTS}, PutRule",
)  # fmt: skip
def _rule_what(request: Request) -> str | None:
    if request.inputs.get("eventPattern") or request.inputs.get("scheduleExpression"):
        return None
    return "Parameter(s) EventPattern or ScheduleExpression must be specified."


def _leaves(pattern: Mapping[str, Any]) -> Iterator[Any]:
    for value in pattern.values():
        if isinstance(value, dict):
            yield from _leaves(value)
        else:
            yield value


@_topic.refuses(
    "aws-event-pattern", tokens.EVENT_RULE, "InvalidEventPatternException",
    "An event pattern is a JSON object whose values are lists of what may stand there.",
    f"{_EVENTS}, PutRule (InvalidEventPatternException); EventBridge user guide, Event patterns",
)  # fmt: skip
def _pattern(request: Request) -> str | None:
    text = request.inputs.get("eventPattern")
    pattern = _parsed(text)
    if not text:
        return None
    if not isinstance(pattern, dict) or not pattern:
        return "Event pattern is not valid. Reason: it is no JSON object."
    if any(not isinstance(leaf, list) or not leaf for leaf in _leaves(pattern)):
        return "Event pattern is not valid. Reason: Match value must be a non-empty array."
    return None


@_topic.refuses(
    "aws-event-target-input", tokens.EVENT_TARGET, "ValidationException",
    "A target has one of input, inputPath and inputTransformer.",
    f"{_EVENTS}, PutTargets (they are mutually exclusive)",
)  # fmt: skip
def _target_input(request: Request) -> str | None:
    given = [name for name in ("input", "inputPath", "inputTransformer") if request.inputs.get(name)]
    return None if len(given) < 2 else f"Only one of Input, InputPath, or InputTransformer must be provided: {given}."


@_topic.refuses(
    "aws-event-target-template", tokens.EVENT_TARGET, "ValidationException",
    "A target's template uses placeholders that its input paths name.", "localstack/localstack#10789 shows the error",
)  # fmt: skip
def _target_template(request: Request) -> str | None:
    transformer = request.inputs.get("inputTransformer") or {}
    known = set(transformer.get("inputPaths") or {})
    for name in re.findall(r"<([A-Za-z0-9_.-]+)>", str(transformer.get("inputTemplate", ""))):
        if name not in known and not name.startswith("aws.events."):
            return f"InputTemplate for target {request.inputs.get('targetId')} contains invalid placeholder {name}."
    return None


def _widget_problem(widget: Any) -> str | None:
    kind = widget.get("type") if isinstance(widget, dict) else None
    properties = widget.get("properties") if isinstance(widget, dict) else None
    if kind not in _WIDGETS or not isinstance(properties, dict):
        return "a widget needs one of the known types, and properties"
    if ("x" in widget) != ("y" in widget):
        return "x and y belong together"
    if kind == "text":
        return None if isinstance(properties.get("markdown"), str) else "a text widget needs markdown"
    if kind == "alarm":
        return None if isinstance(properties.get("alarms"), list) else "an alarm widget needs alarms"
    return _metric_problem(properties) if kind == "metric" else None


def _metric_problem(properties: Mapping[str, Any]) -> str | None:
    metrics = properties.get("metrics")
    alarms = (properties.get("annotations") or {}).get("alarms")
    if not properties.get("region"):
        return "a metric widget needs a region"
    if not isinstance(metrics, list) and not alarms:
        return "a metric widget needs metrics, or an alarm"
    rendered = [part for metric in metrics or [] for part in metric if isinstance(part, dict)]
    queries = [part for part in rendered if str(part.get("expression", "")).upper().startswith("SELECT ")]
    return "a metric widget holds one Metrics Insights query" if len(queries) > 1 else None


@_topic.refuses(
    "aws-dashboard-body", tokens.DASHBOARD, "InvalidParameterInput",
    "A dashboard's body is a JSON object with widgets of known shape.",
    f"{_DASHBOARD}; botocore cloudwatch/2010-08-01, DashboardInvalidInputError",
)  # fmt: skip
def _dashboard_body(request: Request) -> str | None:
    body = _parsed(request.inputs.get("dashboardBody"))
    widgets = body.get("widgets") if isinstance(body, dict) else None
    if not isinstance(widgets, list) or len(widgets) > _MOST_WIDGETS:
        return "The dashboard body is invalid: it needs a list of at most 500 widgets."
    for place, widget in enumerate(widgets):
        problem = _widget_problem(widget)
        if problem is not None:
            return f"The dashboard body is invalid: /widgets/{place}: {problem}."
    return None


def _expressions(request: Request) -> list[str]:
    return [str(query.get("expression") or "") for query in request.inputs.get("metricQueries") or []]


@_topic.refuses(
    "aws-alarm-search", tokens.METRIC_ALARM, "ValidationError",
    "An alarm does not watch a search expression.", "CloudWatch user guide, Using search expressions in graphs",
)  # fmt: skip
def _search(request: Request) -> str | None:
    if any(re.search(r"\bSEARCH\s*\(", expression) for expression in _expressions(request)):
        return "SEARCH is not supported for alarms."
    return None


@_topic.refuses(
    "aws-alarm-insights-order", tokens.METRIC_ALARM, "ValidationError",
    "An alarm on a Metrics Insights query with more than one time series orders them.",
    "CloudWatch user guide, Create a CloudWatch alarm based on a Metrics Insights query",
)  # fmt: skip
def _insights_order(request: Request) -> str | None:
    for expression in _expressions(request):
        if "GROUP BY" in expression.upper() and "ORDER BY" not in expression.upper():
            return "A Metrics Insights query with GROUP BY needs ORDER BY in an alarm."
    return None


ROWS: Final = tuple(_topic.rows)
