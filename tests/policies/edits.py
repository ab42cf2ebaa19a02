"""Edits of a deployed state, as the engine and the clouds would have left it after what a person did.

An edit is a list of steps, each for one resource by its logical name:

- `change: NAME` with `set` (path to value), `unset` (paths), `swap` (two paths), `replace` (path to a text in it and
  what stands there instead) or `protect`. What a program sets comes back from the cloud, so that inputs and outputs
  change together; `computed` is what the cloud alone says.
- `remove: NAME`: the resource and every reference to it, which the engine would have refused to leave.
- `add: NAME` with `type`, `inputs` and, from the cloud, `id` and `computed`. In AWS `tags` gets the provider's default
  tags beside it; `provider: default` makes it by a provider without any.

Paths are written `bgpSettings.asn` and `ipConfigurations[1].name`. A text `${NAME.path}` stands for another resource's
output, `${NAME.id}` for its id; the engine's record of dependencies follows it.
"""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.policies.states import PLAIN, SECRET, SIGNATURE, Resource, State, name_of, plain

SIDES = ("inputs", "outputs")
_REFERENCE = re.compile(r"\$\{([^.}]+)\.([^}]+)\}")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


@dataclass
class Edited:
    """A state that shares with its origin what is not changed.

    Attributes:
        state: the resources; those that are changed are copies.
    """

    state: State

    def step(self, step: Mapping[str, Any]) -> None:
        """Do one step of an edit."""
        (verb,) = {"change", "remove", "add"} & step.keys()
        getattr(self, f"_{verb}")(step)

    def _find(self, name: str) -> int:
        (place,) = (n for n, each in enumerate(self.state) if name_of(each["urn"]) == name and "provider" in each)
        return place

    def _change(self, step: Mapping[str, Any]) -> None:
        allowed = {"change", "set", "unset", "swap", "replace", "computed", "protect"}
        assert set(step) <= allowed, f"{set(step) - allowed} is no part of a change"
        place = self._find(step["change"])
        before, resource = self.state[place], copy.deepcopy(self.state[place])
        self.state[place] = resource
        for path, value in step.get("set", {}).items():
            self._put(resource, path, value)
        for path in step.get("unset", ()):
            for side in SIDES:
                _remove(resource[side], path)
        for path, (old, new) in step.get("replace", {}).items():
            assert old in _at(resource["inputs"], path), f"{path} of {step['change']} has no {old}"
            self._put(resource, path, _at(resource["inputs"], path).replace(old, new))
        if "swap" in step:
            _swap(resource, *step["swap"])
        for path, value in step.get("computed", {}).items():
            _write(resource["outputs"], path, value)
        resource["protect"] = step.get("protect", resource.get("protect", False))
        assert resource != before, f"{step} changes nothing"

    def _put(self, resource: Resource, path: str, value: Any) -> None:
        filled = self._filled(resource, path, value)
        for side in SIDES:
            held = _at(resource[side], path)
            hidden = isinstance(held, Mapping) and held.get(SIGNATURE) == SECRET
            _write(resource[side], path, {SIGNATURE: SECRET, PLAIN: json.dumps(filled)} if hidden else filled)

    def _filled(self, resource: Resource, path: str, value: Any) -> Any:
        """A value with its references followed, each noted as a dependency of the property."""
        if isinstance(value, list):
            return [self._filled(resource, path, each) for each in value]
        if isinstance(value, Mapping):
            return {key: self._filled(resource, path, each) for key, each in value.items()}
        if not isinstance(value, str):
            return value
        for name, wanted in _REFERENCE.findall(value):
            other = self.state[self._find(name)]
            found = other["id"] if wanted == "id" else plain(_at(other["outputs"], wanted))
            assert found is not None, f"{name} has no {wanted}"
            _depend(resource, path, other["urn"])
            value = found if value == f"${{{name}.{wanted}}}" else value.replace(f"${{{name}.{wanted}}}", str(found))
        return value

    def _remove(self, step: Mapping[str, Any]) -> None:
        gone = self.state.pop(self._find(step["remove"]))["urn"]
        for place, each in enumerate(self.state):
            if gone in each.get("dependencies", ()):
                left = copy.deepcopy(each)
                left["dependencies"].remove(gone)
                for urns in left.get("propertyDependencies", {}).values():
                    urns[:] = [urn for urn in urns if urn != gone]
                self.state[place] = left

    def _add(self, step: Mapping[str, Any]) -> None:
        allowed = {"add", "type", "provider", "id", "inputs", "computed"}
        assert set(step) <= allowed, f"{set(step) - allowed} is no part of an addition"
        stack = self.state[0]["urn"].partition("::pulumi:pulumi:Stack")[0]
        cloud = step["type"].partition(":")[0]
        provider = next(each for each in self.state if each["type"] == f"pulumi:providers:{cloud}")
        if step.get("provider") == "default":
            plainly = {key: value for key, value in provider["inputs"].items() if key != "defaultTags"}
            urn = f"{stack}::{provider['type']}::default"
            provider = {**provider, "urn": urn, "id": "default", "inputs": plainly, "outputs": plainly}
            self.state.append(provider)
        resource: Resource = {
            "urn": f"{stack}::{step['type']}::{step['add']}",
            "custom": True,
            "id": step.get("id", step["add"]),
            "type": step["type"],
            "parent": self.state[0]["urn"],
            "provider": f"{provider['urn']}::{provider['id']}",
            "dependencies": [],
            "propertyDependencies": {},
        }
        inputs = {key: self._filled(resource, key, value) for key, value in step["inputs"].items()}
        if cloud == "aws" and "tags" in inputs:
            default = json.loads(provider["inputs"].get("defaultTags", '{"tags": {}}'))
            inputs["tagsAll"] = default["tags"] | inputs["tags"]
        resource["inputs"], resource["outputs"] = inputs, {**copy.deepcopy(inputs), **step.get("computed", {})}
        self.state.append(resource)


def edited(state: State, steps: list[Mapping[str, Any]]) -> State:
    """A state after an edit; the origin is left as it was."""
    after = Edited([*state])
    for step in steps:
        after.step(step)
    return after.state


def _swap(resource: Resource, one: str, other: str) -> None:
    for side in SIDES:
        first, second = (_at(resource[side], path) for path in (one, other))
        _write(resource[side], one, second)
        _write(resource[side], other, first)


def _depend(resource: Resource, path: str, urn: str) -> None:
    prop = re.split(r"[.\[]", path)[0]
    resource.setdefault("propertyDependencies", {}).setdefault(prop, []).append(urn)
    resource.setdefault("dependencies", []).append(urn)


def _steps(path: str) -> Iterator[str | int]:
    # A key of a tag may have dots and colons in it: it is written in quotes.
    for quoted, rest in re.findall(r"'([^']+)'|([^']+)", path):
        if quoted:
            yield quoted
        for key, number in _STEP.findall(rest):
            yield int(number) if number else key


def _at(node: Any, path: str) -> Any:
    for step in _steps(path):
        if isinstance(step, int):
            node = node[step] if isinstance(node, list) and step < len(node) else None
        else:
            node = node.get(step) if isinstance(node, Mapping) else None
    return node


def _holder(node: Any, path: str) -> tuple[Any, str | int]:
    *way, last = _steps(path)
    for step in way:
        node = node[step] if isinstance(step, int) else node.setdefault(step, {})
    return node, last


def _write(node: Any, path: str, value: Any) -> None:
    holder, last = _holder(node, path)
    if isinstance(last, int) and last == len(holder):
        holder.append(value)
    else:
        holder[last] = value


def _remove(node: Any, path: str) -> None:
    holder, last = _holder(node, path)
    if isinstance(last, int):
        del holder[last]
    else:
        holder.pop(last, None)
