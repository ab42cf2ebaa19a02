"""What the engine says it would do: previews read from any of the forms in which it writes them, as plain data."""

from lifeboat.previews.model import (
    SECRET,
    UNKNOWN,
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

__all__ = [
    "SECRET",
    "UNKNOWN",
    "Message",
    "Operation",
    "Preview",
    "PropertyChange",
    "ReadError",
    "Resource",
    "RuleRun",
    "Source",
    "Step",
]
