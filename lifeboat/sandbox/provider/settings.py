"""What a stand-in takes from its provider's configuration: whose account it works in, and the default tags."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lifeboat.sandbox.clouds.model import UNKNOWN, CloudError

EXAMPLE_AWS_ACCOUNT: Final = "111122223333"
"""The account of AWS's own documentation: what a program gets that names none."""

EXAMPLE_SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class ProviderSettings:
    """One provider resource's configuration, as far as the simulated clouds care.

    Attributes:
        account: AWS account id or Azure subscription id.
        region: AWS Region; "" for Azure and random.
        default_tags: tags that the AWS provider puts on everything.
    """

    account: str = ""
    region: str = ""
    default_tags: Mapping[str, str] = field(default_factory=dict)

    def all_tags(self, inputs: Mapping[str, Any]) -> Any:
        """`tagsAll` of a resource: the default tags under its own, or `UNKNOWN` while its own are not known."""
        own = inputs.get("tags")
        return UNKNOWN if own is UNKNOWN else {**self.default_tags, **(own or {})}


def decoded(config: Mapping[str, Any]) -> dict[str, Any]:
    """Provider configuration with its JSON taken off: providers of the bridge get every value but strings that way."""
    return {key: _decoded(value) for key, value in config.items()}


def _decoded(value: Any) -> Any:
    if not isinstance(value, str) or value[:1] not in ("{", "[", '"', "t", "f"):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def read(package: str, config: Mapping[str, Any]) -> ProviderSettings:
    """Read what Configure was told.

    Args:
        package: `aws`, `azure-native` or `random`.
        config: the provider's inputs.

    Returns:
        The settings.

    Raises:
        CloudError: an AWS provider without a Region.
    """
    values = decoded(config)
    if package == "aws":
        return _aws(values)
    if package == "azure-native":
        subscription = values.get("subscriptionId") or os.environ.get("ARM_SUBSCRIPTION_ID")
        return ProviderSettings(account=subscription or EXAMPLE_SUBSCRIPTION)
    return ProviderSettings()


def _aws(values: Mapping[str, Any]) -> ProviderSettings:
    region = values.get("region") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if not region:
        raise CloudError(
            "MissingRegion",
            "missing region information. Make sure you have set your AWS region, e.g. `pulumi config set aws:region "
            "us-west-2`, or give the provider resource a `region`.",
        )
    tags = (values.get("defaultTags") or {}).get("tags") or {}
    return ProviderSettings(account=_aws_account(values), region=region, default_tags=tags)


def _aws_account(values: Mapping[str, Any]) -> str:
    """The account that would be reached: that of the last assumed role, else the only one allowed."""
    roles = values.get("assumeRoles") or []
    arn = str(roles[-1].get("roleArn", "")) if roles else ""
    if arn.startswith("arn:"):
        return arn.split(":")[4]
    allowed = values.get("allowedAccountIds") or [EXAMPLE_AWS_ACCOUNT]
    return str(allowed[0])
