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
class Cost:
    """What one analysis, or the cheapest of several, takes.

    Attributes:
        seconds: wall time.
        processor_seconds: processor time of all its processes, which other work on the machine disturbs less.
        largest_process_mb: memory of its largest process, in 10^6 bytes.
    """

    seconds: float
    processor_seconds: float
    largest_process_mb: float


@dataclass(frozen=True)
class Row:
    """One size.

    Attributes:
        resources: how many resources the state has.
        pack: the least under the pack.
        empty: the least under the empty pack, in the same run.
        ratio: wall time under the pack / wall time under the empty pack.
        above_empty_seconds: wall time that the rules add.
        above_empty_processor_seconds: processor time that the rules add.
    """

    resources: int
    pack: Cost
    empty: Cost
    ratio: float
    above_empty_seconds: float
    above_empty_processor_seconds: float


@dataclass(frozen=True)
class Growth:
    """How many times as much the larger of two states takes.

    Attributes:
        smaller: resources of the smaller state.
        larger: resources of the larger state.
        seconds: wall time under the pack.
        empty_seconds: wall time under the empty pack.
        above_empty: wall time that the rules add.
        above_empty_processor: processor time that the rules add.
    """

    smaller: int
    larger: int
    seconds: float
    empty_seconds: float
    above_empty: float
    above_empty_processor: float


def analyze(folder: Path, environment: Mapping[str, str], state: Path, pack: Path) -> Cost:
    """Judge a state file.

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
    memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
    return Cost(seconds, usage.ru_utime + usage.ru_stime, memory)


def measure(folder: Path, environment: Mapping[str, str], resources: int, runs: int) -> Row:
    """Measure one size, both packs in turn."""
    state = folder / f"state.{resources}.json"
    state.write_text(json.dumps(make_state(resources // SITE_SIZE)), encoding="utf-8")
    taken: dict[Path, list[Cost]] = {PACK: [], EMPTY_PACK: []}
    for _ in range(runs):
        for pack, costs in taken.items():
            costs.append(analyze(folder, environment, state, pack))
    own, empty = _least(taken[PACK]), _least(taken[EMPTY_PACK])
    above = own.seconds - empty.seconds, own.processor_seconds - empty.processor_seconds
    return Row(resources, own, empty, own.seconds / empty.seconds, *above)


def _least(costs: Sequence[Cost]) -> Cost:
    return Cost(
        min(cost.seconds for cost in costs),
        min(cost.processor_seconds for cost in costs),
        min(cost.largest_process_mb for cost in costs),
    )


def growths(rows: Sequence[Row]) -> list[Growth]:
    """Compare each row with the one before."""
    return [
        Growth(
            one.resources,
            other.resources,
            other.pack.seconds / one.pack.seconds,
            other.empty.seconds / one.empty.seconds,
            other.above_empty_seconds / one.above_empty_seconds,
            other.above_empty_processor_seconds / one.above_empty_processor_seconds,
        )
        for one, other in pairwise(rows)
    ]


def table(rows: Sequence[Row], grown: Sequence[Growth]) -> str:
    """Return the rows for people."""
    lines = [f"{'':9} {'wall seconds':^30} {'processor seconds':^30} {'largest MB':^15}"]
    lines += [f"{'resources':9} {'pack':>8} {'empty':>8} {'ratio':>5} {'added':>6}"]
    lines[-1] += f" {'pack':>9} {'empty':>9} {'added':>10} {'pack':>8} {'empty':>6}"
    lines += [
        f"{row.resources:9} {row.pack.seconds:8.2f} {row.empty.seconds:8.2f} {row.ratio:5.2f} "
        f"{row.above_empty_seconds:6.2f} {row.pack.processor_seconds:9.2f} {row.empty.processor_seconds:9.2f} "
        f"{row.above_empty_processor_seconds:10.2f} {row.pack.largest_process_mb:8.0f} "
        f"{row.empty.largest_process_mb:6.0f}"
        for row in rows
    ]
    lines += [
        f"from {each.smaller} to {each.larger} resources, times as much: {each.seconds:.1f} wall time, "
        f"{each.empty_seconds:.1f} with the empty pack; the rules add {each.above_empty:.1f} wall time, "
        f"{each.above_empty_processor:.1f} processor time"
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
