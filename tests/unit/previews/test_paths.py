"""Paths into properties, as the engine and the providers spell them."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeboat.previews.paths import MISSING, differences, format_path, parse_path, value_at

NAMES = st.text(min_size=1, max_size=8)
PATHS = st.lists(st.one_of(NAMES, st.integers(0, 99)), min_size=1, max_size=5)
TREES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=12,
)


@given(PATHS)
def test_a_path_that_is_written_is_read_back(path: list[str | int]) -> None:
    """Whatever is in the names: dots, brackets, quotes, any script."""
    assert parse_path(format_path(path)) == tuple(path)


@given(st.text(max_size=30))
def test_any_text_is_read_as_some_path(text: str) -> None:
    """A provider may send anything; nothing is lost and nothing fails."""
    assert parse_path(text)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("addressSpace.addressPrefixes[2]", ("addressSpace", "addressPrefixes", 2)),
        ("subnets[0].cidr", ("subnets", 0, "cidr")),
        ('tags["a.b"]', ("tags", "a.b")),
        ('tags["a\\"]["].c', ("tags", 'a"][', "c")),
        ('["lifeboat:stack"]', ("lifeboat:stack",)),
        ("tags.lifeboat:stack", ("tags", "lifeboat:stack")),
        ("a[1][2]", ("a", 1, 2)),
        ("a[", ("a[",)),
        ('a["', ('a["',)),
        ('a["\\x"]', ('a["\\x"]',)),
        ("", ("",)),
    ],
)
def test_paths_of_the_engine(text: str, path: tuple[str | int, ...]) -> None:
    """And what is none is one name."""
    assert parse_path(text) == path


@given(TREES, TREES)
def test_differences_are_all_there_is_between_two_trees(old: Any, new: Any) -> None:
    """Put into the one, they make the other; and each is what stands at its path."""
    made = copy.deepcopy(old)
    gone: list[tuple[str | int, ...]] = []
    for path, before, after in differences(old, new):
        assert before is value_at(old, path) or before == value_at(old, path)
        assert after is value_at(new, path) or after == value_at(new, path)
        if not path:
            made = copy.deepcopy(new)
            continue
        parent = value_at(made, path[:-1])
        if after is MISSING:
            gone.append(path)
        elif isinstance(parent, list) and path[-1] == len(parent):
            parent.append(copy.deepcopy(after))
        else:
            parent[path[-1]] = copy.deepcopy(after)
    for path in reversed(gone):
        del value_at(made, path[:-1])[path[-1]]
    assert made == new
    assert list(differences(new, new)) == []


def test_true_and_one_differ() -> None:
    """Python thinks otherwise."""
    assert list(differences({"a": 1}, {"a": True})) == [(("a",), 1, True)]
    assert list(differences({"a": 0}, {"a": False})) == [(("a",), 0, False)]


def test_what_hides_everything_below_it_stands_there() -> None:
    """A secret object: whatever is asked of it is secret."""
    hidden = object()
    assert value_at({"a": hidden}, ("a", "b", 0)) is hidden
    assert value_at({"a": "text"}, ("a", "b")) is MISSING
    assert value_at({"a": [1]}, ("a", 1)) is MISSING
    assert value_at({"a": [1]}, ("a", "b")) is MISSING
    assert value_at({"a": None}, ("a", "b")) is MISSING
