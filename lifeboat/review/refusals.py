"""What stops a deployment before its end: the settings, the engine, the clouds, the policies."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from lifeboat.consequences import DangerClass, Reversible
from lifeboat.previews import Message, Operation, Preview, Step
from lifeboat.review.by_table import NOTHING, of_step
from lifeboat.review.model import Danger
from lifeboat.review.tunnels import Tunnels
from lifeboat.verdicts.model import Kind

_PROBLEM: Final = re.compile(r"^\s*(?P<path>[A-Za-z_][\w.\[\]\"-]*): (?P<problem>found .+)$", re.MULTILINE)
"""One problem of the settings, as the program lists them (lifeboat.settings.problems)."""

_PROTECT: Final = "Pulumi docs, Resource options: protect"
_ENGINES_OWN: Final = ("preview failed", "update failed", "BAIL", "exited with non-zero exit code")
"""Errors that only say that there were others."""


def refusal(title: str, *, properties: tuple[str, ...] = (), instead: str, sources: tuple[str, ...] = (),
            resource: str = "the deployment", step: Step | None = None) -> Danger:  # fmt: skip
    """Return the danger that the deployment does not come to its end.

    Args:
        title: who refuses what, in one sentence.
        properties: the places that cause it.
        instead: what to do.
        sources: where that is documented.
        resource: what it is about, where that is no step.
        step: the step that is refused.
    """
    return Danger(
        danger=DangerClass.REFUSED,
        title=title,
        urn=step.urn if step else "",
        resource=step.name if step else resource,
        type=step.type if step else "",
        operation=step.operation if step else None,
        properties=properties,
        down=NOTHING,
        minutes_down=0,
        minutes_taken=0,
        reversible=Reversible.YES,
        instead=instead,
        sources=sources,
        blocks=True,
    )


def protected(preview: Preview, tunnels: Tunnels) -> Iterator[Danger]:
    """Yield what the engine refuses to replace or delete.

    Args:
        preview: what the engine would do.
        tunnels: what the deployment does to the tunnels that run.
    """
    for step in preview.steps:
        if (
            step.operation not in {Operation.REPLACE, Operation.DELETE}
            or step.before is None
            or not step.before.protect
        ):
            continue
        would = " ".join(danger.title for danger in of_step(step, tunnels))
        act = "replace" if step.operation is Operation.REPLACE else "delete"
        yield refusal(
            f"{step.name} is protected, so the engine refuses to {act} it. Without protection: {would}",
            properties=tuple(sorted(change.path for change in step.changes if change.replaces)),
            instead="Take the change back. If it has to be, unprotect it in a deployment of its own, with the people"
            " who would miss it.",
            sources=(_PROTECT,),
            step=step,
        )


def by_clouds(preview: Preview, tunnels: Tunnels) -> Iterator[Danger]:
    """Yield changes in place of which it is known that a cloud refuses them, whatever it holds.

    Args:
        preview: what the engine would do.
        tunnels: what the deployment does to the tunnels that run.
    """
    for step in preview.changed:
        change = tunnels.changes.get(step.urn)
        if change is not None and change.refused:
            paths = tuple(sorted(one.path for one in change.because))
            yield refusal(f"{step.name}: {change.refused}.", properties=paths, step=step,
                          instead="Keep the old value.")  # fmt: skip


def by_policies(preview: Preview) -> Iterator[Danger]:
    """Yield each mandatory violation of a policy.

    Args:
        preview: what the engine would do.
    """
    steps = {step.urn: step for step in preview.steps}
    for verdict in preview.verdicts:
        if verdict.kind is Kind.VIOLATION and verdict.level == "mandatory":
            yield refusal(
                f"The policy {verdict.rule} refuses it: {_sentence(verdict.message)}",
                instead="Do as the policy says; an exemption needs an owner, a reason and an expiry.",
                sources=(f"policy {verdict.rule}",),
                resource=verdict.name or "the stack",
                step=steps.get(verdict.urn),
            )


def by_messages(preview: Preview, known: Mapping[str, Danger]) -> Iterator[Danger]:
    """Yield what stopped the preview, as the program, the engine or a provider said it; one a problem.

    Args:
        preview: what the engine would do.
        known: refusals by URN; what is said about one of them again is no other.
    """
    told = []
    for message in preview.messages:
        if message.severity == "error":
            told += list(_of_message(message, preview, known))
    if preview.succeeded:
        return
    yield from dict.fromkeys(told)
    if not told and not known and not any(True for _ in by_policies(preview)):
        yield refusal("The preview did not come to its end, and does not say why.",
                      instead="Run `pulumi preview` and read what it prints.")  # fmt: skip


def _of_message(message: Message, preview: Preview, known: Mapping[str, Danger]) -> Iterator[Danger]:
    problems = list(_PROBLEM.finditer(message.text))
    for found in problems:
        yield refusal(f"The settings refuse {found['path']}: {_sentence(found['problem'])}",
                      properties=(found["path"],), resource="the settings",
                      instead="Correct it in the stack file; `lifeboat check` says it without an engine.",
                      sources=("docs/configuration.md",))  # fmt: skip
    about = _named(message, preview)
    empty = any(own in message.text for own in _ENGINES_OWN) and about is None
    if problems or empty or (about is not None and about.urn in known):
        return
    step = about if about is not None and about.resource.custom else None
    yield refusal(f"The preview failed: {_sentence(message.text)}", step=step,
                  instead="Correct what it names, then run the preview again.")  # fmt: skip


def _named(message: Message, preview: Preview) -> Step | None:
    """The step that a message is about: by its URN, or by the one in its text."""
    about = [step for step in preview.steps if step.urn == message.urn or f'"{step.urn}"' in message.text]
    return next((step for step in about if step.type != "pulumi:pulumi:Stack"), None)


def _sentence(text: str) -> str:
    line = " ".join(text.split())
    return line if line.endswith((".", "!", "?")) else f"{line}."
