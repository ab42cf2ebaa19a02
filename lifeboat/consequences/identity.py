"""Who may do what: IAM roles and policies, the OIDC provider that trusts Azure, the managed identity."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import TAGS, DangerClass, Kind, Reversible, harm, quiet

_ROLES: Final = "AWS DRS user guide, Managed policies; IAM user guide, Principal element (unique ids of deleted roles)"
_POLICIES: Final = "IAM user guide, Managed policies and inline policies"
_OIDC: Final = "IAM user guide, Create an OpenID Connect identity provider"
_IDENTITY: Final = "Azure docs, Manage user-assigned managed identities"
_INSTALL: Final = "agents to be installed or updated, and operators who sign in with them"
_KEEP_ROLES: Final = (
    "Let whoever assumes it agree. One of the six roles of DRS: adopt it instead of letting it go, or disconnect every"
    " source server first. What trusts a deleted role does not trust a new one of the same name."
)


def _policy_gone(what: str) -> str:
    return f"{what} goes, and what its role may do by it"


IDENTITY: Final[Mapping[str, Kind]] = {
    tokens.ROLE: Kind(
        frozenset({"name", "path"}),
        harm(DangerClass.OUTAGE, "the role is made anew; until then whoever assumes it is refused, and what trusted "
             "the old one does not trust the new one", _ROLES, minutes=1, reversible=Reversible.PARTLY,
             loses="what works by this role; if it is one of the six of DRS, replication and recovery",
             instead=_KEEP_ROLES),
        {
            "assumeRolePolicy": harm(DangerClass.EXPOSURE, "others may assume the role, or somebody no more",
                                     "IAM user guide, Update a role trust policy"),
            "permissionsBoundary": harm(DangerClass.EXPOSURE, "the role may do more, or less",
                                        "IAM user guide, Permissions boundaries"),
            "maxSessionDuration": harm(DangerClass.PROTECTION, "sessions last longer or shorter: failing back a server "
                                       "takes hours", "IAM user guide, Update the maximum session duration"),
            **quiet("description", "forceDetachPolicies"), **TAGS,
        },
        harm(DangerClass.OUTAGE, "the role is gone, and everything that works by it stops", _ROLES, lasting=True,
             loses="what works by this role; if it is one of the six of DRS, replication and recovery",
             reversible=Reversible.PARTLY, instead=_KEEP_ROLES),
    ),
    tokens.ROLE_POLICY: Kind(
        frozenset({"name", "role"}),
        harm(DangerClass.DEGRADED, "the policy is taken off its role and put back", _POLICIES, minutes=1,
             loses="what the role may do by it"),
        {"policy": harm(DangerClass.EXPOSURE, "the role may do more, or less", _POLICIES)},
        harm(DangerClass.OUTAGE, _policy_gone("the policy"), _POLICIES, lasting=True,
             loses="what the role may do by it"),
    ),
    tokens.ROLE_POLICY_ATTACHMENT: Kind(
        frozenset({"role", "policyArn"}),
        harm(DangerClass.DEGRADED, "the policy is taken off its role and put back, or another takes its place",
             _POLICIES, minutes=1, loses="what the role may do by it"),
        {},
        harm(DangerClass.OUTAGE, _policy_gone("the attachment of a policy"), _POLICIES,
             loses="what the role may do by it", lasting=True),
    ),
    tokens.POLICY: Kind(
        frozenset({"name", "path", "description"}),
        harm(DangerClass.DEGRADED, "another policy is made, then roles get it instead", _POLICIES, minutes=1,
             loses="what roles may do by it", reversible=Reversible.PARTLY),
        {"policy": harm(DangerClass.EXPOSURE, "roles with this policy may do more, or less", _POLICIES), **TAGS},
        harm(DangerClass.OUTAGE, _policy_gone("the policy"), _POLICIES, loses="what roles may do by it", lasting=True),
    ),
    tokens.INSTANCE_PROFILE: Kind(
        frozenset({"name", "path"}),
        harm(DangerClass.DEGRADED, "the profile is made anew; instances that have the old one lose their role",
             "IAM user guide, Use instance profiles", minutes=1, loses="the role of instances",
             reversible=Reversible.PARTLY),
        {"role": harm(DangerClass.EXPOSURE, "instances get another role", "IAM user guide, Use instance profiles"),
         **TAGS},
        harm(DangerClass.OUTAGE, "instances with the profile lose their role", "IAM user guide, Use instance profiles",
             loses="the role of instances", lasting=True),
    ),
    tokens.OIDC_PROVIDER: Kind(
        frozenset({"url"}),
        harm(DangerClass.OUTAGE, "AWS trusts another issuer; tokens of the old one are refused", _OIDC, loses=_INSTALL,
             minutes=1, instead="Check tenant and token version: an account has one provider for an issuer."),
        {
            "clientIdLists*": harm(DangerClass.EXPOSURE, "tokens for another audience are accepted, or no more", _OIDC),
            "thumbprintLists*": harm(DangerClass.EXPOSURE, "other certificates of the issuer are accepted", _OIDC),
            **TAGS,
        },
        harm(DangerClass.OUTAGE, "AWS trusts no token of this issuer any more, also not those of other stacks", _OIDC,
             loses=_INSTALL, lasting=True, instead="Adopt the provider where others use it."),
    ),
    tokens.IDENTITY: Kind(
        frozenset({"resourceGroupName", "resourceName", "location"}),
        harm(DangerClass.OUTAGE, "the identity gets other client and object ids: trust in AWS follows in this "
             "deployment, but VMs have to be given the new one", _IDENTITY, lasting=True, loses=_INSTALL,
             reversible=Reversible.PARTLY, instead="Adopt the identity, or assign the new one to every VM at once."),
        TAGS,
        harm(DangerClass.OUTAGE, "VMs have no identity that AWS trusts any more", _IDENTITY, lasting=True,
             loses=_INSTALL,
             reversible=Reversible.PARTLY),
    ),
    tokens.ROLE_ASSIGNMENT: Kind(
        frozenset({"roleAssignmentName", "scope"}),
        harm(DangerClass.DEGRADED, "the assignment is made anew", "Azure docs, Azure role assignments", minutes=5,
             loses="what its principal may do by it"),
        quiet("principalType"),
        harm(DangerClass.OUTAGE, "the principal loses what the assignment gave", "Azure docs, Azure role assignments",
             loses="what its principal may do by it", lasting=True),
    ),
}  # fmt: skip
"""Who may do what, by type token."""
