"""What a change costs: reckoned by hand with round prices."""

import copy

import pytest

from lifeboat.consequences import tokens as t
from lifeboat.cost import quantities_of
from lifeboat.previews import SECRET, Operation, Preview, Source, Step
from lifeboat.review.cost import cost, settings_of
from lifeboat.review.model import Cost, CostLine
from lifeboat.review.quantities import NOTHING, with_resources
from lifeboat.settings import parse
from tests.unit.cost.plans import SMALL, round_prices
from tests.unit.review.steps import create, delete, preview, replace, resource, same, update
from tests.unit.settings.raw import CREATED, changed

PRICES = round_prices()
PROVIDER = same("pulumi:providers:aws", "harbor-recovery", region="eu-west-1")
RAW = changed(copy.deepcopy(CREATED), {"sizing": {"servers": 4, "volumes": 8, "provisioned_gib": 400, "used_gib": 160}})
CONFIG = {f"lifeboat:{key}": value for key, value in RAW.items()}


def difference(*steps: Step, **rest: object) -> Cost:
    return cost(preview(PROVIDER, *steps, **rest), prices=PRICES)  # type: ignore[arg-type]


def sku(name: str) -> dict[str, object]:
    return {"sku": {"name": name}, "location": "westeurope"}


def test_a_larger_gateway_is_one_line() -> None:
    """0.50 x 730 h = 365 USD instead of 0.20 x 730 h = 146 USD, with both SKUs in one name."""
    step = update(
        t.AZURE_GATEWAY,
        "gateway",
        {"sku.name": ("VpnGw1AZ", "VpnGw2AZ")},
        inputs=(sku("VpnGw1AZ"), sku("VpnGw2AZ")),
    )
    found = difference(step)
    assert found.lines == (CostLine("VPN gateway (VpnGw2AZ), before VPN gateway (VpnGw1AZ)", "Azure", 146.0, 365.0),)


def test_a_nat_gateway_comes_with_its_address() -> None:
    """0.05 x 730 h = 36.50 USD for it, 0.005 x 730 h = 3.65 USD for the address; another one stays and is no news."""
    found = difference(
        same(t.NAT_GATEWAY, "nat-a"),
        same(t.EIP, "address-a"),
        create(t.NAT_GATEWAY, "nat-b"),
        create(t.EIP, "address-b"),
    )
    assert found.lines == (
        CostLine("NAT gateways", "AWS", 36.5, 73.0),
        CostLine("public IPv4 addresses", "AWS", 3.65, 7.3),
    )


def test_four_tunnels_instead_of_two() -> None:
    """Another VPN connection 36.50, its 2 addresses 7.30; 2 GiB of logs more in each cloud, 1.20 and 6.00; an address
    in Azure 3.65; two alarms 0.20; an alarm of both 0.50; two more tunnels for one alert rule 0.20."""
    dimension = {"dimensions": [{"values": ["tunnel1", "tunnel2"]}]}
    wider = {"dimensions": [{"values": ["tunnel1", "tunnel2", "tunnel3", "tunnel4"]}]}
    steps = [
        same(t.VPN_CONNECTION, "connection1"),
        same(t.CONNECTION, "tunnel1"),
        same(t.CONNECTION, "tunnel2"),
        same(t.DIAGNOSTIC_SETTING, "logs"),
        create(t.VPN_CONNECTION, "connection2"),
        create(t.CONNECTION, "tunnel3"),
        create(t.CONNECTION, "tunnel4"),
        create(t.PUBLIC_IP, "ip"),
        create(t.METRIC_ALARM, "tunnel3-down"),
        create(t.METRIC_ALARM, "tunnel4-down"),
        create(t.COMPOSITE_ALARM, "connection2-down"),
        update(
            t.METRIC_ALERT,
            "down",
            {"criteria": (None, None)},
            inputs=({"criteria": {"allOf": [dimension]}}, {"criteria": {"allOf": [wider]}}),
        ),
    ]
    found = {line.name + line.cloud: (line.before_usd, line.after_usd) for line in difference(*steps).lines}
    assert found == {
        "VPN connectionsAWS": (36.5, 73.0),
        "public IPv4 addressesAWS": (7.3, 14.6),
        "logs taken inAWS": (1.2, 2.4),
        "logs taken inAzure": (6.0, 12.0),
        "public IP addressesAzure": (None, 3.65),
        "metrics that alarms watchAWS": (None, 0.2),
        "composite alarmsAWS": (None, 0.5),
        "metric alert rulesAzure": (0.2, 0.4),
    }


def test_what_servers_bring_follows_the_replication_template() -> None:
    """With settings the size of replication servers counts; the number of servers is that of the settings."""
    kinds = tuple({"replicationServerInstanceType": kind} for kind in ("t3.small", "t3.large"))
    place = {"replicationServerInstanceType": ("t3.small", "t3.large")}
    found = difference(update(t.REPLICATION_TEMPLATE, "template", place, inputs=kinds), config=CONFIG)  # type: ignore[arg-type]
    servers = quantities_of(parse(RAW))[0].replication_servers
    (line,) = found.lines
    assert (line.before_usd, line.after_usd) == (pytest.approx(servers * 14.6), pytest.approx(servers * 73.0))
    assert found.before_usd is not None
    assert found.after_usd is not None
    assert found.after_usd - found.before_usd == pytest.approx(servers * 58.4)


def test_a_new_stack_costs_nothing_until_now() -> None:
    """Before it nothing is paid for, servers neither; afterwards all is."""
    steps = [
        create("pulumi:providers:aws", "p", region="eu-west-1"),
        create(t.AZURE_GATEWAY, "gateway", **sku("VpnGw1AZ")),
    ]
    found = cost(preview(*steps, config=CONFIG), prices=PRICES)
    assert found.before_usd == 0
    assert found.after_usd
    assert all(line.before_usd is None for line in found.lines)


def test_a_stack_that_goes_costs_nothing_any_more() -> None:
    """The same the other way round."""
    found = cost(preview(delete(t.NAT_GATEWAY, "nat"), delete(t.EIP, "ip"), config=CONFIG), prices=PRICES)
    assert found.after_usd == 0
    assert found.before_usd


def test_without_settings_sums_are_not_told() -> None:
    """Lines of the infrastructure are right by themselves; a sum without the servers would mislead."""
    found = difference(create(t.NAT_GATEWAY, "nat"))
    assert (found.before_usd, found.after_usd) == (None, None)
    assert "nothing that servers bring is in it" in found.note


def test_without_unchanged_resources_sums_are_not_told() -> None:
    """The digest and the plan leave out what stays the same; what changes is still right."""
    found = cost(preview(create(t.NAT_GATEWAY, "nat"), delete(t.EIP, "ip"), source=Source.DIGEST, config=CONFIG))
    assert found.before_usd is None
    assert "leaves out what stays the same" in found.note


def test_older_settings_count_for_servers_until_now() -> None:
    """With both stack files more servers are a difference, though no resource changes."""
    fewer = parse(changed(copy.deepcopy(RAW), {"sizing.servers": 1, "sizing.volumes": 1}))
    both = [same(t.REPLICATION_TEMPLATE, "template")]
    told = cost(preview(PROVIDER, *both, config=CONFIG), fewer, PRICES)
    assert any(line.name == "DRS source servers" for line in told.lines)
    assert cost(preview(PROVIDER, *both, config=CONFIG), prices=PRICES).lines == ()


def test_a_price_that_nobody_knows_is_named() -> None:
    """An unknown SKU has no amount, and the note says so."""
    found = difference(create(t.AZURE_GATEWAY, "gateway", **sku("VpnGw99")))
    assert found.lines == (CostLine("VPN gateway (VpnGw99)", "Azure", None, None),)
    assert found.note.endswith("No price is known of: VPN gateway (VpnGw99).")


def test_settings_with_secrets_are_read_and_broken_ones_are_not() -> None:
    """A key that the engine keeps is as encrypted as in the stack file; what is not in order is no settings."""
    own = {**RAW.get("interconnect", {}), "tunnels": {"tunnel1": {"pre_shared_key": SECRET}}}
    assert settings_of(preview(config={**CONFIG, "lifeboat:interconnect": own})) is not None
    assert settings_of(preview(config={**CONFIG, "lifeboat:primary": {}})) is None
    assert settings_of(preview()) is None


def test_endpoints_count_by_zone_and_alarms_by_metric() -> None:
    """An interface endpoint is paid for in each subnet; a query over all servers by server; gateway endpoints not."""
    alarm = {"metricQueries": [{"expression": "SELECT MAX(x) FROM y"}, {"metric": {}}, {"expression": "m1 + m2"}]}
    resources = [
        resource(t.ENDPOINT, "drs", inputs={"vpcEndpointType": "Interface", "subnetIds": ["a", "b", "c"]}),
        resource(t.ENDPOINT, "s3", inputs={"vpcEndpointType": "Gateway"}),
        resource(t.RESOLVER_ENDPOINT, "in", inputs={"ipAddresses": [{}, {}]}),
        resource(t.METRIC_ALARM, "lag", inputs=alarm),
        resource(t.METRIC_ALARM, "plain"),
    ]
    found = with_resources(SMALL, resources)
    assert (found.interface_endpoints, found.resolver_interfaces) == (3, 2)
    assert found.alarm_metrics == SMALL.servers + 1 + 1


def test_attachments_of_a_transit_gateway() -> None:
    """VPCs and VPN connections each are one; a connection to a virtual private gateway is none."""
    resources = [
        resource(t.TRANSIT_ATTACHMENT, "vpc"),
        resource(t.VPN_CONNECTION, "one", inputs={"transitGatewayId": "tgw-1"}),
        resource(t.VPN_CONNECTION, "two", inputs={"vpnGatewayId": "vgw-1"}),
    ]
    assert with_resources(NOTHING, resources).transit_attachments == 2


def test_a_replacement_costs_what_it_did() -> None:
    """One goes and one comes."""
    step = replace(t.NAT_GATEWAY, "nat", {"subnetId": ("a", "b")})
    assert step.operation is Operation.REPLACE
    assert difference(step).lines == ()


def test_lines_are_in_the_order_of_their_difference() -> None:
    """The largest first, whatever its sign."""
    found = difference(delete(t.VPN_CONNECTION, "c"), create(t.KEY, "key"), create(t.DASHBOARD, "page"))
    assert [line.name for line in found.lines] == [
        "VPN connections",
        "public IPv4 addresses",
        "dashboards",
        "customer-managed keys",
    ]


def test_the_price_date_is_the_oldest() -> None:
    """So that a reader knows how old the worst of the figures is."""
    listed: Preview = preview(PROVIDER, create(t.AZURE_GATEWAY, "gateway", **sku("VpnGw1AZ")))
    assert len(cost(listed).price_date) == len("2026-01-01")
    assert cost(preview()).price_date == ""
