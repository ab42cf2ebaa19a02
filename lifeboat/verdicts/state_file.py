"""A stack's state in a file, as far as it has to be known before policies judge it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_EXPORT = "`pulumi stack export --stack NAME --file FILE` writes one"
_MOST_PROBLEMS = 20
_URN = "urn:pulumi:"


class StateFileError(Exception):
    """The file is no stack's state.

    Attributes:
        problems: what is wrong with it, as sentences.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class StateFile:
    """What is known about a state without any policy.

    Attributes:
        path: where it is.
        project: project of its first resource.
        stack: stack of its first resource.
        resources: how many resources it has.
    """

    path: Path
    project: str
    stack: str
    resources: int


def read_state(path: Path) -> StateFile:
    """Read a file that `pulumi stack export` wrote.

    Raises:
        StateFileError: there is no such file, or it holds something else, or nothing that can be judged.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise StateFileError([f"{path}: {error.strerror}. Give a stack's state; {_EXPORT}."]) from error
    except ValueError as error:
        raise StateFileError([f"{path}: no JSON ({error}). Give a stack's state; {_EXPORT}."]) from error
    resources, wrong = _resources(document)
    problems = [wrong] if wrong else list(_problems(resources))
    if problems:
        left_out = len(problems) - _MOST_PROBLEMS
        more = [f"{path}: and {left_out} more like these."] if left_out > 0 else []
        raise StateFileError([f"{path}: {problem}" for problem in problems[:_MOST_PROBLEMS]] + more)
    head, project, *_ = resources[0]["urn"].split("::")
    return StateFile(path, project, head.removeprefix(_URN), len(resources))


def _resources(document: Any) -> tuple[list[Any], str]:
    if not isinstance(document, Mapping):
        return [], f"holds {_said(document)} where an object with `deployment` is needed; {_EXPORT}."
    if "checkpoint" in document:
        return [], f"is a checkpoint, as a backend keeps it, and no export; {_EXPORT} from it."
    if "deployment" not in document:
        return [], f"has no `deployment`, so it is no stack's state; {_EXPORT}."
    deployment = document["deployment"]
    resources = deployment.get("resources") or [] if isinstance(deployment, Mapping) else None
    if not isinstance(resources, list):
        return [], f"has no list of resources in `deployment`, so it is no stack's state; {_EXPORT}."
    if not resources:
        # An empty answer would read as one without violations.
        return [], "has no resources: nothing was deployed, or it was destroyed, and there is nothing to judge."
    return resources, ""


def _problems(resources: list[Any]) -> Iterator[str]:
    for number, resource in enumerate(resources):
        urn = resource.get("urn") if isinstance(resource, Mapping) else None
        # The engine takes nothing else: urn:pulumi:<stack>::<project>::<type>::<name>.
        if not isinstance(urn, str) or not urn.startswith(_URN) or urn.count("::") < 3:
            yield f"deployment.resources[{number}].urn must be a resource's URN; found {_said(urn)}."
        elif not isinstance(resource.get("type"), str):
            yield f"deployment.resources[{number}].type must be a resource's type; found {_said(resource.get('type'))}."


def _said(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
