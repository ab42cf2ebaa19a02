"""`lifeboat sandbox`: simulated clouds for plain `pulumi`."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import yaml

from lifeboat.exit_codes import ExitCode
from lifeboat.sandbox import change, engine, faults, recover
from lifeboat.sandbox import place as places
from lifeboat.sandbox.catalogs import UnknownTypeError
from lifeboat.sandbox.faults import Fault, Kind, Method, Moment
from lifeboat.sandbox.leftovers import StillRunningError
from lifeboat.sandbox.seals import redacted
from lifeboat.sandbox.stack_config import NoStackFileError
from lifeboat.sandbox.store import StoredRow

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_BAD_INPUT = (places.NoProjectError, NoStackFileError, change.ChangeError, UnknownTypeError)
_FAILED = (engine.EngineError, StillRunningError)


def _plainly(work: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Tell a person what is wrong in one message, without a traceback."""

    @wraps(work)
    def told(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        try:
            return work(*args, **kwargs)
        except (*_BAD_INPUT, *_FAILED) as error:
            click.echo(f"Error: {error}", err=True)
            code = ExitCode.BAD_INPUT if isinstance(error, _BAD_INPUT) else ExitCode.FAILED
            raise click.exceptions.Exit(code) from error

    return told


@click.group("sandbox")
def command() -> None:
    """Run Pulumi on simulated clouds, look at them and disturb them.

    The sandbox lives in .sandbox beside Pulumi.yaml. LIFEBOAT_SANDBOX_DIR moves it.
    """


def _select(prepared: engine.Engine, stack: str) -> None:
    for path in prepared.select(stack):
        click.echo(f"The sandbox leaves out {path}: only this stack's own key decrypts it.", err=True)


@command.command("env")
@_plainly
def env() -> None:
    """Print the environment for plain pulumi: eval "$(lifeboat sandbox env)".

    Pulumi then works on your own stack files, and adds its encryption salt to one that has none. `run --stack` works
    on a copy instead.
    """
    place = places.find()
    prepared = engine.ready(place)
    for name in places.environment(place, Path()):
        click.echo(f"export {name}={shlex.quote(prepared.environment[name])}")


@command.command("run", context_settings={"ignore_unknown_options": True})
@click.option("--stack", metavar="NAME", help="Select this stack first; it is made if it does not exist.")
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- COMMAND...")
@_plainly
def run(stack: str | None, words: Sequence[str]) -> None:
    """Run one command in the sandbox, such as: lifeboat sandbox run --stack dev -- pulumi up --yes.

    The command takes this process's place: signals reach it and its exit code is the one returned.
    """
    prepared = engine.ready(places.find())
    if stack:
        _select(prepared, stack)
    program = shutil.which(words[0], path=prepared.environment["PATH"])
    if program is None:
        raise click.UsageError(f"there is no command {words[0]!r} on PATH")
    os.execve(program, list(words), prepared.environment)  # noqa: S606 (running the user's command is the purpose)


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Everything the clouds know, as JSON.")
@click.option("--type", "pattern", default="*", metavar="GLOB", help="Only types like this, such as 'aws:ec2/*'.")
@_plainly
def show(pattern: str, *, as_json: bool) -> None:
    """List what exists in the simulated clouds. Secrets are never shown: they are not kept."""
    rows = [row for row in places.find().store().rows() if fnmatchcase(row.token, pattern)]
    if as_json:
        click.echo(json.dumps([_facts(row) for row in rows], indent=2))
        return
    if not rows:
        click.echo("Nothing exists.")
        return
    width = max(len(row.token) for row in rows)
    for row in rows:
        click.echo(f"{row.token:{width}}  {_maker(row)}  {row.id}")
        for name, value in row.ignored.items():
            click.echo(f"{'':{width}}  the cloud ignored {name} = {json.dumps(redacted(value))}")
    if others := sum(not row.urn for row in rows):
        were, them = ("1 thing was", "it") if others == 1 else (f"{others} things were", "them")
        click.echo(f"{were} made by the clouds themselves or planted; destroy leaves {them}.")


def _maker(row: StoredRow) -> str:
    return row.urn.rsplit("::", 1)[-1] if row.urn else "(not made by Pulumi)"


def _facts(row: StoredRow) -> dict[str, Any]:
    return {
        "type": row.token,
        "id": row.id,
        "urn": row.urn,
        "account": row.account,
        "region": row.region,
        "properties": redacted(row.properties),
        "ignored": redacted(row.ignored),
    }


@command.command("reset")
@click.confirmation_option(prompt="Delete the simulated clouds and the sandbox's stacks?")
@_plainly
def reset() -> None:
    """Delete the sandbox: the simulated clouds, its Pulumi state and its stand-ins."""
    place = places.find()
    for folder in (place.pulumi_home, place.state, place.directory / "stacks"):
        shutil.rmtree(folder, ignore_errors=True)
    place.store_file.unlink(missing_ok=True)
    click.echo(f"{place.directory} is empty.")


@command.command("recover")
@click.option("--stack", metavar="NAME", help="The stack; by default the selected one.")
@_plainly
def recover_command(stack: str | None) -> None:
    """Bring a stack back to order after its pulumi was killed: locks, open operations, refresh."""
    prepared = engine.ready(places.find())
    for process in recover.make_way(prepared.place):
        click.echo(f"ended process {process.number}, {process.helper}")
    stack = stack or prepared.selected()
    _select(prepared, stack)
    done = recover.recover(prepared, stack)
    for line in done.repairs:
        click.echo(str(line))
    for urn in done.lost:
        click.echo(f"lost with the engine, will be made anew: {urn}")
    for thing_id, urn in done.strays.items():
        click.echo(f"exists but is in no state: {thing_id} ({urn}). Delete it, or import it:")
    if done.strays:
        click.echo(
            "`pulumi preview --import-file F`, keep in F what is named here, with its id; `pulumi import --file F`"
        )
        raise click.exceptions.Exit(ExitCode.FAILED)
    click.echo("The stack is in order; the next `pulumi up` converges.")


@command.group("drift")
def drift() -> None:
    """Change the simulated clouds behind Pulumi's back."""


@drift.command("set")
@click.argument("name")
@click.argument("assignment", metavar="PATH=VALUE")
@_plainly
def drift_set(name: str, assignment: str) -> None:
    """Change one property of a thing: lifeboat sandbox drift set recovery-vpc tags.owner=somebody.

    NAME is an id, a logical name, the end of a URN or the name in the cloud. VALUE is YAML.
    """
    path, value = _assigned(assignment)
    row = change.set_property(places.find().store(), name, path, value)
    click.echo(f"{row.id}: {path} changed. `pulumi refresh` will see it.")


@drift.command("delete")
@click.argument("name")
@_plainly
def drift_delete(name: str) -> None:
    """Delete a thing. NAME is an id, a logical name, the end of a URN or the name in the cloud."""
    row = change.delete(places.find().store(), name)
    click.echo(f"{row.id} is gone. `pulumi refresh` will see it.")


@command.command("plant")
@click.argument("type_token", metavar="TYPE")
@click.argument("thing_id", metavar="ID")
@click.option("--property", "assignments", multiple=True, metavar="NAME=VALUE", help="A property; VALUE is YAML.")
@click.option("--json", "file", type=click.File("rb"), help="A file with all properties as one JSON object.")
@click.option("--region", default="", help="The AWS Region it is in.")
@_plainly
def plant(type_token: str, thing_id: str, assignments: Sequence[str], file: Any, region: str) -> None:
    """Put a thing that Pulumi did not make into the simulated clouds, to adopt it by name or id."""
    properties = json.load(file) if file else {}
    properties |= dict(_assigned(assignment) for assignment in assignments)
    change.plant(places.find().store(), type_token, thing_id, properties, region)
    click.echo(f"{thing_id} exists.")


def _assigned(text: str) -> tuple[str, Any]:
    path, separator, value = text.partition("=")
    if not separator or not path:
        raise click.UsageError(f"{text!r} is not PATH=VALUE, such as tags.owner=somebody")
    try:
        return path, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise click.UsageError(f"{path}: {value!r} is not YAML: {error}") from error


@command.group("fault")
def fault() -> None:
    """Make calls to the simulated clouds fail."""


@fault.command("add")
@click.option(
    "--type", "pattern", default="*", show_default=True, metavar="GLOB", help="Types, such as 'azure-native:*'."
)
@click.option("--method", type=click.Choice([one.value for one in Method]), default=Method.ANY.value, show_default=True)
@click.option("--nth", type=click.IntRange(min=1), default=1, show_default=True, help="The first call that is hit.")
@click.option("--kind", type=click.Choice([one.value for one in Kind]), default=Kind.FAIL.value, show_default=True)
@click.option(
    "--when", type=click.Choice([one.value for one in Moment]), default=Moment.BEFORE.value, show_default=True
)
@click.option(
    "--seconds", type=click.FloatRange(min=0), default=0.0, help="How long `timeout` and `late` hold the call."
)
@click.option("--code", default=faults.DEFAULT_CODE, show_default=True, help="The error code of the cloud.")
@click.option("--times", default="1", show_default=True, metavar="K|always", help="How many calls are hit.")
@_plainly
def fault_add(  # noqa: PLR0917 (click passes them by name)
    pattern: str, method: str, nth: int, kind: str, when: str, seconds: float, code: str, times: str
) -> None:
    """Order a fault; it counts the calls of all stand-ins together, from now on.

    --type 'azure-native:*' with --method any also hits the provider's Configure. Previews reach no cloud, so only
    the creates and updates of a real deployment are counted.
    """
    if times != "always" and not (times.isdigit() and int(times) > 0):
        raise click.UsageError(f"--times {times!r}: give a number above 0, or always")
    count = None if times == "always" else int(times)
    wanted = Fault(pattern, Method(method), Kind(kind), Moment(when), nth, count, seconds, code)
    faults.add(places.find().store(), wanted)
    click.echo(_described(wanted))


@fault.command("list")
@_plainly
def fault_list() -> None:
    """List the ordered faults with the calls each has seen."""
    for one in faults.ordered(places.find().store()):
        click.echo(f"{one.number}  {_described(one)}  (seen {one.seen})")


@fault.command("clear")
@_plainly
def fault_clear() -> None:
    """Forget every fault."""
    faults.clear(places.find().store())


def _described(one: Fault) -> str:
    calls = f"from call {one.nth} on" if one.times is None else f"calls {one.nth} to {one.nth + one.times - 1}"
    return f"{one.kind} {one.moment} {one.method} of {one.type}, {calls}"
