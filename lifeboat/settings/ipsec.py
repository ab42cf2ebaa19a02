"""Settings of the IPsec suite, in one vocabulary for both clouds; weak and one-sided algorithms are refused by name."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lifeboat.settings.fields import Check, Model, refuse

Word = str | int

_BROKEN: Final = "It is broken (RFC 8221; RFC 8247)."
_WEAK_INTEGRITY: Final = "It is too weak (RFC 8221; RFC 8247)."
_WEAK_GROUP: Final = "It has fewer than 2048 bits (RFC 8247)."
_NOT_IN_AWS: Final = "AWS does not offer it (AWS Site-to-Site VPN tunnel options)."
_NOT_IN_AZURE: Final = "Azure does not offer it (Azure, About cryptographic requirements)."
_UNPROVEN: Final = "Nothing documents AES-GCM in phase 1 between the two clouds; phase 1 carries no bulk traffic."

PHASE1_ENCRYPTION: Final = ("AES128", "AES256")
"""Phase 1 encryption that both clouds offer and nobody advises against."""

PHASE1_INTEGRITY: Final = ("SHA256", "SHA384")
"""Phase 1 integrity that both clouds offer and nobody advises against."""

PHASE2_ENCRYPTION: Final = ("AES128", "AES256", "GCMAES128", "GCMAES256")
"""Phase 2 encryption that both clouds offer and nobody advises against."""

PHASE2_INTEGRITY: Final = ("SHA256",)
"""Phase 2 integrity beside AES-CBC; AES-GCM brings its own."""

DH_GROUPS: Final = (14, 19, 20)
"""Diffie-Hellman groups that both clouds offer and nobody advises against, in both phases."""

_OLD_ENCRYPTION: Final = {"None": _BROKEN, "DES": _BROKEN, "DES3": _BROKEN, "3DES": _BROKEN}
_REFUSED_PHASE1_ENCRYPTION: Final = {
    **_OLD_ENCRYPTION,
    "AES192": _NOT_IN_AWS,
    "GCMAES128": _UNPROVEN,
    "GCMAES256": _UNPROVEN,
}
_REFUSED_PHASE2_ENCRYPTION: Final = {**_OLD_ENCRYPTION, "AES192": _NOT_IN_AWS, "GCMAES192": _NOT_IN_AWS}
_REFUSED_INTEGRITY: Final = {"MD5": _WEAK_INTEGRITY, "SHA1": _WEAK_INTEGRITY, "SHA512": _NOT_IN_AZURE}
_REFUSED_PHASE2_INTEGRITY: Final = {
    **_REFUSED_INTEGRITY,
    "SHA384": "Azure does not offer it in phase 2; encryption GCMAES256 needs none beside it.",
}
_REFUSED_GROUPS: Final = {
    **dict.fromkeys((1, 2, 5), _WEAK_GROUP),
    24: "Its origin cannot be verified (RFC 8247 advises against it).",
    **dict.fromkeys((15, 16, 17, 18, 21, 22, 23), _NOT_IN_AZURE),
}


def _among(allowed: tuple[Word, ...], refused: Mapping[Any, str], **json_schema: Any) -> Check:
    """Return the check of an algorithm, with a reason of its own for each that one might ask for."""

    def check(value: Any) -> Any:
        known = any(value == word and type(value) is type(word) for word in allowed)
        if not known:
            why = refused.get(value) if isinstance(value, str | int) and not isinstance(value, bool) else None
            refuse(
                " or ".join(map(str, allowed)),
                why or "Both clouds have to offer it, and nobody may advise against it.",
                f"Use {allowed[-1]}, or suite strong.",
            )
        return value

    return Check(check, enum=list(allowed), **json_schema)


DhGroup = Annotated[int, _among(DH_GROUPS, MappingProxyType(_REFUSED_GROUPS), type="integer")]
"""A Diffie-Hellman group by its number (IANA, IKEv2 transform type 4): 14 MODP 2048, 19 ECP 256, 20 ECP 384."""


class Phase1(Model):
    """IKE phase 1 of a suite of your own."""

    encryption: Annotated[str, _among(PHASE1_ENCRYPTION, _REFUSED_PHASE1_ENCRYPTION, type="string")]
    """Encryption algorithm, AES-CBC."""
    integrity: Annotated[str, _among(PHASE1_INTEGRITY, _REFUSED_INTEGRITY, type="string")]
    """Integrity algorithm."""
    dh_group: DhGroup
    """Diffie-Hellman group."""


class Phase2(Model):
    """IPsec phase 2 of a suite of your own."""

    encryption: Annotated[str, _among(PHASE2_ENCRYPTION, _REFUSED_PHASE2_ENCRYPTION, type="string")]
    """Encryption algorithm; the GCM ones are faster on Azure's gateways."""
    integrity: Annotated[str, _among(PHASE2_INTEGRITY, _REFUSED_PHASE2_INTEGRITY, type="string")] | None = None
    """Integrity algorithm beside AES-CBC; none beside AES-GCM, which brings its own."""
    pfs_group: DhGroup
    """Diffie-Hellman group of perfect forward secrecy."""


class Ipsec(Model):
    """How every tunnel is encrypted and kept alive, at both ends.

    A change updates both ends in place and takes each tunnel down for minutes.
    """

    suite: Literal["strong", "compatible", "custom"] = "strong"
    """`strong`: AES256/SHA384/DH20, GCMAES256/PFS20; `compatible`: the same with DH14; `custom`: `phase1` and `phase2`
    below."""
    phase1: Phase1 | None = None
    """IKE phase 1, with suite `custom` alone."""
    phase2: Phase2 | None = None
    """IPsec phase 2, with suite `custom` alone."""
    phase1_lifetime_seconds: int = Field(default=28800, ge=900, le=28800)
    """How long AWS keeps a phase 1 association; Azure's is fixed at 28800, and the two need not be equal."""
    phase2_lifetime_seconds: int = Field(default=3600, ge=900, le=3600)
    """How long both sides keep a phase 2 association; shorter than phase 1."""
    phase2_lifetime_kilobytes: int = Field(default=102400000, ge=1024, le=2147483647)
    """After how much traffic Azure renews a phase 2 association; AWS has no such bound."""
    rekey_margin_seconds: int = Field(default=270, ge=60, le=1800)
    """How long before the end of phase 2 AWS begins to renew it; at most half of `phase2_lifetime_seconds`."""
    rekey_fuzz_percent: int = Field(default=100, ge=0, le=100)
    """By how much AWS varies the margin at random, so that tunnels do not renew together."""
    replay_window_packets: int = Field(default=1024, ge=64, le=2048)
    """How far behind the newest a packet may arrive at AWS."""
    dpd_timeout_seconds: int = Field(default=45, ge=30, le=3600)
    """Seconds without a sign of life after which either side takes the other for dead (AWS: 30 or more; Azure: 9 to
    3600)."""
    dpd_action: Literal["restart", "clear", "none"] = "restart"
    """What AWS does with a dead peer: dial again, forget it, or nothing."""
    startup_action: Literal["start", "add"] = "start"
    """Who dials first: `start`, AWS, so that a tunnel without traffic comes back by itself; `add`, AWS waits."""
