"""`lifeboat agent`: what installs the AWS Replication Agent on a server."""

import json
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from lifeboat.agent.request import BadRequestError, Identity, InstallRequest
from lifeboat.agent.script import render_script
from lifeboat.agent.text import render_text
from lifeboat.commands.stack_argument import refuse, stack_option
from lifeboat.exit_codes import ExitCode
from lifeboat.settings.problems import SettingsError
from lifeboat.stacks import load_settings

_OUTPUTS: Final = "give what `pulumi stack output --json` prints"
_TEXTS: Final = ("agent_installation_role_arn", "agent_endpoint", "agent_s3_endpoint")
_INSTALLERS: Final = {"2012": "windows-2012", "2008": "windows-2008"}


@click.command("agent")
@stack_option
@click.option("--os", "system", type=click.Choice(["linux", "windows"]), required=True, help="The server's system.")
@click.option(
    "--legacy-windows",
    type=click.Choice(list(_INSTALLERS)),
    help="Windows Server 2012 (R2) or 2008 (R2), which have installers of their own.",
)
@click.option(
    "--outputs",
    type=click.File("rb"),
    help="The stack's outputs, as `pulumi stack output --json` prints them (- reads them from there): role, managed"
    " identity and private endpoints.",
)
@click.option("--format", "form", type=click.Choice(["text", "script"]), default="text", show_default=True)
@click.option(
    "--credentials",
    type=click.Choice(["identity", "person"]),
    help="The VM's managed identity, or a person's temporary credentials. Default: the identity, where there is one.",
)
@click.option("--role-arn", help="Role that may install agents, in place of the one in the outputs.")
@click.option("--devices", help="Disks to replicate, with commas; that of the system has to be among them.")
@click.option("--tag", "tags", multiple=True, metavar="NAME=VALUE", help="A tag of the DRS source server.")
@click.option("--staging-address", help="An address that listens on TCP 1500 in staging, to be tried beforehand.")
def command(
    path: Path, *, system: str, legacy_windows: str | None, outputs: BinaryIO | None, form: str, **more: Any
) -> None:
    """Print what installs the AWS Replication Agent on a server: as text, or as a script.

    The script (POSIX shell, or PowerShell) first looks at every prerequisite and names each one that is missing with
    its fix; it then ends with exit code 2, and nothing was changed. Credentials are temporary: the VM's managed
    identity fetches them, or the script asks a person for them. The installer's SHA-512 is compared before it runs.

    Needs no cloud. Exit code 2 for a wrong stack file or wrong arguments.
    """
    if legacy_windows and system == "linux":
        raise click.UsageError("--legacy-windows goes with --os windows")
    try:
        settings = load_settings(path)
    except SettingsError as error:
        refuse(error, path)
    known = _read(outputs)
    try:
        request = _request(settings.recovery.region, known, legacy_windows, system=system, **more)
        click.echo(render_script(request) if form == "script" else render_text(request), nl=False)
    except BadRequestError as error:
        click.echo(str(error), err=True)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from None


def _request(region: str, known: dict[str, Any], legacy: str | None, **more: Any) -> InstallRequest:
    installer: Any = _INSTALLERS[legacy] if legacy else more["system"]
    return InstallRequest(
        installer=installer,
        region=region,
        role_arn=more["role_arn"] or known.get("agent_installation_role_arn"),
        identity=_identity(known, more["credentials"]),
        endpoint=known.get("agent_endpoint"),
        s3_endpoint=known.get("agent_s3_endpoint"),
        staging_address=more["staging_address"],
        devices=tuple(device.strip() for device in (more["devices"] or "").split(",") if device.strip()),
        tags=tuple(_tag(text) for text in more["tags"]),
    )


def _identity(known: dict[str, Any], asked: str | None) -> Identity | None:
    found = known.get("agent_identity")
    if asked == "person" or (asked is None and not found):
        return None
    if not isinstance(found, dict) or not found.get("client_id") or not found.get("audience"):
        raise click.UsageError(
            "--credentials identity: the outputs name no managed identity. Give those of a stack with"
            " access.azure_identity with --outputs, or use --credentials person"
        )
    return Identity(str(found["client_id"]), str(found["audience"]))


def _tag(text: str) -> tuple[str, str]:
    name, separator, value = text.partition("=")
    if not separator:
        raise click.UsageError(f"--tag: {text!r} is not NAME=VALUE")
    return name, value


def _read(outputs: BinaryIO | None) -> dict[str, Any]:
    if outputs is None:
        return {}
    content = outputs.read()
    # Windows PowerShell redirects into UTF-16 with a byte order mark.
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        document = json.loads(content.decode(encoding))
    except ValueError as error:
        raise click.UsageError(f"--outputs: {error}; {_OUTPUTS}") from error
    if not isinstance(document, dict):
        raise click.UsageError(f"--outputs: found no object; {_OUTPUTS}")
    strange = [name for name in _TEXTS if not isinstance(document.get(name), str | None)]
    if strange:
        raise click.UsageError(f"--outputs: {', '.join(strange)}: found no text; {_OUTPUTS}")
    return document
