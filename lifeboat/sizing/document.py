"""Writes `docs/sizing.md` from the formulas' docstrings and the tables of quotas, systems and columns.

Run `python -m lifeboat.sizing.document` in the checkout after a change; a test compares.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from lifeboat.blueprint.tables import markdown_table
from lifeboat.sizing import link, recovery, staging
from lifeboat.sizing.columns import COLUMNS
from lifeboat.sizing.limits import limit_uses
from lifeboat.sizing.protection import ATTACHABLE_VOLUMES, LARGEST_DISK_GIB, MOST_VOLUMES
from lifeboat.sizing.quotas import QUOTAS
from lifeboat.sizing.systems import SYSTEMS

PLACE: Final = Path("docs") / "sizing.md"
"""Where the page is checked in."""

FORMULAS: Final[tuple[Callable[..., Any], ...]] = (
    staging.staging_accounts,
    staging.fullest_account,
    staging.replication_servers,
    staging.conversion_servers,
    staging.staging_addresses,
    staging.subnet_prefix,
    staging.steady_volumes,
    staging.steady_snapshots,
    link.forward_tunnels,
    link.return_tunnels,
    link.tunnel_mbps,
    link.link_mbps,
    link.wire_bytes,
    link.payload_bytes_per_second,
    link.forward_rate,
    link.sync_seconds,
    link.usable_rate,
    link.backlog_bytes,
    link.catch_up_seconds,
    link.seconds_over_rpo,
    link.lag_growth_seconds_per_hour,
    recovery.jobs_of_wave,
    recovery.rounds_of_wave,
    recovery.recovery_minutes,
    limit_uses,
)
"""Every formula, in the order of the page. Each docstring has a line `Formula:`, `Unit:` and `Source:`."""

FIELDS: Final = ("Formula", "Unit", "Source")

_HEAD: Final = """\
<!-- Made by `python -m lifeboat.sizing.document`. Change what it reads in lifeboat/sizing, not this page. -->

# Sizing

`lifeboat sizing --stack prod` (or `--file`) says what a stack's servers mean for replication and recovery, before
anything is deployed: replication and conversion servers, staging addresses, EBS volumes and snapshots, the first sync,
whether the tunnels carry the changes in both directions, what an outage of them costs, how long a recovery takes,
which servers cannot be protected, and which quota breaks first. `--json` prints the same for programs. The exit code
is 0 when the answers could be computed, whatever they are, and 2 when stack file or file of servers are wrong.

Servers come as totals from the block `sizing` of the stack file ([configuration.md](configuration.md)), or one a row
from a CSV file: `--servers servers.csv`, or `sizing.servers_file` beside the stack file.

What nobody said stays unknown, and the answers that need it say so. Sizes are in GiB (2^30 bytes) where they are
provisioned; rates are in bytes a second (MB is 10^6 bytes) or Mbit/s (10^6 bits). Replication is reckoned as
incompressible, though DRS compresses. Nothing here is a promise of either cloud: measure the tunnels, and put what a
drill measures into `sizing.gateway_mbps`, `sizing.conversion_minutes` and `sizing.boot_minutes`.
"""


def page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, *_file(), "", "## Formulas", ""]
    for formula in FORMULAS:
        parts += _formula(formula)
    parts += [*_gateways(), "", *_quotas(), "", *_protection()]
    return "\n".join(parts) + "\n"


def fields_of(formula: Callable[..., Any]) -> dict[str, str]:
    """Return what a formula's docstring says: its first sentence as `Meaning`, and its named lines.

    Raises:
        ValueError: when a named line is missing.
    """
    lines = [line.strip() for line in (formula.__doc__ or "").strip().splitlines()]
    found, name = {"Meaning": ""}, "Meaning"
    for line in lines:
        start, colon, rest = line.partition(":")
        if colon and start in FIELDS:
            name, line = start, rest.strip()  # noqa: PLW2901 (what follows the name)
        found[name] = f"{found.get(name, '')} {line}".strip()
    missing = [field for field in FIELDS if field not in found]
    if missing or not found["Meaning"]:
        raise ValueError(f"{formula.__name__} does not say its {', '.join(missing or ['Meaning'])}")
    return found


def _formula(formula: Callable[..., Any]) -> Iterator[str]:
    fields = fields_of(formula)
    yield f"### `{formula.__name__}`\n"
    yield f"{fields['Meaning']}\n"
    for name in FIELDS:
        yield f"- {name}: {fields[name]}"
    yield ""


def _file() -> Iterator[str]:
    rows = [(f"`{column.name}`", "yes" if column.required else "no", column.meaning) for column in COLUMNS]
    yield markdown_table("File of servers", ("column", "required", "meaning"), rows)
    yield ""
    yield "UTF-8, commas, the names above in the first line in any order, at most 10,000 servers:\n"
    yield "```csv"
    yield "name,os,volumes,provisioned_gib,used_gib,changed_bytes_per_second,largest_disk_gib,firmware,disks,wave"
    yield "web1,ubuntu-22.04,1,64,20,150000,64,uefi,,2"
    yield "sql1,windows-server-2022,4,1500,900,2500000,1024,uefi,,1"
    yield "```"


def _gateways() -> Iterator[str]:
    rows = [
        (sku, generation, f"{aggregate:,} Mbit/s", f"{one:,} Mbit/s")
        for (sku, generation), (aggregate, one) in link.GATEWAYS.items()
    ]
    yield markdown_table("Azure gateways", ("SKU", "generation", "all tunnels", "one tunnel, GCMAES256"), rows)
    yield ""
    yield 'Source: Azure VPN Gateway, "About gateway SKUs"; the last column is Microsoft\'s measurement, no promise.'


def _quotas() -> Iterator[str]:
    rows = [
        (
            quota.code,
            quota.name,
            "each account's own" if quota.value is None else f"{quota.value:,} {quota.unit}",
            "yes" if quota.adjustable else "no",
            quota.source,
        )
        for quota in QUOTAS
    ]
    yield markdown_table("Quotas", ("code", "what", "default", "adjustable", "source"), rows)


def _protection() -> Iterator[str]:
    rows = [(f"`{system.family}`", system.name, system.listed) for system in SYSTEMS]
    yield markdown_table("Servers that can be protected", ("in the file", "system", "versions"), rows)
    yield ""
    yield "64-bit x86 only, Linux kernels up to 6.14. Source: DRS user guide, supported operating systems, as of 2026."
    yield ""
    yield f"A server cannot be protected with more than {MOST_VOLUMES} volumes (DRS API, replicatedDisks), with a disk"
    yield f"of more than {LARGEST_DISK_GIB:,} GiB (AWS guidance for on-premises disaster recovery with DRS), with a"
    yield "shared disk (an agent sees its own server's writes; our inference) or with an Ultra disk (nothing documents"
    yield "that staging volumes keep up; our inference)."
    yield f"More than {ATTACHABLE_VOLUMES} volumes are a warning: Nitro instances attach no more."


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
