"""From a preview to every format: what is written into resources cannot become part of a report's structure."""

import dataclasses
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lifeboat.consequences import tokens as t
from lifeboat.previews import Message, Operation, Preview, PropertyChange, Resource, Source, Step
from lifeboat.review.build import make_report
from lifeboat.review.model import Report
from lifeboat.review.render_html import to_html
from lifeboat.review.render_json import to_json
from lifeboat.review.render_markdown import to_markdown
from lifeboat.review.render_terminal import to_text
from tests.unit.review.samples import verdict
from tests.unit.review.steps import preview as changed
from tests.unit.review.steps import replace
from tests.unit.review.test_render import HOSTILE, html_structure, markdown_structure

STACK = "urn:pulumi:prod::lifeboat::"


def resource(type_: str, name: str, text: str, **inputs: object) -> Resource:
    known = {**inputs, "tags": {"Name": f"{name} {text}", f"key {text}": text}, "description": text}
    return Resource(
        f"{STACK}{type_}::{name} {text}", type_, f"{name} {text}", f"id-{name}", inputs=known, outputs=known
    )


def preview(text: str) -> Preview:
    """A change of both clouds with a text in every place where a person or a program can write one."""
    vpc = resource("aws:ec2/vpc:Vpc", "vpc", text, cidrBlock="10.20.0.0/16")
    subnet = resource("aws:ec2/subnet:Subnet", "subnet", text, vpcId="id-vpc", cidrBlock="10.20.1.0/24")
    network = resource(
        "azure-native:network:VirtualNetwork", "net", text, addressSpace={"addressPrefixes": ["10.10.0.0/16"]},
        virtualNetworkName=f"vnet {text}",
    )  # fmt: skip
    gateway = resource("azure-native:network:VirtualNetworkGateway", "gateway", text, sku={"name": "VpnGw2AZ"})
    opening = resource(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", text, cidrIpv4="10.10.0.0/16",
        fromPort=443, toPort=443, ipProtocol="tcp", securityGroupId="sg-1",
    )  # fmt: skip
    odd = resource("example:odd/thing:Thing", "odd", text, value=text)
    change = PropertyChange(f'tags["key {text}"]', text or None, f"new {text}")
    steps = (
        Step(Operation.UPDATE, vpc, vpc, (change,)),
        Step(Operation.CREATE, None, subnet),
        Step(Operation.UPDATE, network, network, (PropertyChange("addressSpace.addressPrefixes[0]", text, text),)),
        Step(Operation.REPLACE, gateway, gateway, (PropertyChange("sku.name", text, f"x {text}", replaces=True),)),
        Step(Operation.CREATE, None, opening),
        Step(Operation.DELETE, odd, None),
    )
    return Preview(Source.EVENTS, f"project {text}", f"stack {text}", steps)


def elements(page: str) -> set[tuple[str, str]]:
    """Every pair of an element and one of its attributes, and every element alone."""
    return {(tag, name) for tag, names in html_structure(page) for name in ("", *names)}


@pytest.mark.parametrize("text", [*HOSTILE, "</svg><script>x</script>", "]]>", "<!--", "&#x3c;b&#x3e;"])
def test_text_in_resources_adds_no_element_and_no_attribute(text: str) -> None:
    """In the page with its pictures, each element and attribute is one that a harmless text has as well."""
    clean = elements(to_html(make_report(preview("plain"))))
    assert elements(to_html(make_report(preview(text)))) <= clean | elements(to_html(make_report(preview("p" * 200))))


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_resources_leaves_the_markdown_as_it_is(text: str) -> None:
    """Kinds of blocks and spans, and the HTML that is ours."""
    harmless = {
        each for word in ("plain", "p" * 200) for each in markdown_structure(to_markdown(make_report(preview(word))))
    }
    found = set(markdown_structure(to_markdown(make_report(preview(text)))))
    assert {each for each in found - harmless if not each[1].startswith("<!-- lifeboat review of")} == set()


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60))
def test_any_text_can_be_reported_in_every_format(text: str) -> None:
    """Nothing raises, and each can be written to a file."""
    report = make_report(preview(text))
    for form in (to_html, to_markdown, to_text):
        form(report).encode()
    json.loads(to_json(report).encode(errors="surrogatepass"))


def test_a_preview_without_what_stays_has_no_pictures_and_says_so() -> None:
    """A digest or a plan alone is not drawn: what is missing would look as if it went."""
    report = make_report(preview("plain"), whole=False)
    assert report.pictures == ()
    assert any("--state" in note for note in report.notes)
    plan = make_report(dataclasses.replace(preview("plain"), source=Source.PLAN), whole=False)
    assert [note.split()[0] for note in plan.notes] == ["An", "An"]


def test_a_preview_of_nothing_is_a_report() -> None:
    """An empty stack, before its first resource."""
    report = make_report(Preview(Source.EVENTS, "lifeboat", "dev", ()))
    assert "Nothing changes." in to_text(report)
    assert report.dangers == ()


@pytest.mark.parametrize("form", [to_text, to_markdown, to_html])
def test_a_preview_that_failed_at_once_does_not_say_that_nothing_changes(form: Callable[[Report], str]) -> None:
    """A typo in the settings: what changes and how long that takes is not known, which is not nothing in 0 minutes."""
    wrong = Message("error", "Pulumi.prod.yaml: 1 problem\n  recovery.region: found eu-wset-1.")
    failed = Preview(Source.EVENTS, "lifeboat", "prod", (), messages=(wrong,), succeeded=False)
    shown = " ".join(form(make_report(failed)).split())
    assert "The preview failed: this cannot be deployed as it is." in shown
    assert "Not known: the preview failed before it came to a change." in shown
    assert "Nothing." not in shown
    assert "0 minutes" not in shown


def test_a_change_that_only_a_policy_refuses_says_so_first() -> None:
    """The engine calls it a failed preview, too; the reader has to know that it is the policy that is in the way."""
    refused = dataclasses.replace(preview("plain"), verdicts=(verdict(),), succeeded=False)
    assert "1 mandatory policy violation: this cannot be deployed as it is." in to_text(make_report(refused))


def test_the_deployment_never_takes_less_than_something_is_down() -> None:
    """Interruptions are added up, the deployment is its longest chain: two figures that a reader holds together."""
    report = make_report(changed(replace(t.VPC, "vpc", {"cidrBlock": ("10.1.0.0/16", "10.2.0.0/16")})))
    assert report.duration is not None
    assert report.duration.minutes == report.dangers[0].minutes_down
    assert "adds up its steps" in report.duration.note
