"""IPsec suites: one choice, written in the words of both clouds, and the check that the two agree."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from lifeboat.blueprint.model import IpsecSuite
from lifeboat.settings.ipsec import Ipsec, Phase1, Phase2

AZURE_PHASE1_LIFETIME_SECONDS: Final = 28_800
"""Fixed by Azure (Azure, "About cryptographic requirements and Azure VPN gateways")."""

AWS_ENCRYPTION: Final = {
    "AES128": "AES128",
    "AES256": "AES256",
    "GCMAES128": "AES128-GCM-16",
    "GCMAES256": "AES256-GCM-16",
}
"""Azure's words for encryption in AWS's (AWS VPN tunnel options; Azure IpsecPolicy). AWS has no DES, 3DES, AES192."""

AWS_INTEGRITY: Final = {"SHA1": "SHA1", "SHA256": "SHA2-256", "SHA384": "SHA2-384"}
"""Azure's words for integrity in AWS's. AWS has no MD5, Azure no SHA2-512."""

DH_GROUP_NUMBERS: Final = {
    "DHGroup1": 1, "DHGroup2": 2, "DHGroup14": 14, "DHGroup2048": 14, "DHGroup24": 24, "ECP256": 19, "ECP384": 20,
}  # fmt: skip
"""Azure's words for phase 1 groups, by number (Azure VPN Gateway FAQ, table of Diffie-Hellman groups)."""

PFS_GROUP_NUMBERS: Final = {
    "PFS1": 1, "PFS2": 2, "PFS14": 14, "PFS2048": 14, "PFS24": 24, "ECP256": 19, "ECP384": 20,
}  # fmt: skip
"""Azure's words for phase 2 groups, by number (the same table)."""

AWS_PHASE1_GROUPS: Final = frozenset({2, *range(14, 25)})
"""Groups of phase 1 that AWS offers (AWS VPN tunnel options)."""

AWS_PHASE2_GROUPS: Final = AWS_PHASE1_GROUPS | {5}
"""Groups of phase 2 that AWS offers (AWS VPN tunnel options)."""

_AZURE_DH: Final = {14: "DHGroup14", 19: "ECP256", 20: "ECP384"}
_AZURE_PFS: Final = {14: "PFS2048", 19: "ECP256", 20: "ECP384"}
_UNUSED_INTEGRITY: Final = "SHA2-384"
# AES-GCM brings its own integrity; AWS wants a value all the same and does not use it.


class TunnelSizes(NamedTuple):
    """Largest packet and TCP segment inside a tunnel, in bytes."""

    mtu_bytes: int
    mss_bytes: int


_GCM_SIZES: Final = TunnelSizes(1446, 1406)
_CBC_SIZES: Final = TunnelSizes(1438, 1398)
_AZURE_SIZES: Final = TunnelSizes(1400, 1350)


def make_suite(chosen: Ipsec) -> IpsecSuite:
    """Return the suite that settings choose."""
    phase1, phase2 = _phases(chosen)
    gcm = phase2.encryption.startswith("GCM")
    return IpsecSuite(
        name=chosen.suite,
        aws_phase1_encryption=AWS_ENCRYPTION[phase1.encryption],
        aws_phase1_integrity=AWS_INTEGRITY[phase1.integrity],
        aws_phase1_dh_group=phase1.dh_group,
        aws_phase2_encryption=AWS_ENCRYPTION[phase2.encryption],
        aws_phase2_integrity=_UNUSED_INTEGRITY if phase2.integrity is None else AWS_INTEGRITY[phase2.integrity],
        aws_phase2_dh_group=phase2.pfs_group,
        azure_ike_encryption=phase1.encryption,
        azure_ike_integrity=phase1.integrity,
        azure_dh_group=_AZURE_DH[phase1.dh_group],
        azure_ipsec_encryption=phase2.encryption,
        azure_ipsec_integrity=phase2.encryption if gcm else str(phase2.integrity),
        azure_pfs_group=_AZURE_PFS[phase2.pfs_group],
        phase1_lifetime_seconds=chosen.phase1_lifetime_seconds,
        phase2_lifetime_seconds=chosen.phase2_lifetime_seconds,
        phase2_lifetime_kilobytes=chosen.phase2_lifetime_kilobytes,
        rekey_margin_seconds=chosen.rekey_margin_seconds,
        rekey_fuzz_percent=chosen.rekey_fuzz_percent,
        replay_window_packets=chosen.replay_window_packets,
        dpd_timeout_seconds=chosen.dpd_timeout_seconds,
        dpd_action=chosen.dpd_action,
        startup_action=chosen.startup_action,
    )


def _phases(chosen: Ipsec) -> tuple[Phase1, Phase2]:
    if chosen.phase1 is not None and chosen.phase2 is not None:
        return chosen.phase1, chosen.phase2
    group = 14 if chosen.suite == "compatible" else 20
    return (
        Phase1(encryption="AES256", integrity="SHA384", dh_group=group),
        Phase2(encryption="GCMAES256", pfs_group=group),
    )


def tunnel_sizes(suite: IpsecSuite) -> TunnelSizes:
    """Return the largest packet and segment that both clouds advise for a suite.

    Sources: AWS Site-to-Site VPN user guide, customer gateway best practices (1446/1406 with AES-GCM, 1438/1398 with
    AES-CBC and SHA2-256); Azure, "About VPN devices" (MTU 1400, MSS 1350).
    """
    aws = _GCM_SIZES if suite.azure_ipsec_encryption.startswith("GCM") else _CBC_SIZES
    return TunnelSizes(min(aws.mtu_bytes, _AZURE_SIZES.mtu_bytes), min(aws.mss_bytes, _AZURE_SIZES.mss_bytes))


@dataclass(frozen=True)
class Agreement:
    """One field of a tunnel: what Azure offers, what AWS accepts, and whether the two meet."""

    field: str
    azure: str
    aws: str
    meets: bool


def agreement(suite: IpsecSuite) -> tuple[Agreement, ...]:
    """Return, for each field that the two ends negotiate or share, whether they meet.

    Every tunnel has the one suite, so this holds for each of them. Lifetimes are each side's own affair and need not
    be equal (Azure, "About cryptographic requirements"); they meet when both are within the other's bounds.
    """
    return tuple(_agreement(suite))


def _agreement(suite: IpsecSuite) -> Iterator[Agreement]:
    gcm = suite.azure_ipsec_encryption.startswith("GCM")
    yield Agreement("IKE version", "IKEv2", "ikev2", meets=True)
    yield _translated("phase 1 encryption", suite.azure_ike_encryption, suite.aws_phase1_encryption, AWS_ENCRYPTION)
    yield _translated("phase 1 integrity", suite.azure_ike_integrity, suite.aws_phase1_integrity, AWS_INTEGRITY)
    yield _group("phase 1 group", suite.azure_dh_group, suite.aws_phase1_dh_group, DH_GROUP_NUMBERS, AWS_PHASE1_GROUPS)
    yield _translated("phase 2 encryption", suite.azure_ipsec_encryption, suite.aws_phase2_encryption, AWS_ENCRYPTION)
    if gcm:
        same = suite.azure_ipsec_integrity == suite.azure_ipsec_encryption
        yield Agreement("phase 2 integrity", suite.azure_ipsec_integrity, "part of AES-GCM", same)
    else:
        yield _translated("phase 2 integrity", suite.azure_ipsec_integrity, suite.aws_phase2_integrity, AWS_INTEGRITY)
    yield _group(
        "phase 2 group", suite.azure_pfs_group, suite.aws_phase2_dh_group, PFS_GROUP_NUMBERS, AWS_PHASE2_GROUPS
    )
    phase1, phase2 = suite.phase1_lifetime_seconds, suite.phase2_lifetime_seconds
    fits = 900 <= phase1 <= AZURE_PHASE1_LIFETIME_SECONDS
    yield Agreement("phase 1 lifetime", f"{AZURE_PHASE1_LIFETIME_SECONDS} s, fixed", f"{phase1} s", fits)
    yield Agreement("phase 2 lifetime", f"{phase2} s", f"{phase2} s", 900 <= phase2 <= min(3600, phase1 - 1))
    dpd = suite.dpd_timeout_seconds
    yield Agreement("dead peer detection", f"{dpd} s", f"{dpd} s, {suite.dpd_action}", 30 <= dpd <= 3600)


def _translated(field: str, azure: str, aws: str, words: dict[str, str]) -> Agreement:
    return Agreement(field, azure, aws, words.get(azure) == aws)


def _group(field: str, azure: str, aws: int, numbers: dict[str, int], offered: frozenset[int]) -> Agreement:
    return Agreement(field, azure, f"group {aws}", numbers.get(azure) == aws and aws in offered)
