"""What is written into a report cannot become part of its structure, in any format."""

import json
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from lifeboat.previews import Operation
from lifeboat.review.escaping import code, markdown, visible
from lifeboat.review.model import Change, DangerClass, Detail, Report
from lifeboat.review.render_html import to_html
from lifeboat.review.render_json import schema, to_json
from lifeboat.review.render_markdown import MARKER, to_markdown
from lifeboat.review.render_terminal import to_text
from lifeboat.review.wording import MOST_NAMES, headline
from tests.unit.review.samples import NETWORK, danger, report, verdict, with_text

SCHEMA = Path(__file__).parents[3] / "docs" / "review.schema.json"

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""CommonMark with GitHub's tables and strikethrough; its bare links are in a test of their own."""

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</code></td></table></details><h1>x</h1>",
    "# heading",
    "- item\n- item",
    "1. first",
    "| a | b |",
    "```\ncode",
    "`tick` ``two``",
    "**bold** _soft_ ~~gone~~",
    "[text](https://example.com) ![image](https://example.com/x.png)",
    "<https://example.com> https://example.com www.example.com someone@example.com",
    "@team #12 GH-12 !5",
    "&lt;b&gt; &#60;b&#62;",
    "\\| \\` \\",
    "$x$ $$y$$",
    "--> <!-- -->",
    "{{ 7 * 7 }} {% raw %}",
    "\u05d0\u05d1\u05d2 \u0645\u0631\u062d\u0628\u0627",
    "harbor\u202egnp.exe\u202c",
    "a\u200bb\u0000c\u001b[31md",
    "n" * 200,
    "> quoted",
    "---",
    "=====",
    "Setext\n===",
    "    indented",
    "\t\ttabs",
)


class Structure(HTMLParser):
    """Every element and attribute of a page, without the words in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def html_structure(page: str) -> list[tuple[str, tuple[str, ...]]]:
    parsed = Structure()
    parsed.feed(page)
    parsed.close()
    return parsed.found


def markdown_structure(text: str) -> list[tuple[str, str]]:
    """What the parser makes of a text: every block and inline token, the HTML that we write ourselves included."""
    found = []
    for token in GITHUB.parse(text):
        found.append((token.type, token.content if token.type == "html_block" else ""))
        for child in token.children or []:
            found += [(child.type, child.content if child.type == "html_inline" else "")]
    # Text is cut at places that depend on the text; everything else is structure.
    return [each for each in found if each[0] not in {"text", "text_special", "softbreak"}]


def words_in(text: str) -> str:
    return " ".join(
        child.content for token in GITHUB.parse(text) for child in token.children or [] if child.type != "html_inline"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_adds_an_element_or_attribute_to_the_page(text: str) -> None:
    """Every text of the report is replaced at once; the page keeps exactly the elements and attributes it has."""
    changed = with_text(report(), lambda old: f"{old} {text}")
    assert html_structure(to_html(changed)) == html_structure(to_html(report()))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_changes_what_the_markdown_renders_to(text: str) -> None:
    """Put before and behind every text of the report: the same blocks, spans and tables as without."""
    clean = markdown_structure(to_markdown(report()))
    for changed in (
        with_text(report(), lambda old: f"{old} {text}"),
        with_text(report(), lambda old: f"{text} {old}"),
        with_text(report(), lambda old: text),
    ):
        comment = to_markdown(changed).partition("\n")[2]
        assert markdown_structure(comment) == [
            each for each in clean if not (each[0] == "html_block" and each[1].startswith("<!--"))
        ]


@given(st.text(min_size=1, max_size=80))
@example("@team")
@example("a|b`c``d")
@example("\\")
def test_any_text_in_a_cell_and_in_a_sentence_stays_one_text(text: str) -> None:
    """Escaped, it renders as a paragraph of words, and in a table as one cell with one code span."""
    shown = visible(text)
    if not shown:
        return
    kinds = [child.type for child in GITHUB.parse(f"x {markdown(text)}")[1].children or []]
    assert set(kinds) <= {"text", "text_special"}
    assert words_in(f"x {markdown(text)}").replace(" ", "").replace("\u2060", "") == f"x{shown}".replace(" ", "")
    table = GITHUB.parse(f"| a | b |\n|---|---|\n| {code(text)} | y |")
    cells = [token for token in table if token.type == "inline"][2:]
    assert [[child.type for child in cell.children or []] for cell in cells] == [["code_inline"], ["text"]]
    assert (cells[0].children or [])[0].content.strip() == shown.strip()


@pytest.mark.parametrize(
    "text", ["@team", "#12", "GH-12", "!5", "https://example.com", "www.example.com", "a@example.com"]
)
def test_nobody_is_mentioned_and_nothing_is_linked(text: str) -> None:
    """What GitHub and GitLab would turn into a mention, a reference or a link is not left in one piece."""
    assert text not in markdown(text)
    assert markdown(text).replace("\u2060", "").replace("\\", "") == text


def test_what_cannot_be_seen_is_shown_as_its_code_point() -> None:
    """A name that turns the direction of writing cannot look like another; letters from right to left stay."""
    assert visible("a\u202eb\u200bc\x00") == "a\\u202eb\\u200bc\\u0000"
    assert visible("\u05d0\u05d1") == "\u05d0\u05d1"
    assert visible(" a \r\n\t b ") == "a b"
    assert visible("x" * 500, 101) == f"{'x' * 50}…{'x' * 50}"


def test_the_json_meets_its_schema_and_the_schema_is_the_published_one() -> None:
    """When this fails: `make docs`."""
    jsonschema.validate(json.loads(to_json(report())), json.loads(schema()))
    assert SCHEMA.read_text(encoding="utf-8") == schema()


def test_the_json_has_everything() -> None:
    """Every text of the report is found in the JSON again."""
    texts: Counter[str] = Counter()
    with_text(report(), lambda old: texts.update([old]) or old)
    document = json.loads(to_json(report()))
    listed = json.dumps(document, ensure_ascii=False)
    assert all(json.dumps(text, ensure_ascii=False)[1:-1] in listed for text in texts)


def test_a_long_report_is_cut_at_the_end_of_a_block_and_says_so() -> None:
    """No more characters than asked for; every section is still there with its own count of what is left out."""
    many = report(
        dangers=tuple(danger(resource=f"connection-{number}") for number in range(300)),
        changes=tuple(
            Change(f"Change {number}.", "", (NETWORK,), (Detail(NETWORK, "n", "t", Operation.UPDATE, "p", "a", "b"),))
            for number in range(3000)
        ),
        verdicts=tuple(verdict(urn=f"urn:pulumi:a::b::c::n{number}") for number in range(500)),
    )
    text = to_markdown(many)
    assert len(text) <= 64_000
    whole = to_markdown(many, 10_000_000)
    assert whole.startswith(text[:2000])
    assert "_Cut here:" in text
    assert "_Cut here:" not in whole
    titles = [line for line in whole.splitlines() if line.startswith("### ")]
    assert [line for line in text.splitlines() if line.startswith("### ")] == titles
    rows = set(whole.splitlines())
    assert [line for line in text.splitlines() if line not in rows and "_Cut here:" not in line] == []


def test_the_report_begins_with_the_line_by_which_it_is_found_again() -> None:
    """One comment a stack; a stack's name cannot end the HTML comment."""
    assert to_markdown(report()).startswith(MARKER.format(project="lifeboat", stack="prod") + "\n")
    first = to_markdown(report(stack="a--><b>")).partition("\n")[0]
    assert first.count("-->") == 1
    assert first.endswith("-->")


@pytest.mark.parametrize("width", [40, 80, 160])
def test_the_summary_is_as_wide_as_the_terminal_and_no_wider(width: int) -> None:
    """Long names are folded, nothing is lost at the edge."""
    text = to_text(report(), width)
    assert max(map(len, text.splitlines())) <= width
    assert "vpn-gateway" in text.replace("\n", "")


def test_the_summary_is_plain_where_it_is_piped() -> None:
    """No escape sequence of a terminal, whatever the report holds."""
    text = to_text(with_text(report(), lambda old: f"{old}\x1b[31m [red]x[/red] :smile:"))
    assert "\x1b" not in text
    assert "[red]x[/red] :smile:" in text


@pytest.mark.parametrize("form", [to_text, to_markdown, to_html])
def test_what_goes_with_something_else_is_named_in_every_format(form: Callable[[Report], str]) -> None:
    """A subnet that is folded under another one is not hidden: the first names stand there, and how many follow."""
    urns = tuple(f"urn:pulumi:prod::lifeboat::aws:ec2/subnet:Subnet::subnet{number}" for number in range(15))
    shown = " ".join(form(report(dangers=(danger(also=urns),))).split())
    assert all(f"subnet{number}" in shown for number in range(MOST_NAMES))
    assert f"subnet{MOST_NAMES}" not in shown
    assert "and 3 more" in shown


def test_the_first_line_says_how_long_and_that_something_must_not_be_deployed() -> None:
    """Who reads nothing else still sees an outage without an end, and what nobody should approve."""
    ending = danger(minutes_down=None, blocks=True)
    assert headline(report(verdicts=(), dangers=(ending, danger()))) == (
        "2 things could hurt. The worst is an outage, for good. 1 must not be deployed as things are."
    )
    assert headline(report(verdicts=(), dangers=(danger(),))) == (
        "1 thing could hurt. The worst is an outage, about 45 minutes."
    )


def test_what_is_refused_takes_nothing_down_and_each_source_is_named_once() -> None:
    """A reader is not told that something which never happens can be undone."""
    refused = danger(
        danger=DangerClass.REFUSED, minutes_down=0, sources=("A; minutes: usual", "B; minutes: usual"), also=()
    )
    text = to_text(report(dangers=(refused,)))
    assert "nothing: it is refused" in text
    assert "nothing is done" in text
    assert "A; minutes: usual; B\n" in "\n".join(line.rstrip() for line in text.splitlines()) + "\n"
