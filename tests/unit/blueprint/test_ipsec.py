"""Suites against the full value lists of both clouds, written down again from their pages."""

from dataclasses import fields, replace
from itertools import product
from typing import Any

import pytest

from lifeboat.blueprint import ipsec
from lifeboat.blueprint.ipsec import agreement, make_suite, tunnel_sizes
from lifeboat.settings import SettingsError, parse
from lifeboat.settings.ipsec import DH_GROUPS, PHASE1_ENCRYPTION, PHASE1_INTEGRITY, PHASE2_ENCRYPTION, Ipsec
from tests.unit.settings.raw import CREATED, changed

# AWS Site-to-Site VPN user guide, tunnel options.
AWS_ENCRYPTION = {"AES128", "AES256", "AES128-GCM-16", "AES256-GCM-16"}
AWS_INTEGRITY = {"SHA1", "SHA2-256", "SHA2-384", "SHA2-512"}
AWS_PHASE1_GROUPS = {2, *range(14, 25)}
AWS_PHASE2_GROUPS = {2, 5, *range(14, 25)}
# Azure REST API, IpsecPolicy.
AZURE_IKE_ENCRYPTION = ["DES", "DES3", "AES128", "AES192", "AES256", "GCMAES128", "GCMAES256"]
AZURE_IKE_INTEGRITY = ["MD5", "SHA1", "SHA256", "SHA384", "GCMAES128", "GCMAES256"]
AZURE_DH = ["None", "DHGroup1", "DHGroup2", "DHGroup14", "DHGroup2048", "DHGroup24", "ECP256", "ECP384"]
AZURE_ENCRYPTION = ["None", "DES", "DES3", "AES128", "AES192", "AES256", "GCMAES128", "GCMAES192", "GCMAES256"]
AZURE_INTEGRITY = ["MD5", "SHA1", "SHA256", "GCMAES128", "GCMAES192", "GCMAES256"]
AZURE_PFS = ["None", "PFS1", "PFS2", "PFS2048", "ECP256", "ECP384", "PFS24", "PFS14", "PFSMM"]
NUMBERS = {"DHGroup14": 14, "PFS2048": 14, "ECP256": 19, "ECP384": 20}
STRONG = make_suite(Ipsec())

CUSTOM = [
    {
        "suite": "custom",
        "phase1": {"encryption": one, "integrity": integrity, "dh_group": group},
        "phase2": {"encryption": two, "integrity": None if two.startswith("GCM") else "SHA256", "pfs_group": pfs},
    }
    for one, integrity, group, two, pfs in product(
        PHASE1_ENCRYPTION, PHASE1_INTEGRITY, DH_GROUPS, PHASE2_ENCRYPTION, DH_GROUPS
    )
]


@pytest.mark.parametrize("raw", CUSTOM, ids=str)
def test_every_suite_that_can_be_spelled_out_is_offered_and_accepted(raw: dict[str, Any]) -> None:
    """Each value is in its cloud's list, the groups are the same numbers, and the two ends agree."""
    suite = make_suite(parse(changed(CREATED, {"interconnect.ipsec": raw})).interconnect.ipsec)
    assert suite.azure_ike_encryption in AZURE_IKE_ENCRYPTION
    assert suite.azure_ike_integrity in AZURE_IKE_INTEGRITY
    assert suite.azure_ipsec_encryption in AZURE_ENCRYPTION
    assert suite.azure_ipsec_integrity in AZURE_INTEGRITY
    if suite.azure_ipsec_encryption.startswith("GCM"):
        assert suite.azure_ipsec_integrity == suite.azure_ipsec_encryption
    assert NUMBERS[suite.azure_dh_group] == suite.aws_phase1_dh_group == raw["phase1"]["dh_group"]
    assert NUMBERS[suite.azure_pfs_group] == suite.aws_phase2_dh_group == raw["phase2"]["pfs_group"]
    assert {suite.aws_phase1_encryption, suite.aws_phase2_encryption} <= AWS_ENCRYPTION
    assert {suite.aws_phase1_integrity, suite.aws_phase2_integrity} <= AWS_INTEGRITY - {"SHA1"}
    assert suite.aws_phase1_dh_group in AWS_PHASE1_GROUPS
    assert suite.aws_phase2_dh_group in AWS_PHASE2_GROUPS
    assert all(each.meets for each in agreement(suite))


def test_the_named_suites_are_what_their_names_promise() -> None:
    """`strong` and `compatible` differ in the group alone."""
    compatible = make_suite(Ipsec(suite="compatible"))
    assert (STRONG.aws_phase1_dh_group, compatible.aws_phase1_dh_group) == (20, 14)
    different = {each.name for each in fields(STRONG) if getattr(STRONG, each.name) != getattr(compatible, each.name)}
    assert different == {
        "name",
        "aws_phase1_dh_group",
        "aws_phase2_dh_group",
        "azure_dh_group",
        "azure_pfs_group",
    }


def test_the_strong_suite_is_spelled_out_for_both_clouds() -> None:
    """The words of both, as they are sent: IKEv2 with AES256/SHA384/DH20, GCMAES256 with PFS 20."""
    assert {each.name: getattr(STRONG, each.name) for each in fields(STRONG) if each.name.startswith("a")} == {
        "aws_phase1_encryption": "AES256",
        "aws_phase1_integrity": "SHA2-384",
        "aws_phase1_dh_group": 20,
        "aws_phase2_encryption": "AES256-GCM-16",
        "aws_phase2_integrity": "SHA2-384",
        "aws_phase2_dh_group": 20,
        "azure_ike_encryption": "AES256",
        "azure_ike_integrity": "SHA384",
        "azure_dh_group": "ECP384",
        "azure_ipsec_encryption": "GCMAES256",
        "azure_ipsec_integrity": "GCMAES256",
        "azure_pfs_group": "ECP384",
    }


# Azure's word, AWS's word; compared with the code's own table, so not made from it.
SAME_ENCRYPTION = {
    ("AES128", "AES128"),
    ("AES256", "AES256"),
    ("GCMAES128", "AES128-GCM-16"),
    ("GCMAES256", "AES256-GCM-16"),
}
SAME_INTEGRITY = {("SHA256", "SHA2-256"), ("SHA384", "SHA2-384")}


@pytest.mark.parametrize("raw", CUSTOM, ids=str)
def test_both_ends_of_a_suite_say_what_settings_say_each_in_its_own_words(raw: dict[str, Any]) -> None:
    """Phase by phase: neither end may fall back on the other phase's algorithm, nor on a neighbouring key length."""
    suite = make_suite(parse(changed(CREATED, {"interconnect.ipsec": raw})).interconnect.ipsec)
    assert suite.azure_ike_encryption == raw["phase1"]["encryption"]
    assert suite.azure_ike_integrity == raw["phase1"]["integrity"]
    assert suite.azure_ipsec_encryption == raw["phase2"]["encryption"]
    assert suite.azure_ipsec_integrity == (raw["phase2"]["integrity"] or raw["phase2"]["encryption"])
    assert (suite.azure_ike_encryption, suite.aws_phase1_encryption) in SAME_ENCRYPTION
    assert (suite.azure_ipsec_encryption, suite.aws_phase2_encryption) in SAME_ENCRYPTION
    assert (suite.azure_ike_integrity, suite.aws_phase1_integrity) in SAME_INTEGRITY
    if raw["phase2"]["integrity"]:
        assert (suite.azure_ipsec_integrity, suite.aws_phase2_integrity) in SAME_INTEGRITY


def test_times_and_windows_reach_the_suite_each_as_itself() -> None:
    """No two are alike here and none is a default, so that one in another's place is seen."""
    chosen = {
        "phase1_lifetime_seconds": 20000,
        "phase2_lifetime_seconds": 2700,
        "phase2_lifetime_kilobytes": 5000,
        "rekey_margin_seconds": 300,
        "rekey_fuzz_percent": 50,
        "replay_window_packets": 512,
        "dpd_timeout_seconds": 60,
        "dpd_action": "clear",
        "startup_action": "add",
    }
    suite = make_suite(parse(changed(CREATED, {"interconnect.ipsec": chosen})).interconnect.ipsec)
    assert {field: getattr(suite, field) for field in chosen} == chosen


def test_phase_2_is_shorter_than_phase_1_and_not_as_long() -> None:
    """AWS refuses two that are equal."""
    equal = {"phase1_lifetime_seconds": 3600, "phase2_lifetime_seconds": 3600}
    with pytest.raises(SettingsError, match="phase2_lifetime_seconds"):
        parse(changed(CREATED, {"interconnect.ipsec": equal}))
    shorter = parse(changed(CREATED, {"interconnect.ipsec": {**equal, "phase2_lifetime_seconds": 3599}}))
    assert all(each.meets for each in agreement(make_suite(shorter.interconnect.ipsec)))


FIELDS = {
    "azure_ike_encryption": ("phase 1 encryption", AZURE_IKE_ENCRYPTION),
    "azure_ike_integrity": ("phase 1 integrity", AZURE_IKE_INTEGRITY),
    "azure_dh_group": ("phase 1 group", AZURE_DH),
    "azure_ipsec_encryption": ("phase 2 encryption", AZURE_ENCRYPTION),
    "azure_pfs_group": ("phase 2 group", AZURE_PFS),
}
OTHERS = [(field, value) for field, (_, values) in FIELDS.items() for value in values]


@pytest.mark.parametrize(("field", "value"), OTHERS)
def test_what_azure_offers_meets_aws_only_where_it_is_the_same(field: str, value: str) -> None:
    """Of Azure's whole list only the strong suite's own value meets what AWS accepts for it."""
    name = FIELDS[field][0]
    judged = {each.field: each.meets for each in agreement(replace(STRONG, **{field: value}))}
    assert judged[name] == (value == getattr(STRONG, field))


def test_a_group_that_only_azure_offers_does_not_meet_though_both_ends_name_it() -> None:
    """AWS has no group 1, and group 5 in phase 2 alone."""
    assert (ipsec.AWS_PHASE1_GROUPS, ipsec.AWS_PHASE2_GROUPS) == (AWS_PHASE1_GROUPS, AWS_PHASE2_GROUPS)
    suite = replace(
        STRONG, azure_dh_group="DHGroup1", aws_phase1_dh_group=1, azure_pfs_group="PFS1", aws_phase2_dh_group=1
    )
    assert {each.field for each in agreement(suite) if not each.meets} == {"phase 1 group", "phase 2 group"}


@pytest.mark.parametrize("integrity", AZURE_INTEGRITY)
def test_gcm_takes_itself_as_integrity(integrity: str) -> None:
    """Azure refuses any other pair."""
    judged = {each.field: each.meets for each in agreement(replace(STRONG, azure_ipsec_integrity=integrity))}
    assert judged["phase 2 integrity"] == (integrity == "GCMAES256")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phase1_lifetime_seconds": 28801}, "phase 1 lifetime"),
        ({"phase2_lifetime_seconds": 3601}, "phase 2 lifetime"),
        ({"phase2_lifetime_seconds": 899}, "phase 2 lifetime"),
        ({"phase1_lifetime_seconds": 3000}, "phase 2 lifetime"),
        ({"dpd_timeout_seconds": 29}, "dead peer detection"),
        ({"dpd_timeout_seconds": 3601}, "dead peer detection"),
    ],
)
def test_times_outside_both_clouds_bounds_do_not_meet(changes: dict[str, int], field: str) -> None:
    """AWS: phase 1 to 28800, phase 2 900 to 3600 and shorter than phase 1, DPD from 30; Azure: DPD to 3600."""
    judged = {each.field: each.meets for each in agreement(replace(STRONG, **changes))}
    assert not judged[field]
    assert all(meets for name, meets in judged.items() if name != field)


def test_a_phase_1_shorter_than_aws_takes_does_not_meet() -> None:
    """900 seconds at least; no phase 2 is shorter still, so that one does not meet either."""
    judged = agreement(replace(STRONG, phase1_lifetime_seconds=899))
    assert {each.field for each in judged if not each.meets} == {"phase 1 lifetime", "phase 2 lifetime"}


def test_weak_words_of_both_lists_can_never_be_chosen() -> None:
    """Whatever either cloud still lists: broken, weak or unknown to the other."""
    for phase, field, words in (
        ("phase1", "encryption", set(AZURE_IKE_ENCRYPTION) - set(PHASE1_ENCRYPTION)),
        ("phase1", "integrity", set(AZURE_IKE_INTEGRITY) - set(PHASE1_INTEGRITY)),
        ("phase2", "encryption", set(AZURE_ENCRYPTION) - set(PHASE2_ENCRYPTION)),
        ("phase1", "dh_group", (AWS_PHASE1_GROUPS | {1, 5}) - set(DH_GROUPS)),
        ("phase2", "pfs_group", (AWS_PHASE2_GROUPS | {1}) - set(DH_GROUPS)),
    ):
        for word in words:
            raw = {
                "suite": "custom",
                "phase1": {"encryption": "AES256", "integrity": "SHA384", "dh_group": 20},
                "phase2": {"encryption": "GCMAES256", "pfs_group": 20},
            }
            raw[phase] = {**raw[phase], field: word}  # type: ignore[dict-item]
            with pytest.raises(SettingsError) as caught:
                parse(changed(CREATED, {"interconnect.ipsec": raw}))
            assert [problem.path for problem in caught.value.problems] == [("interconnect", "ipsec", phase, field)]


@pytest.mark.parametrize(("encryption", "integrity"), [("GCMAES256", None), ("AES256", "SHA256")])
def test_packets_fit_what_both_clouds_advise(encryption: str, integrity: str | None) -> None:
    """AWS: MTU 1446 and MSS 1406 with AES-GCM, 1438 and 1398 with AES-CBC; Azure: 1400 and 1350."""
    suite = replace(STRONG, azure_ipsec_encryption=encryption, azure_ipsec_integrity=integrity or encryption)
    assert tunnel_sizes(suite) == (1400, 1350)
