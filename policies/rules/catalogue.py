"""Documentation of the pack, made from its rules: `python -m policies.rules.catalogue docs/policies.md`."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import make_rules
from .kit.rule import ResourceRule, StackRule

_HEAD = """\
<!-- Made by `python -m policies.rules.catalogue docs/policies.md`. Change the rules, not this page. -->

# Policies

The pack in `policies/` judges every preview and every deployment:
`pulumi preview --policy-pack policies --policy-pack-config policies.json`.

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


def main(arguments: list[str]) -> None:
    """Write the page to the file named on the command line."""
    (target,) = arguments
    Path(target).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
