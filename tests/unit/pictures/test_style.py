"""Colours that everybody can read."""

import pytest

from lifeboat.pictures.style import DARK, LIGHT

TEXTS = ("ink", "quiet", "added", "removed", "changed", "clash")
GROUNDS = ("paper", "box", "azure", "aws")


def luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_texts_stand_out_from_what_they_stand_on(colours):
    """At least 4.5 to 1 (WCAG 2.2, 1.4.3), for signs on their discs too."""
    faint = {
        (text, ground): round(ratio, 1)
        for text in TEXTS
        for ground in GROUNDS
        if (ratio := contrast(colours[text], colours[ground])) < 4.5
    }
    assert faint == {}
