"""What AWS's VPN connections end at, and the routes that lead there: virtual private and transit gateways."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.interconnect import WINDOW
from lifeboat.consequences.model import (
    TAGS,
    USUAL,
    Consequence,
    DangerClass,
    Down,
    Kind,
    Reversible,
    Takes,
    harm,
    quiet,
)

FORCE_NEW: Final = "terraform-provider-aws, ForceNew"
TRANSIT_DOCS: Final = "Amazon VPC Transit Gateways guide"
ROUTES_DOCS: Final = "Amazon VPC user guide, Configure route tables"


def _routing(what: str) -> Consequence:
    return Consequence(
        Down.ALL, 1, f"{what}: until it is there again nothing finds the way back to Azure",
        f"{FORCE_NEW}; minutes: {USUAL}", instead=WINDOW,
    )  # fmt: skip


def _gone(what: str) -> Consequence:
    return harm(
        DangerClass.DEGRADED, f"{what} goes; what tunnels still need has to be reached in another way", ROUTES_DOCS,
        loses="what only it led to", lasting=True,
    )  # fmt: skip


_BESIDE: Final = harm(
    DangerClass.DEGRADED, "another one is made beside it, then what uses it moves", FORCE_NEW,
    reversible=Reversible.PARTLY, instead=WINDOW,
)  # fmt: skip

AWS_GATEWAYS: Final[Mapping[str, Kind]] = {
    tokens.VPN_GATEWAY: Kind(
        frozenset({"amazonSideAsn", "availabilityZone"}),
        Consequence(
            Down.ALL, 15, "a VPC takes one virtual private gateway: detached, replaced, attached",
            f"Amazon VPN quotas; minutes: {USUAL}", reversible=Reversible.PARTLY, instead=WINDOW,
        ),
        TAGS,
        _gone("the virtual private gateway"),
        takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.ATTACHMENT: Kind(
        frozenset({"vpcId", "vpnGatewayId"}), _routing("the gateway leaves the VPC"), {},
        _gone("the gateway's attachment to the VPC"), takes=Takes(1, 1, 2, USUAL),
    ),
    tokens.PROPAGATION: Kind(
        frozenset({"routeTableId", "vpnGatewayId"}), _routing("the routes are taken out"), {},
        _gone("the propagation of routes into this table"),
    ),
    tokens.ROUTE: Kind(
        frozenset({"routeTableId", "destinationCidrBlock"}), _routing("the route is taken out"),
        {
            "transitGatewayId": _routing("the route leads elsewhere"),
            "natGatewayId": harm(
                DangerClass.DEGRADED, "the way out leads through another NAT gateway, connections through the old one "
                "break", "Amazon VPC user guide, NAT gateways", loses="connections that are open", minutes=1,
            ),
            "gatewayId": harm(
                DangerClass.DEGRADED, "the route leads through another gateway", ROUTES_DOCS,
                loses="connections that are open", minutes=1,
            ),
        },
        _gone("the route"),
    ),
    # Another one is made beside it, with attachments and a table of its own; then VPN connections and routes move.
    tokens.TRANSIT_GATEWAY: Kind(
        frozenset({"multicastSupport", "amazonSideAsn"}), _BESIDE,
        {
            "vpnEcmpSupport": harm(
                DangerClass.DEGRADED, "traffic is spread over the tunnels in another way", TRANSIT_DOCS,
                loses="bandwidth of the tunnels together", lasting=True,
            ),
            **quiet("description", "tags*", "defaultRouteTable*"),
        },
        _gone("the transit gateway"),
        takes=Takes(3, 3, 3, USUAL),
    ),
    tokens.TRANSIT_ATTACHMENT: Kind(
        frozenset({"transitGatewayId", "vpcId"}), _routing("the VPC changes its way to the tunnels"),
        {
            "subnetIds*": harm(
                DangerClass.DEGRADED, "the attachment gains or loses subnets, and zones with them", TRANSIT_DOCS,
                loses="the tunnels for zones that it leaves", minutes=1,
            ),
            **quiet("transitGatewayDefaultRouteTable*", "tags*"),
        },
        _gone("the VPC's attachment to the transit gateway"),
        takes=Takes(2, 1, 2, USUAL),
    ),
    tokens.TRANSIT_ACCEPTER: Kind(
        frozenset({"transitGatewayAttachmentId"}), _routing("the attachment waits for its account"),
        quiet("transitGatewayDefaultRouteTable*", "tags*"), _gone("the acceptance of the attachment"),
        takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.TRANSIT_TABLE: Kind(
        frozenset({"transitGatewayId"}), _routing("its routes go with it"), TAGS,
        _gone("the transit gateway's route table"), takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.TRANSIT_ASSOCIATION: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId"}),
        _BESIDE, quiet("replaceExistingAssociation"), _gone("the attachment's association with its route table"),
    ),
    tokens.TRANSIT_PROPAGATION: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId"}),
        _BESIDE, {}, _gone("the propagation of routes into the transit gateway's table"),
    ),
    tokens.TRANSIT_ROUTE: Kind(
        frozenset({"transitGatewayAttachmentId", "transitGatewayRouteTableId", "destinationCidrBlock", "blackhole"}),
        _BESIDE, {}, _gone("the transit gateway's route"),
    ),
}  # fmt: skip
"""What VPN connections end at, by type token."""
