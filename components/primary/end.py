"""Where the Azure end of the tunnels goes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True)
class AzureEnd:
    """The Azure VPN gateway, as the tunnels need it.

    Attributes:
        region: Azure region.
        resource_group_name: where local network gateways and connections go.
        gateway_id: resource id of the VPN gateway.
        ip_configuration_ids: resource ids of its IP configurations, by instance key.
        tags: on everything.
    """

    region: str
    resource_group_name: pulumi.Input[str]
    gateway_id: pulumi.Input[str]
    ip_configuration_ids: Mapping[str, pulumi.Input[str]]
    tags: Mapping[str, str]
