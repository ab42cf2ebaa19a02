"""Exemptions: who answers for a violation that is left as it is, why, and until when."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

_REQUIRED = ("rule", "resource", "owner", "reason", "expires")
_OPTIONAL = ("stack",)
_OWN = "exemptions-"  # rules about exemptions themselves
STACK_ITSELF = "stack"
"""What `resource` says for a violation that is about the stack as a whole."""


@dataclass(frozen=True)
class Exemption:
    """One entry of the file.

    Attributes:
        rule: id of the rule.
        resource: logical name of the resource, or a pattern (`*`, `?`); `stack` for the stack as a whole.
        owner: who answers for it.
        reason: why the violation is left as it is.
        expires: the last day on which it holds.
        stack: name of the stack that it is for; all stacks where "".
    """

    rule: str
    resource: str
    owner: str
    reason: str
    expires: dt.date
    stack: str = ""

    def covers(self, urn: str) -> bool:
        """Whether it is for a resource, or for the stack as a whole where the URN is ""."""
        stack, _, name = urn.partition("::")[0], "", urn.rpartition("::")[2] or STACK_ITSELF
        mine = not urn or not self.stack or stack == f"urn:pulumi:{self.stack}"
        return mine and fnmatchcase(name, self.resource)

    @property
    def text(self) -> str:
        """The exemption in words."""
        return f"The exemption of {self.resource} from {self.rule} (owner {self.owner})"


@dataclass
class Exemptions:
    """The exemptions of a process, and what became of each in it.

    Attributes:
        entries: those that could be read.
        faults: what is wrong with the file, as sentences.
        today: the day by which entries expire.
        used: places of the entries that excused something, each with what.
        judged: places of the entries whose rule has judged what they are for.
        doubted: ids of rules that could not judge everything.
    """

    entries: Sequence[Exemption] = ()
    faults: Sequence[str] = ()
    today: dt.date = field(default_factory=lambda: dt.datetime.now(tz=dt.UTC).date())
    used: dict[int, set[str]] = field(default_factory=dict)
    judged: set[int] = field(default_factory=set)
    doubted: set[str] = field(default_factory=set)

    def excuse(self, rule: str, urn: str) -> bool:
        """Whether an entry that has not expired is for a violation; notes that it was needed."""
        found = False
        for place, entry in self._of(rule):
            if entry.covers(urn) and entry.expires >= self.today:
                self.used.setdefault(place, set()).add(urn.rpartition("::")[2] or STACK_ITSELF)
                found = True
        return found

    def note(self, rule: str, urns: Iterable[str], *, doubted: bool) -> None:
        """Note what a rule has judged, so that an entry that excuses nothing can be told from one not asked about."""
        known = [*urns]
        self.judged |= {place for place, entry in self._of(rule) if any(entry.covers(urn) for urn in known)}
        if doubted:
            self.doubted.add(rule)

    def _of(self, rule: str) -> list[tuple[int, Exemption]]:
        return [(place, entry) for place, entry in enumerate(self.entries) if entry.rule == rule]


def load(path: Path, rules: Iterable[str], *, named: bool = False) -> Exemptions:
    """Read a file of exemptions; what is wrong with it becomes faults, which a rule reports.

    Args:
        path: a TOML file with `[[exemption]]` tables.
        rules: ids of all rules.
        named: whether somebody asked for this file, so that its absence is a fault.
    """
    if not named and not path.exists():
        return Exemptions()
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return Exemptions(faults=[f"The file of exemptions {path} must be there and readable; {error.strerror}."])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Exemptions(faults=[f"The exemptions in {path.name} must be TOML; found: {error}."])
    read = parse(document.get("exemption", []), rules)
    others = sorted(document.keys() - {"exemption"})
    read.faults = [
        *(f"The exemptions in {path.name} must stand under [[exemption]]; found {other}." for other in others),
        *read.faults,
    ]
    return read


def parse(tables: Any, rules: Iterable[str]) -> Exemptions:
    """Make exemptions from the tables of a file, as TOML has them."""
    listed = isinstance(tables, Sequence) and not isinstance(tables, str)
    if not listed or not all(isinstance(table, Mapping) for table in tables):
        return Exemptions(faults=["Every exemption must be a table of its own, under [[exemption]]."])
    known = set(rules)
    entries, faults = [], []
    for number, table in enumerate(tables, start=1):
        wrong = [*_faults(table, known)]
        faults += [f"Exemption {number} must {fault}" for fault in wrong]
        if not wrong:
            entries.append(Exemption(**table))
    return Exemptions(entries, faults)


def _faults(table: Mapping[str, Any], rules: set[str]) -> Iterable[str]:
    for name in _REQUIRED:
        if not table.get(name):
            yield f"have {name}; it is missing."
    for name in sorted(table.keys() - {*_REQUIRED, *_OPTIONAL}):
        yield f"not have {name}, which means nothing."
    texts = [name for name in (*_REQUIRED, *_OPTIONAL) if name != "expires" and table.get(name)]
    for name in texts:
        if not isinstance(table[name], str):
            yield f"have a text as {name}; found {table[name]!r}."
    rule = table.get("rule")
    if isinstance(rule, str) and rule.startswith(_OWN):
        yield f"not be from {rule}: what is wrong with an exemption is not to be excused."
    elif rule and isinstance(rule, str) and rule not in rules:
        yield f"name a rule of the pack; found {rule}."
    expires = table.get("expires")
    if expires and (not isinstance(expires, dt.date) or isinstance(expires, dt.datetime)):
        yield f"have a date such as 2027-01-31 as expires; found {expires!r}."
