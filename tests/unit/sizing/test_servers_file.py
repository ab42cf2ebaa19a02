"""The file of servers: what is read, and every mistake at its line and column."""

from pathlib import Path

import pytest

from lifeboat.sizing import Server
from lifeboat.sizing.columns import COLUMNS
from lifeboat.sizing.servers_file import ServersFileError, parse_servers, read_servers

HEADER = "name,os,volumes,provisioned_gib,used_gib,changed_bytes_per_second,largest_disk_gib,firmware,disks,wave"
ROW = "app1,ubuntu-22.04,2,100,50,1000,64,uefi,,1"


def places(text: str) -> list[tuple[int, int]]:
    """Return line and column of every problem of a text."""
    with pytest.raises(ServersFileError) as caught:
        parse_servers(text)
    return [(problem.line, problem.column) for problem in caught.value.problems]


def test_a_row_with_everything_is_read() -> None:
    """Every column reaches the server."""
    (server,) = parse_servers(f"{HEADER}\nsql1,Windows Server 2012 R2,4,1500,900,2500000,1024,BIOS,ultra;shared,2\n")
    assert server == Server(
        name="sql1",
        family="windows-server",
        version=(2012,),
        volumes=4,
        provisioned_gib=1500,
        used_gib=900,
        changed_bytes_per_second=2_500_000,
        largest_disk_gib=1024,
        firmware="bios",
        disks=frozenset({"shared", "ultra"}),
        wave=2,
    )


def test_optional_columns_may_be_missing_or_empty() -> None:
    """All of a volume is then used, and the rest unknown."""
    expected = Server("app1", "ubuntu", (22, 4), 2, 100, 100)
    assert parse_servers("name,os,volumes,provisioned_gib\napp1,ubuntu-22.04,2,100") == (expected,)
    assert parse_servers(f"{HEADER}\napp1,ubuntu-22.04,2,100,,,,,,\n") == (expected,)


def test_order_of_columns_spaces_blank_lines_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    """As spreadsheets save it."""
    path = tmp_path / "servers.csv"
    path.write_bytes(b'\xef\xbb\xbfOS , Volumes,provisioned_gib,NAME\r\n\r\nrhel 8.9, 1 ,64,"app, one"\r\n,,,\r\n')
    assert read_servers(path) == (Server("app, one", "rhel", (8, 9), 1, 64, 64),)


CELLS: dict[str, tuple[str, tuple[int, int]]] = {
    "no name": (",ubuntu-22.04,2,100,50,1000,64,uefi,,1", (2, 1)),
    "line break in a name": ('"app\n1",ubuntu-22.04,2,100,50,1000,64,uefi,,1', (2, 1)),
    "system without version": ("app1,ubuntu,2,100,50,1000,64,uefi,,1", (2, 2)),
    "very long system": (f"app1,{'u' * 500}-1,2,100,50,1000,64,uefi,,1", (2, 2)),
    "no volume": ("app1,ubuntu-22.04,0,100,50,1000,64,uefi,,1", (2, 3)),
    "fraction": ("app1,ubuntu-22.04,2,100.5,50,1000,64,uefi,,1", (2, 4)),
    "unit": ("app1,ubuntu-22.04,2,100 GiB,50,1000,64,uefi,,1", (2, 4)),
    "digits of another script": ("app1,ubuntu-22.04,\u0662,100,50,1000,64,uefi,,1", (2, 3)),
    "endless number": (f"app1,ubuntu-22.04,2,{'9' * 5000},50,1000,64,uefi,,1", (2, 4)),
    "more used than there is": ("app1,ubuntu-22.04,2,100,101,1000,64,uefi,,1", (2, 5)),
    "negative": ("app1,ubuntu-22.04,2,100,50,-1,64,uefi,,1", (2, 6)),
    "disk larger than all": ("app1,ubuntu-22.04,2,100,50,1000,101,uefi,,1", (2, 7)),
    "unknown firmware": ("app1,ubuntu-22.04,2,100,50,1000,64,gen2,,1", (2, 8)),
    "unknown kind of disk": ("app1,ubuntu-22.04,2,100,50,1000,64,uefi,premium,1", (2, 9)),
    "wave nought": ("app1,ubuntu-22.04,2,100,50,1000,64,uefi,,0", (2, 10)),
    "cell too many": (f"{ROW},", (2, 0)),
    "cell too few": ("app1,ubuntu-22.04,2,100,50,1000,64,uefi,", (2, 0)),
    "same name in other case": (f"{ROW}\nAPP1,ubuntu-22.04,2,100,50,1000,64,uefi,,1", (3, 1)),
    "open quote": ('"app1,ubuntu-22.04,2,100,50,1000,64,uefi,,1', (2, 0)),
}


@pytest.mark.parametrize(("rows", "place"), CELLS.values(), ids=CELLS)
def test_a_wrong_cell_is_found_at_its_line_and_column(rows: str, place: tuple[int, int]) -> None:
    """One mistake is one problem."""
    assert places(f"{HEADER}\n{rows}\n") == [place]


FILES: dict[str, tuple[str, list[tuple[int, int]]]] = {
    "empty": ("", [(0, 0)]),
    "blank lines alone": ("\n,,\n", [(0, 0)]),
    "header alone": (HEADER, [(0, 0)]),
    "required column missing": ("name,os,volumes\n", [(1, 0)]),
    "misspelled column": ("name,os,volums,volumes,provisioned_gib\na,b,c,d,e\n", [(1, 3)]),
    "column twice": ("name,os,volumes,provisioned_gib,OS\n", [(1, 5)]),
    "semicolons": ("name;os;volumes;provisioned_gib\n", [(1, 0)] * 4 + [(1, 1)]),
}


@pytest.mark.parametrize(("text", "expected"), FILES.values(), ids=FILES)
def test_a_wrong_header_or_file_is_found(text: str, expected: list[tuple[int, int]]) -> None:
    """What is wrong with the file as a whole comes before its cells."""
    assert places(text) == expected


def test_all_problems_of_a_file_are_found_in_one_run() -> None:
    """Behind a line break inside quotes and blank lines too, in the order of the file."""
    rows = ['"a\nb",ubuntu-22.04,0,1,1,1,1,uefi,,1', "", "b,c", ROW, "app1,nt,2,100,50,x,64,uefi,,1"]
    assert places("\n".join([HEADER, *rows])) == [(2, 1), (2, 3), (5, 0), (7, 1), (7, 2), (7, 6)]


def test_the_message_reads_as_it_should() -> None:
    """Where, what was found, what is allowed, why, and how to fix it: in one line."""
    with pytest.raises(ServersFileError) as caught:
        parse_servers(f"{HEADER}\napp1,ubuntu-22.04,2,100,120,1000,64,uefi,,1\n")
    assert caught.value.report("servers.csv") == (
        "servers.csv: 1 problem; nothing was computed.\n"
        "  line 2, column 5 (used_gib): found 120. allowed: at most 100. It is a part of provisioned_gib. Correct it,"
        " or provisioned_gib."
    )


def test_a_misspelled_column_is_guessed() -> None:
    """The nearest one is named."""
    with pytest.raises(ServersFileError, match="Did you mean volumes"):
        parse_servers("name,os,volums,provisioned_gib\n")


def test_ten_thousand_servers_are_read_and_one_more_is_refused() -> None:
    """The bound that the documentation names."""
    rows = [f"app{n},ubuntu-22.04,2,100,50,1000,64,uefi,,1" for n in range(10_001)]
    assert len(parse_servers("\n".join([HEADER, *rows[:10_000]]))) == 10_000
    with pytest.raises(ServersFileError, match="found 10001 servers"):
        parse_servers("\n".join([HEADER, *rows]))


@pytest.mark.parametrize(("content", "word"), [(b"\xff\xfe\x00", "UTF-8"), (None, "No such file")])
def test_a_file_that_cannot_be_read_is_a_message(tmp_path: Path, content: bytes | None, word: str) -> None:
    """Missing, or in another encoding."""
    path = tmp_path / "servers.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ServersFileError, match=word):
        read_servers(path)


def test_the_header_of_the_tests_has_every_column() -> None:
    """A new column cannot go untested."""
    assert HEADER.split(",") == [column.name for column in COLUMNS]
