"""Settings of the sizing: which servers are expected, and what is asked of their replication and recovery."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from pydantic import Field

from lifeboat.settings.fields import Check, Model, refuse
from lifeboat.settings.problems import Path, Problem

MOST_SERVERS: Final = 10_000
"""How many servers a plan or a file of servers may have."""

ROOT: Final[Path] = ("sizing",)


def _wave_size(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_SERVERS:
        why, fix = "A wave launches servers.", "Write how many it launches, as in 25, or remove the wave."
        refuse(f"a whole number, 1 to {MOST_SERVERS}", why, fix)
    return value


WaveSize = Annotated[int, Check(_wave_size, type="integer", minimum=1, maximum=MOST_SERVERS)]
"""How many servers a wave launches."""


class Sizing(Model):
    """The servers that are to be protected, as totals or as a file with one server a row, and what is asked of them.

    `lifeboat sizing` computes from it. What is left out stays unknown, and the answers that need it say so. A
    deployment takes two things from here: servers, volumes and waves decide how large the subnets that it cuts have to
    be, and the RPO is what an alarm watches. As long as the slots the subnets have are large enough, which in a /16
    they always are, a change moves none of them.
    """

    servers: int = Field(default=0, ge=0, le=MOST_SERVERS)
    """Source servers that are expected. A change alters nothing that replicates, unless subnets become too small:
    those are replaced by larger ones, which AWS refuses while servers are in them. Say early how many there will be,
    or give the ranges of `recovery.network.staging_subnets` and `recovery_subnets`. It moves the default of
    `cost.monthly_budget_usd` as well."""
    volumes: int | None = Field(default=None, ge=1)
    """Volumes of all servers together; two a server by default."""
    provisioned_gib: int | None = Field(default=None, ge=1)
    """Size of all volumes together in GiB. DRS copies whole volumes: staging volumes have this size."""
    used_gib: int | None = Field(default=None, ge=1)
    """Of it in use, in GiB; all of it by default, which is the worst case."""
    changed_bytes_per_second: int | None = Field(default=None, ge=0)
    """What all servers together write, in bytes a second, as an average over a day or more (`iostat`, Performance
    Monitor)."""
    servers_file: str | None = Field(default=None, min_length=1)
    """A CSV file with one server a row, beside the stack file; takes the place of the totals above in `lifeboat sizing`
    (docs/sizing.md has the header). A deployment does not read it: keep `servers` above as it counts."""
    servers_per_wave: list[WaveSize] = []
    """How many servers each wave of a recovery launches, in order; one wave with all of them by default. Servers
    beyond the last wave form one more."""
    rpo_target_seconds: int = Field(default=900, ge=1)
    """How much of the latest data may be lost, in seconds. A change updates the alarm on the lag in place."""
    headroom_percent: int = Field(default=20, ge=0, le=90)
    """Share of the tunnels that stays free for peaks and for catching up."""
    link_outage_hours: int = Field(default=4, ge=1, le=720)
    """Length of the outage of all tunnels that is reckoned with."""
    gateway_mbps: int | None = Field(default=None, ge=1, le=100_000)
    """What the Azure gateway carries in Mbit/s, where it was measured or the gateway is adopted; that of its SKU by
    default, for an adopted one that of VpnGw1AZ."""
    conversion_minutes: int = Field(default=10, ge=0, le=1440)
    """How long DRS takes to convert a server's volumes before it starts. Put in what a drill measures."""
    boot_minutes: int = Field(default=20, ge=0, le=1440)
    """How long a recovered server takes to boot: AWS says 5 minutes for Linux, 20 for Windows on average."""


def sizing_checks(sizing: Sizing) -> Iterator[Problem]:
    """Yield every problem between the settings of the sizing."""
    totals = ("volumes", "provisioned_gib", "used_gib", "changed_bytes_per_second", "servers_per_wave")
    for key in totals if not sizing.servers and sizing.servers_file is None else ():
        if getattr(sizing, key):
            yield Problem(
                (*ROOT, key),
                _shown(getattr(sizing, key)),
                "nothing, as long as no servers are expected",
                "It belongs to servers, and there are none.",
                "Set sizing.servers too.",
                ((*ROOT, "servers"),),
            )
    if sizing.servers and sizing.volumes is not None and sizing.volumes < sizing.servers:
        yield Problem(
            (*ROOT, "volumes"),
            str(sizing.volumes),
            f"{sizing.servers} or more",
            f"Each of the {sizing.servers} servers has at least the volume that it boots from.",
            "Count the volumes of all servers together.",
            ((*ROOT, "servers"),),
        )
    if sizing.used_gib is not None and sizing.used_gib > (sizing.provisioned_gib or 0):
        yield Problem(
            (*ROOT, "used_gib"),
            str(sizing.used_gib),
            f"at most {sizing.provisioned_gib}" if sizing.provisioned_gib else "nothing without provisioned_gib",
            "More cannot be in use than there is.",
            "Correct it, or sizing.provisioned_gib.",
            ((*ROOT, "provisioned_gib"),),
        )
    if sizing.servers and sum(sizing.servers_per_wave) > sizing.servers:
        yield Problem(
            (*ROOT, "servers_per_wave"),
            f"{sum(sizing.servers_per_wave)} servers in all waves",
            f"at most {sizing.servers}",
            "Every server is launched once.",
            "Correct the waves, or sizing.servers.",
            ((*ROOT, "servers"), *((*ROOT, "servers_per_wave", i) for i in range(len(sizing.servers_per_wave)))),
        )


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
