"""Settings of AWS Elastic Disaster Recovery: the service, its roles, its replication template."""

from typing import Annotated, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.cloud_facts import RETENTION_DAYS
from lifeboat.settings.fields import Model, matching, mode_of

X86_INSTANCE_TYPE: Final = r"(?!a1\.|[a-z]+[0-9]+[a-z]*g)[a-z][a-z0-9-]*\.[a-z0-9-]+"
"""EC2 instance types with x86-64 processors: Graviton families have a g behind their number (EC2, "Instance type naming
conventions"), but for a1."""

CreateOrAdopt = Literal["create", "adopt"]
"""Whether Lifeboat makes a thing an account has only once, or finds it there. `destroy` leaves what was adopted."""


class DefaultEncryption(Model):
    """Volumes are encrypted with the account's default EBS key."""

    mode: Literal["default"] = "default"
    """The account's default EBS key."""


class CreatedKey(Model):
    """Volumes are encrypted with a customer-managed key that Lifeboat makes."""

    mode: Literal["create"]
    """A key of this stack's own, rotated every year."""


class AdoptedKey(Model):
    """Volumes are encrypted with a customer-managed key that exists."""

    mode: Literal["adopt"]
    """A key that exists. Its policy has to admit the service-linked role of DRS, and one of another account operators'
    roles through EC2 too (docs/roles.md)."""
    key_arn: Annotated[
        str,
        matching(
            r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9a-zA-Z-]+",
            "the ARN of a KMS key",
            "DRS names keys by ARN.",
            "`aws kms describe-key` prints it.",
        ),
    ]
    """ARN of the key, which has to be of `recovery.region`; another account's is allowed. A change makes servers that
    replicate already start over."""


def _encryption_mode(value: object) -> str:
    return "default" if isinstance(value, dict) and "mode" not in value else mode_of(value)


class CreatedTemplate(Model):
    """The replication configuration template, made by Lifeboat."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it. A Region of an account holds one."""


class AdoptedTemplate(Model):
    """A replication configuration template that exists in this account and Region."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it: the settings below do not reach it."""
    id: Annotated[
        str,
        matching(
            r"rct-[0-9a-zA-Z]{17}",
            "an id of the form rct-0123456789abcdef0",
            "DRS templates are named so.",
            "`aws drs describe-replication-configuration-templates` prints it.",
        ),
    ]
    """Its id."""


class Replication(Model):
    """How servers are replicated into AWS."""

    roles: CreateOrAdopt = "create"
    """The six service roles, which an account has once."""
    service: CreateOrAdopt = "create"
    """The service's initialisation, once in an account and Region."""
    template: Annotated[
        Annotated[CreatedTemplate, Tag("create")] | Annotated[AdoptedTemplate, Tag("adopt")], Discriminator(mode_of)
    ] = Field(default_factory=CreatedTemplate)
    """The replication configuration template, once in an account and Region."""
    instance_type: Annotated[
        str,
        matching(
            X86_INSTANCE_TYPE,
            "an x86-64 EC2 instance type such as t3.small",
            "DRS runs its replication servers on x86-64, and Graviton families such as t4g are arm64.",
            "Use t3.small unless replication lags.",
        ),
    ] = "t3.small"
    """EC2 instance type of replication servers (x86-64). A change updates the template in place and counts for servers
    added later, as it does for all settings of the template below."""
    dedicated_servers: bool = False
    """Whether every source server has a replication server of its own; shared by default (15 volumes each).
    A change updates the template in place."""
    staging_disk_type: Literal["GP2", "GP3", "ST1", "AUTO"] = "AUTO"
    """Type of large staging volumes. A change updates the template in place."""
    bandwidth_throttling_mbps: int = Field(default=0, ge=0, le=10_000)
    """Upper bound of each source server's sending rate in Mbit/s, not of all together; 0 is unbounded.
    A change updates the template in place."""
    retention_days: int = Field(default=7, ge=RETENTION_DAYS[0], le=RETENTION_DAYS[1])
    """For how many days a daily point in time is kept. A change updates the template in place."""
    replicate_new_disks: bool = True
    """Whether disks added to a source server later are replicated too. A change updates the template in place."""
    encryption: Annotated[
        Annotated[DefaultEncryption, Tag("default")]
        | Annotated[CreatedKey, Tag("create")]
        | Annotated[AdoptedKey, Tag("adopt")],
        Discriminator(_encryption_mode),
    ] = Field(default_factory=DefaultEncryption)
    """The key of replicated volumes. A change makes servers that replicate already start over."""
