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
    "launch": {"template": {"mode": "adopt", "id": "lct-0123456789abcdef0"}},
}
"""Whatever can be adopted is."""

_GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-spokes/providers"

BROWNFIELD: dict[str, Any] = {
    **ADOPTED,
    "primary": {
        **ADOPTED["primary"],
        "network": {
            **ADOPTED["primary"]["network"],
            "spokes": [
                {"id": f"{_GROUP}/Microsoft.Network/virtualNetworks/vnet-erp", "address_space": ["10.11.0.0/16"]},
                {
                    "id": f"{_GROUP}/Microsoft.Network/virtualNetworks/vnet-web",
                    "address_space": ["10.12.0.0/16"],
                    "peering": "existing",
                },
            ],
            "security_groups": [{"name": "nsg-app"}],
        },
        "gateway": {
            "mode": "adopt",
            "name": "vgw-hub",
            "asn": 65515,
            "instances": [
                {"ip_configuration": "default", "public_ip_address": "203.0.113.10"},
                {"ip_configuration": "activeActive", "public_ip_address": "203.0.113.11"},
            ],
        },
    },
    "recovery": {
        **ADOPTED["recovery"],
        "gateway": {
            "mode": "adopt",
            "id": "tgw-0123456789abcdef0",
            "asn": 64512,
            "attachment_id": "tgw-attach-0123456789abcdef0",
            "route_table_id": "tgw-rtb-0123456789abcdef0",
        },
        "failback": {
            "storage": {"mode": "adopt", "name": "harborimages", "resource_group": "rg-images", "container": "failback"}
        },
        "network_account": {"account_id": "444455556666", "role_arn": "arn:aws:iam::444455556666:role/network"},
        "other_vpcs": [
            {
                "name": "shared",
                "vpc_id": "vpc-0123456789abcdef1",
                "cidr": "10.30.0.0/16",
                "subnet_ids": ["subnet-00000005"],
                "route_table_ids": ["rtb-00000005"],
            }
        ],
    },
    "interconnect": {
        "target": "transit-gateway",
        "customer_gateways": {"instance0": "cgw-0123456789abcdef0"},
        "inside_ranges_taken": ["169.254.21.0/30"],
        "watching": {
            "workspace": {
                "mode": "adopt",
                "id": f"{_GROUP}/Microsoft.OperationalInsights/workspaces/log-hub",
            }
        },
    },
    "other_ranges": [{"name": "plant", "cidr": "172.16.0.0/16", "via": "primary"}],
}
"""Both gateways, a customer gateway and a workspace exist, with spokes, other VPCs and a network account."""

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
            holder.append(copy.deepcopy(value))
        else:
            holder[last] = copy.deepcopy(value)
    return raw
