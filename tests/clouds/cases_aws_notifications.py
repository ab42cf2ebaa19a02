"""A passing and a refused call for topics, subscriptions, event rules, dashboards and alarms on queries."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws

STATEMENT = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}
TEXT = {"type": "text", "properties": {"markdown": "Hello"}}
LAG = 'SELECT MAX(LagDuration) FROM SCHEMA("AWS/DRS", SourceServerID)'


def topic(cloud, **more):
    return cloud.create(aws.TOPIC, "topic", **{"name": "alarms", **more})


def topic_policy(text):
    return lambda cloud: cloud.create(aws.TOPIC_POLICY, arn=topic(cloud).properties["arn"], policy=text)


def statements(*actions):
    return topic_policy(json.dumps({"Version": "2012-10-17", "Statement": [{**STATEMENT, "Action": list(actions)}]}))


def subscription(protocol, endpoint, **more):
    def run(cloud):
        place = topic(cloud).properties["arn"]
        return cloud.create(aws.TOPIC_SUBSCRIPTION, topic=place, protocol=protocol, endpoint=endpoint, **more)

    return run


def rule(pattern='{"source": ["aws.drs"]}', **more):
    return lambda cloud: cloud.create(aws.EVENT_RULE, "rule", eventPattern=pattern, **{"name": "stalled", **more})


def target(**more):
    def run(cloud):
        named = rule()(cloud).properties["name"]
        return cloud.create(aws.EVENT_TARGET, rule=named, targetId="topic", arn=topic(cloud).properties["arn"], **more)

    return run


def template(text):
    return target(inputTransformer={"inputPaths": {"server": "$.resources[0]"}, "inputTemplate": text})


def dashboard(*widgets, **more):
    body = json.dumps({"widgets": list(widgets)})
    return lambda cloud: cloud.create(aws.DASHBOARD, **{"dashboardName": "page", "dashboardBody": body, **more})


def metric(**properties):
    return {
        "type": "metric",
        "properties": {"region": "eu-central-1", "metrics": [["AWS/DRS", "Backlog"]], **properties},
    }


def query(expression):
    plain = dict.fromkeys(("metricName", "namespace", "statistic", "period", "dimensions"))
    asked = [{"id": "q", "expression": expression, "period": 300, "returnData": True}]
    return lambda cloud: cloud.alarm(metricQueries=asked, **plain)


CASES = {
    "aws-topic-policy-document": (statements("sns:Publish"), topic_policy("{")),
    "aws-topic-policy-action": (statements("SNS:Publish", "sns:Subscribe"), statements("sns:CreateTopic")),
    "aws-subscription-endpoint": (subscription("email", "ops@example.com"), subscription("sqs", "ops@example.com")),
    "aws-subscription-role": (
        subscription(
            "firehose",
            "arn:aws:firehose:eu-central-1:111122223333:deliverystream/alarms",
            subscriptionRoleArn="arn:aws:iam::111122223333:role/sns",
        ),
        subscription("firehose", "arn:aws:firehose:eu-central-1:111122223333:deliverystream/alarms"),
    ),
    "aws-event-rule-what": (rule(None, scheduleExpression="rate(1 day)"), rule(None)),
    "aws-event-pattern": (rule(), rule('{"source": "aws.drs"}')),
    "aws-event-target-input": (target(input="{}"), target(input="{}", inputPath="$.detail")),
    "aws-event-target-template": (template('"<server> stalled"'), template('"<name> stalled"')),
    "aws-dashboard-body": (dashboard(TEXT, metric()), dashboard(TEXT, metric(region=None))),
    "aws-alarm-search": (query(LAG), query("SUM(SEARCH('{AWS/DRS,SourceServerID} LagDuration', 'Maximum', 300))")),
    "aws-alarm-insights-order": (
        query(f"{LAG} GROUP BY SourceServerID ORDER BY MAX() DESC"),
        query(f"{LAG} GROUP BY SourceServerID"),
    ),
    "aws-api-topic": (topic, lambda cloud: topic(cloud, name=7)),
    "aws-api-topicsubscription": (
        subscription("email", "ops@example.com"),
        subscription("email", "ops@example.com", returnSubscriptionArn="yes"),
    ),
    "aws-api-eventrule": (rule(), rule(name="stalled replication")),
    "aws-api-dashboard": (dashboard(TEXT), dashboard(TEXT, dashboardName=None)),
}
