"""`lifeboat check --against` names what the engine previews, for every move between topologies and targets."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from lifeboat.changes.state import COMPONENTS
from lifeboat.consequences import KINDS
from tests.engine.project import Project, name_of

REPLACED = {"replace", "create-replacement", "delete-replaced"}
Edit = Callable[[dict[str, Any]], None]


def interconnect(**values: Any) -> Edit:
    """Return an edit of the tunnels' settings."""
    return lambda config: config["interconnect"].update(values)


def larger_generation(config: dict[str, Any]) -> None:
    config["primary"]["gateway"].update(sku="VpnGw2AZ", generation="Generation2")


def both_as_numbers(config: dict[str, Any]) -> None:
    config["primary"]["gateway"].update(asn=65010)
    config["recovery"]["gateway"].update(asn=64600)


def further_range(config: dict[str, Any]) -> None:
    config["primary"]["network"]["virtual_network"]["address_space"].append("10.11.0.0/16")


FROM_DUAL: Mapping[str, Edit] = {
    "dual-tunnel to single-tunnel": interconnect(topology="single-tunnel"),
    "dual-tunnel to four-tunnel": interconnect(topology="four-tunnel"),
    "virtual private to transit gateway": interconnect(target="transit-gateway"),
    "suite": interconnect(ipsec={"suite": "compatible"}),
    "one key": interconnect(tunnels={"tunnel1": {"key_rotation": 2}}),
    "size": lambda config: config["primary"]["gateway"].update(sku="VpnGw2AZ"),
    "generation": larger_generation,
    "AS numbers": both_as_numbers,
    "prefix": further_range,
    "renaming the gateway": lambda config: config["primary"]["gateway"].update(name="another"),
    "renaming everything": lambda config: config.update(name="port"),
}
FROM_FOUR_ON_TRANSIT: Mapping[str, Edit] = {
    "four-tunnel to dual-tunnel": interconnect(topology="dual-tunnel"),
    "four-tunnel to single-tunnel": interconnect(topology="single-tunnel"),
    "transit to virtual private gateway": interconnect(target="virtual-private-gateway"),
    "suite": interconnect(ipsec={"suite": "compatible"}),
    "all keys": interconnect(key_rotation=2),
    "AS numbers": both_as_numbers,
}
NO_TUNNEL = {
    "dual-tunnel to four-tunnel", "virtual private to transit gateway", "suite", "size", "generation", "AS numbers",
    "renaming the gateway", "renaming everything", "four-tunnel to dual-tunnel", "four-tunnel to single-tunnel",
    "transit to virtual private gateway", "all keys",
}  # fmt: skip
"""The moves during which, deployed at once, no tunnel that runs now stays up."""


def previewed(project: Project) -> dict[str, str]:
    """Return what the engine would do to the interconnect, by name."""
    return {
        name_of(urn): "replace" if step in REPLACED else step
        for urn, step in project.steps().items()
        if urn.split("::")[2].split("$")[-1] in KINDS
        and not set(COMPONENTS).isdisjoint(urn.split("::")[2].split("$")[:-1])
    }


def told(project: Project) -> dict[str, Any]:
    """Return the report of the stack file against the stack that runs."""
    report: dict[str, Any] = json.loads(
        project.lifeboat("check", "--stack", project.stack, "--against", project.stack, "--json").out
    )
    return report


def by_action(report: Mapping[str, Any], action: str) -> set[str]:
    return {change["name"] for change in report["changes"] if change["action"] == action}


def agree(project: Project, moves: Mapping[str, Edit]) -> None:
    """Compare report and preview for each move from where the project stands."""
    stands = project.stack_file.read_text(encoding="utf-8")
    for move, edit in moves.items():
        project.change(edit)
        steps, report = previewed(project), told(project)
        for action in ("replace", "update", "create"):
            assert by_action(report, action) == {name for name, step in steps.items() if step == action}, move
        # What hangs on a replaced VPN connection and is not wanted again goes with it; a preview does not list it.
        went_along = by_action(report, "delete") - {name for name, step in steps.items() if step == "delete"}
        assert {name for name, step in steps.items() if step == "delete"} <= by_action(report, "delete"), move
        assert all(any(name.startswith(f"{each}-") for each in by_action(report, "replace")) for name in went_along)
        assert report["no_tunnel_up"] == (move in NO_TUNNEL), move
        project.stack_file.write_text(stands, encoding="utf-8")


def test_every_move_from_two_static_tunnels_is_told_as_the_engine_previews_it(deployed: Project) -> None:
    """Topology, target, suite, key, size, generation, AS numbers, a range, names: the same steps, by name."""
    assert told(deployed)["changes"] == []
    agree(deployed, FROM_DUAL)


def test_every_move_from_four_tunnels_is_told_as_the_engine_previews_it(deployed: Project) -> None:
    """The same from the largest layout, on a transit gateway."""
    deployed.change(interconnect(topology="four-tunnel", target="transit-gateway"))
    deployed.up()
    assert told(deployed)["changes"] == []
    agree(deployed, FROM_FOUR_ON_TRANSIT)


def test_two_steps_as_advised_keep_tunnels(deployed: Project) -> None:
    """To four tunnels, then to the other target: the first step leaves the old tunnels alone, the second ends it."""
    for edit in (interconnect(topology="four-tunnel"), interconnect(target="transit-gateway")):
        before = {resource["urn"]: resource for resource in deployed.export(show_secrets=True)}
        deployed.change(edit)
        (advice,) = told(deployed)["advice"]
        first, second = advice["commands"]
        deployed.up(*first[2:])
        after = {resource["urn"]: resource for resource in deployed.export(show_secrets=True)}
        for name in ("local-network-gateway-tunnel1", "connection-tunnel1", "local-network-gateway-tunnel2"):
            (urn,) = [urn for urn in before if urn.endswith(f"-interconnect-azure-{name}")]
            assert after[urn]["inputs"] == before[urn]["inputs"]
        assert {"tunnel3", "tunnel4"} == set(told(deployed)["stays_up"])
        deployed.up(*second[2:])
        assert told(deployed)["changes"] == []
        deployed.up("--expect-no-changes")


def test_it_runs_as_its_help_says_and_from_a_file(deployed: Project) -> None:
    """Through `sandbox run`, against an exported file without an engine, and for a stack that there is not."""
    deployed.change(interconnect(topology="four-tunnel"))
    words = ("lifeboat", "check", "--stack", "dev", "--against")
    shown = deployed.lifeboat("sandbox", "run", "--stack", "dev", "--", *words, "dev")
    assert "NO TUNNEL STAYS UP" in shown.out
    assert "harbor-dev-interconnect-aws-connection1" in shown.out

    deployed.pulumi("stack", "export", "--file", "state.json")
    offline = deployed.run(*words, "state.json", PATH=str(deployed.folder / ".venv" / "bin"))
    assert offline.out == shown.out.replace("dev:", "state.json:")

    unknown = deployed.run(*words, "nowhere", expect=1)
    assert "nowhere" in unknown.err
    assert "Traceback" not in unknown.text
