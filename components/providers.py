"""One explicit provider a role, so that a role can move to another account without moving a resource's code."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import ProviderAssumeRoleArgs
from pulumi_aws.provider import Provider as AwsProvider
from pulumi_azure_native.provider import Provider as AzureProvider
from pulumi_random.provider import Provider as RandomProvider

from components.options import child
from lifeboat.blueprint.model import Blueprint, NetworkAccount


@dataclass(frozen=True)
class Providers:
    """Providers by role.

    Attributes:
        primary: Azure; None while Azure is unreachable.
        spokes: Azure, for spokes in another subscription than `primary`'s, by subscription id.
        network: AWS, for the VPN and its gateways.
        staging: AWS, for DRS and its replication servers.
        recovery: AWS, for the VPC and what servers recover into.
        random: pre-shared keys.
    """

    primary: AzureProvider | None
    spokes: Mapping[str, AzureProvider]
    network: AwsProvider
    staging: AwsProvider
    recovery: AwsProvider
    random: RandomProvider


def make_providers(parent: pulumi.Resource, blueprint: Blueprint, *, with_primary: bool) -> Providers:
    """Return the providers of a landing zone, in the accounts and subscriptions that settings name.

    Args:
        parent: the landing zone.
        blueprint: names Region, accounts and subscriptions.
        with_primary: False while Azure is unreachable; its providers are then not even configured.
    """
    name, primary = blueprint.name, blueprint.primary
    elsewhere = {spoke.subscription_id for spoke in primary.spokes} - {primary.subscription_id}
    return Providers(
        primary=_azure(parent, blueprint, f"{name}-primary", primary.subscription_id) if with_primary else None,
        spokes={one: _azure(parent, blueprint, f"{name}-primary-{one}", one) for one in sorted(elsewhere)}
        if with_primary
        else {},
        network=_aws(parent, blueprint, "network", blueprint.recovery.gateway.account),
        staging=_aws(parent, blueprint, "staging"),
        recovery=_aws(parent, blueprint, "recovery"),
        random=RandomProvider(f"{name}-random", opts=child(parent)),
    )


def _azure(parent: pulumi.Resource, blueprint: Blueprint, name: str, subscription_id: str | None) -> AzureProvider:
    return AzureProvider(name, subscription_id=subscription_id, location=blueprint.primary.region, opts=child(parent))


def _aws(
    parent: pulumi.Resource, blueprint: Blueprint, role: str, account: NetworkAccount | None = None
) -> AwsProvider:
    """Return a provider of the recovery account, or of another one, where it takes on that account's role."""
    recovery = blueprint.recovery
    account_id = account.account_id if account else recovery.account_id
    return AwsProvider(
        f"{blueprint.name}-{role}",
        region=recovery.region,
        # Credentials of any other account are refused before anything is touched.
        allowed_account_ids=[account_id] if account_id else None,
        assume_roles=[ProviderAssumeRoleArgs(role_arn=account.role_arn)] if account else None,
        default_tags={"tags": dict(blueprint.tags)},
        opts=child(parent),
    )
