"""Valid raw settings to start from, and a way to change one value of them."""

import copy
from typing import Any

CREATED: dict[str, Any] = {
    "name": "harbor",
    "tags": {"owner": "platform-team"},
    "primary": {
        "region": "westeurope",
        "network": {
            "virtual_network": {"address_space": ["10.10.0.0/16"]},
            "gateway_subnet": {"cidr": "10.10.255.224/27"},
            "workload_subnets": [{"name": "app", "cidr": "10.10.1.0/24"}, {"name": "data", "cidr": "10.10.2.0/24"}],
        },
    },
    "recovery": {
        "region": "eu-central-1",
        "zones": ["eu-central-1a", "eu-central-1b"],
        "network": {"cidr": "10.20.0.0/16"},
    },
    "other_ranges": [{"name": "office", "cidr": "192.168.0.0/16"}],
}
"""Everything is created."""

ADOPTED: dict[str, Any] = {
    "name": "harbor",
    "primary": {
        "region": "westeurope",
        "subscription_id": "00000000-0000-0000-0000-000000000000",
        "resource_group": {"mode": "adopt", "name": "rg-network"},
        "network": {
            "virtual_network": {"mode": "adopt", "name": "vnet-hub", "address_space": ["10.10.0.0/16"]},
            "gateway_subnet": {"mode": "adopt", "cidr": "10.10.255.0/27"},
            "egress": {"mode": "existing", "described_as": "hub firewall fw-1"},
        },
    },
    "recovery": {
        "account_id": "111122223333",
        "region": "eu-central-1",
        "zones": ["eu-central-1a", "eu-central-1b"],
        "network": {
            "mode": "adopt",
            "vpc_id": "vpc-0123456789abcdef0",
            "cidr": "10.20.0.0/16",
            "nat_gateway_id": "nat-0123456789abcdef0",
            "staging_subnets": [
                {"mode": "adopt", "id": "subnet-00000001", "cidr": "10.20.0.0/24", "route_table_id": "rtb-00000001"},
                {"mode": "adopt", "id": "subnet-00000002", "cidr": "10.20.1.0/24", "route_table_id": "rtb-00000001"},
            ],
            "recovery_subnets": [
                {"mode": "adopt", "id": "subnet-00000003", "cidr": "10.20.2.0/24", "route_table_id": "rtb-00000003"},
                {"cidr": "10.20.3.0/24"},
            ],
        },
    },
    "replication": {
        "roles": "adopt",
        "service": "adopt",
        "template": {"mode": "adopt", "id": "rct-0123456789abcdef0"},
    },
}
"""Whatever can be adopted is."""

REMOVE = object()
"""In place of a value: the key is taken away."""


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a copy with values put at dotted paths such as `recovery.zones.1`; missing blocks are made."""
    raw = copy.deepcopy(base)
    for path, value in changes.items():
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
        holder: Any = raw
        for part in parents:
            holder = holder.setdefault(part, {}) if isinstance(holder, dict) else holder[part]
        if value is REMOVE:
            del holder[last]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value
    return raw
