"""Settings of who may do what in AWS: installing agents, drilling, failing over, and the Azure identity of agents."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.fields import Check, Model, ResourceName, matching, mode_of, refuse
from lifeboat.settings.replication import CreateOrAdopt

_ROLE_ARN: Final = r"arn:aws(-us-gov)?:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}"
_ROLE_FIX: Final = "Name a role by its ARN; of IAM Identity Center, the AWSReservedSSO_ role of the permission set."


def _role_arn(value: Any) -> str:
    """Return the ARN of a role; else say why this one is nobody to trust.

    Source: IAM user guide, "AWS JSON policy elements: Principal".
    """
    allowed = "the ARN of an IAM role, arn:aws:iam::111122223333:role/..."
    if not isinstance(value, str):
        refuse(allowed, "Roles are named by ARN.", _ROLE_FIX)
    if "*" in value:
        refuse(allowed, "A wildcard admits people nobody has thought of.", _ROLE_FIX)
    if re.fullmatch(r"[0-9]{12}|arn:[^:]*:iam::[0-9]{12}:root", value):
        refuse(allowed, "It admits everyone whom that account's administrators let assume roles.", _ROLE_FIX)
    if re.fullmatch(r"arn:[^:]*:iam::[0-9]{12}:user/.*", value):
        refuse(allowed, "Users have keys that never expire; temporary credentials come from roles.", _ROLE_FIX)
    if ":assumed-role/" in value:
        refuse(allowed, "It is one session of a role, and gone when that ends.", _ROLE_FIX)
    if not re.fullmatch(_ROLE_ARN, value):
        refuse(allowed, "Trust policies name roles by ARN.", _ROLE_FIX)
    return value


RoleArn = Annotated[str, Check(_role_arn, type="string", pattern=f"^({_ROLE_ARN})$")]
"""The ARN of an IAM role that may assume one of Lifeboat's."""

TenantId = Annotated[
    str,
    matching(
        r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "a UUID in lower case",
        "Entra tenants are named by UUID, and tokens write it in lower case, which AWS compares letter by letter.",
        "`az account show --query tenantId` prints it.",
    ),
]
"""The id of an Entra tenant."""

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_APPLICATION_URI: Final = re.compile(r"(api|https)://[A-Za-z0-9._/-]{1,240}")
_MICROSOFT_HOSTS: Final = re.compile(
    r"https://([^/]*\.)?(azure\.(com|net|us)|windows\.net|microsoft\.com|microsoftonline\.com|usgovcloudapi\.net)(/.*)?",
    re.IGNORECASE,
)
_MICROSOFT_APPLICATIONS: Final = frozenset({
    "797f4846-ba00-4fd7-ba43-dac1f8f63013",  # Azure Resource Manager
    "00000003-0000-0000-c000-000000000000",  # Microsoft Graph
    "00000002-0000-0000-c000-000000000000",  # Azure AD Graph
    "api://azureadtokenexchange",
})  # fmt: skip


def _audience(value: Any) -> str:
    """Return an audience that only tokens for an application of the tenant's own carry.

    A token for Azure's own services opens those too: whoever gets hold of what an agent sends to AWS could manage
    Azure with it (Microsoft identity platform, "Access tokens": a token is for the one resource in `aud`).
    """
    allowed = "the Application ID URI (api://...) or the client id of an app registration made for this"
    fix = "Register an application for AWS in Entra, without permissions, and name its URI or client id."
    if not isinstance(value, str):
        refuse(allowed, "Audiences are text.", fix)
    if _MICROSOFT_HOSTS.fullmatch(value) or value.lower() in _MICROSOFT_APPLICATIONS:
        why = "It is a service of Microsoft's: a token for it would open that service to whoever reads it on the way."
        refuse(allowed, why, fix)
    if not _UUID.fullmatch(value) and not _APPLICATION_URI.fullmatch(value):
        refuse(allowed, "AWS compares it with the token's aud, letter by letter.", fix)
    return value


Audience = Annotated[str, Check(_audience, type="string", maxLength=255)]
"""What the tokens of agents are meant for."""


IdentityName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9_-]{2,127}",
        "3 to 128 letters, digits, `_` and `-`, beginning with a letter or digit",
        "Azure refuses other names for managed identities.",
        "Use a name such as id-agents.",
    ),
]
"""The name of a managed identity (Azure, "Naming rules and restrictions for Azure resources")."""


class AgentInstallation(Model):
    """The role that gives temporary credentials to whoever installs replication agents."""

    principals: list[RoleArn] = []
    """IAM roles that may assume it. It exists where someone is named here or `azure_identity` is on. A change updates
    its trust policy in place."""
    session_hours: int = Field(default=1, ge=1, le=12)
    """Longest session, 1 to 12 hours; for servers with the Azure identity alone: AWS ends the sessions of roles that
    other roles assume after one hour. A change updates the role in place."""


class FailbackInstallation(Model):
    """The role that gives temporary credentials to the failback client; its sessions end after one hour."""

    principals: list[RoleArn] = []
    """IAM roles that may assume it. It exists where someone is named here or `azure_identity` below is on. A change
    updates its trust policy in place."""
    azure_identity: bool = False
    """Whether servers with the Azure identity may assume it too; off, as those that are replicated need not be those
    that are failed back to. A change updates its trust policy in place."""


class NoAzureIdentity(Model):
    """Servers in Azure get AWS credentials from people."""

    mode: Literal["none"] = "none"
    """No identity of Azure is trusted by AWS."""


class _Federation(Model):
    """How AWS knows the tokens of an Azure identity."""

    tenant_id: TenantId
    """Entra tenant of the identity. A change replaces the OIDC provider and updates trust policies in place."""
    audience: Audience
    """What agents ask tokens for: the Application ID URI (token version v1) or the client id (v2) of an app
    registration that exists, as Azure's API for resources cannot make one. Never a service of Microsoft's. A change
    updates the OIDC provider and trust policies in place."""
    token_version: Literal["v1", "v2"] = "v1"  # noqa: S105 - no token, and no word either
    """`requestedAccessTokenVersion` of the app registration, v1 where it says nothing: decides which issuer AWS
    trusts. A change replaces the OIDC provider and updates trust policies in place."""
    oidc_provider: CreateOrAdopt = "create"
    """The IAM OIDC provider, which an account has once for each issuer: a second stack of the account adopts it.
    Deleting one that is created ends the trust of every role of the account in it; AWS does not refuse that."""


class CreatedAzureIdentity(_Federation):
    """A user-assigned managed identity that Lifeboat makes, trusted by AWS."""

    mode: Literal["create"]
    """Lifeboat makes it."""
    name: IdentityName | None = None
    """Its name; `<name>-agents` by default. A change replaces it: it has to be assigned to servers anew."""


class AdoptedAzureIdentity(_Federation):
    """A user-assigned managed identity that exists, trusted by AWS."""

    mode: Literal["adopt"]
    """It exists; Lifeboat reads it and never changes or deletes it."""
    name: IdentityName
    """Its name. A change updates trust policies in place."""
    resource_group: ResourceName | None = None
    """The resource group it is in; `primary.resource_group` by default. A change updates trust policies in place."""


def _identity_mode(value: object) -> str:
    return "none" if isinstance(value, dict) and "mode" not in value else mode_of(value)


class Operators(Model):
    """People and pipelines that work with Elastic Disaster Recovery, by IAM roles of theirs.

    Each list makes a role of its own, that exists where someone is named; docs/roles.md says what each may do.
    """

    read_only: list[RoleArn] = []
    """IAM roles that may see everything: readiness, jobs, launch settings, alarms. A change updates a trust policy in
    place."""
    drill: list[RoleArn] = []
    """IAM roles that may drill as well: launch into the drill VPC and end what was launched. A change updates a trust
    policy in place."""
    failover: list[RoleArn] = []
    """IAM roles that may fail over and back as well: launch into the recovery subnets, recovery plans, failback. A
    change updates a trust policy in place."""


class Access(Model):
    """Who may do what in AWS. Temporary credentials only: no users, no access keys."""

    agent_installation: AgentInstallation = Field(default_factory=AgentInstallation)
    """Installing replication agents."""
    failback_installation: FailbackInstallation = Field(default_factory=FailbackInstallation)
    """Running the failback client."""
    azure_identity: Annotated[
        Annotated[NoAzureIdentity, Tag("none")]
        | Annotated[CreatedAzureIdentity, Tag("create")]
        | Annotated[AdoptedAzureIdentity, Tag("adopt")],
        Discriminator(_identity_mode),
    ] = Field(default_factory=NoAzureIdentity)
    """The managed identity of servers in Azure that AWS trusts, so that agents are installed without any key: none,
    created or adopted. Assigning it to servers stays with their owners (docs/roles.md)."""
    operators: Operators = Field(default_factory=Operators)
    """People and pipelines that operate."""

    def principals(self) -> Iterator[tuple[tuple[str, ...], list[str]]]:
        """Yield every list of roles with its path below `access`."""
        yield ("agent_installation", "principals"), self.agent_installation.principals
        yield ("failback_installation", "principals"), self.failback_installation.principals
        for key in Operators.model_fields:
            yield ("operators", key), getattr(self.operators, key)
