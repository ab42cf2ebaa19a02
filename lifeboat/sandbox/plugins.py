"""Installs the stand-ins where the engine looks for the real provider plugins."""

from __future__ import annotations

import os
import shlex
import sys
import tempfile
from pathlib import Path

import lifeboat
from lifeboat.sandbox.catalogs import PACKAGES
from lifeboat.sandbox.clouds import sdk_version
from lifeboat.sandbox.place import Place


def install(place: Place) -> None:
    """Put every stand-in into the sandbox's `PULUMI_HOME`, at the version its SDK asks for.

    What is there and right stays untouched; two commands may do this at once.
    """
    place.state.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        folder = place.pulumi_home / "plugins" / f"resource-{package}-v{sdk_version(package)}"
        _write(folder / f"pulumi-resource-{package}", _script(package))


def _script(package: str) -> str:
    """A stand-in of this very Lifeboat, installed or not.

    `exec` makes the engine the stand-in's own parent; -P keeps the project's folder off the import path.
    """
    home = shlex.quote(str(Path(lifeboat.__file__).parents[1]))
    python = shlex.quote(sys.executable)
    return (
        f"#!/bin/sh\nPYTHONPATH={home}${{PYTHONPATH:+:$PYTHONPATH}} "
        f'exec {python} -P -u -m lifeboat.sandbox.provider {package} "$@"\n'
    )


def _write(path: Path, text: str) -> None:
    if path.is_file() and path.read_text(encoding="utf-8") == text and os.access(path, os.X_OK):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".new-", delete=False, encoding="utf-8") as aside:
        aside.write(text)
    new = Path(aside.name)
    new.chmod(0o755)
    new.replace(path)
