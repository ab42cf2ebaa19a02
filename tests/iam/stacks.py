"""The stacks whose documents are judged, and what the clouds answer when their programs ask."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.settings import parse
from lifeboat.stacks import load_blueprint
from tests.components.support import SUBSCRIPTION
from tests.unit.settings.private_mistakes import ADOPTED_PRIVATE, PRIVATE
from tests.unit.settings.raw import ADOPTED, CREATED, changed

ROOT = Path(__file__).resolve().parents[2]
ACCOUNT = "111122223333"
PEOPLE = tuple(f"arn:aws:iam::444455556666:role/{name}" for name in ("server-team", "on-call", "pipelines"))
ISSUER = f"sts.windows.net/{SUBSCRIPTION}/"
AUDIENCE = "api://aws"
TRUSTED = {"mode": "create", "tenant_id": SUBSCRIPTION, "audience": AUDIENCE}
ADOPTED_KEY = "arn:aws:kms:eu-central-1:444455556666:key/11111111-2222-3333-4444-555555555555"

EVERYBODY = {
    "recovery.account_id": ACCOUNT,
    "replication.encryption": {"mode": "create"},
    "access": {
        "agent_installation": {"principals": list(PEOPLE)},
        "failback_installation": {"principals": list(PEOPLE), "azure_identity": True},
        "azure_identity": TRUSTED,
        "operators": {"read_only": list(PEOPLE), "drill": list(PEOPLE), "failover": list(PEOPLE)},
    },
}
"""Settings in which every role exists."""

EVERY_ROLE = "every role"
WITH_LAUNCH_ACTIONS = "private mode, launch actions, own instance profiles, adopted key"

_OPERATORS = {f"access.operators.{key}": list(PEOPLE) for key in ("read_only", "drill", "failover")}
_SESSION_MANAGER = {"recovery.drill.reach": ["session-manager", "instance-connect"]}
_LAUNCH_ACTIONS = {
    **PRIVATE,
    **_SESSION_MANAGER,
    **_OPERATORS,
    "recovery.account_id": ACCOUNT,
    "replication.encryption": {"mode": "adopt", "key_arn": ADOPTED_KEY},
    "launch.post_launch_actions": True,
    "launch.server_groups": [
        {"name": "web", "servers": ["web*"], "wave": 1, "recovery": {"instance_profile": "web"}},
        {
            "name": "databases",
            "servers": ["db*"],
            "wave": 1,
            "recovery": {"instance_profile": "databases"},
            "drill": {"instance_profile": "databases-in-drills"},
        },
    ],
}
_GOVERNMENT = [f"arn:aws-us-gov:iam::444455556666:role/{name}" for name in ("leads", "on-call")]
_CREATED: Mapping[str, dict[str, Any]] = {
    EVERY_ROLE: EVERYBODY,
    WITH_LAUNCH_ACTIONS: _LAUNCH_ACTIONS,
    "an adopted identity and provider, long sessions": {
        "access.azure_identity": {**TRUSTED, "mode": "adopt", "name": "id-agents", "oidc_provider": "adopt"},
        "access.agent_installation.session_hours": 12,
    },
    "tokens of version 2": {
        "access.azure_identity": {**TRUSTED, "audience": SUBSCRIPTION, "token_version": "v2"},
    },
    "GovCloud, six zones, private mode, session manager": {
        **PRIVATE,
        **_SESSION_MANAGER,
        "recovery.region": "us-gov-west-1",
        "recovery.zones": [f"us-gov-west-1{zone}" for zone in "abcdef"],
        "launch.post_launch_actions": True,
        **{f"access.operators.{key}": _GOVERNMENT for key in ("read_only", "drill", "failover")},
    },
    "alarms of a network account": {
        "recovery.account_id": ACCOUNT,
        "recovery.network_account": {"account_id": "444455556666", "role_arn": PEOPLE[0]},
        "interconnect.target": "transit-gateway",
        "recovery.gateway": {"mode": "adopt", "id": "tgw-0123456789abcdef0", "asn": 64512},
    },
}
"""Changes to settings where everything is created."""

_ADOPTED: Mapping[str, dict[str, Any]] = {
    "an adopted VPC, roles, service and templates": _OPERATORS,
    "the same in private mode": {**ADOPTED_PRIVATE, **_OPERATORS, **_SESSION_MANAGER},
}
"""Changes to settings where whatever AWS has can be adopted; the Azure side holds no document."""

_NETWORK = ADOPTED["recovery"]["network"]
_SUBNETS = {
    each["id"]: each["cidr"] for key in ("staging", "recovery") for each in _NETWORK[f"{key}_subnets"] if "id" in each
}
LOOKUPS: Mapping[str, Any] = {
    "aws:index/getCallerIdentity:getCallerIdentity": {"accountId": ACCOUNT, "arn": "", "id": "", "userId": ""},
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": lambda asked: {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{asked['url'].removeprefix('https://')}",
        "clientIdLists": [AUDIENCE],
    },
    "aws:iam/getInstanceProfile:getInstanceProfile": lambda asked: {
        "roleArn": f"arn:aws:iam::{ACCOUNT}:role/servers/{asked['name']}-role",
    },
    "aws:iam/getRole:getRole": lambda asked: {"arn": f"arn:aws:iam::{ACCOUNT}:role/service-role/{asked['name']}"},
    "aws:ec2/getVpc:getVpc": {"id": _NETWORK["vpc_id"], "cidrBlock": _NETWORK["cidr"], "cidrBlockAssociations": []},
    "aws:ec2/getSubnet:getSubnet": lambda asked: {
        "id": asked["id"],
        "cidrBlock": _SUBNETS[asked["id"]],
        "vpcId": _NETWORK["vpc_id"],
        "availabilityZone": f"eu-central-1{'b' if asked['id'] == 'subnet-00000002' else 'a'}",
    },
    "aws:ec2transitgateway/getTransitGateway:getTransitGateway": {
        "amazonSideAsn": 64512,
        "vpnEcmpSupport": "enable",
        "ownerId": "444455556666",
        "associationDefaultRouteTableId": "tgw-rtb-0123456789abcdef0",
        "propagationDefaultRouteTableId": "tgw-rtb-0123456789abcdef0",
        "defaultRouteTableAssociation": "enable",
        "defaultRouteTablePropagation": "enable",
    },
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": {"id": "pl-0123456789abcdef0"},
    "aws:cloudcontrol/getResource:getResource": {"properties": "{}"},
    "azure-native:managedidentity:getUserAssignedIdentity": {
        "tenantId": SUBSCRIPTION,
        "clientId": "client",
        "principalId": "principal",
        "id": "identity",
    },
}
"""Answers to what the program asks the clouds."""


@cache
def blueprints() -> Mapping[str, Blueprint]:
    """The stacks whose documents are judged: those of the repository and of its examples, and some more."""
    # Topologies with fewer tunnels hold no other document; what brownfields adopt in AWS is adopted above.
    examples = ROOT / "examples"
    files = (
        *ROOT.glob("Pulumi.*.yaml"),
        *examples.glob("topologies/Pulumi.four-tunnel-*.yaml"),
        *examples.glob("private/*.yaml"),
    )
    on_azure = {**ADOPTED, "primary": CREATED["primary"]}
    return {
        **{name: make_blueprint(parse(changed(CREATED, changes))) for name, changes in _CREATED.items()},
        **{name: make_blueprint(parse(changed(on_azure, changes))) for name, changes in _ADOPTED.items()},
        **{file.name: load_blueprint(file) for file in sorted(files)},
    }
