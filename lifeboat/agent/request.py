"""What is asked for: an agent on one server."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from typing import Final

from lifeboat.agent.addresses import INSTALLERS, Installer

HOST_NAME: Final = re.compile(r"(?=.{1,253}$)([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
"""A host name with a domain (RFC 1123)."""

_ROLE_ARN: Final = re.compile(r"arn:aws(-us-gov)?:iam::[0-9]{12}:role/[\w+=,.@/-]{1,512}", re.ASCII)
_DEVICES: Final = {
    "linux": re.compile(r"/dev/[A-Za-z0-9/_.:-]{1,200}"),
    "windows": re.compile(r"[A-Za-z]:"),
}
_TAG: Final = re.compile(r"(?![aA][wW][sS]:)[A-Za-z0-9_.:/+@-]{1,128}=[A-Za-z0-9_.:/=+@ -]{0,256}")


class BadRequestError(ValueError):
    """A script cannot be made; the message names everything that is wrong."""


@dataclass(frozen=True)
class Identity:
    """An Azure managed identity that may assume the installation role.

    Attributes:
        client_id: of the identity; a VM may have several.
        audience: Application ID URI or client id that the token is for, the audience in the role's trust.
    """

    client_id: str
    audience: str


@dataclass(frozen=True)
class InstallRequest:
    """An agent on one server.

    Attributes:
        installer: which of the four; `linux` gives a shell script, the others PowerShell.
        region: the recovery Region.
        role_arn: the role that may install agents; None where nobody says.
        identity: the VM's managed identity, in place of a person's temporary credentials.
        endpoint: host name of an interface endpoint of DRS; None where names resolve by themselves.
        s3_endpoint: the same of S3.
        staging_address: a replication server or another address in a staging subnet that listens on TCP 1500.
        devices: disks (`/dev/sda`) or drives (`C:`) to replicate; all but Azure's temporary disk by default.
        tags: of the DRS source server.
        run: number of the run; another number is another script, which Azure runs again.
    """

    installer: Installer
    region: str
    role_arn: str | None = None
    identity: Identity | None = None
    endpoint: str | None = None
    s3_endpoint: str | None = None
    staging_address: str | None = None
    devices: tuple[str, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    run: int = 1

    @property
    def is_linux(self) -> bool:
        """Whether a shell script is asked for."""
        return self.installer == "linux"

    @property
    def installer_key(self) -> str:
        """Key of the installer in its bucket."""
        return INSTALLERS[self.installer]


def check_request(request: InstallRequest) -> None:
    """Refuse a request that no script can be made from.

    Raises:
        BadRequestError: with every problem, one a line.
    """
    problems = list(_problems(request))
    if problems:
        raise BadRequestError("\n".join(problems))


def _problems(request: InstallRequest) -> Iterator[str]:
    yield from _wrong_addresses(request)
    if request.role_arn is not None and not _ROLE_ARN.fullmatch(request.role_arn):
        yield f"--role-arn: found {request.role_arn!r}. allowed: the ARN of an IAM role."
    if request.identity and not request.role_arn:
        yield "--identity: found no role. allowed: a role that it may assume. Give --role-arn, or the stack's outputs."
    yield from _wrong_devices(request)
    for name, value in request.tags:
        if not _TAG.fullmatch(f"{name}={value}"):
            yield f"--tag: found {name}={value!r}. allowed: NAME=VALUE of letters, digits and _ . : / + @ -"


def _wrong_addresses(request: InstallRequest) -> Iterator[str]:
    for name, host in (("--endpoint", request.endpoint), ("--s3-endpoint", request.s3_endpoint)):
        if host is not None and not HOST_NAME.fullmatch(host):
            yield f"{name}: found {host!r}. allowed: a host name. Write it without https:// and without a path."
    if request.staging_address is not None and not _is_address(request.staging_address):
        yield f"--staging-address: found {request.staging_address!r}. allowed: one IPv4 address."


def _wrong_devices(request: InstallRequest) -> Iterator[str]:
    system = "linux" if request.is_linux else "windows"
    for device in request.devices:
        if not _DEVICES[system].fullmatch(device):
            example = "/dev/sda" if request.is_linux else "C:"
            yield f"--devices: found {device!r}. allowed: a disk such as {example}. Name each of them, with commas."
    if not request.is_linux and request.devices and "C:" not in {device.upper() for device in request.devices}:
        yield "--devices: found no C:. allowed: a list with the drive of Windows. Replication fails without it."


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return True
