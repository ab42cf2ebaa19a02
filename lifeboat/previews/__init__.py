"""What the engine says it would do: previews read from any of the forms in which it writes them, as plain data."""

from lifeboat.previews.model import (
    SECRET,
    UNKNOWN,
    UNTOLD,
    Message,
    Operation,
    Preview,
    PropertyChange,
    ReadError,
    Resource,
    RuleRun,
    Source,
    Step,
)
from lifeboat.previews.read import read_preview
from lifeboat.previews.states import read_state

__all__ = [
    "SECRET",
    "UNKNOWN",
    "UNTOLD",
    "Message",
    "Operation",
    "Preview",
    "PropertyChange",
    "ReadError",
    "Resource",
    "RuleRun",
    "Source",
    "Step",
    "read_preview",
    "read_state",
]
