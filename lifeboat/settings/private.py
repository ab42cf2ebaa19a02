"""Settings of private mode: endpoints in the VPC in place of a way to the internet, and the names that lead to them."""

from ipaddress import IPv4Address
from typing import Annotated, Any, Literal

from pydantic import PlainSerializer

from lifeboat.settings.fields import Check, Model, PrivateRange, aws_id, refuse


def _address(value: Any) -> IPv4Address:
    if isinstance(value, IPv4Address):
        return value
    try:
        return IPv4Address(value if isinstance(value, str) else "")
    except ValueError:
        refuse("one IPv4 address", "DNS servers in Azure forward to it.", "Write it as in 10.20.0.10.")


ResolverAddress = Annotated[
    IPv4Address,
    Check(_address, type="string", pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$"),
    PlainSerializer(str, return_type=str),
]
"""An address of a Route 53 Resolver inbound endpoint."""


class ExistingEndpoint(Model):
    """A VPC endpoint that exists in the adopted VPC and serves a part of private mode."""

    service: Literal["s3-gateway", "s3", "drs", "ec2", "sts", "ssm", "ssmmessages", "ec2messages", "logs"]
    """The service; `s3-gateway` is the gateway endpoint of S3, `s3` its interface endpoint. A VPC takes one interface
    endpoint with private DNS a service, so what is there cannot be made again. A change makes or removes an
    endpoint."""
    id: Annotated[str, aws_id("vpce")]
    """Its id. Lifeboat reads it and never changes it: its policy has to let DRS through, and its security groups have
    to admit TCP 443 from both sides. A change updates outputs in place."""


class Endpoints(Model):
    """What private mode finds in an adopted VPC; without `egress: private` nothing of it is used."""

    existing: list[ExistingEndpoint] = []
    """Endpoints that exist; every other one is made. A change makes or removes single endpoints."""
    resolver_addresses: list[ResolverAddress] = []
    """Addresses of a Route 53 Resolver inbound endpoint that exists in the VPC and admits DNS from Azure; by default
    one is made. A change makes or removes it and updates forwarding in place."""


class PrimaryDns(Model):
    """How servers in Azure find the endpoints of private mode: the names that DRS needs are asked for in AWS."""

    mode: Literal["resolver", "existing"]
    """`resolver`: an Azure DNS private resolver forwards those names, and no others, for VNet and spokes; servers have
    to use Azure's DNS. `existing`: nothing is made; the output `dns_forwarding` says what DNS servers of yours have
    to forward, and where to. A change makes or removes the resolver, minutes without those names."""
    cidr: PrivateRange | None = None
    """Range of the resolver's subnet, /24 to /28, for it alone; by default the /28 before the last /27 of the first
    address space of a VNet that is made. A change updates the subnet in place, which Azure refuses while the resolver
    is in it: deploy with `mode: existing` first, minutes without those names."""


class NoWayOut(Model):
    """No way out: in private mode source servers reach DRS, S3 and STS through the tunnels."""

    mode: Literal["none"]
    """Lifeboat gives the subnets no way to the internet. Only with `recovery.network.egress: private`. A change to
    another mode attaches the subnets in place."""
