"""`lifeboat blueprint tunnels`: one page that a person can hold against Azure's how-to."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from lifeboat.cli import main
from tests.unit.settings.raw import BROWNFIELD, CREATED, changed

OUTPUTS = {
    "tunnel_addresses": {f"tunnel{n}": f"198.51.100.{n}" for n in (1, 2, 3, 4)},
    "primary_public_ip_addresses": {"instance0": "203.0.113.10", "instance1": "203.0.113.11"},
}


def run(folder: Path, *arguments: str, stdin: str = "", **interconnect: Any) -> Result:
    raw = changed(CREATED, {f"interconnect.{key}": value for key, value in interconnect.items()})
    file = folder / "Pulumi.test.yaml"
    file.write_text(yaml.safe_dump({"config": {f"lifeboat:{key}": value for key, value in raw.items()}}))
    return CliRunner().invoke(main, ["blueprint", "tunnels", "--file", str(file), *arguments], input=stdin)


def test_text_has_a_column_for_each_tunnel(tmp_path: Path) -> None:
    """Every inside address, AS number and name of four tunnels stands in its tunnel's column."""
    lines = run(tmp_path).output.splitlines()
    rows = {line[:38].strip(): line[38:].split() for line in lines[1:14]}
    assert rows["tunnel"] == ["tunnel1", "tunnel2", "tunnel3", "tunnel4"]
    assert rows["AWS inside (BGP peer)"] == ["169.254.21.1", "169.254.22.1", "169.254.21.5", "169.254.22.5"]
    assert rows["Azure inside"] == ["169.254.21.2", "169.254.22.2", "169.254.21.6", "169.254.22.6"]
    assert rows["Azure instance"] == ["instance0", "instance0", "instance1", "instance1"]
    assert rows["AWS ASN"] == ["64512"] * 4
    assert rows["Azure connection"] == [f"harbor-to-aws-tunnel{n}" for n in (1, 2, 3, 4)]


def test_outputs_fill_in_what_the_clouds_gave_out(tmp_path: Path) -> None:
    """From standard input, as `pulumi stack output --json |` gives them; without them the page says so."""
    assert run(tmp_path).output.count("known after up") == 8
    filled = run(tmp_path, "--outputs", "-", stdin=json.dumps(OUTPUTS)).output
    assert "known after up" not in filled
    for address in ("198.51.100.1", "198.51.100.4", "203.0.113.10", "203.0.113.11"):
        assert address in filled


def test_markdown_has_a_row_for_each_tunnel(tmp_path: Path) -> None:
    """Thirteen cells in each of the rows, headings and rule among them."""
    lines = run(tmp_path, "--format", "markdown").output.splitlines()
    table = [line for line in lines[2:8] if line.startswith("|")]
    assert len(table) == 6
    assert {line.count("|") for line in table} == {14}


def test_json_is_for_programs(tmp_path: Path) -> None:
    """Addresses that are not known are null; custom addresses are by instance; every field of the suite agrees."""
    document = json.loads(run(tmp_path, "--format", "json").output)
    assert document["topology"] == "four-tunnel"
    assert [row["aws_outside_address"] for row in document["tunnels"]] == [None] * 4
    assert document["tunnels"][3]["custom_bgp_addresses"] == {"instance0": "169.254.21.2", "instance1": "169.254.22.6"}
    assert all(each["meets"] for each in document["suite"]["agreement"])
    assert (document["tunnel_mtu_bytes"], document["tunnel_mss_bytes"]) == (1400, 1350)


@pytest.mark.parametrize(
    ("topology", "word"), [("dual-tunnel", "does not document"), ("single-tunnel", "no redundancy")]
)
def test_what_is_no_redundancy_says_so(tmp_path: Path, topology: str, word: str) -> None:
    """In every format; four tunnels need no caution."""
    for form in ("text", "markdown", "json"):
        assert word in run(tmp_path, "--format", form, topology=topology).output
        assert "Caution" not in run(tmp_path, "--format", form).output


def test_addresses_of_a_gateway_that_exists_are_known_before_the_deployment(tmp_path: Path) -> None:
    """They stand in the stack file, with the names of its IP configurations."""
    file = tmp_path / "Pulumi.test.yaml"
    file.write_text(yaml.safe_dump({"config": {f"lifeboat:{key}": value for key, value in BROWNFIELD.items()}}))
    output = CliRunner().invoke(main, ["blueprint", "tunnels", "--file", str(file)]).output
    assert output.count("known after up") == 4
    for word in ("203.0.113.10", "203.0.113.11", "instance0 (default)", "instance1 (activeActive)"):
        assert output.count(word) == 2


@pytest.mark.parametrize("given", ["no json", "[]", ""])
def test_outputs_that_are_none_are_a_wrong_argument(tmp_path: Path, given: str) -> None:
    """Exit code 2 and one sentence that says where they come from."""
    result = run(tmp_path, "--outputs", "-", stdin=given)
    assert result.exit_code == 2
    assert "pulumi stack output --json" in result.output
    assert "Traceback" not in result.output


def test_a_wrong_stack_file_is_refused_as_everywhere(tmp_path: Path) -> None:
    """Its problems, exit code 2."""
    result = run(tmp_path, topology="triple")
    assert result.exit_code == 2
    assert "interconnect.topology: found triple" in result.output
