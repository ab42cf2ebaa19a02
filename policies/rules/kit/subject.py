"""One resource under judgement: what it says, and where what is found about it goes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any

from pulumi_policy import PolicyResource, ResourceValidationArgs

from .reading import State, Value, read
from .rule import Findings, Settings
from .types import plain_type, words


@dataclass(frozen=True)
class Subject:
    """A resource, or a part of one, with the findings of the rule that judges it.

    Reading through it notes every property that is not known, so that a rule cannot pass over one in silence.

    Attributes:
        resource: the resource, as a resource rule or a stack rule is given it.
        findings: receives violations and what could not be judged.
        part: properties of the part; of the whole resource where None.
        trail: where the part is in the resource, such as `ingress[0].`.
    """

    resource: ResourceValidationArgs | PolicyResource
    findings: Findings
    part: Mapping[str, Any] | None = None
    trail: str = ""

    @property
    def type(self) -> str:
        """Type of the resource without an API version."""
        return plain_type(self.resource.resource_type)

    @property
    def holder(self) -> str:
        """The resource in words, such as `VPC recovery-vpc`."""
        return words(self.resource.resource_type, self.resource.name)

    @property
    def urn(self) -> str:
        """URN of the resource."""
        return str(self.resource.urn)

    def glance(self, *path: str) -> list[Value]:
        """Read without noting what is not known, for what decides nothing by itself."""
        props = self.resource.props if self.part is None else self.part
        return [replace(value, path=self.trail + value.path) for value in read(props, *path)]

    def each(self, *path: str) -> list[Value]:
        """Read the values at a path that goes through lists; what is not known is noted and left out."""
        found = self.glance(*path)
        for value in found:
            self._note(value, required=False)
        return [value for value in found if value.known]

    def read(self, *path: str) -> Value:
        """Read one value that may be absent; noted when it is not known."""
        return self._note(self.glance(*path)[0], required=False)

    def need(self, *path: str) -> Value:
        """Read one value that the cloud requires; noted when it is not known or missing."""
        return self._note(self.glance(*path)[0], required=True)

    def parts(self, *path: str) -> list["Subject"]:
        """The elements at a path that goes through lists, each to be read by itself."""
        return [replace(self, part=value.content, trail=f"{value.path}.") for value in self.each(*path)]

    def provided_tag(self, key: str) -> list[Value]:
        """A tag that the AWS provider puts on everything, where it is known which provider this is."""
        if self.resource.provider is None:
            return []
        value = read(self.resource.provider.props, "defaultTags")[0]
        if value.state in {State.UNKNOWN, State.HIDDEN}:
            return [replace(value, path=f"defaultTags.tags.{key} of the provider")]
        try:
            tags = (json.loads(value.content) if isinstance(value.content, str) else value.content)["tags"]
        except (ValueError, KeyError, TypeError):
            return []
        return read(tags, key)

    def sets(self, prop: str) -> bool:
        """Whether the program sets a property of a resource of a stack; what it leaves out is the cloud's answer.

        The engine tells of every property that a program sets what it depends on, be it on nothing.
        """
        return isinstance(self.resource, PolicyResource) and prop in self.resource.property_dependencies

    def tag(self, key: str) -> Value:
        """A tag of its own, or else one that its provider puts on everything; noted when it is not known."""
        stated = [*self.glance("tags", key), *self.glance("tagsAll", key), *self.provided_tag(key)]
        undecided = next((value for value in stated if value.state is not State.MISSING), stated[0])
        return self._note(next((value for value in stated if value.known), undecided), required=False)

    def violate(self, sentence: str) -> None:
        """Report a violation by this resource."""
        self.findings.violations.append((sentence, self.urn))

    def doubt(self, reason: str) -> None:
        """Note what could not be judged, as `property of resource is ...`."""
        self.findings.not_checked.append(reason)

    def _note(self, value: Value, *, required: bool) -> Value:
        if value.state in {State.UNKNOWN, State.HIDDEN} or (required and value.state is State.MISSING):
            self.doubt(value.not_checked(self.holder))
        return value


Judge = Callable[[Subject, Settings], str | None]
"""Judges one resource; returns why the rule has nothing to judge there, or None."""


def one_by_one(judge: Judge) -> Callable[[ResourceValidationArgs, Settings], Findings]:
    """Make the check of a resource rule from a function that judges a subject."""

    @wraps(judge)
    def check(args: ResourceValidationArgs, settings: Settings) -> Findings:
        findings = Findings()
        findings.not_applicable = judge(Subject(args, findings), settings) or ""
        return findings

    return check


PRODUCTION_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "production_tags": {
        "type": "object",
        "description": "Tags that mark production: key to a pattern (`*` for anything) of its value; any one does.",
        "additionalProperties": {"type": "string"},
        "default": {"environment": "prod*", "env": "prod*", "lifeboat:stack": "*-production"},
    }
}
"""Configuration of rules that bind production alone."""


def production(subjects: Iterable[Subject], settings: Settings) -> bool | None:
    """Whether any of some resources is tagged as production; None when a tag that would decide is not known.

    Tags that the AWS provider puts on everything count too.
    """
    undecided = False
    for subject in subjects:
        for key, pattern in settings["production_tags"].items():
            for value in (*subject.glance("tags", key), *subject.glance("tagsAll", key), *subject.provided_tag(key)):
                if value.known and fnmatchcase(str(value.content).lower(), pattern.lower()):
                    return True
                undecided = undecided or value.state in {State.UNKNOWN, State.HIDDEN}
    return None if undecided else False


ISOLATION_SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "isolation_tag": {
        "type": "string",
        "description": 'Key of the tag that marks, with the value "true", a network with no attachment.',
        "default": "lifeboat:isolated",
    }
}
"""Configuration of rules that treat an isolated network in another way."""


def isolated(subject: Subject, settings: Settings) -> bool:
    """Whether a network is tagged as isolated; noted when that is not known."""
    return subject.tag(settings["isolation_tag"]).text.lower() == "true"
