"""The Pulumi CLI and its Python language host on this machine: found on PATH, or built once from pinned sources.

Standard library only: `make setup` runs this package with a bare Python, before anything is installed.
"""

from lifeboat.toolchain.errors import ToolchainError
from lifeboat.toolchain.pulumi import Pulumi, find_pulumi, pulumi_bin_dir

__all__ = ["Pulumi", "ToolchainError", "find_pulumi", "pulumi_bin_dir"]
