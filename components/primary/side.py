"""The Azure side in one piece: network, gateway, peerings and rules, and what the rest needs to know of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi

from components.primary.agent_identity import AgentIdentity, AgentIdentityArgs
from components.primary.end import AzureEnd
from components.primary.network import PrimaryNetwork, PrimaryNetworkArgs
from components.primary.peerings import SpokePeerings, SpokePeeringsArgs
from components.primary.security_rules import ReplicationRules, ReplicationRulesArgs
from components.primary.vpn_gateway import PrimaryVpnGateway, PrimaryVpnGatewayArgs
from lifeboat.blueprint.model import AzureVpnGateway, Blueprint


@dataclass(frozen=True, kw_only=True)
class PrimarySide:
    """What is known of the Azure side.

    Attributes:
        outputs: its share of the stack's outputs.
        end: where the tunnels end; None while Azure is unreachable.
        resolver_subnet_id: subnet of the DNS private resolver, where one is made.
    """

    outputs: Mapping[str, Any]
    end: AzureEnd | None
    resolver_subnet_id: pulumi.Output[str] | None = None

    def public_ip_addresses(self, gateway: AzureVpnGateway) -> Mapping[str, pulumi.Input[str]]:
        """Return the gateway's addresses by instance: those of settings where it is adopted, else the cloud's."""
        existing = {
            instance.key: str(instance.existing_public_ip_address)
            for instance in gateway.instances
            if instance.existing_public_ip_address is not None
        }
        return {**self.outputs["primary_public_ip_addresses"], **existing}


def create_primary(
    prefix: str,
    blueprint: Blueprint,
    options: pulumi.ResourceOptions,
    spoke_providers: Mapping[str, pulumi.ProviderResource],
) -> PrimarySide:
    """Register the Azure side.

    Args:
        prefix: begins the name of every component.
        blueprint: of the whole stack.
        options: parent and provider of every component.
        spoke_providers: Azure providers of spokes' subscriptions, by subscription id, where it is not the hub's.
    """
    primary, tags = blueprint.primary, dict(blueprint.tags)
    network = PrimaryNetwork(
        f"{prefix}-primary",
        PrimaryNetworkArgs(
            blueprint=primary,
            tags=tags,
            protect=blueprint.protect,
            aws_prefixes=blueprint.interconnect.aws_prefixes,
        ),
        options,
    )
    gateway = PrimaryVpnGateway(
        f"{prefix}-primary-gateway",
        PrimaryVpnGatewayArgs(
            gateway=primary.gateway,
            region=primary.region,
            resource_group_name=network.resource_group_name,
            gateway_subnet_id=network.gateway_subnet_id,
            tags=tags,
            protect=blueprint.protect,
            subscription_id=primary.subscription_id or network.gateway_subnet_id.apply(_subscription_of),
        ),
        options,
    )
    _connect(prefix, blueprint, options, network=network, gateway=gateway, spoke_providers=spoke_providers)
    return PrimarySide(
        outputs={
            "primary_resource_group_name": network.resource_group_name,
            "primary_virtual_network_id": network.virtual_network_id,
            "primary_workload_subnet_ids": network.workload_subnet_ids,
            "primary_vpn_gateway_id": gateway.gateway_id,
            "primary_public_ip_addresses": gateway.public_ip_addresses,
            "agent_identity": _agent_identity(prefix, blueprint, options, network),
        },
        end=AzureEnd(
            region=primary.region,
            resource_group_name=gateway.resource_group_name,
            gateway_id=gateway.gateway_id,
            ip_configuration_ids=gateway.ip_configuration_ids,
            tags=tags,
        ),
        resolver_subnet_id=network.resolver_subnet_id,
    )


def _connect(
    prefix: str,
    blueprint: Blueprint,
    options: pulumi.ResourceOptions,
    *,
    network: PrimaryNetwork,
    gateway: PrimaryVpnGateway,
    spoke_providers: Mapping[str, pulumi.ProviderResource],
) -> None:
    """Register what leads source servers to the gateway; nothing where there is nothing to lead."""
    primary, aws_prefixes = blueprint.primary, blueprint.interconnect.aws_prefixes
    if primary.spokes:
        SpokePeerings(
            f"{prefix}-primary-spokes",
            SpokePeeringsArgs(
                blueprint=primary,
                virtual_network_id=network.virtual_network_id,
                gateway=gateway,
                aws_prefixes=aws_prefixes,
                providers=spoke_providers,
            ),
            options,
        )
    if primary.security_groups:
        ReplicationRules(
            f"{prefix}-primary-rules",
            ReplicationRulesArgs(
                security_groups=primary.security_groups,
                rules=primary.source_rules,
            ),
            options,
        )


def _agent_identity(
    prefix: str, blueprint: Blueprint, options: pulumi.ResourceOptions, network: PrimaryNetwork
) -> pulumi.Output[Mapping[str, str]] | None:
    """Register the identity that AWS trusts, where there is one."""
    identity = blueprint.access.azure_identity
    if identity is None:
        return None
    return AgentIdentity(
        f"{prefix}-primary-agents",
        AgentIdentityArgs(
            identity=identity,
            region=blueprint.primary.region,
            resource_group_name=network.resource_group_name,
            tags=dict(blueprint.tags),
        ),
        options,
    ).known_as


def _subscription_of(resource_id: str) -> str:
    """Return the subscription of an Azure resource id, `/subscriptions/<id>/resourceGroups/...`."""
    return resource_id.split("/")[2]
