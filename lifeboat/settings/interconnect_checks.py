"""Problems between the settings of the tunnels and those of the two gateways."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from lifeboat.settings.cloud_facts import AZURE_APIPA, GATEWAY_SKUS
from lifeboat.settings.inside_ranges import allocate
from lifeboat.settings.interconnect import NUMBERS, TUNNEL_KEYS
from lifeboat.settings.ipsec import Ipsec
from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem

MOST_STATIC_ROUTES: Final = 100
"""Static routes a VPN connection on a virtual private gateway takes (AWS Site-to-Site VPN quotas)."""

MOST_LEARNT_ROUTES: Final = {"virtual-private-gateway": 100, "transit-gateway": 1000}
"""Routes that AWS learns over BGP from one VPN connection; beyond them the session drops (Site-to-Site VPN quotas)."""

_INTERCONNECT: Path = ("interconnect",)
_TOPOLOGY: Path = ("interconnect", "topology")
_TARGET: Path = ("interconnect", "target")
_IPSEC: Path = ("interconnect", "ipsec")
_AWS_GATEWAY: Path = ("recovery", "gateway")
_AZURE_GATEWAY: Path = ("primary", "gateway")


def interconnect_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of tunnels and gateways."""
    yield from _as_numbers(settings)
    yield from _azure_gateway(settings)
    yield from _aws_gateway(settings)
    yield from _routing(settings)
    yield from _suite(settings.interconnect.ipsec)
    yield from _tunnels(settings)
    yield from _inside_ranges(settings)
    yield from _route_limits(settings)


def azure_prefixes(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return what AWS routes to Azure: the VNet, its spokes, and what lies behind them."""
    network = settings.primary.network
    spokes = [block for spoke in network.spokes for block in spoke.address_space]
    behind = [other.cidr for other in settings.other_ranges if other.via == "primary"]
    return (*network.virtual_network.address_space, *spokes, *behind)


def aws_prefixes(settings: Settings) -> tuple[IPv4Network, ...]:
    """Return what Azure routes to AWS: the VPC, other VPCs, and what lies behind them."""
    behind = [other.cidr for other in settings.other_ranges if other.via == "recovery"]
    return (settings.recovery.network.cidr, *(vpc.cidr for vpc in settings.recovery.other_vpcs), *behind)


def _as_numbers(settings: Settings) -> Iterator[Problem]:
    mine, theirs = settings.recovery.gateway.asn, settings.primary.gateway.asn
    if mine == theirs:
        yield Problem(
            (*_AWS_GATEWAY, "asn"),
            f"{mine}, the same as primary.gateway.asn",
            "two different AS numbers",
            "Both clouds refuse a peer with their own AS number.",
            "Use 64512 for AWS and 65515 for Azure.",
            ((*_AZURE_GATEWAY, "asn"),),
        )


def _azure_gateway(settings: Settings) -> Iterator[Problem]:
    gateway, topology = settings.primary.gateway, settings.interconnect.topology
    if gateway.mode == "create":
        generations = GATEWAY_SKUS[gateway.sku]
        if gateway.generation not in generations:
            yield Problem(
                (*_AZURE_GATEWAY, "generation"),
                f"{gateway.generation} with {gateway.sku}",
                " or ".join(generations),
                "Azure does not make this size in that generation.",
                f"Use {generations[0]}, or another SKU.",
                ((*_AZURE_GATEWAY, "sku"),),
            )
        return
    if settings.primary.network.virtual_network.mode == "create":
        yield Problem(
            (*_AZURE_GATEWAY, "mode"),
            "adopt",
            "create",
            "The VNet is to be created, so it has no gateway yet.",
            "Create the gateway, or adopt the VNet.",
            (("primary", "network", "virtual_network", "mode"),),
        )
    needed = 2 if topology == "four-tunnel" else 1
    if len(gateway.instances) != needed:
        yield Problem(
            (*_AZURE_GATEWAY, "instances"),
            f"{len(gateway.instances)} for {topology}",
            f"{needed}",
            "Each AWS VPN connection ends at one address of its own, and every instance dials every tunnel.",
            "Name both instances of an active-active gateway with four-tunnel, the one of another gateway otherwise.",
            (_TOPOLOGY,),
        )
    addresses = [instance.public_ip_address for instance in gateway.instances]
    names = [instance.ip_configuration.lower() for instance in gateway.instances]
    if len(set(addresses)) < len(addresses) or len(set(names)) < len(names):
        why = "AWS tells two customer gateways apart by their addresses."
        yield Problem(
            (*_AZURE_GATEWAY, "instances", 1), "the same as the first", "an address and a name of its own", why,
            "Name the second instance.", ((*_AZURE_GATEWAY, "instances", 0),),
        )  # fmt: skip


def _aws_gateway(settings: Settings) -> Iterator[Problem]:
    recovery, target = settings.recovery, settings.interconnect.target
    gateway, transit = recovery.gateway, target == "transit-gateway"
    if gateway.mode == "adopt" and gateway.id.startswith("tgw-") != transit:
        yield Problem(
            (*_AWS_GATEWAY, "id"),
            f"{gateway.id} with target {target}",
            "a transit gateway" if transit else "a virtual private gateway",
            "The tunnels end at what interconnect.target says.",
            "Change one of the two.",
            (_TARGET,),
        )
    elif gateway.mode == "adopt" and not transit and recovery.network.mode == "create":
        yield Problem(
            (*_AWS_GATEWAY, "mode"),
            "adopt",
            "create",
            "A virtual private gateway belongs to one VPC, and this one is to be created.",
            "Create the gateway, or adopt the VPC it is attached to.",
            (("recovery", "network", "mode"),),
        )
    yield from _transit_gateway_alone(settings)
    if gateway.mode == "adopt" and transit:
        yield from _attachment(settings)


def _transit_gateway_alone(settings: Settings) -> Iterator[Problem]:
    """Yield what only a transit gateway takes, or only an adopted one."""
    recovery, gateway = settings.recovery, settings.recovery.gateway
    if settings.interconnect.target == "transit-gateway":
        if recovery.network_account is not None and gateway.mode == "create":
            yield Problem(
                ("recovery", "network_account"),
                "an account for a gateway that is to be created",
                "none",
                "A transit gateway of another account has to be shared with this one first.",
                "Adopt the shared transit gateway, or leave network_account out.",
                ((*_AWS_GATEWAY, "mode"), _TARGET),
            )
        return
    found: list[tuple[Path, str]] = []
    if recovery.network_account is not None:
        found.append((("recovery", "network_account"), "an account"))
    if recovery.other_vpcs:
        found.append((("recovery", "other_vpcs"), f"{len(recovery.other_vpcs)} VPCs"))
    if gateway.mode == "adopt":
        named = {"attachment_id": gateway.attachment_id, "route_table_id": gateway.route_table_id}
        found += [((*_AWS_GATEWAY, key), value) for key, value in named.items() if value]
    for path, what in found:
        yield Problem(
            path,
            f"{what} with target virtual-private-gateway",
            "nothing",
            "A virtual private gateway belongs to one VPC and its account.",
            "Set interconnect.target to transit-gateway, or remove it.",
            (_TARGET,),
        )


def _attachment(settings: Settings) -> Iterator[Problem]:
    gateway = settings.recovery.gateway
    if gateway.mode == "create" or gateway.attachment_id is None:
        return
    if gateway.route_table_id is None:
        yield Problem(
            (*_AWS_GATEWAY, "route_table_id"),
            "nothing",
            "the transit gateway route table of the attachment",
            "An attachment that exists keeps its route table, so the tunnels have to use the same one.",
            "`aws ec2 describe-transit-gateway-attachments` prints it under Association.",
            ((*_AWS_GATEWAY, "attachment_id"),),
        )
    if settings.recovery.network.mode == "create":
        yield Problem(
            (*_AWS_GATEWAY, "attachment_id"),
            gateway.attachment_id,
            "nothing",
            "The VPC is to be created, so it has no attachment yet.",
            "Leave it out, or adopt the VPC.",
            (("recovery", "network", "mode"),),
        )


def _routing(settings: Settings) -> Iterator[Problem]:
    chosen = settings.interconnect
    if chosen.topology == "dual-tunnel" and chosen.routing == "bgp":
        yield Problem(
            (*_INTERCONNECT, "routing"),
            "bgp with dual-tunnel",
            "static",
            "An active-standby Azure gateway takes one custom BGP address, enough for one tunnel.",
            "Use four-tunnel for BGP on every tunnel, or single-tunnel for BGP on one.",
            (_TOPOLOGY,),
        )
    if chosen.topology == "four-tunnel" and chosen.routing == "static":
        yield Problem(
            (*_INTERCONNECT, "routing"),
            "static with four-tunnel",
            "bgp",
            "Azure uses several tunnels to one site only when all of them run BGP.",
            "Leave it out.",
            (_TOPOLOGY,),
        )
    if chosen.topology != "four-tunnel" and chosen.customer_gateways.instance1 is not None:
        yield Problem(
            (*_INTERCONNECT, "customer_gateways", "instance1"),
            f"{chosen.customer_gateways.instance1} with {chosen.topology}",
            "nothing",
            "Only four-tunnel has a second connection.",
            "Remove it, or use four-tunnel.",
            (_TOPOLOGY,),
        )


def _suite(ipsec: Ipsec) -> Iterator[Problem]:
    for name, phase in (("phase1", ipsec.phase1), ("phase2", ipsec.phase2)):
        if (phase is not None) != (ipsec.suite == "custom"):
            found, allowed = ("nothing", "encryption, integrity and group") if phase is None else ("a phase", "nothing")
            yield Problem(
                (*_IPSEC, name),
                f"{found} with suite {ipsec.suite}",
                allowed,
                "Suite custom is spelled out whole; the others are fixed.",
                "Spell out phase1 and phase2 with suite custom, or remove both.",
                ((*_IPSEC, "suite"),),
            )
    if ipsec.phase2 is not None and ipsec.phase2.encryption.startswith("GCM") == (ipsec.phase2.integrity is not None):
        gcm = ipsec.phase2.encryption.startswith("GCM")
        yield Problem(
            (*_IPSEC, "phase2", "integrity"),
            f"{ipsec.phase2.integrity or 'nothing'} with {ipsec.phase2.encryption}",
            "nothing" if gcm else "SHA256",
            "AES-GCM brings its own integrity; AES-CBC has none.",
            "Remove it." if gcm else "Set SHA256, or use GCMAES256.",
            ((*_IPSEC, "phase2", "encryption"),),
        )
    yield from _lifetimes(ipsec)


def _lifetimes(ipsec: Ipsec) -> Iterator[Problem]:
    if ipsec.phase2_lifetime_seconds >= ipsec.phase1_lifetime_seconds:
        yield Problem(
            (*_IPSEC, "phase2_lifetime_seconds"),
            f"{ipsec.phase2_lifetime_seconds}, not shorter than phase 1's {ipsec.phase1_lifetime_seconds}",
            f"900 to {min(3600, ipsec.phase1_lifetime_seconds - 1)}",
            "AWS asks for it.",
            "Shorten it, or lengthen phase1_lifetime_seconds.",
            ((*_IPSEC, "phase1_lifetime_seconds"),),
        )
    if ipsec.rekey_margin_seconds * 2 > ipsec.phase2_lifetime_seconds:
        yield Problem(
            (*_IPSEC, "rekey_margin_seconds"),
            f"{ipsec.rekey_margin_seconds}, more than half of {ipsec.phase2_lifetime_seconds}",
            f"60 to {ipsec.phase2_lifetime_seconds // 2}",
            "AWS asks for at most half of the phase 2 lifetime.",
            "Shorten it.",
            ((*_IPSEC, "phase2_lifetime_seconds"),),
        )


def _tunnels(settings: Settings) -> Iterator[Problem]:
    chosen = settings.interconnect
    here: Path = (*_INTERCONNECT, "tunnels")
    many = len(TUNNEL_KEYS) if chosen.topology == "four-tunnel" else 2
    for key in TUNNEL_KEYS[many:]:
        if chosen.tunnels.by_key()[key].model_fields_set:
            yield Problem(
                (*here, key),
                f"settings with {chosen.topology}",
                "nothing",
                "Only four-tunnel has a second connection.",
                "Remove them, or use four-tunnel.",
                (_TOPOLOGY,),
            )
    first: dict[str, str] = {}
    for key, secret in chosen.tunnels.keys_brought().items():
        older = first.setdefault(secret, key) if secret else key
        if older != key:
            yield Problem(
                (*here, key, "pre_shared_key"),
                f"the key of {older}",
                "a key of its own for each tunnel",
                "One leaked key would open both tunnels.",
                "Leave it out, or set another key.",
                ((*here, older, "pre_shared_key"),),
            )


def _inside_ranges(settings: Settings) -> Iterator[Problem]:
    chosen = settings.interconnect
    owners = {key: (*_INTERCONNECT, "tunnels", key, "inside_cidr") for key in TUNNEL_KEYS}
    first: dict[IPv4Network, str] = {}
    for key, tunnel in chosen.tunnels.by_key().items():
        inside = tunnel.inside_cidr
        if inside is None:
            continue
        older = first.setdefault(inside, key)
        if older != key:
            yield Problem(
                owners[key], f"{inside}, the same as {older}", "a /30 of its own for each tunnel",
                "AWS refuses the same inside range twice on one gateway.", "Leave it out, or use another /30.",
                (owners[older],),
            )  # fmt: skip
        if inside in chosen.inside_ranges_taken:
            yield Problem(
                owners[key], f"{inside}, which inside_ranges_taken lists", "a /30 that nobody else uses",
                "Two tunnels of one gateway cannot share it.", "Leave it out, or correct the list.",
                ((*_INTERCONNECT, "inside_ranges_taken"),),
            )  # fmt: skip
        if chosen.chosen_routing == "bgp" and not any(inside.subnet_of(area) for area in AZURE_APIPA):
            yield Problem(
                owners[key], f"{inside} with BGP", "a /30 inside 169.254.21.0 to 169.254.22.255",
                "Azure takes custom BGP addresses only there.", "Leave it out, or use one such as 169.254.21.0/30.",
                (_TOPOLOGY, (*_INTERCONNECT, "routing")),
            )  # fmt: skip
    yield from _allocated(settings)


def _allocated(settings: Settings) -> Iterator[Problem]:
    """Yield tunnels without a range left, and ranges that were chosen although another tunnel gets them by default."""
    chosen = settings.interconnect
    many = len(TUNNEL_KEYS) if chosen.topology == "four-tunnel" else 2
    tunnels = dict(list(chosen.tunnels.by_key().items())[:many])
    for position, (key, tunnel) in enumerate(tunnels.items()):
        if tunnel.inside_cidr is not None:
            continue
        here: Path = (*_INTERCONNECT, "tunnels", key, "inside_cidr")
        free = allocate(position // 2, NUMBERS[position % 2], chosen.inside_ranges_taken)
        if free is None:
            yield Problem(
                here, "nothing", "a /30 inside 169.254.21.0 to 169.254.22.255",
                "All ranges that this tunnel may get are in inside_ranges_taken.", "Name one, or shorten the list.",
                ((*_INTERCONNECT, "inside_ranges_taken"), _TOPOLOGY),
            )  # fmt: skip
        for other, given in tunnels.items():
            if given.inside_cidr is not None and given.inside_cidr == free:
                yield Problem(
                    (*_INTERCONNECT, "tunnels", other, "inside_cidr"), f"{free}, which {key} has by default",
                    "a /30 of its own for each tunnel", f"It would move {key}, which is perhaps in use.",
                    f"Use another /30, or give {key} one of its own.", (here, _TOPOLOGY),
                )  # fmt: skip


def _route_limits(settings: Settings) -> Iterator[Problem]:
    chosen = settings.interconnect
    count = len(azure_prefixes(settings))
    most = MOST_LEARNT_ROUTES[chosen.target]
    what = "routes learnt over BGP; beyond them the session drops"
    if chosen.chosen_routing == "static":
        most, what = MOST_STATIC_ROUTES, "static routes"
        if chosen.target == "transit-gateway":
            return  # each is a route of the transit gateway's table, which takes thousands
    if count > most:
        yield Problem(
            ("primary", "network", "virtual_network", "address_space"),
            f"{count} ranges behind Azure, with spokes and other_ranges",
            f"at most {most}",
            f"A VPN connection on a {chosen.target.replace('-', ' ')} takes that many {what}.",
            "Summarise the ranges.",
            (("primary", "network", "spokes"), ("other_ranges",), _TARGET, _TOPOLOGY),
        )
