"""The contract between a deployed stack and everything that reads it: its outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True)
class StackOutput:
    """One output of the stack.

    Attributes:
        name: its name; never changes meaning.
        shape: its type, as in `text` or `text by subnet key`.
        side: the cloud its value comes from; `primary` ones are carried over while Azure is unreachable.
        reader: who needs it.
        meaning: what it is.
        secret: whether its value is hidden. No pre-shared key is ever an output: event logs would hold it in clear.
    """

    name: str
    shape: str
    side: str
    reader: str
    meaning: str
    secret: bool = False


OUTPUTS: Final = (
    StackOutput("primary_resource_group_name", "text", "primary", "operators", "Azure resource group of the gateway"),
    StackOutput("primary_virtual_network_id", "text", "primary", "operators", "resource id of the VNet"),
    StackOutput("primary_workload_subnet_ids", "text by subnet name", "primary", "operators", "subnets made in Azure"),
    StackOutput("primary_vpn_gateway_id", "text", "primary", "operators", "resource id of the Azure VPN gateway"),
    StackOutput(
        "primary_public_ip_addresses",
        "text by gateway instance",
        "primary",
        "firewalls on the way; `lifeboat recovery-only`",
        "public IP addresses of the Azure VPN gateway",
    ),
    StackOutput(
        "failback_storage",
        "nothing, or account and container",
        "primary",
        "whoever uploads the failback client's image",
        "storage account and container of that image in Azure",
    ),
    StackOutput("recovery_vpc_id", "text", "recovery", "launch settings", "VPC that servers recover into"),
    StackOutput(
        "recovery_subnet_ids", "text by subnet key", "recovery", "launch settings", "staging, recovery, public subnets"
    ),
    StackOutput(
        "recovery_security_group_ids",
        "text by group key",
        "recovery",
        "launch settings",
        "security groups of replication servers, endpoints and recovered servers",
    ),
    StackOutput("recovery_gateway_id", "text", "recovery", "operators", "virtual private gateway or transit gateway"),
    StackOutput("drill_vpc_id", "text", "recovery", "drills", "VPC of its own that drills start in"),
    StackOutput("drill_subnet_ids", "text by subnet key", "recovery", "drills", "its subnets"),
    StackOutput(
        "drill_security_group_ids",
        "text by group key",
        "recovery",
        "drills",
        "its security groups: `servers` is that of drilled servers",
    ),
    StackOutput(
        "flow_log_group_names", "text by VPC", "recovery", "operators", "CloudWatch log groups of VPC flow logs"
    ),
    StackOutput("vpn_connection_ids", "text by connection", "recovery", "monitoring", "AWS VPN connections"),
    StackOutput(
        "tunnel_addresses", "text by tunnel", "recovery", "firewalls on the way", "AWS's outside address of each tunnel"
    ),
    StackOutput("tunnel_log_group_name", "text", "recovery", "operators", "CloudWatch log group of IKE and BGP logs"),
    StackOutput(
        "tunnel_mtu_bytes", "number", "recovery", "firewalls and servers", "largest packet for routes through a tunnel"
    ),
    StackOutput(
        "tunnel_mss_bytes", "number", "recovery", "firewalls and servers", "largest TCP segment through a tunnel"
    ),
    StackOutput("service_role_arns", "text by role key", "recovery", "agent installation", "the six DRS service roles"),
    StackOutput(
        "agent_identity",
        "nothing, or text by client_id, resource_id, principal_id, audience",
        "primary",
        "`lifeboat agent`; AWS trust policies",
        "managed identity of servers in Azure that AWS trusts",
    ),
    StackOutput(
        "agent_installation_role_arn",
        "text or nothing",
        "recovery",
        "`lifeboat agent`",
        "role that gives temporary credentials to whoever installs agents",
    ),
    StackOutput(
        "failback_installation_role_arn",
        "text or nothing",
        "recovery",
        "failback",
        "role that gives temporary credentials to the failback client",
    ),
    StackOutput(
        "operator_role_arns",
        "text by role key",
        "recovery",
        "operators",
        "roles to see, to drill and to fail over with",
    ),
    StackOutput(
        "replication_template_id", "text", "recovery", "launch settings", "DRS replication configuration template"
    ),
    StackOutput("launch_template_id", "text", "recovery", "operations", "DRS launch configuration template"),
    StackOutput(
        "server_groups",
        "mapping: `settings`, `waves` in order, `groups` by name",
        "recovery",
        "operations",
        "what starts when, and the subnet, security groups, type, profile and tags to write to each server, on the day"
        " and in drills",
    ),
    StackOutput(
        "replication_key_arn", "text or nothing", "recovery", "operators", "customer-managed key of replicated volumes"
    ),
    StackOutput(
        "alarm_topic_arn",
        "text",
        "recovery",
        "operators; the budget",
        "SNS topic that alarms, events of DRS and the budget notify",
    ),
    StackOutput("budget_name", "text or nothing", "recovery", "operators", "AWS budget of this stack's costs"),
    StackOutput(
        "agent_endpoint",
        "text or nothing",
        "recovery",
        "agent installation",
        "host name for the installer's `--endpoint`, in private mode; needed only where names are not forwarded",
    ),
    StackOutput(
        "agent_s3_endpoint",
        "text or nothing",
        "recovery",
        "agent installation",
        "host name for the installer's `--s3-endpoint`, in private mode; needed only where names are not forwarded",
    ),
    StackOutput(
        "dns_forwarding",
        "nothing, or `names` and `addresses`",
        "recovery",
        "DNS servers in Azure",
        "in private mode the names, and no others, that DNS servers forward, and where to",
    ),
)
"""Every output of the stack."""


def check_outputs(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the values unchanged when they are exactly those of the contract.

    Raises:
        ValueError: naming what is missing and what nobody promised.
    """
    promised = {output.name for output in OUTPUTS}
    if set(values) != promised:
        missing, extra = sorted(promised - set(values)), sorted(set(values) - promised)
        raise ValueError(f"stack outputs differ from lifeboat/outputs.py: missing {missing}, not promised {extra}")
    return values


def reference() -> str:
    """Return the page that documents every output, for `docs/outputs.md`."""
    lines = [
        "# Stack outputs",
        "",
        "Generated by `make docs` from `lifeboat/outputs.py`; do not edit. Names and meanings are a contract: a change",
        "is listed in the changelog. No pre-shared key is ever an output, because the engine's event log holds outputs",
        "in clear.",
        "",
        "| output | type | secret | read by | meaning |",
        "|---|---|---|---|---|",
    ]
    for output in OUTPUTS:
        secret = "yes" if output.secret else "no"
        lines.append(f"| `{output.name}` | {output.shape} | {secret} | {output.reader} | {output.meaning} |")
    return "\n".join(lines) + "\n"
