"""What AWS Elastic Disaster Recovery is set up with."""

from typing import Final, Literal

from lifeboat.blueprint.model import Encryption, PitRule, ReplicationBlueprint, ServiceRole
from lifeboat.settings import Settings
from lifeboat.settings.replication import AdoptedKey, AdoptedTemplate

_PREFIX: Final = "AWSElasticDisasterRecovery"
_Service = Literal["drs", "ec2"]

_ROLES: Final[tuple[tuple[str, _Service, str | None, tuple[str, ...]], ...]] = (
    ("Agent", "drs", "s-*", ("service-role/AWSElasticDisasterRecoveryAgentPolicy",)),
    ("Failback", "drs", "i-*", ("service-role/AWSElasticDisasterRecoveryFailbackPolicy",)),
    ("ConversionServer", "ec2", None, ("service-role/AWSElasticDisasterRecoveryConversionServerPolicy",)),
    ("ReplicationServer", "ec2", None, ("service-role/AWSElasticDisasterRecoveryReplicationServerPolicy",)),
    ("RecoveryInstance", "ec2", None, ("service-role/AWSElasticDisasterRecoveryRecoveryInstancePolicy",)),
    (
        "RecoveryInstanceWithLaunchActions",
        "ec2",
        None,
        ("service-role/AWSElasticDisasterRecoveryRecoveryInstancePolicy", "AmazonSSMManagedInstanceCore"),
    ),
)
# Names, path, trust and policies are fixed by the service (DRS user guide, "Initializing AWS DRS").


def make_replication(settings: Settings, partition: str) -> ReplicationBlueprint:
    """Return what DRS is set up with.

    Args:
        settings: the stack's settings.
        partition: AWS partition the ARNs are in, such as `aws`.
    """
    chosen = settings.replication
    template = chosen.template
    return ReplicationBlueprint(
        roles_mode=chosen.roles,
        roles=service_roles(partition),
        service_mode=chosen.service,
        existing_template_id=template.id if isinstance(template, AdoptedTemplate) else None,
        # A template names one staging subnet; the first zone's is as good as another's and never moves.
        staging_subnet=f"staging-{settings.recovery.zones[0]}",
        instance_type=chosen.instance_type,
        dedicated_servers=chosen.dedicated_servers,
        staging_disk_type=chosen.staging_disk_type,
        bandwidth_throttling_mbps=chosen.bandwidth_throttling_mbps,
        replicate_new_disks=chosen.replicate_new_disks,
        pit_rules=pit_rules(chosen.retention_days),
        encryption=Encryption(
            chosen.encryption.mode,
            chosen.encryption.key_arn if isinstance(chosen.encryption, AdoptedKey) else None,
        ),
    )


def service_roles(partition: str) -> tuple[ServiceRole, ...]:
    """Return the six roles that DRS works with.

    Args:
        partition: AWS partition the ARNs are in, such as `aws`.
    """
    return tuple(_role(row, partition) for row in _ROLES)


def _role(row: tuple[str, _Service, str | None, tuple[str, ...]], partition: str) -> ServiceRole:
    key, service, source_identity, policies = row
    arns = tuple(f"arn:{partition}:iam::aws:policy/{policy}" for policy in policies)
    return ServiceRole(key, f"{_PREFIX}{key}Role", service, source_identity, arns)


def pit_rules(retention_days: int) -> tuple[PitRule, PitRule, PitRule]:
    """Return the point-in-time policy: every 10 minutes for an hour, hourly for a day, daily for some days.

    The API takes exactly these three; only the last one's retention is meant to be changed (DRS user guide,
    point-in-time policy).

    Args:
        retention_days: how many days a daily point is kept, 1 to 365.
    """
    return PitRule(1, "MINUTE", 10, 60), PitRule(2, "HOUR", 1, 24), PitRule(3, "DAY", 1, retention_days)
