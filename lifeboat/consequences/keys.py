"""KMS keys: what they encrypt cannot be read without them."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import TAGS, DangerClass, Kind, Reversible, When, harm, quiet

_DELETION: Final = "KMS API Reference, ScheduleKeyDeletion"
_POLICY: Final = "KMS developer guide, Key policies in AWS KMS"
_CANCEL: Final = (
    "Keep the key: adopt it by its ARN, or take it out of the state. While AWS waits before it deletes it,"
    " `aws kms cancel-key-deletion` brings it back."
)

KEYS: Final[Mapping[str, Kind]] = {
    tokens.KEY: Kind(
        frozenset({"keyUsage", "customerMasterKeySpec", "multiRegion"}),
        harm(DangerClass.DATA_LOSS, "another key is made and the old one is scheduled for deletion: at once nothing "
             "that it encrypted can be read, and after the waiting period never again", _DELETION,
             loses="what the old key encrypted", lasting=True, reversible=Reversible.NO, instead=_CANCEL),
        {
            "policy": harm(DangerClass.PROTECTION, "others may use the key, or somebody no more: DRS, CloudWatch, SNS "
                           "and Budgets need their statements", _POLICY),
            "deletionWindowInDays": harm(DangerClass.PROTECTION, "AWS waits for less time before it deletes the key",
                                         _DELETION, when=When.LOWER),
            "enableKeyRotation": harm(DangerClass.PROTECTION, "the key's material is no longer drawn anew every year",
                                      "KMS developer guide, Rotating AWS KMS keys", when=When.OFF),
            "isEnabled": harm(DangerClass.OUTAGE, "a disabled key reads and writes nothing",
                              "KMS developer guide, Enabling and disabling keys", loses="what the key encrypts",
                              lasting=True, when=When.OFF),
            **quiet("description"), **TAGS,
        },
        harm(DangerClass.DATA_LOSS, "the key is scheduled for deletion: at once nothing that it encrypted can be read, "
             "and after the waiting period never again", _DELETION, loses="what the key encrypted", lasting=True,
             reversible=Reversible.NO, instead=_CANCEL),
    ),
    tokens.ALIAS: Kind(
        frozenset({"name"}),
        harm(DangerClass.DEGRADED, "the key has another name; what names it by its ARN goes on",
             "KMS developer guide, Aliases in AWS KMS"),
        {"targetKeyId": harm(DangerClass.PROTECTION, "the name stands for another key; what the old one encrypted "
                             "still needs the old one", "KMS developer guide, Aliases in AWS KMS")},
        harm(DangerClass.DEGRADED, "the key has no name any more; what names it by its ARN goes on",
             "KMS developer guide, Aliases in AWS KMS", lasting=True, loses="finding the key by its name"),
    ),
}  # fmt: skip
"""Keys and their names, by type token."""
