"""The rules of the pack, one module or folder a topic; a rule restates a requirement and shares no code with the judged."""

from collections.abc import Callable

from .addressing.gateway_subnet import gateway_subnet_fit, gateway_subnet_routes
from .addressing.overlap import network_admission, networks_overlap
from .addressing.ranges import drill_size, range_private
from .kit.rule import ResourceRule, StackRule
from .tunnels.agreement import keys_agree, proposals_agree
from .tunnels.inside import inside_range_allowed
from .tunnels.twins import redundancy, twin_present

ALL: tuple[Callable[[], ResourceRule | StackRule], ...] = (
    drill_size,
    gateway_subnet_fit,
    gateway_subnet_routes,
    network_admission,
    networks_overlap,
    range_private,
    inside_range_allowed,
    keys_agree,
    proposals_agree,
    redundancy,
    twin_present,
)
"""The maker of every rule, ordered by id: the order of the generated page. A rule that remembers starts empty."""
