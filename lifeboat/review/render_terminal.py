"""The summary for a person at a terminal: in colour there, plain where it is piped, as wide as there is room."""

from collections.abc import Iterator
from io import StringIO
from typing import IO, Final

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lifeboat.review import wording
from lifeboat.review.escaping import visible
from lifeboat.review.model import Danger, DangerClass, Report
from lifeboat.verdicts.model import Kind, Verdict

_STYLES: Final = {
    DangerClass.REFUSED: "bold red",
    DangerClass.DATA_LOSS: "bold red",
    DangerClass.OUTAGE: "bold red",
    DangerClass.EXPOSURE: "bold yellow",
    DangerClass.PROTECTION: "yellow",
    DangerClass.DEGRADED: "yellow",
    DangerClass.UNKNOWN: "magenta",
}
_SHOWN: Final = 40
_WIDTH_IN_A_FILE: Final = 120


def print_summary(report: Report, stream: IO[str]) -> None:
    """Write the summary to a stream.

    Args:
        report: what is said.
        stream: a terminal gets colours (unless NO_COLOR is set) and its own width; anything else plain text.
    """
    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else _WIDTH_IN_A_FILE, highlight=False, emoji=False)
    for part in _parts(report):
        console.print(part)


def to_text(report: Report, width: int = _WIDTH_IN_A_FILE) -> str:
    """Return the summary as plain text.

    Args:
        report: what is said.
        width: characters in a line.
    """
    stream = StringIO()
    console = Console(file=stream, width=width, highlight=False, emoji=False, force_terminal=False)
    for part in _parts(report):
        console.print(part)
    return stream.getvalue()


def _parts(report: Report) -> Iterator[RenderableType]:
    yield Text(visible(f"Review of {report.project}/{report.stack}"), style="bold")
    yield Text(visible(wording.headline(report)), style=_mood(report))
    yield Text(f"{wording.counts_text(report)}.\n")
    yield from _dangers(report)
    yield from _changes(report)
    if report.cost is not None:
        yield _title("What it costs")
        yield Text(visible(f"{wording.cost_text(report.cost)} {report.cost.note}", 1000) + "\n")
    yield _title("What the rules say")
    yield Text(visible(wording.rules_text(report), 1000))
    yield from (_verdict(verdict) for verdict in _told(report))
    if report.duration is not None:
        yield Text("")
        yield _title("How long it takes")
        yield Text(f"About {wording.counted(report.duration.minutes, 'minute')}. {visible(report.duration.note, 1000)}")
    yield from _said(report)


def _title(text: str) -> Text:
    return Text(text, style="bold underline")


def _mood(report: Report) -> str:
    if wording.stops(report):
        return "bold red"
    return "bold yellow" if report.dangers or wording.violations(report.verdicts) else "bold green"


def _dangers(report: Report) -> Iterator[RenderableType]:
    yield _title("What could hurt")
    if not report.dangers:
        yield Text("Nothing that is known here.\n")
    for danger in report.dangers[:_SHOWN]:
        yield _danger(danger)
    yield from _left(len(report.dangers))


def _danger(danger: Danger) -> RenderableType:
    name = wording.CLASS_WORDS[danger.danger]
    head = Text.assemble((f"{name}: ", _STYLES[danger.danger]), (visible(danger.title, 1000), "bold"))
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    for label, value in (
        ("resource", danger.resource),
        ("operation", wording.what_text(danger)),
        ("with it", wording.also_text(danger)),
        ("down", wording.down_text(danger)),
        ("can be undone", wording.undo_text(danger)),
        ("instead", danger.instead),
        ("source", wording.sources_text(danger)),
    ):
        if value:
            facts.add_row(label, Text(visible(value, 2000)))
    return Group(head, Padding(facts, (0, 0, 1, 2), expand=False))


def _changes(report: Report) -> Iterator[RenderableType]:
    yield _title("What changes")
    meant = [change for change in report.changes if not change.noise]
    if not meant:
        yield Text(wording.no_changes_text(report))
    for change in meant[:_SHOWN]:
        text = Text.assemble((visible(change.title, 1000), "bold"), " ", visible(change.consequence, 1000))
        yield Padding(text, (0, 0, 0, 2), expand=False)
    yield from _left(len(meant))
    yield Text("")


def _left(number: int) -> Iterator[RenderableType]:
    if number > _SHOWN:
        yield Text(f"  and {number - _SHOWN:,} more: --html or --json has all of them.")


def _told(report: Report) -> list[Verdict]:
    doubts = wording.of_kind(report.verdicts, Kind.NOT_CHECKED)
    return [*wording.violations(report.verdicts), *doubts, *wording.of_kind(report.verdicts, Kind.EXEMPTION)][:_SHOWN]


def _verdict(verdict: Verdict) -> RenderableType:
    name = verdict.level if verdict.kind is Kind.VIOLATION else verdict.kind.value
    style = "bold red" if name == "mandatory" else "yellow"
    about = f"{verdict.rule} ({wording.subject(verdict)}): {verdict.message}"
    return Padding(Text.assemble((f"{name} ", style), visible(about, 2000)), (0, 0, 0, 2), expand=False)


def _said(report: Report) -> Iterator[RenderableType]:
    told = [message for message in report.messages if message.severity in {"error", "warning"}]
    if told:
        yield Text("")
        yield _title("What the engine said")
    for message in told:
        yield Padding(Text(f"{message.severity}: {visible(message.text, 5000)}"), (0, 0, 0, 2), expand=False)
    if report.notes:
        yield Text("")
        yield _title("What this report could not tell")
        yield from (Padding(Text(visible(note, 2000)), (0, 0, 0, 2), expand=False) for note in report.notes)
