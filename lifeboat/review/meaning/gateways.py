"""Gateways of both clouds: size, active-active, AS numbers."""

from collections.abc import Iterator

from lifeboat.consequences import tokens as t
from lifeboat.previews import PropertyChange
from lifeboat.review.meaning.pool import Finding, Part, Pool
from lifeboat.review.meaning.rooms import PRIMARY_GATEWAY, room
from lifeboat.review.meaning.words import from_to, gateway_mode


def gateways(pool: Pool) -> Iterator[Finding]:
    """Yield what changes about the gateways."""
    yield from _size(pool)
    yield from _mode(pool)
    yield from _azure_number(pool)
    yield from _aws_number(pool)


def _first(parts: tuple[Part, ...], path: str = "") -> PropertyChange:
    places = [place for part in parts for place in part.places]
    return next((place for place in places if place.path == path), places[0])


def _size(pool: Pool) -> Iterator[Finding]:
    parts = pool.places([t.AZURE_GATEWAY], "sku*", "vpnGatewayGeneration")
    if parts:
        place = _first(parts, "sku.name")
        of = "SKU" if place.path.startswith("sku") else "generation"
        yield Finding(f"The {of} of the Azure VPN gateway changes {from_to(place.before, place.after)}.", parts)


def _mode(pool: Pool) -> Iterator[Finding]:
    parts = (
        *pool.places([t.AZURE_GATEWAY], "activeActive", "ipConfigurations*"),
        *pool.whole([t.PUBLIC_IP], fits=lambda each: room(each) == PRIMARY_GATEWAY),
    )
    changed = [part for part in parts if part.places]
    if not changed:
        pool_title = "The public addresses of the Azure VPN gateway change."
        if parts:
            yield Finding(pool_title, parts)
        return
    place = _first(tuple(changed), "activeActive")
    if place.path == "activeActive":
        yield Finding(f"The Azure VPN gateway becomes {gateway_mode(place.after)}.", parts)
    else:
        yield Finding("The instances of the Azure VPN gateway change.", parts)


def _azure_number(pool: Pool) -> Iterator[Finding]:
    own = pool.places([t.AZURE_GATEWAY], "bgpSettings.asn")
    followers = (
        *pool.places([t.CUSTOMER_GATEWAY], "bgpAsn*"),
        *pool.places([t.CUSTOMER_GATEWAY], "*"),
        *pool.places([t.VPN_CONNECTION], "customerGatewayId"),
    )
    if not own and not followers:
        return
    numbers = [place for part in followers for place in part.places if place.path.startswith("bgpAsn")]
    if own or numbers:
        place = _first(own) if own else numbers[0]
        title = f"The AS number of the Azure side changes {from_to(place.before, place.after)}."
    else:
        title = "The customer gateways, which stand for Azure in AWS, change."
    yield Finding(title, (*own, *followers))


def _aws_number(pool: Pool) -> Iterator[Finding]:
    own = pool.places([t.VPN_GATEWAY, t.TRANSIT_GATEWAY], "amazonSideAsn")
    if not own:
        return
    followers = (
        *pool.places([t.LOCAL_GATEWAY], "bgpSettings.asn"),
        *pool.places([t.VPN_CONNECTION], "vpnGatewayId", "transitGatewayId"),
        *pool.places([t.ATTACHMENT, t.PROPAGATION], "*"),
        *pool.places([t.TRANSIT_ATTACHMENT, t.TRANSIT_TABLE, t.TRANSIT_ASSOCIATION, t.TRANSIT_PROPAGATION], "*"),
        *pool.places([t.ROUTE], "gatewayId", "transitGatewayId"),
    )
    place = _first(own)
    yield Finding(f"The AS number of the AWS side changes {from_to(place.before, place.after)}.", (*own, *followers))
