"""`lifeboat policies check`: a stack's state judged by policy packs, in a form for people or for machines."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from lifeboat import policy_run
from lifeboat.exit_codes import ExitCode
from lifeboat.toolchain.progress import say
from lifeboat.verdicts.as_json import to_json
from lifeboat.verdicts.junit import to_junit
from lifeboat.verdicts.protocol import Conversation, packs_of, rules_of, verdicts_of
from lifeboat.verdicts.report import BLOCKING, THRESHOLDS, Report, failing
from lifeboat.verdicts.sarif import to_sarif
from lifeboat.verdicts.state_file import StateFileError, read_state
from lifeboat.verdicts.text import count, to_text

OWN_PACK: Final = Path(__file__).resolve().parents[2] / "policies"
"""The pack of the checkout."""
_FORMATS: Final[dict[str, Callable[[Report], str]]] = {
    "text": to_text,
    "json": to_json,
    "sarif": lambda report: to_sarif(report, _place(report)),
    "junit": to_junit,
}


@click.command("check")
@click.argument("state", type=click.Path(path_type=Path, dir_okay=False), metavar="STATE_FILE")
@click.option("--format", "form", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write there; only the count is then printed."
)
@click.option(
    "--policy-pack",
    "packs",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Folder of a policy pack, once for each.  [default: policies of this checkout]",
)
@click.option(
    "--policy-pack-config",
    "configs",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="JSON configuration of a pack: as many, in the same order, or none.",
)
@click.option(
    "--fail-on",
    "threshold",
    type=click.Choice(THRESHOLDS),
    default=BLOCKING,
    show_default=True,
    help="Violations that end with exit code 1: mandatory ones; those of a severity and worse, whatever their level;"
    " or none.",
)
def check(  # noqa: PLR0917 (click passes them by name)
    state: Path,
    form: str,
    output: Path | None,
    packs: tuple[Path, ...],
    configs: tuple[Path, ...],
    threshold: str,
) -> None:
    """Judge what is deployed: the state in STATE_FILE, as `pulumi stack export` prints it.

    Runs `pulumi policy analyze`, so the engine and the pack decide, and prints what they said. Asks no cloud and no
    backend. What could not be checked and what is exempt is listed and counted, and never ends with 1.

    Exit codes: 0 no violation to fail on, 1 there is one or the engine could not run the pack, 2 wrong arguments or a
    wrong file. A violation without severity counts as critical when it is mandatory, otherwise as low.
    """
    packs = packs or (OWN_PACK,)
    problems = [*_pack_problems(packs), *_config_problems(packs, configs), *_output_problems(output)]
    try:
        found = read_state(state)
    except StateFileError as error:
        problems += error.problems
    if problems:
        _refuse(problems)
    run = _run(state, packs, configs, found.resources)
    if misnamed := list(_misnamed(run.conversation, packs, configs)):
        _refuse(misnamed)
    report = Report(
        state_file=str(state),
        project=found.project,
        stack=found.stack,
        resources=found.resources,
        packs=packs_of(run.conversation, verdicts_of(run.events), run.versions),
        secrets_hidden=run.secrets_hidden,
    )
    _deliver(report, form, output)
    if failing(report, threshold):
        raise click.exceptions.Exit(ExitCode.FAILED)


def _run(state: Path, packs: Sequence[Path], configs: Sequence[Path], resources: int) -> policy_run.PolicyRun:
    def tell(judged: int, seconds: float) -> None:
        done = f"{judged} of {resources} resources judged" if judged else "the pack is loading"
        if judged >= resources:
            done = f"{judged} resources judged, now all of them together"
        say(f"Judging {state}: {done}, {seconds:.0f} s ...")

    try:
        return policy_run.run_packs(state, packs, configs, tell)
    except policy_run.PolicyRunError as error:
        click.echo(f"Error: the policies could not be run over {state}:\n{error}", err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT if error.configuration else ExitCode.FAILED) from error


def _deliver(report: Report, form: str, output: Path | None) -> None:
    text = _FORMATS[form](report)
    if output is None:
        click.echo(text, nl=False)
    else:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            _refuse([f"--output {output}: {error.strerror}."])
    if output is not None or form != "text":
        click.echo(count(report), err=True)


def _refuse(problems: Sequence[str]) -> NoReturn:
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    raise click.exceptions.Exit(ExitCode.BAD_INPUT)


def _pack_problems(packs: Sequence[Path]) -> Iterator[str]:
    for pack in packs:
        # The CLI takes an executable too, which speaks the protocol itself.
        if not (pack / "PulumiPolicy.yaml").is_file() and not pack.is_file():
            yield f"--policy-pack {pack}: no policy pack; a folder with a PulumiPolicy.yaml is one."


def _config_problems(packs: Sequence[Path], configs: Sequence[Path]) -> Iterator[str]:
    if configs and len(configs) != len(packs):
        yield f"--policy-pack-config: {len(configs)} for {len(packs)} pack(s); give one for each pack, or none."
    for config in configs:
        try:
            content = json.loads(config.read_text(encoding="utf-8"))
        except OSError as error:
            yield f"--policy-pack-config {config}: {error.strerror}."
        except ValueError as error:
            yield f"--policy-pack-config {config}: no JSON ({error})."
        else:
            if not isinstance(content, dict):
                yield f"--policy-pack-config {config}: must be an object with a rule's id for each key."


def _output_problems(output: Path | None) -> Iterator[str]:
    if output is not None and not output.parent.is_dir():
        yield f"--output {output}: there is no folder {output.parent}."


def _misnamed(conversation: Conversation, packs: Sequence[Path], configs: Sequence[Path]) -> Iterator[str]:
    """Names in a configuration that the pack does not have. The engine passes over them, and a level is then lost."""
    for pack, config in zip(packs, configs, strict=False):
        told = [each for folder, each in conversation.packs.items() if Path(folder).resolve() == pack.resolve()]
        rules = {rule.id: rule for each in told for rule in rules_of(each)}
        if rules:
            content: dict[str, Any] = json.loads(config.read_text(encoding="utf-8"))
            for name, own in content.items():
                if name != "all" and name not in rules:
                    yield f"--policy-pack-config {config}: {name} is no rule of the pack in {pack}."
                elif name != "all" and isinstance(own, Mapping):
                    known = {"enforcementLevel", *rules[name].settings}
                    wrong = [setting for setting in own if setting not in known]
                    yield from (f"--policy-pack-config {config}: {name} has no setting {each}." for each in wrong)


def _place(report: Report) -> str:
    """What results point at: the stack's settings if they are here, otherwise the state; relative to the repository."""
    settings = Path(f"Pulumi.{report.stack}.yaml")
    file = (settings if settings.is_file() else Path(report.state_file)).absolute()
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name
