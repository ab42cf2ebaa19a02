"""CloudWatch alarms: of a metric, and of other alarms.

Sources: terraform-provider-aws v6, internal/service/cloudwatch/{metric_alarm,composite_alarm}.go for defaults and
ForceNew; botocore cloudwatch/2010-08-01, PutMetricAlarm and PutCompositeAlarm: to put an alarm of a name that exists
is to change that alarm.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import arn, region_of
from lifeboat.sandbox.clouds.model import Request, ResourceType

_STATE_OF: Final = re.compile(r"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"([^\"]+)\"|([^\")]+?))\s*\)")


def named_alarms(rule: Any) -> list[str]:
    """The names or ARNs of the alarms in a composite alarm's rule, such as `ALARM(a) AND NOT OK("b")`."""
    return [quoted or plain for quoted, plain in _STATE_OF.findall(str(rule))]


def _put(request: Request, name: str) -> tuple[str, dict[str, Any]]:
    # One thing, put twice: the newest asker holds it.
    request.world.remove(request.token, name)
    return name, {"arn": arn(request, "cloudwatch", f"alarm:{name}"), "region": region_of(request)}


def _make_metric_alarm(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, outputs = _put(request, str(request.inputs["name"]))
    option = "evaluateLowSampleCountPercentiles"
    return name, outputs | {option: request.inputs.get(option, "")}


def _make_composite_alarm(request: Request) -> tuple[str, Mapping[str, Any]]:
    return _put(request, str(request.inputs["alarmName"]))


TYPES: Final = (
    ResourceType(
        tokens.METRIC_ALARM,
        _make_metric_alarm,
        computed=frozenset({"arn", "evaluateLowSampleCountPercentiles"}),
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
        name_property="name",
        replace_on=frozenset({"name", "region"}),
    ),
    ResourceType(
        tokens.COMPOSITE_ALARM,
        _make_composite_alarm,
        computed=frozenset({"arn"}),
        defaults={"actionsEnabled": True},
        replace_on=frozenset({"alarmName", "actionsEnabled", "region"}),
    ),
)
