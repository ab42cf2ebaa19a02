"""Writes `docs/guide-steps.md`: what public guides ask a person to do, and what Lifeboat does about each step.

The steps are in `docs/guide-steps/steps.yaml`, the answers in `docs/guide-steps/rows.yaml`. Run
`python -m lifeboat.guide_steps` in the checkout after a change; a test compares.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

from lifeboat.blueprint.tables import markdown_table

PLACE: Final = Path("docs") / "guide-steps.md"
"""Where the page is checked in."""
STEPS_FILE: Final = Path("docs") / "guide-steps" / "steps.yaml"
"""The guides and their steps."""
ROWS_FILE: Final = Path("docs") / "guide-steps" / "rows.yaml"
"""What Lifeboat does about them."""

Status = Literal["done", "partly", "later", "manual", "not needed"]
STATUSES: Final[tuple[Status, ...]] = ("done", "partly", "later", "manual", "not needed")
"""How an answer is counted."""

_HEAD: Final = """\
<!-- Made by `python -m lifeboat.guide_steps`. Change docs/guide-steps/*.yaml, not this page. -->

# Steps of the guides

Five public guides say how servers are recovered into AWS with Elastic Disaster Recovery. Here is each of their steps,
in our words, and what in Lifeboat does it. A step that Lifeboat does not do says why a person does it, what is to come,
or why nobody does it. The last column says where a guide is out of date or does not fit Azure.

- **done**: Lifeboat does it today, with what the fourth column names.
- **partly**: a part of it; the rest is said beside it.
- **later**: not built yet; with what to do meanwhile.
- **manual**: a person does it, because of what is said.
- **not needed**: nobody does it for servers in Azure, because of what is said.
"""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Guide(_Model):
    """A public guide.

    Attributes:
        guide: its number, with which the ids of its steps begin.
        title: its title.
        publisher: who published it.
        address: its public address.
        steps: what it asks for, by id, in its order.
    """

    guide: int
    title: str
    publisher: str
    address: str
    steps: dict[str, str]


class Row(_Model):
    """What Lifeboat does about one step, or about several alike.

    Attributes:
        steps: ids of the steps.
        does: what Lifeboat does today.
        by: with what: `<file>:<Class>`, a page, `lifeboat <command>`, `setting <key>`, `output <name>`, `policy <id>`.
        later: what is not built yet.
        awaits: what will do it, in the words of `by`, as far as that has a name.
        meanwhile: what to do until then.
        manual: why a person does it.
        not_needed: why nobody does it.
        today: what holds where the guide is out of date or does not fit Azure.
    """

    steps: list[str]
    does: str = ""
    by: list[str] = []
    later: str = ""
    awaits: list[str] = []
    meanwhile: str = ""
    manual: str = ""
    not_needed: str = ""
    today: str = ""

    @model_validator(mode="after")
    def _says_something(self) -> "Row":
        wrong = {
            "is silent": not (self.does or self.later or self.manual or self.not_needed),
            "says what is done and not with what": bool(self.does) != bool(self.by),
            "awaits something and says no `later`": bool(self.awaits or self.meanwhile) and not self.later,
            "is not needed and yet done": bool(self.not_needed and (self.does or self.later or self.manual)),
        }
        found = [what for what, is_so in wrong.items() if is_so]
        if found:
            raise ValueError(f"the row of {', '.join(self.steps)} {', '.join(found)}")
        return self

    @property
    def status(self) -> Status:
        """How the row is counted: `partly` when it is done but for what is manual or to come."""
        if self.does:
            return "partly" if self.later or self.manual else "done"
        if self.not_needed:
            return "not needed"
        return "later" if self.later else "manual"

    @property
    def answer(self) -> str:
        """All that the row says, but for `by` and `today`, in one cell."""
        parts = [
            f"**{self.status}**: {self.does}" if self.does else "",
            f"{'Later' if self.does else '**later**'}: {self.later}" if self.later else "",
            f"Meanwhile: {self.meanwhile}" if self.meanwhile else "",
            f"{'**manual**' if self.status == 'manual' else 'Manual'}, because {self.manual}" if self.manual else "",
            f"**not needed**, because {self.not_needed}" if self.not_needed else "",
        ]
        return ". ".join(part for part in parts if part)


def read_guides(path: Path = STEPS_FILE) -> list[Guide]:
    """Return the guides with their steps.

    Raises:
        pydantic.ValidationError: when an entry is not a guide.
    """
    return [Guide.model_validate(guide) for guide in yaml.safe_load(path.read_text(encoding="utf-8"))]


def read_rows(path: Path = ROWS_FILE) -> list[Row]:
    """Return the rows.

    Raises:
        pydantic.ValidationError: when a row is silent or contradicts itself.
    """
    return [Row.model_validate(row) for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


def problems(guides: Iterable[Guide], rows: Iterable[Row]) -> list[str]:
    """Return every step without a row, row without a step, and step with two rows, a sentence each."""
    steps = Counter(step for guide in guides for step in guide.steps)
    answered = Counter(step for row in rows for step in row.steps)
    return [
        *(f"{step} stands in two guides" for step, count in steps.items() if count > 1),
        *(f"{step} has no row: add it to rows.yaml" for step in steps if step not in answered),
        *(f"{step} has a row and is no step: add it to steps.yaml" for step in answered if step not in steps),
        *(f"{step} has {count} rows: leave one" for step, count in answered.items() if count > 1),
    ]


def page(guides: list[Guide], rows: list[Row]) -> str:
    """Return the page as Markdown.

    Raises:
        ValueError: when steps and rows do not match.
    """
    found = problems(guides, rows)
    if found:
        raise ValueError("\n".join(found))
    by_step = {step: row for row in rows for step in row.steps}
    parts = [_HEAD, _summary(guides, by_step)]
    for guide in guides:
        parts += ["", *_guide(guide, by_step)]
    return "\n".join(parts) + "\n"


def count(guides: Iterable[Guide], by_step: dict[str, Row]) -> Counter[Status]:
    """Return how many steps of the guides have each status."""
    return Counter(by_step[step].status for guide in guides for step in guide.steps)


def _summary(guides: list[Guide], by_step: dict[str, Row]) -> str:
    named = [(f"{guide.guide}: {guide.title}", [guide]) for guide in guides]
    cells = []
    for name, some in (*named, ("all", guides)):
        counted = count(some, by_step)
        cells.append((name, str(counted.total()), *(str(counted[status]) for status in STATUSES)))
    return markdown_table("How many", ("guide", "steps", *STATUSES), cells)


def _guide(guide: Guide, by_step: dict[str, Row]) -> Iterator[str]:
    cells = [
        (f"`{step}`", what, by_step[step].answer, ", ".join(map(_shown, by_step[step].by)), by_step[step].today)
        for step, what in guide.steps.items()
    ]
    headings = ("step", "the guide asks", "Lifeboat", "with", "what holds today")
    title, _, table = markdown_table(f"Guide {guide.guide}", headings, cells).partition("\n\n")
    yield f"{title}\n"
    yield f"[{guide.title}]({guide.address}) ({guide.publisher})\n"
    yield table


def _shown(name: str) -> str:
    kind, _, rest = name.partition(" ")
    if kind == "lifeboat":
        return f"`{name}`"
    if rest:
        return f"{kind} `{rest}`"
    file, _, symbol = name.partition(":")
    link = file.removeprefix("docs/") if file.startswith("docs/") else f"../{file}"
    return f"[{symbol or file}]({link})"


if __name__ == "__main__":
    PLACE.write_text(page(read_guides(), read_rows()), encoding="utf-8")
