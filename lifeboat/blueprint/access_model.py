"""The part of the model about who may do what; `lifeboat.blueprint.model` offers these names beside all others."""

from dataclasses import dataclass
from typing import Literal

from lifeboat.blueprint.primary_model import CreateOrAdopt

PolicyKey = Literal["see", "drill", "through-drs", "failover", "launch-actions"]
"""The policies that Lifeboat writes for operators."""


@dataclass(frozen=True)
class PolicyStatement:
    """One statement of a policy: what it allows, in words and in IAM's.

    Attributes:
        sid: its id, unique in its policy.
        allows: what it allows, for people.
        actions: IAM actions.
        resources: ARNs with `{partition}`, `{region}` and `{account}` in them, `*`, or one of these, which stand for
            any number of ARNs: `{staging_subnets}`, `{recovery_subnets}` and `{drill_subnets}`; `{drill_roles}` and
            `{recovery_roles}`, the roles in instance profiles that server groups name; `{adopted_key}`, the key of
            replicated volumes where it is adopted. A statement without any ARN is left out.
        conditions: operator, key and values; values with the same words in braces.
    """

    sid: str
    allows: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    conditions: tuple[tuple[str, str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class AzureIdentity:
    """A managed identity of Azure that AWS trusts.

    Attributes:
        mode: made or adopted.
        name: its name.
        resource_group: where an adopted one is; None for the stack's own group.
        tenant_id: Entra tenant.
        audience: `aud` of the tokens.
        issuer: `iss` of the tokens, with the slash it ends with, if any.
        oidc_provider: whether the IAM OIDC provider is made or adopted.
    """

    mode: CreateOrAdopt
    name: str
    resource_group: str | None
    tenant_id: str
    audience: str
    issuer: str
    oidc_provider: CreateOrAdopt


@dataclass(frozen=True)
class AccessRole:
    """A role for people, pipelines or servers.

    Attributes:
        key: `agent-installation`, `failback-installation`, `read-only`, `drill` or `failover`.
        name: its name in the account.
        description: what it is for.
        principals: ARNs of the roles that may assume it.
        azure_identity: whether the Azure identity may assume it too.
        session_seconds: its longest session.
        policy_arns: AWS-managed policies.
        policies: policies of Lifeboat's own.
    """

    key: str
    name: str
    description: str
    principals: tuple[str, ...]
    azure_identity: bool
    session_seconds: int
    policy_arns: tuple[str, ...]
    policies: tuple[PolicyKey, ...]


@dataclass(frozen=True)
class AccessBlueprint:
    """Who may do what in AWS; only roles that someone may assume.

    Attributes:
        roles: the roles.
        azure_identity: the identity of Azure that AWS trusts, if any.
        drill_profiles: names of instance profiles, other than the service's own, that server groups have in drills.
        recovery_profiles: the same on the day.
        adopted_key_arn: ARN of the key of replicated volumes where it is adopted, else None.
    """

    roles: tuple[AccessRole, ...]
    azure_identity: AzureIdentity | None
    drill_profiles: tuple[str, ...] = ()
    recovery_profiles: tuple[str, ...] = ()
    adopted_key_arn: str | None = None
