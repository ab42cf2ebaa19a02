"""What stands around an AWS network: flow logs, DHCP options, reserved addresses, EC2 Instance Connect endpoints.

Sources: terraform-provider-aws v6, internal/service/ec2/{vpc_flow_log,vpc_dhcp_options,vpc_dhcp_options_association,
vpc_subnet_cidr_reservation,ec2_instance_connect_endpoint}.go for defaults and ForceNew (everything of a flow log, of a
set of options and of a reservation, but for tags; an association moves to another set in place, and its end puts AWS's
own set back); EC2 API Reference, page Error codes. Flow logs and sets of options do not keep a VPC from being deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.aws.network import EC2_ERRORS, owned, subnet_reference, vpc_reference
from lifeboat.sandbox.clouds.aws.security import GROUPS
from lifeboat.sandbox.clouds.identifiers import arn, aws_id, region_of
from lifeboat.sandbox.clouds.model import Reference, Request, ResourceType

LOG_FORMAT: Final = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets}"
    " ${bytes} ${start} ${end} ${action} ${log-status}"
)
"""The format of a flow log that was given none (Amazon VPC user guide, Flow log records)."""

LOGGED: Final = ("vpcId", "subnetId", "eniId", "transitGatewayId", "transitGatewayAttachmentId", "regionalNatGatewayId")
"""What a flow log may be of; it is of one."""

DEFAULT_OPTIONS: Final = "default"
"""What EC2 calls the set that a VPC without one of its own has (EC2 API, AssociateDhcpOptions)."""


def _make_flow_log(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity = aws_id("fl")
    return identity, {
        "arn": arn(request, "ec2", f"vpc-flow-log/{identity}"),
        "region": region_of(request),
        "logDestination": request.inputs.get("logDestination", ""),
        "logFormat": request.inputs.get("logFormat") or LOG_FORMAT,
    }


def _make_options(request: Request) -> tuple[str, Mapping[str, Any]]:
    return owned(request, "dhcp-options", "dopt")


def _use_options(request: Request, vpc_id: Any, options_id: str) -> None:
    vpc = request.world.get(tokens.VPC, str(vpc_id))
    if vpc is not None:
        request.world.put(replace(vpc, properties={**vpc.properties, "dhcpOptionsId": options_id}))


def _make_association(request: Request) -> tuple[str, Mapping[str, Any]]:
    vpc, options = str(request.inputs["vpcId"]), str(request.inputs["dhcpOptionsId"])
    _use_options(request, vpc, options)
    return f"{options}-{vpc}", {"region": region_of(request)}


def _update_association(request: Request) -> Mapping[str, Any]:
    _use_options(request, request.inputs["vpcId"], str(request.inputs["dhcpOptionsId"]))
    return {}


def _association_deleted(request: Request) -> None:
    if request.existing is not None:
        _use_options(request, request.existing.properties["vpcId"], DEFAULT_OPTIONS)


def _make_instance_connect(request: Request) -> tuple[str, Mapping[str, Any]]:
    identity, outputs = owned(request, "instance-connect-endpoint", "eice")
    subnet = request.world.get(tokens.SUBNET, str(request.inputs.get("subnetId")))
    place = subnet.properties if subnet else {}
    default = [
        row.id
        for row in request.world.rows(tokens.DEFAULT_SECURITY_GROUP)
        if row.properties.get("vpcId") == place.get("vpcId")
    ]
    domain = f"ec2-instance-connect-endpoint.{region_of(request)}.amazonaws.com"
    return identity, outputs | {
        "availabilityZone": place.get("availabilityZone", ""),
        "dnsName": f"{identity}.{aws_id('eni')[4:12]}.{domain}",
        "fipsDnsName": "",
        "ipAddressType": request.inputs.get("ipAddressType") or "ipv4",
        "networkInterfaceIds": [aws_id("eni")],
        "securityGroupIds": request.inputs.get("securityGroupIds") or default,
        "vpcId": place.get("vpcId", ""),
    }


def _make_reservation(request: Request) -> tuple[str, Mapping[str, Any]]:
    return aws_id("scr"), {"ownerId": request.account, "region": region_of(request)}


TYPES: Final = (
    ResourceType(
        tokens.SUBNET_RESERVATION,
        _make_reservation,
        computed=frozenset({"ownerId"}),
        replace_on=frozenset({"cidrBlock", "description", "reservationType", "subnetId", "region"}),
        references=(subnet_reference(in_use=False),),
    ),
    ResourceType(
        tokens.FLOW_LOG,
        _make_flow_log,
        computed=frozenset({"arn", "logDestination", "logFormat"}),
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        replace_on=frozenset(
            {
                "deliverCrossAccountRole", "destinationOptions", "iamRoleArn", "logDestination", "logDestinationType",
                "logFormat", "maxAggregationInterval", "trafficType", "region", *LOGGED,
            }
        ),
        references=(vpc_reference(in_use=False), subnet_reference(in_use=False)),
    ),
    ResourceType(
        tokens.DHCP_OPTIONS,
        _make_options,
        computed=frozenset({"arn", "ownerId"}),
        replace_on=frozenset(
            {
                "domainName", "domainNameServers", "ipv6AddressPreferredLeaseTime", "netbiosNameServers",
                "netbiosNodeType", "ntpServers", "region",
            }
        ),
    ),
    ResourceType(
        tokens.DHCP_OPTIONS_ASSOCIATION,
        _make_association,
        replace_on=frozenset({"vpcId", "region"}),
        references=(
            vpc_reference(in_use=False),
            Reference("dhcpOptionsId", (tokens.DHCP_OPTIONS,), "InvalidDhcpOptionID.NotFound", "DependencyViolation",
                      source=EC2_ERRORS),
        ),
        updated=_update_association,
        deleted=_association_deleted,
    ),
    ResourceType(
        tokens.INSTANCE_CONNECT_ENDPOINT,
        _make_instance_connect,
        computed=frozenset(
            {
                "arn", "ownerId", "availabilityZone", "dnsName", "fipsDnsName", "ipAddressType", "networkInterfaceIds",
                "securityGroupIds", "vpcId",
            }
        ),
        defaults={"preserveClientIp": True},
        replace_on=frozenset({"preserveClientIp", "securityGroupIds", "subnetId", "region"}),
        references=(
            subnet_reference(),
            Reference("securityGroupIds[]", GROUPS, "InvalidGroup.NotFound", "DependencyViolation", source=EC2_ERRORS),
        ),
    ),
)  # fmt: skip
