"""What a preview of each stack costs, beside a null program that registers as many resources of the same types.

`python -m benchmarks.preview [--json] [--runs N]`. Everything is measured in one run on one machine, alternating, and
given as a ratio, because seconds of one machine say little about another. Nothing here is asserted by a test.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lifeboat.policy_config import policy_config
from lifeboat.sandbox.engine import ready
from lifeboat.sandbox.place import Place
from lifeboat.stacks import load_blueprint, stack_file

ROOT = Path(__file__).resolve().parent.parent
NULL_PROGRAM = ROOT / "benchmarks" / "null_program"
STACKS = ("dev", "prod")


@dataclass(frozen=True)
class Row:
    """One comparison: medians in seconds, and their ratio.

    Attributes:
        what: what was measured.
        resources: how many resources the program registers.
        seconds: median wall time.
        beside: what it is compared with.
        beside_seconds: median wall time of that, measured in the same run.
        ratio: seconds / beside_seconds.
    """

    what: str
    resources: int
    seconds: float
    beside: str
    beside_seconds: float
    ratio: float


class Bench:
    """A sandbox of its own in which previews are timed."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder = folder
        self.runs = runs
        self.engine = ready(Place(folder))
        self.null_program = folder / "null_program"
        shutil.copytree(NULL_PROGRAM, self.null_program)
        (self.null_program / ".venv").symlink_to(ROOT / ".venv")

    def pulumi(self, project: Path, *arguments: str, fails: bool = False, **variables: str) -> str:
        """Run one pulumi command; a result other than the expected one ends the benchmark."""
        finished = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=project,
            env={**self.engine.environment, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        if (finished.returncode != 0) is not fails:
            sys.exit(
                f"pulumi {' '.join(arguments)} ended with {finished.returncode}:\n{finished.stdout}{finished.stderr}"
            )
        return finished.stdout

    def alternate(self, first: Callable[[], object], second: Callable[[], object]) -> tuple[float, float]:
        """Return the median seconds of two things measured in turn, after one unmeasured round of each."""
        taken: tuple[list[float], list[float]] = ([], [])
        for round_number in range(self.runs + 1):
            for thing, seconds in zip((first, second), taken, strict=True):
                started = time.perf_counter()
                thing()
                if round_number:
                    seconds.append(time.perf_counter() - started)
        return statistics.median(taken[0]), statistics.median(taken[1])


def packed(bench: Bench, stack: str) -> list[str]:
    """Return the arguments that put a stack's preview under the policy pack."""
    config = bench.folder / f"policy-config.{stack}.json"
    config.write_text(json.dumps(policy_config(load_blueprint(stack_file(stack, ROOT)))), encoding="utf-8")
    return ["--policy-pack", str(ROOT / "policies"), "--policy-pack-config", str(config)]


def registered(digest: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the providers and resources of a `pulumi preview --json`, for the null program."""
    states = [step["newState"] for step in digest["steps"] if step.get("newState", {}).get("custom")]
    is_provider = [state["type"].startswith("pulumi:providers:") for state in states]
    by_urn = {state["urn"]: _name(state) for state, provider in zip(states, is_provider, strict=True) if provider}
    providers, resources = [], []
    for state, provider in zip(states, is_provider, strict=True):
        inputs = {key: value for key, value in state.get("inputs", {}).items() if not key.startswith("__")}
        if provider:
            version = inputs.pop("version")
            package = state["type"].rsplit(":", 1)[-1]
            providers.append({"package": package, "name": _name(state), "version": version, "inputs": inputs})
        else:
            owner = by_urn[state["provider"].rsplit("::", 1)[0]]
            resources.append({"type": state["type"], "name": _name(state), "inputs": inputs, "provider": owner})
    return {"providers": providers, "resources": resources}


def _name(state: dict[str, Any]) -> str:
    return str(state["urn"].rsplit("::", 1)[-1])


def stack_row(bench: Bench, stack: str) -> Row:
    """Compare a stack's preview under the pack with the null program's under the same pack."""
    policies = packed(bench, stack)
    bench.engine.select(stack)  # reads a copy of the stack file; Pulumi would write its salt into the original
    digest = json.loads(bench.pulumi(ROOT, "preview", "--json", "--stack", stack))
    listed = bench.folder / f"resources.{stack}.json"
    contents = registered(digest)
    listed.write_text(json.dumps(contents), encoding="utf-8")
    null = {"BENCHMARK_RESOURCES": str(listed), "PULUMI_OPTION_CONFIG_FILE": f"Pulumi.{stack}.yaml"}
    make = ("stack", "init", stack, "--secrets-provider", "passphrase", "--no-select")
    bench.pulumi(bench.null_program, *make, **null)
    # The null program's resources do not refer to each other, so the pack cannot tell which networks are connected: it
    # does the same work and only advises.
    advice = bench.folder / "policy-config.advice.json"
    advice.write_text(json.dumps({"all": "advisory"}), encoding="utf-8")
    advised = [*policies[:-1], str(advice)]
    own, nothing = bench.alternate(
        lambda: bench.pulumi(ROOT, "preview", "--stack", stack, *policies),
        lambda: bench.pulumi(bench.null_program, "preview", "--stack", stack, *advised, **null),
    )
    count = len(contents["resources"])
    return Row(f"preview of {stack}", count, own, "null program, same resources", nothing, own / nothing)


def failing_row(bench: Bench, stack: str) -> Row:
    """Compare a preview that a policy stops with one that passes: failing may not take longer."""
    policies = packed(bench, stack)
    bench.engine.select(stack)
    stopped = bench.folder / "policy-config.stopping.json"
    vnet = load_blueprint(stack_file(stack, ROOT)).primary.virtual_network.address_space[0]
    overlap = {"other_ranges": [{"name": "a range in the way", "cidr": str(vnet)}]}
    rules = ("addressing-networks-overlap", "addressing-network-admission")
    stopped.write_text(json.dumps(dict.fromkeys(rules, overlap)), encoding="utf-8")
    failing, passing = bench.alternate(
        lambda: bench.pulumi(ROOT, "preview", "--stack", stack, *policies[:-1], str(stopped), fails=True),
        lambda: bench.pulumi(ROOT, "preview", "--stack", stack, *policies),
    )
    return Row(f"preview of {stack}, stopped by a policy", 0, failing, "the same, passing", passing, failing / passing)


def table(rows: Sequence[Row]) -> str:
    """Return the rows for people."""
    lines = [f"{'what':34} {'resources':>9} {'seconds':>8}   {'beside':28} {'seconds':>8} {'ratio':>6}"]
    for row in rows:
        own = f"{row.what:34} {row.resources or '':>9} {row.seconds:8.2f}"
        lines.append(f"{own}   {row.beside:28} {row.beside_seconds:8.2f} {row.ratio:6.2f}")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each (default 5)")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="lifeboat-bench-"))
    os.environ["LIFEBOAT_SANDBOX_DIR"] = str(folder)
    try:
        bench = Bench(folder, options.runs)
        rows = []
        for stack in STACKS:
            print(f"measuring {stack} ({options.runs} runs of each) ...", file=sys.stderr)
            rows.append(stack_row(bench, stack))
        print("measuring a preview that fails ...", file=sys.stderr)
        rows.append(failing_row(bench, "dev"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps([asdict(row) for row in rows], indent=2) if options.json else table(rows))


if __name__ == "__main__":
    main()
