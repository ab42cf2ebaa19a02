"""What a change of a cloud resource brings about: the one table of it, a file a topic, read by `check` and `review`."""

from lifeboat.consequences.model import Consequence, DangerClass, Down, Kind, Reversible, Takes
from lifeboat.consequences.table import HARMLESS, KINDS, TABLE, is_harmless, kind_of, minutes_taken

__all__ = [
    "HARMLESS",
    "KINDS",
    "TABLE",
    "Consequence",
    "DangerClass",
    "Down",
    "Kind",
    "Reversible",
    "Takes",
    "is_harmless",
    "kind_of",
    "minutes_taken",
]
