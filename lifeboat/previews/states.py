"""Resources as `pulumi stack export` has them, and as the other forms write them in the same words."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lifeboat.previews.model import ReadError, Resource
from lifeboat.previews.values import hide_repeated, name_of, plain_type, properties, provider_name

HOW_TO_EXPORT = "Write one with `pulumi stack export --file state.json`."


def read_state(path: Path) -> tuple[Resource, ...]:
    """Return the resources of an exported state, in its order; none that only wait to be deleted.

    Args:
        path: what `pulumi stack export` wrote; with secrets in clear too (they are hidden here).

    Raises:
        ReadError: it is not there, or is something else.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReadError(f"{path}: {error.strerror}. {HOW_TO_EXPORT}") from error
    except ValueError as error:
        raise ReadError(f"{path}: no JSON ({error}). {HOW_TO_EXPORT}") from error
    return resources_of(document, str(path))


def resources_of(export: Any, label: str = "the state") -> tuple[Resource, ...]:
    """Return the resources of an exported state.

    Args:
        export: the JSON that `pulumi stack export` prints, parsed.
        label: what to call it in an error.

    Raises:
        ReadError: it is something else.
    """
    deployment = export.get("deployment") if isinstance(export, Mapping) else None
    rows = deployment.get("resources", ()) if isinstance(deployment, Mapping) else None
    if rows is None and isinstance(deployment, Mapping):
        rows = ()  # a stack without resources
    if not isinstance(rows, list | tuple):
        raise ReadError(f"{label}: it is JSON, but not the state of a stack. {HOW_TO_EXPORT}")
    try:
        return tuple(resource(row) for row in rows if not row.get("delete"))
    except (AttributeError, LookupError, TypeError) as error:
        raise ReadError(f"{label}: a resource in it has no URN or type. {HOW_TO_EXPORT}") from error


def resource(row: Mapping[str, Any], urn: str = "", *, look: bool = True) -> Resource:
    """Return a resource from what a state, an event or a digest says about it.

    Args:
        row: with `urn`, `type` and the rest.
        urn: its URN where the row does not say it.
        look: False when it is known that there is no special value in it.

    Raises:
        KeyError: it has no URN or type.
    """
    urn = row.get("urn") or urn
    found = row["type"]
    inputs = properties(row.get("inputs"), look=look)
    outputs = properties(row.get("outputs"), row.get("additionalSecretOutputs") or (), look=look)
    if look:
        hide_repeated(inputs, outputs)
    return Resource(
        urn=urn,
        type=plain_type(found) if found.startswith("azure-native:") else found,
        name=name_of(urn),
        id=_known_id(row.get("id") or "") if look else row.get("id") or "",
        parent=row.get("parent") or "",
        provider=provider_name(row.get("provider") or ""),
        protect=bool(row.get("protect")),
        custom=bool(row.get("custom")),
        inputs=inputs,
        outputs=outputs,
        dependencies=dependencies(row.get("propertyDependencies")),
    )


def _known_id(text: str) -> str:
    return text if properties({"id": text})["id"] == text else ""


def dependencies(raw: Any) -> dict[str, tuple[str, ...]]:
    """Return the URNs that each property depends on, without the properties that depend on none."""
    if not isinstance(raw, Mapping):
        return {}
    return {name: tuple(urns) for name, urns in raw.items() if urns}


def by_urn(resources: Iterable[Resource] | None) -> dict[str, Resource]:
    """Return resources by URN."""
    return {each.urn: each for each in resources or ()}
