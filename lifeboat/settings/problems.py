"""What is wrong with a stack's settings: collected over the whole file, raised once."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where a value stands in the settings: keys and list positions from the top."""

_PLAIN_KEY: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_LONGEST_KEY: Final = 64


def render_path(path: Path) -> str:
    """Return a path as people write it: `primary.network.address_space[0]`, `tags["cost center"]`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            # Line breaks and the like would garble the report.
            text += f"[{json.dumps(part if len(part) <= _LONGEST_KEY else part[:_LONGEST_KEY] + '...')}]"
    return text


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, in the form *path: found, allowed, why, fix*.

    Attributes:
        path: where the value stands.
        found: what stands there, as text; never a secret.
        allowed: what may stand there.
        why: the reason behind the bound.
        fix: what to do.
        involves: other paths the judgement rests on; empty for a value that is wrong by itself.
    """

    path: Path
    found: str
    allowed: str
    why: str
    fix: str
    involves: tuple[Path, ...] = ()

    def __str__(self) -> str:
        sentences = (f"found {self.found}", f"allowed: {self.allowed}", self.why, self.fix)
        return f"{render_path(self.path)}: " + " ".join(_sentence(part) for part in sentences if part)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


class SettingsError(ValueError):
    """A stack's settings cannot be used.

    Attributes:
        problems: every problem, sorted by path.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = sorted(set(problems), key=_sort_key)
        super().__init__(self.report())

    def report(self, source: str = "settings") -> str:
        """Return all problems as text, one a line, under a headline that counts them."""
        count = len(self.problems)
        headline = f"{source}: {count} problem{'' if count == 1 else 's'}; nothing was changed."
        return "\n".join([headline, *(f"  {problem}" for problem in self.problems)])


def _sort_key(problem: Problem) -> tuple[str, ...]:
    # Positions are padded so that [10] sorts behind [2].
    place = ".".join(f"{part:06}" if isinstance(part, int) else part for part in problem.path)
    return place, problem.found, problem.allowed, problem.why, problem.fix
