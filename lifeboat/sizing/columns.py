"""The columns of the file of servers, and how a cell of each is read."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from lifeboat.sizing.systems import read_system

_LONGEST_SYSTEM: Final = 60
_DIGITS: Final = re.compile(r"[0-9]{1,15}")
_EXAMPLE: Final = "Write it as in windows-server-2022 or ubuntu-22.04."


class BadCellError(ValueError):
    """A cell cannot be read; its arguments say what is allowed, why, and how to fix it."""


@dataclass(frozen=True)
class Column:
    """One column of the file.

    Attributes:
        name: in the header.
        meaning: for people, with unit and allowed values.
        read: the reader of a cell that is not empty.
        required: whether every file has it, filled in every row.
    """

    name: str
    meaning: str
    read: Callable[[str], Any]
    required: bool = False


def _text(cell: str) -> str:
    if not cell.isprintable():
        raise BadCellError("printable text", "Reports name the server by it.", "Remove line breaks and the like.")
    return cell


def _number(least: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not _DIGITS.fullmatch(cell) or int(cell) < least:
            why = "Numbers are digits alone, without unit, point or thousands separator."
            raise BadCellError(f"a whole number, {least} or more", why, "Write it as in 1500.")
        return int(cell)

    return read


def _system(cell: str) -> tuple[str, tuple[int, ...]]:
    system = read_system(cell) if len(cell) <= _LONGEST_SYSTEM else None
    if system is None:
        raise BadCellError("a system and its version", "What DRS supports depends on both.", _EXAMPLE)
    return system


def _firmware(cell: str) -> Literal["bios", "uefi"]:
    word = cell.lower()
    if word not in ("bios", "uefi"):
        why = "The failback target has to boot in the same way."
        raise BadCellError("bios or uefi", why, "Write bios for Azure generation 1, uefi for generation 2.")
    return "bios" if word == "bios" else "uefi"


def _disks(cell: str) -> frozenset[str]:
    words = frozenset(cell.lower().replace(";", " ").split())
    if not words <= {"shared", "ultra"}:
        why = "Only these kinds matter to DRS."
        raise BadCellError("shared, ultra or both with a space between", why, "Leave the cell empty for other kinds.")
    return words


COLUMNS: Final = (
    Column("name", "What the server is called; each name once, whatever its case.", _text, required=True),
    Column("os", "System and version, as in `windows-server-2022` or `ubuntu-22.04`.", _system, required=True),
    Column("volumes", "How many volumes it has, with the one that it boots from.", _number(1), required=True),
    Column("provisioned_gib", "Size of its volumes together, in GiB.", _number(1), required=True),
    Column("used_gib", "Of it in use, in GiB; all of it by default.", _number(0)),
    Column(
        "changed_bytes_per_second",
        "What it writes, in bytes a second, as an average over a day or more; unknown by default, and then unknown of"
        " all servers together.",
        _number(0),
    ),
    Column("largest_disk_gib", "Size of its largest volume, in GiB; unknown by default.", _number(1)),
    Column("firmware", "How it boots: `bios` or `uefi`; unknown by default.", _firmware),
    Column("disks", "Special kinds among its volumes: `shared`, `ultra`, or both with a space between.", _disks),
    Column("wave", "Number of the wave that launches it, from 1; a last wave of its own by default.", _number(1)),
)
"""The columns of the file, in any order, by the names in its first line."""
