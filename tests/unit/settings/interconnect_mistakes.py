"""Mistakes in the settings of tunnels and gateways: what is changed, where the one problem stands, a word of it."""

from typing import Any

from tests.unit.settings.raw import REMOVE

TUNNEL1 = "interconnect.tunnels.tunnel1"
TUNNEL2 = "interconnect.tunnels.tunnel2"
TUNNEL3 = "interconnect.tunnels.tunnel3"
IPSEC = "interconnect.ipsec"
AZURE = "primary.gateway"
AWS = "recovery.gateway"
DUAL = {"interconnect.topology": "dual-tunnel"}
PHASE1 = {"encryption": "AES256", "integrity": "SHA256", "dh_group": 14}
PHASE2 = {"encryption": "GCMAES256", "pfs_group": 14}
CUSTOM = {f"{IPSEC}.suite": "custom", f"{IPSEC}.phase1": PHASE1, f"{IPSEC}.phase2": PHASE2}
CBC = {**CUSTOM, f"{IPSEC}.phase2": {"encryption": "AES256", "integrity": "SHA256", "pfs_group": 14}}
EVERY_FIRST_RANGE = [f"169.254.21.{start}/30" for start in range(0, 256, 8)]

Mistakes = dict[str, tuple[dict[str, Any], str, str]]

TUNNEL_MISTAKES: Mistakes = {
    "inside range of /29": ({f"{TUNNEL1}.inside_cidr": "169.254.21.0/29"}, f"{TUNNEL1}.inside_cidr", "a /30"),
    "inside range not link-local": ({f"{TUNNEL1}.inside_cidr": "10.0.0.0/30"}, f"{TUNNEL1}.inside_cidr", "169.254"),
    "inside range of AWS": ({f"{TUNNEL2}.inside_cidr": "169.254.5.0/30"}, f"{TUNNEL2}.inside_cidr", "AWS keeps"),
    "inside range twice": (
        {f"{TUNNEL1}.inside_cidr": "169.254.21.200/30", f"{TUNNEL2}.inside_cidr": "169.254.21.200/30"},
        f"{TUNNEL2}.inside_cidr",
        "same as tunnel1",
    ),
    "inside range of another tunnel": (
        {f"{TUNNEL3}.inside_cidr": "169.254.22.0/30"},
        f"{TUNNEL3}.inside_cidr",
        "which tunnel2 has by default",
    ),
    "inside range that Azure's BGP refuses": (
        {f"{TUNNEL1}.inside_cidr": "169.254.30.0/30"},
        f"{TUNNEL1}.inside_cidr",
        "169.254.21.0 to 169.254.22.255",
    ),
    "inside range that is taken": (
        {f"{TUNNEL1}.inside_cidr": "169.254.21.0/30", "interconnect.inside_ranges_taken": ["169.254.21.0/30"]},
        f"{TUNNEL1}.inside_cidr",
        "inside_ranges_taken",
    ),
    "no inside range left": (
        {"interconnect.inside_ranges_taken": EVERY_FIRST_RANGE},
        f"{TUNNEL1}.inside_cidr",
        "All ranges",
    ),
    "taken range of /24": (
        {"interconnect.inside_ranges_taken": ["169.254.21.0/24"]},
        "interconnect.inside_ranges_taken[0]",
        "a /30",
    ),
    "one key for two tunnels": (
        {f"{TUNNEL1}.pre_shared_key": "Planted.Key_1", f"{TUNNEL2}.pre_shared_key": "Planted.Key_1"},
        f"{TUNNEL2}.pre_shared_key",
        "a key of its own",
    ),
    "unknown topology": ({"interconnect.topology": "dual-tunel"}, "interconnect.topology", "dual-tunnel"),
    "unknown target": ({"interconnect.target": "tgw"}, "interconnect.target", "transit-gateway"),
    "unknown routing": ({"interconnect.routing": "ospf"}, "interconnect.routing", "static or bgp"),
    "BGP on dual-tunnel": ({**DUAL, "interconnect.routing": "bgp"}, "interconnect.routing", "one custom BGP address"),
    "static routes on four-tunnel": ({"interconnect.routing": "static"}, "interconnect.routing", "all of them run BGP"),
    "third tunnel of two": ({**DUAL, f"{TUNNEL3}.key_rotation": 2}, TUNNEL3, "second connection"),
    "second customer gateway of one": (
        {**DUAL, "interconnect.customer_gateways.instance1": "cgw-0123456789abcdef0"},
        "interconnect.customer_gateways.instance1",
        "second connection",
    ),
    "bad customer gateway id": (
        {"interconnect.customer_gateways.instance0": "vgw-0123456789abcdef0"},
        "interconnect.customer_gateways.instance0",
        "cgw-",
    ),
    "unknown suite": ({f"{IPSEC}.suite": "weak"}, f"{IPSEC}.suite", "strong or compatible"),
    "suite for a block": ({IPSEC: "strong"}, IPSEC, "a block"),
    "phase with a fixed suite": ({f"{IPSEC}.phase1": PHASE1}, f"{IPSEC}.phase1", "suite strong"),
    "custom suite without phase 2": (
        {f"{IPSEC}.suite": "custom", f"{IPSEC}.phase1": PHASE1},
        f"{IPSEC}.phase2",
        "suite custom",
    ),
    "DES": ({**CUSTOM, f"{IPSEC}.phase1.encryption": "DES"}, f"{IPSEC}.phase1.encryption", "broken"),
    "3DES": ({**CUSTOM, f"{IPSEC}.phase2.encryption": "DES3"}, f"{IPSEC}.phase2.encryption", "broken"),
    "AES192": ({**CUSTOM, f"{IPSEC}.phase1.encryption": "AES192"}, f"{IPSEC}.phase1.encryption", "AWS does not"),
    "GCMAES192": ({**CUSTOM, f"{IPSEC}.phase2.encryption": "GCMAES192"}, f"{IPSEC}.phase2.encryption", "AWS does not"),
    "GCM in phase 1": (
        {**CUSTOM, f"{IPSEC}.phase1.encryption": "GCMAES256"},
        f"{IPSEC}.phase1.encryption",
        "documents",
    ),
    "MD5": ({**CUSTOM, f"{IPSEC}.phase1.integrity": "MD5"}, f"{IPSEC}.phase1.integrity", "too weak"),
    "SHA1": ({**CBC, f"{IPSEC}.phase2.integrity": "SHA1"}, f"{IPSEC}.phase2.integrity", "too weak"),
    "SHA512": ({**CUSTOM, f"{IPSEC}.phase1.integrity": "SHA512"}, f"{IPSEC}.phase1.integrity", "Azure does not"),
    "SHA384 in phase 2": ({**CBC, f"{IPSEC}.phase2.integrity": "SHA384"}, f"{IPSEC}.phase2.integrity", "GCMAES256"),
    "group 2": ({**CUSTOM, f"{IPSEC}.phase1.dh_group": 2}, f"{IPSEC}.phase1.dh_group", "2048 bits"),
    "group 24": ({**CUSTOM, f"{IPSEC}.phase2.pfs_group": 24}, f"{IPSEC}.phase2.pfs_group", "origin"),
    "group 21": ({**CUSTOM, f"{IPSEC}.phase2.pfs_group": 21}, f"{IPSEC}.phase2.pfs_group", "Azure does not"),
    "group as text": ({**CUSTOM, f"{IPSEC}.phase1.dh_group": "20"}, f"{IPSEC}.phase1.dh_group", "14 or 19 or 20"),
    "group as yes": ({**CUSTOM, f"{IPSEC}.phase1.dh_group": True}, f"{IPSEC}.phase1.dh_group", "14 or 19 or 20"),
    "integrity beside GCM": (
        {**CUSTOM, f"{IPSEC}.phase2.integrity": "SHA256"},
        f"{IPSEC}.phase2.integrity",
        "its own integrity",
    ),
    "CBC without integrity": ({**CBC, f"{IPSEC}.phase2.integrity": REMOVE}, f"{IPSEC}.phase2.integrity", "SHA256"),
    "DPD too short": ({f"{IPSEC}.dpd_timeout_seconds": 10}, f"{IPSEC}.dpd_timeout_seconds", "30 to 3600"),
    "DPD too long": ({f"{IPSEC}.dpd_timeout_seconds": 3601}, f"{IPSEC}.dpd_timeout_seconds", "30 to 3600"),
    "unknown DPD action": ({f"{IPSEC}.dpd_action": "hold"}, f"{IPSEC}.dpd_action", "restart"),
    "unknown startup action": ({f"{IPSEC}.startup_action": "wait"}, f"{IPSEC}.startup_action", "start or add"),
    "phase 2 longer than phase 1": (
        {f"{IPSEC}.phase1_lifetime_seconds": 3000},
        f"{IPSEC}.phase2_lifetime_seconds",
        "900 to 2999",
    ),
    "phase 2 of two hours": (
        {f"{IPSEC}.phase2_lifetime_seconds": 7200},
        f"{IPSEC}.phase2_lifetime_seconds",
        "900 to 3600",
    ),
    "margin beyond half": (
        {f"{IPSEC}.phase2_lifetime_seconds": 900, f"{IPSEC}.rekey_margin_seconds": 451},
        f"{IPSEC}.rekey_margin_seconds",
        "60 to 450",
    ),
    "fuzz above 100": ({f"{IPSEC}.rekey_fuzz_percent": 101}, f"{IPSEC}.rekey_fuzz_percent", "0 to 100"),
    "replay window too small": ({f"{IPSEC}.replay_window_packets": 63}, f"{IPSEC}.replay_window_packets", "64 to 2048"),
    "unknown key storage": (
        {"interconnect.preshared_key_storage": "vault"},
        "interconnect.preshared_key_storage",
        "secrets-manager",
    ),
    "log retention that CloudWatch lacks": (
        {"interconnect.watching.log_retention_days": 100},
        "interconnect.watching.log_retention_days",
        "90",
    ),
    "topic by name": (
        {"interconnect.watching.alarm_topic_arns": ["on-call"]},
        "interconnect.watching.alarm_topic_arns[0]",
        "ARN of an SNS topic",
    ),
    "topic of another Region": (
        {"interconnect.watching.alarm_topic_arns": ["arn:aws:sns:us-east-1:111122223333:on-call"]},
        "interconnect.watching.alarm_topic_arns[0]",
        "arn:aws:sns:eu-central-1:",
    ),
    "one customer gateway for two instances": (
        {
            "interconnect.customer_gateways.instance0": "cgw-0123456789abcdef0",
            "interconnect.customer_gateways.instance1": "cgw-0123456789abcdef0",
        },
        "interconnect.customer_gateways.instance1",
        "each with an address of its own",
    ),
    "workspace by name": (
        {"interconnect.watching.workspace": {"mode": "adopt", "id": "log-hub"}},
        "interconnect.watching.workspace.id",
        "workspace",
    ),
    "other VPCs behind a virtual private gateway": (
        {
            "recovery.other_vpcs": [
                {
                    "name": "shared",
                    "vpc_id": "vpc-00000001",
                    "cidr": "10.30.0.0/16",
                    "subnet_ids": ["subnet-00000001"],
                    "route_table_ids": ["rtb-00000001"],
                }
            ]
        },
        "recovery.other_vpcs",
        "belongs to one VPC",
    ),
    "adopted Azure gateway in a VNet to be created": (
        {
            AZURE: {
                "mode": "adopt",
                "name": "gw",
                "asn": 65010,
                "instances": [{"ip_configuration": f"i{n}", "public_ip_address": f"203.0.113.{n}"} for n in (1, 2)],
            }
        },
        f"{AZURE}.mode",
        "no gateway yet",
    ),
    "adopted virtual private gateway of a VPC to be created": (
        {AWS: {"mode": "adopt", "id": "vgw-0123456789abcdef0", "asn": 64512}},
        f"{AWS}.mode",
        "belongs to one VPC",
    ),
    "too many routes over BGP": (
        {"primary.network.virtual_network.address_space": [f"10.{n}.0.0/16" for n in range(100, 201)],
         "primary.network.workload_subnets": [], "primary.network.gateway_subnet": {},
         "primary.network.egress": {"mode": "existing", "described_as": "firewall"}},
        "primary.network.virtual_network.address_space",
        "session drops",
    ),
    "too many static routes": (
        {**DUAL, "primary.network.virtual_network.address_space": [f"10.{n}.0.0/16" for n in range(100, 201)],
         "primary.network.workload_subnets": [], "primary.network.gateway_subnet": {},
         "primary.network.egress": {"mode": "existing", "described_as": "firewall"}},
        "primary.network.virtual_network.address_space",
        "static routes",
    ),
    "range behind a VPC": ({"other_ranges.0.via": "recovery"}, "other_ranges[0].via", "passes nothing on"),
    "logs elsewhere not described": (
        {"interconnect.watching.workspace": {"mode": "existing"}},
        "interconnect.watching.workspace.described_as",
        "nothing",
    ),
    "unknown side of a range": ({"other_ranges.0.via": "aws"}, "other_ranges[0].via", "primary or recovery"),
}  # fmt: skip
"""In settings where everything is created."""

SPOKE = "primary.network.spokes.0"
BROWNFIELD_MISTAKES: Mistakes = {
    "gateway of the other target": (
        {f"{AWS}.id": "vgw-0123456789abcdef0"},
        f"{AWS}.id",
        "a transit gateway",
    ),
    "gateway id of something else": ({f"{AWS}.id": "igw-0123456789abcdef0"}, f"{AWS}.id", "vgw-..."),
    "attachment without route table": ({f"{AWS}.route_table_id": REMOVE}, f"{AWS}.route_table_id", "keeps its route"),
    "network account for a gateway that is made": ({AWS: {"asn": 64512}}, "recovery.network_account", "shared"),
    "one instance for four tunnels": ({f"{AZURE}.instances.1": REMOVE}, f"{AZURE}.instances", "four-tunnel"),
    "one address for two instances": (
        {f"{AZURE}.instances.1.public_ip_address": "203.0.113.10"},
        f"{AZURE}.instances[1]",
        "an address",
    ),
    "address with a prefix": (
        {f"{AZURE}.instances.0.public_ip_address": "203.0.113.10/32"},
        f"{AZURE}.instances[0].public_ip_address",
        "one IPv4 address",
    ),
    "hub of Virtual WAN": (
        {f"{SPOKE}.id": "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualHubs/hub"},
        "primary.network.spokes[0].id",
        "Virtual WAN",
    ),
    "spoke overlaps the VPC": (
        {f"{SPOKE}.address_space": ["10.20.128.0/17"]},
        "recovery.network.cidr",
        "overlaps primary.network.spokes[0].address_space[0]",
    ),
    "other VPC overlaps the VNet": (
        {"recovery.other_vpcs.0.cidr": "10.10.0.0/17"},
        "recovery.other_vpcs[0].cidr",
        "overlaps primary.network.virtual_network",
    ),
    "other VPC without subnets": (
        {"recovery.other_vpcs.0.subnet_ids": REMOVE},
        "recovery.other_vpcs[0].subnet_ids",
        "attachment that exists",
    ),
    "other VPC with subnets and an attachment": (
        {"recovery.other_vpcs.0.attachment_id": "tgw-attach-0123456789abcdef1"},
        "recovery.other_vpcs[0].subnet_ids",
        "attached to a transit gateway once",
    ),
    "attached VPC on a route table made here": (
        {
            f"{AWS}.attachment_id": REMOVE,
            f"{AWS}.route_table_id": REMOVE,
            "recovery.other_vpcs.0.subnet_ids": [],
            "recovery.other_vpcs.0.attachment_id": "tgw-attach-0123456789abcdef1",
        },
        "recovery.other_vpcs[0].attachment_id",
        "keeps its route table",
    ),
    "spoke twice": (
        {
            "primary.network.spokes.1.id": (
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-other/providers"
                "/Microsoft.Network/virtualNetworks/vnet-erp"
            )
        },
        "primary.network.spokes[1].id",
        "once",
    ),
    "spoke of the same name in other letter case": (
        {
            "primary.network.spokes.1.id": (
                "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-other/providers"
                "/Microsoft.Network/virtualNetworks/VNET-ERP"
            )
        },
        "primary.network.spokes[1].id",
        "once",
    ),
    "security group twice, once with the resource group it has by default": (
        {"primary.network.security_groups.1": {"name": "nsg-app", "resource_group": "rg-network"}},
        "primary.network.security_groups[1].name",
        "once",
    ),
    "route table twice": (
        {"recovery.other_vpcs.0.route_table_ids": ["rtb-00000005", "rtb-00000005"]},
        "recovery.other_vpcs[0].route_table_ids[1]",
        "once",
    ),
    "subnet twice": (
        {"recovery.other_vpcs.0.subnet_ids": ["subnet-00000005", "subnet-00000005"]},
        "recovery.other_vpcs[0].subnet_ids[1]",
        "once",
    ),
    "GatewaySubnet to be made for a gateway that is in it": (
        {"primary.network.gateway_subnet": {"cidr": "10.10.255.0/27"}},
        "primary.network.gateway_subnet.mode",
        "is in it already",
    ),
    "role of another account": (
        {"recovery.network_account.account_id": "777788889999"},
        "recovery.network_account.role_arn",
        "777788889999",
    ),
    "priority beyond the band": (
        {"primary.network.security_groups.0.first_priority": 4095},
        "primary.network.security_groups[0].first_priority",
        "100 to 4087",
    ),
    "role by name": ({"recovery.network_account.role_arn": "network"}, "recovery.network_account.role_arn", "IAM role"),
}
"""In settings where both gateways and much else exist."""
