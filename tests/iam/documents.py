"""Every policy and trust document that the program makes, found by its shape in whatever resource holds it."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from components.landing_zone import LandingZone, LandingZoneArgs
from tests.components.support import Built, Registered, build
from tests.iam.stacks import ACCOUNT, LOOKUPS, blueprints

ARNS: Mapping[str, str] = {
    "aws:iam/role:Role": "iam::{account}:role/{name}",
    "aws:iam/policy:Policy": "iam::{account}:policy/{name}",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "iam::{account}:oidc-provider/{name}",
    "aws:cloudwatch/logGroup:LogGroup": "logs:{region}:{account}:log-group:{name}",
    "aws:lambda/function:Function": "lambda:{region}:{account}:function:{name}",
    "aws:kms/key:Key": "kms:{region}:{account}:key/{name}",
    "aws:sns/topic:Topic": "sns:{region}:{account}:{name}",
    "aws:s3/bucket:Bucket": "s3:::{name}",
}
"""What the ARN of a type looks like, where a document names one: the mocks give every type the same."""

_MOCKED = re.compile(r"arn:aws:mock:eu-central-1:111122223333:([\w.-]+)")
_POLICY_NAME = re.compile(r"(^p|[a-z]P)olicy(Document)?$")


@dataclass(frozen=True)
class Document:
    """One document and where it stands."""

    stack: str
    holder: Registered
    place: str
    content: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.stack}: {self.holder.name} {self.place}"

    @property
    def statements(self) -> list[Mapping[str, Any]]:
        """Its statements."""
        found = self.content["Statement"]
        return found if isinstance(found, list) else [found]

    @property
    def is_trust(self) -> bool:
        """Whether it says who may assume a role."""
        return all("Principal" in each and "Resource" not in each for each in self.statements)


@dataclass(frozen=True)
class Role:
    """A role with everything of ours that says what it may do."""

    key: str
    trust: Document
    own: tuple[Document, ...]
    longest_session_seconds: int


@cache
def built(stack: str) -> Built[LandingZone]:
    """The landing zone of one of the stacks."""
    blueprint = blueprints()[stack]
    return build(lambda: LandingZone("harbor", LandingZoneArgs(blueprint=blueprint)), lookups=LOOKUPS)


@cache
def documents(stack: str) -> tuple[Document, ...]:
    """Every document of a stack."""
    whole = built(stack)
    region = blueprints()[stack].recovery.region
    return tuple(
        Document(stack, holder, place, _named(content, whole, region))
        for holder in whole.resources
        if holder.type.startswith("aws:")
        for place, content in _found(holder.inputs, "")
    )


def unreadable(stack: str) -> list[str]:
    """What is called a policy and is text, but no document: it would never be judged."""
    return [
        f"{holder.name}.{name}"
        for holder in built(stack).resources
        for name, value in holder.inputs.items()
        if holder.type.startswith("aws:") and _POLICY_NAME.search(name) and isinstance(value, str) and not _read(value)
    ]


@cache
def of_resources(stack: str) -> Mapping[str, Document]:
    """The documents of a stack that no role has: of keys, topics, endpoints. By their holder, without the stack's name.

    One that says what a role may do, and is attached to none, is among them: nobody judges it otherwise.
    """
    of_roles = [document for role in roles(stack).values() for document in (role.trust, *role.own)]
    rest = [document for document in documents(stack) if document not in of_roles]
    assert len({each.holder.name for each in rest}) == len(rest), "one document a holder"
    return {each.holder.name.removeprefix("harbor-"): each for each in rest}


@cache
def roles(stack: str) -> Mapping[str, Role]:
    """The roles of a stack by name, without the stack's."""
    whole = built(stack)
    by_holder: dict[str, list[Document]] = {}
    for document in documents(stack):
        by_holder.setdefault(document.holder.name, []).append(document)
    found = {}
    for role in whole.of_type("aws:iam/role:Role"):
        (trust,) = [each for each in by_holder[role.name] if each.is_trust]
        inline = [each for each in by_holder[role.name] if not each.is_trust]
        holders = [each.name for each in whole.resources if _is_of(each, role, whole)]
        own = (*inline, *(each for name in holders for each in by_holder.get(name, [])))
        key = role.name.removeprefix("harbor-")
        found[key] = Role(key, trust, own, int(role.inputs.get("maxSessionDuration", 3600)))
    return found


def _is_of(resource: Registered, role: Registered, whole: Built[LandingZone]) -> bool:
    """Whether a resource is an inline policy of a role, or a policy that is attached to it."""
    if resource.type == "aws:iam/rolePolicy:RolePolicy":
        return bool(resource.inputs["role"] == role.outputs["name"])
    return resource.type == "aws:iam/policy:Policy" and any(
        link.inputs["role"] == role.outputs["name"] and link.inputs["policyArn"] == resource.outputs["arn"]
        for link in whole.of_type("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    )


def _read(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, str) and value.lstrip().startswith("{"):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, Mapping) and "Statement" in value else None


def _found(value: Any, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    document = _read(value)
    if document is not None:
        yield place, document
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _found(inner, f"{place}.{name}".lstrip("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _found(inner, f"{place}[{number}]")


def _named(content: Mapping[str, Any], whole: Built[Any], region: str) -> Mapping[str, Any]:
    """Return a document with ARNs as AWS writes them."""
    partition = "aws-us-gov" if region.startswith("us-gov-") else "aws"

    def real(match: re.Match[str]) -> str:
        named = [each for each in whole.resources if each.name == match[1] and each.type in ARNS]
        assert len(named) == 1, f"{match[1]}: say in ARNS what the ARN of its type looks like"
        name = str(named[0].inputs.get("url", match[1])).removeprefix("https://")
        return f"arn:{partition}:" + ARNS[named[0].type].format(account=ACCOUNT, region=region, name=name)

    named: Mapping[str, Any] = json.loads(_MOCKED.sub(real, json.dumps(content)))
    return named
