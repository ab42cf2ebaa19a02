"""Problems between the settings of the tunnels: routing, suite, keys, inside ranges."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import Final

from lifeboat.cloud_facts import AZURE_APIPA, aws_partition
from lifeboat.settings.inside_ranges import allocate
from lifeboat.settings.interconnect import NUMBERS, TUNNEL_KEYS
from lifeboat.settings.ipsec import Ipsec
from lifeboat.settings.model import Settings
from lifeboat.settings.prefixes import azure_prefixes
from lifeboat.settings.problems import Path, Problem

MOST_STATIC_ROUTES: Final = 100
"""Static routes a VPN connection on a virtual private gateway takes (AWS Site-to-Site VPN quotas)."""

MOST_LEARNT_ROUTES: Final = {"virtual-private-gateway": 100, "transit-gateway": 1000}
"""Routes that AWS learns over BGP from one VPN connection; beyond them the session drops (Site-to-Site VPN quotas)."""

_INTERCONNECT: Path = ("interconnect",)
_TOPOLOGY: Path = ("interconnect", "topology")
_TARGET: Path = ("interconnect", "target")
_IPSEC: Path = ("interconnect", "ipsec")


def tunnel_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of the tunnels."""
    yield from _routing(settings)
    yield from _suite(settings.interconnect.ipsec)
    yield from _tunnels(settings)
    yield from _inside_ranges(settings)
    yield from _route_limits(settings)
    yield from _customer_gateways(settings)
    yield from _alarm_topics(settings)


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
    made = chosen.tunnels_made()
    for key, tunnel in chosen.tunnels.by_key().items():
        if key not in made and tunnel.model_fields_set:
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
    tunnels = chosen.tunnels_made()
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


def _customer_gateways(settings: Settings) -> Iterator[Problem]:
    topology, existing = settings.interconnect.topology, settings.interconnect.customer_gateways
    path: Path = (*_INTERCONNECT, "customer_gateways")
    if existing.instance1 is not None and topology != "four-tunnel":
        yield Problem(
            (*path, "instance1"),
            f"{existing.instance1} with {topology}",
            "nothing",
            "Only four-tunnel has a second connection.",
            "Remove it, or use four-tunnel.",
            (_TOPOLOGY,),
        )
    elif existing.instance1 is not None and existing.instance1 == existing.instance0:
        yield Problem(
            (*path, "instance1"),
            f"{existing.instance1}, the same as instance0",
            "two customer gateways, each with an address of its own",
            "Each has the public IP of one instance of the Azure gateway.",
            "Name the second one, or leave it out.",
            ((*path, "instance0"), _TOPOLOGY),
        )


def _alarm_topics(settings: Settings) -> Iterator[Problem]:
    region = settings.recovery.region
    # The account may be another one: a topic's policy can admit this one.
    start = f"arn:{aws_partition(region)}:sns:{region}:"
    for position, topic in enumerate(settings.interconnect.watching.alarm_topic_arns):
        if not topic.startswith(start):
            yield Problem(
                (*_INTERCONNECT, "watching", "alarm_topic_arns", position),
                topic,
                f"a topic of {region}, whose ARN begins with {start}",
                "CloudWatch refuses an alarm that notifies a topic of another Region.",
                "Name a topic of recovery.region; what it delivers to may be elsewhere.",
                (("recovery", "region"),),
            )
