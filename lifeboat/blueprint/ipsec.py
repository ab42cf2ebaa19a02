"""IPsec suites: one choice, written in the words of both clouds."""

from typing import Final

from lifeboat.blueprint.model import IpsecSuite

PHASE1_LIFETIME_SECONDS: Final = 28_800
"""Azure's phase 1 lifetime is fixed at this value, which is also AWS's longest (Azure IPsec/IKE parameters)."""

PHASE2_LIFETIME_SECONDS: Final = 3_600
"""AWS's longest phase 2 lifetime; Azure follows, so that neither side alone starts every rekey."""

PHASE2_LIFETIME_KILOBYTES: Final = 102_400_000
"""Azure's default; AWS has no bound by volume."""


def _suite(name: str, dh_number: int, azure_dh: str, azure_pfs: str) -> IpsecSuite:
    return IpsecSuite(
        name=name,
        aws_phase1_encryption="AES256",
        aws_phase1_integrity="SHA2-384",
        aws_phase1_dh_group=dh_number,
        aws_phase2_encryption="AES256-GCM-16",
        # AES-GCM brings its own integrity; AWS wants a value all the same and does not use it.
        aws_phase2_integrity="SHA2-384",
        aws_phase2_dh_group=dh_number,
        azure_ike_encryption="AES256",
        azure_ike_integrity="SHA384",
        azure_dh_group=azure_dh,
        azure_ipsec_encryption="GCMAES256",
        azure_ipsec_integrity="GCMAES256",
        azure_pfs_group=azure_pfs,
        phase1_lifetime_seconds=PHASE1_LIFETIME_SECONDS,
        phase2_lifetime_seconds=PHASE2_LIFETIME_SECONDS,
        phase2_lifetime_kilobytes=PHASE2_LIFETIME_KILOBYTES,
    )


SUITES: Final = {
    "strong": _suite("strong", 20, "ECP384", "ECP384"),
    "compatible": _suite("compatible", 14, "DHGroup14", "PFS2048"),
}
"""Suites by name: both clouds' lists hold every value (AWS VPN tunnel options; Azure "About cryptographic
requirements")."""
