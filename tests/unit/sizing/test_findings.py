"""Refusals, warnings, and which limit breaks first."""

from typing import Any

import pytest

from lifeboat.sizing import SizingInputs, size
from lifeboat.sizing.inputs import fleet_of_servers
from lifeboat.sizing.quotas import QUOTAS
from lifeboat.sizing.result import LimitUse
from tests.unit.sizing.plans import DEMANDS, FOUR_TUNNELS, ONE_SUBNET, plan, server

QUIET: dict[str, Any] = {
    "provisioned_gib": 100,
    "changed_bytes_per_second": 1000,
    "demands": {"rpo_target_seconds": 14_400},
}


def texts(inputs: SizingInputs, level: str) -> list[str]:
    """Return the sentences of a level."""
    return [finding.text for finding in size(inputs).findings if finding.level == level]


def test_a_plan_that_works_is_neither_refused_nor_warned_of() -> None:
    """Few servers, few changes, an outage no longer than the target."""
    inputs = plan(2, 4, **QUIET)
    assert size(inputs).works
    assert texts(inputs, "warning") == []


def test_more_servers_than_an_account_replicates_are_refused_with_the_number_of_accounts() -> None:
    """3,000 servers: the quota by its code, and ten staging accounts; exactly 300 are none of it."""
    (text,) = texts(plan(3000, 6000, staging={"subnets": ()}), "refusal")
    assert "L-C1D14A2B, not adjustable" in text
    assert "10 staging accounts" in text
    assert texts(plan(300, 600, staging={"subnets": ()}), "refusal") == []


def test_a_staging_subnet_that_is_too_small_is_refused_with_the_size_that_does() -> None:
    """In a /24, 225 servers of one volume need 15 + 225 + 15 = 255 addresses, 226 need 16 + 226 + 15 = 257."""
    assert texts(plan(225, 225, **QUIET), "refusal") == []
    (text,) = texts(plan(226, 226, **QUIET), "refusal")
    assert "has 256 addresses and needs 257" in text
    assert "Give it a /23" in text


def test_changes_faster_than_the_tunnels_are_refused_and_slower_ones_without_headroom_warned_of() -> None:
    """146,078,601 bytes a second arrive, 116,862,880 with headroom."""
    changes = {**QUIET, "link": {"target": "transit-gateway", "gateway_sku": "VpnGw2AZ"}}
    assert texts(plan(2, 4, **{**changes, "changed_bytes_per_second": 116_862_880}), "warning") == []
    tight = plan(2, 4, **{**changes, "changed_bytes_per_second": 116_862_881})
    assert texts(tight, "refusal") == []
    assert any("headroom leaves: peaks make lag" in text for text in texts(tight, "warning"))
    never = plan(2, 4, **{**changes, "changed_bytes_per_second": 146_078_601})
    assert "replication never becomes continuous" in texts(never, "refusal")[0]


@pytest.mark.parametrize(
    ("known", "remedy"),
    [
        ({"link": {"throttling_mbps": 1}}, "replication.bandwidth_throttling_mbps"),
        ({"staging": {"instance_type": "t3.nano"}}, "replication.instance_type"),
        ({}, "larger gateway"),
    ],
)
def test_the_remedy_is_for_what_bounds_the_rate(known: dict[str, Any], remedy: str) -> None:
    """Throttling, small replication servers and tunnels are mended differently."""
    (text,) = texts(plan(2, 4, changed_bytes_per_second=200_000_000, **known), "refusal")
    assert remedy in text.partition("every hour. ")[2]


def test_failback_over_one_tunnel_is_warned_of_where_replication_over_four_is_fine() -> None:
    """A virtual private gateway sends through one tunnel."""
    inputs = plan(2, 4, **{**QUIET, "changed_bytes_per_second": 150_000_000, "link": {"gateway_sku": "VpnGw5AZ"}})
    assert texts(inputs, "refusal") == []
    (text,) = texts(inputs, "warning")
    assert "one tunnel that a virtual private gateway uses" in text
    assert "never catches up" in text


def test_an_outage_longer_than_the_target_is_warned_of() -> None:
    """A failover at its end loses all since its beginning."""
    (text,) = texts(plan(2, 4, provisioned_gib=100, changed_bytes_per_second=0), "warning")
    assert text.startswith("After 4 h without tunnels a failover loses 4 h of data; the target is 15 min.")
    assert "missed for 3 h 45 min in all" in text


def test_a_default_quota_that_is_too_low_is_warned_of_with_its_code() -> None:
    """60,000 GiB are 59 TiB of staging volumes, and as much again when all servers are recovered: 118 TiB."""
    (text,) = texts(plan(2, 4, **{**QUIET, "provisioned_gib": 60_000}), "warning")
    assert "needs 118 TiB, the default is 50 (L-7A658B76, adjustable)" in text
    (text,) = texts(plan(2, 4, **{**QUIET, "provisioned_gib": 60_000, "staging": {"disk_type": "ST1"}}), "warning")
    assert "L-82ACEF56" in text


def test_a_wave_larger_than_all_active_jobs_takes_rounds() -> None:
    """501 servers are two rounds of 30 minutes."""
    inputs = plan(501, 501, waves=[501], staging={"subnets": ()})
    assert any("L-05AFA8C6" in text and "2 rounds" in text for text in texts(inputs, "warning"))
    assert size(inputs).recovery_minutes == 60


def use(inputs: SizingInputs, code: str) -> LimitUse:
    """Return the use of a quota."""
    return next(use for use in size(inputs).limits if use.code == code)


def test_the_limit_with_the_least_room_breaks_first() -> None:
    """200 GiB a server: 50 TiB hold 128 servers twice (128 x 200 x 2 / 1024 = 50), an account 300."""
    inputs = plan(10, 20, provisioned_gib=2000)
    first, fixed = size(inputs).breaks_first, size(inputs).fixed_breaks_first
    assert first is not None
    assert fixed is not None
    assert (first.code, first.room_for_servers, first.adjustable) == ("L-7A658B76", 128, True)
    assert use(inputs, "L-C1D14A2B").room_for_servers == 300
    # 2 n / 15 replication servers + n conversion servers + 15 <= 256: n = 212 (29 + 212 + 15), 213 needs 257.
    assert (fixed.code, fixed.name, fixed.room_for_servers) == ("", "addresses of staging-eu-central-1a", 212)


def test_job_quotas_are_handled_by_jobs_and_rounds() -> None:
    """They never break: the plan says by how many jobs, in how many rounds."""
    inputs = plan(250, 250)
    assert (use(inputs, "L-B827C881").handled, use(inputs, "L-05AFA8C6").handled) == ("by 3 jobs", "in 1 round")
    assert use(inputs, "L-B827C881").room_for_servers is None


def test_a_quota_of_each_account_s_own_is_looked_up_and_not_ranked() -> None:
    """Four volumes need one replication server of 16 vCPUs; AWS gives every account another bound."""
    (text,) = texts(plan(2, 4, **QUIET), "note")
    assert "needs 16" in text
    assert "L-1216C47A" in text
    assert use(plan(2, 4), "L-1216C47A").used_percent is None


def test_nothing_breaks_without_servers() -> None:
    """An empty plan works and says what the tunnels carry."""
    answers = size(plan(0, 0))
    assert answers.works
    assert answers.breaks_first is None
    assert answers.forward.rate_bytes_per_second == 146_078_601


def test_codes_are_unique_and_sourced() -> None:
    """A code names one quota, and each has its source."""
    assert len({quota.code for quota in QUOTAS}) == len(QUOTAS)
    assert all(quota.source for quota in QUOTAS)


UNPROTECTED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown system": ({"family": "freebsd"}, "no operating system freebsd"),
    "system too old": ({"family": "ubuntu", "version": (10, 4)}, "Ubuntu 14.04 to 24.04"),
    "system too new": ({"family": "rhel", "version": (10, 2)}, "RHEL 6.0 to 10.1"),
    "system between": ({"family": "oracle-linux", "version": (8, 4)}, "8.5 to 8.10"),
    "Windows too old": ({"family": "windows-server", "version": (2003,)}, "not 2003"),
    "too many volumes": ({"volumes": 61}, "at most 60"),
    "disk too large": ({"largest_disk_gib": 16_385, "provisioned_gib": 20_000}, "16385 GiB"),
    "average disk too large": ({"volumes": 2, "provisioned_gib": 32_770}, "16385 GiB"),
    "shared disk": ({"disks": frozenset({"shared"})}, "shared disk"),
    "Ultra disk": ({"disks": frozenset({"ultra"})}, "Ultra disk"),
}


def of_servers(*servers: Any) -> SizingInputs:
    """Return a plan of single servers."""
    return SizingInputs(fleet_of_servers(servers), FOUR_TUNNELS, ONE_SUBNET, DEMANDS, tuple(servers))


@pytest.mark.parametrize(("known", "reason"), UNPROTECTED.values(), ids=UNPROTECTED)
def test_a_server_that_cannot_be_protected_is_named_with_its_reason(known: dict[str, Any], reason: str) -> None:
    """System, volumes, disks."""
    (unprotected,) = size(of_servers(server("old1", **known), server("app1"))).unprotected
    assert unprotected.name == "old1"
    assert reason in unprotected.reason


PROTECTED: list[dict[str, Any]] = [
    {"family": "oracle-linux", "version": (8,)},
    {"family": "oracle-linux", "version": (8, 10)},
    {"family": "rhel", "version": (9, 4, 1)},
    {"family": "rhel", "version": (10, 1)},
    {"family": "windows-server", "version": (2012,)},
    {"family": "amazon-linux", "version": (2023,)},
    {"volumes": 60},
    {"largest_disk_gib": 16_384, "provisioned_gib": 16_384, "volumes": 1},
]


@pytest.mark.parametrize("known", PROTECTED, ids=str)
def test_a_server_on_the_bound_can_be_protected(known: dict[str, Any]) -> None:
    """Bounds are inclusive; a version is compared as far as it is written."""
    assert size(of_servers(server(**known))).unprotected == ()


def test_many_volumes_and_uefi_linux_are_warned_of() -> None:
    """Both can be protected, with care."""
    warned = of_servers(server("db1", volumes=27), server("app1", firmware="uefi"), server("app2", firmware="bios"))
    found = " ".join(texts(warned, "warning"))
    assert "db1: more than the 26 volumes" in found
    assert "app1: Linux that boots by UEFI" in found
    assert "app2" not in found
