"""One stack's configuration after validation: frozen, typed, plain data."""

from lifeboat.settings.model import Settings
from lifeboat.settings.parse import parse
from lifeboat.settings.problems import Path, Problem, SettingsError, render_path
from lifeboat.settings.stack_file import PROJECT, read_program_config, read_stack_file

__all__ = [
    "PROJECT",
    "Path",
    "Problem",
    "Settings",
    "SettingsError",
    "parse",
    "read_program_config",
    "read_stack_file",
    "render_path",
]
