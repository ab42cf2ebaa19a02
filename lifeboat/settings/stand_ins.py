"""Valid values that stand in for wrong ones, so that one run can judge everything else as well."""

import difflib
from typing import Any, Final, get_origin

from lifeboat.settings.problems import Path
from lifeboat.settings.shape import block, field_at, forms, plain, resolve

Location = tuple[str | int, ...]
"""Where pydantic found an error: a path with the chosen forms in it."""

STAND_INS: Final = {
    "name": "sample",
    "primary.region": "westeurope",
    "primary.resource_group.adopt.name": "sample",
    "primary.network.virtual_network.create.address_space": "10.255.0.0/20",
    "primary.network.virtual_network.adopt.name": "sample",
    "primary.network.virtual_network.adopt.address_space": "10.255.0.0/20",
    "primary.network.gateway_subnet.adopt.cidr": "10.255.15.224/27",
    "primary.network.workload_subnets.name": "sample",
    "primary.network.workload_subnets.cidr": "10.255.1.0/24",
    "primary.network.egress.adopt.id": (
        "/subscriptions/0/resourceGroups/sample/providers/Microsoft.Network/natGateways/sample"
    ),
    "primary.network.egress.existing.described_as": "sample",
    "primary.network.spokes.id": (
        "/subscriptions/0/resourceGroups/sample/providers/Microsoft.Network/virtualNetworks/sample"
    ),
    "primary.network.spokes.address_space": "10.255.48.0/24",
    "primary.network.subnets_without_servers": "sample",
    "primary.network.security_groups.name": "sample",
    "primary.gateway.adopt.name": "sample",
    "primary.gateway.adopt.asn": 65515,
    "primary.gateway.adopt.instances.ip_configuration": "sample",
    "primary.gateway.adopt.instances.public_ip_address": "203.0.113.10",
    "recovery.region": "eu-central-1",
    "recovery.zones": "eu-central-1a",
    "recovery.network.create.cidr": "10.255.16.0/20",
    "recovery.network.create.staging_subnets": "10.255.16.0/24",
    "recovery.network.create.recovery_subnets": "10.255.17.0/24",
    "recovery.network.create.dhcp_options.dns_servers": "AmazonProvidedDNS",
    "recovery.network.create.dhcp_options.ntp_servers": "169.254.169.123",
    "recovery.network.adopt.vpc_id": "vpc-00000000",
    "recovery.network.adopt.cidr": "10.255.16.0/20",
    "recovery.network.adopt.staging_subnets.create.cidr": "10.255.16.0/24",
    "recovery.network.adopt.staging_subnets.adopt.id": "subnet-00000000",
    "recovery.network.adopt.staging_subnets.adopt.cidr": "10.255.16.0/24",
    "recovery.network.adopt.staging_subnets.adopt.route_table_id": "rtb-00000000",
    "recovery.network.adopt.recovery_subnets.create.cidr": "10.255.17.0/24",
    "recovery.network.adopt.recovery_subnets.adopt.id": "subnet-00000000",
    "recovery.network.adopt.recovery_subnets.adopt.cidr": "10.255.17.0/24",
    "recovery.network.adopt.recovery_subnets.adopt.route_table_id": "rtb-00000000",
    "recovery.endpoints.existing.service": "s3-gateway",
    "recovery.endpoints.existing.id": "vpce-00000000",
    "recovery.endpoints.resolver_addresses": "10.255.16.10",
    "recovery.gateway.adopt.id": "vgw-00000000",
    "recovery.gateway.adopt.asn": 64512,
    "recovery.network_account.account_id": "000000000000",
    "recovery.network_account.role_arn": "arn:aws:iam::000000000000:role/sample",
    "recovery.other_vpcs.name": "sample",
    "recovery.other_vpcs.vpc_id": "vpc-00000001",
    "recovery.other_vpcs.cidr": "10.255.49.0/24",
    "recovery.other_vpcs.subnet_ids": "subnet-00000001",
    "recovery.other_vpcs.route_table_ids": "rtb-00000001",
    "recovery.drill.reach": "instance-connect",
    "recovery.failback.client_ranges": "10.255.1.0/24",
    "recovery.failback.storage.create.upload_ranges": "203.0.113.0/24",
    "recovery.failback.storage.create.uploaders.object_id": "00000000-0000-0000-0000-000000000000",
    "recovery.failback.storage.adopt.name": "sample",
    "recovery.failback.storage.adopt.container": "sample",
    "agent.deploy_to.id": "/subscriptions/0/resourceGroups/sample/providers/Microsoft.Compute/virtualMachines/sample",
    "agent.deploy_to.os": "linux",
    "replication.template.adopt.id": "rct-00000000000000000",
    "replication.encryption.adopt.key_arn": "arn:aws:kms:eu-central-1:000000000000:key/00000000",
    "launch.template.adopt.id": "lct-00000000000000000",
    "launch.server_groups.name": "sample",
    "launch.server_groups.servers": "sample",
    "launch.server_groups.recovery.security_groups": "sg-00000000",
    "launch.server_groups.drill.security_groups": "sg-00000000",
    "access.agent_installation.principals": "arn:aws:iam::000000000000:role/sample",
    "access.failback_installation.principals": "arn:aws:iam::000000000000:role/sample",
    "access.azure_identity.create.tenant_id": "00000000-0000-0000-0000-000000000000",
    "access.azure_identity.create.audience": "api://sample",
    "access.azure_identity.adopt.tenant_id": "00000000-0000-0000-0000-000000000000",
    "access.azure_identity.adopt.audience": "api://sample",
    "access.azure_identity.adopt.name": "sample",
    "access.operators.read_only": "arn:aws:iam::000000000000:role/sample",
    "access.operators.drill": "arn:aws:iam::000000000000:role/sample",
    "access.operators.failover": "arn:aws:iam::000000000000:role/sample",
    "interconnect.inside_ranges_taken": "169.254.100.0/30",
    "interconnect.ipsec.phase1.encryption": "AES256",
    "interconnect.ipsec.phase1.integrity": "SHA384",
    "interconnect.ipsec.phase1.dh_group": 20,
    "interconnect.ipsec.phase2.encryption": "GCMAES256",
    "interconnect.ipsec.phase2.pfs_group": 20,
    "interconnect.watching.workspace.adopt.id": (
        "/subscriptions/0/resourceGroups/sample/providers/Microsoft.OperationalInsights/workspaces/sample"
    ),
    "interconnect.watching.workspace.existing.described_as": "sample",
    "interconnect.watching.alarm_topic_arns": "arn:aws:sns:eu-central-1:000000000000:sample",
    "interconnect.watching.action_group_ids": (
        "/subscriptions/0/resourceGroups/sample/providers/microsoft.insights/actionGroups/sample"
    ),
    "sizing.servers_per_wave": 1,
    "monitoring.topic.adopt.arn": "arn:aws:sns:eu-central-1:000000000000:sample",
    "monitoring.subscriptions.protocol": "email",
    "monitoring.subscriptions.endpoint": "ops@example.com",
    "cost.alert_percentages": 80,
    "cost.alert_emails": "sample@example.com",
    "other_ranges.name": "sample",
    "other_ranges.cidr": "10.255.32.0/24",
}
"""A valid value for every single setting (and list item) without a default, by its place with the form of each block.
Nothing is ever said about these values, or about what follows from them."""


def mend(working: dict[str, Any], location: Location) -> None:
    """Make what stands at a location valid: a stand-in, an empty block (filled when next read), or the default.

    Args:
        working: the settings, changed in place.
        location: pydantic's location of the wrong value.
    """
    path, annotation = resolve(location)
    holder = _at(working, path[:-1])
    stand_in = _stand_in(location, annotation)
    if stand_in is not None:
        holder[path[-1]] = stand_in
    elif isinstance(holder, dict):
        holder.pop(path[-1], None)


def mend_mode(working: dict[str, Any], location: Location) -> None:
    """Put a likely mode in the place of an unknown one, so that the rest of the block is read as it was meant.

    Args:
        working: the settings, changed in place.
        location: pydantic's location of the block.
    """
    path, annotation = resolve(location)
    found = _at(working, path)
    known = forms(annotation)
    written = found["mode"]
    near = difflib.get_close_matches(written, known, n=1) if isinstance(written, str) else []
    by_keys = max(known, key=lambda mode: len(known[mode].model_fields.keys() & found.keys()))
    found["mode"] = near[0] if near else by_keys


def _at(working: Any, path: Path) -> Any:
    for part in path:
        working = working[part]
    return working


def _stand_in(location: Location, annotation: Any) -> Any:
    field = field_at(location)
    if field is not None and not field.is_required():
        return None
    if block(annotation) or forms(annotation):
        return {}
    key = ".".join(part for part in location if isinstance(part, str))
    if get_origin(plain(annotation)) is list:
        return [STAND_INS.get(key, {})]
    return STAND_INS.get(key)
