"""The policy of a key that CloudWatch Logs encrypts log groups with."""

from collections.abc import Sequence
from typing import Any, Final

from pulumi import Input, Output

KEY_DELETION_DAYS: Final = 7
"""The shortest that KMS offers: log groups go with the stack, and nothing else is encrypted with their key."""


def log_group_arn(partition: str, region: str, account_id: Input[str], name: str) -> Output[str]:
    """Return the ARN of a log group from its name, so that a key can be made before the group.

    Args:
        partition: AWS partition, such as `aws`.
        region: AWS Region.
        account_id: account of the log group.
        name: of the log group.
    """
    return Output.concat(f"arn:{partition}:logs:{region}:", account_id, f":log-group:{name}")


def log_key_policy(partition: str, region: str, account_id: Input[str], names: Sequence[str]) -> dict[str, Any]:
    """Return who may use the key: the account's administrators, and CloudWatch Logs for these log groups.

    Source: CloudWatch Logs user guide, "Encrypt log data using KMS". `*` as resource is this key: a key policy cannot
    name another.

    Args:
        partition: AWS partition, such as `aws`.
        region: AWS Region.
        account_id: account of the key and the log groups.
        names: the log groups.
    """
    arns = [log_group_arn(partition, region, account_id, name) for name in names]
    return {
        "Version": "2012-10-17",
        "Statement": [
            # Without it nobody could ever change the key again (KMS developer guide, default key policy).
            {
                "Sid": "AccountAdministration",
                "Effect": "Allow",
                "Principal": {"AWS": Output.concat(f"arn:{partition}:iam::", account_id, ":root")},
                "Action": "kms:*",
                "Resource": "*",
            },
            {
                "Sid": "LogGroup",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{region}.amazonaws.com"},
                # The guide writes kms:Encrypt*, kms:Decrypt* and kms:Describe* too: the first two are one action each,
                # and what describes keys sends no encryption context, so that the condition never lets it through.
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
                "Resource": "*",
                "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": arns[0] if len(arns) == 1 else arns}},
            },
        ],
    }
