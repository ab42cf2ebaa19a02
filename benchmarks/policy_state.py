"""States of any size for the policy benchmark: sites of 100 resources each, all connected, in the form of an export.

A site is what a landing zone has at one place: a VNet with gateway, subnets, group and routes, a VPC with the same,
four tunnels between them, and a drill VPC beside it. All VPCs meet at one transit gateway and all VNets are peered with
the first, so that every network has a path to every other and the rules about ranges have all of them to compare. Ids,
links and the engine's record of dependencies are there as after a deployment. The same size gives the same state.
"""

import ipaddress
from collections.abc import Sequence
from typing import Any

SITE_SIZE = 100
"""Resources of a site."""

_REGION, _ACCOUNT = "eu-west-1", "111122223333"
_SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups"
_TAGS = {"owner": "platform-team", "environment": "production"}
_PROTECTED = frozenset(
    {
        "aws:ec2/customerGateway:CustomerGateway",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpnConnection:VpnConnection",
        "aws:ec2/vpnGateway:VpnGateway",
        "aws:ec2transitgateway/transitGateway:TransitGateway",
        "azure-native:network:PublicIPAddress",
        "azure-native:network:VirtualNetwork",
        "azure-native:network:VirtualNetworkGateway",
    }
)
_TAGLESS = frozenset({"DiagnosticSetting", "Route", "RouteTableAssociation", "SecurityRule", "VirtualNetworkPeering"})
_TOPIC = "arn:aws:sns:eu-west-1:111122223333:alarms"
_SUITE = {
    "Phase1DhGroupNumbers": [20],
    "Phase1EncryptionAlgorithms": ["AES256"],
    "Phase1IntegrityAlgorithms": ["SHA2-384"],
    "Phase1LifetimeSeconds": 28800,
    "Phase2DhGroupNumbers": [20],
    "Phase2EncryptionAlgorithms": ["AES256-GCM-16"],
    "Phase2IntegrityAlgorithms": ["SHA2-384"],
    "Phase2LifetimeSeconds": 3600,
    "DpdTimeoutAction": "restart",
    "DpdTimeoutSeconds": 45,
    "IkeVersions": ["ikev2"],
    "StartupAction": "start",
}
_IPSEC_POLICY = {
    "dhGroup": "ECP384",
    "ikeEncryption": "AES256",
    "ikeIntegrity": "SHA384",
    "ipsecEncryption": "GCMAES256",
    "ipsecIntegrity": "GCMAES256",
    "pfsGroup": "ECP384",
    "saDataSizeKilobytes": 102400000,
    "saLifeTimeSeconds": 3600,
}
_LOGS = ("GatewayDiagnosticLog", "TunnelDiagnosticLog", "RouteDiagnosticLog", "IKEDiagnosticLog")

Resource = dict[str, Any]


class _State:
    """The resources of a state in the order in which a deployment would have made them."""

    def __init__(self) -> None:
        self.resources: list[Resource] = []
        self._providers = {
            "aws": self._provider("aws", "7.51.1"),
            "azure-native": self._provider("azure-native", "3.29.0"),
        }

    def _provider(self, package: str, version: str) -> str:
        type_, id_ = f"pulumi:providers:{package}", "11111111-1111-4111-8111-111111111111"
        urn = f"urn:pulumi:bench::bench::{type_}::{package}"
        self.resources.append({"urn": urn, "custom": True, "id": id_, "type": type_, "inputs": {"version": version}})
        return f"{urn}::{id_}"

    def add(self, type_: str, name: str, id_: str, props: dict[str, Any], **made_from: Resource) -> Resource:
        """Add a resource.

        Args:
            type_: its type.
            name: its logical name.
            id_: its id in its cloud.
            props: what was asked for; the cloud answers the same and an ARN.
            made_from: for each property that came from another resource, that resource.
        """
        asked = props if type_.rpartition(":")[2] in _TAGLESS else {"tags": _TAGS} | props
        arn = {"arn": f"arn:aws:ec2:{_REGION}:{_ACCOUNT}:thing/{id_}"} if type_.startswith("aws:") else {}
        resource = {
            "urn": f"urn:pulumi:bench::bench::{type_}::{name}",
            "custom": True,
            "id": id_,
            "type": type_,
            "inputs": asked,
            "outputs": asked | arn,
            "provider": self._providers[type_.partition(":")[0]],
            "protect": type_ in _PROTECTED,
            "dependencies": sorted({other["urn"] for other in made_from.values()}),
            "propertyDependencies": {key: [made_from[key]["urn"]] if key in made_from else [] for key in asked},
        }
        self.resources.append(resource)
        return resource

    def aws(self, kind: str, name: str, props: dict[str, Any], **made_from: Resource) -> Resource:
        """Add a resource of AWS, such as `ec2/vpc:Vpc`; properties made from another resource get that one's id."""
        module, _, title = kind.partition(":")
        ids = {key: other["id"] for key, other in made_from.items() if key not in props}
        return self.add(
            f"aws:{module}:{title}", name, f"{title.lower()}-{len(self.resources):x}", props | ids, **made_from
        )

    def azure(self, title: str, group: str, name: str, props: dict[str, Any], **made_from: Resource) -> Resource:
        """Add a resource of Azure's network service, such as `VirtualNetwork`, to a resource group."""
        id_ = f"{_SUBSCRIPTION}/{group}/providers/Microsoft.Network/{title}/{name}"
        return self.add(
            f"azure-native:network:{title}", name, id_, {"name": name, "resourceGroupName": group} | props, **made_from
        )


def make_state(sites: int) -> dict[str, Any]:
    """Return a state of a number of sites, in the form of `pulumi stack export`."""
    state = _State()
    hubs: tuple[Resource, ...] = ()
    for number in range(sites):
        first = len(state.resources)
        vnet, gateway, addresses = _azure_network(state, number, hubs)
        vpc, virtual, hub = _aws_network(state, number, hubs)
        hubs = hubs or (vnet, hub)
        _tunnels(state, number, gateway, addresses, virtual)
        _drill(state, number)
        _groups(state, number, vpc, SITE_SIZE - (len(state.resources) - first))
    manifest = {"time": "2026-01-01T00:00:00Z", "magic": "", "version": "v3.259.0"}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": state.resources}}


def _range(number: int, part: int) -> list[str]:
    """The /24 ranges of a site's part: a /20 of its own, VNets from 10.0.0.0 on and VPCs from 10.128.0.0 on."""
    base = int(ipaddress.ip_address("10.0.0.0")) + (part << 23) + (number << 12)
    network = ipaddress.ip_network((base, 20))
    return [str(network), *map(str, network.subnets(new_prefix=24))]


def _azure_network(
    state: _State, number: int, hubs: Sequence[Resource]
) -> tuple[Resource, Resource, Sequence[Resource]]:
    site, whole, *parts = f"site{number:03}", *_range(number, 0)
    vnet = state.azure("VirtualNetwork", site, f"{site}-vnet", {"addressSpace": {"addressPrefixes": [whole]}})
    within = {"virtualNetworkName": vnet["inputs"]["name"]}
    if hubs:
        remote = {**within, "remoteVirtualNetwork": {"id": hubs[0]["id"]}}
        state.azure("VirtualNetworkPeering", site, f"{site}-peering", remote, virtualNetworkName=vnet)
    group = state.azure("NetworkSecurityGroup", site, f"{site}-nsg", {})
    table = state.azure("RouteTable", site, f"{site}-table", {"disableBgpRoutePropagation": False})
    for index in range(4):
        rule = {"direction": "Inbound", "access": "Allow", "protocol": "Tcp", "sourceAddressPrefix": parts[index]}
        named = {"networkSecurityGroupName": group["inputs"]["name"], "destinationPortRange": str(8000 + index)}
        state.azure("SecurityRule", site, f"{site}-rule{index}", rule | named, networkSecurityGroupName=group)
        route = {"routeTableName": table["inputs"]["name"], "addressPrefix": f"172.16.{index}.0/24"}
        state.azure("Route", site, f"{site}-route{index}", route, routeTableName=table)
    for index in range(3):
        subnet = {**within, "addressPrefix": parts[index], "networkSecurityGroup": {"id": group["id"]}}
        state.azure("Subnet", site, f"{site}-workload{index}", subnet, virtualNetworkName=vnet)
    own = {**within, "subnetName": "GatewaySubnet", "addressPrefix": parts[-1], "routeTable": {"id": table["id"]}}
    subnet = state.azure("Subnet", site, f"{site}-gateway-subnet", own, virtualNetworkName=vnet, routeTable=table)
    subnet["id"] = f"{vnet['id']}/subnets/GatewaySubnet"
    addresses = [
        state.azure(
            "PublicIPAddress", site, f"{site}-ip{index}",
            {"ipAddress": f"203.0.{number}.{index}", "publicIPAllocationMethod": "Static", "sku": {"name": "Standard"}},
        )
        for index in range(2)
    ]  # fmt: skip
    return vnet, _azure_gateway(state, site, subnet, addresses), addresses


def _azure_gateway(state: _State, site: str, subnet: Resource, addresses: Sequence[Resource]) -> Resource:
    name = f"{site}-gateway"
    here = f"{_SUBSCRIPTION}/{site}/providers/Microsoft.Network/VirtualNetworkGateway/{name}/ipConfigurations"
    instances = [
        {"name": f"instance{index}", "publicIPAddress": {"id": address["id"]}, "subnet": {"id": subnet["id"]}}
        for index, address in enumerate(addresses)
    ]
    peers = [
        {
            "ipconfigurationId": f"{here}/instance{index}",
            "customBgpIpAddresses": [_inside(2 * index, 2), _inside(2 * index + 1, 2)],
        }
        for index in range(2)
    ]
    props = {
        "activeActive": True,
        "enableBgp": True,
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw2AZ", "tier": "VpnGw2AZ"},
        "bgpSettings": {"asn": 65515, "bgpPeeringAddresses": peers},
        "ipConfigurations": instances,
    }
    gateway = state.azure("VirtualNetworkGateway", site, name, props, ipConfigurations=subnet)
    logs = {"logs": [{"category": each, "enabled": True} for each in _LOGS], "resourceUri": gateway["id"]}
    id_ = f"{gateway['id']}/providers/microsoft.insights/diagnosticSettings/{site}-logs"
    state.add("azure-native:monitor:DiagnosticSetting", f"{site}-logs", id_, logs, resourceUri=gateway)
    return gateway


def _inside(tunnel: int, host: int) -> str:
    """An address of a tunnel's inside range, 0 for the range; each site has gateways of its own, so they repeat."""
    return f"169.254.21.{4 * tunnel + host}"


def _aws_network(state: _State, number: int, hubs: Sequence[Resource]) -> tuple[Resource, Resource, Resource]:
    site, whole, *parts = f"site{number:03}", *_range(number, 1)
    hub = hubs[1] if hubs else state.aws("ec2transitgateway/transitGateway:TransitGateway", "hub", {})
    vpc = state.aws("ec2/vpc:Vpc", f"{site}-vpc", {"cidrBlock": whole})
    state.aws(
        "ec2/defaultSecurityGroup:DefaultSecurityGroup", f"{site}-default", {"ingress": [], "egress": []}, vpcId=vpc
    )
    virtual = state.aws("ec2/vpnGateway:VpnGateway", f"{site}-vgw", {"amazonSideAsn": "64512"})
    attachment = state.aws(
        "ec2/vpnGatewayAttachment:VpnGatewayAttachment", f"{site}-attachment", {}, vpcId=vpc, vpnGatewayId=virtual
    )
    state.aws("ec2transitgateway/vpcAttachment:VpcAttachment", f"{site}-to-hub", {}, vpcId=vpc, transitGatewayId=hub)
    state.aws("ec2/flowLog:FlowLog", f"{site}-flow-log", {"trafficType": "ALL"}, vpcId=vpc)
    tables = []
    for index in range(3):
        table = state.aws("ec2/routeTable:RouteTable", f"{site}-vpc-table{index}", {}, vpcId=vpc)
        propagation = "ec2/vpnGatewayRoutePropagation:VpnGatewayRoutePropagation"
        state.aws(propagation, f"{site}-propagation{index}", {}, routeTableId=table, vpnGatewayId=attachment)
        route = {"destinationCidrBlock": "172.20.0.0/16"}
        state.aws("ec2/route:Route", f"{site}-vpc-route{index}", route, routeTableId=table, transitGatewayId=hub)
        tables.append(table)
    for index in range(6):
        props = {"cidrBlock": parts[index], "availabilityZone": f"{_REGION}{'abc'[index % 3]}"}
        subnet = state.aws("ec2/subnet:Subnet", f"{site}-subnet{index}", props, vpcId=vpc)
        association = "ec2/routeTableAssociation:RouteTableAssociation"
        state.aws(association, f"{site}-association{index}", {}, subnetId=subnet, routeTableId=tables[index % 3])
    return vpc, attachment, hub


def _tunnels(
    state: _State, number: int, gateway: Resource, addresses: Sequence[Resource], attachment: Resource
) -> None:
    site = f"site{number:03}"
    logs = state.aws("cloudwatch/logGroup:LogGroup", f"{site}-vpn-logs", {"retentionInDays": 30})
    for instance, address in enumerate(addresses):
        props = {"bgpAsn": "65515", "type": "ipsec.1", "ipAddress": address["inputs"]["ipAddress"]}
        customer = state.aws(
            "ec2/customerGateway:CustomerGateway", f"{site}-customer{instance}", props, ipAddress=address
        )
        tunnels = {"staticRoutesOnly": False, "type": "ipsec.1"}
        for end in (1, 2):
            tunnel = 2 * instance + end - 1
            log = {"logEnabled": True, "logGroupArn": logs["outputs"]["arn"]}
            tunnels |= {f"tunnel{end}{key}": value for key, value in _SUITE.items()} | {
                f"tunnel{end}Address": f"198.51.{number}.{tunnel}",
                f"tunnel{end}InsideCidr": f"{_inside(tunnel, 0)}/30",
                f"tunnel{end}PresharedKey": f"Key.of.{site}.{tunnel}",
                f"tunnel{end}LogOptions": {"cloudwatchLogOptions": log},
            }
        vpn = state.aws(
            "ec2/vpnConnection:VpnConnection", f"{site}-vpn{instance}", tunnels,
            customerGatewayId=customer, vpnGatewayId=attachment,
        )  # fmt: skip
        # As the attachment's id is not the gateway's, the connection has the latter.
        for props in (vpn["inputs"], vpn["outputs"]):
            props["vpnGatewayId"] = attachment["inputs"]["vpnGatewayId"]
        for end in (1, 2):
            metric = {
                "namespace": "AWS/VPN", "metricName": "TunnelState", "treatMissingData": "breaching",
                "alarmActions": [_TOPIC],
                "dimensions": {"VpnId": vpn["id"], "TunnelIpAddress": tunnels[f"tunnel{end}Address"]},
            }  # fmt: skip
            name = f"{site}-alarm{2 * instance + end - 1}"
            state.aws("cloudwatch/metricAlarm:MetricAlarm", name, metric, dimensions=vpn)
        for tunnel in (2 * instance, 2 * instance + 1):
            _connection(state, site, tunnel, gateway, vpn)


def _connection(state: _State, site: str, tunnel: int, gateway: Resource, vpn: Resource) -> None:
    end = 1 + tunnel % 2
    bgp = {"asn": 64512, "bgpPeeringAddress": _inside(tunnel, 1)}
    props = {"gatewayIpAddress": vpn["outputs"][f"tunnel{end}Address"], "bgpSettings": bgp}
    local = state.azure("LocalNetworkGateway", site, f"{site}-local{tunnel}", props, gatewayIpAddress=vpn)
    state.azure(
        "VirtualNetworkGatewayConnection",
        site,
        f"{site}-connection{tunnel}",
        {
            "connectionProtocol": "IKEv2",
            "connectionType": "IPsec",
            "dpdTimeoutSeconds": 45,
            "enableBgp": True,
            "gatewayCustomBgpIpAddresses": [{"customBgpIpAddress": _inside(tunnel, 2)}],
            "ipsecPolicies": [_IPSEC_POLICY],
            "sharedKey": vpn["inputs"][f"tunnel{end}PresharedKey"],
            "virtualNetworkGateway1": {"id": gateway["id"]},
            "localNetworkGateway2": {"id": local["id"]},
        },
        virtualNetworkGateway1=gateway,
        localNetworkGateway2=local,
    )


def _drill(state: _State, number: int) -> None:
    site, whole, *parts = f"site{number:03}", *_range(number, 1)
    isolated = {"tags": {**_TAGS, "lifeboat:isolated": "true"}}
    vpc = state.aws("ec2/vpc:Vpc", f"{site}-drill-vpc", {"cidrBlock": whole, **isolated})
    state.aws("ec2/defaultSecurityGroup:DefaultSecurityGroup", f"{site}-drill-default", {"ingress": []}, vpcId=vpc)
    state.aws("ec2/flowLog:FlowLog", f"{site}-drill-flow-log", {"trafficType": "ALL"}, vpcId=vpc)
    table = state.aws("ec2/routeTable:RouteTable", f"{site}-drill-table", {}, vpcId=vpc)
    for index in range(2):
        subnet = state.aws(
            "ec2/subnet:Subnet", f"{site}-drill{index}", {"cidrBlock": parts[index], **isolated}, vpcId=vpc
        )
        association = "ec2/routeTableAssociation:RouteTableAssociation"
        state.aws(association, f"{site}-drill-association{index}", {}, subnetId=subnet, routeTableId=table)


def _groups(state: _State, number: int, vpc: Resource, count: int) -> None:
    """Security groups and their rules, as many as a site still needs."""
    site, _, *parts = f"site{number:03}", *_range(number, 0)
    groups = [state.aws("ec2/securityGroup:SecurityGroup", f"{site}-group{index}", {}, vpcId=vpc) for index in range(3)]
    for index in range(count - len(groups)):
        rule = {"ipProtocol": "tcp", "fromPort": 8000 + index, "toPort": 8000 + index, "cidrIpv4": parts[index % 16]}
        kind = ("Ingress", "Egress")[index % 2]
        title = f"vpc/securityGroup{kind}Rule:SecurityGroup{kind}Rule"
        state.aws(title, f"{site}-{kind.lower()}{index}", rule, securityGroupId=groups[index % 3])
