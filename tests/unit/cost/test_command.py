"""`lifeboat cost`: from a stack file to text, Markdown and JSON; exit codes; the page of formulas and prices."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from lifeboat.commands.cost import command
from lifeboat.cost import known_prices
from lifeboat.cost.document import FORMULAS, PLACE, page
from lifeboat.cost.render import NO_QUOTE, number_text
from lifeboat.sizing.document import fields_of
from tests.unit.settings.raw import CREATED, changed

ROOT = Path(__file__).parents[3]
SIZED = {"servers": 4, "volumes": 8, "provisioned_gib": 400, "used_gib": 160, "changed_bytes_per_second": 2_000_000}
HEADER = "name,os,volumes,provisioned_gib,used_gib,changed_bytes_per_second\n"


def run(folder: Path, *arguments: str, **changes: Any) -> Result:
    """Run the command on a stack file with four servers; `__` in a name stands for a dot."""
    wanted = {"sizing": SIZED, **{path.replace("__", "."): value for path, value in changes.items()}}
    path = folder / "Pulumi.test.yaml"
    raw = changed(CREATED, wanted)
    path.write_text(yaml.safe_dump({"config": {f"lifeboat:{key}": value for key, value in raw.items()}}))
    return CliRunner().invoke(command, ["--file", str(path), *arguments])


def answers(result: Result) -> Any:
    """Return what was printed as JSON."""
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def amount(document: Any, estimate: str, what: str) -> str | None:
    """Return the amount of the one line with that name."""
    (each,) = [each for each in document["estimates"] if each["key"] == estimate]
    (line,) = [line for line in each["lines"] if line["what"] == what]
    found: str | None = line["amount_usd"]
    return found


def test_alarms_over_all_servers_are_paid_for_by_the_server(tmp_path: Path) -> None:
    """CloudWatch bills a query by every metric that it analyses, and an expression by every metric in it."""
    document = answers(run(tmp_path, "--format", "json", monitoring={"expected_servers": 4}))
    # 4 tunnels x 2; lag, backlog and age of 4 servers each; their number; 6 rules in one expression: 8 + 12 + 1 + 6.
    assert amount(document, "month-at-rest", "metrics that alarms watch") == "2.70"


def test_json_has_every_number_to_check_a_line_with(tmp_path: Path) -> None:
    """Quantity times price is the amount, to the cent, in every line; sums are those of the lines."""
    document = answers(run(tmp_path, "--format", "json"))
    assert [each["key"] for each in document["estimates"]] == ["month-at-rest", "drill-day", "month-failed-over"]
    for each in document["estimates"]:
        for line in each["lines"]:
            exact = Decimal(line["quantity"]) * Decimal(line["price"]["usd"])
            assert abs(exact - Decimal(line["amount_usd"])) <= Decimal("0.005")
            assert all(line["price"][key] for key in ("source", "date", "unit"))
        total = sum(Decimal(line["amount_usd"]) for line in each["lines"])
        assert Decimal(each["usd"]["total"]) == total
    # 4 servers x 730 h x 0.028; one t3.small x 730 h x 0.024 in Frankfurt.
    assert amount(document, "month-at-rest", "DRS source servers") == "81.76"
    assert amount(document, "month-at-rest", "replication servers (t3.small)") == "17.52"
    assert document["currency"] == "USD"


def test_nobody_can_take_it_for_a_quote(tmp_path: Path) -> None:
    """The first and the last thing that is said, in every form."""
    text = run(tmp_path).stdout.rstrip().splitlines()
    assert (text[2], text[-1]) == (NO_QUOTE, NO_QUOTE)
    markdown = run(tmp_path, "--format", "markdown").stdout.rstrip().splitlines()
    assert (markdown[2], markdown[-1]) == (f"**{NO_QUOTE}**", f"**{NO_QUOTE}**")
    assert answers(run(tmp_path, "--format", "json"))["notice"] == NO_QUOTE


def test_text_shows_arithmetic_price_date_and_source(tmp_path: Path) -> None:
    """A line can be checked without the code, and a price without the file."""
    text = run(tmp_path).stdout
    (line,) = [line for line in text.splitlines() if "DRS source servers" in line and "4 x 730 h" in line][:1]
    assert line.split()[-5:] == ["2,920", "server-hour", "0.028", "2024-10-01", "81.76"]
    assert "AWS price list, AWSElasticDisasterRecovery" in text
    assert "of eastus" in text  # Azure's gateway has no price of westeurope


def test_own_prices_take_the_place_of_list_prices(tmp_path: Path) -> None:
    """4 x 730 x 0.01."""
    mine = tmp_path / "my.yaml"
    mine.write_text("aws.drs.source_server.hour: 0.01\n")
    document = answers(run(tmp_path, "--format", "json", "--prices", str(mine)))
    assert amount(document, "month-at-rest", "DRS source servers") == "29.20"


def test_wrong_prices_are_bad_input_with_every_problem(tmp_path: Path) -> None:
    """Exit code 2, nothing on stdout."""
    mine = tmp_path / "my.yaml"
    mine.write_text("moon: 1\naws.kms.key_month: -1\n")
    result = run(tmp_path, "--prices", str(mine))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{mine}: 2 problems; nothing was computed." in result.stderr


def test_a_wrong_stack_file_and_a_wrong_file_of_servers_are_bad_input(tmp_path: Path) -> None:
    """As for the sizing."""
    assert run(tmp_path, cost__monthly_budget_usd=0).exit_code == 2
    servers = tmp_path / "servers.csv"
    servers.write_text("name\n")
    result = run(tmp_path, "--servers", str(servers))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "servers.csv" in result.stderr


def test_a_file_of_servers_says_which_need_a_windows_licence(tmp_path: Path) -> None:
    """One Windows server on an m5.large: 2 vCPUs x 24 h x 0.046. One that cannot be protected costs nothing."""
    servers = tmp_path / "servers.csv"
    servers.write_text(
        f"{HEADER}web,ubuntu-22.04,1,50,20,1000\nsql,windows-server-2022,2,200,90,9000\nold,beos-5,1,9,9,9\n"
    )
    document = answers(run(tmp_path, "--format", "json", "--servers", str(servers)))
    assert amount(document, "drill-day", "Windows licences") == "2.21"
    assert amount(document, "month-at-rest", "DRS source servers") == "40.88"  # 2 x 730 x 0.028


def test_what_is_not_known_is_said_and_not_counted_as_nothing(tmp_path: Path) -> None:
    """A number of servers alone: no volumes, no snapshots, no replication, and a sentence for each."""
    result = run(tmp_path, sizing={"servers": 4})
    assert "Not in it, since sizing.provisioned_gib is not known: volumes and snapshots." in result.stdout
    assert "Not in it, since sizing.changed_bytes_per_second is not known" in result.stdout
    assert "EBS snapshots" not in result.stdout


def test_a_type_without_a_price_makes_the_sum_too_low_and_says_so(tmp_path: Path) -> None:
    """The line stays, without an amount; a price of one's own mends it."""
    changes = {"cost__recovered_instance_type": "r7i.large"}
    text = run(tmp_path, **changes).stdout
    assert "TOO LOW: no price is known of aws.ec2.r7i.large.hour." in text
    document = answers(run(tmp_path, "--format", "json", **changes))
    assert amount(document, "drill-day", "recovered servers (r7i.large)") is None
    mine = tmp_path / "my.yaml"
    mine.write_text("aws.ec2.r7i.large.hour: 0.2\n")
    assert "TOO LOW" not in run(tmp_path, "--prices", str(mine), **changes).stdout


@pytest.mark.parametrize(("budget", "word"), [(1, "MORE than"), (100_000, "within")])
def test_the_budget_is_compared_with_awss_share(tmp_path: Path, budget: int, word: str) -> None:
    """Azure has no part in it."""
    text = run(tmp_path, cost__monthly_budget_usd=budget).stdout
    assert f"Budget of AWS's share: {budget:,} USD a month" in text
    assert f"{word} that." in text
    assert answers(run(tmp_path, "--format", "json", cost__monthly_budget_usd=budget))["over_budget"] == (budget == 1)


def test_the_default_budget_lies_between_rest_and_failover_on_both_stacks() -> None:
    """250, and 75 a server: what the settings' docstring promises, with list prices of this checkout."""
    for stack in ("dev", "prod"):
        file = str(ROOT / f"Pulumi.{stack}.yaml")
        document = answers(CliRunner().invoke(command, ["--file", file, "--format", "json"]))
        servers = {"dev": 4, "prod": 120}[stack]
        rest, _, over = (Decimal(each["usd"]["AWS"]) for each in document["estimates"])
        assert rest < 250 + 75 * servers < over, stack


def test_the_page_is_up_to_date() -> None:
    """Formulas, prices and both stacks of this checkout."""
    assert (ROOT / PLACE).read_text(encoding="utf-8") == page(ROOT), "run: python -m lifeboat.cost.document"


def test_every_formula_says_meaning_unit_and_source() -> None:
    """And stands on the page with the oldest and the newest price of each stack."""
    for formula in FORMULAS:
        assert all(fields_of(formula).values())
    text = page(ROOT)
    assert text.count(" of them to be checked.") == 2
    assert all(f"`{key}`" in text for key in known_prices().keys)


@pytest.mark.parametrize(("number", "text"), [("0", "0"), ("2920", "2,920"), ("0.0280", "0.028"), ("1E+3", "1,000")])
def test_numbers_are_written_for_people(number: str, text: str) -> None:
    """Without zeros that say nothing, and never as 1E+3."""
    assert number_text(Decimal(number)) == text
