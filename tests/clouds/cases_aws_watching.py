"""A passing and a refused call for every rule of alarms and of a log group's key: `rule: (passes, is refused)`."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws

ROOT = {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "kms:*", "Resource": "*"}
QUERY = {"id": "m1", "expression": 'SELECT MIN(TunnelState) FROM SCHEMA("AWS/VPN", VpnId)', "period": 60}


def composite(rule, *alarms):
    def run(cloud):
        for name in alarms:
            cloud.alarm(name)
        return cloud.create(aws.COMPOSITE_ALARM, alarmName="both", alarmRule=rule)

    return run


def deletion(token, named):
    """An alarm is deleted that a composite alarm of another name does, or does not, name."""

    def run(cloud):
        cloud.alarm("one"), cloud.alarm("two")
        below = cloud.create(aws.COMPOSITE_ALARM, alarmName="below", alarmRule="ALARM(one)")
        victim = {aws.METRIC_ALARM: cloud.get(aws.METRIC_ALARM, "two"), aws.COMPOSITE_ALARM: below}[token]
        rule = f"ALARM({victim.id}) OR ALARM(one)" if named else "ALARM(one)"
        cloud.create(aws.COMPOSITE_ALARM, alarmName="above", alarmRule=rule)
        cloud.delete(victim)

    return run


def queries(*returning):
    listed = [{**QUERY, "id": f"m{place}", "returnData": each} for place, each in enumerate(returning)]
    plain = dict.fromkeys(("metricName", "namespace", "statistic", "period", "dimensions"))
    return lambda cloud: cloud.alarm(metricQueries=listed, **plain)


def log_group(*services):
    def run(cloud):
        extra = [{**ROOT, "Principal": {"Service": each}} for each in services]
        key = cloud.create(aws.KEY, policy=json.dumps({"Version": "2012-10-17", "Statement": [ROOT, *extra]}))
        return cloud.create(aws.LOG_GROUP, name="/aws/vendedlogs/vpn", kmsKeyId=key.properties["arn"])

    return run


CASES = {
    "aws-alarm-what": (lambda c: c.alarm(), lambda c: c.alarm(metricName=None)),
    "aws-alarm-statistic": (
        lambda c: c.alarm(statistic=None, extendedStatistic="p90"),
        lambda c: c.alarm(extendedStatistic="p90"),
    ),
    "aws-alarm-period": (lambda c: c.alarm(period=120), lambda c: c.alarm(period=90)),
    "aws-alarm-missing-data": (
        lambda c: c.alarm(treatMissingData="breaching"),
        lambda c: c.alarm(treatMissingData="bad"),
    ),
    "aws-alarm-query-result": (queries(True, False), queries(False, False)),
    "aws-composite-alarm-missing": (
        composite('ALARM(one) AND NOT OK("two")', "one", "two"),
        composite('ALARM(one) AND NOT OK("two")', "one"),
    ),
    "aws-metric-alarm-named": (deletion(aws.METRIC_ALARM, named=False), deletion(aws.METRIC_ALARM, named=True)),
    "aws-composite-alarm-named": (
        deletion(aws.COMPOSITE_ALARM, named=False),
        deletion(aws.COMPOSITE_ALARM, named=True),
    ),
    "aws-log-group-key": (log_group("logs.eu-central-1.amazonaws.com"), log_group("logs.eu-west-1.amazonaws.com")),
    "aws-api-metricalarm": (lambda c: c.alarm(), lambda c: c.alarm(comparisonOperator="Below")),
    "aws-api-compositealarm": (composite("ALARM(one)", "one"), composite("", "one")),
}
