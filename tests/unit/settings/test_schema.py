"""The JSON schema and the reference of the settings are those of the models, and stack files pass the schema."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner
from pydantic import BaseModel

from lifeboat.commands.schema import command
from lifeboat.settings import Settings
from lifeboat.settings.fields import Model
from lifeboat.settings.reference import REFERENCE_FILE, reference
from lifeboat.settings.schema import SCHEMA_FILE, stack_file_schema
from tests.unit.settings.raw import ADOPTED, CREATED, REMOVE, changed

ROOT = Path(__file__).parents[3]


def errors(document: Any) -> list[str]:
    """Return where a stack file breaks the schema."""
    validator = jsonschema.Draft202012Validator(stack_file_schema())
    return [error.json_path for error in validator.iter_errors(document)]


def stack(raw: dict[str, Any]) -> dict[str, Any]:
    """Return raw settings as a stack file."""
    return {"config": {f"lifeboat:{key}": value for key, value in raw.items()}, "encryptionsalt": "v1:AAAA"}


def models(model: type[BaseModel] = Model) -> Iterator[type[BaseModel]]:
    """Yield every block of the settings."""
    for below in model.__subclasses__():
        yield below
        yield from models(below)


def test_the_checked_in_schema_is_that_of_the_models() -> None:
    """Stale? lifeboat schema > pulumi-stack.schema.json."""
    assert (ROOT / SCHEMA_FILE).read_text(encoding="utf-8") == CliRunner().invoke(command).output


def test_the_checked_in_reference_is_that_of_the_models() -> None:
    """Stale? lifeboat schema --reference > docs/configuration.md."""
    assert (ROOT / REFERENCE_FILE).read_text(encoding="utf-8") == CliRunner().invoke(command, ["--reference"]).output


def test_the_schema_is_a_schema() -> None:
    """The dialect's own schema accepts it, and it is plain JSON."""
    jsonschema.Draft202012Validator.check_schema(stack_file_schema())
    assert json.loads(json.dumps(stack_file_schema())) == stack_file_schema()


@pytest.mark.parametrize("name", ["Pulumi.dev.yaml", "Pulumi.prod.yaml"])
def test_the_stack_files_pass_and_name_the_schema(name: str) -> None:
    """Both stack files are right by the schema, and their first line wires editors to it."""
    text = (ROOT / name).read_text(encoding="utf-8")
    assert errors(yaml.safe_load(text)) == []
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE}"


@pytest.mark.parametrize("raw", [CREATED, ADOPTED])
def test_created_and_adopted_settings_pass(raw: dict[str, Any]) -> None:
    """Every form of a block has a place in the schema."""
    assert errors(stack(raw)) == []


def test_an_encrypted_key_and_keys_of_other_projects_pass() -> None:
    """What Pulumi itself writes into a stack file is no mistake."""
    raw = changed(CREATED, {"interconnect.tunnels.tunnel1.pre_shared_key": {"secure": "v1:AAAA"}})
    document = stack(raw)
    document["config"]["aws:region"] = "eu-west-1"
    assert errors(document) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"name": REMOVE},
        {"name": "Harbor"},
        {"interconect": {}},
        {"primary.region": "atlantis"},
        {"primary.gateway.asn": "65010"},
        {"primary.gateway.asnn": 65010},
        {"primary.gateway.sku": "VpnGw1"},
        {"recovery.region": "cn-north-1"},
        {"recovery.zones": []},
        {"recovery.gateway.asn": 3320},
        {"recovery.network.cidr": "10.20.0.0"},
        {"recovery.network.mode": "adpot"},
        {"recovery.network.vpc_id": "vpc-00000001"},
        {"replication.retention_days": 366},
        {"interconnect.tunnels.tunnel1.pre_shared_key": "0leading.zero"},
        {"recovery.account_id": {"secure": "v1:AAAA"}},
        {"tags.cost-center": 4711},
    ],
)
def test_a_broken_stack_file_is_refused(changes: dict[str, Any]) -> None:
    """An editor marks what `lifeboat check` would refuse, where one value shows it."""
    assert errors(stack(changed(CREATED, changes)))


def test_a_stack_file_without_config_or_with_a_bare_key_is_refused() -> None:
    """Keys need their project's name."""
    assert errors({"encryptionsalt": "v1:AAAA"})
    bare = copy.deepcopy(stack(CREATED))
    bare["config"]["primary"] = {}
    assert errors(bare)


@pytest.mark.parametrize("model", sorted(models(), key=lambda model: model.__qualname__), ids=lambda m: m.__name__)
def test_every_setting_is_described(model: type[BaseModel]) -> None:
    """Each block and each key says what it means: the schema and the reference are made of it."""
    assert (model.__doc__ or "").strip()
    for key, field in model.model_fields.items():
        assert (field.description or "").strip(), key


def test_the_reference_has_every_key() -> None:
    """No block is left out of the tables."""
    text = reference()
    rows = sum(line.startswith("| `") for line in text.splitlines())
    assert {Settings, *models()} == set(models())
    assert rows >= sum(len(model.model_fields) for model in models())
