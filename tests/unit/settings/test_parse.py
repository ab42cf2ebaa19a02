"""One run finds everything: wrong values neither hide others nor make their stand-ins speak."""

import copy
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

from lifeboat.settings import Path, Settings, SettingsError, parse, render_path
from lifeboat.settings.shape import block, forms, plain
from lifeboat.settings.stand_ins import STAND_INS
from tests.unit.settings.raw import ADOPTED, CREATED, REMOVE, changed

FIVE = {
    "primary.region": "atlantis",
    "primary.network.gateway_subnet.cidr": "10.10.255.240/28",
    "recovery.network.cidr": "10.10.0.0/16",
    "recovery.gateway.asn": 7,
    "replication.retention_days": 366,
}


def problems_of(raw: dict[str, Any]) -> list[str]:
    """Return the paths of all problems; none for settings that are right."""
    try:
        parse(raw)
    except SettingsError as error:
        return [render_path(problem.path) for problem in error.problems]
    return []


def leaves(raw: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the path of every single value."""
    children = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    if not isinstance(raw, dict | list):
        yield path
    for key, value in children:
        yield from leaves(value, (*path, key))


def test_five_mistakes_in_five_places_are_five_problems_of_one_run() -> None:
    """Mistakes of single values and between values are all named at once, sorted, under a headline that counts."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, FIVE))
    assert [render_path(problem.path) for problem in caught.value.problems] == sorted(FIVE)
    headline, *lines = caught.value.report("Pulumi.dev.yaml").splitlines()
    assert headline == "Pulumi.dev.yaml: 5 problems; nothing was changed."
    assert len(lines) == 5


@pytest.mark.parametrize(("base", "leaf"), [(base, leaf) for base in (CREATED, ADOPTED) for leaf in leaves(base)])
@pytest.mark.parametrize("wrong", [b"", 0.5, {"x": 1}, [], None])
def test_whatever_is_wrong_is_said_once_and_its_stand_in_is_silent(
    base: dict[str, Any], leaf: Path, wrong: Any
) -> None:
    """A wrong value anywhere gives problems at its own place only: nothing is said about what stood in for it."""
    raw = copy.deepcopy(base)
    holder: Any = raw
    for part in leaf[:-1]:
        holder = holder[part]
    holder[leaf[-1]] = wrong
    place = render_path(leaf)
    assert all(found == place for found in problems_of(raw))
    assert len(problems_of(raw)) == 1 or wrong is None


@pytest.mark.parametrize("leaf", sorted(FIVE))
def test_a_wrong_value_does_not_hide_a_problem_between_others(leaf: str) -> None:
    """Beside any wrong value, two overlapping other ranges are still found."""
    overlapping = [{"name": "office", "cidr": "192.168.0.0/16"}, {"name": "branch", "cidr": "192.168.7.0/24"}]
    assert problems_of(changed(CREATED, {leaf: {"wrong": 1}, "other_ranges": overlapping})) == sorted(
        [leaf, "other_ranges[1].cidr"]
    )


def test_a_wrong_item_hides_neither_its_neighbours_nor_their_number() -> None:
    """Beside a bad zone, a repeated one is found, and that a list of subnets is too short for the zones."""
    zones = ["eu-central-1a", "nowhere", "eu-central-1a"]
    raw = changed(CREATED, {"recovery.zones": zones, "recovery.network.staging_subnets": ["10.20.128.0/24", "x"]})
    assert problems_of(raw) == [
        "recovery.network.staging_subnets",
        "recovery.network.staging_subnets[1]",
        "recovery.zones[1]",
        "recovery.zones[2]",
    ]


def test_a_block_with_an_unknown_mode_is_judged_as_the_mode_that_was_meant() -> None:
    """A misspelled mode is one problem; a bad value in the same block is another; its keys are not called unknown."""
    raw = changed(
        ADOPTED,
        {"recovery.network.mode": "Adoptt", "recovery.network.vpc_id": "vpc-x", "recovery.network.colour": "blue"},
    )
    assert problems_of(raw) == ["recovery.network.colour", "recovery.network.mode", "recovery.network.vpc_id"]
    unlike = changed(CREATED, {"recovery.network.mode": "xyz", "recovery.network.vpc_id": "vpc-0123456789abcdef0"})
    assert problems_of(unlike) == ["recovery.network.mode"]
    nested = changed(ADOPTED, {"recovery.network.staging_subnets.0.mode": "creat"})
    assert problems_of(nested) == ["recovery.network.staging_subnets[0].mode"]


def test_a_missing_block_with_required_keys_is_one_problem() -> None:
    """What is missing inside a missing block goes without saying."""
    assert problems_of({"name": "harbor"}) == ["primary", "recovery"]
    assert problems_of({}) == ["name", "primary", "recovery"]


def test_the_cut_gateway_subnet_of_a_bad_range_is_not_judged() -> None:
    """A workload subnet that meets the GatewaySubnet of the stand-in, not of the settings, is right."""
    raw = changed(
        CREATED,
        {
            "primary.network.virtual_network.address_space": ["bad", "10.255.0.0/16"],
            "primary.network.gateway_subnet": {},
            "primary.network.workload_subnets": [{"name": "app", "cidr": "10.255.15.224/27"}],
        },
    )
    assert problems_of(raw) == ["primary.network.virtual_network.address_space[0]"]


def test_a_tag_whose_name_and_value_are_both_wrong_is_two_problems() -> None:
    """Both are said, the next tag's too, and nothing else suffers."""
    assert problems_of(changed(CREATED, {"tags": {"": None, "create": None}, "name": "x"})) == [
        "name",
        'tags[""]',
        'tags[""]',
        "tags.create",
    ]


def test_parse_leaves_the_raw_settings_alone() -> None:
    """What the caller gave is the same afterwards, right or wrong."""
    raw = changed(CREATED, FIVE)
    before = copy.deepcopy(raw)
    assert problems_of(raw)
    assert raw == before


def required_values(annotation: Any, location: str = "") -> Iterator[str]:
    """Yield the place of every value without a default, and of every list item, with the forms of blocks in it."""
    known: dict[str, type[BaseModel]] = forms(annotation)
    for mode, model in known.items():
        yield from required_values(model, f"{location}.{mode}")
    model = block(annotation)
    for key, field in model.model_fields.items() if model else ():
        inner = field.annotation
        is_list = get_origin(plain(inner)) is list
        if is_list or block(inner) or forms(inner):
            yield from required_values(get_args(plain(inner))[0] if is_list else inner, f"{location}.{key}")
        elif field.is_required() and key != "mode":
            yield f"{location}.{key}"
    if not known and model is None:
        yield location


def test_every_value_without_a_default_has_a_stand_in() -> None:
    """A new required setting without a stand-in, or a stand-in of a setting that is gone, is found here."""
    assert {place.removeprefix(".") for place in required_values(Settings)} == set(STAND_INS)


def test_an_encrypted_key_is_accepted_unread() -> None:
    """`{secure: ...}` in a stack file counts as a key, on both tunnels, without being compared or shown."""
    encrypted = {"secure": "v1:fHvIM8N9Px8=:AAAA"}
    settings = parse(changed(CREATED, {f"interconnect.tunnels.tunnel{n}.pre_shared_key": encrypted for n in (1, 2)}))
    assert settings.interconnect.tunnels.tunnel1.pre_shared_key is not None
    assert "fHvIM8N9Px8" not in repr(settings)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"interconnect.tunnels.tunnel1.inside_cidr": 5},
        {"interconnect.tunnels.tunnel1.colour": 5},
        {"interconnect.tunnels.tunnel2": "Planted.Secret_1"},
        {"interconnect.tunnels.tunnel2.pre_shared_keys": "Planted.Secret_1"},
        {"interconnect.tunnels.tunnel2.pre_shared_key": ["Planted.Secret_1"]},
        {"interconnect.tunnels": [{"pre_shared_key": "Planted.Secret_1"}]},
        {"interconnect": "Planted.Secret_1"},
        {"name": REMOVE},
    ],
)
def test_no_key_is_ever_shown(changes: dict[str, Any]) -> None:
    """Neither settings, nor their dump, nor a message shows a key, wherever the mistake is."""
    raw = changed(changed(CREATED, {"interconnect.tunnels.tunnel1.pre_shared_key": "Planted.Secret_1"}), changes)
    try:
        settings = parse(raw)
    except SettingsError as error:
        shown = f"{error}{error!r}{error.problems!r}{error.__context__!r}"
    else:
        shown = f"{settings}{settings!r}{settings.model_dump_json()}"
    assert "Planted" not in shown
