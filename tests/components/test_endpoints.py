"""Endpoints of private mode: order, policies, resolver; those that exist are read and compared."""

import json
from dataclasses import replace
from typing import Any

import pulumi
import pytest

from components.recovery.endpoints import PrivateEndpoints, PrivateEndpointsArgs
from components.recovery.security_groups import SecurityGroups, SecurityGroupsArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.blueprint.private_model import PrivateMode
from lifeboat.settings import parse
from tests.components.support import Built, build
from tests.unit.settings.private_mistakes import ADOPTED_PRIVATE, PRIVATE
from tests.unit.settings.raw import ADOPTED, CREATED, changed

ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
RESOLVER = "aws:route53/resolverEndpoint:ResolverEndpoint"
RESERVATION = "aws:ec2/subnetCidrReservation:SubnetCidrReservation"
RESERVATIONS = {f"harbor-private-reservation-staging-eu-central-1{zone}" for zone in "ab"}
LOOKUP = "aws:ec2/getVpcEndpoint:getVpcEndpoint"
PREFIX_LIST = "aws:ec2/getManagedPrefixList:getManagedPrefixList"
VPC = "vpc-0123456789abcdef0"
CREATED_STACK = make_blueprint(parse(changed(CREATED, PRIVATE))).recovery
ADOPTED_STACK = make_blueprint(
    parse(
        changed(
            ADOPTED,
            {
                **ADOPTED_PRIVATE,
                "recovery.endpoints.existing.1": {"service": "drs", "id": "vpce-00000001"},
                "recovery.endpoints.resolver_addresses": ["10.20.1.10", "10.20.0.10"],
            },
        )
    )
).recovery


class Names(dict[str, str]):
    """An id for every key."""

    def __missing__(self, key: str) -> str:
        return f"{key}-id"


def built(private: PrivateMode | None, *, preview: bool = False, **lookups: Any) -> Built[PrivateEndpoints]:
    assert private is not None
    args = PrivateEndpointsArgs(
        private=private,
        vpc_id=VPC,
        subnet_ids=Names(),
        route_table_ids=Names(),
        security_group_ids=Names(),
        account_id="111122223333",
    )
    return build(lambda: PrivateEndpoints("harbor-private", args), preview=preview, lookups=lookups)


def existing(**changes: Any) -> dict[str, Any]:
    names = [{"dnsName": "vpce-00000001-abcd.drs.eu-central-1.vpce.amazonaws.com", "hostedZoneId": "Z"}]
    answer = {"id": "vpce-00000001", "vpcId": VPC, "serviceName": "com.amazonaws.eu-central-1.drs"}
    return {LOOKUP: {**answer, "privateDnsEnabled": True, "dnsEntries": names, **changes}}


@pytest.fixture(scope="module")
def created() -> Built[PrivateEndpoints]:
    return built(CREATED_STACK.private)


def test_type_token_and_child_names_are_a_contract(created: Built[PrivateEndpoints]) -> None:
    kinds = ("s3-gateway-staging", "s3-gateway-recovery", "s3", "drs", "ec2", "sts")
    assert created.names == {
        ("lifeboat:recovery:PrivateEndpoints", "harbor-private"),
        *((ENDPOINT, f"harbor-private-{kind}") for kind in kinds),
        (RESOLVER, "harbor-private-resolver"),
        *((RESERVATION, name) for name in RESERVATIONS),
    }
    assert built(CREATED_STACK.private, preview=True).names == created.names


def test_the_interface_endpoint_of_s3_waits_for_the_gateway_endpoints(created: Built[PrivateEndpoints]) -> None:
    """AWS: "the VPC must have a Gateway endpoint for the service" for names that answer inbound queries alone."""
    s3 = created["harbor-private-s3"]
    assert {"harbor-private-s3-gateway-staging", "harbor-private-s3-gateway-recovery"} <= s3.dependency_names
    assert s3.inputs["dnsOptions"]["privateDnsOnlyForInboundResolverEndpoint"] is True
    drs = created["harbor-private-drs"]
    assert drs.dependency_names == RESERVATIONS
    assert "dnsOptions" not in drs.inputs


def test_an_endpoint_is_where_and_what_the_blueprint_says(created: Built[PrivateEndpoints]) -> None:
    gateway = created["harbor-private-s3-gateway-staging"].inputs
    assert {key: gateway[key] for key in gateway if key != "policy"} == {
        "vpcId": VPC,
        "vpcEndpointType": "Gateway",
        "serviceName": "com.amazonaws.eu-central-1.s3",
        "routeTableIds": ["staging-eu-central-1a-id", "staging-eu-central-1b-id"],
        "tags": {"Name": "harbor-private-s3-gateway-staging"},
    }
    drs = created["harbor-private-drs"].inputs
    assert {key: drs[key] for key in drs if key != "policy"} == {
        "vpcId": VPC,
        "vpcEndpointType": "Interface",
        "serviceName": "com.amazonaws.eu-central-1.drs",
        "subnetIds": ["staging-eu-central-1a-id", "staging-eu-central-1b-id"],
        "securityGroupIds": ["endpoints-id"],
        "privateDnsEnabled": True,
        "tags": {"Name": "harbor-private-drs"},
    }


def test_policies_are_documents_with_the_account_filled_in(created: Built[PrivateEndpoints]) -> None:
    sts = json.loads(created["harbor-private-sts"].inputs["policy"])
    roles, own = sts["Statement"]
    assert roles["Resource"] == ["arn:aws:iam::111122223333:role/*"]
    assert "Condition" not in roles
    assert own["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "111122223333"}}
    for endpoint in created.of_type(ENDPOINT):
        document = json.loads(endpoint.inputs["policy"])
        assert document["Version"] == "2012-10-17"
        assert all(each["Effect"] == "Allow" and each["Principal"] == "*" for each in document["Statement"])
        # What an endpoint's policy may have at most (AWS PrivateLink Guide, endpoint policies).
        assert len(endpoint.inputs["policy"]) <= 20480


def test_the_resolver_keeps_its_addresses(created: Built[PrivateEndpoints]) -> None:
    """They are fixed, so an endpoint that is replaced has to go first."""
    resolver = created["harbor-private-resolver"]
    assert resolver.delete_before_replace
    assert resolver.inputs["direction"] == "INBOUND"
    assert resolver.inputs["ipAddresses"] == [
        {"subnetId": "staging-eu-central-1a-id", "ip": "10.20.135.254"},
        {"subnetId": "staging-eu-central-1b-id", "ip": "10.20.143.254"},
    ]
    assert resolver.inputs["securityGroupIds"] == ["resolver-id"]
    assert created.value(created.result.resolver_addresses) == ["10.20.135.254", "10.20.143.254"]


def test_nothing_else_gets_an_address_of_the_resolver(created: Built[PrivateEndpoints]) -> None:
    """AWS picks addresses of endpoints and replication servers itself; a reservation keeps it from these two.

    Amazon VPC user guide, "Subnet CIDR reservations": explicit, so that it is given by hand alone.
    """
    inputs = [each.inputs for each in created.of_type(RESERVATION)]
    assert {(each["subnetId"], each["cidrBlock"], each["reservationType"]) for each in inputs} == {
        ("staging-eu-central-1a-id", "10.20.135.254/32", "explicit"),
        ("staging-eu-central-1b-id", "10.20.143.254/32", "explicit"),
    }
    interfaces = [each for each in created.of_type(ENDPOINT) if each.inputs["vpcEndpointType"] == "Interface"]
    assert len(interfaces) == 4
    assert all(each.dependency_names >= RESERVATIONS for each in (*interfaces, created["harbor-private-resolver"]))
    places = CREATED_STACK.private
    assert places is not None
    adopted = replace(places, resolver=tuple(replace(each, address=None) for each in places.resolver))
    assert built(adopted).of_type(RESERVATION) == []


def test_host_names_for_the_installer_have_no_star(created: Built[PrivateEndpoints]) -> None:
    assert created.value(created.result.agent_endpoint) == "vpce-harbor-private-drs.drs.eu-central-1.vpce.amazonaws.com"
    assert (
        created.value(created.result.agent_s3_endpoint) == "vpce-harbor-private-s3.s3.eu-central-1.vpce.amazonaws.com"
    )


def test_what_exists_is_read_and_not_made() -> None:
    made = built(ADOPTED_STACK.private, **existing())
    assert {each.name for each in made.of_type(ENDPOINT)} == {
        "harbor-private-s3-gateway-recovery", "harbor-private-s3", "harbor-private-ec2", "harbor-private-sts",
    }  # fmt: skip
    assert made.of_type(RESOLVER) == []
    assert made.value(made.result.resolver_addresses) == ["10.20.0.10", "10.20.1.10"]
    assert made.value(made.result.agent_endpoint) == "vpce-00000001-abcd.drs.eu-central-1.vpce.amazonaws.com"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"vpcId": "vpc-other"}, "its VPC: found vpc-other"),
        ({"serviceName": "com.amazonaws.eu-central-1.ec2"}, "its service: found com.amazonaws.eu-central-1.ec2"),
        ({"privateDnsEnabled": False}, "found its private DNS off"),
    ],
)
def test_an_endpoint_that_would_not_do_stops_the_program(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(pulumi.RunError) as stopped:
        built(ADOPTED_STACK.private, **existing(**changes))
    assert "recovery.endpoints.existing, drs: vpce-00000001" in str(stopped.value)
    assert words in str(stopped.value)


def test_a_group_s_rule_names_the_prefix_list_of_the_region() -> None:
    args = SecurityGroupsArgs(groups=CREATED_STACK.security_groups, vpc_id=VPC, region="eu-central-1")
    made = build(lambda: SecurityGroups("sec", args), lookups={PREFIX_LIST: {"id": "pl-6ea54007"}})
    assert [arguments for _, arguments, _ in made.lookups] == [{"name": "com.amazonaws.eu-central-1.s3"}]
    rule = made["sec-replication-out-tcp-443-s3"].inputs
    assert (rule["prefixListId"], "cidrIpv4" in rule) == ("pl-6ea54007", False)
