"""What came from state or settings stays text: pictures are well-formed and hold nothing but what we draw."""

import re
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.pictures import DRAWN, Landscape
from lifeboat.pictures.landscape import Rule
from lifeboat.pictures.svg import Page, clean, fit, tag, width_of, wrap
from tests.unit.pictures.estates import parsed, stack_landscape

ELEMENTS = {"svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "text", "g", "polyline", "polygon"} | {
    "circle"
}
ATTRIBUTES = {
    *("class", "role", "aria-labelledby", "viewBox", "width", "height", "id", "x", "y", "rx", "cx", "cy", "r", "d"),
    *("points", "text-anchor", "patternUnits"),
}
NASTY = st.sampled_from(
    [
        "<script>alert(1)</script>",
        '" onload="alert(1)',
        "]]><svg/onload=alert(1)>",
        "</text></svg><img src=x onerror=alert(1)>",
        "</style><style>*{display:none}",
        "&lt;b&gt;&#x41;&bogus;",
        "\u202egnp.exe",
        "\x00\x1b[31m",
        "\ud800",
        "x" * 200,
        "名前" * 40,
    ]
)
ANY_TEXT = NASTY | st.text(st.characters(codec=None), max_size=40)
NAMED = stack_landscape("dev")


def plain(element: Element) -> str:
    return element.tag.removeprefix("{http://www.w3.org/2000/svg}")


def checked(picture: str, prefix: str) -> Element:
    """Parse a picture and look at each element and attribute."""
    root = parsed(picture)
    for element in root.iter():
        assert plain(element) in ELEMENTS
        assert {*element.attrib} <= ATTRIBUTES
        classes = element.get("class", "").split()
        assert all(one.startswith(f"{prefix}-") for one in classes)
    return root


def renamed(landscape: Landscape, texts: list[str]) -> Landscape:
    """The same landscape with every text that a user or a cloud chooses replaced."""

    def changed(element: Any, place: int) -> Any:
        text = texts[place % len(texts)]
        named = {"label": text} if "label" in vars(element) else {"table": text}
        for field in ("detail", "zone", "region", "destination", "target_words", "azure_connection", "aws_outside"):
            if field in vars(element):
                named[field] = text
        if "addresses" in vars(element):
            named["addresses"] = (text,)
        if "rules" in vars(element):
            named["rules"] = (Rule("ingress", text, text, text),)
        return replace(element, **named)

    parts = {
        name: tuple(changed(element, place) for place, element in enumerate(value))
        for name, value in vars(landscape).items()
        if isinstance(value, tuple)
    }
    return Landscape(texts[0], **parts)


@settings(deadline=None, max_examples=25)
@given(st.lists(ANY_TEXT, min_size=1, max_size=5))
def test_no_text_becomes_markup(texts):
    """Both pictures, alone and compared: only our elements, attributes and classes, whatever things are called."""
    nasty = renamed(NAMED, texts)
    for kind, forms in DRAWN.items():
        checked(forms["svg"](None, nasty), kind)
        checked(forms["svg"](NAMED, nasty), kind)


@given(ANY_TEXT, ANY_TEXT)
def test_an_element_gives_back_its_text_and_attribute(text, attribute):
    """What XML cannot hold, and what turns text around, is replaced; the rest is the same."""
    element = parsed(tag("text", text, class_=attribute))
    assert (element.text or "", element.get("class")) == (clean(text), clean(attribute))
    assert list(element) == []


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_picture_stands_alone_and_has_a_name_and_a_description(kind, stack):
    """No script, nothing loaded from elsewhere, and what it shows is said to those who do not see it."""
    picture = DRAWN[kind]["svg"](None, stack_landscape(stack))
    root = checked(picture, kind)
    ids = {element.get("id"): element for element in root.iter() if element.get("id")}
    assert root.get("role") == "img"
    assert all(ids[name].text for name in root.get("aria-labelledby", "").split())
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|@import|url\((?!#)|<script|href", picture)


def test_two_pictures_in_one_page_share_no_id_or_class():
    """An HTML file holds several."""
    drawn = [
        DRAWN["topology"]["svg"](None, stack_landscape("dev")),
        DRAWN["addresses"]["svg"](None, stack_landscape("dev")),
    ]
    names = [
        {element.get(name) for element in parsed(one).iter() for name in ("id", "class")} - {None} for one in drawn
    ]
    assert names[0].isdisjoint(names[1])


@pytest.mark.parametrize("prefix", ["", "A", "1a", "a b", 'a"', "a{}"])
def test_a_prefix_is_a_plain_name(prefix):
    with pytest.raises(ValueError, match="is no prefix"):
        Page(prefix)


@given(st.text(max_size=60), st.integers(10, 300))
def test_text_that_is_made_to_fit_fits(text, width):
    """But for a single ellipsis, which is all that is left where there is no room."""
    shown = fit(text, width, 12)
    assert width_of(shown, 12) <= width or shown == "…"
    assert all(width_of(line, 12) <= width or line == "…" for line in wrap(text, width, 12))


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("before", [None, "dev"])
def test_the_same_settings_draw_the_same_picture(kind, before):
    def draw() -> str:
        old = stack_landscape(before) if before else None
        return DRAWN[kind]["svg"](old, stack_landscape("prod"))

    assert draw() == draw()


@pytest.mark.parametrize("kind", DRAWN)
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_nothing_is_drawn_outside_of_the_picture_and_no_text_on_another(kind, stack):
    """Reckoned with the widths that the layout reckons with; a person has looked at the rest."""
    root = parsed(DRAWN[kind]["svg"](None, stack_landscape(stack)))
    _, _, wide, high = map(float, root.get("viewBox", "").split())
    boxes = []
    for element in root.iter():
        if plain(element) == "rect" and element.get("x"):
            assert float(element.get("x")) + float(element.get("width")) <= wide
            assert float(element.get("y")) + float(element.get("height")) <= high
        if plain(element) == "text":
            mono = "-mono" in element.get("class", "")
            width = width_of(element.text or "", 11 if mono or "-small" in element.get("class", "") else 12, mono=mono)
            x, y = float(element.get("x")), float(element.get("y"))
            x -= width * {"end": 1, "middle": 0.5}.get(element.get("text-anchor", ""), 0)
            assert x >= -1
            assert x + width <= wide + 1
            boxes.append((x, y, width, element.text))
    for place, (x, y, width, text) in enumerate(boxes):
        for other_x, other_y, other_width, other in boxes[place + 1 :]:
            apart = abs(y - other_y) >= 9 or x + width <= other_x + 1 or other_x + other_width <= x + 1
            assert apart, (text, other)
