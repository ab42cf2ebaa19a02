"""The pack as a whole: what it says about itself, what it imports, and how it answers over the engine's protocol."""

import ast
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import grpc
import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk

from lifeboat.commands.policies import command
from lifeboat.exit_codes import ExitCode
from policies.rules import make_rules
from policies.rules.catalogue import SCHEMA, render, schema
from policies.rules.kit.once import read_once
from policies.rules.kit.rule import StackRule
from tests.policies.harness import CASES, load_case, on_the_wire, urn

ROOT = Path(__file__).resolve().parents[2]
PACK = ROOT / "policies"
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
    (tmp_path / "schema.json").write_text(schema(), encoding="utf-8")
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


def test_the_resources_of_a_stack_are_read_once_for_all_rules(monkeypatch):
    """And what a rule then says is what it says without."""
    case = load_case(CASES / "addressing-drill-size" / "fail-smaller.yaml")
    request = analyzer_pb2.AnalyzeStackRequest()
    for resource in case.resources:
        sent = request.resources.add(
            type=resource["type"], name=resource["name"], urn=urn(resource["type"], resource["name"])
        )
        sent.properties.CopyFrom(struct(resource["props"]))
    stack_rules = [rule.policy() for rule in RULES if isinstance(rule, StackRule)]
    servicer = sdk._PolicyAnalyzerServicer("lifeboat", "0.1.0", stack_rules, EnforcementLevel.MANDATORY)
    monkeypatch.setattr(servicer, "_configure_runtime_settings", lambda: None)
    before = servicer.AnalyzeStack(request, None)

    for owner, name in [
        (sdk, "json_format"),
        (sdk, "deserialize_properties"),
        (sdk, "unknown_checking_proxy"),
        (sdk._PolicyAnalyzerServicer, "AnalyzeStack"),
    ]:
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back at the end
    reads = []
    proxied = sdk.unknown_checking_proxy
    monkeypatch.setattr(sdk, "unknown_checking_proxy", lambda props: reads.append(props) or proxied(props))
    assert read_once()
    assert servicer.AnalyzeStack(request, None) == before
    assert len(reads) == len(case.resources)


class Pack:
    """The pack in a process of its own, as the engine's language host starts it: its output has a buffer."""

    def __init__(self) -> None:
        environment = os.environ | {"PULUMI_PROJECT": "lifeboat", "PULUMI_STACK": "dev", "PULUMI_DRY_RUN": "true"}
        environment.pop("PYTHONUNBUFFERED", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
            cwd=PACK, env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        first_line = self.process.stdout.readline()
        assert first_line.strip().isdigit(), f"the pack printed {first_line!r} in place of its port"
        self.channel = grpc.insecure_channel(f"127.0.0.1:{first_line.strip()}")
        self.stub = analyzer_pb2_grpc.AnalyzerStub(self.channel)

    def close(self) -> None:
        self.channel.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def pack():
    started = Pack()
    yield started.stub
    started.close()


def struct(props):
    return json_format.ParseDict(on_the_wire(props), empty_struct())


def empty_struct():
    return analyzer_pb2.AnalyzeRequest().properties


def configure(pack, config):
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule_id, properties in config.items():
        request.policyConfig[rule_id].enforcementLevel = analyzer_pb2.MANDATORY
        request.policyConfig[rule_id].properties.update(properties)
    pack.Configure(request)


def test_the_engine_is_told_every_rule_with_its_level_and_schema(pack):
    info = pack.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "lifeboat"
    assert [policy.name for policy in info.policies] == [rule.id for rule in RULES]
    for policy, rule in zip(info.policies, RULES, strict=True):
        assert policy.enforcementLevel == analyzer_pb2.EnforcementLevel.Value(rule.level.name)
        assert json_format.MessageToDict(policy.configSchema.properties) == json.loads(json.dumps(dict(rule.settings)))


def test_over_the_protocol_a_finding_stays_mandatory_beside_what_is_not_checked(pack):
    case = load_case(CASES / "addressing-networks-overlap" / "unknown-range-beside-a-finding.yaml")
    by_name = {resource["name"]: urn(resource["type"], resource["name"]) for resource in case.resources}
    request = analyzer_pb2.AnalyzeStackRequest()
    for resource in case.resources:
        sent = request.resources.add(type=resource["type"], name=resource["name"], urn=by_name[resource["name"]])
        sent.properties.CopyFrom(struct(resource["props"]))
        for prop, names in resource.get("propertyDependencies", {}).items():
            sent.propertyDependencies[prop].urns.extend(by_name[name] for name in names)
    answers = [each for each in pack.AnalyzeStack(request).diagnostics if each.policyName == case.rule_id]
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
        request = analyzer_pb2.AnalyzeRequest(type=token, name=name, urn=urn(token, name), properties=struct(props))
        answers = pack.Analyze(request).diagnostics
        refused += [name for answer in answers if answer.policyName == "addressing-network-admission"]
    assert refused == ["branch-vpc", "primary-vnet"]


def test_the_pack_file_names_the_interpreter_of_the_checkout():
    """Without an explicit tool chain, a lock file found in a folder above would change it."""
    runtime = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text(encoding="utf-8"))["runtime"]
    assert runtime == {"name": "python", "options": {"toolchain": "pip", "virtualenv": "../.venv"}}
