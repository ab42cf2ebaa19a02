"""The pictures of the project: where addresses are, and what is connected to what, before and after a change."""

from lifeboat.pictures.compare import Comparison, compare
from lifeboat.pictures.from_blueprint import from_blueprint
from lifeboat.pictures.from_resources import from_resources
from lifeboat.pictures.isolation import Isolation, isolations
from lifeboat.pictures.landscape import Landscape
from lifeboat.pictures.resource import UNKNOWN, Resource

__all__ = [
    "UNKNOWN",
    "Comparison",
    "Isolation",
    "Landscape",
    "Resource",
    "compare",
    "from_blueprint",
    "from_resources",
    "isolations",
]
