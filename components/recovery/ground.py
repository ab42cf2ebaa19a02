"""What every part of the AWS side stands on."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from components.providers import Providers
from lifeboat.blueprint.model import Blueprint


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What every part of the AWS side stands on.

    Attributes:
        prefix: begins the name of every component.
        blueprint: of the whole stack.
        parent: the landing zone.
        roles: providers by role.
        account_id: the recovery account.
        agent_identity: the identity of Azure that AWS trusts, as the output of that name; None without one.
    """

    prefix: str
    blueprint: Blueprint
    parent: pulumi.Resource
    roles: Providers
    account_id: pulumi.Input[str]
    agent_identity: pulumi.Output[Mapping[str, str]] | None = None

    def on(self, *providers: pulumi.ProviderResource | None) -> pulumi.ResourceOptions:
        """Return the options of a component: its parent, and the providers that are there."""
        there = [provider for provider in providers if provider is not None]
        return pulumi.ResourceOptions(parent=self.parent, providers=there)
