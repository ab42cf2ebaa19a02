"""The topic that every alarm, event and budget goes to, and the key that it is encrypted with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import kms, sns

from components.options import child
from lifeboat.blueprint.model import MonitoringBlueprint

TYPE: Final = "lifeboat:recovery:AlarmTopic"

KEY_DELETION_DAYS: Final = 7
"""The shortest that KMS offers: what is encrypted with the key is under way for seconds."""


@dataclass(frozen=True, kw_only=True)
class AlarmTopicArgs:
    """What the topic is made from.

    Attributes:
        blueprint: its name, who it tells, which further accounts' alarms may publish to it.
        account_id: the recovery account.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
    """

    blueprint: MonitoringBlueprint
    account_id: Input[str]
    partition: str
    region: str


class AlarmTopic(pulumi.ComponentResource):
    """An SNS topic that EventBridge, CloudWatch and Budgets may publish to, and its subscriptions.

    SNS encrypts with a key of our own, because the policy of the one that AWS manages cannot be changed, and it admits
    no service (SNS developer guide, "Enable compatibility between event sources from AWS services and encrypted
    topics").
    """

    topic_arn: Output[str]
    """ARN of the topic; known once its policy admits those who publish."""

    def __init__(self, name: str, args: AlarmTopicArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        existing = args.blueprint.existing_topic_arn
        self.topic_arn = Output.from_input(existing) if existing else self._create_topic(name, args)
        for subscriber in args.blueprint.subscribers:
            sns.TopicSubscription(
                f"{name}-{subscriber.key}",
                topic=self.topic_arn,
                protocol=subscriber.protocol,
                endpoint=subscriber.endpoint,
                subscription_role_arn=subscriber.role_arn,
                opts=child(self),
            )
        self.register_outputs({"topic_arn": self.topic_arn})

    def _create_topic(self, name: str, args: AlarmTopicArgs) -> Output[str]:
        key = kms.Key(
            f"{name}-key",
            description=f"SNS topic {args.blueprint.topic_name}",
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=Output.json_dumps(_key_policy(args)),
            tags={"Name": f"{name}-key"},
            opts=child(self),
        )
        topic = sns.Topic(
            f"{name}-topic",
            name=args.blueprint.topic_name,
            kms_master_key_id=key.arn,
            # Version 1 signs messages with SHA-1.
            signature_version=2,
            tags={"Name": f"{name}-topic"},
            opts=child(self),
        )
        policy = sns.TopicPolicy(
            f"{name}-policy",
            arn=topic.arn,
            policy=Output.json_dumps(_topic_policy(args, topic.arn)),
            opts=child(self),
        )
        return policy.arn


def _key_policy(args: AlarmTopicArgs) -> dict[str, Any]:
    """Return who may use the key. `*` as resource is this key: a key policy cannot name another.

    EventBridge sends no source account with its use of a key: a condition on it would drop every event in silence (SNS
    developer guide, "Enable compatibility ..."). The key encrypts nothing but this topic.
    """
    actions = ["kms:Decrypt", "kms:GenerateDataKey*"]
    return {
        "Version": "2012-10-17",
        "Statement": [
            # Without it nobody could ever change the key again (KMS developer guide, default key policy).
            {
                "Sid": "AccountAdministration",
                "Effect": "Allow",
                "Principal": {"AWS": Output.concat(f"arn:{args.partition}:iam::", args.account_id, ":root")},
                "Action": "kms:*",
                "Resource": "*",
            },
            _admit("Events", "events", actions, "*"),
            _admit("Alarms", "cloudwatch", actions, "*", _of_accounts(args)),
            _admit("Budgets", "budgets", actions, "*", {"StringEquals": {"aws:SourceAccount": args.account_id}}),
        ],
    }


def _topic_policy(args: AlarmTopicArgs, topic_arn: Input[str]) -> dict[str, Any]:
    """Return who may publish.

    EventBridge takes no conditions here (EventBridge user guide, "Using resource-based policies": conditions cannot be
    used in topic policies); for a topic of another account it needs a role, so the statement admits this account's
    rules. CloudWatch and Budgets send account and ARN of what they publish for (SNS developer guide, "Example cases for
    Amazon SNS access control"; Billing user guide, "Creating an Amazon SNS topic for budget notifications").
    """
    budgets = Output.concat(f"arn:{args.partition}:budgets::", args.account_id, ":*")
    own = {"StringEquals": {"aws:SourceAccount": args.account_id}, "ArnLike": {"aws:SourceArn": budgets}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            _admit("Events", "events", ["sns:Publish"], topic_arn),
            _admit("Alarms", "cloudwatch", ["sns:Publish"], topic_arn, _of_accounts(args)),
            _admit("Budgets", "budgets", ["sns:Publish"], topic_arn, own),
            # SNS developer guide, security best practices. Not for requests that say nothing of their transport.
            {
                "Sid": "TlsOnly",
                "Effect": "Deny",
                "Principal": "*",
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ],
    }


def _of_accounts(args: AlarmTopicArgs) -> dict[str, Any]:
    """Return the condition for alarms of these accounts and this Region."""
    accounts: Sequence[Input[str]] = (args.account_id, *args.blueprint.publishing_accounts)
    alarms = [
        Output.concat(f"arn:{args.partition}:cloudwatch:{args.region}:", account, ":alarm:*") for account in accounts
    ]
    return {"StringEquals": {"aws:SourceAccount": list(accounts)}, "ArnLike": {"aws:SourceArn": alarms}}


def _admit(
    sid: str, service: str, actions: list[str], resource: Input[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": actions,
        "Resource": resource,
    }
    return statement if condition is None else {**statement, "Condition": condition}
