"""Every mistake a stack file can hold is found at its place, with all four parts of the message."""

from typing import Any

import pytest

from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.access_mistakes import ACCESS_MISTAKES
from tests.unit.settings.interconnect_mistakes import BROWNFIELD_MISTAKES, TUNNEL1, TUNNEL2, TUNNEL_MISTAKES
from tests.unit.settings.private_mistakes import (
    ADOPTED_PRIVATE,
    ADOPTED_PRIVATE_MISTAKES,
    PRIVATE,
    PRIVATE_MISTAKES,
)
from tests.unit.settings.raw import ADOPTED, BROWNFIELD, CREATED, REMOVE, changed

VNET = "primary.network.virtual_network"
VPC = "recovery.network"
SPACE = f"{VNET}.address_space"
EXISTING = {"mode": "existing", "described_as": "hub firewall fw-1"}
NAT_GATEWAY = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat-hub"
NO_SUBNETS = {"primary.network.workload_subnets": [], "primary.network.egress": EXISTING}

# What is changed in settings where everything is created, where the one problem stands, and a word of its message.
CREATED_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "number for text": ({f"{VPC}.cidr": 10}, f"{VPC}.cidr", "text"),
    "text for a number": ({"replication.retention_days": "7"}, "replication.retention_days", "whole number"),
    "text for yes or no": ({"recovery.failback.enabled": "yes"}, "recovery.failback.enabled", "true or false"),
    "number for yes or no": ({"replication.dedicated_servers": 1}, "replication.dedicated_servers", "true or false"),
    "fraction for a number": ({"interconnect.key_rotation": 1.5}, "interconnect.key_rotation", "whole number"),
    "yes for a number": ({"interconnect.key_rotation": True}, "interconnect.key_rotation", "whole number"),
    "text for a list": ({"recovery.zones": "eu-central-1a"}, "recovery.zones", "a list"),
    "text for a block": ({"primary.gateway": "VpnGw1AZ"}, "primary.gateway", "a block"),
    "list for a block": ({"primary.network": []}, "primary.network", "a block"),
    "empty block": ({"primary.gateway": None}, "primary.gateway", "nothing"),
    "empty list": ({"recovery.zones": []}, "recovery.zones", "at least 1"),
    "too many zones": ({"recovery.zones": [f"eu-central-1{z}" for z in "abcdefg"]}, "recovery.zones", "at most 6"),
    "empty text": ({"other_ranges.0.name": ""}, "other_ranges[0].name", "not empty"),
    "host bits": ({f"{SPACE}.0": "10.10.0.1/16"}, f"{SPACE}[0]", "10.10.0.0/16"),
    "IPv6": ({f"{VPC}.cidr": "2001:db8::/56"}, f"{VPC}.cidr", "IPv4 only"),
    "IPv6 without prefix length": ({f"{VPC}.cidr": "2001:db8::1"}, f"{VPC}.cidr", "IPv4 only"),
    "no prefix length": ({f"{VPC}.cidr": "10.20.0.0"}, f"{VPC}.cidr", "prefix length"),
    "prefix length 33": ({f"{VPC}.cidr": "10.20.0.0/33"}, f"{VPC}.cidr", "prefix length"),
    "netmask for prefix length": ({f"{VPC}.cidr": "10.20.0.0/255.255.0.0"}, f"{VPC}.cidr", "Did you mean 10.20.0.0/16"),
    "no address": ({f"{VPC}.cidr": "ten.20.0.0/16"}, f"{VPC}.cidr", "cannot be read"),
    "space around a range": ({f"{VPC}.cidr": " 10.20.0.0/16"}, f"{VPC}.cidr", '" 10.20.0.0/16"'),
    "public VPC": ({f"{VPC}.cidr": "203.0.113.0/24"}, f"{VPC}.cidr", "RFC 1918"),
    "public VNet": ({f"{SPACE}.1": "198.51.100.0/24"}, f"{SPACE}[1]", "RFC 1918"),
    "VPC overlaps VNet": ({f"{VPC}.cidr": "10.10.0.0/16"}, f"{VPC}.cidr", f"overlaps {SPACE}[0]"),
    "VPC inside VNet": ({f"{VPC}.cidr": "10.10.64.0/20"}, f"{VPC}.cidr", f"overlaps {SPACE}[0]"),
    "VNet overlaps itself": ({f"{SPACE}.1": "10.10.128.0/20"}, f"{SPACE}[1]", f"overlaps {SPACE}[0]"),
    "other overlaps VNet": ({"other_ranges.0.cidr": "10.0.0.0/12"}, "other_ranges[0].cidr", f"overlaps {SPACE}[0]"),
    "VPC overlaps other": ({"other_ranges.0.cidr": "10.20.7.0/24"}, f"{VPC}.cidr", "overlaps other_ranges[0].cidr"),
    "other overlaps other": (
        {"other_ranges.1": {"name": "branch", "cidr": "192.168.7.0/24"}},
        "other_ranges[1].cidr",
        "overlaps other_ranges[0].cidr",
    ),
    "workload subnets overlap": (
        {"primary.network.workload_subnets.1.cidr": "10.10.1.128/25"},
        "primary.network.workload_subnets[1].cidr",
        "overlaps primary.network.workload_subnets[0].cidr",
    ),
    "workload subnet in the GatewaySubnet": (
        {"primary.network.workload_subnets.1.cidr": "10.10.255.0/24"},
        "primary.network.workload_subnets[1].cidr",
        "overlaps primary.network.gateway_subnet.cidr",
    ),
    "workload subnet in the GatewaySubnet that is cut": (
        {"primary.network.gateway_subnet": {}, "primary.network.workload_subnets.1.cidr": "10.10.255.0/24"},
        "primary.network.workload_subnets[1].cidr",
        "10.10.255.224/27",
    ),
    "workload subnet outside the VNet": (
        {"primary.network.workload_subnets.0.cidr": "10.11.1.0/24"},
        "primary.network.workload_subnets[0].cidr",
        "outside",
    ),
    "workload subnet of four addresses": (
        {"primary.network.workload_subnets.0.cidr": "10.10.1.0/30"},
        "primary.network.workload_subnets[0].cidr",
        "/29 or larger",
    ),
    "workload subnet called GatewaySubnet": (
        {"primary.network.workload_subnets.0.name": "GatewaySubnet"},
        "primary.network.workload_subnets[0].name",
        "the gateway's",
    ),
    "two workload subnets of one name": (
        {"primary.network.workload_subnets.1.name": "APP"},
        "primary.network.workload_subnets[1].name",
        "unique in a VNet",
    ),
    "GatewaySubnet smaller than /27": (
        {"primary.network.gateway_subnet.cidr": "10.10.255.240/28"},
        "primary.network.gateway_subnet.cidr",
        "/27 or larger",
    ),
    "GatewaySubnet outside the VNet": (
        {"primary.network.gateway_subnet.cidr": "10.11.0.0/27"},
        "primary.network.gateway_subnet.cidr",
        "outside",
    ),
    "VNet too small for a GatewaySubnet": (
        {SPACE: ["10.10.0.0/28"], "primary.network.gateway_subnet": {}, **NO_SUBNETS},
        f"{SPACE}[0]",
        "/27 or larger",
    ),
    "adopted GatewaySubnet in a created VNet": (
        {"primary.network.gateway_subnet.mode": "adopt"},
        "primary.network.gateway_subnet.mode",
        "no GatewaySubnet yet",
    ),
    "VPC larger than /16": ({f"{VPC}.cidr": "172.16.0.0/12"}, f"{VPC}.cidr", "/16 to /28"),
    "VPC too small to cut": ({f"{VPC}.cidr": "10.20.0.0/23"}, f"{VPC}.cidr", "cut from it"),
    "staging subnet outside the VPC": (
        {f"{VPC}.staging_subnets": ["10.21.0.0/24", "10.20.129.0/24"]},
        f"{VPC}.staging_subnets[0]",
        "outside",
    ),
    "recovery subnet smaller than /28": (
        {f"{VPC}.recovery_subnets": ["10.20.0.0/29", "10.20.1.0/24"]},
        f"{VPC}.recovery_subnets[0]",
        "/28",
    ),
    "staging subnets overlap": (
        {f"{VPC}.staging_subnets": ["10.20.128.0/24", "10.20.128.0/25"]},
        f"{VPC}.staging_subnets[1]",
        "overlaps",
    ),
    "staging subnet where a recovery subnet is cut": (
        {f"{VPC}.staging_subnets": ["10.20.0.0/24", "10.20.128.0/24"]},
        f"{VPC}.staging_subnets[0]",
        "overlaps",
    ),
    "fewer subnets than zones": ({f"{VPC}.staging_subnets": ["10.20.128.0/24"]}, f"{VPC}.staging_subnets", "2 zones"),
    "drill range without room": ({"recovery.drill.cidr": "10.30.0.0/28"}, "recovery.drill.cidr", "room for 1 subnet"),
    "drill range too large": ({"recovery.drill.cidr": "10.0.0.0/8"}, "recovery.drill.cidr", "/16 to /28"),
    "unknown Azure region": ({"primary.region": "atlantis"}, "primary.region", "az account list-locations"),
    "Azure region by display name": ({"primary.region": "West Europe"}, "primary.region", "Did you mean westeurope?"),
    "unknown AWS Region": ({"recovery.region": "eu-centrall-1"}, "recovery.region", "Did you mean eu-central-1?"),
    "Region without DRS": ({"recovery.region": "cn-north-1"}, "recovery.region", "not offered"),
    "region as a list": ({"primary.region": ["westeurope"]}, "primary.region", "an Azure region"),
    "zone of another Region": ({"recovery.zones.1": "eu-west-1a"}, "recovery.zones[1]", "a zone of eu-central-1"),
    "zone id for a zone": ({"recovery.zones.0": "euc1-az1"}, "recovery.zones[0]", "Availability Zone"),
    "zone twice": ({"recovery.zones.1": "eu-central-1a"}, "recovery.zones[1]", "as in recovery.zones[0]"),
    "Azure ASN of Azure": ({"primary.gateway.asn": 65517}, "primary.gateway.asn", "Azure keeps"),
    "Azure ASN of AWS": ({"primary.gateway.asn": 7224}, "primary.gateway.asn", "AWS keeps"),
    "Azure ASN of IANA": ({"primary.gateway.asn": 64500}, "primary.gateway.asn", "IANA"),
    "Azure ASN out of range": ({"primary.gateway.asn": 4294967296}, "primary.gateway.asn", "32 bits"),
    "Azure ASN as text": ({"primary.gateway.asn": "65010"}, "primary.gateway.asn", "whole numbers"),
    "AWS ASN that is public": ({"recovery.gateway.asn": 3320}, "recovery.gateway.asn", "private"),
    "AWS ASN that Azure refuses": ({"recovery.gateway.asn": 65515}, "recovery.gateway.asn", "Azure refuses"),
    "one ASN on both sides": ({"primary.gateway.asn": 64512}, "recovery.gateway.asn", "same as primary.gateway.asn"),
    "retired SKU": ({"primary.gateway.sku": "VpnGw1"}, "primary.gateway.sku", "Use VpnGw1AZ"),
    "SKU Basic": ({"primary.gateway.sku": "Basic"}, "primary.gateway.sku", "custom IPsec policies"),
    "SKU as a block": ({"primary.gateway.sku": {}}, "primary.gateway.sku", "VpnGw1AZ"),
    "SKU of another generation": ({"primary.gateway.sku": "VpnGw5AZ"}, "primary.gateway.generation", "Generation2"),
    "unknown generation": ({"primary.gateway.generation": "Generation3"}, "primary.gateway.generation", "Generation2"),
    "key rotation 0": ({"interconnect.key_rotation": 0}, "interconnect.key_rotation", "1 or more"),
    "key rotation 0 of a tunnel": ({f"{TUNNEL2}.key_rotation": 0}, f"{TUNNEL2}.key_rotation", "1 or more"),
    "retention of no day": ({"replication.retention_days": 0}, "replication.retention_days", "1 to 365"),
    "retention of 366 days": ({"replication.retention_days": 366}, "replication.retention_days", "1 to 365"),
    "throttling below 0": (
        {"replication.bandwidth_throttling_mbps": -1},
        "replication.bandwidth_throttling_mbps",
        "0 to 10000",
    ),
    "no instance type": ({"replication.instance_type": "large"}, "replication.instance_type", "t3.small"),
    "burstable Graviton type": ({"replication.instance_type": "t4g.small"}, "replication.instance_type", "x86-64"),
    "unknown disk type": ({"replication.staging_disk_type": "gp3"}, "replication.staging_disk_type", "GP3"),
    "no ARN of a key": (
        {"replication.encryption": {"mode": "adopt", "key_arn": "alias/drs"}},
        "replication.encryption.key_arn",
        "ARN",
    ),
    "key of another Region": (
        {"replication.encryption": {"mode": "adopt", "key_arn": "arn:aws:kms:eu-west-1:111122223333:key/1a2b"}},
        "replication.encryption.key_arn",
        "arn:aws:kms:eu-central-1:",
    ),
    "key of another partition": (
        {"replication.encryption": {"mode": "adopt", "key_arn": "arn:aws-cn:kms:eu-central-1:111122223333:key/1a2b"}},
        "replication.encryption.key_arn",
        "arn:aws:kms:eu-central-1:",
    ),
    "adopted key without ARN": (
        {"replication.encryption": {"mode": "adopt"}},
        "replication.encryption.key_arn",
        "nothing",
    ),
    "unknown encryption": ({"replication.encryption": {"mode": "aes"}}, "replication.encryption.mode", "default"),
    "adopted template without id": ({"replication.template": {"mode": "adopt"}}, "replication.template.id", "nothing"),
    "adopted template with a key": (
        {
            "replication.template": {"mode": "adopt", "id": "rct-0123456789abcdef0"},
            "replication.encryption": {"mode": "create"},
        },
        "replication.encryption.mode",
        "adopted template",
    ),
    "misspelled key": ({"primary.gateway.asnn": 65010}, "primary.gateway.asnn", "Did you mean asn?"),
    "misspelled block": ({"interconect": {}}, "interconect", "Did you mean interconnect?"),
    "unknown key": ({"recovery.colour": "blue"}, "recovery.colour", "Remove it"),
    "key of another mode": (
        {f"{VPC}.vpc_id": "vpc-0123456789abcdef0"},
        f"{VPC}.vpc_id",
        "goes with mode adopt",
    ),
    "unknown mode": ({f"{VPC}.mode": "adpot"}, f"{VPC}.mode", "Did you mean adopt?"),
    "mode as a list": ({f"{VPC}.mode": ["adopt"]}, f"{VPC}.mode", "create or adopt"),
    "missing name": ({"name": REMOVE}, "name", "nothing"),
    "missing region": ({"recovery.region": REMOVE}, "recovery.region", "nothing"),
    "missing block": ({"primary": REMOVE}, "primary", "nothing"),
    "missing range": ({f"{VPC}.cidr": REMOVE}, f"{VPC}.cidr", "nothing"),
    "name with capitals": ({"name": "Harbor"}, "name", "lower-case"),
    "unknown environment": ({"environment": "prod"}, "environment", "development or production"),
    "resource name ending in a dot": ({f"{VNET}.name": "vnet."}, f"{VNET}.name", "Azure refuses"),
    "adopted NAT gateway without id": (
        {"primary.network.egress": {"mode": "adopt"}},
        "primary.network.egress.id",
        "no",
    ),
    "NAT gateway by name": (
        {"primary.network.egress": {"mode": "adopt", "id": "natgw-1"}},
        "primary.network.egress.id",
        "resource id",
    ),
    "existing way out of subnets made here": (
        {"primary.network.egress": EXISTING},
        "primary.network.egress.mode",
        "no route table",
    ),
    "NAT gateway without subnets": (
        {"primary.network.workload_subnets": []},
        "primary.network.egress.mode",
        "existing, with described_as",
    ),
    "account id as a number": ({"recovery.account_id": 111122223333}, "recovery.account_id", "in quotes"),
    "account id of 11 digits": ({"recovery.account_id": "11112222333"}, "recovery.account_id", "12 digits"),
    "subscription that is no UUID": ({"primary.subscription_id": "prod"}, "primary.subscription_id", "UUID"),
    "tag value as a number": ({"tags.cost-center": 4711}, "tags.cost-center", "in quotes"),
    "tag value that IAM refuses": ({"tags.owner": "a, b"}, "tags.owner", "IAM"),
    "tag named create, as a number": ({"tags.create": 5}, "tags.create", "in quotes"),
    "tag name that Azure refuses": ({"tags.a/b": "x"}, 'tags["a/b"]', "Azure refuses"),
    "tag name of AWS": ({"tags.aws:owner": "x"}, "tags.aws:owner", "AWS keeps"),
    "tag name of Azure": ({"tags.Microsoft-x": "x"}, "tags.Microsoft-x", "Azure keeps"),
    "tag name of Windows": ({"tags.windows": "x"}, "tags.windows", "Azure keeps"),
    "tag name of Lifeboat": ({"tags.lifeboat:stack": "x"}, "tags.lifeboat:stack", "Lifeboat keeps"),
    "tag names that differ in case only": ({"tags.Owner": "x"}, "tags.Owner", "letter case"),
    "too many tags": ({"tags": {f"t{i}": "x" for i in range(46)}}, "tags", "at most 45"),
    "tags as a list": ({"tags": ["owner"]}, "tags", "a block"),
    "two other ranges of one name": (
        {"other_ranges.1": {"name": "office", "cidr": "172.16.0.0/16"}},
        "other_ranges[1].name",
        "as in other_ranges[0].name",
    ),
    "too many static routes": (
        {SPACE: ["10.10.0.0/16", *(f"10.100.{n}.0/24" for n in range(100))]},
        SPACE,
        "at most 100",
    ),
    "failback without ranges": (
        {"recovery.failback.enabled": True, **NO_SUBNETS},
        "recovery.failback.client_ranges",
        "at least one",
    ),
    "failback from anywhere": (
        {"recovery.failback.client_ranges": ["0.0.0.0/0"]},
        "recovery.failback.client_ranges[0]",
        "inside 10.10.0.0/16",
    ),
    "failback from a range that nothing names": (
        {
            "other_ranges.0.via": "primary",
            "recovery.failback.client_ranges": ["10.10.7.0/24", "192.168.7.0/24", "10.99.0.0/24"],
        },
        "recovery.failback.client_ranges[2]",
        "other_ranges",
    ),
    "failback from a range that no route leads back to": (
        {"recovery.failback.client_ranges": ["192.168.7.0/24"]},
        "recovery.failback.client_ranges[0]",
        "via: primary",
    ),
    "encrypted value that is no secret": (
        {"recovery.account_id": {"secure": "v1:AAAA"}},
        "recovery.account_id",
        "without --secret",
    ),
    "encrypted block": ({"interconnect": {"secure": "v1:AAAA"}}, "interconnect.secure", "without --secret"),
}

ADOPTED_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no VPC id": ({f"{VPC}.vpc_id": REMOVE}, f"{VPC}.vpc_id", "nothing"),
    "bad VPC id": ({f"{VPC}.vpc_id": "vpc-xyz"}, f"{VPC}.vpc_id", "vpc-0123456789abcdef0"),
    "id of something else": ({f"{VPC}.vpc_id": "subnet-00000001"}, f"{VPC}.vpc_id", "vpc-"),
    "bad subnet id": ({f"{VPC}.staging_subnets.0.id": "subnet-1"}, f"{VPC}.staging_subnets[0].id", "subnet-"),
    "no route table": (
        {f"{VPC}.recovery_subnets.0.route_table_id": REMOVE},
        f"{VPC}.recovery_subnets[0].route_table_id",
        "nothing",
    ),
    "bad NAT gateway id": ({f"{VPC}.nat_gateway_id": "nat-1"}, f"{VPC}.nat_gateway_id", "nat-"),
    "bad template id": ({"replication.template.id": "rct-1"}, "replication.template.id", "rct-"),
    "unknown mode of a subnet": (
        {f"{VPC}.staging_subnets.0.mode": "use"},
        f"{VPC}.staging_subnets[0].mode",
        "create or adopt",
    ),
    "subnet outside the VPC": (
        {f"{VPC}.staging_subnets.1.cidr": "10.21.0.0/24"},
        f"{VPC}.staging_subnets[1].cidr",
        "outside",
    ),
    "subnets overlap": (
        {f"{VPC}.recovery_subnets.1.cidr": "10.20.0.0/25"},
        f"{VPC}.recovery_subnets[1].cidr",
        "overlaps",
    ),
    "no subnets": ({f"{VPC}.staging_subnets": []}, f"{VPC}.staging_subnets", "at least 1"),
    "zone without subnets": ({f"{VPC}.staging_subnets.1": REMOVE}, f"{VPC}.staging_subnets", "2 zones"),
    "adopted VNet in a group to be created": (
        {"primary.resource_group": {"mode": "create"}},
        f"{VNET}.resource_group",
        "to be created",
    ),
    "adopted VNet without name": ({f"{VNET}.name": REMOVE}, f"{VNET}.name", "nothing"),
    "existing way out not described": (
        {"primary.network.egress.described_as": REMOVE},
        "primary.network.egress.described_as",
        "nothing",
    ),
    "way out left to the default": (
        {"primary.network.egress": REMOVE},
        "primary.network.egress.mode",
        "create without",
    ),
    "adopted NAT gateway without subnets": (
        {"primary.network.egress": {"mode": "adopt", "id": NAT_GATEWAY}},
        "primary.network.egress.mode",
        "adopt without",
    ),
    "adopted group without name": ({"primary.resource_group.name": REMOVE}, "primary.resource_group.name", "nothing"),
    "adopted GatewaySubnet without range": (
        {"primary.network.gateway_subnet.cidr": REMOVE},
        "primary.network.gateway_subnet.cidr",
        "nothing",
    ),
    "unknown way of roles": ({"replication.roles": "keep"}, "replication.roles", "create or adopt"),
}

CASES = [
    *(pytest.param(CREATED, *case, id=f"access: {name}") for name, case in ACCESS_MISTAKES.items()),
    *(pytest.param(CREATED, *case, id=f"tunnels: {name}") for name, case in TUNNEL_MISTAKES.items()),
    *(pytest.param(BROWNFIELD, *case, id=f"brownfield: {name}") for name, case in BROWNFIELD_MISTAKES.items()),
    *(pytest.param(CREATED, *case, id=f"private: {name}") for name, case in PRIVATE_MISTAKES.items()),
    *(pytest.param(ADOPTED, *case, id=f"adopted, private: {name}") for name, case in ADOPTED_PRIVATE_MISTAKES.items()),
    *(pytest.param(CREATED, *case, id=name) for name, case in CREATED_MISTAKES.items()),
    *(pytest.param(ADOPTED, *case, id=f"adopted: {name}") for name, case in ADOPTED_MISTAKES.items()),
]


@pytest.mark.parametrize(("base", "changes", "path", "word"), CASES)
def test_one_mistake_is_one_problem_at_its_place(
    base: dict[str, Any], changes: dict[str, Any], path: str, word: str
) -> None:
    """A mistake gives exactly one problem, at its path, with what was found, what is allowed, why and how to fix it."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(base, changes))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == path
    assert all((problem.found, problem.allowed, problem.why, problem.fix))
    assert word in str(problem)
    assert "\n" not in str(problem)


@pytest.mark.parametrize(
    "instance_type",
    [
        "a1.large",
        "t4g.small",
        "m6g.large",
        "c7gn.large",
        "r8gd.large",
        "g5g.xlarge",
        "im4gn.large",
        "is4gen.large",
        "x2gd.large",
        "hpc7g.4xlarge",
        "i8ge.large",
        "m8gn.metal-24xl",
    ],
)
def test_a_graviton_type_is_refused(instance_type: str) -> None:
    """Families with arm64 processors have a g behind their number, but for the first."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {"replication.instance_type": instance_type}))
    (problem,) = caught.value.problems
    assert "x86-64" in problem.allowed


@pytest.mark.parametrize(
    "instance_type",
    [
        "t3.small",
        "t3a.small",
        "m5.large",
        "m7i-flex.large",
        "c6in.large",
        "g4dn.xlarge",
        "g6e.xlarge",
        "gr6.4xlarge",
        "u-6tb1.metal",
        "m7a.metal-48xl",
    ],
)
def test_an_x86_type_is_taken(instance_type: str) -> None:
    """A g elsewhere in a family's name says nothing about its processors."""
    settings = parse(changed(CREATED, {"replication.instance_type": instance_type}))
    assert settings.replication.instance_type == instance_type


@pytest.mark.parametrize(
    ("region", "arn"),
    [
        ("eu-central-1", "arn:aws:kms:eu-central-1:444455556666:key/1a2b"),
        ("us-gov-west-1", "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1a2b"),
    ],
)
def test_a_key_of_the_region_is_taken(region: str, arn: str) -> None:
    """Another account may own the key; the Region's partition is part of the ARN."""
    changes = {
        "recovery.account_id": "111122223333",
        "recovery.region": region,
        "recovery.zones": [f"{region}a"],
        "replication.encryption": {"mode": "adopt", "key_arn": arn},
    }
    encryption = parse(changed(CREATED, changes)).replication.encryption
    assert encryption.mode == "adopt"
    assert encryption.key_arn == arn


def test_the_settings_that_mistakes_start_from_are_right() -> None:
    """Without a change there is no problem, so each one above comes from its change alone."""
    assert parse(CREATED).name == parse(ADOPTED).name == parse(BROWNFIELD).name == "harbor"
    assert parse(changed(CREATED, PRIVATE)).name == parse(changed(ADOPTED, ADOPTED_PRIVATE)).name == "harbor"


@pytest.mark.parametrize(
    "key",
    ["short", "0" + "a" * 20, "with space in it", "with-hyphen", "tilde~tilde", "a" * 65, "", "schlüssel", 12345678],
)
def test_a_bad_pre_shared_key_is_refused_and_never_shown(key: Any) -> None:
    """Each way in which a key can be wrong is a problem at its path, and the key stands nowhere in it."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {f"{TUNNEL1}.pre_shared_key": key}))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == f"{TUNNEL1}.pre_shared_key"
    assert problem.found == "a secret that is not shown"
    assert not key or str(key) not in f"{caught.value}{caught.value!r}{problem!r}"
