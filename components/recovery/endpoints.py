"""Private mode in the VPC: endpoints of AWS's services, and the resolver that tells Azure where they are."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions, RunError
from pulumi_aws import ec2, route53

from components.options import child, read_adopted, require_same
from components.recovery.endpoint_policies import endpoint_policy
from lifeboat.blueprint.private_model import Endpoint, PrivateMode, ResolverPlace

TYPE: Final = "lifeboat:recovery:PrivateEndpoints"


@dataclass(frozen=True, kw_only=True)
class PrivateEndpointsArgs:
    """What private mode is made from.

    Attributes:
        private: endpoints, resolver and names.
        vpc_id: the recovery VPC; the plain id where it is adopted.
        subnet_ids: of the VPC, by key.
        route_table_ids: of the VPC, by key.
        security_group_ids: by key; `endpoints` and `resolver` are used.
        account_id: the recovery account, whose identities the endpoints admit.
    """

    private: PrivateMode
    vpc_id: Input[str]
    subnet_ids: Mapping[str, Input[str]]
    route_table_ids: Mapping[str, Input[str]]
    security_group_ids: Mapping[str, Input[str]]
    account_id: Input[str]


class PrivateEndpoints(pulumi.ComponentResource):
    """The way to DRS, S3, EC2 and STS without the internet, from the VPC and from Azure."""

    agent_endpoint: Output[str]
    """Host name of the DRS endpoint, for the installer's `--endpoint`."""
    agent_s3_endpoint: Output[str]
    """Host name of the S3 endpoint, for the installer's `--s3-endpoint`."""
    resolver_addresses: Output[list[str]]
    """Where Azure asks for the endpoints' names, sorted."""

    def __init__(self, name: str, args: PrivateEndpointsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        self._reservations = [self._reserve(place) for place in args.private.resolver if place.address is not None]
        endpoints = args.private.endpoints
        gateways = [self._create_gateway(each) for each in endpoints if each.kind == "Gateway"]
        hosts = {each.service: self._host(each, gateways) for each in endpoints if each.kind == "Interface"}
        self.agent_endpoint = hosts["drs"]
        self.agent_s3_endpoint = hosts["s3"]
        self.resolver_addresses = self._resolver_addresses()
        self.register_outputs(
            {
                "agent_endpoint": self.agent_endpoint,
                "agent_s3_endpoint": self.agent_s3_endpoint,
                "resolver_addresses": self.resolver_addresses,
            }
        )

    def _reserve(self, place: ResolverPlace) -> ec2.SubnetCidrReservation:
        """Keep an address of the resolver from whatever else gets one: endpoints, replication servers.

        AWS takes any free address for those, and Azure goes on asking this one.
        """
        return ec2.SubnetCidrReservation(
            f"{self._name}-reservation-{place.subnet}",
            subnet_id=self._args.subnet_ids[place.subnet],
            cidr_block=f"{place.address}/32",
            reservation_type="explicit",
            description="Address of the Route 53 Resolver inbound endpoint",
            opts=child(self),
        )

    def _policy(self, endpoint: Endpoint) -> Output[str]:
        return Output.from_input(self._args.account_id).apply(lambda account: endpoint_policy(endpoint.policy, account))

    def _create_gateway(self, endpoint: Endpoint) -> ec2.VpcEndpoint:
        name = f"{self._name}-{endpoint.key}"
        return ec2.VpcEndpoint(
            name,
            vpc_id=self._args.vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=endpoint.service_name,
            route_table_ids=[self._args.route_table_ids[key] for key in endpoint.route_tables],
            policy=self._policy(endpoint),
            tags={"Name": name},
            opts=child(self),
        )

    def _host(self, endpoint: Endpoint, gateways: list[ec2.VpcEndpoint]) -> Output[str]:
        """Return the host name of an interface endpoint, which is made unless it exists."""
        if endpoint.existing_id is not None:
            return Output.from_input(self._find(endpoint, endpoint.existing_id))
        return self._create_interface(endpoint, gateways).dns_entries.apply(
            lambda entries: _host_name(entries[0].dns_name or "")
        )

    def _create_interface(self, endpoint: Endpoint, gateways: list[ec2.VpcEndpoint]) -> ec2.VpcEndpoint:
        name = f"{self._name}-{endpoint.key}"
        from_azure = endpoint.dns == "from-azure"
        return ec2.VpcEndpoint(
            name,
            vpc_id=self._args.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=endpoint.service_name,
            subnet_ids=[self._args.subnet_ids[key] for key in endpoint.subnets],
            security_group_ids=[self._args.security_group_ids["endpoints"]],
            private_dns_enabled=True,
            # Stated for both: without it the provider asks AWS for its default, which differs between services.
            dns_options=ec2.VpcEndpointDnsOptionsArgs(
                dns_record_ip_type="ipv4", private_dns_only_for_inbound_resolver_endpoint=from_azure
            )
            if from_azure
            else None,
            policy=self._policy(endpoint),
            tags={"Name": name},
            # AWS answers Azure alone with it only once servers in the VPC have a gateway endpoint to take instead.
            opts=child(self, depends_on=[*self._reservations, *(gateways if from_azure else ())]),
        )

    def _find(self, endpoint: Endpoint, endpoint_id: str) -> str:
        where = f"recovery.endpoints.existing, {endpoint.service}: {endpoint_id}"
        found = read_adopted(where, lambda: ec2.get_vpc_endpoint(id=endpoint_id, opts=InvokeOptions(parent=self)))
        require_same(f"{where}, its service", endpoint.service_name, found.service_name)
        if isinstance(self._args.vpc_id, str):
            require_same(f"{where}, its VPC", self._args.vpc_id, found.vpc_id)
        if not found.private_dns_enabled:
            raise RunError(
                f"{where}: found its private DNS off in the cloud, but it has to be on: agents and replication servers"
                f" ask for {endpoint.service} by its name. Let its owner switch it on, or leave it out to have one made"
                f" beside it."
            )
        return _host_name(found.dns_entries[0].dns_name)

    def _resolver_addresses(self) -> Output[list[str]]:
        private = self._args.private
        if not private.resolver:
            return Output.from_input(sorted(str(each) for each in private.existing_resolver_addresses))
        name = f"{self._name}-resolver"
        resolver = route53.ResolverEndpoint(
            name,
            name=name,
            direction="INBOUND",
            resolver_endpoint_type="IPV4",
            protocols=["Do53"],
            ip_addresses=[
                route53.ResolverEndpointIpAddressArgs(
                    subnet_id=self._args.subnet_ids[place.subnet], ip=str(place.address) if place.address else None
                )
                for place in private.resolver
            ],
            security_group_ids=[self._args.security_group_ids["resolver"]],
            tags={"Name": name},
            # Its addresses are fixed: a new one cannot be made beside it.
            opts=child(self, delete_before_replace=True, depends_on=self._reservations),
        )
        return resolver.ip_addresses.apply(lambda places: sorted(str(place.ip) for place in places))


def _host_name(dns_name: str) -> str:
    """Return the name that the installer takes: endpoints of S3 carry `*.` for the bucket."""
    return dns_name.removeprefix("*.")
