"""What tells that something is wrong, what is logged, and what it costs."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import TAGS, Consequence, DangerClass, Kind, Reversible, When, harm, quiet

_LOGS: Final = "CloudWatch Logs API Reference, DeleteLogGroup"
_SNS: Final = "SNS developer guide, Subscribing to a topic"
_ACCESS: Final = "SNS developer guide, Access policies"
_ALARMS: Final = "CloudWatch user guide, Using CloudWatch alarms"
_EVENTS: Final = "EventBridge user guide, Rules"
_FLOW: Final = "Amazon VPC user guide, VPC Flow Logs"
_RETENTION: Final = "Azure docs, Manage data retention in a Log Analytics workspace"
_WORKSPACES: Final = "Azure docs, Delete and recover a Log Analytics workspace"
_MONITOR: Final = "Azure docs, Azure Monitor alerts"
_BUDGETS: Final = "AWS Cost Management user guide, Managing your costs with AWS Budgets"
_NOBODY: Final = "word of what goes wrong"


def _judged(what: str, source: str) -> Consequence:
    return harm(DangerClass.PROTECTION, f"{what} judges in another way: it may be silent, or speak, when it did not",
                source)  # fmt: skip


def _watch(what: str, source: str, names: frozenset[str], *judging: str, quietly: tuple[str, ...] = ()) -> Kind:
    """A watcher: when it goes nobody hears; when it is made anew it forgets its state for a moment."""
    return Kind(
        names,
        harm(DangerClass.DEGRADED, f"{what} is made anew, and begins without a state", source, loses=_NOBODY,
             minutes=5),
        {**dict.fromkeys(judging, _judged(what, source)), **quiet(*quietly, "tags*")},
        harm(DangerClass.PROTECTION, f"{what} is gone, and what it told nobody tells", source, loses=_NOBODY,
             lasting=True, instead="Have another one watch the same before this one goes."),
    )  # fmt: skip


WATCHING: Final[Mapping[str, Kind]] = {
    tokens.LOG_GROUP: Kind(
        frozenset({"name", "logGroupClass"}),
        harm(DangerClass.DATA_LOSS, "the old log group is deleted with every event in it", _LOGS, lasting=True,
             loses="what was logged until now", reversible=Reversible.NO, instead="Export the events to S3 first."),
        {
            "retentionInDays": harm(DangerClass.PROTECTION, "events are kept for less time; older ones are deleted",
                                    "CloudWatch Logs API Reference, PutRetentionPolicy", reversible=Reversible.NO,
                                    when=When.LOWER),
            "kmsKeyId": harm(DangerClass.PROTECTION, "events from now on are encrypted with another key; older ones "
                             "still need the old one", "CloudWatch Logs user guide, Encrypt log data using AWS KMS",
                             instead="Keep the old key as long as the old events are kept."),
            **quiet("skipDestroy", "tags*"),
        },
        harm(DangerClass.DATA_LOSS, "the log group is deleted with every event in it", _LOGS, lasting=True,
             loses="what was logged until now", reversible=Reversible.NO, instead="Export the events to S3 first."),
    ),
    tokens.FLOW_LOG: Kind(
        frozenset({"logDestination", "trafficType", "maxAggregationInterval", "iamRoleArn", "vpcId"}),
        harm(DangerClass.DEGRADED, "nothing is recorded until the new one begins", _FLOW, loses="the record of traffic",
             minutes=10),
        TAGS,
        harm(DangerClass.PROTECTION, "traffic of the network is recorded no more", _FLOW, loses="the record of traffic",
             lasting=True),
    ),
    tokens.TOPIC: Kind(
        frozenset({"name", "fifoTopic"}),
        harm(DangerClass.PROTECTION, "the topic is another one: e-mail subscriptions have to be confirmed anew, and "
             "whoever publishes or subscribes from outside has the old ARN", _SNS, loses=_NOBODY, lasting=True,
             reversible=Reversible.PARTLY, instead="Tell who is subscribed, and look that each confirms."),
        {
            "kmsMasterKeyId": harm(DangerClass.PROTECTION, "messages are encrypted with another key, which "
                                   "EventBridge, CloudWatch and Budgets have to be allowed to use",
                                   "SNS developer guide, Managing Amazon SNS encryption keys and costs"),
            **quiet("displayName", "signatureVersion", "tags*"),
        },
        harm(DangerClass.PROTECTION, "the topic goes with its subscriptions: no alarm reaches anybody", _SNS,
             loses=_NOBODY, lasting=True, reversible=Reversible.PARTLY),
    ),
    tokens.TOPIC_POLICY: Kind(
        frozenset({"arn"}),
        harm(DangerClass.DEGRADED, "meanwhile services may not publish to the topic", _ACCESS,
             loses=_NOBODY, minutes=1),
        {"policy": harm(DangerClass.PROTECTION, "others may publish to the topic, or somebody no more",
                        _ACCESS)},
        harm(DangerClass.PROTECTION, "services may publish to the topic no more", _ACCESS,
             loses=_NOBODY, lasting=True),
    ),
    tokens.SUBSCRIPTION: Kind(
        frozenset({"topic", "protocol", "endpoint"}),
        harm(DangerClass.PROTECTION, "the subscription is another one; one by e-mail has to be confirmed anew", _SNS,
             loses=f"{_NOBODY} for this subscriber, until the subscription is confirmed", lasting=True,
             reversible=Reversible.PARTLY, instead="Tell the subscriber, and look that it is confirmed."),
        {"filterPolicy*": harm(DangerClass.PROTECTION, "the subscriber hears of something else", _SNS),
         **quiet("rawMessageDelivery", "confirmationTimeoutInMinutes", "endpointAutoConfirms")},
        harm(DangerClass.PROTECTION, "the subscriber hears nothing any more; one by e-mail has to confirm again", _SNS,
             loses=f"{_NOBODY} for this subscriber", lasting=True, reversible=Reversible.PARTLY),
    ),
    tokens.EVENT_RULE: _watch(
        "the rule about events", _EVENTS, frozenset({"name"}), "eventPattern", "state", quietly=("description",)
    ),
    tokens.EVENT_TARGET: _watch(
        "what a rule tells", _EVENTS, frozenset({"rule", "targetId"}), "arn", quietly=("inputTransformer*",)
    ),
    tokens.METRIC_ALARM: _watch(
        "the alarm", _ALARMS, frozenset({"name"}), "threshold", "comparisonOperator", "metricQueries*", "dimensions*",
        "evaluationPeriods", "datapointsToAlarm", "period", "statistic", "namespace", "metricName", "treatMissingData",
        "alarmActions*", "actionsEnabled", quietly=("alarmDescription", "okActions*"),
    ),
    tokens.COMPOSITE_ALARM: _watch(
        "the alarm", _ALARMS, frozenset({"alarmName", "actionsEnabled"}), "alarmRule", "alarmActions*",
        quietly=("alarmDescription", "okActions*"),
    ),
    tokens.DASHBOARD: Kind(
        frozenset({"dashboardName"}),
        harm(DangerClass.DEGRADED, "the page has another address", "CloudWatch user guide, Dashboards",
             reversible=Reversible.PARTLY),
        quiet("dashboardBody"),
        harm(DangerClass.PROTECTION, "the page that shows servers and tunnels is gone",
             "CloudWatch user guide, Dashboards", loses="the view of servers and tunnels", lasting=True),
    ),
    tokens.BUDGET: _watch(
        "the budget", _BUDGETS, frozenset({"name", "accountId"}), "limitAmount", "notifications*", "costFilters*",
        "timeUnit", "limitUnit", "budgetType",
    ),
    tokens.COST_TAG: Kind(
        frozenset({"tagKey"}),
        harm(DangerClass.DEGRADED, "costs are told apart by another tag", _BUDGETS),
        {"status": harm(DangerClass.DEGRADED, "costs are told apart by the tag, or no more", _BUDGETS)},
        harm(DangerClass.DEGRADED, "the tag stays active, but nobody holds it so", _BUDGETS, lasting=True,
             loses="the certainty that costs are told apart"),
    ),
    tokens.COST_CATEGORY: Kind(
        frozenset({"name"}),
        harm(DangerClass.DEGRADED, "the category is made anew, from this month on", _BUDGETS,
             reversible=Reversible.PARTLY),
        {"*": harm(DangerClass.DEGRADED, "costs are sorted in another way", _BUDGETS)},
        harm(DangerClass.DEGRADED, "costs are sorted no more", _BUDGETS, lasting=True, loses="the view of costs"),
    ),
    tokens.WORKSPACE: Kind(
        frozenset({"resourceGroupName", "workspaceName", "location"}),
        harm(DangerClass.DATA_LOSS, "another workspace is made, and the old one goes with its logs; Azure can recover "
             "it for 14 days", _WORKSPACES, lasting=True, loses="the gateway's logs until now",
             reversible=Reversible.PARTLY,
             instead="Adopt the workspace by id instead."),
        {
            "retentionInDays": harm(DangerClass.PROTECTION, "logs are kept for a shorter time; Azure waits 30 days "
                                    "before it removes older ones", _RETENTION, reversible=Reversible.PARTLY,
                                    when=When.LOWER),
            **quiet("sku*", "tags*"),
        },
        harm(DangerClass.DATA_LOSS, "the workspace goes with its logs; Azure can recover it for 14 days", _WORKSPACES,
             lasting=True, loses="the gateway's logs until now", reversible=Reversible.PARTLY,
             instead="Adopt the workspace by id instead."),
    ),
    tokens.DIAGNOSTIC_SETTING: _watch(
        "what writes the gateway's logs", "Azure docs, Diagnostic settings in Azure Monitor",
        frozenset({"name", "resourceUri"}), "logs*", "metrics*", "workspaceId",
    ),
    tokens.METRIC_ALERT: _watch(
        "the alert", _MONITOR, frozenset({"resourceGroupName", "ruleName", "location"}), "criteria*", "scopes*",
        "enabled", "windowSize", "evaluationFrequency", "actions*", "severity",
        quietly=("description", "autoMitigate"),
    ),
    tokens.ACTION_GROUP: _watch(
        "the action group", _MONITOR, frozenset({"resourceGroupName", "actionGroupName", "location"}), "*Receivers*",
        "enabled", quietly=("groupShortName",),
    ),
}  # fmt: skip
"""What watches, logs and counts, by type token."""
