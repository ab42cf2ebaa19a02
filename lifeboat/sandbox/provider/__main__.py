"""`python -m lifeboat.sandbox.provider <package> [engine's arguments]`: how the engine starts a stand-in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lifeboat.sandbox import catalogs
from lifeboat.sandbox.provider.server import serve


def main() -> int:
    """Serve the package named first on the command line; the engine's own arguments are not needed.

    Returns:
        The exit code when serving is not possible.
    """
    directory = os.environ.get("LIFEBOAT_SANDBOX_DIR")
    if len(sys.argv) < 2 or sys.argv[1] not in catalogs.PACKAGES:
        sys.stderr.write(f"usage: python -m lifeboat.sandbox.provider {'|'.join(catalogs.PACKAGES)}\n")
        return 2
    if not directory:
        sys.stderr.write('LIFEBOAT_SANDBOX_DIR is not set. Run `eval "$(lifeboat sandbox env)"` first.\n')
        return 2
    from lifeboat.sandbox.clouds.refusals import REFUSALS  # noqa: PLC0415 (after the arguments are known to be good)

    serve(catalogs.load(sys.argv[1]), REFUSALS, Path(directory))
    return 0


if __name__ == "__main__":
    sys.exit(main())
