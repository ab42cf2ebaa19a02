"""The report as JSON for programs, and the schema of it."""

import json
from typing import Final

from pydantic import TypeAdapter

from lifeboat.review.model import Report

_REPORT: Final = TypeAdapter(Report)

SCHEMA_ID: Final = "urn:lifeboat:review:1"
"""Identifies the form of the report; the number changes when something that programs read does."""


def to_json(report: Report) -> str:
    """Return the report as JSON, with everything that it says in any other format."""
    document = {"schema": SCHEMA_ID, **_REPORT.dump_python(report, mode="json")}
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n"


def schema() -> str:
    """Return the JSON schema of the report."""
    described = _REPORT.json_schema(mode="serialization")
    described["$id"] = SCHEMA_ID
    described["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    described["title"] = "What `lifeboat review --json` writes"
    described["properties"] = {"schema": {"const": SCHEMA_ID}, **described["properties"]}
    described["required"] = ["schema", *described["required"]]
    return f"{json.dumps(described, indent=2, ensure_ascii=False)}\n"
