"""Rules in network security groups that exist: what source servers need to reach AWS."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from components.options import child, read_adopted
from lifeboat.blueprint.model import SecurityGroupBand, SourceRule

TYPE: Final = "lifeboat:primary:ReplicationRules"

BAND_PRIORITIES: Final = 10
"""As many priorities as settings reserve from `first_priority` on."""


@dataclass(frozen=True, kw_only=True)
class ReplicationRulesArgs:
    """What the rules are made from.

    Attributes:
        security_groups: the groups, each with its reserved priorities.
        rules: what is let out.
    """

    security_groups: tuple[SecurityGroupBand, ...]
    rules: tuple[SourceRule, ...]


class ReplicationRules(pulumi.ComponentResource):
    """Outbound rules in each group: replicated data, AWS's APIs, names in private mode, failback while it is on."""

    def __init__(self, name: str, args: ReplicationRulesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        for band in args.security_groups:
            self._require_free(band, {self._rule_name(rule) for rule in args.rules})
        for band in args.security_groups:
            made: list[network.SecurityRule] = []
            for rule in args.rules:
                made.append(self._create(band, rule, after=made[-1:]))
        self.register_outputs({})

    def _rule_name(self, rule: SourceRule) -> str:
        return f"{self._name}-{rule.key}"

    def _require_free(self, band: SecurityGroupBand, own: set[str]) -> None:
        found = read_adopted(
            f"primary.network.security_groups {band.name}",
            lambda: network.get_network_security_group(
                resource_group_name=band.resource_group,
                network_security_group_name=band.name,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        reserved = range(band.first_priority, band.first_priority + BAND_PRIORITIES)
        # Each direction has priorities of its own.
        outbound = [rule for rule in found.security_rules or [] if rule.direction == "Outbound"]
        taken = [
            f"{rule.name} ({rule.priority})" for rule in outbound if rule.priority in reserved and rule.name not in own
        ]
        if taken:
            raise pulumi.RunError(
                f"primary.network.security_groups {band.name}, first_priority: found {', '.join(taken)} in the cloud,"
                f" but {reserved[0]} to {reserved[-1]} have to be free of other outbound rules: Azure takes a priority"
                f" once, and Lifeboat never changes what it adopts. Choose a first_priority with {BAND_PRIORITIES} free"
                f" ones after it, or let the group's owner move the rule."
            )

    def _create(
        self, band: SecurityGroupBand, rule: SourceRule, after: list[network.SecurityRule]
    ) -> network.SecurityRule:
        return network.SecurityRule(
            f"{self._name}-{band.resource_group}-{band.name}-{rule.key}",
            security_rule_name=self._rule_name(rule),
            resource_group_name=band.resource_group,
            network_security_group_name=band.name,
            priority=band.first_priority + rule.place,
            direction="Outbound",
            access="Allow",
            protocol=rule.protocol,
            source_address_prefixes=[str(one) for one in rule.sources],
            source_port_range="*",
            destination_address_prefix=rule.service_tag,
            destination_address_prefixes=[str(one) for one in rule.destinations] or None,
            destination_port_range=str(rule.port),
            description=rule.description,
            # One after another: Azure takes one write per group at a time (AnotherOperationInProgress).
            opts=child(self, depends_on=after),
        )
