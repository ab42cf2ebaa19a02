"""Cases as the engine sends them: requests of its protocol, the pack in a process of its own, and state files."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from tests.policies.harness import NOT_CHECKED, Answer, Case, on_the_wire, urn

PACK = Path(__file__).resolve().parents[2] / "policies"


class Pack:
    """The pack in a process of its own, as the engine's language host starts it: its output has a buffer."""

    def __init__(self, exemptions: Path | None = None) -> None:
        environment = os.environ | {"PULUMI_PROJECT": "lifeboat", "PULUMI_STACK": "dev", "PULUMI_DRY_RUN": "true"}
        environment |= {"LIFEBOAT_POLICY_EXEMPTIONS": str(exemptions)} if exemptions else {}
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


@contextmanager
def running_pack() -> Iterator[Any]:
    """The pack's end of the protocol, while it runs."""
    started = Pack()
    try:
        yield started.stub
    finally:
        started.close()


def struct(props: Mapping[str, Any]) -> Any:
    return json_format.ParseDict(on_the_wire(props), analyzer_pb2.AnalyzeRequest().properties)


def configure(pack: Any, config: Mapping[str, Mapping[str, Any]]) -> None:
    """Give rules their configuration; what was configured before is forgotten."""
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    for rule_id, properties in config.items():
        request.policyConfig[rule_id].enforcementLevel = analyzer_pb2.MANDATORY
        request.policyConfig[rule_id].properties.update(properties)
    pack.Configure(request)


def resource_request(resource: Mapping[str, Any]) -> analyzer_pb2.AnalyzeRequest:
    """What the engine sends about one resource."""
    request = analyzer_pb2.AnalyzeRequest()
    _describe(request, resource)
    return request


def stack_request(resources: Sequence[Mapping[str, Any]]) -> analyzer_pb2.AnalyzeStackRequest:
    """What the engine sends about a stack, with its record of dependencies."""
    request = analyzer_pb2.AnalyzeStackRequest()
    by_name = {resource["name"]: urn(resource["type"], resource["name"]) for resource in resources}
    for resource in resources:
        sent = request.resources.add()
        _describe(sent, resource)
        for prop, names in resource.get("propertyDependencies", {}).items():
            known = [by_name[name] for name in names if name in by_name]
            sent.propertyDependencies[prop].urns.extend(known)
            sent.dependencies.extend(known)
    return request


def _describe(request: Any, resource: Mapping[str, Any]) -> None:
    request.type, request.name = resource["type"], resource["name"]
    request.urn = urn(resource["type"], resource["name"])
    request.properties.CopyFrom(struct(resource.get("props", {})))
    request.options.protect = resource.get("protect", False)
    if "default_tags" in resource:
        request.provider.type = f"pulumi:providers:{resource['type'].partition(':')[0]}"
        request.provider.urn, request.provider.name = urn(request.provider.type, "provider"), "provider"
        tags = json.dumps({"tags": resource["default_tags"]})
        request.provider.properties.CopyFrom(struct({"defaultTags": tags}))


def answer_over_the_wire(pack: Any, case: Case, *, of_stack: bool) -> Answer:
    """Put a case to the pack in its process, and keep what the case's rule says."""
    configure(pack, {case.rule_id: case.config} if case.config else {})
    said = Answer()
    if of_stack:
        _note(said, pack.AnalyzeStack(stack_request(case.resources)), case.rule_id, "")
    for resource in () if of_stack else case.resources:
        _note(said, pack.Analyze(resource_request(resource)), case.rule_id, resource["name"])
    return said


def _note(said: Answer, response: Any, rule_id: str, name: str) -> None:
    said.calls += 1
    said.not_applicable += sum(each.policy_name == rule_id and bool(each.reason) for each in response.not_applicable)
    for each in response.diagnostics:
        if each.policyName != rule_id:
            continue
        if each.enforcementLevel == analyzer_pb2.ADVISORY and NOT_CHECKED in each.message:
            said.not_checked += each.message.partition(NOT_CHECKED)[2].split("; ")
        else:
            message = each.message.partition("\n")[2]
            said.violations.append((each.urn.rsplit("::", 1)[-1] if each.urn else name, message))


def state_of(resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A state with the resources, as `pulumi stack export` writes it; the clouds answered what they were asked for."""
    providers: dict[str, dict[str, Any]] = {}
    by_name = {resource["name"]: urn(resource["type"], resource["name"]) for resource in resources}
    states = [_state_of(resource, by_name, providers) for resource in resources]
    manifest = {"time": "2026-12-01T00:00:00Z", "magic": "", "version": "v3.259.0"}
    return {"version": 3, "deployment": {"manifest": manifest, "resources": [*providers.values(), *states]}}


def _state_of(
    resource: Mapping[str, Any], by_name: Mapping[str, str], providers: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    package, tags = resource["type"].partition(":")[0], resource.get("default_tags")
    key = f"{package} {json.dumps(tags)}"
    type_, id_ = f"pulumi:providers:{package}", "11111111-1111-4111-8111-111111111111"
    inputs = {"defaultTags": json.dumps({"tags": tags})} if tags else {}
    provider = providers.setdefault(
        key,
        {"urn": urn(type_, f"provider{len(providers)}"), "custom": True, "id": id_, "type": type_, "inputs": inputs},
    )
    made_from = {
        prop: [by_name[name] for name in names if name in by_name]
        for prop, names in resource.get("propertyDependencies", {}).items()
    }
    props = resource.get("props", {})
    return {
        "urn": by_name[resource["name"]],
        "custom": True,
        "id": resource["name"],
        "type": resource["type"],
        "inputs": props,
        "outputs": props,
        "protect": resource.get("protect", False),
        "provider": f"{provider['urn']}::{id_}",
        "dependencies": sorted({each for urns in made_from.values() for each in urns}),
        "propertyDependencies": made_from,
    }
