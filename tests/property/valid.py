"""Random valid settings, for properties of what follows from them."""

from typing import Any

from hypothesis import strategies as st

from lifeboat.settings import Settings, parse

ZONES = [f"eu-central-1{letter}" for letter in "abcdef"]


@st.composite
def raw_settings(draw: st.DrawFn, *, fewest: int = 1) -> dict[str, Any]:
    """Draw raw settings that are right: created networks of any size, some to many of everything that is a list."""
    vpc_prefix = draw(st.integers(16, 22))
    zones = draw(st.permutations(ZONES))[: draw(st.integers(fewest, 6))]
    vnets = [f"10.{n}.0.0/16" for n in range(draw(st.integers(fewest, 5)))]
    drill = draw(st.sampled_from([None, "172.20.0.0/16", "172.20.0.0/22", "172.20.0.0/25", f"10.200.0.0/{vpc_prefix}"]))
    chosen = {n: [None, f"169.254.{20 + n}.0/30", f"169.254.9{n}.4/30", f"169.254.{23 - n}.0/30"] for n in (1, 2)}
    drawn = {n: draw(st.sampled_from(chosen[n])) for n in (1, 2)}
    tunnels = {f"tunnel{n}": {"inside_cidr": inside} if inside else {} for n, inside in drawn.items()}
    if tunnels["tunnel1"] == tunnels["tunnel2"]:
        tunnels["tunnel2"] = {}
    return {
        "name": "harbor",
        "primary": {
            "region": draw(st.sampled_from(["westeurope", "westindia"])),
            "network": {
                "virtual_network": {"address_space": vnets},
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
                "egress": draw(st.sampled_from(["nat", "one-nat", "none"])),
            },
            "drill": {"cidr": drill},
            "failback": {"enabled": draw(st.booleans()), "client_ranges": ["10.0.7.0/24"]},
        },
        "interconnect": {"tunnels": tunnels, "ipsec": draw(st.sampled_from(["strong", "compatible"]))},
        "other_ranges": [
            {"name": f"office{n}", "cidr": f"192.168.{n}.0/24"} for n in range(draw(st.integers(fewest, 4)))
        ],
    }


def valid_settings() -> st.SearchStrategy[Settings]:
    """Settings that are right."""
    return raw_settings().map(parse)
