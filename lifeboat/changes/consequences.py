"""What the clouds do with a changed property: replaced or updated in place, which tunnels are down, how long.

The one table of it. What replaces is each provider's own rule, or an option that the components set; the engine tests
hold it against `pulumi preview`. Minutes are what the clouds' documentation names, the longest where it names a span;
where it names none, what is usual, marked as such. They say how long traffic waits, not how long the call takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Final

from lifeboat.changes.state import CONNECTION, LOCAL_GATEWAY, VPN_CONNECTION

PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 (a type token)
PUBLIC_IP: Final = "azure-native:network:PublicIPAddress"
AZURE_GATEWAY: Final = "azure-native:network:VirtualNetworkGateway"
CUSTOMER_GATEWAY: Final = "aws:ec2/customerGateway:CustomerGateway"
CONNECTION_ROUTE: Final = "aws:ec2/vpnConnectionRoute:VpnConnectionRoute"
VPN_GATEWAY: Final = "aws:ec2/vpnGateway:VpnGateway"
ATTACHMENT: Final = "aws:ec2/vpnGatewayAttachment:VpnGatewayAttachment"
PROPAGATION: Final = "aws:ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
ROUTE: Final = "aws:ec2/route:Route"
TRANSIT_GATEWAY: Final = "aws:ec2transitgateway/transitGateway:TransitGateway"
TRANSIT_ATTACHMENT: Final = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
TRANSIT_ACCEPTER: Final = "aws:ec2transitgateway/vpcAttachmentAccepter:VpcAttachmentAccepter"
TRANSIT_TABLE: Final = "aws:ec2transitgateway/routeTable:RouteTable"
TRANSIT_ASSOCIATION: Final = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
TRANSIT_PROPAGATION: Final = "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation"
TRANSIT_ROUTE: Final = "aws:ec2transitgateway/route:Route"


class Down(StrEnum):
    """Which of the running tunnels carry nothing while a change is made."""

    NONE = "none"
    ALL = "all"
    CONNECTION = "both of the AWS VPN connection"
    FIRST = "the first of the AWS VPN connection"
    SECOND = "the second of the AWS VPN connection"
    OWN = "the one it belongs to"


@dataclass(frozen=True)
class Consequence:
    """What a change does to traffic.

    Attributes:
        down: the tunnels that are down.
        minutes: how long, usually.
        says: what happens, in a clause.
        source: where that is documented.
        passes: whether the tunnels that it takes down come back as they were, without any other change. What stays
            unchanged beside it is then only interrupted.
    """

    down: Down
    minutes: int
    says: str
    source: str
    passes: bool = False


@dataclass(frozen=True)
class Kind:
    """How one type of resource takes changes.

    Attributes:
        replaced_by: top-level input properties whose change replaces it; `*` for any but those in `updated`.
        updated: consequences of a change in place, by patterns of property paths, the first that fits; no match: none.
        replaced: consequence of a replacement.
        deleted: consequence for the tunnels that run through it when it is deleted for good.
        ignored: properties whose changes the program has the engine ignore.
    """

    replaced_by: frozenset[str]
    replaced: Consequence
    updated: Mapping[str, Consequence]
    deleted: Consequence
    ignored: frozenset[str] = frozenset()

    def replaces(self, prop: str) -> bool:
        """Return whether a change of a top-level property replaces the resource."""
        if "*" in self.replaced_by:
            return self.in_place(prop) is None
        return prop in self.replaced_by

    def in_place(self, path: str) -> Consequence | None:
        """Return what a change in place does, by its property path; None where nothing is written down."""
        return next((found for pattern, found in self.updated.items() if fnmatchcase(path, pattern)), None)


UNHURT: Final = Consequence(Down.NONE, 0, "traffic goes on", "-")
"""No tunnel notices."""

_USUAL: Final = "usual duration, not documented"
_ENDPOINTS: Final = "AWS Site-to-Site VPN user guide, Tunnel endpoint replacements"
_ACTIVE: Final = "Azure docs, Change a VPN gateway to active-active"
_UPGRADE: Final = "Azure docs, Upgrade a VPN Gateway SKU"
_SETTINGS: Final = "Azure docs, About VPN Gateway configuration settings"
_KEY: Final = "terraform-provider-azurerm#11742: Azure ignores a changed key on an update"
_POLICY: Final = "Azure docs, Configure custom IPsec/IKE connection policies"
_PATH: Final = frozenset({"resourceGroupName", "location"})
"""Every resource of Azure is replaced when its group or region changes (pulumi-azure-native, path parameters)."""


def _tunnel_option(number: int, down: Down) -> Consequence:
    return Consequence(
        down, 5, f"AWS replaces the endpoint of tunnel {number} of the connection; the other one stays",
        f"{_ENDPOINTS}; minutes: {_USUAL}",
    )  # fmt: skip


def _both(what: str) -> Consequence:
    return Consequence(
        Down.CONNECTION, 10, f"{what}: both tunnels are down while AWS provisions new endpoints",
        f"{_ENDPOINTS}; minutes: {_USUAL}",
    )  # fmt: skip


def _routing(what: str) -> Consequence:
    return Consequence(
        Down.ALL, 1, f"{what}: until it is there again nothing finds the way back to Azure",
        f"terraform-provider-aws, ForceNew; minutes: {_USUAL}",
    )  # fmt: skip


_GATEWAY_GONE: Final = Consequence(
    Down.ALL, 45, "a VNet takes one VPN gateway, so the old one goes first; a new one takes 45 minutes and more",
    _SETTINGS,
)  # fmt: skip
_GATEWAY_REBUILT: Final = Consequence(
    Down.ALL, 45,
    "Azure takes 30 to 45 minutes to change between active-standby and active-active and names no figure for the "
    "interruption in them; the tunnels come back by themselves",
    _ACTIVE, passes=True,
)  # fmt: skip
_GATEWAY_RESIZED: Final = Consequence(
    Down.ALL, 45, "Azure names about 45 minutes of downtime for another size; the tunnels come back by themselves",
    _UPGRADE, passes=True,
)  # fmt: skip
_GATEWAY_BGP: Final = Consequence(
    Down.ALL, 5, "BGP of the gateway starts anew; the tunnels come back by themselves",
    f"Azure docs, Configure BGP for VPN Gateway; minutes: {_USUAL}", passes=True,
)  # fmt: skip
_GATEWAY_RENUMBERED: Final = Consequence(
    Down.ALL, 5, "BGP of the gateway starts anew under another AS number, which the AWS end has to expect",
    f"Azure docs, Configure BGP for VPN Gateway; minutes: {_USUAL}",
)  # fmt: skip

TUNNEL_ENDS: Final = Consequence(Down.OWN, 0, "this tunnel ends", "-")
"""A tunnel that the new settings do not have."""

KINDS: Final[Mapping[str, Kind]] = {
    PASSWORD: Kind(frozenset({"*"}), UNHURT, {}, UNHURT),
    PUBLIC_IP: Kind(
        _PATH | {"publicIpAddressName", "sku"},
        Consequence(Down.ALL, 45, "AWS ends its tunnels at this address", _SETTINGS),
        {},
        UNHURT,
        ignored=frozenset({"zones", "tags"}),
    ),
    AZURE_GATEWAY: Kind(
        _PATH | {"virtualNetworkGatewayName", "vpnGatewayGeneration"},
        _GATEWAY_GONE,
        {
            "sku*": _GATEWAY_RESIZED,
            "activeActive": _GATEWAY_REBUILT,
            "ipConfigurations*": _GATEWAY_REBUILT,
            "bgpSettings.asn": _GATEWAY_RENUMBERED,
            "bgpSettings*": _GATEWAY_BGP,
            "enableBgp": _GATEWAY_BGP,
        },
        Consequence(Down.ALL, 0, "every tunnel ends at it", "-"),
    ),
    LOCAL_GATEWAY: Kind(
        _PATH | {"localNetworkGatewayName"},
        Consequence(Down.OWN, 5, "the connection's far end is made anew", f"{_SETTINGS}; minutes: {_USUAL}"),
        {
            "gatewayIpAddress": Consequence(
                Down.OWN, 5, "Azure dials another outside address of AWS", f"{_SETTINGS}; minutes: {_USUAL}"
            ),
            "bgpSettings*": Consequence(
                Down.OWN, 2, "the BGP session of this tunnel starts anew", f"{_SETTINGS}; minutes: {_USUAL}"
            ),
        },
        UNHURT,
    ),
    CONNECTION: Kind(
        _PATH | {"virtualNetworkGatewayConnectionName", "sharedKey", "virtualNetworkGateway1"},
        Consequence(Down.OWN, 5, "the Azure connection is deleted and made anew", f"{_KEY}; minutes: {_USUAL}"),
        {
            "ipsecPolicies*": Consequence(
                Down.OWN, 1, "Azure negotiates anew, seconds once AWS accepts the same", _POLICY
            ),
            "tags*": UNHURT,
            "*": Consequence(Down.OWN, 2, "this tunnel starts anew", f"{_SETTINGS}; minutes: {_USUAL}"),
        },
        TUNNEL_ENDS,
    ),
    CUSTOMER_GATEWAY: Kind(frozenset({"*"}), UNHURT, {"tags*": UNHURT}, UNHURT),
    VPN_CONNECTION: Kind(
        frozenset({
            "type", "staticRoutesOnly", "enableAcceleration", "tunnelInsideIpVersion", "tunnelBandwidth",
            "outsideIpAddressType",
        }),
        Consequence(
            Down.CONNECTION, 10, "AWS cannot change it in place: it is deleted and made anew, with other outside "
            "addresses", f"terraform-provider-aws, ForceNew; minutes: {_USUAL}",
        ),
        {
            "tunnel1*": _tunnel_option(1, Down.FIRST),
            "tunnel2*": _tunnel_option(2, Down.SECOND),
            "customerGatewayId": _both("another customer gateway"),
            "vpnGatewayId": _both("another target"),
            "transitGatewayId": _both("another target"),
            "presharedKeyStorage": _both("another place for the keys"),
            "*Ipv4NetworkCidr": _both("other traffic selectors"),
        },
        Consequence(Down.CONNECTION, 0, "its tunnels end", "-"),
    ),
    CONNECTION_ROUTE: Kind(frozenset({"destinationCidrBlock", "vpnConnectionId"}), UNHURT, {}, UNHURT),
    VPN_GATEWAY: Kind(
        frozenset({"amazonSideAsn", "availabilityZone"}),
        Consequence(
            Down.ALL, 15, "a VPC takes one virtual private gateway: detached, replaced, attached",
            f"Amazon VPN quotas; minutes: {_USUAL}",
        ),
        {},
        UNHURT,
    ),
    ATTACHMENT: Kind(frozenset({"vpcId", "vpnGatewayId"}), _routing("the gateway leaves the VPC"), {}, UNHURT),
    PROPAGATION: Kind(frozenset({"routeTableId", "vpnGatewayId"}), _routing("the routes are taken out"), {}, UNHURT),
    ROUTE: Kind(
        frozenset({"routeTableId", "destinationCidrBlock"}), _routing("the route is taken out"),
        {"transitGatewayId": _routing("the route leads elsewhere")}, UNHURT,
    ),
    # Another one is made beside it, with attachments and a table of its own; then VPN connections and routes move.
    TRANSIT_GATEWAY: Kind(frozenset({"multicastSupport", "amazonSideAsn"}), UNHURT, {}, UNHURT),
    TRANSIT_ATTACHMENT: Kind(
        frozenset({"transitGatewayId", "vpcId"}), _routing("the VPC changes its way to the tunnels"), {}, UNHURT
    ),
    TRANSIT_ACCEPTER: Kind(
        frozenset({"transitGatewayAttachmentId"}), _routing("the attachment waits for its account"), {}, UNHURT
    ),
    TRANSIT_TABLE: Kind(frozenset({"transitGatewayId"}), _routing("its routes go with it"), {}, UNHURT),
    TRANSIT_ASSOCIATION: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId"}),
        UNHURT, {}, UNHURT,
    ),
    TRANSIT_PROPAGATION: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId"}), UNHURT, {}, UNHURT
    ),
    TRANSIT_ROUTE: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId", "destinationCidrBlock", "blackhole"}),
        UNHURT, {}, UNHURT,
    ),
}  # fmt: skip
"""Every type that the components of the interconnect make for its tunnels, by token."""
