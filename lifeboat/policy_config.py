"""What the policy pack cannot see in a stack's resources, as its configuration file."""

from typing import Any

from lifeboat.blueprint import Blueprint


def policy_config(blueprint: Blueprint) -> dict[str, Any]:
    """Return the configuration of the policy pack for a stack, as `--policy-pack-config` takes it.

    Ranges of adopted networks and of networks elsewhere are no resources of the stack, so the rules about overlap
    are told of them.
    """
    ranges = {"other_ranges": [{"name": name, "cidr": cidr} for name, cidr in _ranges_elsewhere(blueprint)]}
    return {"addressing-networks-overlap": ranges, "addressing-network-admission": ranges}


def _ranges_elsewhere(blueprint: Blueprint) -> list[tuple[str, str]]:
    found = [(other.name, str(other.cidr)) for other in blueprint.other_ranges]
    network, vpc = blueprint.primary.virtual_network, blueprint.recovery.vpc
    if network.mode == "adopt":
        found += [(f"adopted VNet {network.name}", str(cidr)) for cidr in network.address_space]
    if vpc.existing_id is not None:
        found.append((f"adopted VPC {vpc.existing_id}", str(vpc.cidr)))
    found += [(f"spoke {spoke.key}", str(cidr)) for spoke in blueprint.primary.spokes for cidr in spoke.address_space]
    found += [(f"VPC {vpc.key}", str(vpc.cidr)) for vpc in blueprint.recovery.gateway.other_vpcs]
    return found
