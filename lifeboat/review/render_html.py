"""The report as one HTML file that needs nothing else: no network, no script, no font from elsewhere."""

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from lifeboat.review import wording
from lifeboat.review.escaping import visible
from lifeboat.review.model import Report
from lifeboat.verdicts.model import Kind

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("lifeboat.review"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
_ENVIRONMENT.filters["shown"] = visible


def to_html(report: Report) -> str:
    """Return the report as a page.

    Everything that came from a state or from settings is escaped by the template engine and shown on one line, without
    characters that cannot be seen. The pictures are our own drawings, which escape what is in them themselves.
    """
    told = [message for message in report.messages if message.severity in {"error", "warning"}]
    return _ENVIRONMENT.get_template("report.html.j2").render(
        report=report,
        wording=wording,
        class_words=wording.CLASS_WORDS,
        mood=_mood(report),
        contents=_contents(report, told=bool(told)),
        meant=[change for change in report.changes if not change.noise],
        noise=[change for change in report.changes if change.noise],
        not_checked=wording.of_kind(report.verdicts, Kind.NOT_CHECKED),
        exempted=wording.of_kind(report.verdicts, Kind.EXEMPTION),
        told=told,
    )


def _mood(report: Report) -> str:
    if wording.stops(report):
        return "bad"
    return "warn" if report.dangers or wording.violations(report.verdicts) else "good"


def _contents(report: Report, *, told: bool) -> list[tuple[str, str, int]]:
    """The sections that there are, each with its anchor and how many things are in it."""
    listed = [
        ("dangers", "What could hurt", len(report.dangers), True),
        ("changes", "What changes", sum(not change.noise for change in report.changes), True),
        ("cost", "What it costs", 0, report.cost is not None),
        ("rules", "What the rules say", len(wording.violations(report.verdicts)), True),
        ("time", "How long it takes", 0, report.duration is not None),
        ("pictures", "What it looks like", 0, bool(report.pictures)),
        ("messages", "What the engine said", 0, told),
        ("notes", "What it could not tell", len(report.notes), bool(report.notes)),
    ]
    return [(anchor, title, number) for anchor, title, number, there in listed if there]
