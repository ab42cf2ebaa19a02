"""The report of a review as plain data; every format is made from it and from nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lifeboat.consequences import model as consequences
from lifeboat.previews import Message, Operation, Source
from lifeboat.verdicts.model import Verdict

DangerClass = consequences.DangerClass
"""What a change puts at risk, the worst first: reports are in this order."""

Reversible = consequences.Reversible
"""Whether deploying the old settings again brings back what was."""


@dataclass(frozen=True)
class Danger:
    """One thing that could hurt.

    Attributes:
        danger: its class.
        title: what happens, in one sentence.
        urn: the resource, or "" where it is about the stack as a whole.
        resource: logical name of the resource, or what else it is about.
        type: type token, or "".
        operation: what the engine does with it, or None where it does nothing.
        properties: the places that cause it, sorted.
        down: what does not work meanwhile, or "nothing".
        minutes_down: how long, usually; 0 where nothing is down, None where it does not come back by itself.
        minutes_taken: how long the cloud works on it, usually.
        reversible: whether it can be undone.
        instead: what to do instead, or how to make it harmless.
        sources: where that is documented.
        blocks: whether nobody should approve it as it is: the deployment fails, or loses what cannot be had back.
        also: URNs of what else is replaced, deleted or interrupted by the same cause.
    """

    danger: DangerClass
    title: str
    urn: str
    resource: str
    type: str
    operation: Operation | None
    properties: tuple[str, ...]
    down: str
    minutes_down: int | None
    minutes_taken: int
    reversible: Reversible
    instead: str
    sources: tuple[str, ...]
    blocks: bool = False
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detail:
    """One place in one resource that changes, as people read it.

    Attributes:
        urn: the resource.
        resource: its logical name.
        type: its type token.
        operation: what happens to it.
        path: the place, or "" where the resource as a whole comes or goes.
        before: the old value in words, "" for none; secrets and unknowns are named, never shown.
        after: the new value in words.
    """

    urn: str
    resource: str
    type: str
    operation: Operation
    path: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What changes by its meaning, over as many resources as it takes.

    Attributes:
        title: what changes, in one sentence, such as `The VNet gets 10.42.0.0/16.`
        consequence: what that does, such as `2 security group rules are added; nothing is interrupted.`
        urns: the resources that it accounts for.
        details: every place that differs.
        noise: whether it is folded away: ids, generated names and what follows from something else that is listed.
    """

    title: str
    consequence: str
    urns: tuple[str, ...]
    details: tuple[Detail, ...] = ()
    noise: bool = False


@dataclass(frozen=True)
class CostLine:
    """One line of the costs that differs.

    Attributes:
        name: what is paid for.
        cloud: `AWS` or `Azure`.
        before_usd: amount a month until now; None for what was not there.
        after_usd: amount a month after the deployment; None for what is gone.
    """

    name: str
    cloud: str
    before_usd: float | None
    after_usd: float | None


@dataclass(frozen=True)
class Cost:
    """What the change costs, at rest.

    Attributes:
        lines: those that differ, the largest difference first.
        before_usd: a month until now; None where it could not be told.
        after_usd: a month afterwards; None where it could not be told.
        price_date: date of the oldest price that was used, ISO 8601, or "".
        note: what the figures rest on, or why there are none.
    """

    lines: tuple[CostLine, ...]
    before_usd: float | None
    after_usd: float | None
    price_date: str
    note: str


@dataclass(frozen=True)
class SlowStep:
    """One step that takes minutes.

    Attributes:
        resource: logical name.
        operation: what happens to it.
        minutes: how long that usually takes.
        after: the slow steps it waits for.
        source: where the minutes are documented.
    """

    resource: str
    operation: Operation
    minutes: int
    after: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Duration:
    """How long `pulumi up` will take.

    Attributes:
        minutes: along the longest chain of steps, rounded up.
        slow: the slow steps, in the order in which they start.
        note: what the figure rests on.
    """

    minutes: int
    slow: tuple[SlowStep, ...]
    note: str


@dataclass(frozen=True)
class Picture:
    """A drawing and the same in words.

    Attributes:
        title: what is drawn.
        svg: the drawing; self-contained.
        text: the same in words, for who cannot see it and for formats without drawings.
    """

    title: str
    svg: str
    text: str


@dataclass(frozen=True)
class Report:
    """Everything a review says.

    Attributes:
        project: name of the project.
        stack: name of the stack.
        source: the form in which the preview was read.
        succeeded: whether the preview came to its end.
        counts: resources by operation, unchanged ones too where the source has them.
        dangers: what could hurt, the worst first.
        changes: what changes, by meaning; noise last.
        cost: what it costs, or None where there is no stack file to reckon from.
        duration: how long it takes, or None where the preview failed before it came to a change.
        verdicts: what policies said.
        packs: policy packs that judged, with versions; empty where none did.
        checked: number of judgements by rule and result, where the source tells.
        pictures: address map and topology.
        messages: errors and warnings of engine, providers and program.
        notes: what this report could not tell, each as a sentence: never silently.
    """

    project: str
    stack: str
    source: Source
    succeeded: bool
    counts: Mapping[str, int]
    dangers: tuple[Danger, ...] = ()
    changes: tuple[Change, ...] = ()
    cost: Cost | None = None
    duration: Duration | None = None
    verdicts: tuple[Verdict, ...] = ()
    packs: Mapping[str, str] = field(default_factory=dict)
    checked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    pictures: Sequence[Picture] = ()
    messages: tuple[Message, ...] = ()
    notes: tuple[str, ...] = ()
