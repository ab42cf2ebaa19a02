"""The report as Markdown for a pull request, cut at the end of a block where the platform takes no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from lifeboat.review import wording
from lifeboat.review.escaping import code, markdown
from lifeboat.review.model import Change, Danger, Report
from lifeboat.verdicts.model import Kind, Verdict

MOST_CHARACTERS: Final = 64_000
"""GitHub takes 65,536 characters in a comment (its API answers `body is too long (maximum is 65536 characters)`)."""

MARKER: Final = "<!-- lifeboat review of {project}/{stack} -->"
"""First line of every report: by it the next run finds the comment that it updates."""

_NOTE_CHARACTERS: Final = 200
_DETAILS_SHOWN: Final = 20


@dataclass
class Section:
    """A part of the report that can be cut at the end of any block.

    Attributes:
        title: its heading.
        summary: what is always shown.
        blocks: what is shown as far as there is room, the most important first.
        table: header of a table of which every block is a row, or "".
    """

    title: str
    summary: str
    blocks: list[str] = field(default_factory=list)
    table: str = ""


def to_markdown(report: Report, most_characters: int = MOST_CHARACTERS) -> str:
    """Return the report as Markdown.

    Args:
        report: what is said.
        most_characters: the length after which blocks are left out, from the end of the report; how many is said
            where they are missed.
    """
    sections = [section for section in _sections(report) if section.summary or section.blocks]
    head = "\n".join(
        (
            MARKER.format(project=_comment(report.project), stack=_comment(report.stack)),
            f"## Review of {code(f'{report.project}/{report.stack}')}",
            "",
            f"**{markdown(wording.headline(report))}** {markdown(wording.counts_text(report))}.",
            "",
        )
    )
    room = most_characters - len(head) - sum(len(_shown(section, 0)) + _NOTE_CHARACTERS for section in sections)
    parts = [head]
    for section in sections:
        number = _fitting(section.blocks, room)
        room -= sum(len(block) + 1 for block in section.blocks[:number])
        parts.append(_shown(section, number))
    return "\n".join(parts)


def _comment(text: str) -> str:
    """A name inside an HTML comment, which two hyphens would end."""
    return "".join(character if character.isalnum() or character in "._" else "-" for character in text).replace(
        "--", "-"
    )


def _fitting(blocks: Sequence[str], room: int) -> int:
    used = 0
    for number, block in enumerate(blocks):
        used += len(block) + 1
        if used > room:
            return number
    return len(blocks)


def _shown(section: Section, number: int) -> str:
    lines = [f"### {section.title}", ""]
    if section.summary:
        lines += [section.summary, ""]
    if section.table and number:
        columns = section.table.count("|") + 1
        lines += [f"| {section.table} |", f"|{'---|' * columns}"]
    lines += section.blocks[:number]
    if number < len(section.blocks):
        left = len(section.blocks) - number
        lines += ["", f"_Cut here: {left:,} more. The HTML report and the JSON have everything._"]
    return "\n".join([*lines, ""])


def _sections(report: Report) -> Iterator[Section]:
    yield _dangers(report)
    changes = _changes("What changes", [change for change in report.changes if not change.noise])
    if not changes.blocks:
        changes.summary = wording.no_changes_text(report)
    yield changes
    yield _cost(report)
    yield _rules(report)
    yield _duration(report)
    yield from (
        Section(markdown(picture.title), "", [_folded("In words", f"\n```text\n{_fenced(picture.text)}\n```\n")])
        for picture in report.pictures
    )
    yield _changes("Follows from that", [change for change in report.changes if change.noise])
    yield _messages(report)
    yield Section("What this report could not tell", "", [f"- {markdown(note, 1000)}" for note in report.notes])


def _dangers(report: Report) -> Section:
    section = Section("What could hurt", "Nothing that is known here.", table="class | what | down | can be undone")
    if report.dangers:
        section.summary = ""
        section.blocks = [_danger(danger) for danger in report.dangers]
    return section


def _danger(danger: Danger) -> str:
    also = f"<br>**With it:** {markdown(wording.also_text(danger), 1000)}" if danger.also else ""
    instead = f"<br>**Instead:** {markdown(danger.instead, 1000)}" if danger.instead else ""
    sources = f"<br>_{markdown(wording.sources_text(danger), 1000)}_" if danger.sources else ""
    what = f"{markdown(danger.title, 1000)}<br>{code(danger.resource)}"
    done = wording.what_text(danger)
    done = f" {markdown(done, 600)}" if done else ""
    name = markdown(wording.CLASS_WORDS[danger.danger])
    stop = "⛔ " if danger.blocks else ""
    cells = (
        f"{stop}**{name}**",
        f"{what}{done}{also}{instead}{sources}",
        markdown(wording.down_text(danger)),
        markdown(wording.undo_text(danger)),
    )
    return f"| {' | '.join(cells)} |"


def _changes(title: str, changes: Sequence[Change]) -> Section:
    return Section(title, "", [_change(change) for change in changes])


def _change(change: Change) -> str:
    consequence = f" {markdown(change.consequence, 1000)}" if change.consequence else ""
    line = f"- {markdown(change.title, 1000)}{consequence}"
    if not change.details:
        return line
    rows = [
        f"| {code(detail.resource)} | {detail.operation.value} | {code(detail.path)} | {code(detail.before)}"
        f" | {code(detail.after)} |"
        for detail in change.details[:_DETAILS_SHOWN]
    ]
    left = len(change.details) - _DETAILS_SHOWN
    more = f"\n\n{left:,} more places: see the HTML report." if left > 0 else ""
    table = "\n".join(("| resource | | place | before | after |", "|---|---|---|---|---|", *rows))
    return f"{line}\n\n{_folded(wording.counted(len(change.details), 'place'), f'{chr(10)}{table}{more}{chr(10)}')}\n"


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>\n{body}\n</details>"


def _fenced(text: str) -> str:
    """Text for a fenced block, which three backticks would end."""
    return text.replace("```", "'''")


def _cost(report: Report) -> Section:
    if report.cost is None:
        return Section("What it costs", "")
    section = Section("What it costs", f"{markdown(wording.cost_text(report.cost))} {markdown(report.cost.note, 1000)}")
    section.table = "what | cloud | before, USD | after, USD | difference"
    section.blocks = [
        f"| {markdown(line.name)} | {markdown(line.cloud)} | {wording.money(line.before_usd)} |"
        f" {wording.money(line.after_usd)} | {wording.signed(wording.difference(line))} |"
        for line in report.cost.lines
    ]
    return section


def _rules(report: Report) -> Section:
    section = Section(
        "What the rules say", markdown(wording.rules_text(report)), table="level | rule | about | finding"
    )
    for name, verdicts in wording.groups(report.verdicts):
        section.blocks += [_verdict(name, verdict, verdict.message) for verdict in verdicts]
    for verdict in wording.of_kind(report.verdicts, Kind.NOT_CHECKED):
        section.blocks.append(_verdict("not checked", verdict, "; ".join(map(str, verdict.reasons)) or verdict.message))
    for verdict in wording.of_kind(report.verdicts, Kind.EXEMPTION):
        section.blocks.append(_verdict("exempted", verdict, verdict.message))
    return section


def _verdict(level: str, verdict: Verdict, text: str) -> str:
    about = code(wording.subject(verdict))
    return f"| {markdown(level)} | {code(verdict.rule)} | {about} | {markdown(text, 1500)} |"


def _duration(report: Report) -> Section:
    if report.duration is None:
        return Section("How long it takes", "")
    minutes = wording.counted(report.duration.minutes, "minute")
    section = Section("How long it takes", f"About {minutes}. {markdown(report.duration.note, 1000)}")
    section.table = "slow step | | minutes | waits for"
    section.blocks = [
        f"| {code(step.resource)} | {step.operation.value} | {step.minutes}"
        f" | {', '.join(code(name) for name in step.after) or 'nothing slow'} |"
        for step in report.duration.slow
    ]
    return section


def _messages(report: Report) -> Section:
    told = [message for message in report.messages if message.severity in {"error", "warning"}]
    rows = [f"| {markdown(each.severity)} | {markdown(each.text, 2000)} |" for each in told]
    return Section("What the engine said", "", rows, table="severity | message")
