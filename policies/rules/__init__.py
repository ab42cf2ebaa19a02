"""The rules of the pack, one module a topic; a rule restates a requirement and shares no code with what it judges."""

from collections.abc import Callable

from .addressing import network_admission, networks_overlap
from .kit.rule import ResourceRule, StackRule
from .tunnels import inside_range_allowed

ALL: tuple[Callable[[], ResourceRule | StackRule], ...] = (
    network_admission,
    networks_overlap,
    inside_range_allowed,
)
"""The maker of every rule, ordered by id: the order of the generated page. A rule that remembers starts empty."""
