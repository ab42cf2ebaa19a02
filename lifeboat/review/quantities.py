"""What there is to pay for among resources, as the quantities that `lifeboat cost` reckons with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from lifeboat.consequences import tokens as t
from lifeboat.cost import Quantities
from lifeboat.cost.stack import ADDRESSES_A_CONNECTION, FLOW_LOG_GIB_A_SERVER, LOG_GIB_A_TUNNEL, STAGING_TYPES
from lifeboat.previews import Resource

NOTHING: Final = Quantities(
    aws_region="", azure_region="", servers=0, volumes=0, provisioned_gib=None, used_gib=None,
    changed_bytes_per_second=None, replication_servers=0, replication_type="", staging_type="", retention_days=0,
    points_in_time=0, recovered_type="", recovered_vcpus=None, conversion_minutes=0, failed_over_transfer_gib=0,
    wire_bytes=1, segment_bytes=1,
)  # fmt: skip
"""A stack that has nothing."""

_INBOUND: Final = "azure-native:dnsresolver:InboundEndpoint"
_INTERFACE: Final = "Interface"

ByType = Mapping[str, Sequence[Resource]]


def with_resources(base: Quantities, resources: Iterable[Resource]) -> Quantities:
    """Return quantities with what some resources tell in place of what the base has.

    Args:
        base: of the settings, or `NOTHING`: servers, volumes and traffic, which no resource tells.
        resources: all of a stack; or those of them that change, and then the quantities are of those alone.
    """
    by_type: dict[str, list[Resource]] = defaultdict(list)
    for resource in resources:
        by_type[resource.type].append(resource)
    tunnels, servers = len(by_type[t.CONNECTION]), base.servers
    vpn = by_type[t.VPN_CONNECTION]
    through_transit = sum(bool(each.inputs.get("transitGatewayId")) for each in vpn)
    found = replace(
        base,
        nat_gateways=len(by_type[t.NAT_GATEWAY]),
        aws_public_addresses=len(by_type[t.EIP]) + ADDRESSES_A_CONNECTION * len(vpn),
        vpn_connections=len(vpn),
        transit_attachments=len(by_type[t.TRANSIT_ATTACHMENT]) + through_transit,
        interface_endpoints=_sum(by_type[t.ENDPOINT], _interfaces),
        resolver_interfaces=_sum(by_type[t.RESOLVER_ENDPOINT], lambda each: _length(each, "ipAddresses")),
        keys=len(by_type[t.KEY]),
        alarm_metrics=_sum(by_type[t.METRIC_ALARM], lambda each: _metrics(each, servers)),
        composite_alarms=len(by_type[t.COMPOSITE_ALARM]),
        dashboards=len(by_type[t.DASHBOARD]),
        aws_log_gib=LOG_GIB_A_TUNNEL * tunnels + FLOW_LOG_GIB_A_SERVER * servers * bool(by_type[t.FLOW_LOG]),
        azure_public_addresses=len(by_type[t.PUBLIC_IP]),
        azure_nat_gateways=len(by_type[t.AZURE_NAT_GATEWAY]),
        azure_resolver_endpoints=len(by_type[t.OUTBOUND_ENDPOINT]) + len(by_type[_INBOUND]),
        azure_alerts=_sum(by_type[t.METRIC_ALERT], _series),
        azure_log_gib=LOG_GIB_A_TUNNEL * tunnels * bool(by_type[t.DIAGNOSTIC_SETTING]),
        azure_gateway_sku=_sku(by_type[t.AZURE_GATEWAY]),
    )
    return _with_template(_with_regions(found, by_type), by_type)


def _sum(resources: Sequence[Resource], each: Callable[[Resource], int]) -> int:
    return sum(each(resource) for resource in resources)


def _length(resource: Resource, key: str) -> int:
    """Return how many there are in a list; one where only the deployment will tell."""
    found = resource.inputs.get(key)
    return len(found) if isinstance(found, list | tuple) else 1


def _interfaces(endpoint: Resource) -> int:
    return _length(endpoint, "subnetIds") if endpoint.inputs.get("vpcEndpointType") == _INTERFACE else 0


def _metrics(alarm: Resource, servers: int) -> int:
    """Return the metrics that an alarm is paid for: those of a query over all servers are as many as servers."""
    queries = alarm.inputs.get("metricQueries")
    if not isinstance(queries, list | tuple) or not queries:
        return 1
    asked = [query for query in queries if isinstance(query, Mapping)]
    over_all = sum(str(query.get("expression", "")).lstrip().upper().startswith("SELECT") for query in asked)
    return sum("metric" in query for query in asked) + over_all * servers


def _series(rule: Resource) -> int:
    """Return the time series that an alert rule watches: for each criterion one for each value of its dimensions."""
    criteria = rule.inputs.get("criteria")
    found = criteria.get("allOf") if isinstance(criteria, Mapping) else None
    series = 0
    for criterion in found if isinstance(found, list | tuple) else ():
        product = 1
        for dimension in (criterion.get("dimensions") or ()) if isinstance(criterion, Mapping) else ():
            values = dimension.get("values") if isinstance(dimension, Mapping) else None
            product *= len(values) if isinstance(values, list | tuple) and values else 1
        series += product
    return series or 1


def _sku(gateways: Sequence[Resource]) -> str | None:
    sku = gateways[0].inputs.get("sku") if gateways else None
    name = sku.get("name") if isinstance(sku, Mapping) else None
    return name if isinstance(name, str) else None


def _with_regions(found: Quantities, by_type: ByType) -> Quantities:
    aws = _first(by_type.get("pulumi:providers:aws", ()), "region")
    azure = _first((*by_type.get(t.AZURE_GATEWAY, ()), *by_type.get(t.RESOURCE_GROUP, ())), "location")
    return replace(found, aws_region=aws or found.aws_region, azure_region=azure or found.azure_region)


def _first(resources: Sequence[Resource], key: str) -> str:
    found = (resource.inputs.get(key) for resource in resources)
    return next((value for value in found if isinstance(value, str)), "")


def _with_template(found: Quantities, by_type: ByType) -> Quantities:
    """What the replication template says; an adopted one says nothing here, and the settings count."""
    templates = by_type.get(t.REPLICATION_TEMPLATE, ())
    if not templates:
        return found
    asked = templates[0].inputs
    days, points = _kept(asked.get("pitPolicies"))
    return replace(
        found,
        replication_type=_known(asked.get("replicationServerInstanceType"), found.replication_type),
        staging_type=STAGING_TYPES.get(str(asked.get("defaultLargeStagingDiskType")), found.staging_type),
        retention_days=days or found.retention_days,
        points_in_time=points or found.points_in_time,
    )


def _known(found: Any, otherwise: str) -> str:
    return found if isinstance(found, str) else otherwise


def _kept(rules: Any) -> tuple[int, int]:
    """Return how many days points in time are kept, and how many there are of a volume; zeros where nobody knows."""
    days = points = 0
    for rule in rules if isinstance(rules, list | tuple) else ():
        if not isinstance(rule, Mapping) or rule.get("enabled") is False:
            continue
        interval, duration = rule.get("interval"), rule.get("retentionDuration")
        if isinstance(interval, int) and isinstance(duration, int) and interval > 0:
            points += duration // interval
            days = duration if rule.get("units") == "DAY" else days
    return days, points
