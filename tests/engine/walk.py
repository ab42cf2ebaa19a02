"""An independent walk over a stack's state: from each AWS tunnel to its Azure connection and back.

It knows the clouds' property names and nothing of Lifeboat's settings or blueprint, so it cannot share their mistakes.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

Resource = dict[str, Any]

VPN = "aws:ec2/vpnConnection:VpnConnection"
CUSTOMER_GATEWAY = "aws:ec2/customerGateway:CustomerGateway"
VPN_GATEWAY = "aws:ec2/vpnGateway:VpnGateway"
TRANSIT_GATEWAY = "aws:ec2transitgateway/transitGateway:TransitGateway"
AZURE_GATEWAY = "azure-native:network:VirtualNetworkGateway"
PUBLIC_IP = "azure-native:network:PublicIPAddress"
LOCAL_GATEWAY = "azure-native:network:LocalNetworkGateway"
CONNECTION = "azure-native:network:VirtualNetworkGatewayConnection"

# Azure's words and AWS's for the same algorithm (the clouds' own tables).
ENCRYPTION = {"AES128": "AES128", "AES256": "AES256", "GCMAES128": "AES128-GCM-16", "GCMAES256": "AES256-GCM-16"}
INTEGRITY = {"SHA256": "SHA2-256", "SHA384": "SHA2-384"}
GROUPS = {"DHGroup14": 14, "PFS2048": 14, "ECP256": 19, "ECP384": 20}


@dataclass(frozen=True)
class Pair:
    """One tunnel, both ends as the state has them."""

    aws: Resource
    number: int
    local_gateway: Resource
    connection: Resource

    def tunnel(self, name: str) -> Any:
        """Return one of AWS's options of this tunnel."""
        return clear(self.aws["inputs"][f"tunnel{self.number}{name}"])


def clear(value: Any) -> Any:
    """Return a value as it is, from its secret envelope if it is in one."""
    return json.loads(value["plaintext"]) if isinstance(value, dict) and "plaintext" in value else value


def of_type(resources: Sequence[Resource], token: str) -> list[Resource]:
    """Return the resources of one type."""
    return [each for each in resources if each["type"] == token]


def only(found: list[Resource], what: str) -> Resource:
    """Return the one that is found."""
    assert len(found) == 1, f"{what}: {len(found)} found"
    return found[0]


def pairs(resources: Sequence[Resource]) -> Iterator[Pair]:
    """Yield every Azure connection with the AWS tunnel it leads to: exactly one, found by its outside address."""
    ends = {
        each["outputs"][f"tunnel{number}Address"]: (each, number)
        for each in of_type(resources, VPN)
        for number in (1, 2)
    }
    assert len(ends) == 2 * len(of_type(resources, VPN)), "two AWS tunnels share an outside address"
    reached: list[str] = []
    for connection in of_type(resources, CONNECTION):
        wanted = connection["inputs"]["localNetworkGateway2"]["id"]
        local = only([each for each in of_type(resources, LOCAL_GATEWAY) if each["id"] == wanted], wanted)
        address = local["inputs"]["gatewayIpAddress"]
        reached.append(address)
        aws, number = ends[address]
        yield Pair(aws, number, local, connection)
    assert len(set(reached)) == len(reached), "two Azure connections lead to one AWS tunnel"
    assert len(of_type(resources, LOCAL_GATEWAY)) == len(reached), "a local network gateway without a connection"


def check(resources: Sequence[Resource], *, tunnels: int) -> list[Pair]:
    """Check every tunnel of a state and return the pairs.

    Args:
        resources: of `pulumi stack export --show-secrets`.
        tunnels: how many tunnels there have to be.
    """
    found = list(pairs(resources))
    assert len(found) == tunnels
    for pair in found:
        _keys_and_suite(pair)
        _gateways(pair, resources)
    for what in ("PresharedKey", "InsideCidr"):
        values = [clear(each["inputs"][f"tunnel{n}{what}"]) for each in of_type(resources, VPN) for n in (1, 2)]
        assert len(set(values)) == len(values), f"two tunnels share a {what}"
    return found


def _keys_and_suite(pair: Pair) -> None:
    azure = pair.connection["inputs"]
    assert pair.tunnel("PresharedKey") == clear(azure["sharedKey"])
    assert pair.tunnel("IkeVersions") == [azure["connectionProtocol"].lower()]
    (policy,) = azure["ipsecPolicies"]
    assert pair.tunnel("Phase1EncryptionAlgorithms") == [ENCRYPTION[policy["ikeEncryption"]]]
    assert pair.tunnel("Phase1IntegrityAlgorithms") == [INTEGRITY[policy["ikeIntegrity"]]]
    assert pair.tunnel("Phase1DhGroupNumbers") == [GROUPS[policy["dhGroup"]]]
    assert pair.tunnel("Phase2EncryptionAlgorithms") == [ENCRYPTION[policy["ipsecEncryption"]]]
    if not policy["ipsecEncryption"].startswith("GCM"):
        assert pair.tunnel("Phase2IntegrityAlgorithms") == [INTEGRITY[policy["ipsecIntegrity"]]]
    assert pair.tunnel("Phase2DhGroupNumbers") == [GROUPS[policy["pfsGroup"]]]
    assert pair.tunnel("Phase2LifetimeSeconds") == policy["saLifeTimeSeconds"]
    assert pair.tunnel("DpdTimeoutSeconds") == azure["dpdTimeoutSeconds"]


def _gateways(pair: Pair, resources: Sequence[Resource]) -> None:
    gateway = only(of_type(resources, AZURE_GATEWAY), "Azure VPN gateway")
    wanted = pair.aws["inputs"]["customerGatewayId"]
    customer = only([each for each in of_type(resources, CUSTOMER_GATEWAY) if each["id"] == wanted], wanted)
    assert pair.connection["inputs"]["virtualNetworkGateway1"]["id"] == gateway["id"]
    asn = gateway["inputs"]["bgpSettings"]["asn"]
    assert int(customer["inputs"].get("bgpAsn") or customer["inputs"]["bgpAsnExtended"]) == asn
    instance = only(
        [
            each
            for each in gateway["outputs"]["ipConfigurations"]
            if _address(resources, each["publicIPAddress"]["id"]) == customer["inputs"]["ipAddress"]
        ],
        "instance with the customer gateway's address",
    )
    if pair.aws["inputs"]["staticRoutesOnly"]:
        assert not pair.connection["inputs"].get("enableBgp")
        assert pair.local_gateway["inputs"]["localNetworkAddressSpace"]["addressPrefixes"]
        return
    _bgp(pair, gateway, instance["id"], int(_amazon_asn(pair.aws, resources)))


def _bgp(pair: Pair, gateway: Resource, instance_id: str, amazon_asn: int) -> None:
    assert gateway["inputs"]["enableBgp"]
    assert pair.connection["inputs"]["enableBgp"]
    inside = IPv4Network(pair.tunnel("InsideCidr"))
    peer = pair.local_gateway["inputs"]["bgpSettings"]
    assert (peer["asn"], peer["bgpPeeringAddress"]) == (amazon_asn, str(inside[1]))
    assert not (pair.local_gateway["inputs"].get("localNetworkAddressSpace") or {}).get("addressPrefixes")
    custom = {
        each["ipConfigurationId"]: each["customBgpIpAddress"]
        for each in pair.connection["inputs"]["gatewayCustomBgpIpAddresses"]
    }
    assert custom[instance_id] == str(inside[2]), "the tunnel's address is on another instance"
    held = {
        each["ipconfigurationId"]: each["customBgpIpAddresses"]
        for each in gateway["inputs"]["bgpSettings"]["bgpPeeringAddresses"]
    }
    assert set(custom) == set(held)
    assert all(address in held[place] for place, address in custom.items())


def _amazon_asn(connection: Resource, resources: Sequence[Resource]) -> Any:
    token, key = (
        (VPN_GATEWAY, "vpnGatewayId")
        if connection["inputs"].get("vpnGatewayId")
        else (TRANSIT_GATEWAY, "transitGatewayId")
    )
    wanted = connection["inputs"][key]
    return only([each for each in of_type(resources, token) if each["id"] == wanted], wanted)["inputs"]["amazonSideAsn"]


def _address(resources: Sequence[Resource], public_ip_id: str) -> str:
    found = only([each for each in of_type(resources, PUBLIC_IP) if each["id"] == public_ip_id], public_ip_id)
    return str(found["outputs"]["ipAddress"])
