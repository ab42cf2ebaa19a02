"""What a review costs for a large preview, beside reading the same event log as plain JSON.

`python -m benchmarks.review [--json]`. Event logs of 2,000 and of 10,000 steps, as the engine writes them: the growth
says whether twice as large a stack takes twice as long. Nothing here is asserted by a test.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lifeboat.previews.read import read_preview
from lifeboat.review.build import make_report
from lifeboat.review.render_html import to_html
from lifeboat.review.render_markdown import to_markdown

SIZES = (2_000, 10_000)
_TYPES = (
    "aws:ec2/subnet:Subnet", "aws:ec2/route:Route", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:cloudwatch/metricAlarm:MetricAlarm", "azure-native:network:Subnet", "aws:iam/role:Role",
)  # fmt: skip
_DIFFERENCE = {"tags.owner": {"diffKind": "update", "inputDiff": True}}
_OPERATIONS = ("same", "same", "update", "create", "replace", "delete", "same", "same", "update", "same")


@dataclass(frozen=True)
class Row:
    """One size: seconds of processor of each part, and the ratio to reading the log as JSON.

    Attributes:
        steps: resources in the preview.
        log_megabytes: size of the event log.
        read_seconds: from the log to the preview.
        report_seconds: from the preview to the report, pictures included.
        markdown_seconds: from the report to Markdown.
        html_seconds: from the report to the page.
        markdown_characters: its length.
        json_seconds: reading every line of the log as JSON, in the same run.
        ratio: everything but the page / json_seconds.
    """

    steps: int
    log_megabytes: float
    read_seconds: float
    report_seconds: float
    markdown_seconds: float
    html_seconds: float
    markdown_characters: int
    json_seconds: float
    ratio: float


def events(steps: int) -> Iterator[dict[str, Any]]:
    """Yield the events of a preview: for each resource a debug message, what happens, and its outputs."""
    for number in range(steps):
        type_, operation = _TYPES[number % len(_TYPES)], _OPERATIONS[number % len(_OPERATIONS)]
        urn = f"urn:pulumi:prod::lifeboat::{type_}::resource-{number}"
        block = f"10.{number // 250 % 250}.{number % 250}.0/24"
        inputs = {"cidrBlock": block, "tags": {"Name": f"resource-{number}", "owner": "platform-team"}, "fromPort": 443}
        state = {"type": type_, "urn": urn, "custom": True, "id": f"id-{number:08x}", "parent": "", "inputs": inputs,
                 "outputs": inputs, "provider": "urn:pulumi:prod::lifeboat::pulumi:providers:aws::aws::id"}  # fmt: skip
        after = {**state, "inputs": {**inputs, "tags": {**inputs["tags"], "owner": "network-team"}}}
        metadata = {
            "op": operation, "urn": urn, "type": type_, "old": None if operation == "create" else state,
            "new": None if operation == "delete" else after,
            "detailedDiff": _DIFFERENCE if operation == "update" else None,
        }  # fmt: skip
        yield {"diagnosticEvent": {"message": f"registering resource: {urn}\n", "severity": "debug"}}
        yield {"resourcePreEvent": {"metadata": metadata, "planning": True}}
        yield {"resOutputsEvent": {"metadata": metadata, "planning": True}}
    yield {"summaryEvent": {"durationSeconds": 1, "isPreview": True, "result": "succeeded"}}


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a piece of work returns, and the seconds of processor that it took: other work does not count."""
    started = time.process_time()
    return work(), time.process_time() - started


def row(folder: Path, steps: int) -> Row:
    """Measure one size."""
    log = folder / f"{steps}.ndjson"
    with log.open("w", encoding="utf-8") as written:
        for sequence, event in enumerate(events(steps)):
            written.write(json.dumps({"sequence": sequence, "timestamp": 1, **event}) + "\n")
    preview, reading = timed(lambda: read_preview(log))
    report, making = timed(lambda: make_report(preview))
    text, writing = timed(lambda: to_markdown(report))
    _, page = timed(lambda: to_html(report))
    _, plain = timed(lambda: [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()])
    size = log.stat().st_size / 1e6
    return Row(steps, size, reading, making, writing, page, len(text), plain, (reading + making + writing) / plain)


def main(arguments: list[str]) -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print rows for programs")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        row(Path(folder), 100)  # imports and templates are paid for once
        rows = [row(Path(folder), steps) for steps in SIZES]
    if chosen.json:
        print(json.dumps([asdict(one) for one in rows], indent=2))
        return
    print("   steps  log MB  read s  report s  Markdown s  HTML s  characters  beside JSON")
    for one in rows:
        parts = (one.read_seconds, one.report_seconds, one.markdown_seconds, one.html_seconds)
        seconds = "{:>8.2f}{:>10.2f}{:>12.2f}{:>8.2f}".format(*parts)
        print(f"{one.steps:>8,}{one.log_megabytes:>8.1f}{seconds}{one.markdown_characters:>12,}{one.ratio:>12.1f}x")
    first, last = rows[0], rows[-1]
    total = [one.read_seconds + one.report_seconds + one.markdown_seconds for one in (first, last)]
    print(f"{last.steps // first.steps} times the steps take {total[1] / total[0]:.1f} times as long.")


if __name__ == "__main__":
    main(sys.argv[1:])
