"""The VMs to fail back to, and whether the failback client works on them.

Rules: DRS user guide, "Performing a failback with the Failback Client" (memory, Secure Boot, volumes, BIOS for Linux,
the source's firmware for Windows); AWS guidance "Disaster recovery of on-premises applications" (sizes are rounded up
to whole GiB in AWS, and it is the recovery instance that is compared).
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from lifeboat.sizing.columns import COLUMNS, BadCellError, Column
from lifeboat.sizing.servers_file import CellProblem, ServersFileError
from lifeboat.sizing.systems import is_linux

LEAST_MEMORY_GIB: Final = 4
"""Memory that the failback client needs (DRS user guide, failback prerequisites)."""

_SERVER_COLUMNS: Final = {column.name: column for column in COLUMNS}
_MOST_ROWS: Final = 10_000


@dataclass(frozen=True)
class Target:
    """A server and the Azure VM that it fails back to.

    Attributes:
        name: of the server.
        linux: whether it runs Linux.
        source_firmware: how the server boots in AWS, which is how it booted in Azure.
        source_disks_gib: sizes of the recovery instance's volumes, in GiB.
        memory_gib: of the VM.
        firmware: how the VM boots: `bios` is generation 1, `uefi` generation 2.
        secure_boot: whether it is on.
        disks_gib: sizes of the VM's disks, in GiB, without the one that the client boots from and the temporary one.
    """

    name: str
    linux: bool
    source_firmware: Literal["bios", "uefi"]
    source_disks_gib: tuple[int, ...]
    memory_gib: int
    firmware: Literal["bios", "uefi"]
    secure_boot: bool
    disks_gib: tuple[int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing about a VM that keeps the failback client from working."""

    name: str
    found: str
    needed: str
    fix: str

    def __str__(self) -> str:
        return f"{self.name}: found {self.found}; needed: {self.needed}. {self.fix}"


def check_target(target: Target) -> Iterator[Finding]:
    """Yield everything that keeps the failback client from working on a VM."""

    def finding(found: str, needed: str, fix: str) -> Finding:
        return Finding(target.name, found, needed, fix)

    if target.memory_gib < LEAST_MEMORY_GIB:
        fix = "Choose a larger size; it can be made smaller after the failback."
        yield finding(f"{target.memory_gib} GiB of memory", f"{LEAST_MEMORY_GIB} GiB or more", fix)
    if target.secure_boot:
        fix = "Turn it off, or take the security type Standard: the client's kernel is not signed for it."
        yield finding("Secure Boot on", "off", fix)
    if target.linux and target.firmware != "bios":
        yield finding("generation 2 (UEFI)", "generation 1 (BIOS)", "Linux fails back to a VM of generation 1 only.")
    elif not target.linux and target.firmware != target.source_firmware:
        fix = "Windows boots in the way in which it was installed."
        needed = "generation 1 (BIOS)" if target.source_firmware == "bios" else "generation 2 (UEFI)"
        yield finding("generation 2 (UEFI)" if target.firmware == "uefi" else "generation 1 (BIOS)", needed, fix)
    if len(target.disks_gib) < len(target.source_disks_gib):
        fix = "Add empty data disks. The disk that the client boots from does not count."
        yield finding(_disks(target.disks_gib), f"{len(target.source_disks_gib)} or more", fix)
    # Pairing the largest with the largest finds a pairing whenever there is one.
    pairs = zip(sorted(target.source_disks_gib)[::-1], sorted(target.disks_gib)[::-1], strict=False)
    for source, disk in pairs:
        if disk < source:
            fix = "Use a larger disk; compare with the volumes in AWS, which are rounded up to whole GiB."
            yield finding(f"a disk of {disk} GiB for a volume of {source}", f"{source} GiB or more", fix)


def _disks(sizes: Sequence[int]) -> str:
    return f"{len(sizes)} disk{'' if len(sizes) == 1 else 's'}"


def _sizes(cell: str) -> tuple[int, ...]:
    parts = cell.replace(";", " ").split()
    if not parts or not all(part.isascii() and part.isdigit() and 0 < int(part) < 1_000_000 for part in parts):
        why = "Every disk is compared with a volume."
        raise BadCellError("whole numbers of GiB with spaces between", why, "Write it as in 30 128 128.")
    return tuple(map(int, parts))


def _switch(cell: str) -> bool:
    if cell.lower() not in ("on", "off"):
        raise BadCellError("on or off", "The client does not start under Secure Boot.", "Write off, or on.")
    return cell.lower() == "on"


def _column(name: str, meaning: str, read: Callable[[str], Any]) -> Column:
    return Column(name, meaning, read, required=True)


TARGET_COLUMNS: Final = (
    _column("name", "Name of the server.", _SERVER_COLUMNS["name"].read),
    _column("os", "Its system, such as `ubuntu-22.04` or `windows-server-2022`.", _SERVER_COLUMNS["os"].read),
    _column("source_firmware", "How it boots in AWS: `bios` or `uefi`.", _SERVER_COLUMNS["firmware"].read),
    _column("source_disks_gib", "Sizes of its volumes in AWS, in GiB, with spaces between.", _sizes),
    _column("memory_gib", "Memory of the Azure VM, in whole GiB.", _SERVER_COLUMNS["volumes"].read),
    _column("firmware", "How the Azure VM boots: `bios` (generation 1) or `uefi`.", _SERVER_COLUMNS["firmware"].read),
    _column("secure_boot", "Whether Secure Boot is on there: `on` or `off`.", _switch),
    _column("disks_gib", "Sizes of its disks, without the client's and the temporary one.", _sizes),
)
"""The columns of the file of targets, in any order, all required."""


def parse_targets(text: str) -> tuple[Target, ...]:
    """Return the targets of a CSV text: a header line and one server a line.

    Raises:
        ServersFileError: with every problem.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        raise ServersFileError([_whole(f"a line that cannot be read ({error})")]) from None
    names = [name.strip().lower() for name in rows[0]] if rows else []
    if sorted(names) != sorted(column.name for column in TARGET_COLUMNS):
        raise ServersFileError([_whole(f"the columns {', '.join(names) or 'none'}")])
    if not 1 < len(rows) <= _MOST_ROWS + 1:
        raise ServersFileError([_whole(f"{len(rows) - 1} servers")])
    problems: list[CellProblem] = []
    found = [_row(number, names, row, problems) for number, row in enumerate(rows[1:], 2)]
    if problems:
        raise ServersFileError(problems)
    return tuple(_target(values) for values in found)


def _row(number: int, names: list[str], row: list[str], problems: list[CellProblem]) -> dict[str, Any]:
    readers = {column.name: column.read for column in TARGET_COLUMNS}
    if len(row) != len(names):
        why, fix = "It is unclear which cell is which.", "Quote text with commas in it, or add the missing commas."
        problems.append(CellProblem(number, 0, "", f"{len(row)} cells", f"{len(names)}", why, fix))
        return {}
    values: dict[str, Any] = {}
    for place, (name, cell) in enumerate(zip(names, row, strict=True), 1):
        try:
            if not cell.strip():
                raise BadCellError("a value", "Every server has one.", "Fill it in.")  # noqa: TRY301 (one place for all)
            values[name] = readers[name](cell.strip())
        except BadCellError as error:
            allowed, why, fix = error.args
            problems.append(CellProblem(number, place, name, cell.strip() or "nothing", allowed, why, fix))
    return values


def _target(values: Mapping[str, Any]) -> Target:
    family, _ = values["os"]
    return Target(
        name=values["name"],
        linux=is_linux(family),
        **{key: values[key] for key in values if key not in ("name", "os")},
    )


def _whole(found: str) -> CellProblem:
    names = ",".join(column.name for column in TARGET_COLUMNS)
    allowed = f"CSV with the columns {names} and 1 to {_MOST_ROWS} servers"
    return CellProblem(0, 0, "", found, allowed, "Every server needs all of it.", "Begin with that header.")
