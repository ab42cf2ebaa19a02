"""Peerings with the VNets that reach AWS through the gateway of this one (hub and spoke, gateway transit)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_azure_native import network
from pulumi_azure_native.network.outputs import VirtualNetworkPeeringVirtualNetworkResponse

from components.options import child, read_adopted, require_same
from components.primary.dns import require_azure_dns
from components.primary.route_tables import require_routes
from lifeboat.blueprint.model import PrimaryBlueprint, Spoke

TYPE: Final = "lifeboat:primary:SpokePeerings"


@dataclass(frozen=True, kw_only=True)
class SpokePeeringsArgs:
    """What the peerings are made from.

    Attributes:
        blueprint: the Azure side with its spokes.
        virtual_network_id: resource id of the VNet with the gateway, the hub.
        gateway: what the peerings wait for: a spoke uses a gateway that is there.
        aws_prefixes: what is routed to AWS.
        providers: Azure providers of the spokes' subscriptions, by subscription id, where it is not the hub's.
    """

    blueprint: PrimaryBlueprint
    virtual_network_id: pulumi.Input[str]
    gateway: pulumi.Resource
    aws_prefixes: tuple[IPv4Network, ...]
    providers: Mapping[str, pulumi.ProviderResource]


class SpokePeerings(pulumi.ComponentResource):
    """Both directions of the peering with each spoke, or a check of those that exist."""

    def __init__(self, name: str, args: SpokePeeringsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._hub = args.blueprint.virtual_network
        found = {spoke.key: self._read_spoke(spoke) for spoke in args.blueprint.spokes}
        existing = [spoke for spoke in args.blueprint.spokes if not spoke.creates_peering]
        if existing:
            self._require_existing(existing, found)
        made: list[network.VirtualNetworkPeering] = []
        for spoke in args.blueprint.spokes:
            if spoke.creates_peering:
                made.append(self._create_from_hub(spoke, after=made[-1:]))
                made.append(self._create_to_hub(spoke, after=made[-1:]))
        self.register_outputs({})

    def _read_spoke(self, spoke: Spoke) -> network.GetVirtualNetworkResult:
        where = f"primary.network.spokes {spoke.key}"
        provider = self._args.providers.get(spoke.subscription_id)
        found = read_adopted(
            where,
            lambda: network.get_virtual_network(
                resource_group_name=spoke.resource_group,
                virtual_network_name=spoke.key,
                opts=pulumi.InvokeOptions(parent=self, provider=provider),
            ),
        )
        prefixes = found.address_space.address_prefixes if found.address_space else None
        require_same(
            f"primary.network.spokes, address_space of {spoke.key}",
            ", ".join(sorted(str(prefix) for prefix in spoke.address_space)),
            ", ".join(sorted(prefixes or [])),
        )
        require_routes(
            self,
            where,
            found.subnets or [],
            self._args.aws_prefixes,
            without_servers=self._args.blueprint.subnets_without_servers,
            provider=provider,
            must_read=False,
        )
        blueprint = self._args.blueprint
        if blueprint.dns is not None and blueprint.dns.mode == "resolver":
            require_azure_dns(where, found, blueprint.region)
        if spoke.creates_peering:
            self._require_room(spoke, found.virtual_network_peerings or [])
        return found

    def _require_room(self, spoke: Spoke, peerings: Iterable[VirtualNetworkPeeringVirtualNetworkResponse]) -> None:
        """Stop before the gateway is made, 45 minutes early, when Azure would refuse the spoke's side in the end.

        Two VNets have one peering, and a VNet uses the gateways of one other ("Create, change, or delete a virtual
        network peering"). A peering of ours is told by its name.
        """
        hub = f"/resourceGroups/{self._hub.resource_group}/providers/Microsoft.Network/virtualNetworks/{self._hub.name}"
        for peering in peerings:
            if peering.name == self._peering_name:
                continue
            remote = str(peering.remote_virtual_network.id) if peering.remote_virtual_network else ""
            if remote.lower().endswith(hub.lower()):
                raise pulumi.RunError(
                    f"primary.network.spokes, peering of {spoke.key}: found the peering {peering.name} with"
                    f" {self._hub.name}, but settings say that it is to be created, and two VNets have one peering. Set"
                    f" peering to existing."
                )
            if peering.use_remote_gateways:
                raise pulumi.RunError(
                    f"primary.network.spokes, peering of {spoke.key}: found the peering {peering.name} that uses the"
                    f" gateways of {remote.rpartition('/')[2]}. A VNet uses the gateways of one other VNet. Let its"
                    f" owner switch that off, or take the spoke out."
                )

    @property
    def _peering_name(self) -> str:
        return f"to-{self._hub.name}"

    def _require_existing(self, spokes: list[Spoke], found: Mapping[str, network.GetVirtualNetworkResult]) -> None:
        hub = read_adopted(
            f"primary.network.virtual_network.name {self._hub.name}",
            lambda: network.get_virtual_network(
                resource_group_name=self._hub.resource_group,
                virtual_network_name=self._hub.name,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        for spoke in spokes:
            from_hub = _peering_with(spoke.id, hub.virtual_network_peerings or [])
            to_hub = _peering_with(str(hub.id), found[spoke.key].virtual_network_peerings or [])
            if from_hub is None or not from_hub.allow_gateway_transit:
                raise _unusable(spoke, self._hub.name, from_hub, "allowGatewayTransit")
            if to_hub is None or not to_hub.use_remote_gateways:
                raise _unusable(spoke, spoke.key, to_hub, "useRemoteGateways")

    def _create_from_hub(
        self, spoke: Spoke, after: list[network.VirtualNetworkPeering]
    ) -> network.VirtualNetworkPeering:
        return network.VirtualNetworkPeering(
            f"{self._name}-to-{spoke.key}",
            virtual_network_peering_name=f"to-{spoke.key}",
            resource_group_name=self._hub.resource_group,
            virtual_network_name=self._hub.name,
            remote_virtual_network=network.SubResourceArgs(id=spoke.id),
            allow_virtual_network_access=True,
            allow_gateway_transit=True,
            use_remote_gateways=False,
            # Forwarded is what an appliance passes on; a VPN gateway's traffic needs no leave ("Create, change, or
            # delete a virtual network peering").
            allow_forwarded_traffic=False,
            opts=child(self, depends_on=[self._args.gateway, *after]),
        )

    def _create_to_hub(self, spoke: Spoke, after: list[network.VirtualNetworkPeering]) -> network.VirtualNetworkPeering:
        """Register the spoke's side, after the hub's: its flag is refused until the other side offers the gateway."""
        elsewhere = self._args.providers.get(spoke.subscription_id)
        return network.VirtualNetworkPeering(
            f"{self._name}-from-{spoke.key}",
            virtual_network_peering_name=self._peering_name,
            resource_group_name=spoke.resource_group,
            virtual_network_name=spoke.key,
            remote_virtual_network=network.SubResourceArgs(id=self._args.virtual_network_id),
            allow_virtual_network_access=True,
            allow_gateway_transit=False,
            use_remote_gateways=True,
            allow_forwarded_traffic=False,
            opts=child(self, depends_on=after, provider=elsewhere) if elsewhere else child(self, depends_on=after),
        )


def _peering_with(
    remote_id: str, peerings: Iterable[VirtualNetworkPeeringVirtualNetworkResponse]
) -> VirtualNetworkPeeringVirtualNetworkResponse | None:
    """Return the peering with a VNet; Azure compares ids without regard to case."""
    for peering in peerings:
        if peering.remote_virtual_network and str(peering.remote_virtual_network.id).lower() == remote_id.lower():
            return peering
    return None


def _unusable(
    spoke: Spoke, side: str, found: VirtualNetworkPeeringVirtualNetworkResponse | None, flag: str
) -> pulumi.RunError:
    what = "no peering" if found is None else f"the peering {found.name} without {flag}"
    return pulumi.RunError(
        f"primary.network.spokes, peering of {spoke.key}: found {what} at {side}, but settings say that it exists:"
        f" without {flag} there the spoke does not reach AWS. Let its owner set it, or set peering to create."
    )
