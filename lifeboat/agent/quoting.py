"""Values as shells read them: one literal each, whatever is in it."""

from typing import Final

_POWERSHELL_QUOTES: Final = "'\u2018\u2019\u201a\u201b"
"""PowerShell takes the typographic ones for the plain one (about_Quoting_Rules; the tokenizer's single quotes)."""


class UnquotableError(ValueError):
    """A value holds a character that no script should carry: a line break other than between items, NUL, ESC."""


def sh_quote(value: str) -> str:
    """Return a POSIX shell word that stands for the value.

    Raises:
        UnquotableError: it has control characters other than line feeds.
    """
    _require_printable(value)
    return "'" + value.replace("'", "'\\''") + "'"


def powershell_quote(value: str) -> str:
    """Return a PowerShell expression that stands for the value, in ASCII alone.

    A script without a byte order mark is read in the machine's code page by PowerShell 5.1.

    Raises:
        UnquotableError: it has control characters other than line feeds.
    """
    _require_printable(value)
    parts: list[str] = []
    literal = ""
    for character in value:
        if " " <= character <= "~":
            literal += character * 2 if character in _POWERSHELL_QUOTES else character
            continue
        parts += [f"'{literal}'"] if literal else []
        literal = ""
        units = character.encode("utf-16-be")
        parts += [f"[char]0x{units[i : i + 2].hex()}" for i in range(0, len(units), 2)]
    parts += [f"'{literal}'"] if literal or not parts else []
    if len(parts) == 1 and parts[0].startswith("'"):
        return parts[0]
    return "(" + " + ".join(["''", *parts]) + ")"


def _require_printable(value: str) -> None:
    bad = [character for character in value if not character.isprintable() and character != "\n"]
    if bad:
        raise UnquotableError(f"{value!r} holds {bad[0]!r}, which no script should carry")
