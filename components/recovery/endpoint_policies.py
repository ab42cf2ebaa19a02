"""The policy documents of VPC endpoints."""

import json
from collections.abc import Sequence
from typing import Any

from lifeboat.blueprint.private_model import EndpointStatement


def endpoint_policy(statements: Sequence[EndpointStatement], account_id: str) -> str:
    """Return the policy of an endpoint.

    Args:
        statements: what it lets through.
        account_id: the recovery account.
    """
    document = {"Version": "2012-10-17", "Statement": [_statement(each, account_id) for each in statements]}
    return json.dumps(document)


def _statement(statement: EndpointStatement, account_id: str) -> dict[str, Any]:
    condition = {"Condition": {"StringEquals": {"aws:PrincipalAccount": account_id}}}
    return {
        "Sid": statement.sid,
        "Effect": "Allow",
        # An endpoint's policy bounds whoever asks through it; who may ask at all their own policies say.
        "Principal": "*",
        "Action": list(statement.actions),
        "Resource": [resource.replace("{account}", account_id) for resource in statement.resources],
        **(condition if statement.own_principals else {}),
    }
