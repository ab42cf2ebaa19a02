"""The pictures of the project: where addresses are, and what is connected to what, before and after a change."""

from collections.abc import Callable, Mapping
from typing import Final

from lifeboat.pictures.address_map import address_map, address_map_text
from lifeboat.pictures.compare import Comparison, compare
from lifeboat.pictures.from_blueprint import from_blueprint
from lifeboat.pictures.from_resources import from_resources
from lifeboat.pictures.isolation import Isolation, isolations
from lifeboat.pictures.landscape import Landscape
from lifeboat.pictures.topology import topology
from lifeboat.pictures.topology_text import topology_text

DRAWN: Final[Mapping[str, Mapping[str, Callable[[Landscape | None, Landscape], str]]]] = {
    "topology": {"svg": topology, "text": topology_text},
    "addresses": {"svg": address_map, "text": address_map_text},
}
"""Every picture by its name and form; each takes the landscape before, or None, and the one after."""

__all__ = [
    "DRAWN",
    "Comparison",
    "Isolation",
    "Landscape",
    "address_map",
    "address_map_text",
    "compare",
    "from_blueprint",
    "from_resources",
    "isolations",
    "topology",
    "topology_text",
]
