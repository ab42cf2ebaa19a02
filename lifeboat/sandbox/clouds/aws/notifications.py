"""SNS topics and subscriptions, EventBridge rules and targets, CloudWatch dashboards.

Sources: terraform-provider-aws v6, internal/service/sns/{topic,topic_policy,topic_subscription}.go,
internal/service/events/{rule,target}.go and internal/service/cloudwatch/dashboard.go for defaults and ForceNew; SNS,
EventBridge and CloudWatch API Reference, CreateTopic, Subscribe, PutRule and PutDashboard: to make a topic, rule or
dashboard of a name that exists is to change that one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.identifiers import arn, guid, partition_of, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

DEFAULT_BUS: Final = "default"
"""The event bus that AWS services send to."""

CONFIRMED_BY_THE_RECEIVER: Final = frozenset({"email", "email-json", "http", "https"})
"""Protocols whose receiver has to confirm a subscription (SNS API Reference, Subscribe)."""


def _make_topic(request: Request) -> tuple[str, Mapping[str, Any]]:
    own = arn(request, "sns", str(request.inputs["name"]))
    request.world.remove(request.token, own)
    return own, {
        "arn": own,
        "owner": request.account,
        "region": region_of(request),
        "beginningArchiveTime": "",
        "policy": request.inputs.get("policy", ""),
        "signatureVersion": request.inputs.get("signatureVersion", 0),
        "tracingConfig": request.inputs.get("tracingConfig", ""),
        "fifoThroughputScope": request.inputs.get("fifoThroughputScope", ""),
        "maximumMessageSize": request.inputs.get("maximumMessageSize", 262_144),
    }


def _make_topic_policy(request: Request) -> tuple[str, Mapping[str, Any]]:
    return str(request.inputs["arn"]), {"owner": request.account, "region": region_of(request)}


def _make_subscription(request: Request) -> tuple[str, Mapping[str, Any]]:
    own = f"{request.inputs['topic']}:{guid()}"
    pending = request.inputs["protocol"] in CONFIRMED_BY_THE_RECEIVER
    return own, {
        "arn": own,
        "ownerId": request.account,
        "region": region_of(request),
        "pendingConfirmation": pending,
        "confirmationWasAuthenticated": not pending,
        "filterPolicyScope": request.inputs.get("filterPolicyScope", ""),
    }


def _make_rule(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, bus = str(request.inputs["name"]), str(request.inputs["eventBusName"])
    place = "" if bus == DEFAULT_BUS else f"{bus}/"
    identity = f"{place}{name}"
    request.world.remove(request.token, identity)
    return identity, {"arn": arn(request, "events", f"rule/{place}{name}"), "region": region_of(request)}


def _make_target(request: Request) -> tuple[str, Mapping[str, Any]]:
    target = str(request.inputs.get("targetId") or f"terraform-{guid()}")
    return f"{request.inputs['rule']}-{target}", {"targetId": target, "region": region_of(request)}


def _make_dashboard(request: Request) -> tuple[str, Mapping[str, Any]]:
    name, region = str(request.inputs["dashboardName"]), region_of(request)
    request.world.remove(request.token, name)
    own = f"arn:{partition_of(region)}:cloudwatch::{request.account}:dashboard/{name}"
    return name, {"dashboardArn": own, "region": region}


def _topic_reference(path: str) -> Reference:
    """A property that names a topic, which takes subscriptions and policy with it when it is deleted."""
    return Reference(path, (tokens.TOPIC,), "NotFound", key="arn", source="botocore sns/2010-03-31, NotFoundException")


TYPES: Final = (
    ResourceType(
        tokens.TOPIC,
        _make_topic,
        computed=frozenset(
            {
                "arn",
                "owner",
                "beginningArchiveTime",
                "policy",
                "signatureVersion",
                "tracingConfig",
                "fifoThroughputScope",
                "maximumMessageSize",
            }
        ),
        defaults={"contentBasedDeduplication": False, "fifoTopic": False},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "fifoTopic", "region"}),
    ),
    ResourceType(
        tokens.TOPIC_POLICY,
        _make_topic_policy,
        computed=frozenset({"owner"}),
        replace_on=frozenset({"arn", "region"}),
        references=(_topic_reference("arn"),),
    ),
    ResourceType(
        tokens.TOPIC_SUBSCRIPTION,
        _make_subscription,
        computed=frozenset(
            {"arn", "ownerId", "pendingConfirmation", "confirmationWasAuthenticated", "filterPolicyScope"}
        ),
        defaults={"confirmationTimeoutInMinutes": 1, "endpointAutoConfirms": False, "rawMessageDelivery": False},
        replace_on=frozenset({"topic", "protocol", "endpoint", "region"}),
        references=(_topic_reference("topic"),),
    ),
    ResourceType(
        tokens.EVENT_RULE,
        _make_rule,
        computed=frozenset({"arn"}),
        defaults={"eventBusName": DEFAULT_BUS, "forceDestroy": False, "state": "ENABLED"},
        name_property="name",
        replace_on=frozenset({"name", "namePrefix", "eventBusName", "region"}),
    ),
    ResourceType(
        tokens.EVENT_TARGET,
        _make_target,
        computed=frozenset({"targetId"}),
        defaults={"eventBusName": DEFAULT_BUS, "forceDestroy": False},
        replace_on=frozenset({"rule", "targetId", "eventBusName", "region"}),
        references=(
            Reference(
                "rule",
                (tokens.EVENT_RULE,),
                "ResourceNotFoundException",
                "ValidationException",
                key="name",
                source="EventBridge API Reference, PutTargets; hashicorp/terraform-provider-aws#18519 shows the error",
            ),
        ),
    ),
    ResourceType(
        tokens.DASHBOARD,
        _make_dashboard,
        computed=frozenset({"dashboardArn"}),
        replace_on=frozenset({"dashboardName", "region"}),
    ),
)
