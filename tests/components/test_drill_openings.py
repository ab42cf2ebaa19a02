"""The ways into the drill VPC, its groups, and what the recovery VPC tells its servers."""

import json
import re
from dataclasses import fields, is_dataclass

import pytest

from components.recovery.dhcp_options import DhcpOptions, DhcpOptionsArgs
from components.recovery.drill_openings import DrillOpenings, DrillOpeningsArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.model import DhcpOptionSet, SecurityGroup
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.raw import CREATED, changed

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
INSTANCE_CONNECT = "aws:ec2transitgateway/instanceConnectEndpoint:InstanceConnectEndpoint"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
BOTH = ["session-manager", "instance-connect"]


def openings(reach: list[str], preview: bool = False, **drill: object) -> Built[DrillOpenings]:
    settings = parse(changed(CREATED, {"recovery.drill": {"reach": reach, **drill}}))
    blueprint = make_blueprint(settings).recovery.drill.openings
    assert blueprint is not None

    def program() -> DrillOpenings:
        args = DrillOpeningsArgs(
            openings=blueprint,
            vpc_id="vpc-drill",
            subnet_ids={f"drill-eu-central-1{zone}": f"subnet-{zone}" for zone in "ab"},
            route_table_id="rtb-drill",
            account_id="111122223333",
            region="eu-central-1",
        )
        return DrillOpenings("open", args)

    return build(program, preview=preview)


@pytest.mark.parametrize("preview", [False, True])
@pytest.mark.parametrize(
    ("reach", "endpoints", "groups"),
    [
        ([], set(), {"servers"}),
        (["instance-connect"], {"instance-connect-endpoint"}, {"servers", "instance-connect"}),
        (
            ["session-manager"],
            {"endpoint-ssm", "endpoint-ssmmessages", "endpoint-ec2messages"},
            {"servers", "endpoints"},
        ),
        (
            BOTH,
            {"endpoint-ssm", "endpoint-ssmmessages", "endpoint-ec2messages", "instance-connect-endpoint"},
            {"servers", "endpoints", "instance-connect"},
        ),
    ],
)
def test_what_is_made_is_what_reach_names(reach, endpoints, groups, preview):
    built = openings(reach, preview)
    made = {each.name for each in (*built.of_type(ENDPOINT), *built.of_type(INSTANCE_CONNECT))}
    assert made == {f"open-{name}" for name in endpoints}
    assert {each.name for each in built.of_type("aws:ec2/securityGroup:SecurityGroup")} == {f"open-{g}" for g in groups}
    assert set(built.result.group_ids) == groups
    assert len(built.of_type("aws:ec2/subnet:Subnet")) == (1 if reach else 0)


def test_endpoints_stand_in_a_subnet_of_their_own_that_uses_the_drill_vpcs_table():
    """In a drill subnet one of them could hold the address that a drilled server is to have."""
    built = openings(BOTH)
    subnet = built["open-subnet-openings-eu-central-1a"]
    assert subnet.inputs["cidrBlock"] == "10.20.220.0/22"
    assert built["open-association-openings-eu-central-1a"].inputs["routeTableId"] == "rtb-drill"
    for endpoint in built.of_type(ENDPOINT):
        assert endpoint.inputs["subnetIds"] == [subnet.outputs["id"]]
    (connect,) = built.of_type(INSTANCE_CONNECT)
    assert connect.inputs["subnetId"] == subnet.outputs["id"]


def test_in_a_range_without_room_for_it_they_share_the_first_drill_subnet():
    built = openings(BOTH, cidr="10.30.0.0/27")
    assert not built.of_type("aws:ec2/subnet:Subnet")
    assert {tuple(each.inputs["subnetIds"]) for each in built.of_type(ENDPOINT)} == {("subnet-a",)}


def test_an_endpoint_answers_to_aws_own_name_and_lets_this_accounts_principals_through_alone():
    for endpoint in openings(BOTH).of_type(ENDPOINT):
        assert endpoint.inputs["privateDnsEnabled"] is True
        assert endpoint.inputs["vpcEndpointType"] == "Interface"
        assert endpoint.inputs["securityGroupIds"] == ["open-endpoints-id"]
        (statement,) = json.loads(endpoint.inputs["policy"])["Statement"]
        assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}


def test_instance_connect_comes_from_its_own_address_so_that_rules_can_name_its_group():
    (connect,) = openings(["instance-connect"]).of_type(INSTANCE_CONNECT)
    assert connect.inputs["preserveClientIp"] is False
    assert connect.inputs["securityGroupIds"] == ["open-instance-connect-id"]


def rules(built, token):
    """Group, protocol, port and peer of every rule of a direction."""
    return {
        (
            each.inputs["securityGroupId"].removeprefix("open-").removesuffix("-id"),
            each.inputs["ipProtocol"],
            each.inputs.get("fromPort"),
            each.inputs.get("cidrIpv4") or each.inputs["referencedSecurityGroupId"],
        )
        for each in built.of_type(token)
    }


def test_groups_admit_what_the_openings_need_and_nothing_more():
    built = openings(BOTH)
    assert rules(built, INGRESS) == {
        ("servers", "-1", None, "open-servers-id"),
        ("servers", "tcp", 22, "open-instance-connect-id"),
        ("servers", "tcp", 3389, "open-instance-connect-id"),
        ("endpoints", "tcp", 443, "10.20.0.0/16"),
    }
    assert rules(built, EGRESS) == {
        ("servers", "-1", None, "open-servers-id"),
        ("servers", "tcp", 443, "open-endpoints-id"),
        ("servers", "udp", 53, "10.20.0.2/32"),
        ("servers", "tcp", 53, "10.20.0.2/32"),
        ("instance-connect", "tcp", 22, "10.20.0.0/16"),
        ("instance-connect", "tcp", 3389, "10.20.0.0/16"),
    }
    assert all(each.inputs["description"] for each in (*built.of_type(INGRESS), *built.of_type(EGRESS)))


def test_without_openings_drilled_servers_have_each_other_and_names():
    built = openings([])
    assert rules(built, INGRESS) == {("servers", "-1", None, "open-servers-id")}
    assert {port for _, _, port, _ in rules(built, EGRESS)} == {None, 53}


def descriptions(value):
    if is_dataclass(value):
        for field in fields(value):
            if field.name == "description":
                yield getattr(value, field.name)
            yield from descriptions(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from descriptions(item)


def test_descriptions_have_the_characters_that_ec2_takes():
    options = {
        "dns_servers": ["10.20.0.10", "10.10.0.4"],
        "ntp_servers": ["10.10.0.5"],
        "domain_name": "corp.example.com",
    }
    changes = {"recovery.drill.reach": BOTH, "recovery.network.dhcp_options": options}
    recovery = make_blueprint(parse(changed(CREATED, changes))).recovery
    found = [*descriptions(recovery.security_groups), *descriptions(recovery.drill.openings)]
    assert len(found) > 25
    assert [each for each in found if not re.fullmatch(r"[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{1,255}", each)] == []


@pytest.mark.parametrize("preview", [False, True])
def test_dhcp_options_are_made_and_used_by_the_vpc(preview):
    def program() -> DhcpOptions:
        chosen = DhcpOptionSet("corp.example.com", ("10.20.0.10", "10.10.0.4"), ())
        return DhcpOptions("dhcp", DhcpOptionsArgs(options=chosen, vpc_id="vpc-recovery"))

    built = build(program, preview=preview)
    assert built.names == {
        ("lifeboat:recovery:DhcpOptions", "dhcp"),
        ("aws:ec2/vpcDhcpOptions:VpcDhcpOptions", "dhcp-options"),
        ("aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation", "dhcp-association"),
    }
    assert built["dhcp-options"].inputs == {
        "domainName": "corp.example.com",
        "domainNameServers": ["10.20.0.10", "10.10.0.4"],
        "tags": {"Name": "dhcp-options"},
    }
    association = built["dhcp-association"].inputs
    assert association["vpcId"] == "vpc-recovery"
    assert preview or association["dhcpOptionsId"] == built["dhcp-options"].outputs["id"]


@pytest.mark.parametrize("together", [False, True])
def test_members_of_a_group_reach_each_other_where_the_blueprint_says_so(together):
    group = SecurityGroup("recovery", "Recovered servers", (), members_reach_each_other=together)
    built = build(
        lambda: SecurityGroups("sg", SecurityGroupsArgs(groups=(group,), vpc_id="vpc-1", region="eu-central-1"))
    )
    found = [*built.of_type(INGRESS), *built.of_type(EGRESS)]
    assert len(found) == (2 if together else 0)
    for rule in found:
        assert rule.inputs["securityGroupId"] == rule.inputs["referencedSecurityGroupId"] == "sg-recovery-id"
        assert rule.inputs["ipProtocol"] == "-1"
        assert not {"fromPort", "toPort", "cidrIpv4"} & set(rule.inputs)
