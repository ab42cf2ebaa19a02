"""Every policy and trust document passes the linter, and every `*` in one has a reason."""

import json
import re

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from lifeboat.blueprint.access_policies import LONGEST_POLICY_CHARACTERS
from tests.iam.documents import ARNS, Document, built, documents, roles, unreadable
from tests.iam.evaluator import items
from tests.iam.linter import ACCEPTED, NEWER, findings, known_actions
from tests.iam.stacks import ROOT, blueprints
from tests.iam.tables import rows

STACKS = sorted(blueprints())
WILDCARDS = rows("wildcards", "WILDCARDS")
LONGEST_TRUST_CHARACTERS = 2_048
LONGEST_INLINE_CHARACTERS = 10_240


@pytest.mark.parametrize("stack", STACKS)
def test_the_linter_finds_nothing(stack):
    found = {str(each): findings(each) for each in documents(stack)}
    assert len(found) > 7
    assert {place: each for place, each in found.items() if each} == {}


@pytest.mark.parametrize("stack", STACKS)
def test_nothing_that_is_called_a_policy_escapes(stack):
    """Documents are found by their shape, so that a new one needs no list; text that is none would not be judged."""
    assert unreadable(stack) == []


def wildcards(stack):
    """Holder and Sid of every statement with a `*`, and those without a Sid by what they say."""
    for document in documents(stack):
        for each in document.statements:
            named = [each.get(name, "") for name in ("Action", "NotAction", "Resource", "NotResource")]
            named += [each.get("Principal", ""), each.get("NotPrincipal", "")]
            if any("*" in str(one) for one in named) or {"NotAction", "NotResource", "NotPrincipal"} & set(each):
                yield f"{document.holder.name.removeprefix('harbor-')} {each.get('Sid', each)}"


@pytest.mark.parametrize("stack", STACKS)
def test_every_wildcard_has_a_sid_with_a_reason(stack):
    """Without one: take the `*` away, or give the statement a Sid and a row in tests/iam/wildcards.py."""
    assert {each for each in wildcards(stack) if each not in WILDCARDS} == set()


def test_every_reason_is_of_a_wildcard():
    assert set(WILDCARDS) - {each for stack in STACKS for each in wildcards(stack)} == set()
    assert all(WILDCARDS.values())


def sid_of(document: Document):
    return [each.get("Sid") for each in document.statements if "Sid" in each]


@pytest.mark.parametrize("stack", STACKS)
def test_documents_are_as_short_as_iam_wants_them(stack):
    """IAM user guide, quotas: 6,144 for a managed policy, 10,240 for a role's inline ones, 2,048 for trust."""
    longest = {
        "aws:iam/policy:Policy": LONGEST_POLICY_CHARACTERS,
        "aws:iam/rolePolicy:RolePolicy": LONGEST_INLINE_CHARACTERS,
    }
    for each in documents(stack):
        length = len(re.sub(r"\s", "", json.dumps(each.content)))
        assert length <= (LONGEST_TRUST_CHARACTERS if each.is_trust else longest.get(each.holder.type, 32_768)), each
        assert len(set(sid_of(each))) == len(sid_of(each))


@pytest.mark.parametrize("stack", STACKS)
def test_there_are_no_users_and_no_keys(stack):
    """Temporary credentials only."""
    made = {each.type for each in built(stack).resources if each.type.startswith("aws:iam/")}
    assert made <= {
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "aws:iam/policy:Policy",
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
    }


def test_no_component_knows_how_to_make_a_user_or_a_key():
    for file in (ROOT / "components").rglob("*.py"):
        assert not re.search(r"iam\.(User|AccessKey|Group)|AccessKey\(", file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize("stack", STACKS)
def test_nobody_is_trusted_but_by_name(stack):
    """No trust document admits everyone, an account's root, or a token by its audience alone."""
    for role in roles(stack).values():
        for each in role.trust.statements:
            named = [one for value in each["Principal"].values() for one in items(value)]
            assert not [one for one in named if "*" in one or one.endswith(":root")]
            if "Federated" in each["Principal"]:
                keys = each["Condition"]["StringEquals"]
                assert sorted(key.rpartition(":")[2] for key in keys) == ["aud", "sub"]


@pytest.mark.parametrize(("service", "action"), [(one, each) for one in NEWER for each in NEWER[one]])
def test_what_the_linter_lacks_is_an_operation_that_aws_has(service, action):
    """When its data has caught up, the row goes."""
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    assert action in model.operation_names
    assert action not in known_actions(service)


def broken(stack, **changes):
    """A document of the stack with one statement changed."""
    (found,) = [each for each in documents(stack) if each.holder.name == "harbor-access-drill-policy"]
    first, *others = found.statements
    return Document(stack, found.holder, found.place, {**found.content, "Statement": [{**first, **changes}, *others]})


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"Action": ["drs:StartRecoveries"]}, "UNKNOWN_ACTION"),
        ({"Action": ["dsr:StartRecovery"]}, "UNKNOWN_PREFIX"),
        ({"Resource": "arn:aws:drs:eu-central-1:111122223333:job/*"}, "RESOURCE_MISMATCH"),
        ({"Resource": "source-server/*"}, "INVALID_ARN"),
        ({"Effect": "Permit"}, "MALFORMED"),
        ({"Sid": "Not a Sid"}, "INVALID_SID"),
        ({"Sid": "TagJobs"}, "DUPLICATE_SID"),
        ({"Condition": {"StringEquals": {"drs:IsDrill": "true"}}}, "UNKNOWN_CONDITION_FOR_ACTION"),
        ({"Condition": {"StringIs": {"aws:RequestedRegion": "eu-central-1"}}}, "UNKNOWN_OPERATOR"),
    ],
)
def test_the_linter_finds_what_is_wrong(changes, finding):
    """The tests above can fail."""
    assert [text for text in findings(broken("every role", **changes)) if text.startswith(finding)]


def test_what_is_accepted_is_found():
    """A row of ACCEPTED that nothing needs goes."""
    from tests.iam import linter

    texts = []
    original, linter.ACCEPTED = linter.ACCEPTED, ()
    try:
        texts = [(each.holder.name, text) for each in documents("every role") for text in findings(each)]
    finally:
        linter.ACCEPTED = original
    for part, what, reason in ACCEPTED:
        assert reason
        assert [text for name, text in texts if part in name and re.search(what, text)]


def test_every_type_whose_arn_is_named_is_one_of_the_sandbox():
    from lifeboat.sandbox.clouds import catalog

    later = {"aws:sns/topic:Topic", "aws:s3/bucket:Bucket"}  # other parts of the AWS side
    assert set(ARNS) - set(catalog("aws").types) <= later
