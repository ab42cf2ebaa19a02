"""What the two clouds accept, as data: regions, SKUs, AS numbers, reserved ranges. Each with its source."""

from ipaddress import IPv4Network
from typing import Final

DRS_REGIONS: Final = frozenset(
    """
    af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
    ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
    ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
    il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2
    us-gov-east-1 us-gov-west-1
    """.split()
)
"""AWS Regions with an Elastic Disaster Recovery endpoint (botocore 1.44.5 `endpoints.json`, service `drs`)."""

AWS_REGIONS: Final = DRS_REGIONS | {"cn-north-1", "cn-northwest-1"}
"""AWS Regions Lifeboat knows; those outside `DRS_REGIONS` do not offer the service."""

AZURE_REGIONS: Final = frozenset(
    """
    australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral
    brazilsouth brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia
    eastus eastus2 francecentral francesouth germanynorth germanywestcentral indonesiacentral israelcentral
    italynorth japaneast japanwest jioindiacentral jioindiawest koreacentral koreasouth malaysiawest mexicocentral
    newzealandnorth northcentralus northeurope norwayeast norwaywest polandcentral qatarcentral southafricanorth
    southafricawest southcentralus southeastasia southindia spaincentral swedencentral swedensouth
    switzerlandnorth switzerlandwest uaecentral uaenorth uksouth ukwest westcentralus westeurope westindia westus
    westus2 westus3
    """.split()
)
"""Azure regions by their programmatic name (Azure documentation, "Azure regions list")."""

AZURE_ZONE_REGIONS: Final = frozenset(
    """
    australiaeast austriaeast belgiumcentral brazilsouth canadacentral centralindia centralus chilecentral eastasia
    eastus eastus2 francecentral germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest
    koreacentral malaysiawest mexicocentral newzealandnorth northeurope norwayeast polandcentral qatarcentral
    southafricanorth southcentralus southeastasia spaincentral swedencentral switzerlandnorth uaenorth uksouth
    westeurope westus2 westus3
    """.split()
)
"""Azure regions with availability zones; elsewhere a public IP names no zone (Azure documentation, "Azure services
that support availability zones")."""

GATEWAY_SKUS: Final = {
    "VpnGw1AZ": ("Generation1",),
    "VpnGw2AZ": ("Generation1", "Generation2"),
    "VpnGw3AZ": ("Generation1", "Generation2"),
    "VpnGw4AZ": ("Generation2",),
    "VpnGw5AZ": ("Generation2",),
}
"""Azure VPN gateway SKUs that can still be created, with their generations. Non-AZ SKUs are refused for new
gateways, Basic has neither BGP nor custom IPsec policies (Azure VPN Gateway, "About gateway SKUs")."""

IANA_REFUSED_ASNS: Final = frozenset({0, 23456, 4294967295, *range(64496, 64512), *range(65535, 65552)})
"""AS numbers that IANA reserves (RFC 7607, RFC 6793, RFC 5398, RFC 7300)."""

AZURE_REFUSED_PEER_ASNS: Final = IANA_REFUSED_ASNS | {8074, 8075, 12076, 65515, *range(65517, 65521)}
"""AS numbers that Azure refuses for a peer (Azure VPN Gateway FAQ, "Which ASNs are reserved")."""

AZURE_REFUSED_GATEWAY_ASNS: Final = AZURE_REFUSED_PEER_ASNS - {65515}
"""AS numbers that cannot be set on the Azure gateway; 65515 is its default (Azure VPN Gateway FAQ)."""

AWS_REFUSED_ASNS: Final = frozenset({7224, 9059, 10124, 17943})
"""AS numbers that AWS keeps for itself (AWS Site-to-Site VPN user guide, customer gateway options)."""

AMAZON_SIDE_ASNS: Final = ((64512, 65534), (4200000000, 4294967294))
"""Private AS numbers a virtual private gateway may have (EC2 API, CreateVpnGateway)."""

AZURE_APIPA: Final = (IPv4Network("169.254.21.0/24"), IPv4Network("169.254.22.0/24"))
"""Link-local addresses Azure accepts as custom BGP addresses (Azure, "BGP and VPN Gateway with AWS")."""

AWS_RESERVED_INSIDE: Final = frozenset(
    IPv4Network(cidr) for cidr in (*(f"169.254.{n}.0/30" for n in range(6)), "169.254.169.252/30")
)
"""Inside /30s that AWS keeps for itself (AWS Site-to-Site VPN user guide, tunnel options)."""

LINK_LOCAL: Final = IPv4Network("169.254.0.0/16")
"""Where both clouds take a tunnel's inside addresses from."""

RFC1918: Final = tuple(IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
"""Private address ranges (RFC 1918)."""

RETENTION_DAYS: Final = (1, 365)
"""How long DRS may keep daily points in time (DRS user guide, point-in-time policy)."""


def aws_partition(region: str) -> str:
    """Return the partition of a Region that offers the service, as ARNs name it."""
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
