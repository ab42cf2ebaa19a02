"""Transit gateways: default tables, attachments, what is replaced, what goes with what, and planting."""

from dataclasses import replace

import pytest

from lifeboat.sandbox import catalogs, change
from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.watching import named_alarms
from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.provider.diff import changes
from lifeboat.sandbox.store import FILE_NAME, Store
from tests.clouds.cases_aws_transit import NO_DEFAULTS, OTHER_ACCOUNT, shared_gateway, table, use


def uses(cloud, token):
    """Attachment and route table of every association (or propagation), in order."""
    names = ("transitGatewayAttachmentId", "transitGatewayRouteTableId")
    return [tuple(row.properties[name] for name in names) for row in cloud.rows(token)]


def test_a_gateway_has_one_default_table_for_both_unless_both_are_off(cloud):
    made = cloud.transit_gateway()
    default = cloud.get(aws.TRANSIT_ROUTE_TABLE, cloud.default_table(made))
    assert made.properties["propagationDefaultRouteTableId"] == default.id
    assert default.properties["defaultAssociationRouteTable"] is True
    assert default.properties["arn"].endswith(f":transit-gateway-route-table/{default.id}")
    bare = cloud.transit_gateway(**NO_DEFAULTS).properties
    assert (bare["associationDefaultRouteTableId"], bare["propagationDefaultRouteTableId"]) == ("", "")
    half = cloud.transit_gateway(defaultRouteTableAssociation="disable").properties
    assert half["associationDefaultRouteTableId"] == ""
    assert cloud.get(aws.TRANSIT_ROUTE_TABLE, half["propagationDefaultRouteTableId"])


def test_attachments_of_both_kinds_use_the_default_table(cloud):
    gateway = cloud.transit_gateway()
    vpc, vpn = cloud.transit_attachment(gateway), cloud.transit_connection(gateway)
    default, attachment = cloud.default_table(gateway), vpn.properties["transitGatewayAttachmentId"]
    assert attachment.startswith("tgw-attach-")
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == [(vpc.id, default), (attachment, default)]
    assert uses(cloud, aws.TRANSIT_PROPAGATION) == [(vpc.id, default), (attachment, default)]
    assert cloud.rows(aws.TRANSIT_PROPAGATION)[1].properties["resourceType"] == "vpn"


def test_an_existing_association_is_replaced_on_demand(cloud):
    gateway = cloud.transit_gateway()
    attachment, own = cloud.transit_attachment(gateway), table(cloud, gateway)
    with pytest.raises(CloudError, match="is already associated to a route table"):
        use(aws.TRANSIT_ASSOCIATION, cloud, attachment, own)
    made = use(aws.TRANSIT_ASSOCIATION, cloud, attachment, own, replaceExistingAssociation=True)
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == [(attachment.id, own.id)]
    assert (made.properties["resourceType"], made.properties["resourceId"]) == ("vpc", attachment.properties["vpcId"])


def test_the_switches_of_an_attachment_take_away_and_give_back_the_default(cloud):
    gateway = cloud.transit_gateway()
    made = cloud.transit_attachment(gateway)
    both = ("transitGatewayDefaultRouteTableAssociation", "transitGatewayDefaultRouteTablePropagation")
    off = cloud.update(made, **dict.fromkeys(both, False))
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == uses(cloud, aws.TRANSIT_PROPAGATION) == []
    cloud.update(off, **dict.fromkeys(both, True))
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == uses(cloud, aws.TRANSIT_PROPAGATION)
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == [(made.id, cloud.default_table(gateway))]


def test_a_default_that_is_switched_off_leaves_an_ordinary_table(cloud):
    gateway = cloud.transit_gateway()
    default = cloud.default_table(gateway)
    changed = cloud.update(gateway, **NO_DEFAULTS).properties
    assert (changed["associationDefaultRouteTableId"], changed["propagationDefaultRouteTableId"]) == ("", "")
    cloud.delete(cloud.get(aws.TRANSIT_ROUTE_TABLE, default))


def test_what_hangs_on_a_gateway_goes_before_it_and_the_default_table_with_it(cloud):
    gateway = cloud.transit_gateway()
    attachment, connection = cloud.transit_attachment(gateway), cloud.transit_connection(gateway)
    for last in (attachment, connection):
        with pytest.raises(CloudError, match="IncorrectState"):
            cloud.delete(gateway)
        cloud.delete(last)
    cloud.delete(gateway)
    ours = [row.token for row in cloud.rows() if row.token.startswith("aws:ec2transitgateway")]
    assert ours == []


def test_an_attachment_holds_its_vpc_and_its_subnets(cloud):
    made = cloud.transit_attachment()
    for row in (cloud.rows(aws.SUBNET)[0], cloud.rows(aws.VPC)[0]):
        with pytest.raises(CloudError, match="DependencyViolation"):
            cloud.delete(row)
    cloud.delete(made)
    cloud.delete(cloud.rows(aws.SUBNET)[0])


def test_static_routes_outlive_their_attachment_as_blackholes(cloud):
    gateway = cloud.transit_gateway()
    connection = cloud.transit_connection(gateway)
    route = cloud.create(
        aws.TRANSIT_ROUTE,
        transitGatewayRouteTableId=cloud.default_table(gateway),
        transitGatewayAttachmentId=connection.properties["transitGatewayAttachmentId"],
        destinationCidrBlock="10.10.0.0/16",
    )
    assert route.id == f"{cloud.default_table(gateway)}_10.10.0.0/16"
    cloud.delete(connection)
    left = cloud.get(aws.TRANSIT_ROUTE, route.id).properties
    assert (left["blackhole"], left["transitGatewayAttachmentId"]) == (True, "")


def test_a_table_with_associations_stays_and_takes_routes_and_propagations_with_it(cloud):
    gateway = cloud.transit_gateway(**NO_DEFAULTS)
    attachment, own = cloud.transit_attachment(gateway), table(cloud, gateway)
    association = use(aws.TRANSIT_ASSOCIATION, cloud, attachment, own)
    use(aws.TRANSIT_PROPAGATION, cloud, attachment, own)
    use(aws.TRANSIT_ROUTE, cloud, attachment, own, destinationCidrBlock="10.10.0.0/16")
    with pytest.raises(CloudError, match="IncorrectState"):
        cloud.delete(own)
    cloud.delete(association)
    cloud.delete(own)
    assert cloud.rows(aws.TRANSIT_ROUTE) == cloud.rows(aws.TRANSIT_PROPAGATION) == []


def test_an_attachment_to_a_shared_gateway_waits_for_its_owner(cloud):
    """Until the network account accepts, nothing is associated and no VPC route can name the gateway."""
    vpc, gateway = cloud.vpc(), shared_gateway(cloud)
    attachment = cloud.transit_attachment(gateway, vpc)
    main, block = vpc.properties["mainRouteTableId"], "10.10.0.0/16"
    route = {"routeTableId": main, "destinationCidrBlock": block, "transitGatewayId": gateway.id}
    with pytest.raises(CloudError, match=r"InvalidTransitGatewayID\.NotFound"):
        cloud.create(aws.ROUTE, **route)
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == []
    accepted = cloud.create(aws.TRANSIT_ACCEPTER, transitGatewayAttachmentId=attachment.id)
    assert accepted.properties["vpcId"] == vpc.id
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == [(attachment.id, cloud.default_table(gateway))]
    cloud.create(aws.ROUTE, **route)
    cloud.delete(accepted)
    assert cloud.get(aws.TRANSIT_VPC_ATTACHMENT, attachment.id) is None


def test_the_owner_of_a_shared_gateway_decides_about_its_tables(cloud):
    gateway = shared_gateway(cloud, autoAcceptSharedAttachments="enable")
    made = cloud.transit_attachment(gateway, transitGatewayDefaultRouteTableAssociation=False)
    assert uses(cloud, aws.TRANSIT_ASSOCIATION) == [(made.id, cloud.default_table(gateway))]


CHANGES = [
    (aws.TRANSIT_GATEWAY, {"amazonSideAsn": (64512, 64600)}, False),
    (aws.TRANSIT_GATEWAY, {"vpnEcmpSupport": ("enable", "disable")}, False),
    (aws.TRANSIT_GATEWAY, {"defaultRouteTableAssociation": ("enable", "disable")}, False),
    (aws.TRANSIT_GATEWAY, {"defaultRouteTableAssociation": ("disable", "enable")}, True),
    (aws.TRANSIT_GATEWAY, {"defaultRouteTablePropagation": ("disable", "enable")}, True),
    (aws.TRANSIT_GATEWAY, {"multicastSupport": ("disable", "enable")}, True),
    (aws.TRANSIT_VPC_ATTACHMENT, {"subnetIds": (["subnet-1"], ["subnet-1", "subnet-2"])}, False),
    (aws.TRANSIT_VPC_ATTACHMENT, {"transitGatewayId": ("tgw-1", "tgw-2")}, True),
    (aws.TRANSIT_VPC_ATTACHMENT, {"vpcId": ("vpc-1", "vpc-2")}, True),
    (aws.TRANSIT_ROUTE_TABLE, {"transitGatewayId": ("tgw-1", "tgw-2")}, True),
    (aws.TRANSIT_ASSOCIATION, {"replaceExistingAssociation": (False, True)}, False),
    (aws.TRANSIT_ASSOCIATION, {"transitGatewayRouteTableId": ("tgw-rtb-1", "tgw-rtb-2")}, True),
    (aws.TRANSIT_PROPAGATION, {"transitGatewayAttachmentId": ("tgw-attach-1", "tgw-attach-2")}, True),
    (aws.TRANSIT_ROUTE, {"transitGatewayAttachmentId": ("tgw-attach-1", "tgw-attach-2")}, True),
    (aws.TRANSIT_ROUTE, {"blackhole": (False, True)}, True),
    (aws.VPN_CONNECTION, {"customerGatewayId": ("cgw-1", "cgw-2")}, False),
    (aws.VPN_CONNECTION, {"vpnGatewayId": ("vgw-1", None), "transitGatewayId": (None, "tgw-1")}, False),
    (aws.VPN_CONNECTION, {"presharedKeyStorage": (None, "SecretsManager")}, False),
    (aws.VPN_CONNECTION, {"tunnel1LogOptions": (None, {"cloudwatchLogOptions": {"logEnabled": True}})}, False),
    (aws.VPN_CONNECTION, {"localIpv4NetworkCidr": ("0.0.0.0/0", "10.10.0.0/16")}, False),
    (aws.VPN_CONNECTION, {"staticRoutesOnly": (True, False)}, True),
    (aws.VPN_CONNECTION, {"enableAcceleration": (None, True)}, True),
    (aws.VPN_CONNECTION, {"tunnelInsideIpVersion": ("ipv4", "ipv6")}, True),
    (aws.METRIC_ALARM, {"threshold": (1, 2)}, False),
    (aws.METRIC_ALARM, {"name": ("a", "b")}, True),
    (aws.COMPOSITE_ALARM, {"alarmRule": ("ALARM(a)", "ALARM(b)")}, False),
    (aws.COMPOSITE_ALARM, {"actionsEnabled": (True, False)}, True),
]


@pytest.mark.parametrize(("token", "changed", "replaced"), CHANGES, ids=lambda value: str(value)[-60:])
def test_what_the_real_provider_replaces_is_replaced_and_the_rest_is_updated(token, changed, replaced):
    """terraform-provider-aws v6: ForceNew and the updates of transitgateway_*.go, vpnsite_connection.go, *_alarm.go."""
    old, new = ({name: pair[side] for name, pair in changed.items() if pair[side] is not None} for side in (0, 1))
    found = changes(catalogs.resource_type(token), old, new)
    assert found
    assert any(each.replaces for each in found) is replaced


def test_a_planted_gateway_brings_its_default_table_and_takes_attachments(tmp_path):
    """Somebody else's transit gateway of a network account, with a VPC and a connection on it."""
    store = Store(tmp_path / FILE_NAME, catalogs.secrets_of)
    tables = dict.fromkeys(("associationDefaultRouteTableId", "propagationDefaultRouteTableId"), "tgw-rtb-0aa")
    change.plant(store, aws.TRANSIT_GATEWAY, "tgw-0aa", {**tables, "ownerId": OTHER_ACCOUNT}, "eu-central-1")
    attached = {"transitGatewayId": "tgw-0aa", "vpcId": "vpc-0aa", "subnetIds": ["subnet-0aa"]}
    change.plant(store, aws.TRANSIT_VPC_ATTACHMENT, "tgw-attach-0aa", attached, "eu-central-1")
    connected = {"transitGatewayId": "tgw-0aa", "transitGatewayAttachmentId": "tgw-attach-0bb"}
    change.plant(store, aws.VPN_CONNECTION, "vpn-0aa", connected, "eu-central-1")
    (default,) = store.rows(aws.TRANSIT_ROUTE_TABLE)
    assert (default.id, default.account, default.urn) == ("tgw-rtb-0aa", OTHER_ACCOUNT, "")
    names = [row.properties["transitGatewayAttachmentId"] for row in store.rows(aws.TRANSIT_ASSOCIATION)]
    assert names == ["tgw-attach-0aa", "tgw-attach-0bb"]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("ALARM(a) AND ALARM(b)", ["a", "b"]),
        ('NOT (OK("a b") OR INSUFFICIENT_DATA( c ))', ["a b", "c"]),
        ("ALARM(arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a)",
         ["arn:aws:cloudwatch:eu-central-1:111122223333:alarm:a"]),
        ("TRUE", []),
    ],
)  # fmt: skip
def test_the_alarms_in_a_rule_are_found(rule, names):
    assert named_alarms(rule) == names


def test_a_composite_alarm_may_name_alarms_by_arn(cloud):
    arn = cloud.alarm("one").properties["arn"]
    cloud.create(aws.COMPOSITE_ALARM, alarmName="both", alarmRule=f"ALARM({arn})")
    with pytest.raises(CloudError, match="do not exist"):
        cloud.create(aws.COMPOSITE_ALARM, alarmName="other", alarmRule=f"ALARM({arn}x)")


def test_an_alarm_that_is_put_again_is_the_same_one(cloud):
    cloud.alarm("one", threshold=1)
    cloud.alarm("one", threshold=2)
    assert [row.properties["threshold"] for row in cloud.rows(aws.METRIC_ALARM)] == [2]


def test_an_attachment_of_another_region_is_not_found_by_the_lookup_of_this_one(cloud):
    made = cloud.transit_attachment()
    token = "aws:ec2transitgateway/getVpcAttachment:getVpcAttachment"
    answer = catalogs.load("aws").lookups[token].answer
    assert answer({"id": made.id}, cloud, OTHER_ACCOUNT, "eu-central-1")["vpcId"] == made.properties["vpcId"]
    cloud.put(replace(made, region="eu-west-1"))
    with pytest.raises(CloudError, match=r"InvalidTransitGatewayAttachmentID\.NotFound"):
        answer({"id": made.id}, cloud, OTHER_ACCOUNT, "eu-central-1")
