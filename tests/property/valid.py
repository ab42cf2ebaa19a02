"""Random valid settings, for properties of what follows from them."""

from typing import Any

from hypothesis import strategies as st

from lifeboat.settings import Settings, parse

ZONES = [f"eu-central-1{letter}" for letter in "abcdef"]
IDENTITY = {
    "mode": "create",
    "tenant_id": "00000000-0000-0000-0000-000000000001",
    "audience": "api://00000000-0000-0000-0000-000000000002",
}
"""What AWS trusts; agents that Azure installs need one."""


@st.composite
def raw_settings(draw: st.DrawFn, *, fewest: int = 1) -> dict[str, Any]:
    """Draw raw settings that are right: created networks of any size, some to many of everything that is a list."""
    vpc_prefix = draw(st.integers(16, 22))
    zones = draw(st.permutations(ZONES))[: draw(st.integers(fewest, 6))]
    vnets = [f"10.{n}.0.0/16" for n in range(draw(st.integers(fewest, 5)))]
    drill = draw(st.sampled_from([None, "172.20.0.0/16", "172.20.0.0/22", "172.20.0.0/25", f"10.200.0.0/{vpc_prefix}"]))
    topology = draw(st.sampled_from(["single-tunnel", "dual-tunnel", "four-tunnel"]))
    interconnect = draw(raw_interconnect(topology))
    transit = interconnect["target"] == "transit-gateway"
    egress = draw(st.sampled_from(["nat", "one-nat", "private", "none"]))
    dns = draw(st.sampled_from(["resolver", "existing"])) if egress == "private" else None
    virtual_machines = draw(st.integers(fewest, 3))
    identity = IDENTITY if virtual_machines else draw(st.sampled_from([{}, IDENTITY]))
    return {
        "name": "harbor",
        "access": {"azure_identity": identity},
        "primary": {
            "region": draw(st.sampled_from(["westeurope", "westindia"])),
            "dns": {"mode": dns} if dns else None,
            "network": {
                "virtual_network": {"address_space": vnets},
                "spokes": [
                    {
                        "id": f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/spoke{n}",
                        "address_space": [f"10.{100 + n}.0.0/16"],
                    }
                    for n in range(draw(st.integers(fewest, 4)))
                ],
                "workload_subnets": [
                    {"name": f"app{n}", "cidr": f"10.0.{n}.0/24"} for n in range(draw(st.integers(fewest, 5)))
                ],
            },
        },
        "recovery": {
            "region": "eu-central-1",
            "zones": list(zones),
            "network": {
                "cidr": f"10.200.0.0/{vpc_prefix}",
                "egress": egress,
                "dhcp_options": draw(st.sampled_from([None, {}, {"dns_servers": ["10.200.0.10", "10.0.0.4"]}])),
                "flow_logs": {"enabled": draw(st.booleans())},
            },
            "drill": {
                "cidr": drill,
                "reach": draw(st.lists(st.sampled_from(["session-manager", "instance-connect"]), unique=True)),
            },
            "other_vpcs": [
                {
                    "name": f"shared{n}",
                    "vpc_id": f"vpc-0000000{n}",
                    "cidr": f"10.{210 + n}.0.0/16",
                    "subnet_ids": ["subnet-00000001"],
                    "route_table_ids": ["rtb-00000001"],
                }
                for n in range(draw(st.integers(fewest, 3)) if transit else 0)
            ],
            "failback": {
                "enabled": draw(st.booleans()),
                "client_ranges": ["10.0.7.0/24"],
                "storage": draw(st.sampled_from([{}, {"mode": "none"}, {"mode": "create", "redundancy": "GRS"}])),
            },
        },
        "agent": {
            "deploy_to": [
                {
                    "id": f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/vm{n}",
                    "os": draw(st.sampled_from(["linux", "windows"])),
                }
                for n in range(virtual_machines)
            ]
        },
        "interconnect": interconnect,
        "launch": draw(raw_launch(zones)),
        "monitoring": draw(raw_monitoring()),
        "other_ranges": [
            {
                "name": f"office{n}",
                "cidr": f"192.168.{n}.0/24",
                "via": draw(st.sampled_from([None, "primary"])),
            }
            for n in range(draw(st.integers(fewest, 4)))
        ],
    }


@st.composite
def raw_launch(draw: st.DrawFn, zones: list[str]) -> dict[str, Any]:
    """Draw raw settings of how servers start that are right: groups by name, pattern or tags in waves with gaps."""
    place = st.fixed_dictionaries({"instance_type": st.sampled_from([None, "m6i.large"])})
    groups = []
    for number in range(draw(st.integers(0, 4))):
        chosen = draw(st.sampled_from([{"servers": [f"a{number}"]}, {"servers": [f"b{number}-*"]}, None]))
        # The first zone's alone: tests take later zones away.
        subnet = draw(st.sampled_from([None, f"recovery-{zones[0]}"]))
        groups.append({
            "name": f"group{number}",
            **(chosen or {"server_tags": {"group": str(number)}}),
            "wave": draw(st.integers(1, 999)),
            "wait_minutes": draw(st.integers(0, 120)),
            "critical": draw(st.booleans()),
            "recovery": {**draw(place), "subnet": subnet},
            "drill": draw(place),
        })  # fmt: skip
    return {"right_sizing": draw(st.sampled_from(["BASIC", "NONE"])), "server_groups": groups}


INSIDE_SLOTS = [f"169.254.{area}.{start}/30" for area in (21, 22) for start in range(0, 256, 4)]


@st.composite
def raw_interconnect(draw: st.DrawFn, topology: str) -> dict[str, Any]:
    """Draw raw settings of tunnels that are right: any topology, target, routing, suite, and chosen or taken ranges."""
    many = 4 if topology == "four-tunnel" else 2
    routing = {"single-tunnel": ["static", "bgp"], "dual-tunnel": ["static"], "four-tunnel": ["bgp"]}[topology]
    # The first two slots of each area are what tunnels get by default; a chosen range must not be another's default.
    chosen = draw(st.lists(st.sampled_from(INSIDE_SLOTS[2:64:3] + INSIDE_SLOTS[67:]), unique=True, max_size=many))
    taken = draw(st.lists(st.sampled_from(INSIDE_SLOTS), unique=True, max_size=8))
    tunnels: dict[str, Any] = {f"tunnel{n}": {} for n in range(1, many + 1)}
    for number, inside in enumerate(chosen, 1):
        tunnels[f"tunnel{number}"]["inside_cidr"] = inside
    free = [inside for inside in taken if inside not in chosen]
    clashing = _defaults(free) & set(chosen)
    for tunnel in tunnels.values():
        if tunnel.get("inside_cidr") in clashing:
            del tunnel["inside_cidr"]
    for tunnel in tunnels.values():
        tunnel["key_rotation"] = draw(st.sampled_from([None, 1, 2]))
    return {
        "topology": topology,
        "routing": draw(st.sampled_from([None, *routing])),
        "target": draw(st.sampled_from(["virtual-private-gateway", "transit-gateway"])),
        "tunnels": tunnels,
        "inside_ranges_taken": free,
        "ipsec": draw(raw_suite()),
    }


def _defaults(taken: list[str]) -> set[str]:
    """Return what tunnels get when nothing is chosen: of each area the first free even slot and the first odd one."""
    areas = (INSIDE_SLOTS[:64], INSIDE_SLOTS[64:])
    return {next(slot for slot in area[odd::2] if slot not in taken) for area in areas for odd in (0, 1)}


@st.composite
def raw_suite(draw: st.DrawFn) -> dict[str, Any]:
    """Draw raw settings of a suite that is right."""
    suite = draw(st.sampled_from(["strong", "compatible", "custom"]))
    lifetime = draw(st.integers(900, 3600))
    raw: dict[str, Any] = {
        "suite": suite,
        "phase2_lifetime_seconds": lifetime,
        "rekey_margin_seconds": draw(st.integers(60, lifetime // 2)),
        "dpd_timeout_seconds": draw(st.integers(30, 3600)),
    }
    if suite == "custom":
        encryption = draw(st.sampled_from(["AES128", "AES256", "GCMAES128", "GCMAES256"]))
        raw["phase1"] = {
            "encryption": draw(st.sampled_from(["AES128", "AES256"])),
            "integrity": draw(st.sampled_from(["SHA256", "SHA384"])),
            "dh_group": draw(st.sampled_from([14, 19, 20])),
        }
        raw["phase2"] = {
            "encryption": encryption,
            "integrity": None if encryption.startswith("GCM") else "SHA256",
            "pfs_group": draw(st.sampled_from([14, 19, 20])),
        }
    return raw


@st.composite
def raw_monitoring(draw: st.DrawFn) -> dict[str, Any]:
    """Draw raw settings of the monitoring that are right."""
    addresses = draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))
    return {
        "subscriptions": [{"protocol": "email", "endpoint": f"{one}@example.com"} for one in addresses],
        "expected_servers": draw(st.sampled_from([0, 1, 10_000])),
        "backlog_gib": draw(st.integers(1, 1_048_576)),
        "drill_age_days": draw(st.integers(1, 365)),
        "notify_successes": draw(st.booleans()),
        "dashboard": draw(st.booleans()),
    }


def valid_settings() -> st.SearchStrategy[Settings]:
    """Settings that are right."""
    return raw_settings().map(parse)
