"""`lifeboat doctor`: what this machine has, what is missing and how to get it."""

import json
from dataclasses import asdict

import click

from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain.checkup import Finding, Status, examine


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """Say what this machine has, what is missing and how to get it.

    Looks at the local set-up only; changes nothing and uses no network. Exit code 1 if something is missing.
    """
    findings = examine()
    click.echo(json.dumps([asdict(finding) for finding in findings], indent=2) if as_json else _table(findings))
    missing = any(finding.status is Status.MISSING for finding in findings)
    ctx.exit(ExitCode.FAILED if missing else ExitCode.OK)


def _table(findings: list[Finding]) -> str:
    subjects = max(len(finding.subject) for finding in findings)
    statuses = max(len(status) for status in Status)
    lines = []
    for finding in findings:
        lines.append(f"{finding.subject:{subjects}}  {finding.status:{statuses}}  {finding.found}")
        if finding.cure:
            lines.append(f"{'':{subjects + statuses + 2}}  -> {finding.cure}")
    return "\n".join(lines)
