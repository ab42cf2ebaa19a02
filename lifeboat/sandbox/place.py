"""Where the sandbox of a project lives, and the environment in which plain `pulumi` uses it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lifeboat.sandbox import catalogs, store

DIRECTORY_VARIABLE: Final = "LIFEBOAT_SANDBOX_DIR"
"""Moves the sandbox; also how the stand-ins find it."""

PASSPHRASE: Final = "lifeboat-sandbox"  # noqa: S105
"""Encrypts secrets in the sandbox's state. Public on purpose: nothing in a sandbox is worth hiding, but the state
has to be written the way a real one is. An existing PULUMI_CONFIG_PASSPHRASE goes first."""


class NoProjectError(Exception):
    """There is no Pulumi project here, so no sandbox either."""


@dataclass(frozen=True)
class Place:
    """The folder of one sandbox.

    Attributes:
        directory: the folder; `.sandbox` beside Pulumi.yaml unless `LIFEBOAT_SANDBOX_DIR` names another.
    """

    directory: Path

    @property
    def pulumi_home(self) -> Path:
        """A `PULUMI_HOME` of its own, so that the user's plugins and log-ins stay as they are."""
        return self.directory / "pulumi-home"

    @property
    def state(self) -> Path:
        """The folder of the file backend."""
        return self.directory / "state"

    @property
    def store_file(self) -> Path:
        """The simulated clouds."""
        return self.directory / store.FILE_NAME

    def store(self) -> store.Store:
        """The simulated clouds, opened with the secrets of every catalog."""
        return store.Store(self.store_file, catalogs.secrets_of)


def project_file(start: Path | None = None) -> Path:
    """The `Pulumi.yaml` in or above a folder.

    Args:
        start: where to look first; the current folder by default.

    Raises:
        NoProjectError: there is none.
    """
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder / "Pulumi.yaml"
    raise NoProjectError(
        f"no Pulumi.yaml in {here} or above it, so there is no project to make a sandbox for. "
        f"Change into the project, or set {DIRECTORY_VARIABLE} to the folder of an existing sandbox."
    )


def find(start: Path | None = None) -> Place:
    """The sandbox of the project in or above a folder.

    Args:
        start: where to look first; the current folder by default.

    Returns:
        Its place. Nothing is made.

    Raises:
        NoProjectError: no Pulumi.yaml in or above the folder, and no `LIFEBOAT_SANDBOX_DIR`.
    """
    named = os.environ.get(DIRECTORY_VARIABLE)
    return Place(Path(named).absolute() if named else project_file(start).with_name(".sandbox"))


def environment(place: Place, bin_dir: Path, current: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What has to be set so that plain `pulumi` deploys to the sandbox.

    Args:
        place: the sandbox.
        bin_dir: the folder of the Pulumi CLI, which goes first on PATH.
        current: the environment it is added to.

    Returns:
        Names and values, only of what is set.
    """
    own = str(Path(sys.executable).parent)  # so that `lifeboat` is found where .venv was not activated
    path = [folder for folder in current.get("PATH", os.defpath).split(os.pathsep) if folder not in {str(bin_dir), own}]
    passphrase = {} if "PULUMI_CONFIG_PASSPHRASE_FILE" in current else {"PULUMI_CONFIG_PASSPHRASE": PASSPHRASE}
    if "PULUMI_CONFIG_PASSPHRASE" in current:
        passphrase = {"PULUMI_CONFIG_PASSPHRASE": current["PULUMI_CONFIG_PASSPHRASE"]}
    return {
        DIRECTORY_VARIABLE: str(place.directory),
        "PATH": os.pathsep.join([str(bin_dir), own, *path]),
        "PULUMI_HOME": str(place.pulumi_home),
        "PULUMI_BACKEND_URL": place.state.as_uri(),
        **passphrase,
        "PULUMI_CREDENTIAL_STORE": "plaintext",  # no keyring; there is no credential either
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
        "PULUMI_IGNORE_AMBIENT_PLUGINS": "true",  # a real pulumi-resource-aws on PATH would go before the stand-in
        "PULUMI_PYTHON_CMD": sys.executable,
        "PYTHONDONTWRITEBYTECODE": "",  # containers often set it, and the SDKs take seconds to compile every time
    }
