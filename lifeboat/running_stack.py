"""The state of a running stack, from the Pulumi CLI in the environment as it is, or from a file."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any


class NoSuchStateError(Exception):
    """The file is not there, or is no JSON."""


class ExportError(Exception):
    """The Pulumi CLI could not export the stack."""


def exported_state(against: str) -> Any:
    """Return a stack's state as `pulumi stack export` prints it, parsed; secrets stay encrypted.

    Args:
        against: a stack's name, or the path of a file that ends in `.json`.

    Raises:
        NoSuchStateError: there is no such file, or it holds no JSON.
        ExportError: there is no Pulumi CLI, or it knows no such stack.
    """
    if against.endswith(".json"):
        return _from_file(Path(against))
    if shutil.which("pulumi") is None:
        raise ExportError("there is no pulumi on PATH. `lifeboat doctor` says where one is.")
    finished = subprocess.run(
        ["pulumi", "stack", "export", "--stack", against], capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise ExportError(finished.stderr.strip() or f"pulumi stack export ended with {finished.returncode}")
    return json.loads(finished.stdout)


def _from_file(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoSuchStateError(
            f"{path}: {error.strerror}. Write one with `pulumi stack export --stack NAME --file {path}`."
        ) from error
    except ValueError as error:
        raise NoSuchStateError(f"{path}: no JSON ({error}). It has to be what `pulumi stack export` prints.") from error
