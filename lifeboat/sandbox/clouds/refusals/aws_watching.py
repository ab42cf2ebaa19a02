"""What AWS refuses about alarms and about the key of a log group."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.watching import named_alarms
from lifeboat.sandbox.clouds.identifiers import region_of
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import DELETE, Topic, as_number, own_id

_topic: Final = Topic()
_PUT: Final = "botocore cloudwatch/2010-08-01, PutMetricAlarm"
_MISSING_DATA: Final = frozenset({"breaching", "notBreaching", "ignore", "missing"})
_SHORT_PERIODS: Final = frozenset({10, 20, 30})
_ALARMS: Final = (tokens.METRIC_ALARM, tokens.COMPOSITE_ALARM)


@_topic.refuses(
    "aws-alarm-what", tokens.METRIC_ALARM, "ValidationError",
    "An alarm watches one of a metric, metric queries and evaluation criteria.", f"{_PUT}, MetricName",
)  # fmt: skip
def _what(request: Request) -> str | None:
    names = ("metricName", "metricQueries", "evaluationCriteria")
    given = [name for name in names if request.inputs.get(name)]
    return None if len(given) == 1 else f"Exactly one of {', '.join(names)} is needed; {len(given)} were given."


@_topic.refuses(
    "aws-alarm-statistic", tokens.METRIC_ALARM, "ValidationError",
    "An alarm of a metric has one of statistic and extendedStatistic.", f"{_PUT}, Statistic",
)  # fmt: skip
def _statistic(request: Request) -> str | None:
    given = [name for name in ("statistic", "extendedStatistic") if request.inputs.get(name)]
    if not request.inputs.get("metricName") or len(given) == 1:
        return None
    return "Exactly one of statistic and extendedStatistic is needed."


@_topic.refuses(
    "aws-alarm-period", tokens.METRIC_ALARM, "ValidationError",
    "An alarm of a metric has a period of 10, 20, 30 or a multiple of 60 seconds.", f"{_PUT}, Period",
)  # fmt: skip
def _period(request: Request) -> str | None:
    period = as_number(request.inputs.get("period"))
    fits = period in _SHORT_PERIODS or (period > 0 and period % 60 == 0)
    if not request.inputs.get("metricName") or fits:
        return None
    return f"period {request.inputs.get('period')}: valid values are 10, 20, 30 and any multiple of 60."


@_topic.refuses(
    "aws-alarm-missing-data", tokens.METRIC_ALARM, "ValidationError",
    "Missing data is breaching, notBreaching, ignore or missing.", f"{_PUT}, TreatMissingData",
)  # fmt: skip
def _missing_data(request: Request) -> str | None:
    value = request.inputs.get("treatMissingData", "missing")
    return None if value in _MISSING_DATA else f"treatMissingData {value} is none of {sorted(_MISSING_DATA)}."


@_topic.refuses(
    "aws-alarm-query-result", tokens.METRIC_ALARM, "ValidationError",
    "One of an alarm's metric queries returns the data that is watched.", f"{_PUT}, Metrics",
)  # fmt: skip
def _query_result(request: Request) -> str | None:
    queries = request.inputs.get("metricQueries") or []
    returning = [each for each in queries if each.get("returnData")]
    if not queries or len(returning) == 1:
        return None
    return "Exactly one element of the metrics list should return data."


def _unquoted(name: str) -> str:
    """The name in an alarm's ARN, or the name that was given."""
    return name.rsplit(":alarm:", 1)[-1]


@_topic.refuses(
    "aws-composite-alarm-missing", tokens.COMPOSITE_ALARM, "ValidationError",
    "A composite alarm's rule names alarms that exist.",
    "awsdocs/aws-cloudformation-user-guide#911 shows the error",
)  # fmt: skip
def _missing_alarm(request: Request) -> str | None:
    known = {row.id for token in _ALARMS for row in request.world.rows(token) if row.region == region_of(request)}
    rule = request.inputs.get("alarmRule")
    missing = [name for name in map(_unquoted, named_alarms(rule)) if name not in known]
    if not missing:
        return None
    return f"Could not save the composite alarm as alarms [{', '.join(missing)}] in the alarm rule do not exist"


def _named(request: Request) -> str | None:
    for row in request.world.rows(tokens.COMPOSITE_ALARM):
        names = {_unquoted(name) for name in named_alarms(row.properties.get("alarmRule"))}
        if own_id(request) in names and row.id != own_id(request):
            return f"Cannot delete {own_id(request)} as there are composite alarm(s) depending on it."
    return None


for _kind, _token in (("metric", tokens.METRIC_ALARM), ("composite", tokens.COMPOSITE_ALARM)):
    _topic.refuses(
        f"aws-{_kind}-alarm-named", _token, "ValidationError",
        "An alarm that a composite alarm's rule names is not deleted.", "ekristen/aws-nuke#462 shows the error", DELETE,
    )(_named)  # fmt: skip


def _services(policy: Any) -> Iterator[str]:
    """The services that a key policy allows something to; a key planted without a policy has AWS's own: none."""
    statements = json.loads(str(policy or "{}")).get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principal = statement.get("Principal")
        named = principal.get("Service", []) if isinstance(principal, Mapping) else principal or []
        if statement.get("Effect") == "Allow":
            yield from [named] if isinstance(named, str) else named


@_topic.refuses(
    "aws-log-group-key", tokens.LOG_GROUP, "AccessDeniedException",
    "The key of a log group exists, and its policy lets the Region's CloudWatch Logs use it.",
    "CloudWatch Logs user guide, Encrypt log data using KMS; terraform-provider-aws#29282 shows the error",
)  # fmt: skip
def _log_group_key(request: Request) -> str | None:
    wanted = str(request.inputs.get("kmsKeyId") or "")
    allowed = {f"logs.{region_of(request)}.amazonaws.com", "logs.amazonaws.com", "*"}
    for row in request.world.rows(tokens.KEY):
        if wanted in {row.id, row.properties.get("arn")} and allowed & set(_services(row.properties.get("policy"))):
            return None
    if not wanted:
        return None
    return f"The specified KMS key does not exist or is not allowed to be used with LogGroup {request.inputs['name']}"


ROWS: Final = tuple(_topic.rows)
