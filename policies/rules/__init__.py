"""The rules of the pack, one module or folder a topic; a rule shares no code with what it judges."""

from collections.abc import Callable

from .addressing import network_admission, networks_overlap
from .addressing_gateway_subnet import gateway_subnet_fit, gateway_subnet_routes
from .addressing_ranges import drill_size, range_private
from .cost import budget_present, tags_required
from .exemptions import exemption_current, exemption_inforce
from .exposure import default_group_empty, ingress_internet, nsg_internet
from .exposure_replication import replication_public, replication_sources
from .identity import (
    access_keys,
    admin_wildcard,
    drs_trust,
    federated_trust,
    key_policy,
    open_trust,
    session_length,
    topic_policy,
)
from .isolation import drill_closed
from .kit.exemptions import Exemptions
from .kit.rule import ResourceRule, StackRule
from .replication import (
    encryption_key,
    pit_rules,
    private_data,
    retention_days,
    server_type,
    staging_subnet,
    template_tags,
)
from .safety import kept_present, key_deletion, key_protect, production_protect
from .tunnels_agreement import keys_agree, proposals_agree
from .tunnels_bgp import bgp_addresses, bgp_asn, bgp_enabled, bgp_instance
from .tunnels_gateways import customer_gateway_address, gateway_sku
from .tunnels_inside import inside_range_allowed
from .tunnels_strength import dpd_restart, ike_version, logs_enabled, suite_strength
from .tunnels_twins import redundancy, twin_present
from .watching import flow_logs, gateway_logs, stalled_rule
from .watching_alarms import alarm_missing_data, tunnels_alarmed

ALL: tuple[Callable[[], ResourceRule | StackRule], ...] = (
    drill_size,
    gateway_subnet_fit,
    gateway_subnet_routes,
    network_admission,
    networks_overlap,
    range_private,
    budget_present,
    tags_required,
    default_group_empty,
    ingress_internet,
    nsg_internet,
    replication_public,
    replication_sources,
    access_keys,
    admin_wildcard,
    drs_trust,
    federated_trust,
    key_policy,
    open_trust,
    session_length,
    topic_policy,
    drill_closed,
    private_data,
    encryption_key,
    pit_rules,
    retention_days,
    server_type,
    staging_subnet,
    template_tags,
    kept_present,
    key_deletion,
    key_protect,
    production_protect,
    bgp_addresses,
    bgp_asn,
    bgp_enabled,
    bgp_instance,
    customer_gateway_address,
    dpd_restart,
    gateway_sku,
    ike_version,
    inside_range_allowed,
    keys_agree,
    logs_enabled,
    proposals_agree,
    redundancy,
    suite_strength,
    twin_present,
    alarm_missing_data,
    flow_logs,
    gateway_logs,
    stalled_rule,
    tunnels_alarmed,
)
"""The maker of every rule, ordered by id: the order of the generated page. A rule that remembers starts empty."""


def make_rules(exemptions: Exemptions | None = None) -> list[ResourceRule | StackRule]:
    """Every rule, new; those about exemptions are last, since they tell what became of them in all the others."""
    about = [exemption_current(exemptions), exemption_inforce(exemptions)]
    return [*(make_rule() for make_rule in ALL), *about]
