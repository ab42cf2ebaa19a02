"""The script that installs the agent on a server: a template of this package, with the values of one request."""

from collections.abc import Mapping
from importlib import resources
from typing import Final

from lifeboat.agent.addresses import HASH_ENDING, download_url, drs_url, sts_url
from lifeboat.agent.quoting import powershell_quote, sh_quote
from lifeboat.agent.request import InstallRequest, check_request
from lifeboat.sizing.systems import NEWEST_KERNEL, SYSTEMS

REPLICATION_PORT: Final = 1500
"""TCP port of replicated data (DRS user guide, "Network requirements")."""

METADATA: Final = "http://169.254.169.254"
"""Azure's instance metadata service (Azure, "How to use managed identities on a VM to acquire an access token")."""

OS_RELEASE_IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "amazon-linux": ("amzn",),
    "rhel": ("rhel",),
    "centos": ("centos",),
    "oracle-linux": ("ol",),
    "rocky": ("rocky",),
    "suse": ("sles", "sles_sap", "sle_hpc"),
    "ubuntu": ("ubuntu",),
    "debian": ("debian",),
}
"""What `ID` says in `/etc/os-release` of each family of Linux (os-release(5), and the distributions)."""

ONLY_FOR: Final[Mapping[str, str]] = {"windows-2012": "windows-server 2012", "windows-2008": "windows-server 2008"}
"""The one system that an old installer may be used on, and that may use no other."""

_PLACE: Final = "#@VALUES@"


def script_name(request: InstallRequest) -> str:
    """Return the name that the script's own instructions give it."""
    return "install.sh" if request.is_linux else "install.ps1"


def render_script(request: InstallRequest, addresses: Mapping[str, str] | None = None, root: str = "") -> str:
    """Return the script.

    Args:
        request: the server and how it reaches AWS.
        addresses: other addresses than the clouds', by the names `reach`, `sts`, `metadata`, `installer`, `hash`.
        root: what the paths of the system begin with; anything else than "" is a tree that stands in for a server.

    Raises:
        BadRequestError: with everything that is wrong with the request.
    """
    check_request(request)
    found = {**_addresses(request), **(addresses or {})}
    if request.is_linux:
        return _template("install.sh").replace(_PLACE, _shell_values(request, found, root), 1)
    return _template("install.ps1").replace(_PLACE, _powershell_values(request, found), 1)


def _template(name: str) -> str:
    return resources.files("lifeboat.agent").joinpath(name).read_text(encoding="utf-8")


def _addresses(request: InstallRequest) -> dict[str, str]:
    installer = download_url(request.region, request.installer_key, request.s3_endpoint)
    reach = [drs_url(request.region, request.endpoint), installer]
    return {
        "installer": installer,
        "hash": download_url(request.region, request.installer_key + HASH_ENDING, request.s3_endpoint),
        "sts": sts_url(request.region),
        "metadata": METADATA,
        "reach": " ".join([*reach, sts_url(request.region)] if request.identity else reach),
    }


def _common(request: InstallRequest, addresses: Mapping[str, str]) -> dict[str, str]:
    identity = request.identity
    return {
        "Region": request.region,
        "RoleArn": request.role_arn or "",
        "IdentityClientId": identity.client_id if identity else "",
        "IdentityAudience": identity.audience if identity else "",
        "Endpoint": request.endpoint or "",
        "S3Endpoint": request.s3_endpoint or "",
        "StagingAddress": request.staging_address or "",
        "Devices": ",".join(request.devices),
        "InstallerUrl": addresses["installer"],
        "HashUrl": addresses["hash"],
        "Sts": addresses["sts"],
        "Metadata": addresses["metadata"],
    }


def _shell_values(request: InstallRequest, addresses: Mapping[str, str], root: str) -> str:
    common = {_screaming(name): value for name, value in _common(request, addresses).items()}
    values = {
        **common,
        "REACH": addresses["reach"],
        "TAGS": "\n".join(f"{name}={value}" for name, value in request.tags),
        "NEWEST_KERNEL": ".".join(map(str, NEWEST_KERNEL)),
        # Lines of: id in os-release, family, lowest and highest version.
        "SYSTEMS": "\n".join(_linux_systems()),
        "ROOT": root,
    }
    lines = [f"# Run {request.run}", *(f"{name}={sh_quote(value)}" for name, value in values.items())]
    return "\n".join([*lines, f"REPLICATION_PORT={REPLICATION_PORT}"])


def _powershell_values(request: InstallRequest, addresses: Mapping[str, str]) -> str:
    values = {**_common(request, addresses), "OnlyFor": ONLY_FOR.get(request.installer, "")}
    lists = {
        "Reach": addresses["reach"].split(),
        "Tags": [f"{name}={value}" for name, value in request.tags],
        "OwnInstaller": list(ONLY_FOR.values()),
        "Systems": [
            f"{system.family} {low}" for system in SYSTEMS if system.kind == "Windows" for low, _ in system.versions
        ],
    }
    return "\n".join(
        [
            f"# Run {request.run}",
            *(f"${name} = {powershell_quote(value)}" for name, value in values.items()),
            *(f"${name} = @({', '.join(map(powershell_quote, items))})" for name, items in lists.items()),
            f"$ReplicationPort = {REPLICATION_PORT}",
        ]
    )


def _linux_systems() -> list[str]:
    return [
        f"{release_id} {system.family} {low} {high}"
        for system in SYSTEMS
        if system.kind == "Linux"
        for release_id in OS_RELEASE_IDS[system.family]
        for low, high in system.versions
    ]


def _screaming(name: str) -> str:
    return "".join(f"_{letter}" if letter.isupper() else letter.upper() for letter in name[0].lower() + name[1:])
