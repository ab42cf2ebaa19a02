"""What single values of `access` cannot show."""

from collections.abc import Iterator
from typing import Final

from lifeboat.cloud_facts import aws_partition
from lifeboat.settings.access import Access, NoAzureIdentity
from lifeboat.settings.problems import Path, Problem, render_path

_HERE: Path = ("access",)
TRUST_CHARACTERS: Final = 1_400
"""Characters of ARNs in one list: a trust policy holds 2,048 (IAM user guide, "IAM and AWS STS quotas"), of which the
words around them and the trust in an identity of Azure take the rest."""
_AUDIENCES: Final = {"v1": "an Application ID URI such as api://aws", "v2": "a client id, a UUID"}


def access_checks(access: Access, region: str) -> Iterator[Problem]:
    """Yield the problems of `access`, and between it and the Region.

    Args:
        access: who may do what.
        region: the AWS Region of the stack.
    """
    partition = aws_partition(region)
    for below, roles in access.principals():
        for position, role in enumerate(roles):
            yield from _principal((*_HERE, *below, position), role, roles.index(role), partition)
        yield from _size((*_HERE, *below), roles)
    yield from _sessions(access)
    yield from _failback(access)
    yield from _audience(access)


def _principal(path: Path, role: str, first: int, partition: str) -> Iterator[Problem]:
    earlier: Path = (*path[:-1], first)
    if earlier != path:
        yield Problem(
            path,
            f"{role}, as in {render_path(earlier)}",
            "each role once",
            "It would stand in one trust policy twice.",
            "Remove one of them.",
            (earlier,),
        )
    found = role.split(":")[1]
    if found != partition:
        yield Problem(
            path,
            role,
            f"a role of the partition {partition}, whose ARN begins with arn:{partition}:",
            "Roles are not assumed across partitions.",
            f"Name a role of an account in the partition of recovery.region, {partition}.",
            (("recovery", "region"),),
        )


def _size(path: Path, roles: list[str]) -> Iterator[Problem]:
    # Each stands between quotes, with a comma behind it.
    characters = sum(len(role) + 3 for role in roles)
    if characters > TRUST_CHARACTERS:
        yield Problem(
            path,
            f"{len(roles)} roles whose ARNs take {characters} characters",
            f"at most {TRUST_CHARACTERS} characters",
            "A trust policy holds 2,048 characters.",
            "Name one role that these people and pipelines share, such as one of IAM Identity Center.",
        )


def _sessions(access: Access) -> Iterator[Problem]:
    hours = access.agent_installation.session_hours
    if hours > 1 and isinstance(access.azure_identity, NoAzureIdentity):
        yield Problem(
            (*_HERE, "agent_installation", "session_hours"),
            f"{hours} without an Azure identity",
            "1",
            "AWS ends a session after one hour where a role assumes a role, and nobody else is named.",
            "Remove it, or let servers come with an azure_identity.",
            ((*_HERE, "azure_identity", "mode"),),
        )


def _failback(access: Access) -> Iterator[Problem]:
    if access.failback_installation.azure_identity and isinstance(access.azure_identity, NoAzureIdentity):
        yield Problem(
            (*_HERE, "failback_installation", "azure_identity"),
            "true without an Azure identity",
            "false",
            "There is no identity that could assume the role.",
            "Set access.azure_identity, or name roles in principals.",
            ((*_HERE, "azure_identity", "mode"),),
        )


def _audience(access: Access) -> Iterator[Problem]:
    identity = access.azure_identity
    if isinstance(identity, NoAzureIdentity):
        return
    fitting = "v1" if "://" in identity.audience else "v2"
    if identity.token_version != fitting:
        yield Problem(
            (*_HERE, "azure_identity", "audience"),
            f"{identity.audience} beside token_version {identity.token_version}",
            _AUDIENCES[identity.token_version],
            "The aud of a v1 token is the Application ID URI that was asked for, that of a v2 token the client id.",
            "Write the other one, or set token_version to requestedAccessTokenVersion of the app registration.",
            ((*_HERE, "azure_identity", "token_version"),),
        )
