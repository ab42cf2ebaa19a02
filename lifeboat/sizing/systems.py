"""Operating systems that the DRS agent supports, as data."""

import re
from dataclasses import dataclass
from typing import Final

Version = tuple[int, ...]
"""A version as numbers: 22.04 is (22, 4)."""


@dataclass(frozen=True)
class System:
    """One family of operating systems.

    Attributes:
        family: as the file of servers names it, before the hyphen.
        name: as AWS names it.
        versions: ranges of versions, both ends included, as AWS lists them.
        kind: whether it is Linux or Windows.
    """

    family: str
    name: str
    versions: tuple[tuple[str, str], ...]
    kind: str = "Linux"

    @property
    def listed(self) -> str:
        """The versions in words."""
        return ", ".join(low if low == high else f"{low} to {high}" for low, high in self.versions)


def _single(*versions: str) -> tuple[tuple[str, str], ...]:
    return tuple((version, version) for version in versions)


SYSTEMS: Final = (
    System("windows-server", "Windows Server", _single("2008", "2012", "2016", "2019", "2022", "2025"), "Windows"),
    System("windows", "Windows", _single("7", "10"), "Windows"),
    System("amazon-linux", "Amazon Linux", _single("1", "2", "2023")),
    System("rhel", "RHEL", (("6.0", "10.1"),)),
    System("centos", "CentOS", (("7.0", "8.0"),)),
    System("oracle-linux", "Oracle Linux", (("7.0", "7.0"), ("8.5", "8.10"), ("9.0", "9.4"))),
    System("rocky", "Rocky Linux", _single("8", "9.7")),
    System("suse", "SUSE (the service pack behind the point)", (("12.0", "15.5"),)),
    System("ubuntu", "Ubuntu", (("14.04", "24.04"),)),
    System("debian", "Debian", (("10", "13"),)),
)
"""64-bit systems that DRS lists (DRS user guide, supported Linux and Windows operating systems, as of
November 2026), without those whose support it ended: Ubuntu 12.04 on 2026-08-20, CentOS 6, SUSE 11 and Oracle Linux 6
on 2026-08-28. Of Rocky Linux it lists 8 and 9.7 and nothing between."""

NEWEST_KERNEL: Final = (6, 14)
"""Newest Linux kernel that the agent's driver is built for (DRS user guide, supported Linux operating systems)."""

_FAMILIES: Final = {system.family: system for system in SYSTEMS}
_WRITTEN: Final = re.compile(r"(?P<family>[a-z][a-z-]*[a-z])-(?P<version>[0-9]+(?:\.[0-9]+){0,2})(?:-r2)?")


def read_system(text: str) -> tuple[str, Version] | None:
    """Return family and version of a text such as `windows-server-2022` or `Ubuntu 22.04`; None without that form."""
    found = _WRITTEN.fullmatch("-".join(text.lower().split()))
    return (found["family"], _version(found["version"])) if found else None


def is_linux(family: str) -> bool:
    """Return whether a family is one of Linux."""
    return family in _FAMILIES and _FAMILIES[family].kind == "Linux"


def why_unsupported(family: str, version: Version) -> str | None:
    """Return why the agent does not support a system, or None when it does.

    A version is compared as far as it is written: `oracle-linux-8` passes because of 8.5 to 8.10.
    """
    system = _FAMILIES.get(family)
    if system is None:
        return f"DRS lists no operating system {family}"
    if any(_within(version, _version(low), _version(high)) for low, high in system.versions):
        return None
    return f"DRS lists {system.name} {system.listed}, not {'.'.join(map(str, version))}"


def _version(text: str) -> Version:
    return tuple(map(int, text.split(".")))


def _within(version: Version, low: Version, high: Version) -> bool:
    return low[: len(version)] <= version and version[: len(high)] <= high[: len(version)]
