"""AWS Elastic Disaster Recovery: the replication configuration template.

Sources: terraform-provider-aws v6, internal/service/drs/replication_configuration_template.go (nothing but the Region
replaces it); botocore drs/2020-02-26, CreateReplicationConfigurationTemplate (members, patterns, errors).
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.security import GROUPS
from lifeboat.sandbox.clouds.identifiers import arn, aws_long_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

DRS_MODEL: Final = "botocore drs/2020-02-26, CreateReplicationConfigurationTemplate"


def _make_template(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_long_id("rct-", string.digits + string.ascii_lowercase)
    return identity, {
        "arn": arn(request, "drs", f"replication-configuration-template/{identity}"),
        "region": region_of(request),
        "autoReplicateNewDisks": request.inputs.get("autoReplicateNewDisks", False),
    }


TYPES: Final = (
    ResourceType(
        tokens.REPLICATION_TEMPLATE,
        _make_template,
        computed=frozenset({"arn", "autoReplicateNewDisks"}),
        replace_on=frozenset({"region"}),
        references=(
            Reference("stagingAreaSubnetId", (tokens.SUBNET,), "ValidationException", None, source=DRS_MODEL),
            Reference("replicationServersSecurityGroupsIds[]", GROUPS, "ValidationException", None, source=DRS_MODEL),
            Reference("ebsEncryptionKeyArn", (tokens.KEY,), "ValidationException", None, key="arn", source=DRS_MODEL),
        ),
    ),
)
