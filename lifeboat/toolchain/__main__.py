"""`python -m lifeboat.toolchain`: make sure that there is a Pulumi CLI, and say which one it is."""

import signal
import sys

from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.progress import say
from lifeboat.toolchain.pulumi import ensure_pulumi


def main() -> int:
    """Find or build the Pulumi CLI; returns the exit code."""
    # A killed build ends its compiler and clears up, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        say(str(ensure_pulumi()))
    except ToolchainError as error:
        say(f"error: {error}")
        return ExitCode.FAILED
    return ExitCode.OK


if __name__ == "__main__":
    sys.exit(main())
