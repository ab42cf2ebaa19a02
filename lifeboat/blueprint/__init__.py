"""Everything that can be computed from settings without a cloud, as frozen plain data."""

from lifeboat.blueprint.build import make_blueprint
from lifeboat.blueprint.model import Blueprint
from lifeboat.blueprint.render import to_json, to_text

__all__ = ["Blueprint", "make_blueprint", "to_json", "to_text"]
