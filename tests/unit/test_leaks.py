"""The search for secrets finds one in every spelling, so that finding none means something."""

import base64
import html
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.leaks import leaks

SECRET = "s3cr&t \"quoté\"/+<'x'>"


@pytest.mark.parametrize(
    "text",
    [
        f"so it is {SECRET}.",
        json.dumps({"key": SECRET}),
        json.dumps({"key": json.dumps({"inner": SECRET})}),
        f"https://example.com/?key={quote(SECRET)}",
        html.escape(f"<td>{SECRET}</td>"),
        repr({"key": SECRET}),
        SECRET.encode().hex().upper(),
    ],
)
def test_a_secret_is_found_in_every_spelling(text: str) -> None:
    """Raw, and escaped as the formats of reports escape it."""
    assert leaks(SECRET, text)


@given(before=st.binary(max_size=7), after=st.binary(max_size=7))
def test_a_secret_is_found_inside_a_base64_text(before: bytes, after: bytes) -> None:
    """Wherever it begins in the bytes that were encoded."""
    assert leaks(SECRET, base64.b64encode(before + SECRET.encode() + after).decode())


def test_nothing_is_found_where_nothing_is() -> None:
    """Not even in a text that speaks of secrets."""
    assert leaks(SECRET, "(secret) [secret] s3cr&t quoté") == []
