"""Two landscapes element by element."""

from lifeboat.pictures import compare, topology, topology_text
from lifeboat.pictures.landscape import AFTER, Boundary, Gateway, Network, Rule, sorted_landscape
from tests.unit.pictures.estates import stack_landscape


def test_nothing_to_compare_with_marks_nothing():
    after = stack_landscape("dev")
    comparison = compare(None, after)
    assert {comparison.mark(element) for element in after.elements()} == {"same"}
    assert not comparison.compared


def test_the_same_landscape_has_not_changed():
    comparison = compare(stack_landscape("prod"), stack_landscape("prod"))
    assert comparison.counts()["same"] == len(list(stack_landscape("prod").elements()))
    assert "Nothing that is drawn here changes" in topology(stack_landscape("prod"), stack_landscape("prod"))


def gateway(address: str, asn: str = "65515") -> Gateway:
    return Gateway("gw", "gw", "vpn-gateway", "primary", addresses=(address,), asn=asn)


def group(*rules: Rule) -> Boundary:
    return Boundary("web", "web", "security group", "recovery", "", rules)


def test_changes_are_named_with_both_values():
    """An address that is given out anew is a change too: whoever dials the old one no longer reaches it."""
    ssh = Rule("ingress", "tcp", "22", "0.0.0.0/0")
    https = Rule("ingress", "tcp", "443", "10.0.0.0/8")
    before = sorted_landscape("t", iter([gateway("203.0.113.1"), group(https), Network("a", "a", "VPC", "other", ())]))
    after = sorted_landscape("t", iter([gateway(AFTER), group(ssh), Network("b", "b", "VPC", "other", ())]))
    comparison = compare(before, after)
    found = {element.key: comparison.of(element) for element in comparison.union.elements()}
    assert {key: item.mark for key, item in found.items()} == {
        "gw": "changed",
        "web": "changed",
        "a": "removed",
        "b": "added",
    }
    assert found["gw"].changes == ("addresses 203.0.113.1 → known after deployment",)
    assert found["web"].changes == ("no longer TCP 443 from 10.0.0.0/8", "now TCP 22 from 0.0.0.0/0")


def test_a_difference_is_told_in_words_in_picture_and_text():
    """Not by colour alone: a sign, a word in the legend, and the list of changes."""
    before = sorted_landscape("t", iter([gateway("203.0.113.1", "65515")]))
    after = sorted_landscape("t", iter([gateway("203.0.113.1", "65010")]))
    for told in (topology(before, after), topology_text(before, after)):
        assert "asn 65515 → 65010" in told
        assert "~" in told
        assert "1 changed" in told
