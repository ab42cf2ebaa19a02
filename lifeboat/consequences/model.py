"""What a change of a cloud resource brings about, as plain data: the rows of the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final


class DangerClass(StrEnum):
    """What a change puts at risk, the worst first: reports are in this order."""

    REFUSED = "refused"
    """The deployment would not come to its end: a cloud, the engine or the settings refuse it."""
    DATA_LOSS = "data-loss"
    """Something is gone for good: points in time, encrypted data, logs."""
    OUTAGE = "outage"
    """No tunnel, or no way to replicate or recover, for the minutes that are named."""
    EXPOSURE = "exposure"
    """Something becomes reachable or readable that was not: drill isolation, secrets, open ports."""
    PROTECTION = "protection"
    """Recovery would be worse: protection removed, retention shortened, an alarm or tunnel less."""
    DEGRADED = "degraded"
    """Part of the redundancy is away for the minutes that are named; something else carries the traffic."""
    UNKNOWN = "unknown"
    """A deletion, replacement or change of which nothing is written down: look at it yourself."""


class Reversible(StrEnum):
    """Whether deploying the old settings again brings back what was."""

    YES = "yes"
    """As it was, after the same interruption again."""
    PARTLY = "partly"
    """Something like it: other addresses, ids or keys, which others may have noted."""
    NO = "no"
    """What is gone stays gone."""


class Down(StrEnum):
    """Which of the running tunnels carry nothing while a change is made."""

    NONE = "none"
    ALL = "all"
    CONNECTION = "both of the AWS VPN connection"
    FIRST = "the first of the AWS VPN connection"
    SECOND = "the second of the AWS VPN connection"
    OWN = "the one it belongs to"


class When(StrEnum):
    """In which direction a change of a value in place hurts."""

    ALWAYS = "always"
    LOWER = "lower"
    """When a number falls; 0 days of retention stand for ever."""
    OFF = "off"
    """When it is switched off, or is no more."""
    ON = "on"
    """When it is switched on."""
    LESS = "less"
    """When something that was in the list is there no more."""


@dataclass(frozen=True)
class Consequence:
    """What a change does.

    Attributes:
        down: the tunnels that are down.
        minutes: how long they, or what it `loses`, are away, usually.
        says: what happens, in a clause.
        source: where that is documented.
        passes: whether the tunnels that it takes down come back as they were, without any other change. What stays
            unchanged beside it is then only interrupted.
        danger: what it puts at risk where no tunnel is down; None where that is nothing. Tunnels decide by themselves:
            an outage when none is left, else a degradation.
        loses: what does not work meanwhile beside tunnels; "" for nothing.
        lasting: whether that does not come back by itself.
        reversible: whether deploying the old settings again brings back what was.
        instead: what to do instead, or how to make it harmless; "" where nothing has to be done.
        when: the direction in which it hurts; the other one hurts nothing.
    """

    down: Down
    minutes: int
    says: str
    source: str
    passes: bool = False
    danger: DangerClass | None = None
    loses: str = ""
    lasting: bool = False
    reversible: Reversible = Reversible.YES
    instead: str = ""
    when: When = When.ALWAYS


@dataclass(frozen=True)
class Takes:
    """Minutes that a cloud works on a resource, usually; 0 where it is done within one.

    Attributes:
        create: until it is there.
        update: until a change that has a consequence is made.
        delete: until it is gone.
        source: where that is documented.
    """

    create: int = 0
    update: int = 0
    delete: int = 0
    source: str = "-"


QUICK: Final = Takes()
"""Done within a minute."""


@dataclass(frozen=True)
class Kind:
    """How one type of resource takes changes.

    Attributes:
        replaced_by: top-level input properties whose change replaces it; `*` for any but those in `updated`. Only where
            `lifeboat check` foretells it; a preview says by itself what is replaced.
        replaced: consequence of a replacement.
        updated: consequences of a change in place, by patterns of property paths, the first that fits. No match means
            that nothing is written down: no tunnel notices, but a review calls it unknown.
        deleted: consequence when it is deleted for good; for its own tunnel, where it is part of one.
        ignored: properties whose changes the program has the engine ignore.
        takes: minutes that the cloud works on it.
    """

    replaced_by: frozenset[str]
    replaced: Consequence
    updated: Mapping[str, Consequence]
    deleted: Consequence
    ignored: frozenset[str] = frozenset()
    takes: Takes = QUICK

    def replaces(self, prop: str) -> bool:
        """Return whether a change of a top-level property replaces the resource."""
        if "*" in self.replaced_by:
            return self.in_place(prop) is None
        return prop in self.replaced_by

    def in_place(self, path: str) -> Consequence | None:
        """Return what a change in place does, by its property path; None where nothing is written down."""
        return next((found for pattern, found in self.updated.items() if fnmatchcase(path, pattern)), None)


UNHURT: Final = Consequence(Down.NONE, 0, "traffic goes on", "-")
"""Nothing notices."""

USUAL: Final = "usual duration, not documented"
"""In place of a source for minutes that no document names."""


def harm(
    danger: DangerClass,
    says: str,
    source: str,
    *,
    loses: str = "",
    minutes: int = 0,
    lasting: bool = False,
    reversible: Reversible = Reversible.YES,
    instead: str = "",
    when: When = When.ALWAYS,
) -> Consequence:
    """Return a consequence that is not about tunnels; the arguments are those of `Consequence`."""
    return Consequence(
        Down.NONE,
        minutes,
        says,
        source,
        danger=danger,
        loses=loses,
        lasting=lasting,
        reversible=reversible,
        instead=instead,
        when=when,
    )


def quiet(*patterns: str) -> dict[str, Consequence]:
    """Return rows for properties whose change in place hurts nothing."""
    return dict.fromkeys(patterns, UNHURT)


TAGS: Final = quiet("tags*", "tagsAll*")
"""Tags, and with AWS those that the provider adds to them."""
