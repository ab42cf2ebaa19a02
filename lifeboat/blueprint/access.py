"""Who may do what in AWS: which roles there are, and who may assume them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from lifeboat.blueprint.access_model import AccessBlueprint, AccessRole, AzureIdentity, PolicyKey
from lifeboat.blueprint.launch import SERVICE_PROFILES
from lifeboat.blueprint.launch_model import LaunchBlueprint, LaunchPlace
from lifeboat.settings import Settings
from lifeboat.settings.access import AdoptedAzureIdentity, CreatedAzureIdentity, NoAzureIdentity
from lifeboat.settings.replication import AdoptedKey

_HOUR: Final = 3600


@dataclass(frozen=True)
class RoleKind:
    """What is the same for a role in every stack.

    Attributes:
        key: the end of its name.
        description: what it is for.
        managed_policies: AWS-managed policies, by name and path.
        policies: policies of Lifeboat's own.
        with_launch_actions: those that it has beside them where actions run after a launch.
    """

    key: str
    description: str
    managed_policies: tuple[str, ...] = ()
    policies: tuple[PolicyKey, ...] = ()
    with_launch_actions: tuple[PolicyKey, ...] = ()


AGENT_INSTALLATION: Final = RoleKind(
    "agent-installation",
    "Installs AWS Replication Agents on source servers",
    # Not under service-role/ (DRS user guide, "AWS managed policies").
    ("AWSElasticDisasterRecoveryAgentInstallationPolicy",),
)
FAILBACK_INSTALLATION: Final = RoleKind(
    "failback-installation",
    "Runs the Failback Client on servers that are failed back to",
    ("AWSElasticDisasterRecoveryFailbackInstallationPolicy",),
)
READ_ONLY: Final = RoleKind("read-only", "Sees the state of the recovery site", policies=("see",))
DRILL: Final = RoleKind(
    "drill",
    "Sees, and drills in the drill VPC",
    policies=("see", "drill", "through-drs"),
    with_launch_actions=("launch-actions",),
)
FAILOVER: Final = RoleKind(
    "failover",
    "Drills, fails over and fails back",
    policies=("see", "drill", "through-drs", "failover"),
    with_launch_actions=("launch-actions",),
)
ROLE_KINDS: Final = (AGENT_INSTALLATION, FAILBACK_INSTALLATION, READ_ONLY, DRILL, FAILOVER)
"""Every role there can be, in the order of what they may do."""


def make_access(settings: Settings, launch: LaunchBlueprint, partition: str) -> AccessBlueprint:
    """Return who may do what.

    Args:
        settings: the stack's settings.
        launch: how servers start, for what operators give them.
        partition: AWS partition the ARNs are in, such as `aws`.
    """
    encryption = settings.replication.encryption
    return AccessBlueprint(
        roles=tuple(_roles(settings, partition)),
        azure_identity=_azure_identity(settings),
        drill_profiles=_own_profiles(group.drill for group in launch.groups),
        recovery_profiles=_own_profiles(group.recovery for group in launch.groups),
        adopted_key_arn=encryption.key_arn if isinstance(encryption, AdoptedKey) else None,
    )


def _own_profiles(places: Iterable[LaunchPlace]) -> tuple[str, ...]:
    return tuple(sorted({place.instance_profile for place in places} - SERVICE_PROFILES))


def _roles(settings: Settings, partition: str) -> Iterator[AccessRole]:
    """Yield the roles that someone may assume: a role without anybody is one more thing to watch."""
    access = settings.access
    trusted = not isinstance(access.azure_identity, NoAzureIdentity)
    agents, failback, operators = access.agent_installation, access.failback_installation, access.operators
    chosen = (
        (AGENT_INSTALLATION, agents.principals, trusted, agents.session_hours * _HOUR),
        (FAILBACK_INSTALLATION, failback.principals, failback.azure_identity, _HOUR),
        (READ_ONLY, operators.read_only, False, _HOUR),
        (DRILL, operators.drill, False, _HOUR),
        (FAILOVER, operators.failover, False, _HOUR),
    )
    for kind, principals, by_azure, seconds in chosen:
        if principals or by_azure:
            yield AccessRole(
                key=kind.key,
                # Roles are global and what these may do is not: the Region keeps stacks of one name apart.
                name=f"{settings.name}-{settings.recovery.region}-{kind.key}",
                description=kind.description,
                principals=tuple(sorted(principals)),
                azure_identity=by_azure,
                session_seconds=seconds,
                policy_arns=tuple(f"arn:{partition}:iam::aws:policy/{name}" for name in kind.managed_policies),
                policies=kind.policies + (kind.with_launch_actions if settings.launch.post_launch_actions else ()),
            )


def _azure_identity(settings: Settings) -> AzureIdentity | None:
    chosen = settings.access.azure_identity
    if isinstance(chosen, NoAzureIdentity):
        return None
    return AzureIdentity(
        mode=chosen.mode,
        name=chosen.name or f"{settings.name}-agents",
        resource_group=chosen.resource_group if isinstance(chosen, AdoptedAzureIdentity) else None,
        tenant_id=chosen.tenant_id,
        audience=chosen.audience,
        issuer=_issuer(chosen),
        oidc_provider=chosen.oidc_provider,
    )


def _issuer(identity: CreatedAzureIdentity | AdoptedAzureIdentity) -> str:
    """Return who signs the tokens (Microsoft identity platform, "Access token claims reference", `iss`).

    The slash behind a v1 issuer is part of it: AWS compares the whole claim.
    """
    match identity.token_version:
        case "v1":
            return f"https://sts.windows.net/{identity.tenant_id}/"
        case "v2":
            return f"https://login.microsoftonline.com/{identity.tenant_id}/v2.0"
        case never:
            assert_never(never)
