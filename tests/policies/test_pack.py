"""The pack as a whole: what it says about itself, what it imports, and how it answers over the engine's protocol."""

import ast
import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk

from lifeboat.commands.policies import command
from lifeboat.exit_codes import ExitCode
from policies.rules import make_rules
from policies.rules.catalogue import SCHEMA, render, schema
from policies.rules.kit.once import METHODS, NAMES, read_once
from policies.rules.kit.rule import ResourceRule, StackRule
from tests.policies.harness import CASES, load_case
from tests.policies.wire import PACK, configure, resource_request, running_pack, stack_request

ROOT = Path(__file__).resolve().parents[2]
RULES = make_rules()


def test_the_page_about_the_rules_is_up_to_date():
    """When this fails: `python -m policies.rules.catalogue docs/policies.md`."""
    assert (ROOT / "docs" / "policies.md").read_text(encoding="utf-8") == render()


def test_the_schema_of_configurations_is_up_to_date():
    """When this fails: `python -m policies.rules.catalogue docs/policies.md`."""
    assert SCHEMA.read_text(encoding="utf-8") == schema()


@pytest.mark.parametrize("environment", ["dev", "prod"])
def test_the_configuration_of_an_environment_meets_the_schema(environment):
    config = json.loads(SCHEMA.with_name(f"{environment}.json").read_text(encoding="utf-8"))
    jsonschema.validate(config, json.loads(schema()))
    assert list(config) == sorted(config)


@pytest.mark.parametrize(
    "config",
    [
        {"no-such-rule": "advisory"},
        {"safety-kept-present": {"keep": []}},
        {"safety-kept-present": "loud"},
        {"all": "loud"},
    ],
    ids=["rule", "setting", "level", "level-of-all"],
)
def test_a_name_that_the_pack_does_not_have_is_refused(tmp_path, config):
    """By the schema, and by the command, which names it; the engine would pass over it."""
    path = tmp_path / "stage.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(config, json.loads(schema()))
    ended = CliRunner().invoke(command, ["config", "--file", str(ROOT / "Pulumi.dev.yaml"), "--levels", str(path)])
    assert ended.exit_code == ExitCode.BAD_INPUT
    assert next(iter(config)) in ended.output


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_stacks_configuration_begins_with_its_environments(stack):
    levels = SCHEMA.with_name(f"{stack}.json")
    ended = CliRunner().invoke(
        command, ["config", "--file", str(ROOT / f"Pulumi.{stack}.yaml"), "--levels", str(levels)]
    )
    config = json.loads(ended.stdout)
    jsonschema.validate(config, json.loads(schema()))
    assert config.items() >= json.loads(levels.read_text(encoding="utf-8")).items()
    assert config["exposure-replication-sources"]["primary_ranges"]


def test_rules_are_listed_once_and_by_id():
    """Those about exemptions are last: they tell what became of them in all the others."""
    ids = [rule.id for rule in RULES]
    assert ids == sorted(set(ids), key=lambda rule_id: (rule_id.startswith("exemptions-"), rule_id))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_all_that_people_need_to_know(rule):
    topic = rule.check.__module__.partition(".rules.")[2].partition("_")[0]
    assert re.fullmatch(rf"{topic}(-[a-z0-9]+){{2,}}", rule.id), "an id is topic-subject-rule"
    assert " must " in rule.description
    assert rule.description.endswith(".")
    assert rule.remediation_steps.endswith(".")
    assert rule.url.startswith("https://")
    assert rule.tags[0] == topic
    for name, definition in rule.settings.items():
        assert definition["description"], name
        jsonschema.validate(definition["default"], definition)


def test_the_pack_imports_nothing_of_lifeboats():
    """A rule restates the requirement, so that a fault in the product cannot hide itself."""
    allowed = sys.stdlib_module_names | {"pulumi_policy", "rules"}
    for path in PACK.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            else:
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            assert {name.partition(".")[0] for name in names} <= allowed, path


@pytest.mark.parametrize("of_stack", [False, True], ids=["resource", "stack"])
def test_a_resource_is_read_once_for_all_rules(monkeypatch, of_stack):
    """And what the rules then say is what they say without: about properties, dependencies, options and provider."""
    case = load_case(CASES / "isolation-drill-closed" / "fail-every-way.yaml")
    extra = {"type": "aws:ec2/vpc:Vpc", "name": "tagged", "props": {"cidrBlock": "10.9.0.0/16"}}
    resources = [
        *case.resources,
        {**extra, "default_tags": {"env": "prod"}},
        {**extra, "name": "bare", "protect": True},
    ]
    kind = StackRule if of_stack else ResourceRule
    policies = [rule.policy() for rule in RULES if isinstance(rule, kind)]

    def ask():
        # A new one, which remembers no networks of the last round.
        servicer = sdk._PolicyAnalyzerServicer("lifeboat", "0.1.0", policies, EnforcementLevel.MANDATORY)
        monkeypatch.setattr(servicer, "_configure_runtime_settings", lambda: None)
        if of_stack:
            return [servicer.AnalyzeStack(stack_request(resources), None)]
        return [servicer.Analyze(resource_request(resource), None) for resource in resources]

    before = ask()
    assert any(response.diagnostics for response in before)
    assert any("production" in each.message for response in before for each in response.diagnostics)
    for name in NAMES:
        monkeypatch.setattr(sdk, name, getattr(sdk, name))  # put back at the end
    for name in METHODS:
        monkeypatch.setattr(sdk._PolicyAnalyzerServicer, name, getattr(sdk._PolicyAnalyzerServicer, name))
    reads = []
    proxied = sdk.unknown_checking_proxy
    monkeypatch.setattr(sdk, "unknown_checking_proxy", lambda props: reads.append(props) or proxied(props))
    assert read_once()
    assert ask() == before
    assert len(reads) == len(resources) + sum("default_tags" in resource for resource in resources)


@pytest.fixture
def pack():
    with running_pack() as started:
        yield started


def test_the_engine_is_told_every_rule_with_its_level_and_schema(pack):
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "lifeboat"
    assert [policy.name for policy in info.policies] == [rule.id for rule in RULES]
    for policy, rule in zip(info.policies, RULES, strict=True):
        assert policy.enforcementLevel == analyzer_pb2.EnforcementLevel.Value(rule.level.name)
        assert json_format.MessageToDict(policy.configSchema.properties) == json.loads(json.dumps(dict(rule.settings)))


def test_over_the_protocol_a_finding_stays_mandatory_beside_what_is_not_checked(pack):
    case = load_case(CASES / "addressing-networks-overlap" / "unknown-range-beside-a-finding.yaml")
    answers = [
        each for each in pack.AnalyzeStack(stack_request(case.resources)).diagnostics if each.policyName == case.rule_id
    ]
    mandatory = [answer.message for answer in answers if answer.enforcementLevel == analyzer_pb2.MANDATORY]
    (advice,) = [answer.message for answer in answers if answer.enforcementLevel == analyzer_pb2.ADVISORY]
    assert [message.split("\n")[1] for message in mandatory] == [message for _, message in case.violations]
    for line in case.not_checked:
        assert line in advice


def test_over_the_protocol_the_second_network_is_refused_by_configured_rules(pack):
    configure(
        pack, {"addressing-network-admission": {"other_ranges": [{"name": "on-premises", "cidr": "192.168.0.0/16"}]}}
    )
    networks = [
        ("aws:ec2/vpc:Vpc", "recovery-vpc", {"cidrBlock": "10.20.0.0/16"}),
        ("aws:ec2/vpc:Vpc", "branch-vpc", {"cidrBlock": "192.168.4.0/24"}),
        (
            "azure-native:network:VirtualNetwork",
            "primary-vnet",
            {"addressSpace": {"addressPrefixes": ["10.20.4.0/24"]}},
        ),
    ]
    refused = []
    for token, name, props in networks:
        answers = pack.Analyze(resource_request({"type": token, "name": name, "props": props})).diagnostics
        refused += [name for answer in answers if answer.policyName == "addressing-network-admission"]
    assert refused == ["branch-vpc", "primary-vnet"]


def test_the_pack_file_names_the_interpreter_of_the_checkout():
    """Without an explicit tool chain, a lock file found in a folder above would change it."""
    runtime = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8"))["runtime"]
    assert runtime == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "../.venv"}}
