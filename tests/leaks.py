"""Looking for a secret in what a program wrote, in every spelling in which it could have got there."""

import base64
import html
import json
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Bytes of a secret below which a spelling of it turns up by chance."""


def spellings(secret: str) -> dict[str, str]:
    """Return the ways of writing a secret, by name."""
    return dict(_spellings(secret))


def _spellings(secret: str) -> Iterator[tuple[str, str]]:
    raw = secret.encode()
    assert len(raw) >= SHORTEST, "too short to be looked for"
    yield "raw", secret
    yield "reversed", secret[::-1]
    for name, encode in (("base64", base64.b64encode), ("base64url", base64.urlsafe_b64encode)):
        for shift in range(3):
            # Inside a longer text the secret begins anywhere in a group of three bytes; only whole groups are its own.
            coded = encode(b"\0" * shift + raw).decode().rstrip("=")
            yield f"{name}+{shift}", coded[(0, 2, 3)[shift] : len(coded) - (1 if (shift + len(raw)) % 3 else 0)]
    yield "hex", raw.hex()
    yield "HEX", raw.hex().upper()
    yield "URL", quote(secret, safe="")
    yield "URL, slashes kept", quote(secret)
    yield "URL, form", quote_plus(secret)
    yield "URL, every byte", "".join(f"%{byte:02X}" for byte in raw)
    # How the SDK's debug messages show values.
    shown = "".join(f"\\{sign}" if sign in "\\\"'" else sign for sign in secret)
    for origin, text in (("", secret), ("protobuf's text in ", shown)):
        for name, escape in _JSON.items():
            yield f"{origin}{name}", escape(text)
            for outer, escape_again in _JSON.items():
                yield f"{origin}{name} in {outer}", escape_again(escape(text))
    yield "HTML", html.escape(secret)
    yield "HTML, quotes kept", html.escape(secret, quote=False)
    yield "repr", repr(secret)[1:-1]


def _json(text: str) -> str:
    return json.dumps(text)[1:-1]


def _json_unicode(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _json_of_go(text: str) -> str:
    return "".join(f"\\u{ord(sign):04x}" if sign in "<>&" else sign for sign in _json_unicode(text))


_JSON = {"JSON": _json, "JSON with unicode": _json_unicode, "Go's JSON": _json_of_go}


def leaks(secret: str, text: str) -> list[str]:
    """Return the names of the spellings in which a secret is in a text; none is what a test wants."""
    lower = text.lower()
    return [name for name, coded in _spellings(secret) if coded in text or coded.lower() in lower]
