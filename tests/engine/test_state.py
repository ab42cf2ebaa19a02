"""What a deployed stack's state holds: two tunnels whose ends agree, and no secret in clear anywhere."""

import json
from pathlib import Path
from typing import Any

from tests.engine.project import Project, name_of


def keys_of_connections(project: Project) -> dict[str, str]:
    """Return the shared key of each Azure connection, in clear, by the address it leads to."""
    resources = project.export(show_secrets=True)
    gateways = {r["id"]: r for r in resources if r["type"] == "azure-native:network:LocalNetworkGateway"}
    keys = {}
    for connection in resources:
        if connection["type"] == "azure-native:network:VirtualNetworkGatewayConnection":
            gateway = gateways[connection["inputs"]["localNetworkGateway2"]["id"]]
            keys[gateway["inputs"]["gatewayIpAddress"]] = clear(connection["inputs"]["sharedKey"])
    return keys


def keys_of_tunnels(project: Project) -> dict[str, str]:
    """Return the pre-shared key of each AWS tunnel, in clear, by its outside address."""
    keys = {}
    for connection in project.of_type("aws:ec2/vpnConnection:VpnConnection", show_secrets=True):
        for number in (1, 2):
            outside = connection["outputs"][f"tunnel{number}Address"]
            keys[outside] = clear(connection["inputs"][f"tunnel{number}PresharedKey"])
    return keys


def clear(value: Any) -> str:
    text = json.loads(value["plaintext"]) if isinstance(value, dict) else value
    assert isinstance(text, str)
    return text


def test_both_ends_of_each_tunnel_have_the_same_key_and_no_two_tunnels_do(deployed: Project) -> None:
    """Two tunnels, two local network gateways, two connections; keys agree pairwise and differ between tunnels."""
    types = [resource["type"] for resource in deployed.export()]
    assert types.count("aws:ec2/vpnConnection:VpnConnection") == 1
    assert types.count("azure-native:network:LocalNetworkGateway") == 2
    assert types.count("azure-native:network:VirtualNetworkGatewayConnection") == 2
    aws, azure = keys_of_tunnels(deployed), keys_of_connections(deployed)
    assert aws == azure
    assert len(set(aws.values())) == 2
    assert all(8 <= len(key) <= 64 and not key.startswith("0") for key in aws.values())


def test_no_secret_is_in_clear_in_state_clouds_logs_or_event_log(deployed: Project) -> None:
    """The keys are searched, byte by byte, in everything that a deployment leaves on disk or prints."""
    deployed.with_checkpoints()  # and each of them is written by the engine as it writes a user's
    deployed.change(lambda config: config["interconnect"].update(key_rotation=2))
    events = deployed.folder / "events.ndjson"
    old_keys = set(keys_of_tunnels(deployed).values())
    deployed.up("--event-log", str(events), "--logtostderr", "-v=3")
    secrets = {key.encode() for key in old_keys | set(keys_of_tunnels(deployed).values())}
    assert len(secrets) == 4
    deployed.logs.pop(-2 if "plaintext" in deployed.logs[-1] else -1)  # the exports with --show-secrets hold them
    shown = [log for log in deployed.logs if "plaintext" not in log]
    files = [path for path in walk(deployed.folder / ".sandbox") if path.is_file()]
    assert events.stat().st_size > 0
    assert any(path.name == "dev.json" for path in files)
    for secret in secrets:
        assert not [path for path in [*files, events] if secret in path.read_bytes()]
        assert not [log for log in shown if secret.decode() in log]


def walk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if "pycache" not in path.parts]


def test_a_new_key_replaces_the_connections_and_reaches_both_clouds(deployed: Project) -> None:
    """Azure ignores a changed key on an update, so the connection is replaced; both ends then hold the new one."""
    before = keys_of_tunnels(deployed)
    deployed.change(lambda config: config["interconnect"].update(key_rotation=2))
    steps = dict(deployed.steps())
    touched = {urn.split("::")[2].rsplit("$", 1)[-1] for urn in steps}
    assert touched == {
        "aws:ec2/vpnConnection:VpnConnection",
        "azure-native:network:VirtualNetworkGatewayConnection",
        "random:index/randomPassword:RandomPassword",
    }
    assert not [step for urn, step in steps.items() if "VpnConnection::" in urn and "replace" in step]
    deployed.up()
    after = keys_of_tunnels(deployed)
    assert after == keys_of_connections(deployed)
    assert set(after) == set(before)
    assert set(after.values()).isdisjoint(before.values())
    assert not [row for row in deployed.clouds() if row["ignored"]]


def test_one_tunnels_key_is_rotated_without_touching_the_other(deployed: Project) -> None:
    """Raising one tunnel's own number changes that tunnel's key at both ends; the other keeps key and connection."""
    before = keys_of_tunnels(deployed)
    deployed.change(lambda config: config["interconnect"].update(tunnels={"tunnel1": {"key_rotation": 2}}))
    replaced = {name_of(urn) for urn, step in deployed.steps().items() if "replace" in step}
    assert replaced == {"harbor-dev-interconnect-key-tunnel1", "harbor-dev-interconnect-azure-connection-tunnel1"}
    deployed.up()
    after = keys_of_tunnels(deployed)
    assert after == keys_of_connections(deployed)
    assert len(set(after.values()) & set(before.values())) == 1
