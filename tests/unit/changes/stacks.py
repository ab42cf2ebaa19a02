"""Stacks that run, written down as `pulumi stack export` would print them."""

from collections.abc import Mapping
from typing import Any

from lifeboat.blueprint import Blueprint, make_blueprint
from lifeboat.changes import inventory
from lifeboat.changes.items import BROUGHT, CLOUD, Ending, Item, Reference, references_in
from lifeboat.consequences.networks import FOUNDATION
from lifeboat.previews.values import SPECIAL
from lifeboat.settings import parse
from tests.unit.settings.raw import CREATED, changed

LAYOUTS = (("single-tunnel", "static"), ("single-tunnel", "bgp"), ("dual-tunnel", "static"), ("four-tunnel", "bgp"))
TARGETS = ("virtual-private-gateway", "transit-gateway")
HIDDEN_KEY = {SPECIAL: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:abc:def"}
PLAIN_KEY = "kPlainTextOfAKeyThatNobodyMaySee"


def blueprint_of(base: dict[str, Any] = CREATED, **changes: Any) -> Blueprint:
    """Return the blueprint of changed settings; `__` in a name stands for a dot, `topology` and `target` are short."""
    short = {name: f"interconnect__{name}" for name in ("topology", "target", "routing")}
    settings = {short.get(path, path).replace("__", "."): value for path, value in changes.items()}
    return make_blueprint(parse(changed(base, {"recovery.account_id": "111122223333", **settings})))


def exported(blueprint: Blueprint, *, key: Any = HIDDEN_KEY, protect: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the state of a stack that was deployed from a blueprint.

    Args:
        blueprint: what was deployed.
        key: what the state has in place of every pre-shared key.
        protect: names of the resources that are protected.
    """
    items = {item.name: item for item in inventory(blueprint)}
    rows = [_row(item, items, key, item.name in protect) for item in items.values()]
    log_group = Item(f"{blueprint.name}-tunnel-logs-group", "aws:cloudwatch/logGroup:LogGroup", {})
    return {"version": 3, "deployment": {"resources": [_row(log_group, items, key, False), *rows]}}


def _row(item: Item, items: Mapping[str, Item], key: Any, protected: bool) -> dict[str, Any]:
    component = "lifeboat:recovery:RecoveryNetwork" if item.type in FOUNDATION else "lifeboat:components:Interconnect"
    inputs = {name: _value(value, items, key) for name, value in item.inputs.items() if value not in (None, CLOUD)}
    uses = {name: sorted({one.name for one in references_in(value)}) for name, value in item.inputs.items()}
    return {
        "urn": f"urn:pulumi:dev::lifeboat::lifeboat:components:LandingZone${component}${item.type}::{item.name}",
        "type": item.type,
        "custom": True,
        "id": f"{item.name}-id",
        "protect": protected,
        "inputs": inputs,
        "outputs": {**inputs, **_computed(item)},
        "propertyDependencies": {
            name: [f"urn:pulumi:dev::lifeboat::type::{each}" for each in names] for name, names in uses.items()
        },
    }


def _computed(item: Item) -> dict[str, str]:
    computed = ("arn", "ipAddress", "name", "tunnel1Address", "tunnel2Address", "transitGatewayAttachmentId")
    return {name: f"{item.name}-{name}" for name in computed if name not in item.inputs}


def _value(value: Any, items: Mapping[str, Item], key: Any) -> Any:
    if value is BROUGHT:
        return key
    if isinstance(value, Reference):
        return key if value.secret else _output(value, items, key)
    if isinstance(value, Ending):
        return f"/subscriptions/00000000-0000-0000-0000-000000000000{value.text}"
    if isinstance(value, Mapping):
        return {name: _value(each, items, key) for name, each in value.items()}
    return [_value(each, items, key) for each in value] if isinstance(value, list) else value


def _output(reference: Reference, items: Mapping[str, Item], key: Any) -> Any:
    repeated = items[reference.name].inputs.get(reference.output) if reference.name in items else None
    return f"{reference.name}-{reference.output}" if repeated is None else _value(repeated, items, key)
