"""What the policy pack cannot see in a stack's resources, as its configuration file."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lifeboat.blueprint import Blueprint

SCHEMA: Final = Path(__file__).resolve().parents[1] / "policies" / "config" / "schema.json"
"""The schema of configurations of the checkout's pack."""


def policy_config(blueprint: Blueprint, levels: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the configuration of the policy pack for a stack, as `--policy-pack-config` takes it.

    Ranges of adopted networks and of networks elsewhere are no resources of the stack, so the rules about overlap and
    about sources are told of them.

    Args:
        blueprint: what is computed from the stack's settings.
        levels: a configuration to begin with, such as that of an environment in `policies/config`.
    """
    config = dict(levels or {})
    for rule, own in _of_stack(blueprint).items():
        begun = config.get(rule, {})
        config[rule] = {**own, **(begun if isinstance(begun, Mapping) else {"enforcementLevel": begun})}
    return config


def read_levels(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Read a configuration to begin with and hold its names to the schema of the checkout's pack.

    The engine checks the types of values, but passes over a rule or setting that the pack does not have: a level with a
    misspelt name would be a rule that keeps another level in silence.

    Args:
        path: a JSON file, wherever it is.

    Returns:
        The configuration, and what is wrong with it as sentences.
    """
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return {}, [f"{path}: {error.strerror}."]
    except ValueError as error:
        return {}, [f"{path}: no JSON ({error})."]
    if not isinstance(config, dict):
        return {}, [f"{path}: must be an object with a rule's id for each key."]
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return config, [f"{path}: {problem}" for problem in _problems(config, schema["properties"])]


def _problems(config: Mapping[str, Any], rules: Mapping[str, Any]) -> Iterator[str]:
    for rule, own in config.items():
        if rule not in rules:
            yield f"{rule} is no rule of the pack."
            continue
        levels, *settings = rules[rule].get("anyOf", [rules[rule]])
        allowed = settings[0]["properties"] if settings else {}
        level = own.get("enforcementLevel", levels["enum"][0]) if isinstance(own, Mapping) else own
        if level not in levels["enum"]:
            yield f"{rule} has the level {level}; a level is one of {', '.join(levels['enum'])}."
        if isinstance(own, Mapping):
            yield from (f"{rule} has no setting {name}." for name in own if name not in allowed)


def _of_stack(blueprint: Blueprint) -> dict[str, dict[str, Any]]:
    ranges = {"other_ranges": [{"name": name, "cidr": cidr} for name, cidr in _ranges_elsewhere(blueprint)]}
    return {
        "addressing-networks-overlap": ranges,
        "addressing-network-admission": ranges,
        "exposure-replication-sources": {"primary_ranges": _primary_ranges(blueprint)},
    }


def _primary_ranges(blueprint: Blueprint) -> list[str]:
    primary = blueprint.primary
    ranges = list(primary.virtual_network.address_space)
    ranges += [cidr for spoke in primary.spokes for cidr in spoke.address_space]
    return [str(cidr) for cidr in ranges]


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
