"""The tunnels: pre-shared keys, Azure's gateway with its addresses and connections, AWS's VPN connections.

What replaces is each provider's own rule, or an option that the components set; the engine tests hold it against
`pulumi preview`. Minutes are what the clouds' documentation names, the longest where it names a span; where it names
none, what is usual, marked as such. They say how long traffic waits, not how long the call takes.
"""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import (
    TAGS,
    UNHURT,
    USUAL,
    Consequence,
    DangerClass,
    Down,
    Kind,
    Reversible,
    Takes,
    When,
    harm,
    quiet,
)

SETTINGS: Final = "Azure docs, About VPN Gateway configuration settings"
ENDPOINTS: Final = "AWS Site-to-Site VPN user guide, Tunnel endpoint replacements"
ACTIVE: Final = "Azure docs, Change a VPN gateway to active-active"
UPGRADE: Final = "Azure docs, Upgrade a VPN Gateway SKU"
BGP: Final = f"Azure docs, Configure BGP for VPN Gateway; minutes: {USUAL}"
KEY: Final = "terraform-provider-azurerm#11742: Azure ignores a changed key on an update"
POLICY: Final = "Azure docs, Configure custom IPsec/IKE connection policies"
PATH: Final = frozenset({"resourceGroupName", "location"})
"""Every resource of Azure is replaced when its group or region changes (pulumi-azure-native, path parameters)."""

ONE_TUNNEL: Final = "Change one tunnel, wait until it is up again, then do the next."
WINDOW: Final = "Choose a window in which nothing has to pass between the clouds."
ONE_KEY: Final = (
    "Leave interconnect.key_rotation as it is and raise interconnect.tunnels.tunnel1.key_rotation, deploy, wait until"
    " that tunnel is up, then do the next: only that tunnel is down each time."
)


def _tunnel_option(number: int, down: Down) -> Consequence:
    return Consequence(
        down, 5, f"AWS replaces the endpoint of tunnel {number} of the connection; the other one stays",
        f"{ENDPOINTS}; minutes: {USUAL}", instead=ONE_TUNNEL,
    )  # fmt: skip


def _both(what: str) -> Consequence:
    return Consequence(
        Down.CONNECTION, 10, f"{what}: both tunnels are down while AWS provisions new endpoints",
        f"{ENDPOINTS}; minutes: {USUAL}", instead=WINDOW,
    )  # fmt: skip


_GATEWAY_GONE: Final = Consequence(
    Down.ALL, 45, "a VNet takes one VPN gateway, so the old one goes first; a new one takes 45 minutes and more",
    SETTINGS, reversible=Reversible.PARTLY, instead=WINDOW,
)  # fmt: skip
_GATEWAY_REBUILT: Final = Consequence(
    Down.ALL, 45,
    "Azure takes 30 to 45 minutes to change between active-standby and active-active and names no figure for the "
    "interruption in them; the tunnels come back by themselves",
    ACTIVE, passes=True, instead=WINDOW,
)  # fmt: skip
_GATEWAY_RESIZED: Final = Consequence(
    Down.ALL, 45, "Azure names about 45 minutes of downtime for another size; the tunnels come back by themselves",
    UPGRADE, passes=True, reversible=Reversible.NO,
    instead=f"{WINDOW} Azure never makes a gateway smaller again.",
)  # fmt: skip
_GATEWAY_BGP: Final = Consequence(
    Down.ALL, 5, "BGP of the gateway starts anew; the tunnels come back by themselves", BGP, passes=True,
    instead=WINDOW,
)  # fmt: skip
_GATEWAY_RENUMBERED: Final = Consequence(
    Down.ALL, 5, "BGP of the gateway starts anew under another AS number, which the AWS end has to expect", BGP,
    instead=WINDOW,
)  # fmt: skip
_GATEWAY_KIND: Final = harm(
    DangerClass.REFUSED, "Azure does not change the kind of a gateway that exists", SETTINGS,
    instead="Give the gateway another name, which replaces it: 45 minutes without tunnels.",
)  # fmt: skip

TUNNEL_ENDS: Final = Consequence(Down.OWN, 0, "this tunnel ends", "-", lasting=True)
"""A tunnel that the new settings do not have."""

TUNNELS: Final[Mapping[str, Kind]] = {
    tokens.PASSWORD: Kind(
        frozenset({"*"}),
        harm(DangerClass.DEGRADED, "another pre-shared key is drawn, which both ends of its tunnel have to take", KEY,
             reversible=Reversible.PARTLY, instead=ONE_KEY),
        {},
        harm(DangerClass.DEGRADED, "the pre-shared key of a tunnel is forgotten", "-", lasting=True,
             reversible=Reversible.PARTLY),
    ),
    tokens.PUBLIC_IP: Kind(
        PATH | {"publicIpAddressName", "sku"},
        Consequence(Down.ALL, 45, "AWS ends its tunnels at this address", SETTINGS, reversible=Reversible.PARTLY,
                    instead=WINDOW),
        quiet("publicIPAllocationMethod", "zones", "tags*"),
        harm(DangerClass.DEGRADED, "the address is given back, and another one would come for it",
             "Azure docs, Public IP addresses", lasting=True, reversible=Reversible.PARTLY),
        ignored=frozenset({"zones", "tags"}),
    ),
    tokens.AZURE_GATEWAY: Kind(
        PATH | {"virtualNetworkGatewayName", "vpnGatewayGeneration"},
        _GATEWAY_GONE,
        {
            "sku*": _GATEWAY_RESIZED,
            "activeActive": _GATEWAY_REBUILT,
            "ipConfigurations*": _GATEWAY_REBUILT,
            "bgpSettings.asn": _GATEWAY_RENUMBERED,
            "bgpSettings*": _GATEWAY_BGP,
            "enableBgp": _GATEWAY_BGP,
            "gatewayType": _GATEWAY_KIND,
            "vpnType": _GATEWAY_KIND,
            **TAGS,
        },
        Consequence(Down.ALL, 0, "every tunnel ends at it", "-", lasting=True, reversible=Reversible.PARTLY),
        takes=Takes(create=45, update=45, delete=15, source=f"{SETTINGS}; {UPGRADE}; deletion: {USUAL}"),
    ),
    tokens.LOCAL_GATEWAY: Kind(
        PATH | {"localNetworkGatewayName"},
        Consequence(Down.OWN, 5, "the connection's far end is made anew", f"{SETTINGS}; minutes: {USUAL}",
                    instead=ONE_TUNNEL),
        {
            "gatewayIpAddress": Consequence(
                Down.OWN, 5, "Azure dials another outside address of AWS", f"{SETTINGS}; minutes: {USUAL}",
                instead=ONE_TUNNEL,
            ),
            "bgpSettings*": Consequence(
                Down.OWN, 2, "the BGP session of this tunnel starts anew", f"{SETTINGS}; minutes: {USUAL}",
                instead=ONE_TUNNEL,
            ),
            "localNetworkAddressSpace*": harm(
                DangerClass.OUTAGE, "Azure has no route to a range of AWS any more", SETTINGS, when=When.LESS,
                loses="the way to this range", lasting=True,
            ),
            **TAGS,
        },
        UNHURT,
        takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.CONNECTION: Kind(
        PATH | {"virtualNetworkGatewayConnectionName", "sharedKey", "virtualNetworkGateway1"},
        Consequence(Down.OWN, 5, "the Azure connection is deleted and made anew", f"{KEY}; minutes: {USUAL}",
                    instead=ONE_TUNNEL),
        {
            "ipsecPolicies*": Consequence(
                Down.OWN, 1, "Azure negotiates anew, seconds once AWS accepts the same", POLICY, instead=ONE_TUNNEL
            ),
            **TAGS,
            "*": Consequence(Down.OWN, 2, "this tunnel starts anew", f"{SETTINGS}; minutes: {USUAL}",
                             instead=ONE_TUNNEL),
        },
        TUNNEL_ENDS,
        takes=Takes(2, 2, 2, USUAL),
    ),
    tokens.CUSTOMER_GATEWAY: Kind(
        frozenset({"*"}),
        harm(DangerClass.DEGRADED, "another customer gateway is made, and VPN connections move to it",
             f"{ENDPOINTS}; terraform-provider-aws, ForceNew", reversible=Reversible.PARTLY),
        TAGS,
        harm(DangerClass.DEGRADED, "AWS no longer knows this end of Azure", ENDPOINTS, lasting=True,
             reversible=Reversible.PARTLY),
    ),
    tokens.VPN_CONNECTION: Kind(
        frozenset({
            "type", "staticRoutesOnly", "enableAcceleration", "tunnelInsideIpVersion", "tunnelBandwidth",
            "outsideIpAddressType",
        }),
        Consequence(
            Down.CONNECTION, 10, "AWS cannot change it in place: it is deleted and made anew, with other outside "
            "addresses", f"terraform-provider-aws, ForceNew; minutes: {USUAL}", reversible=Reversible.PARTLY,
            instead=WINDOW,
        ),
        {
            "tunnel1*": _tunnel_option(1, Down.FIRST),
            "tunnel2*": _tunnel_option(2, Down.SECOND),
            "customerGatewayId": _both("another customer gateway"),
            "vpnGatewayId": _both("another target"),
            "transitGatewayId": _both("another target"),
            "presharedKeyStorage": _both("another place for the keys"),
            "*Ipv4NetworkCidr": _both("other traffic selectors"),
            **TAGS,
        },
        Consequence(Down.CONNECTION, 0, "its tunnels end", "-", reversible=Reversible.PARTLY),
        takes=Takes(5, 5, 3, USUAL),
    ),
    tokens.CONNECTION_ROUTE: Kind(
        frozenset({"destinationCidrBlock", "vpnConnectionId"}),
        harm(DangerClass.DEGRADED, "the static route is taken out and put in again",
             f"terraform-provider-aws, ForceNew; minutes: {USUAL}", loses="the way to this range of Azure", minutes=1),
        {},
        harm(DangerClass.OUTAGE, "AWS sends nothing for this range into the tunnels any more",
             "AWS Site-to-Site VPN user guide, Static and dynamic routing", loses="the way to this range of Azure",
             lasting=True),
    ),
}  # fmt: skip
"""What tunnels consist of, by type token."""
