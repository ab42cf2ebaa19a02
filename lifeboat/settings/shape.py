"""The shape of the settings: which block stands where, and what forms it can take."""

from collections.abc import Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, Tag
from pydantic.fields import FieldInfo

from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path


def plain(annotation: Any) -> Any:
    """Return an annotation without `Annotated` and without `| None`."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not NoneType]
        if len(members) == 1:
            return plain(members[0])
    return annotation


def forms(annotation: Any) -> dict[str, type[BaseModel]]:
    """Return the forms of a block that `mode` chooses among, by their mode; nothing for anything else."""
    found: dict[str, type[BaseModel]] = {}
    for member in get_args(plain(annotation)):
        if get_origin(member) is Annotated:
            model, *metadata = get_args(member)
            found |= {mark.tag: model for mark in metadata if isinstance(mark, Tag)}
    return found


def block(annotation: Any) -> type[BaseModel] | None:
    """Return the model that an annotation stands for, when it stands for one."""
    model = plain(annotation)
    return model if isinstance(model, type) and issubclass(model, BaseModel) else None


def resolve(location: Sequence[str | int]) -> tuple[Path, Any]:
    """Return the path that people write for pydantic's location of an error, and the annotation it ends at.

    Pydantic puts the chosen form (`create`) into a location, and `[key]` behind the key of a mapping; nobody writes
    those. A key of the same name (a tag called `create`) is kept.
    """
    annotation: Any = Settings
    path: list[str | int] = []
    for part in location:
        chosen = forms(annotation)
        if part in chosen:
            annotation = chosen[str(part)]
        elif annotation is not None or part != "[key]":
            path.append(part)
            annotation = _inside(annotation, part)
    return tuple(path), annotation


def _inside(annotation: Any, part: str | int) -> Any:
    model = block(annotation)
    if model is not None:
        field: FieldInfo | None = model.model_fields.get(str(part))
        return field.annotation if field else None
    if get_origin(plain(annotation)) is list:
        return get_args(plain(annotation))[0]
    return None


def field_at(location: Sequence[str | int]) -> FieldInfo | None:
    """Return the setting at a location, when there is one."""
    model = block(resolve(location[:-1])[1]) if location else None
    return model.model_fields.get(str(location[-1])) if model else None
