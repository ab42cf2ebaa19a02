"""The file of servers: CSV with one server a row. Every problem is found in one run, with its line and column."""

import csv
import difflib
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lifeboat.settings.sizing import MOST_SERVERS
from lifeboat.sizing.columns import COLUMNS, BadCellError
from lifeboat.sizing.inputs import Server

_LONGEST_FOUND: Final = 60


@dataclass(frozen=True)
class CellProblem:
    """One thing that is wrong in the file: where, what stands there, what may, why, and how to fix it.

    Attributes:
        line: from 1, the header's; 0 for the file as a whole.
        column: from 1; 0 for the line as a whole.
        name: the column's name in the header.
        found: what stands there, as text.
        allowed: what may stand there.
        why: the reason.
        fix: what to do.
    """

    line: int
    column: int
    name: str
    found: str
    allowed: str
    why: str
    fix: str

    def __str__(self) -> str:
        parts = [f"line {self.line}"] if self.line else []
        parts += [f"column {self.column} ({self.name})"] if self.column else []
        place = ", ".join(parts) or "file"
        return f"{place}: found {self.found}. allowed: {self.allowed}. {self.why} {self.fix}"


class ServersFileError(ValueError):
    """A file of servers cannot be used.

    Attributes:
        problems: every problem, by line and column.
    """

    def __init__(self, problems: Sequence[CellProblem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        super().__init__(self.report())

    def report(self, source: str = "file of servers") -> str:
        """Return all problems as text, one a line, under a headline that counts them."""
        count = len(self.problems)
        headline = f"{source}: {count} problem{'' if count == 1 else 's'}; nothing was computed."
        return "\n".join([headline, *(f"  {problem}" for problem in self.problems)])


_BY_NAME: Final = {column.name: column for column in COLUMNS}


def read_servers(path: Path) -> tuple[Server, ...]:
    """Return the servers of a CSV file (UTF-8, commas, a header line; see `COLUMNS`).

    Raises:
        ServersFileError: with every problem.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(f"nothing that can be read ({reason})", "Check its path.") from None
    except ValueError:
        raise _unreadable("text that is not UTF-8", "Save it as UTF-8.") from None
    return parse_servers(text)


def parse_servers(text: str) -> tuple[Server, ...]:
    """Return the servers of a CSV text.

    Args:
        text: a header line and one server a line, at most 10,000.

    Raises:
        ServersFileError: with every problem.
    """
    rows = _rows(text)
    if not rows:
        raise _unreadable("nothing", f"Begin with the header: {','.join(_BY_NAME)}.")
    line, header = rows[0]
    names = [name.strip().lower() for name in header]
    problems = list(_header_problems(line, names))
    if problems:
        raise ServersFileError(problems)
    if len(rows) - 1 > MOST_SERVERS:
        problems.append(_whole(f"{len(rows) - 1} servers", f"at most {MOST_SERVERS}", "Split it by account."))
    if len(rows) == 1:
        problems.append(_whole("a header without servers", f"1 to {MOST_SERVERS} servers", "Add one server a line."))
    reading = _Reading(names, problems)
    servers = [reading.server(line, cells) for line, cells in rows[1:]]
    if reading.problems:
        raise ServersFileError(reading.problems)
    return tuple(server for server in servers if server)


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not blank, each with the line that it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        allowed, why = "CSV with commas", "Quotes are doubled inside quoted text."
        problem = CellProblem(begins, 0, "", f"a line that cannot be read ({error})", allowed, why, "Correct the line.")
        raise ServersFileError([problem]) from None
    return rows


class _Reading:
    """Reads rows and collects what is wrong with them."""

    def __init__(self, names: list[str], problems: list[CellProblem]) -> None:
        self.problems = problems
        self._names = names
        self._lines_by_name: dict[str, int] = {}

    def server(self, line: int, cells: list[str]) -> Server | None:
        """Return the server of a row; None when something is wrong with it."""
        before = len(self.problems)
        if len(cells) != len(self._names):
            found, allowed = f"{len(cells)} cells", f"{len(self._names)}, as in the header"
            why, fix = "It is unclear which cell is which.", "Quote text with commas in it, or add the missing commas."
            self.problems.append(CellProblem(line, 0, "", found, allowed, why, fix))
            return None
        values = {name: self._value(line, name, cell.strip()) for name, cell in zip(self._names, cells, strict=True)}
        self._check(line, values)
        return _server(values) if len(self.problems) == before else None

    def _value(self, line: int, name: str, cell: str) -> Any:
        column = _BY_NAME[name]
        if not cell:
            if column.required:
                self._refuse(line, name, "nothing", "a value", "Every server has one.", "Fill it in.")
            return None
        try:
            return column.read(cell)
        except BadCellError as error:
            self._refuse(line, name, _shown(cell), *error.args)
            return None

    def _check(self, line: int, values: dict[str, Any]) -> None:
        name = values.get("name")
        if name is not None:
            first = self._lines_by_name.setdefault(name.lower(), line)
            if first != line:
                why, fix = "Reports name the server by it.", "Remove the row, or rename the server."
                self._refuse(line, "name", f"{_shown(name)}, as in line {first}", "each name once", why, fix)
        whole = values.get("provisioned_gib")
        for part in ("used_gib", "largest_disk_gib"):
            if whole is not None and values.get(part) is not None and values[part] > whole:
                fix = "Correct it, or provisioned_gib."
                self._refuse(line, part, str(values[part]), f"at most {whole}", "It is a part of provisioned_gib.", fix)

    def _refuse(self, line: int, name: str, *sentences: str) -> None:
        found, allowed, why, fix = sentences
        self.problems.append(CellProblem(line, self._names.index(name) + 1, name, found, allowed, why, fix))


def _header_problems(line: int, names: list[str]) -> Iterator[CellProblem]:
    known = ", ".join(_BY_NAME)
    for position, name in enumerate(names, 1):
        if name not in _BY_NAME:
            near = difflib.get_close_matches(name[:_LONGEST_FOUND], list(_BY_NAME), n=1)
            fix = f"Did you mean {near[0]}?" if near else "Remove the column, or put commas between the columns."
            why = "A misspelled column would be ignored in silence."
            yield CellProblem(line, position, _shown(name), "an unknown column", known, why, fix)
        elif names.index(name) + 1 < position:
            why, fix = "It is unclear which one counts.", "Remove one of them."
            yield CellProblem(line, position, name, "a column that stands twice", "each column once", why, fix)
    for column in COLUMNS:
        if column.required and column.name not in names:
            why, fix = "Nothing can be computed without it.", f"Add {column.name}."
            yield CellProblem(line, 0, "", f"no column {column.name}", known, why, fix)


def _server(values: dict[str, Any]) -> Server:
    family, version = values["os"]
    used = values.get("used_gib")
    return Server(
        name=values["name"],
        family=family,
        version=version,
        volumes=values["volumes"],
        provisioned_gib=values["provisioned_gib"],
        used_gib=values["provisioned_gib"] if used is None else used,
        changed_bytes_per_second=values.get("changed_bytes_per_second"),
        largest_disk_gib=values.get("largest_disk_gib"),
        firmware=values.get("firmware"),
        disks=values.get("disks") or frozenset(),
        wave=values.get("wave"),
    )


def _shown(cell: str) -> str:
    text = cell if len(cell) <= _LONGEST_FOUND else cell[:_LONGEST_FOUND] + "..."
    return text if text.isprintable() and text.strip() == text and text else json.dumps(text)


def _whole(found: str, allowed: str, fix: str) -> CellProblem:
    return CellProblem(0, 0, "", found, allowed, "The sizing computes from its rows.", fix)


def _unreadable(found: str, fix: str) -> ServersFileError:
    return ServersFileError([_whole(found, "CSV in UTF-8 with a header line", fix)])
