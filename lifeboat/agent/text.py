"""The commands that install the agent on a server, for a person to read and to type."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlencode

from lifeboat.agent.addresses import HASH_ENDING, download_url, sts_url
from lifeboat.agent.quoting import powershell_quote, sh_quote
from lifeboat.agent.request import InstallRequest, check_request
from lifeboat.agent.script import METADATA, ONLY_FOR, script_name

_ROLE: Final = "<ARN of the agent installation role>"
_CREDENTIALS: Final = {
    "--aws-access-key-id": "AccessKeyId",
    "--aws-secret-access-key": "SecretAccessKey",
    "--aws-session-token": "SessionToken",
}


def render_text(request: InstallRequest) -> str:
    """Return the steps as text with commands.

    Raises:
        BadRequestError: with everything that is wrong with the request.
    """
    check_request(request)
    lines = [_title(request), "", *_credentials(request), "", *_download(request), "", *_install(request), ""]
    return "\n".join([*lines, *_notes(request)]) + "\n"


def _title(request: InstallRequest) -> str:
    system = (
        "Linux" if request.is_linux else ONLY_FOR.get(request.installer, "Windows").replace("windows-s", "Windows S")
    )
    shell = "root's shell" if request.is_linux else "PowerShell as administrator"
    return (
        f"AWS Replication Agent on {system}, replicating to {request.region}. All commands on the server, in {shell}."
    )


def _credentials(request: InstallRequest) -> Iterator[str]:
    if request.identity is None:
        yield "1. Temporary credentials. Not on the server, but where you are signed in to AWS:"
        yield f"   aws sts assume-role --role-arn {request.role_arn or _ROLE} \\"
        yield "     --role-session-name agent --duration-seconds 3600 --query Credentials"
        asks = "The installer asks" if not request.devices else "Step 3 asks"
        yield f"   {asks} for key id, secret and session token and does not show them. Do not write them in"
        yield "   a command: it would stay in the history of the shell. Never use the long-lived keys of a user."
        return
    asked = {
        "api-version": "2018-02-01",
        "resource": request.identity.audience,
        "client_id": request.identity.client_id,
    }
    token_url = f"{METADATA}/metadata/identity/oauth2/token?{urlencode(asked)}"
    yield "1. Temporary credentials, by the VM's managed identity. It has to be assigned to the VM:"
    yield "   az vm identity assign --ids <resource id of the VM> --identities <resource id of the identity>"
    fetch = _fetch_by_curl if request.is_linux else _fetch_by_powershell
    yield from (f"   {line}" for line in fetch(token_url, request.role_arn or "", sts_url(request.region)))


def _fetch_by_curl(token_url: str, role_arn: str, sts: str) -> Iterator[str]:
    yield "token=$(curl -s --noproxy '*' -H 'Metadata: true' \\"
    yield f"  {sh_quote(token_url)} \\"
    yield """  | sed -n 's/.*"access_token" *: *"\\([^"]*\\)".*/\\1/p')"""
    yield 'answer=$(printf %s "$token" | curl -s -d Action=AssumeRoleWithWebIdentity -d Version=2011-06-15 \\'
    yield f"  -d RoleSessionName=agent --data-urlencode RoleArn={sh_quote(role_arn)} \\"
    yield f"  --data-urlencode WebIdentityToken@- {sts})"
    yield """of() { printf %s "$answer" | tr -d '\\n' | sed -n "s/.*<$1>\\([^<]*\\)<.*/\\1/p"; }"""


def _fetch_by_powershell(token_url: str, role_arn: str, sts: str) -> Iterator[str]:
    yield "$token = (Invoke-RestMethod -Headers @{ Metadata = 'true' } `"
    yield f"  -Uri {powershell_quote(token_url)}).access_token"
    yield "$body = @{ Action = 'AssumeRoleWithWebIdentity'; Version = '2011-06-15'; RoleSessionName = 'agent'"
    yield f"  RoleArn = {powershell_quote(role_arn)}; WebIdentityToken = $token }}"
    yield f"$answer = Invoke-RestMethod -Method Post -Uri {sts} -Body $body -Headers @{{ Accept = 'application/xml' }}"
    yield "$found = $answer.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult.Credentials"


def _download(request: InstallRequest) -> Iterator[str]:
    installer = download_url(request.region, request.installer_key, request.s3_endpoint)
    hashed = download_url(request.region, request.installer_key + HASH_ENDING, request.s3_endpoint)
    name = request.installer_key.rpartition("/")[2]
    yield "2. The installer, and its SHA-512 as AWS publishes it. Go on only when the comparison prints OK or True:"
    if request.is_linux:
        yield f"   curl -fO {installer}"
        yield f"   hash=$(curl -fs {hashed} | cut -c 1-128)"
        yield f'   echo "$hash  {name}" | sha512sum -c'
        yield f"   chmod 700 {name}"
        return
    yield "   [Net.ServicePointManager]::SecurityProtocol = 'Tls12'"
    yield f"   Invoke-WebRequest -UseBasicParsing -OutFile {name} `"
    yield f"     -Uri {installer}"
    yield f"   Invoke-WebRequest -UseBasicParsing -OutFile {name}{HASH_ENDING} `"
    yield f"     -Uri {hashed}"
    yield f"   $hash = (Get-Content {name}{HASH_ENDING} -TotalCount 1).Trim().Substring(0, 128)"
    yield f"   $hash -eq (Get-FileHash {name} -Algorithm SHA512).Hash"


def _install(request: InstallRequest) -> Iterator[str]:
    name, quote = request.installer_key.rpartition("/")[2], sh_quote if request.is_linux else powershell_quote
    parts = [f"./{name}" if request.is_linux else f".\\{name}", f"--region {request.region}"]
    if request.endpoint:
        parts.append(f"--endpoint {request.endpoint}")
    if request.s3_endpoint:
        parts.append(f"--s3-endpoint {request.s3_endpoint}")
    if request.devices:
        parts.append(f"--no-prompt --devices {quote(','.join(request.devices))} --force-volumes")
    elif request.identity is not None:
        parts.append("--no-prompt")
    if request.tags:
        parts.append(f"--tags {' '.join(quote(f'{key}={value}') for key, value in request.tags)}")
    yield "3. The agent:"
    if request.identity is not None:
        of = '"$(of {})"' if request.is_linux else "$found.{}"
        parts += [f"{option} {of.format(element)}" for option, element in _CREDENTIALS.items()]
    elif request.devices:
        # Without prompts it asks for no credentials either, and ends.
        yield from (f"   {_ask(element, linux=request.is_linux)}" for element in _CREDENTIALS.values())
        of = '"${}"' if request.is_linux else "${}"
        parts += [f"{option} {of.format(element)}" for option, element in _CREDENTIALS.items()]
    yield "   " + (" \\\n     " if request.is_linux else " `\n     ").join(parts)


def _ask(name: str, *, linux: bool) -> str:
    """Return a command that reads a value into a variable and does not show it."""
    if linux:
        return f"printf '{name}: '; stty -echo; IFS= read -r {name}; stty echo; echo"
    secure = f"Read-Host -Prompt {name} -AsSecureString"
    return f"${name} = (New-Object Management.Automation.PSCredential '-', ({secure})).GetNetworkCredential().Password"


def _notes(request: InstallRequest) -> Iterator[str]:
    if not request.devices:
        sign = "/dev/disk/azure/resource" if request.is_linux else "the drive called Temporary Storage, mostly D:"
        yield f"Azure's temporary disk ({sign}) is not left out by itself. Where there is one, name all"
        yield "other disks with --devices, that of the system among them; the script does so by itself."
    if request.endpoint:
        yield "The endpoints are reached through the tunnels; S3 and DRS need no way to the internet."
    yield f"The prerequisites are looked at by the script: lifeboat agent --format script > {script_name(request)}"
