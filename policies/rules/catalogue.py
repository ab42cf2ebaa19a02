"""Documentation of the pack, made from its rules: `python -m policies.rules.catalogue docs/policies.md`."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel

from . import make_rules
from .kit.rule import ResourceRule, StackRule

SCHEMA = Path(__file__).resolve().parents[1] / "config" / "schema.json"
"""Schema of the files beside it."""

_HEAD = """\
<!-- Made by `python -m policies.rules.catalogue docs/policies.md`. Change the rules, not this page. -->

# Policies

The pack in `policies/` judges every preview and every deployment:
`pulumi preview --policy-pack policies --policy-pack-config policies.json`.

Levels by environment are in `policies/config/dev.json` and `prod.json`. `lifeboat policies config --levels FILE` adds
what only the stack's settings know and refuses a rule or a setting that there is not, which the engine passes over.
`policies/config/schema.json` describes such files to editors.

`lifeboat policies check state.json` judges what is deployed, from the state that `pulumi stack export` prints: the
engine evaluates, and the result is text, JSON, SARIF for GitHub code scanning or JUnit XML.
`examples/ci/github/workflows/policy-drift.yml` does it every night.

A violation that is left as it is has an entry in `policies/exemptions.toml` (or the file that
`LIFEBOAT_POLICY_EXEMPTIONS` names): rule, resource, owner, reason, day of expiry.

A *resource* rule blocks a resource before it is touched. A *stack* rule sees everything at once and runs last: a plain
`pulumi up` previews first and stops there, before anything is touched; with `--skip-preview` a stack rule only detects.

A value that is not known yet, is missing, or is hidden as `"[secret]"` is never passed in silence: the rule says
"not checked" and names the property and the resource, as advice beside whatever violations it found.
"""


def render() -> str:
    """The page about the rules, as Markdown."""
    listed = make_rules()
    table = ["| rule | judges | level | severity | requirement |", "|---|---|---|---|---|"]
    table += [_row(rule) for rule in listed]
    sections = ["\n".join(_section(rule)) for rule in listed]
    return "\n".join([_HEAD, *table, "", "\n\n".join(sections), "", _example(listed)])


def _row(rule: ResourceRule | StackRule) -> str:
    cells = (f"[`{rule.id}`](#{rule.id})", _judges(rule), rule.level.value, rule.severity.value, rule.description)
    return f"| {' | '.join(cells)} |"


def _judges(rule: ResourceRule | StackRule) -> str:
    return "each resource" if isinstance(rule, ResourceRule) else "the stack"


def _section(rule: ResourceRule | StackRule) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield f"{rule.description} (`{rule.display_name}`; {', '.join(rule.tags)})\n"
    yield f"**To fix a violation:** {rule.remediation_steps}\n"
    if isinstance(rule, ResourceRule):
        yield f"**Judges:** {', '.join(f'`{type_}`' for type_ in sorted(rule.types))}\n"
    for answer, reason in rule.never.items():
        yield f"**Never answers {answer}:** {reason}.\n"
    yield f"**Reference:** <{rule.url}>"
    if rule.settings:
        yield "\n| setting | type | default | meaning |\n|---|---|---|---|"
    for name, schema in rule.settings.items():
        yield f"| `{name}` | {schema['type']} | `{json.dumps(schema['default'])}` | {schema['description']} |"


def _example(rules: Iterable[ResourceRule | StackRule]) -> str:
    config = {
        rule.id: {
            "enforcementLevel": rule.level.value,
            **{name: schema["default"] for name, schema in rule.settings.items()},
        }
        for rule in rules
    }
    text = json.dumps(config, indent=2)
    return f"## Configuration\n\nEverything that can be configured, with its defaults:\n\n```json\n{text}\n```\n"


def schema() -> str:
    """The JSON schema of a file for `--policy-pack-config`, for editors and for `lifeboat policies config`."""
    levels = {"enum": [level.value for level in EnforcementLevel if level is not EnforcementLevel.REMEDIATE]}
    rules: dict[str, Any] = {"all": {"description": "The level of every rule that is not named.", **levels}}
    for rule in make_rules():
        own = {"enforcementLevel": levels, **rule.settings}
        whole = {"type": "object", "properties": own, "additionalProperties": False}
        rules[rule.id] = {"description": rule.description, "anyOf": [levels, whole]}
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of the lifeboat policy pack",
        "type": "object",
        "properties": rules,
        "additionalProperties": False,
    }
    return f"{json.dumps(document, indent=2)}\n"


def main(arguments: list[str]) -> None:
    """Write the page to the file named on the command line, and the schema beside the configurations."""
    (target,) = arguments
    Path(target).write_text(render(), encoding="utf-8")
    SCHEMA.write_text(schema(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
