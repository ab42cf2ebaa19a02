"""A small catalog for the tests of the stand-ins' machinery, and a process that serves it.

`python tests/sandbox/toycloud.py` is what `python -m lifeboat.sandbox.provider aws` is with the real catalog.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lifeboat.sandbox.clouds.model import (
    Catalog,
    CloudError,
    Lookup,
    Operation,
    Reference,
    Refusal,
    Request,
    ResourceType,
    World,
)
from lifeboat.sandbox.provider.server import serve

NETWORK = "aws:ec2/network:Network"
SUBNET = "aws:ec2/subnet:Subnet"
TUNNEL = "aws:ec2/tunnel:Tunnel"
SINGLETON = "aws:drs/service:Service"


def _make_network(request: Request) -> tuple[str, Mapping[str, Any]]:
    return f"net-{len(request.world.rows(NETWORK)) + 1:04d}", {"arn": "arn:aws:ec2:network"}


def _make_subnet(request: Request) -> tuple[str, Mapping[str, Any]]:
    return f"subnet-{request.name}", {}


def _make_tunnel(request: Request) -> tuple[str, Mapping[str, Any]]:
    secret = request.inputs["ends"][0]["presharedKey"]
    return f"tunnel-{request.name}", {"configuration": f"<key>{secret}</key>"}


def _find_network(arguments: Mapping[str, Any], world: World, account: str, region: str) -> Mapping[str, Any]:
    for row in world.rows(NETWORK):
        if row.properties["cidrBlock"] == arguments["cidrBlock"]:
            return {"id": row.id, "account": account, "region": region}
    raise CloudError("NoSuchNetwork", "no network matches")


TYPES = (
    ResourceType(
        token=NETWORK,
        make=_make_network,
        computed=frozenset({"arn", "tagsAll"}),
        defaults={"tenancy": "default"},
        replace_on=frozenset({"cidrBlock"}),
    ),
    ResourceType(
        token=SUBNET,
        make=_make_subnet,
        name_property="label",
        replace_on=frozenset({"networkId", "routing.mode"}),
        references=(Reference("networkId", (NETWORK,), "InvalidNetworkID.NotFound", "DependencyViolation"),),
    ),
    ResourceType(
        token=TUNNEL,
        make=_make_tunnel,
        computed=frozenset({"configuration"}),
        secrets=frozenset({"presharedKey", "configuration", "sharedKey"}),
        ignored_on_update=frozenset({"sharedKey"}),
        delete_before_replace=True,
    ),
    ResourceType(token=SINGLETON, make=lambda _request: ("service", {}), owned=False),
)

REFUSALS = (
    Refusal(
        rule="toy-network-size",
        token=NETWORK,
        operations=frozenset({Operation.CREATE}),
        says="a network smaller than /28",
        code="InvalidNetwork.Range",
        source="toy",
        finds=lambda request: "too small" if str(request.inputs["cidrBlock"]).endswith("/30") else None,
    ),
)

LOOKUPS = (Lookup("aws:ec2/getNetwork:getNetwork", _find_network),)

CATALOG = Catalog("aws", "7.51.1", {kind.token: kind for kind in TYPES}, {one.token: one for one in LOOKUPS})


def secrets_of(token: str) -> frozenset[str]:
    """The secret property names of the toy types."""
    return CATALOG.types[token].secrets


if __name__ == "__main__":
    serve(CATALOG, REFUSALS, Path(os.environ["LIFEBOAT_SANDBOX_DIR"]))
