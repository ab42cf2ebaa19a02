"""The report in a real browser: it asks for nothing, complains about nothing, and everybody can use it."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Self

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from lifeboat.pictures import address_map, address_map_text, from_blueprint, topology, topology_text
from lifeboat.review.model import Picture, Report
from lifeboat.review.render_html import to_html
from lifeboat.stacks import load_blueprint
from lifeboat.toolchain.for_tests import ensure_browser
from tests.unit.review.samples import report, with_text

ROOT = Path(__file__).parents[2]
WIDTHS = {"phone": 360, "desk": 1280}
SERIOUS = {"serious", "critical"}

# The browser's own calls home would be refused and logged; they say nothing about the page.
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=ensure_browser(), args=[*QUIET, "--disable-sync"])
        yield started
        started.close()


class Visit:
    """One look at a page from disk, with everything that it asked for and complained about."""

    def __init__(self, browser: Browser, file: Path, width: int, scheme: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        self.page: Page = self.context.new_page()
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()


def drawn(stack: str) -> tuple[Picture, ...]:
    """The pictures of a stack file, as a report holds them."""
    now = from_blueprint(load_blueprint(ROOT / f"Pulumi.{stack}.yaml"))
    return (
        Picture("Addresses", address_map(None, now, "addresses"), address_map_text(None, now)),
        Picture("Topology", topology(None, now, "topology"), topology_text(None, now)),
    )


def written(folder: Path, content: Report) -> Path:
    file = folder / "report.html"
    file.write_text(to_html(content), encoding="utf-8")
    return file


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("hostile", [False, True], ids=["clean", "hostile"])
def test_the_page_asks_for_nothing_and_everybody_can_use_it(
    browser: Browser, tmp_path: Path, width: int, scheme: str, *, hostile: bool
) -> None:
    """No request but for the file itself, nothing in the console, no serious finding of axe-core, nothing cut off.

    With every fold open. The hostile one has markup, links, text from right to left and 200 characters in every name.
    """
    text = "<img src=https://example.com/x onerror=alert(1)> \u05d0\u05d1\u05d2 " + "n" * 200
    whole = report(pictures=drawn("prod"))
    content = with_text(whole, lambda old: f"{old} {text}") if hostile else whole
    file = written(tmp_path, content)
    with Visit(browser, file, width, scheme) as visit:
        visit.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        found = Axe().run(visit.page).response
        serious = [each["id"] for each in found["violations"] if each["impact"] in SERIOUS]
        assert serious == [], found["violations"]
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.asked == [file.as_uri()]
        assert visit.complaints == []


def test_the_page_is_used_with_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    """The first stop leads past the head; a fold opens with the space bar; what is in focus is seen to be."""
    with Visit(browser, written(tmp_path, report()), 1280, "light") as visit:
        visit.page.keyboard.press("Tab")
        assert visit.page.evaluate("document.activeElement.getAttribute('href')") == "#dangers"
        visit.page.keyboard.press("Enter")
        assert visit.page.url.endswith("#dangers")
        visit.page.focus("#changes summary")
        visit.page.keyboard.press("Space")
        assert visit.page.evaluate("document.querySelector('#changes details').open") is True
        style = visit.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert style == "solid"


def test_everything_that_is_said_is_on_the_page(browser: Browser, tmp_path: Path) -> None:
    """Headings in order for who jumps between them; every section is reached from the list at the top."""
    with Visit(browser, written(tmp_path, report()), 1280, "light") as visit:
        headings = visit.page.eval_on_selector_all("h1, h2, h3", "all => all.map(one => Number(one.tagName[1]))")
        assert headings[0] == 1
        assert all(next_ - level <= 1 for level, next_ in pairwise(headings))
        targets = visit.page.eval_on_selector_all("nav a", "all => all.map(one => one.getAttribute('href').slice(1))")
        sections = visit.page.eval_on_selector_all("main > section", "all => all.map(one => one.id)")
        assert targets == sections
