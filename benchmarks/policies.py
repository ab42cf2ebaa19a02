"""What the policy pack costs beside a pack without rules, on states of growing size, the engine's way.

`python -m benchmarks.policies [--json] [--runs N] [--sizes 100,1000,10000]`. Both packs judge the same exported state
with `pulumi policy analyze --file`, in turn, in one run on one machine; the cost of the pack is given as a ratio to the
empty one, and its growth as a ratio between sizes. Times are the least of the runs, because what the rules add is a
difference of two, and whatever else the machine does only adds. Nothing here is asserted by a test.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.policy_state import SITE_SIZE, make_state
from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place

ROOT = Path(__file__).resolve().parent.parent
PACK, EMPTY_PACK = ROOT / "policies", ROOT / "benchmarks" / "empty_pack"
SIZES = (100, 1000, 10000)
_PROJECT = "name: bench\nruntime: {name: python, options: {toolchain: pip}}\n"


@dataclass(frozen=True)
class Row:
    """One size: the least seconds, and their ratio.

    Attributes:
        resources: how many resources the state has.
        seconds: least wall time under the pack.
        empty_seconds: least wall time under the empty pack, measured in the same run.
        ratio: seconds / empty_seconds.
        above_empty_seconds: what the rules add.
        largest_process_mb: the most memory that one process took under the pack, in 10^6 bytes.
    """

    resources: int
    seconds: float
    empty_seconds: float
    ratio: float
    above_empty_seconds: float
    largest_process_mb: float


@dataclass(frozen=True)
class Growth:
    """How the cost grows from one size to the next.

    Attributes:
        smaller: resources of the smaller state.
        larger: resources of the larger state.
        seconds: how many times as long the pack takes.
        empty_seconds: how many times as long the empty pack takes.
        above_empty: how many times as much the rules add.
    """

    smaller: int
    larger: int
    seconds: float
    empty_seconds: float
    above_empty: float


def analyze(folder: Path, environment: Mapping[str, str], state: Path, pack: Path) -> tuple[float, float]:
    """Judge a state file; returns wall seconds and the memory of the largest process in 10^6 bytes.

    A finding ends the benchmark: the states are meant to have none, and reporting many would be what is measured.
    """
    command = ["pulumi", "policy", "analyze", "--non-interactive", "--file", str(state), "--policy-pack", str(pack)]
    with (folder / "output").open("w+", encoding="utf-8") as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode or "[mandatory]" in said or "[advisory]" in said:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    # Linux counts in 1024 bytes, macOS in bytes.
    return seconds, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6


def measure(folder: Path, environment: Mapping[str, str], resources: int, runs: int) -> Row:
    """Measure one size, both packs in turn."""
    state = folder / f"state.{resources}.json"
    state.write_text(json.dumps(make_state(resources // SITE_SIZE)), encoding="utf-8")
    taken: dict[Path, list[float]] = {PACK: [], EMPTY_PACK: []}
    memory = 0.0
    for _ in range(runs):
        for pack, seconds in taken.items():
            wall, largest = analyze(folder, environment, state, pack)
            memory = max(memory, largest if pack == PACK else 0.0)
            seconds.append(wall)
    own, empty = min(taken[PACK]), min(taken[EMPTY_PACK])
    return Row(resources, own, empty, own / empty, own - empty, memory)


def growths(rows: Sequence[Row]) -> list[Growth]:
    """Compare each row with the one before."""
    return [
        Growth(
            one.resources,
            other.resources,
            other.seconds / one.seconds,
            other.empty_seconds / one.empty_seconds,
            other.above_empty_seconds / one.above_empty_seconds,
        )
        for one, other in pairwise(rows)
    ]


def table(rows: Sequence[Row], grown: Sequence[Growth]) -> str:
    """Return the rows for people."""
    lines = [f"{'resources':>9} {'seconds':>8} {'empty pack':>10} {'ratio':>6} {'above empty':>11} {'largest MB':>10}"]
    lines += [
        f"{row.resources:9} {row.seconds:8.2f} {row.empty_seconds:10.2f} {row.ratio:6.2f} "
        f"{row.above_empty_seconds:11.2f} {row.largest_process_mb:10.0f}"
        for row in rows
    ]
    lines += [
        f"from {each.smaller} to {each.larger} resources: {each.seconds:.1f} times the time, "
        f"{each.empty_seconds:.1f} times with the empty pack, {each.above_empty:.1f} times what the rules add"
        for each in grown
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--runs", type=int, default=3, help="measured runs of each (default 3)")
    parser.add_argument(
        "--sizes", default=",".join(map(str, SIZES)), help="resources, in hundreds (default %(default)s)"
    )
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    if any(size <= 0 or size % SITE_SIZE for size in sizes):
        parser.error(f"--sizes: found {options.sizes}; each size is a multiple of {SITE_SIZE}.")
    folder = Path(tempfile.mkdtemp(prefix="lifeboat-bench-"))
    try:
        environment = ready(Place(folder)).environment
        (folder / "Pulumi.yaml").write_text(_PROJECT, encoding="utf-8")
        rows = []
        for size in sizes:
            print(f"measuring {size} resources ({options.runs} runs of each pack) ...", file=sys.stderr)
            rows.append(measure(folder, environment, size, options.runs))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    grown = growths(rows)
    told = {"rows": [asdict(row) for row in rows], "growth": [asdict(each) for each in grown]}
    print(json.dumps(told, indent=2) if options.json else table(rows, grown))


if __name__ == "__main__":
    main()
