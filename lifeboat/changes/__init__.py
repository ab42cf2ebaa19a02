"""What a changed stack file does to the tunnels of a stack that is running, told before anyone deploys it."""

from lifeboat.changes.compare import compare
from lifeboat.changes.inventory import inventory
from lifeboat.changes.items import Item
from lifeboat.changes.render import to_json, to_text
from lifeboat.changes.report import Action, Advice, Change, Report
from lifeboat.changes.state import StateError

__all__ = ["Action", "Advice", "Change", "Item", "Report", "StateError", "compare", "inventory", "to_json", "to_text"]
