"""The `lifeboat` command: one table of subcommands, each imported only when it is asked for."""

from importlib import import_module
from typing import Any

import click

from lifeboat.toolchain.errors import ToolchainError

COMMANDS = {
    "agent": "Print what installs the replication agent on a server.",
    "blueprint": "Print everything that is computed from a stack file.",
    "check": "Check a stack file, without the engine.",
    "cost": "Estimate a month at rest, a drill day and a month failed over.",
    "doctor": "Say what this machine has, what is missing and how to get it.",
    "failback-targets": "Compare the VMs to fail back to with what the failback client needs.",
    "policies": "Judge what is deployed by the policy pack, and configure the pack.",
    "recovery-only": "Deploy the AWS side alone while Azure is unreachable.",
    "review": "Say what a change could hurt, what it costs and what the rules say.",
    "sandbox": "Run Pulumi on simulated clouds, look at them and disturb them.",
    "schema": "Print the JSON schema of a stack file.",
    "sizing": "Say what a stack's servers need, and which quota breaks first.",
}
"""Every subcommand and its help in one line. `lifeboat.commands.<name>` has it as `command`."""


class LazyGroup(click.Group):
    """A group that knows its subcommands by name and imports one only to run it or to show its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click passes it)
        """The names of all subcommands, sorted."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click passes it)
        """Import one subcommand; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"lifeboat.commands.{cmd_name.replace('-', '_')}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 (same)
        """Write the table of subcommands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; a machine that cannot be set up is a message, not a traceback."""
        try:
            return super().invoke(ctx)
        except ToolchainError as error:
            # Click ends with 1 for it, which is ExitCode.FAILED; its usage errors end with 2, ExitCode.BAD_INPUT.
            raise click.ClickException(str(error)) from error


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lifeboat")
def main() -> None:
    """A tested way from Microsoft Azure into AWS.

    Exit codes: 0 done, 1 failed, 2 wrong settings or arguments (nothing was changed).
    """
