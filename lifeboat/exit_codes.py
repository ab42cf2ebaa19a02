"""The exit codes of the `lifeboat` command: a public contract for scripts and CI."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the `lifeboat` command tells the shell.

    The numbers never change meaning; new ones are added at the end.
    """

    OK = 0
    """Everything asked for was done."""
    FAILED = 1
    """The work was attempted and failed: a deployment, a check of the machine, a simulated cloud's refusal."""
    BAD_INPUT = 2
    """Settings or arguments are wrong; nothing was changed."""
