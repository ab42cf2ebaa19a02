"""What DHCP tells servers in the recovery VPC: the DNS servers and the domain of their directory."""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import ec2

from components.options import child
from lifeboat.blueprint.model import DhcpOptionSet

TYPE: Final = "lifeboat:recovery:DhcpOptions"


@dataclass(frozen=True, kw_only=True)
class DhcpOptionsArgs:
    """What the set of options is made from.

    Attributes:
        options: the options.
        vpc_id: the VPC that uses them.
    """

    options: DhcpOptionSet
    vpc_id: Input[str]


class DhcpOptions(pulumi.ComponentResource):
    """A set of DHCP options and its association; when it goes, AWS's own set is back."""

    options_id: Output[str]
    """ID of the set."""

    def __init__(self, name: str, args: DhcpOptionsArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        options = ec2.VpcDhcpOptions(
            f"{name}-options",
            domain_name=args.options.domain_name,
            domain_name_servers=list(args.options.dns_servers),
            ntp_servers=list(args.options.ntp_servers) or None,
            tags={"Name": f"{name}-options"},
            opts=child(self),
        )
        ec2.VpcDhcpOptionsAssociation(
            f"{name}-association", vpc_id=args.vpc_id, dhcp_options_id=options.id, opts=child(self)
        )
        self.options_id = options.id
        self.register_outputs({"options_id": self.options_id})
