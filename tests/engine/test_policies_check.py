"""`lifeboat policies check` on the real engine: what is deployed, what was changed in it, and packs of others."""

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.engine.project import ROOT, Outcome, Project, name_of
from tests.unit.verdicts.test_formats import JUNIT, SARIF

VNET = "harbor-dev-primary-virtual-network"
VNET_RANGE = "10.20.128.0/17"
OVERLAP = "addressing-networks-overlap"

OTHER_PACK = """
from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy


def bucket(args, report):
    if args.resource_type == "other:index:Bucket":
        if args.props.get("size") == "broken":
            raise RuntimeError("the rule broke")
        report(f"{args.name} is a bucket.")


def owned(args):
    if args.resource_type == "other:index:Bucket":
        return dict(args.props) | {"owner": "somebody"}


PolicyPack(
    "other",
    policies=[
        ResourceValidationPolicy("no-bucket", "There must be no bucket.", bucket, EnforcementLevel.ADVISORY),
        ResourceValidationPolicy(
            "owned", "It must be owned.", remediate=owned, enforcement_level=EnforcementLevel.REMEDIATE
        ),
    ],
)
"""


def exported(project: Project) -> Path:
    """The state of a stack in a file, secrets encrypted."""
    file = project.folder / "state.json"
    project.pulumi("stack", "export", "--file", str(file))
    return file


def put_the_vnet_into_the_vpc(file: Path) -> None:
    """Write into the state what somebody may have done in the cloud."""
    state = json.loads(file.read_text(encoding="utf-8"))
    for resource in state["deployment"]["resources"]:
        if name_of(resource["urn"]) == VNET:
            for properties in (resource["inputs"], resource["outputs"]):
                properties["addressSpace"]["addressPrefixes"] = [VNET_RANGE]
    file.write_text(json.dumps(state), encoding="utf-8")


def check(project: Project, file: Path, *arguments: str, expect: int) -> Outcome:
    return project.lifeboat("policies", "check", str(file), *arguments, expect=expect)


def judged(project: Project, file: Path, *arguments: str, expect: int) -> dict[str, dict[str, Any]]:
    """What became of each rule, by the JSON form."""
    document = json.loads(check(project, file, "--format", "json", *arguments, expect=expect).out)
    return {rule["id"]: rule for pack in document["packs"] for rule in pack["rules"]}


def test_a_deployed_stack_passes_and_a_range_written_into_it_does_not(deployed: Project) -> None:
    """All four forms name the rule and the resource; SARIF and JUnit are valid and point at the stack's settings."""
    file, config = exported(deployed), deployed.policies()[2:]
    clean = judged(deployed, file, *config, expect=0)
    assert [rule["id"] for rule in clean.values() if rule["verdicts"]] == []
    assert clean[OVERLAP]["outcome"] == "passed"
    assert clean["tunnels-bgp-asn"]["outcome"] == "not applicable"
    assert clean["tunnels-bgp-asn"]["reason"]

    put_the_vnet_into_the_vpc(file)
    text = check(deployed, file, *config, expect=1)
    assert f"MANDATORY critical  {OVERLAP}\n" in text.out
    assert f"{VNET} (azure-native:network:VirtualNetwork)" in text.out
    assert "Traceback" not in text.text

    report = deployed.folder / "policies.sarif"
    told = check(deployed, file, *config, "--format", "sarif", "--output", str(report), expect=1)
    assert told.out == ""
    assert told.err.splitlines()[-1] == text.out.splitlines()[-1]
    sarif = json.loads(report.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(SARIF).validate(sarif)
    (run,) = sarif["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == list(clean)
    found = [result for result in run["results"] if result["ruleId"] == OVERLAP]
    assert any(result["locations"][0]["logicalLocations"][0]["name"] == VNET for result in found)
    (place,) = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert place == "Pulumi.dev.yaml"

    junit = check(deployed, file, *config, "--format", "junit", expect=1).out
    JUNIT.validate(junit)
    assert f'<testcase name="{OVERLAP}" classname="lifeboat.addressing" time="0">' in junit

    check(deployed, file, *config, "--fail-on", "never", expect=0)
    softened = json.loads(Path(config[-1]).read_text(encoding="utf-8"))
    softened = {
        name: (own if isinstance(own, dict) else {}) | {"enforcementLevel": "advisory"}
        for name, own in softened.items()
    } | {"all": "advisory"}
    Path(config[-1]).write_text(json.dumps(softened), encoding="utf-8")
    check(deployed, file, *config, expect=0)
    check(deployed, file, *config, "--fail-on", "critical", expect=1)


def test_secrets_that_cannot_be_read_are_named_as_not_checked(deployed: Project) -> None:
    """Nothing else is found, the run passes, and it says what is missing to check the rest."""
    file = exported(deployed)
    without = {"PULUMI_CONFIG_PASSPHRASE": "another"}
    told = deployed.run("lifeboat", "policies", "check", str(file), *deployed.policies()[2:], expect=0, **without)
    assert "NOT CHECKED  tunnels-keys-agree (mandatory high)" in told.out
    assert (
        '- sharedKey of connection harbor-dev-interconnect-azure-connection-tunnel1 is hidden as "[secret]"' in told.out
    )
    assert "PULUMI_CONFIG_PASSPHRASE" in told.out
    assert "4 not checked in 1 rule" in told.out.splitlines()[-1]


def test_an_exemption_in_force_is_listed_and_counted(deployed: Project) -> None:
    """What it excuses is no violation, and the report says who answers for it."""
    file = exported(deployed)
    put_the_vnet_into_the_vpc(file)
    exemptions = deployed.folder / "exemptions.toml"
    entry = f'[[exemption]]\nrule = "{OVERLAP}"\nresource = "*"\nowner = "net-team"\n'
    entry += 'reason = "NET-42."\nexpires = 2999-01-31\n'
    exemptions.write_text(entry + entry.replace(OVERLAP, "addressing-network-admission"), encoding="utf-8")
    told = deployed.run(
        *("lifeboat", "policies", "check", str(file), *deployed.policies()[2:]),
        expect=0,
        LIFEBOAT_POLICY_EXEMPTIONS=str(exemptions),
    )
    assert f"EXEMPT until 2999-01-31  {OVERLAP}: " in told.out
    assert "net-team: NET-42." in told.out
    assert "0 violations, nothing left unchecked, 2 exemptions in force." in told.out.splitlines()[-1]


@pytest.fixture
def other(fresh: Any) -> tuple[Project, Path, Path]:
    """A pack without any metadata and a state that is none of ours."""
    project: Project = fresh()
    pack = project.folder / "other"
    pack.mkdir()
    runtime = (
        f"runtime:\n  name: python\n  options:\n    toolchain: pip\n    virtualenv: {ROOT / '.venv'}\nversion: 2.0.0\n"
    )
    (pack / "PulumiPolicy.yaml").write_text(runtime, encoding="utf-8")
    (pack / "__main__.py").write_text(OTHER_PACK, encoding="utf-8")
    file = project.folder / "state.json"
    bucket = {"urn": "urn:pulumi:live::shop::other:index:Bucket::logs", "type": "other:index:Bucket", "custom": False}
    file.write_text(
        json.dumps({"version": 3, "deployment": {"manifest": {"time": "2026-01-01T00:00:00Z"}, "resources": [bucket]}})
    )
    return project, pack, file


def test_any_pack_judges_any_stack(other: tuple[Project, Path, Path]) -> None:
    """Metadata that the pack does not have is left out; what its remediation would change is a finding."""
    project, pack, file = other
    rules = judged(project, file, "--policy-pack", str(pack), expect=0)
    assert {name: rule["outcome"] for name, rule in rules.items()} == {"no-bucket": "failed", "owned": "failed"}
    assert [verdict["message"] for verdict in rules["no-bucket"]["verdicts"]] == ["logs is a bucket."]
    assert rules["owned"]["verdicts"][0]["message"] == "The rule would change owner."
    sarif = json.loads(check(project, file, "--policy-pack", str(pack), "--format", "sarif", expect=0).out)
    jsonschema.Draft4Validator(SARIF).validate(sarif)
    assert sarif["runs"][0]["tool"]["driver"]["version"] == "2.0.0"
    check(project, file, "--policy-pack", str(pack), "--fail-on", "low", expect=1)


def test_a_name_in_a_configuration_that_the_pack_does_not_have_is_refused(other: tuple[Project, Path, Path]) -> None:
    """The engine would pass over it, and the rule that was meant keeps its level."""
    project, pack, file = other
    config = project.folder / "config.json"
    config.write_text(json.dumps({"no-buckets": "mandatory", "no-bucket": {"colour": 1}, "all": "advisory"}))
    told = check(project, file, "--policy-pack", str(pack), "--policy-pack-config", str(config), expect=2)
    assert f"no-buckets is no rule of the pack in {pack}." in told.err
    assert told.out == ""


def test_a_value_in_a_configuration_that_the_engine_refuses_is_a_wrong_file(other: tuple[Project, Path, Path]) -> None:
    """Nothing was judged, and what is wrong is the file."""
    project, pack, file = other
    config = project.folder / "config.json"
    config.write_text(json.dumps({"no-bucket": "loud"}), encoding="utf-8")
    told = check(project, file, "--policy-pack", str(pack), "--policy-pack-config", str(config), expect=2)
    assert '"loud" is not a valid enforcement level' in told.err


def test_a_pack_that_breaks_is_an_error_and_no_clean_report(other: tuple[Project, Path, Path]) -> None:
    """Whether it breaks over a resource or cannot be loaded at all; even where nothing is to fail the run."""
    project, pack, file = other
    file.write_text(file.read_text().replace('"custom": false', '"custom": false, "inputs": {"size": "broken"}'))
    broken = check(project, file, "--policy-pack", str(pack), "--fail-on", "never", expect=1)
    assert "the policies could not be run over" in broken.err
    assert "the rule broke" in broken.err
    assert broken.out == ""
    (pack / "__main__.py").write_text("raise SystemExit('not today')\n", encoding="utf-8")
    unloaded = check(project, file, "--policy-pack", str(pack), "--fail-on", "never", expect=1)
    assert "the policies could not be run over" in unloaded.err


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_leaves_neither_the_cli_nor_a_pipe(
    other: tuple[Project, Path, Path], tmp_path: Path, request_to_end: signal.Signals
) -> None:
    """As by a build server that is out of patience: the CLI would wait for ever at a pipe that nobody reads."""
    project, pack, file = other
    (pack / "__main__.py").write_text("import time\n\ntime.sleep(20)\n", encoding="utf-8")
    command = ["lifeboat", "policies", "check", str(file), "--policy-pack", str(pack)]
    environment = {**project.environment, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, cwd=project.folder, env=environment, stderr=subprocess.DEVNULL) as process:
        while not running(file):
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(request_to_end)
    assert process.returncode in {1, 128 + signal.SIGTERM}
    assert list(tmp_path.glob("lifeboat-*")) == []
    deadline = time.monotonic() + 10
    while running(file):
        assert time.monotonic() < deadline, "the CLI is still at work"
        time.sleep(0.1)


def running(file: Path) -> bool:
    """Whether a CLI is at work on a state."""
    return (
        subprocess.run(["pgrep", "-f", f"policy analyze .*{file}"], stdout=subprocess.DEVNULL, check=False).returncode
        == 0
    )
