"""From a stack's name to its settings and blueprint, for the commands that need no engine."""

from pathlib import Path

from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import Settings, parse, read_stack_file


def stack_file(stack: str, folder: Path) -> Path:
    """Return the path of a stack's file beside `Pulumi.yaml`.

    Args:
        stack: name such as `dev`.
        folder: the project's folder.
    """
    return folder / f"Pulumi.{stack}.yaml"


def load_settings(path: Path) -> Settings:
    """Return the settings in a stack file.

    Raises:
        SettingsError: with every problem.
    """
    return parse(read_stack_file(path))


def load_blueprint(path: Path) -> Blueprint:
    """Return the blueprint of a stack file.

    Raises:
        SettingsError: with every problem.
    """
    return make_blueprint(load_settings(path))
