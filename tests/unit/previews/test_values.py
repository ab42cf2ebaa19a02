"""Values without the engine's wrapping: no secret gets through, at no depth, in no form."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifeboat.previews import SECRET, UNKNOWN
from lifeboat.previews.values import (
    SPECIAL,
    UNKNOWNS,
    colourless,
    configuration,
    hide_repeated,
    marked,
    name_of,
    plain,
    plain_type,
    properties,
    provider_name,
)
from tests.leaks import leaks

HIDDEN = "hunter2-hunter2"
SECRETS = [
    {SPECIAL: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(HIDDEN)},
    {SPECIAL: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": HIDDEN},
    {SPECIAL: "1b47061264138c4ac30d75fd1eb44270", "value": {"deep": [HIDDEN]}},
    {SPECIAL: "a kind that nobody knows yet", "value": HIDDEN},
    {SPECIAL: "d0e6a833031e9bbcd3f4e8bde6ca49a4", "secret": True, "value": HIDDEN},
    json.dumps({"token": {SPECIAL: "1b47061264138c4ac30d75fd1eb44270", "value": HIDDEN}}),
]
PLAIN = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5))


def trees(*leaves: Any) -> st.SearchStrategy[Any]:
    """Trees of objects and lists with these leaves among plain ones."""
    return st.recursive(
        st.one_of(PLAIN, *(st.just(leaf) for leaf in leaves)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
        max_leaves=15,
    )


@given(trees(*SECRETS, "[secret]"))
def test_no_secret_gets_through(tree: Any) -> None:
    """Encrypted, blinded, in clear, inside of JSON inside of a text, of a kind that is not known: at any depth."""
    found = repr(plain({"outputs": tree})) + repr(properties({"outputs": tree}))
    assert leaks(HIDDEN, found) == []
    assert SPECIAL not in found
    assert "[secret]" not in found


@given(trees())
def test_what_is_not_special_stays_as_it_is(tree: Any) -> None:
    """Nothing is lost by looking for secrets, and a line without a mark needs no look."""
    assert plain(tree) == tree
    assert not marked(json.dumps(tree).encode())


@given(trees(*SECRETS, *UNKNOWNS, "[secret]"))
def test_a_line_with_a_special_value_is_marked(tree: Any) -> None:
    """What has nothing to hide, and only that, is the same without a look."""
    assert marked(json.dumps(tree).encode()) or plain(tree) == tree


@pytest.mark.parametrize("mark", UNKNOWNS)
def test_every_kind_of_unknown_value_is_named(mark: str) -> None:
    """Alone, and inside of JSON inside of a text, which is then unknown as a whole."""
    assert plain({"a": [mark]}) == {"a": [UNKNOWN]}
    assert plain(json.dumps({"tags": {"a": mark}})) is UNKNOWN


def test_values_that_are_wrapped_and_open_are_unwrapped() -> None:
    """Outputs, references and assets; an output without a value is not known yet, an asset is known by its hash."""
    output = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
    assert plain({SPECIAL: output, "value": [1]}) == [1]
    assert plain({SPECIAL: output}) is UNKNOWN
    assert plain({SPECIAL: "c44067f5952c0a294b673a41bacd8c17", "hash": "1f", "text": "code"}) == {"hash": "1f"}
    assert plain({SPECIAL: "c44067f5952c0a294b673a41bacd8c17", "hash": "", "path": "a"}) == {"hash": "", "path": "a"}
    assert plain({SPECIAL: "5cf8f73096256a8f31e491e813e4eb8e", "urn": "u", "id": UNKNOWNS[0]}) == {
        "urn": "u",
        "id": UNKNOWN,
    }


def test_outputs_that_are_declared_secret_are_hidden() -> None:
    """Whatever the engine wrote there; a name that is not there is not made."""
    assert properties({"a": "x", "b": "y"}, ["a", "c"]) == {"a": SECRET, "b": "y"}
    assert properties({"a": "x"}, ["a"], look=False) == {"a": SECRET}
    assert properties(None) == properties({SPECIAL: "x"}) == properties("text") == {}


def test_a_plans_configuration_hides_what_is_encrypted() -> None:
    """As `secure`, alone or inside of an object."""
    raw = {"p:a": {"secure": "v1:abc"}, "p:b": {"inner": {"secure": "v1:abc"}, "open": True}, "p:c": "text"}
    assert configuration(raw) == {"p:a": SECRET, "p:b": {"inner": SECRET, "open": True}, "p:c": "text"}
    assert configuration(None) == {}


def test_colours_go() -> None:
    """The engine's own, a terminal's, and links."""
    assert colourless("<{%fg 1%}>a<{%reset%}> \x1b[1;31mb\x1b[0m \x1b]8;;http://x\x07c") == "a b c"
    assert colourless("1 < 2 {%}") == "1 < 2 {%}"


def test_types_and_names() -> None:
    """Only azure-native puts a version into its types."""
    assert plain_type("azure-native:network/v20240501preview:VirtualNetwork") == "azure-native:network:VirtualNetwork"
    assert plain_type("azure-native:network:VirtualNetwork") == "azure-native:network:VirtualNetwork"
    assert plain_type("aws:ec2/vpc:Vpc") == "aws:ec2/vpc:Vpc"
    assert name_of("urn:pulumi:s::p::t::a::b") == "a::b"
    assert provider_name("urn:pulumi:s::p::pulumi:providers:aws::the-provider::an-id") == "the-provider"
    assert provider_name("") == ""


def test_what_a_provider_repeats_of_a_secret_is_hidden_too() -> None:
    """In its answer under the same name, and as a tag among all tags, where the AWS provider puts it in clear."""
    inputs = {"tags": {"a": SECRET, "b": "open"}, "tagsAll": {"a": HIDDEN, "b": "open"}, "list": [{"key": SECRET}, 1]}
    outputs = {"tagsAll": {"a": HIDDEN, "c": "more"}, "list": [{"key": HIDDEN}], "tags": "odd"}
    hide_repeated(inputs, outputs)
    assert inputs["tagsAll"] == {"a": SECRET, "b": "open"}
    assert outputs == {"tagsAll": {"a": SECRET, "c": "more"}, "list": [{"key": SECRET}], "tags": "odd"}

    answered = {"tags": {"a": SECRET}, "tagsAll": {"a": HIDDEN}}
    hide_repeated({}, answered)
    assert answered["tagsAll"] == {"a": SECRET}

    whole = {"tags": SECRET, "tagsAll": {"a": HIDDEN}}
    hide_repeated(whole, {})
    assert whole["tagsAll"] is SECRET
