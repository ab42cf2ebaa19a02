"""Private mode in the blueprint: exactly the buckets, exactly the names, rules and places that fit the network."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest

from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import Blueprint, PrivateMode
from lifeboat.blueprint.render import to_text
from lifeboat.cloud_facts import DRS_REGIONS
from lifeboat.settings import parse
from tests.unit.settings.private_mistakes import ADOPTED_PRIVATE, PRIVATE
from tests.unit.settings.raw import ADOPTED, CREATED, changed

BUCKETS = [
    "aws-drs-clients-eu-central-1",
    "aws-drs-clients-hashes-eu-central-1",
    "aws-drs-internal-eu-central-1",
    "aws-drs-internal-hashes-eu-central-1",
    "aws-elastic-disaster-recovery-eu-central-1",
    "aws-elastic-disaster-recovery-hashes-eu-central-1",
]
PACKAGES = "al2023-repos-eu-central-1-de612dc2"
GROUPS = {"primary.network.security_groups": [{"name": "nsg-app", "resource_group": "rg"}]}


def created(**changes: Any) -> Blueprint:
    return make_blueprint(parse(changed(CREATED, {**PRIVATE, **changes})))


def adopted(**changes: Any) -> Blueprint:
    return make_blueprint(parse(changed(ADOPTED, {**ADOPTED_PRIVATE, **changes})))


def private(blueprint: Blueprint) -> PrivateMode:
    assert blueprint.recovery.private is not None
    return blueprint.recovery.private


def objects(mode: PrivateMode, key: str) -> list[str]:
    """The S3 objects an endpoint lets through; it lets nothing else through."""
    (endpoint,) = (each for each in mode.endpoints if each.key == key)
    assert {action for statement in endpoint.policy for action in statement.actions} == {"s3:GetObject"}
    return [resource for statement in endpoint.policy for resource in statement.resources]


def arns(*buckets: str) -> list[str]:
    return [f"arn:aws:s3:::{bucket}/*" for bucket in buckets]


def test_without_private_mode_there_is_none() -> None:
    blueprint = make_blueprint(parse(CREATED))
    assert (blueprint.recovery.private, blueprint.primary.dns) == (None, None)
    assert "resolver" not in {group.key for group in blueprint.recovery.security_groups}


def test_endpoints_of_s3_let_the_service_s_buckets_through_and_nothing_wider() -> None:
    """DRS user guide, network requirements: six buckets, and Amazon Linux's for replication servers alone."""
    mode = private(created())
    assert objects(mode, "s3-gateway-staging") == arns(*BUCKETS, PACKAGES)
    assert objects(mode, "s3-gateway-recovery") == arns(*BUCKETS)
    assert objects(mode, "s3") == arns(*BUCKETS)


@pytest.mark.parametrize(
    ("region", "ending"),
    [("ap-east-2", "ap-east-2-f1dcde1a"), ("mx-central-1", "mx-central-1-1f310737"), ("eu-west-1", "eu-west-1")],
)
def test_buckets_of_newer_regions_have_a_suffix(region: str, ending: str) -> None:
    mode = private(created(**{"recovery.region": region, "recovery.zones": [f"{region}a"]}))
    assert f"aws-elastic-disaster-recovery-{ending}.s3.{region}.amazonaws.com" in mode.forwarded_names


def test_azure_asks_for_the_names_of_drs_and_never_for_all_of_s3() -> None:
    """Whatever else the estate asks S3 for goes where it went before."""
    names = private(created()).forwarded_names
    hosts = [f"{bucket}.s3.eu-central-1.amazonaws.com" for bucket in BUCKETS]
    assert list(names) == ["drs.eu-central-1.amazonaws.com", "sts.eu-central-1.amazonaws.com", *hosts]
    for region in DRS_REGIONS:
        zones = {"recovery.region": region, "recovery.zones": [f"{region}a"]}
        assert all(len(name.split(".")) >= 4 for name in private(created(**zones)).forwarded_names)


def test_each_gateway_endpoint_has_its_own_tables() -> None:
    """A table leads to one gateway endpoint of S3; recovered servers do not share that of replication servers."""
    tables = {each.key: each.route_tables for each in private(created()).endpoints if each.kind == "Gateway"}
    assert tables == {
        "s3-gateway-staging": ("staging-eu-central-1a", "staging-eu-central-1b"),
        "s3-gateway-recovery": ("recovery-eu-central-1a", "recovery-eu-central-1b"),
    }


def test_tables_that_exist_are_left_alone_and_endpoints_that_exist_are_not_made() -> None:
    """An adopted table may serve others, whom the policy would cut off from S3."""
    ids = [("s3-gateway", "vpce-00000001"), ("ec2", "vpce-00000002"), ("drs", "vpce-00000003")]
    existing = [{"service": service, "id": each} for service, each in ids]
    mode = private(adopted(**{"recovery.endpoints.existing": existing}))
    assert {each.key: (each.existing_id, each.route_tables) for each in mode.endpoints} == {
        "s3-gateway-recovery": (None, ("recovery-eu-central-1b",)),
        "s3": (None, ()),
        "drs": ("vpce-00000003", ()),
        "ec2": ("vpce-00000002", ()),
        "sts": (None, ()),
    }
    assert all(not each.policy and not each.subnets for each in mode.endpoints if each.existing_id)


def test_interface_endpoints_are_in_one_staging_subnet_a_zone_and_s3_answers_azure_alone() -> None:
    interfaces = [each for each in private(created()).endpoints if each.kind == "Interface"]
    assert {each.subnets for each in interfaces} == {("staging-eu-central-1a", "staging-eu-central-1b")}
    assert {each.key: each.dns for each in interfaces} == {
        "s3": "from-azure", "drs": "everywhere", "ec2": "everywhere", "sts": "everywhere",
    }  # fmt: skip


def test_launch_actions_add_systems_manager_and_its_buckets_for_recovered_servers() -> None:
    mode = make_blueprint(parse(changed(CREATED, {**PRIVATE, "launch.post_launch_actions": True}))).recovery.private
    assert mode is not None
    assert [each.key for each in mode.endpoints][-4:] == ["ssm", "ssmmessages", "ec2messages", "logs"]
    assert "arn:aws:s3:::aws-ssm-document-attachments-eu-central-1/*" in objects(mode, "s3-gateway-recovery")
    assert objects(mode, "s3-gateway-staging") == arns(*BUCKETS, PACKAGES)


def test_policies_keep_other_accounts_out_and_let_an_agent_begin() -> None:
    """`*` stands only where identities of the account are admitted; an agent's first session has none."""
    for endpoint in private(created()).endpoints:
        for statement in endpoint.policy:
            wide = "*" in statement.resources or any(action.endswith(":*") for action in statement.actions)
            assert statement.own_principals == wide
    (drs,) = (each for each in private(created()).endpoints if each.key == "drs")
    assert [(each.actions, each.resources) for each in drs.policy] == [
        (("execute-api:Invoke",), ("arn:aws:execute-api:eu-central-1:*:*/POST/CreateSessionForDrs",)),
        (("drs:*",), ("*",)),
    ]
    (sts,) = (each for each in private(created()).endpoints if each.key == "sts")
    assert sts.policy[0].resources == ("arn:aws:iam::{account}:role/*",)


@pytest.mark.parametrize(
    ("changes", "places"),
    [
        ({}, [("staging-eu-central-1a", "10.20.135.254"), ("staging-eu-central-1b", "10.20.143.254")]),
        (
            {"recovery.zones": ["eu-central-1a"]},
            [("staging-eu-central-1a", "10.20.135.254"), ("recovery-eu-central-1a", "10.20.15.254")],
        ),
    ],
)
def test_the_resolver_has_two_addresses_that_stay(changes: dict[str, Any], places: list[tuple[str, str]]) -> None:
    """In two zones where there are two; the last address of the subnet that AWS gives away."""
    found = private(created(**changes)).resolver
    assert [(each.subnet, str(each.address)) for each in found] == places


def test_in_adopted_subnets_aws_chooses_and_an_existing_resolver_is_asked() -> None:
    assert {each.address for each in private(adopted()).resolver} == {None}
    mode = private(adopted(**{"recovery.endpoints.resolver_addresses": ["10.20.0.10", "10.20.1.10"]}))
    assert mode.resolver == ()
    assert mode.existing_resolver_addresses == (IPv4Address("10.20.0.10"), IPv4Address("10.20.1.10"))


def test_443_out_names_the_prefix_list_and_the_endpoints() -> None:
    """Never 0.0.0.0/0: only the gateway endpoint serves S3, at its public addresses."""
    groups = {group.key: group for group in created().recovery.security_groups}
    for key in ("replication", "recovery"):
        https = [rule for rule in groups[key].rules if rule.direction == "egress" and rule.port == 443]
        assert [(str(rule.cidr), rule.prefix_list) for rule in https] == [
            ("10.20.128.0/21", None), ("10.20.136.0/21", None), ("None", "s3"),
        ]  # fmt: skip
    asked = {(rule.direction, rule.protocol, rule.port, str(rule.cidr)) for rule in groups["resolver"].rules}
    assert asked == {("ingress", "udp", 53, "10.10.0.0/16"), ("ingress", "tcp", 53, "10.10.0.0/16")}
    beside = {"recovery.endpoints.existing.1": {"service": "ec2", "id": "vpce-00000001"}}
    (replication, *_) = adopted(**beside).recovery.security_groups
    assert IPv4Network("10.20.0.0/16") in {rule.cidr for rule in replication.rules if rule.port == 443}


def admitted(blueprint: Blueprint, key: str) -> set[str]:
    """Where a group lets anything in from."""
    (group,) = (group for group in blueprint.recovery.security_groups if group.key == key)
    return {str(rule.cidr) for rule in group.rules if rule.direction == "ingress"}


def test_failback_clients_outside_azure_reach_the_endpoints_while_failback_is_on() -> None:
    """The client calls DRS and S3 on 443 (DRS user guide, failback prerequisites), wherever it runs."""
    clients = {
        "other_ranges.0.via": "primary",
        "recovery.failback.client_ranges": ["192.168.7.0/24", "10.10.7.0/24"],
    }
    assert admitted(created(**clients), "endpoints") == {"10.10.0.0/16", "10.20.0.0/16"}
    on = created(**clients, **{"recovery.failback.enabled": True})
    assert admitted(on, "endpoints") == {"10.10.0.0/16", "10.20.0.0/16", "192.168.7.0/24"}
    assert admitted(on, "resolver") == {"10.10.0.0/16", "192.168.7.0/24"}


def test_names_are_asked_for_by_azure_s_resolver_or_by_dns_servers_wherever_they_are() -> None:
    """DNS servers of the user's own often stand in a datacentre behind Azure; Azure's resolver is in the VNet."""
    spoke = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/spoke"
    around = {
        "other_ranges.0.via": "primary",
        "primary.network.spokes": [{"id": spoke, "address_space": ["10.30.0.0/16"]}],
    }
    assert admitted(created(**around), "resolver") == {"10.10.0.0/16"}
    existing = created(**around, **{"primary.dns": {"mode": "existing"}})
    assert admitted(existing, "resolver") == {"10.10.0.0/16", "10.30.0.0/16", "192.168.0.0/16"}


def test_the_resolver_s_subnet_is_cut_before_gatewaysubnet_or_given() -> None:
    cut, given = created().primary.dns, created(**{"primary.dns.cidr": "10.10.9.0/26"}).primary.dns
    assert cut is not None
    assert str(cut.resolver_subnet) == "10.10.255.208/28"
    assert given is not None
    assert str(given.resolver_subnet) == "10.10.9.0/26"
    forwards = adopted().primary.dns
    assert forwards is not None
    assert (forwards.mode, forwards.resolver_subnet) == ("existing", None)


@pytest.mark.parametrize(
    ("changes", "https"),
    [({**PRIVATE}, "10.20.128.0/21, 10.20.136.0/21"), ({}, "Internet")],
)
def test_source_servers_reach_endpoints_in_private_mode_and_else_the_internet(
    changes: dict[str, Any], https: str
) -> None:
    rules = make_blueprint(parse(changed(CREATED, {**GROUPS, **changes}))).primary.source_rules
    found = {rule.key: rule.service_tag or ", ".join(map(str, rule.destinations)) for rule in rules}
    assert found == {"replication": "10.20.128.0/21, 10.20.136.0/21", "https": https}
    assert [rule.place for rule in rules] == [0, 1]


def test_rules_for_names_and_failback_exist_only_where_they_are_used() -> None:
    """DNS servers of the user's own ask AWS; a resolver of Azure is not bound by groups."""
    failback = {"recovery.failback.enabled": True, "recovery.failback.client_ranges": ["10.10.1.0/24"]}
    rules = created(**GROUPS, **failback, **{"primary.dns": {"mode": "existing"}}).primary.source_rules
    dns, back = rules[2:]
    assert (dns.key, dns.place, dns.protocol, dns.port) == ("dns", 2, "*", 53)
    assert [str(each) for each in dns.destinations] == ["10.20.135.254/32", "10.20.143.254/32"]
    assert (back.key, back.place, back.port) == ("failback", 3, 1500)
    assert [str(each) for each in back.sources] == ["10.10.1.0/24"]
    assert [str(each) for each in back.destinations] == ["10.20.0.0/20", "10.20.16.0/20"]
    # The longest description that Azure takes.
    assert all(0 < len(rule.description) <= 140 for rule in rules)
    unknown = adopted(**GROUPS).primary.source_rules[2]
    assert [str(each) for each in unknown.destinations] == ["10.20.0.0/24", "10.20.1.0/24"]


def test_people_read_endpoints_and_names() -> None:
    text = to_text(created())
    assert "s3-gateway-staging" in text
    assert "Azure asks 10.20.135.254, 10.20.143.254 for\n    drs.eu-central-1.amazonaws.com" in text
    assert "Private mode" not in to_text(make_blueprint(parse(CREATED)))
