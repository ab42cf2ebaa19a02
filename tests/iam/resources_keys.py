"""Calls that the policies of keys and of the alarm topic allow by themselves, and that they do not."""

from collections.abc import Mapping

from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT

REGION = "eu-central-1"
OTHER = "444455556666"
SERVICE_ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/drs.amazonaws.com/AWSServiceRoleForElasticDisasterRecovery"
)
OPERATOR = f"arn:aws:iam::{ACCOUNT}:role/harbor-{REGION}-drill"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:harbor-alarms-topic"
CREATED_TOPIC = "harbor-alarms-topic"
ROOT_USER = ("AWS", f"arn:aws:iam::{ACCOUNT}:root")


def kms(action: str, principal: tuple[str, str], **context: str) -> Call:
    """A call to the key."""
    keys = {
        "account": "aws:SourceAccount",
        "source": "aws:SourceArn",
        "caller": "kms:CallerAccount",
        "via": "kms:ViaService",
        "grant": "kms:GrantIsForAWSResource",
        "group": "kms:EncryptionContext:aws:logs:arn",
    }
    return Call(f"kms:{action}", KEY, principal=principal, context={keys[name]: text for name, text in context.items()})


def service(name: str) -> tuple[str, str]:
    """A service as principal."""
    return "Service", f"{name}.amazonaws.com"


ADMINISTRATION = tuple(
    kms(action, ROOT_USER) for action in ("PutKeyPolicy", "ScheduleKeyDeletion", "EnableKeyRotation", "DescribeKey")
)
STRANGERS = (
    kms("PutKeyPolicy", ("AWS", OPERATOR)),
    kms("Decrypt", ("AWS", OPERATOR)),
    kms("Decrypt", ("AWS", f"arn:aws:iam::{OTHER}:role/anyone")),
    kms("PutKeyPolicy", ("AWS", f"arn:aws:iam::{OTHER}:root")),
    kms("ScheduleKeyDeletion", service("events")),
    kms("Decrypt", service("s3")),
)


def of_logs(*groups: str) -> Calls:
    """Calls to a key of log groups."""
    arns = [f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}" for group in groups]
    uses = ("Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey", "GenerateDataKeyWithoutPlaintext")
    logs = service(f"logs.{REGION}")
    return Calls(
        allowed=(*ADMINISTRATION, *(kms(use, logs, group=arn) for use in uses for arn in arns)),
        denied=(
            *STRANGERS,
            kms("Decrypt", logs),
            kms("Decrypt", logs, group=f"{arns[0]}-2"),
            kms("Decrypt", logs, group=arns[0].replace(ACCOUNT, OTHER)),
            kms("Decrypt", logs, group=arns[0].replace(REGION, "us-east-1")),
            kms("Decrypt", service("logs.us-east-1"), group=arns[0]),
            kms("CreateGrant", logs, group=arns[0]),
            kms("ScheduleKeyDeletion", logs, group=arns[0]),
        ),
    )


ALARM = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:harbor-lag"
BUDGET = f"arn:aws:budgets::{ACCOUNT}:budget/harbor"
OF_TOPIC_KEY = Calls(
    allowed=(
        *ADMINISTRATION,
        *(kms(use, service("events")) for use in ("Decrypt", "GenerateDataKey")),
        *(kms(use, service("cloudwatch"), account=ACCOUNT, source=ALARM) for use in ("Decrypt", "GenerateDataKey")),
        *(kms(use, service("budgets"), account=ACCOUNT) for use in ("Decrypt", "GenerateDataKey")),
    ),
    denied=(
        *STRANGERS,
        kms("Encrypt", service("events")),
        kms("CreateGrant", service("events")),
        kms("Decrypt", service("cloudwatch")),
        kms("Decrypt", service("cloudwatch"), account=OTHER, source=ALARM.replace(ACCOUNT, OTHER)),
        kms("Decrypt", service("cloudwatch"), account=ACCOUNT, source=ALARM.replace(REGION, "us-east-1")),
        kms("Decrypt", service("budgets"), account=OTHER),
        kms("Decrypt", service("sns"), account=ACCOUNT),
    ),
)


def publish(name: str, topic: str = TOPIC, tls: str = "true", action: str = "Publish", **context: str) -> Call:
    """A message of a service to the topic."""
    keys = {"account": "aws:SourceAccount", "source": "aws:SourceArn"}
    known = {"aws:SecureTransport": tls, **{keys[key]: text for key, text in context.items()}}
    return Call(f"sns:{action}", topic, principal=service(name), context=known)


OF_TOPIC = Calls(
    allowed=(
        publish("events"),
        publish("events", account=ACCOUNT),
        publish("events", source=f"arn:aws:events:{REGION}:{ACCOUNT}:rule/harbor"),
        # What says nothing of its transport is not meant by the statement that wants TLS.
        Call("sns:Publish", TOPIC, principal=service("events")),
        *(
            publish("cloudwatch", account=ACCOUNT, source=ALARM.replace("lag", alarm))
            for alarm in ("lag", "backlog", "drill-age", "tunnels")
        ),
        *(publish("budgets", account=ACCOUNT, source=f"{BUDGET}{more}") for more in ("", "-2")),
    ),
    denied=(
        publish("events", tls="false"),
        publish("cloudwatch", tls="false", account=ACCOUNT, source=ALARM),
        publish("events", topic=f"{TOPIC}-2"),
        publish("events", action="Subscribe"),
        publish("events", action="SetTopicAttributes"),
        publish("cloudwatch"),
        publish("cloudwatch", account=OTHER, source=ALARM.replace(ACCOUNT, OTHER)),
        publish("cloudwatch", account=ACCOUNT, source=ALARM.replace(REGION, "us-east-1")),
        publish("cloudwatch", account=ACCOUNT, source=f"arn:aws:s3:::{ACCOUNT}"),
        publish("budgets", account=OTHER, source=BUDGET.replace(ACCOUNT, OTHER)),
        publish("budgets", account=ACCOUNT),
        publish("s3", account=ACCOUNT),
        Call("sns:Publish", TOPIC, principal=("AWS", OPERATOR)),
        Call("sns:Publish", TOPIC, principal=("AWS", f"arn:aws:iam::{OTHER}:role/anyone")),
    ),
)

USES = ("Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKeyWithoutPlaintext", "DescribeKey")
EC2 = {"via": f"ec2.{REGION}.amazonaws.com", "caller": ACCOUNT}
OF_REPLICATION_KEY = Calls(
    allowed=(
        *ADMINISTRATION,
        *(kms(use, ("AWS", SERVICE_ROLE)) for use in USES),
        kms("CreateGrant", ("AWS", SERVICE_ROLE), grant="true"),
        # DRS starts servers with the rights of whoever asks: the roles drill and failover need no statement of theirs.
        *(kms(use, ("AWS", OPERATOR), **EC2) for use in USES),
        kms("CreateGrant", ("AWS", OPERATOR), **EC2, grant="true"),
    ),
    denied=(
        *STRANGERS,
        kms("CreateGrant", ("AWS", SERVICE_ROLE)),
        kms("CreateGrant", ("AWS", SERVICE_ROLE), grant="false"),
        kms("ScheduleKeyDeletion", ("AWS", SERVICE_ROLE)),
        kms("CreateGrant", ("AWS", OPERATOR), **EC2, grant="false"),
        kms("CreateGrant", ("AWS", OPERATOR), grant="true"),
        kms("ScheduleKeyDeletion", ("AWS", OPERATOR), **EC2),
        kms("Decrypt", ("AWS", OPERATOR), via=f"s3.{REGION}.amazonaws.com", caller=ACCOUNT),
        kms("Decrypt", ("AWS", OPERATOR), via="ec2.us-east-1.amazonaws.com", caller=ACCOUNT),
        kms("Decrypt", ("AWS", f"arn:aws:iam::{OTHER}:role/anyone"), via=EC2["via"], caller=OTHER),
    ),
)

RESOURCES: Mapping[str, Calls] = {
    "tunnel-logs-key": of_logs("/aws/vendedlogs/lifeboat/harbor/vpn"),
    "flow-logs-key": of_logs(*(f"/aws/vendedlogs/lifeboat/harbor/flow-{key}" for key in ("recovery", "drill"))),
    "alarms-key": OF_TOPIC_KEY,
    "alarms-policy": OF_TOPIC,
    "replication-key": OF_REPLICATION_KEY,
}
"""Calls by the end of the name of what holds the policy."""
