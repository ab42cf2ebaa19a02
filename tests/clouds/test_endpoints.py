"""Endpoints and resolvers of the simulated clouds beyond their refusals: names, addresses, what changes in place."""

import pytest

from lifeboat.sandbox.clouds import catalog
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.endpoints import prefix_list_id
from lifeboat.sandbox.clouds.azure import tokens as az
from lifeboat.sandbox.clouds.model import CloudError
from tests.clouds.cases_aws_endpoints import gateway, interface, network, service, subnet, table
from tests.clouds.cases_aws_resolver import endpoint as resolver
from tests.clouds.cases_azure_resolver import rule
from tests.clouds.simulator import ACCOUNT, REGION, Cloud


def ask(cloud, function, /, **arguments):
    return catalog("aws").lookups[f"aws:ec2/{function}:{function}"].answer(arguments, cloud, ACCOUNT, REGION)


def names(row):
    return [each["dnsName"] for each in row.properties["dnsEntries"]]


def test_a_gateway_endpoint_has_the_region_s_prefix_list():
    """The id is AWS's own, so a rule can name it before the endpoint is made."""
    cloud = Cloud()
    made = gateway(cloud, routeTableIds=[table(cloud)])
    found = ask(cloud, "getManagedPrefixList", name=service("s3"))
    assert made.properties["prefixListId"] == found["id"] == prefix_list_id(REGION, "s3")
    assert (made.properties["dnsEntries"], made.properties["cidrBlocks"]) == (
        [],
        [each["cidr"] for each in found["entries"]],
    )
    with pytest.raises(CloudError, match="InvalidPrefixListID"):
        ask(cloud, "getManagedPrefixList", name=service("drs"))


def test_an_interface_endpoint_has_a_regional_name_one_a_zone_and_the_private_one():
    cloud = Cloud()
    made = interface(cloud, zones="ab", privateDnsEnabled=True)
    regional, zonal_a, zonal_b, private = names(made)
    start = regional.split(".")[0]
    assert regional == f"{start}.drs.{REGION}.vpce.amazonaws.com"
    assert [zonal_a, zonal_b] == [f"{start}-{REGION}{zone}.drs.{REGION}.vpce.amazonaws.com" for zone in "ab"]
    assert private == f"drs.{REGION}.amazonaws.com"
    assert len(made.properties["networkInterfaceIds"]) == 2
    (group,) = made.properties["securityGroupIds"]
    assert cloud.get(aws.DEFAULT_SECURITY_GROUP, group)


def test_names_of_s3_begin_with_a_star_for_the_bucket():
    assert names(interface(Cloud(), "s3"))[0].startswith("*.vpce-")


def test_a_zone_is_added_in_place():
    """What is there keeps its interface and its name."""
    cloud = Cloud()
    before = interface(cloud)
    after = cloud.update(before, subnetIds=[*before.properties["subnetIds"], subnet(cloud, "b")])
    assert after.properties["networkInterfaceIds"][:1] == before.properties["networkInterfaceIds"]
    assert names(after)[:2] == names(before)
    assert len(names(after)) == len(names(before)) + 1


@pytest.mark.parametrize(("kind", "replaced"), [("Interface", frozenset()), ("Gateway", {"privateDnsEnabled"})])
def test_private_dns_replaces_what_is_no_interface_endpoint(kind, replaced):
    judged = catalog("aws").types[aws.VPC_ENDPOINT].replaces
    old = {"vpcEndpointType": kind, "privateDnsEnabled": False}
    assert judged(old, {**old, "privateDnsEnabled": True}) == replaced


def test_subnets_and_groups_stay_while_an_endpoint_has_interfaces_with_them():
    cloud = Cloud()
    group = cloud.create(aws.SECURITY_GROUP, vpcId=network(cloud).id)
    made = interface(cloud, securityGroupIds=[group.id])
    place = cloud.get(aws.SUBNET, made.properties["subnetIds"][0])
    for thing in (group, place):
        with pytest.raises(CloudError, match="DependencyViolation"):
            cloud.delete(thing)
    cloud.delete(made)
    cloud.delete(group)


def test_an_endpoint_is_found_by_id_and_by_service():
    cloud = Cloud()
    made = interface(cloud)
    other = interface(cloud, "sts")
    assert ask(cloud, "getVpcEndpoint", id=made.id)["serviceName"] == service("drs")
    found = ask(cloud, "getVpcEndpoint", vpcId=network(cloud).id, serviceName=service("sts"))
    assert (found["id"], found["vpcEndpointType"]) == (other.id, "Interface")
    with pytest.raises(CloudError, match="InvalidVpcEndpointId"):
        ask(cloud, "getVpcEndpoint", id="vpce-00000000")
    with pytest.raises(CloudError, match="MultipleResults"):
        ask(cloud, "getVpcEndpoint", vpcId=network(cloud).id)


def test_a_resolver_endpoint_keeps_given_addresses_and_gets_free_ones():
    cloud = Cloud()
    made = resolver(cloud, "10.20.0.254", None)
    addresses = [each["ip"] for each in made.properties["ipAddresses"]]
    assert addresses == ["10.20.0.254", "10.20.1.4"]
    assert made.id.startswith("rslvr-in-")
    assert made.properties["hostVpcId"] == cloud.rows(aws.VPC)[0].id
    inputs = [{key: each[key] for key in ("subnetId", "ip")} for each in made.properties["ipAddresses"]]
    again = cloud.update(made, ipAddresses=inputs)
    assert again.properties["ipAddresses"] == made.properties["ipAddresses"]
    second = resolver(cloud, None, None)
    assert [each["ip"] for each in second.properties["ipAddresses"]] == ["10.20.0.4", "10.20.1.5"]


def test_an_outbound_endpoint_stays_while_a_ruleset_uses_it_and_its_subnet_while_it_is_there():
    """Azure: an outbound endpoint cannot be deleted before the ruleset; a subnet in use cannot be deleted."""
    cloud = Cloud()
    rule(cloud)
    (outbound,) = cloud.rows(az.OUTBOUND_ENDPOINT)
    with pytest.raises(CloudError):
        cloud.delete(outbound)
    for token in (az.FORWARDING_RULE, az.FORWARDING_RULESET):
        cloud.delete(cloud.rows(token)[0])
    with pytest.raises(CloudError, match="InUseSubnetCannotBeDeleted"):
        cloud.delete(cloud.get(az.SUBNET, outbound.properties["subnet"]["id"]))
    cloud.delete(outbound)
    assert outbound.id.endswith("/dnsResolvers/dns/outboundEndpoints/out0")
