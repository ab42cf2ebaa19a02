"""Who may do what, and for how long."""

from fnmatch import fnmatchcase

from pulumi_policy import Severity

from .kit.reading import EACH, State
from .kit.rule import ResourceRule, Settings
from .kit.statements import Statement, is_anything, statements
from .kit.subject import Subject, one_by_one
from .kit.types import (
    ACCESS_KEY,
    EXCLUSIVE_ATTACHMENTS,
    GROUP_POLICY,
    GROUP_POLICY_ATTACHMENT,
    IAM_POLICY,
    KEY,
    KEY_POLICY,
    POLICY_ATTACHMENT,
    ROLE,
    ROLE_POLICY,
    ROLE_POLICY_ATTACHMENT,
    TOPIC,
    TOPIC_POLICY,
    USER_POLICY,
    USER_POLICY_ATTACHMENT,
)

_PRACTICES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
_DEPUTY = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html"
_SOURCE_KEYS = frozenset({"aws:sourceaccount", "aws:sourcearn", "aws:sourceowner", "aws:sourceorgid"})
_CALLER_KEYS = _SOURCE_KEYS | {"kms:calleraccount", "aws:principalaccount", "aws:principalarn", "aws:principalorgid"}


def drs_trust() -> ResourceRule:
    """Roles that AWS Elastic Disaster Recovery assumes are bound to this account and to one kind of server.

    Without the two conditions the service could be made to act for another account (a confused deputy).
    """
    return ResourceRule(
        id="identity-drs-trust",
        display_name="drs-roles-conditioned",
        description="A role that DRS assumes must be conditioned on the source account and on the source identity.",
        severity=Severity.HIGH,
        tags=("identity", "replication"),
        remediation_steps=(
            'Add StringEquals on aws:SourceAccount with the account and StringLike on sts:SourceIdentity with "s-*" '
            '(agent) or "i-*" (failback) to the statement for drs.amazonaws.com.'
        ),
        url="https://docs.aws.amazon.com/drs/latest/userguide/getting-started-initializing.html",
        types=frozenset({ROLE}),
        check=one_by_one(_judge_drs_trust),
    )


def _judge_drs_trust(subject: Subject, _settings: Settings) -> str | None:
    trust = subject.need("assumeRolePolicy")
    listed = [s for s in statements(subject, trust) if "drs.amazonaws.com" in s.principals]
    for statement in listed:
        missing = [key for key in ("aws:SourceAccount", "sts:SourceIdentity") if key.lower() not in statement.bound]
        if missing:
            subject.violate(
                f"assumeRolePolicy of {subject.holder} must have a condition on {' and '.join(missing)}; statement "
                f"{statement.name} for drs.amazonaws.com has none."
            )
    return None if listed or subject.findings.not_checked else f"{subject.holder} is not assumed by DRS."


def federated_trust() -> ResourceRule:
    """A role for a federated identity names the identity: the audience alone admits everyone of the tenant."""
    return ResourceRule(
        id="identity-federated-trust",
        display_name="federated-roles-name-subject",
        description="A role for a web identity must be conditioned on the token's audience and subject.",
        severity=Severity.CRITICAL,
        tags=("identity",),
        remediation_steps=(
            "Add StringEquals on the provider's aud with the application and on its sub with the object id of the "
            "managed identity. A pattern for sub must not be `*`."
        ),
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        types=frozenset({ROLE}),
        check=one_by_one(_judge_federated),
    )


def _judge_federated(subject: Subject, _settings: Settings) -> str | None:
    trust = subject.need("assumeRolePolicy")
    listed = [s for s in statements(subject, trust) if _is_federated(s)]
    for statement in listed:
        for claim in ("aud", "sub"):
            values = [v for key, found in statement.conditions.items() if key.endswith(f":{claim}") for v in found]
            if not any(key.endswith(f":{claim}") for key in statement.bound):
                subject.violate(
                    f"assumeRolePolicy of {subject.holder} must have a condition on the token's {claim}; statement "
                    f"{statement.name} has {', '.join(values) or 'none'}."
                )
    return None if listed or subject.findings.not_checked else f"{subject.holder} is not for a web identity."


def _is_federated(statement: Statement) -> bool:
    action = "sts:assumerolewithwebidentity"
    if action in statement.actions:
        return True
    oidc = any(":oidc-provider/" in principal for principal in statement.principals)
    return oidc and any(fnmatchcase(action, pattern) for pattern in statement.actions)


def open_trust() -> ResourceRule:
    """Nobody can take a role without being named, or without belonging to a named account or organisation."""
    return ResourceRule(
        id="identity-role-trust",
        display_name="role-trust-scoped",
        description="The trust of a role must not admit everyone without a condition on who calls.",
        severity=Severity.CRITICAL,
        tags=("identity",),
        remediation_steps="Name roles, accounts or services as principals of assumeRolePolicy in place of `*`.",
        url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        types=frozenset({ROLE}),
        check=one_by_one(_judge_trust),
    )


def _judge_trust(subject: Subject, _settings: Settings) -> None:
    for statement in statements(subject, subject.need("assumeRolePolicy")):
        if statement.for_everyone and not _CALLER_KEYS & statement.bound:
            subject.violate(
                f"assumeRolePolicy of {subject.holder} must not admit everyone; statement {statement.name} does, "
                "without a condition on who calls."
            )


def access_keys() -> ResourceRule:
    """Nobody gets a key that lives for ever, and that would be in the state besides."""
    return ResourceRule(
        id="identity-accesskey-none",
        display_name="no-access-keys",
        description="A stack must not make access keys.",
        severity=Severity.HIGH,
        tags=("identity", "secrets"),
        remediation_steps=(
            "Let people and machines assume a role: servers in Azure through a managed identity and an IAM OIDC "
            "provider, instances through an instance profile."
        ),
        url=_PRACTICES,
        types=frozenset({ACCESS_KEY}),
        check=one_by_one(_judge_access_key),
        never={
            "pass": "every access key is a violation",
            "unknown": "that a key is made is known whatever its properties are",
        },
    )


def _judge_access_key(subject: Subject, _settings: Settings) -> None:
    subject.violate(f"{subject.holder} must not be made, because it never expires.")


def admin_wildcard() -> ResourceRule:
    """No policy grants everything on everything, written out or attached."""
    return ResourceRule(
        id="identity-admin-wildcard",
        display_name="no-administrators",
        description="A policy must not allow every action on every resource.",
        severity=Severity.HIGH,
        tags=("identity",),
        remediation_steps="Name the actions and the resources. Where an action takes no resource, add a condition.",
        url=_PRACTICES,
        settings={
            "forbidden_policies": {
                "type": "array",
                "description": "Names (or patterns) of managed policies that nobody may be given.",
                "items": {"type": "string"},
                "default": ["AdministratorAccess", "PowerUserAccess", "IAMFullAccess"],
            }
        },
        types=frozenset(_DOCUMENTS) | frozenset(_ATTACHED),
        check=one_by_one(_judge_admin),
    )


_DOCUMENTS = dict.fromkeys((IAM_POLICY, ROLE_POLICY, USER_POLICY, GROUP_POLICY), ("policy",))
_ATTACHED = {
    ROLE: ("managedPolicyArns", EACH),
    POLICY_ATTACHMENT: ("policyArn",),
    **dict.fromkeys(EXCLUSIVE_ATTACHMENTS, ("policyArns", EACH)),
    ROLE_POLICY_ATTACHMENT: ("policyArn",),
    USER_POLICY_ATTACHMENT: ("policyArn",),
    GROUP_POLICY_ATTACHMENT: ("policyArn",),
}


def _judge_admin(subject: Subject, settings: Settings) -> None:
    if subject.type in _ATTACHED:
        # An ARN that is not known yet is that of a policy this deployment makes, which is judged by itself.
        for value in (value for value in subject.glance(*_ATTACHED[subject.type]) if value.known):
            name = value.text.rpartition("/")[2]
            if any(fnmatchcase(name, pattern) for pattern in settings["forbidden_policies"]):
                subject.violate(f"{value.path} of {subject.holder} must not be {name}.")
        if subject.type != ROLE:
            return
    paths = [_DOCUMENTS[subject.type]] if subject.type in _DOCUMENTS else [("inlinePolicies", EACH, "policy")]
    for path in paths:
        for value in subject.each(*path):
            for statement in statements(subject, value):
                if _grants_everything(statement):
                    subject.violate(
                        f"{value.path} of {subject.holder} must not allow every action on every resource; statement "
                        f"{statement.name} does."
                    )


def _grants_everything(statement: Statement) -> bool:
    # Whoever may do everything in IAM can give himself the rest.
    every = any(is_anything(action.replace(":", "")) or fnmatchcase("iam:*", action) for action in statement.actions)
    conditioned = any(not any(map(is_anything, values)) for values in statement.conditions.values())
    return every and any(map(_is_everything, statement.resources)) and not conditioned


def _is_everything(resource: str) -> bool:
    """Whether a resource is all that there is, as `*` or as an ARN of wildcards alone."""
    return is_anything(resource.removeprefix("arn:").removeprefix("aws").replace(":", ""))


def session_length() -> ResourceRule:
    """What is stolen from a session is of no use the next day."""
    return ResourceRule(
        id="identity-session-length",
        display_name="sessions-short",
        description="Sessions of a role must not be longer than configuration allows.",
        severity=Severity.MEDIUM,
        tags=("identity",),
        remediation_steps="Leave maxSessionDuration out (one hour) or lower it; renew the session while it is needed.",
        url=_PRACTICES,
        settings={
            "longest_seconds": {
                "type": "integer",
                "description": "Seconds that a session may last.",
                "minimum": 3600,
                "maximum": 43200,
                "default": 14400,
            }
        },
        types=frozenset({ROLE}),
        check=one_by_one(_judge_session),
    )


def _judge_session(subject: Subject, settings: Settings) -> None:
    value = subject.read("maxSessionDuration")
    if value.known and value.content > settings["longest_seconds"]:
        longest = f"{settings['longest_seconds']:g}"
        subject.violate(f"{value.path} of {subject.holder} must be at most {longest}; found {value.text}.")


def key_policy() -> ResourceRule:
    """A key's policy opens it to named principals, or to callers of a named account."""
    return ResourceRule(
        id="identity-key-policy",
        display_name="key-policy-scoped",
        description="A key policy must not admit everyone without a condition on who calls.",
        severity=Severity.HIGH,
        tags=("identity", "encryption"),
        remediation_steps=(
            "Name roles or the account as principals. Where everyone of the account is meant, add StringEquals on "
            "kms:CallerAccount and kms:ViaService."
        ),
        url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
        types=frozenset({KEY, KEY_POLICY}),
        check=one_by_one(_judge_key_policy),
    )


def _judge_key_policy(subject: Subject, _settings: Settings) -> None:
    value = subject.read("policy")  # left out, AWS makes one that admits the account alone
    for statement in statements(subject, value):
        if statement.for_everyone and not _CALLER_KEYS & statement.bound:
            subject.violate(
                f"policy of {subject.holder} must not admit everyone; statement {statement.name} does, without a "
                "condition on who calls."
            )


def topic_policy() -> ResourceRule:
    """A topic takes messages from services acting for this account, and from nobody else's."""
    return ResourceRule(
        id="identity-topic-policy",
        display_name="topic-policy-scoped",
        description="A topic policy must name its principals and bind services to the account they act for.",
        severity=Severity.MEDIUM,
        tags=("identity", "watching"),
        remediation_steps=(
            "Add a condition on aws:SourceAccount or aws:SourceArn to every statement for a service, and name other "
            "principals by ARN."
        ),
        url=_DEPUTY,
        settings={
            "unconditioned_services": {
                "type": "array",
                "description": "Services that send no condition keys. EventBridge documents that it takes none here.",
                "items": {"type": "string"},
                "default": ["events.amazonaws.com"],
            }
        },
        types=frozenset({TOPIC, TOPIC_POLICY}),
        check=one_by_one(_judge_topic),
    )


def _judge_topic(subject: Subject, settings: Settings) -> str | None:
    value = subject.read("policy")
    if value.state is State.MISSING:
        return f"{subject.holder} has no policy of its own."
    for statement in statements(subject, value):
        services = {each for each in statement.principals if each.endswith(".amazonaws.com")}
        everyone = {"*"} if statement.for_everyone else set()
        open_to = sorted(services.difference(settings["unconditioned_services"]) | everyone)
        if open_to and not _SOURCE_KEYS & statement.bound:
            subject.violate(
                f"policy of {subject.holder} must have a condition on aws:SourceAccount or aws:SourceArn; statement "
                f"{statement.name} for {', '.join(open_to)} has none."
            )
    return None
