"""`lifeboat sizing`: from a stack file, and a file of servers, to text and JSON; exit codes; the page of formulas."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from lifeboat.commands.sizing import command
from lifeboat.sizing.document import FIELDS, FORMULAS, PLACE, fields_of, page
from lifeboat.sizing.quotas import QUOTAS
from lifeboat.sizing.servers_file import parse_servers
from tests.unit.settings.raw import ADOPTED, CREATED, changed

ROOT = Path(__file__).parents[3]
HEADER = "name,os,volumes,provisioned_gib,used_gib,changed_bytes_per_second,wave\n"


def run(folder: Path, sizing: dict[str, Any], *arguments: str, base: dict[str, Any] = CREATED) -> Result:
    """Run the command on a stack file with a block `sizing`."""
    raw = changed(base, {"sizing": sizing})
    path = folder / "Pulumi.test.yaml"
    path.write_text(yaml.safe_dump({"config": {f"lifeboat:{key}": value for key, value in raw.items()}}))
    return CliRunner().invoke(command, ["--file", str(path), *arguments])


def answers(result: Result) -> Any:
    """Return the answers that were printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_totals_of_the_stack_file_are_sized(tmp_path: Path) -> None:
    """Servers, tunnels and staging subnet are those of the stack: VpnGw1AZ, four tunnels, the /21 of the first zone."""
    sizing = {"servers": 40, "volumes": 90, "provisioned_gib": 8000, "changed_bytes_per_second": 5_000_000}
    found = answers(run(tmp_path, {**sizing, "servers_per_wave": [10]}, "--json"))
    assert (found["servers"], found["replication_servers"], found["waves"]) == (40, 6, [10, 30])
    assert found["forward"]["link_mbps"] == 650
    # 6 replication servers, 30 conversion servers, 10 for endpoints, 5 of AWS.
    assert found["staging"][0] == {
        "subnet": "staging-eu-central-1a",
        "zone": "eu-central-1a",
        "available": 2048,
        "needed": 51,
    }
    assert found["staging"][1]["needed"] == 15
    assert found["steady_snapshots"] == 90 * (6 + 24 + 7)
    assert found["works"] is True


def test_the_text_has_units_and_names_what_was_taken_for_granted(tmp_path: Path) -> None:
    """For people: rates, sizes and times; what nobody said is said."""
    result = run(tmp_path, {"servers": 40})
    assert result.exit_code == 0
    assert "650 Mbit/s encrypted" in result.stdout
    assert "Recovery: 30 min until the last server runs" in result.stdout
    assert "Volumes are taken for 2 a server; set sizing.volumes." in result.stdout
    assert "not known" in result.stdout


def test_three_thousand_servers_name_the_quota_and_the_accounts(tmp_path: Path) -> None:
    """A plan that cannot work is told as one; computing it was no failure."""
    result = run(tmp_path, {"servers": 3000})
    assert result.exit_code == 0
    assert "REFUSED: 3000 servers, and AWS replicates 300 in an account and Region (L-C1D14A2B" in result.stdout
    assert "10 staging accounts" in result.stdout


def test_a_file_of_servers_takes_the_place_of_the_totals(tmp_path: Path) -> None:
    """Beside the stack file, or named on the command line; a server that cannot be protected is not counted."""
    rows = "app1,ubuntu-22.04,2,100,50,1000,2\nsql1,windows-server-2022,4,900,800,2000,1\nold1,aix-7.2,1,10,10,1,1\n"
    (tmp_path / "servers.csv").write_text(HEADER + rows)
    by_settings = answers(run(tmp_path, {"servers": 7, "servers_file": "servers.csv"}, "--json"))
    by_option = answers(run(tmp_path, {"servers": 7}, "--servers", str(tmp_path / "servers.csv"), "--json"))
    assert by_settings == by_option
    assert (by_option["servers"], by_option["volumes"], by_option["waves"]) == (2, 6, [1, 1])
    assert by_option["unprotected"] == [{"name": "old1", "reason": "DRS lists no operating system aix"}]
    assert by_option["changed_bytes_per_second"] == 3000
    assert any("The file has 3 servers, the stack file expects 7" in sentence for sentence in by_option["assumed"])


def test_waves_of_the_stack_file_are_cut_to_the_servers_of_the_file(tmp_path: Path) -> None:
    """Where the file names none: 2, then 1 of 5, and nothing for the third."""
    rows = "".join(f"app{n},ubuntu-22.04,1,10,10,1,\n" for n in range(3))
    (tmp_path / "servers.csv").write_text(HEADER + rows)
    found = answers(run(tmp_path, {"servers_file": "servers.csv", "servers_per_wave": [2, 5, 4]}, "--json"))
    assert found["waves"] == [2, 1]


def test_an_adopted_gateway_is_taken_for_the_smallest_until_its_size_is_said(tmp_path: Path) -> None:
    """650 Mbit/s, and a sentence about it; the figure of the settings ends both."""
    adopted = {
        "primary.gateway": {
            "mode": "adopt",
            "name": "vgw-hub",
            "asn": 65515,
            "instances": [
                {"ip_configuration": "default", "public_ip_address": "203.0.113.10"},
                {"ip_configuration": "activeActive", "public_ip_address": "203.0.113.11"},
            ],
        }
    }
    base = changed(ADOPTED, adopted)
    found = answers(run(tmp_path, {"servers": 1}, "--json", base=base))
    assert found["forward"]["link_mbps"] == 650
    assert any("taken for a VpnGw1AZ" in sentence for sentence in found["assumed"])
    found = answers(run(tmp_path, {"servers": 1, "gateway_mbps": 3000}, "--json", base=base))
    assert (found["forward"]["link_mbps"], found["failback"]["link_mbps"]) == (3000, 1250)
    assert not any("VpnGw1AZ" in sentence for sentence in found["assumed"])


def test_a_weaker_suite_and_settings_of_the_template_reach_the_answers(tmp_path: Path) -> None:
    """AES-CBC, throttling, dedicated servers and retention are those of the stack."""
    custom = {
        "suite": "custom",
        "phase1": {"encryption": "AES256", "integrity": "SHA256", "dh_group": 14},
        "phase2": {"encryption": "AES256", "integrity": "SHA256", "pfs_group": 14},
    }
    replication = {"dedicated_servers": True, "bandwidth_throttling_mbps": 10, "retention_days": 30}
    base = changed(CREATED, {"interconnect.ipsec": custom, "replication": replication})
    found = answers(run(tmp_path, {"servers": 4, "volumes": 4}, "--json", base=base))
    assert found["failback"]["link_mbps"] == 500
    assert (found["forward"]["bound_by"], found["forward"]["rate_bytes_per_second"]) == ("throttling", 5_000_000)
    assert found["replication_servers"] == 4
    assert found["steady_snapshots"] == 4 * 60


def test_ten_thousand_servers_are_sized(tmp_path: Path) -> None:
    """Every answer from a file as large as it may be."""
    rows = "".join(f"app{n},ubuntu-22.04,{1 + n % 4},{100 + n % 50},50,{n % 9},{1 + n % 3}\n" for n in range(10_000))
    (tmp_path / "servers.csv").write_text(HEADER + rows)
    found = answers(run(tmp_path, {"servers_file": "servers.csv"}, "--json"))
    assert (found["servers"], found["volumes"], found["staging_accounts"]) == (10_000, 25_000, 34)
    assert found["jobs"] == [34, 34, 34]


@pytest.mark.parametrize(
    ("sizing", "words"),
    [
        ({"servers": -1}, ["sizing.servers", "0 to 10000"]),
        ({"servers_file": "none.csv"}, ["none.csv: 1 problem", "No such file"]),
        ({"servers_file": "bad.csv"}, ["bad.csv: 2 problems", "line 2, column 3 (volumes)", "line 3, column 2 (os)"]),
    ],
)
def test_wrong_input_ends_with_bad_input_and_all_problems(
    tmp_path: Path, sizing: dict[str, Any], words: list[str]
) -> None:
    """Nothing on standard output, no traceback."""
    (tmp_path / "bad.csv").write_text(HEADER + "a,ubuntu-22.04,0,1,1,1,1\nb,c,1,1,1,1,1\n")
    result = run(tmp_path, sizing)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert all(word in result.stderr for word in words)


def test_the_page_is_that_of_the_code() -> None:
    """Stale? python -m lifeboat.sizing.document."""
    assert (ROOT / PLACE).read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__)
def test_every_formula_says_formula_unit_and_source(formula: Any) -> None:
    """And what it means."""
    assert all(fields_of(formula)[name] for name in ("Meaning", *FIELDS))


def test_the_example_of_the_page_can_be_read() -> None:
    """The file of servers that people copy is right; every quota is in the table."""
    example = page().partition("```csv\n")[2].partition("```")[0]
    assert [server.name for server in parse_servers(example)] == ["web1", "sql1"]
    assert all(quota.code in page() for quota in QUOTAS)
