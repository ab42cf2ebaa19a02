"""A preview as plain data, whichever way the engine wrote it.

No secret is in it: every value that the engine marks as one is `SECRET`, every value that it does not know yet is
`UNKNOWN`. Whoever writes a report can therefore write whatever is here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final, NamedTuple

from lifeboat.previews.paths import parse_path
from lifeboat.verdicts.model import Verdict


class Placeholder(Enum):
    """What stands in the place of a value; its own text is what people read."""

    SECRET = "(secret)"  # noqa: S105 (what is shown instead of one)
    UNKNOWN = "(known after deployment)"
    UNTOLD = "(not in the update plan)"

    def __str__(self) -> str:
        return self.value


SECRET: Final = Placeholder.SECRET
"""A value that the engine keeps encrypted. Two of them are equal whatever they hide."""

UNKNOWN: Final = Placeholder.UNKNOWN
"""A value that only the deployment will tell."""

UNTOLD: Final = Placeholder.UNTOLD
"""A value before a change that an update plan leaves out, when no state was given with it."""


class ReadError(Exception):
    """A file is not what the engine writes; the text says where, what was found, and how to write one."""


class Source(StrEnum):
    """The form in which a preview was written, which decides what it can tell."""

    EVENTS = "event log"
    """`--event-log`, or `--json` with PULUMI_ENABLE_STREAMING_JSON_PREVIEW: everything, unchanged resources too."""
    DIGEST = "preview --json"
    """Changed resources with dependencies; no policies; what stays the same only with `--show-sames`."""
    PLAN = "update plan"
    """What is wanted and what differs; nothing of the state."""


class Operation(StrEnum):
    """What happens to a resource; the engine's words, its three steps of a replacement as one."""

    SAME = "same"
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    REFRESH = "refresh"
    IMPORT = "import"


@dataclass(frozen=True)
class Resource:
    """A resource as the state has it, or as the program asks for it.

    Attributes:
        urn: its URN.
        type: type token, without the API version that azure-native may put in.
        name: logical name, the last part of the URN.
        id: id in its cloud; "" while there is none.
        parent: URN of the component it belongs to, or "".
        provider: name of its provider resource, or "".
        protect: whether the engine refuses to delete it.
        custom: whether a cloud has it; components are not custom.
        inputs: what is asked for, as the provider takes it, in camelCase.
        outputs: what the cloud answers, or as much of it as is known.
        dependencies: URNs that each input property depends on. Empty where the source does not tell.
    """

    urn: str
    type: str
    name: str
    id: str = ""
    parent: str = ""
    provider: str = ""
    protect: bool = False
    custom: bool = True
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class PropertyChange:
    """One place in a resource that differs.

    Attributes:
        path: where, such as `addressSpace.addressPrefixes[2]`.
        before: value in the state; None where there was none.
        after: value that is asked for; None where there is none any more.
        replaces: whether the provider cannot change it in place.
    """

    path: str
    before: Any
    after: Any
    replaces: bool = False

    @property
    def property(self) -> str:
        """The top-level property that the place is in."""
        return str(parse_path(self.path)[0])


@dataclass(frozen=True)
class Step:
    """What the deployment would do with one resource.

    Attributes:
        operation: what happens to it.
        before: as the state has it; None for one that is new.
        after: as it would be; None for one that goes.
        changes: the places that differ, by path; empty unless it is updated or replaced.
        deletes_first: of a replacement: whether the old one goes before the new one comes.
    """

    operation: Operation
    before: Resource | None
    after: Resource | None
    changes: tuple[PropertyChange, ...] = ()
    deletes_first: bool = False

    @property
    def resource(self) -> Resource:
        """The resource as it would be, or as it was when it goes."""
        found = self.after or self.before
        assert found is not None, "a step is about something"  # noqa: S101 (readers make no other)
        return found

    @property
    def urn(self) -> str:
        """Its URN."""
        return self.resource.urn

    @property
    def type(self) -> str:
        """Its type token."""
        return self.resource.type

    @property
    def name(self) -> str:
        """Its logical name."""
        return self.resource.name


@dataclass(frozen=True)
class Message:
    """Something that the engine, a provider or the program said. Debug messages are never read: they hold secrets.

    Attributes:
        severity: `info`, `warning` or `error`.
        text: what was said, without colours.
        urn: the resource it is about, or "".
    """

    severity: str
    text: str
    urn: str = ""


class RuleRun(NamedTuple):
    """That a policy pack judged something by a rule, and with which result.

    Attributes:
        rule: id of the rule.
        urn: resource that was judged; "" where the rule judged the stack as a whole.
        result: `passed`, `failed`, `not-checked`, `not-applicable` or `disabled`.
    """

    rule: str
    urn: str
    result: str


@dataclass(frozen=True)
class Preview:
    """What a `pulumi preview`, or the preview of an `up`, would do.

    Attributes:
        source: the form it was read from.
        project: name of the project, "" where no resource tells.
        stack: name of the stack, "" where no resource tells.
        steps: one a resource, in the engine's order. With `Source.EVENTS` also what stays the same.
        verdicts: what policies said.
        runs: which rule judged what; empty where the source does not tell.
        packs: policy packs that judged, each with its version.
        messages: what was said, but for debug messages.
        config: the stack's configuration by key; secrets are `SECRET`.
        succeeded: whether the preview came to its end without an error or a mandatory violation.
    """

    source: Source
    project: str
    stack: str
    steps: tuple[Step, ...]
    verdicts: tuple[Verdict, ...] = ()
    runs: tuple[RuleRun, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    config: Mapping[str, Any] = field(default_factory=dict)
    succeeded: bool = True

    @property
    def changed(self) -> tuple[Step, ...]:
        """The steps that do something."""
        return tuple(step for step in self.steps if step.operation not in {Operation.SAME, Operation.READ})

    def before(self) -> Iterator[Resource]:
        """Yield every resource of the state."""
        return (step.before for step in self.steps if step.before is not None)

    def after(self) -> Iterator[Resource]:
        """Yield every resource as it would be."""
        return (step.after for step in self.steps if step.after is not None)
