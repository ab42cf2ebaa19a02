"""The evaluator itself: cases of the IAM user guide."""

import pytest

from tests.iam.evaluator import Call, applies, like_arn

ALLOW = {"Effect": "Allow", "Action": "drs:StartRecovery", "Resource": "*"}


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("arn:aws:drs:eu-central-1:1:source-server/*", "arn:aws:drs:eu-central-1:1:source-server/s-1", True),
        ("arn:aws:drs:eu-central-1:1:source-server/*", "arn:aws:drs:eu-west-1:1:source-server/s-1", False),
        ("arn:aws:drs:*:1:job/?", "arn:aws:drs:eu-west-1:1:job/a", True),
        ("arn:aws:drs:*:1:job/?", "arn:aws:drs:eu-west-1:1:job/ab", False),
        ("arn:aws:drs:*:job/a", "arn:aws:drs:eu-west-1:1:job/a", False),
        ("arn:aws:logs:r:1:log-group:a:*", "arn:aws:logs:r:1:log-group:a:log-stream:b", True),
        ("*", "arn:aws:drs:eu-west-1:1:job/a", True),
        ("*", "*", True),
        ("arn:aws:drs:r:1:job/*", "*", False),
    ],
)
def test_patterns_of_arns_fit_part_for_part(pattern, text, fits):
    assert like_arn(pattern, text) is fits


@pytest.mark.parametrize(
    ("condition", "context", "holds"),
    [
        ({"StringEquals": {"a": "x"}}, {"a": "x"}, True),
        ({"StringEquals": {"a": ["x", "y"]}}, {"A": "y"}, True),
        ({"StringEquals": {"a": "x"}}, {"a": "X"}, False),
        ({"StringEquals": {"a": "x"}}, {}, False),
        ({"StringEqualsIgnoreCase": {"a": "x"}}, {"a": "X"}, True),
        ({"StringEquals": {"a": "x", "b": "y"}}, {"a": "x"}, False),
        ({"StringEquals": {"a": "x"}, "Bool": {"b": "true"}}, {"a": "x", "b": "false"}, False),
        ({"StringLike": {"a": "s-*"}}, {"a": "s-1"}, True),
        ({"StringLike": {"a": "s-*"}}, {"a": "i-1"}, False),
        ({"StringNotEquals": {"a": "x"}}, {"a": "y"}, True),
        ({"StringNotEquals": {"a": ["x", "y"]}}, {"a": "y"}, False),
        ({"StringNotEquals": {"a": "x"}}, {}, True),
        ({"ArnLike": {"a": "arn:aws:sns:*:1:t"}}, {"a": "arn:aws:sns:r:1:t"}, True),
        ({"ArnEquals": {"a": "arn:aws:sns:r:1:t"}}, {"a": "arn:aws:sns:r:2:t"}, False),
        ({"Bool": {"a": "true"}}, {"a": "true"}, True),
        ({"Bool": {"a": "true"}}, {}, False),
        ({"Null": {"a": "true"}}, {}, True),
        ({"Null": {"a": "false"}}, {"a": "x"}, True),
        ({"Null": {"a": "false"}}, {}, False),
        ({"ForAnyValue:StringEquals": {"a": ["x", "y"]}}, {"a": ("y", "z")}, True),
        ({"ForAnyValue:StringEquals": {"a": ["x"]}}, {"a": ("y", "z")}, False),
        ({"NumericLessThanEquals": {"a": "5"}}, {"a": "5"}, True),
        ({"NumericLessThanEquals": {"a": "5"}}, {"a": "6"}, False),
    ],
)
def test_conditions(condition, context, holds):
    assert applies({**ALLOW, "Condition": condition}, Call("drs:StartRecovery", context=context)) is holds


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "NotAction": "drs:StartRecovery", "Resource": "*"},
        {"Effect": "Allow", "Action": "drs:StartRecovery", "NotResource": "*"},
        {**ALLOW, "NotPrincipal": {"AWS": "*"}},
        {**ALLOW, "Resource": "arn:aws:s3:::${aws:username}"},
        {**ALLOW, "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}},
        {**ALLOW, "Condition": {"ForAllValues:StringEquals": {"a": "x"}}},
    ],
)
def test_what_it_does_not_know_it_does_not_judge(statement):
    with pytest.raises(NotImplementedError):
        applies(statement, Call("drs:StartRecovery", context={"a": "x"}))


@pytest.mark.parametrize(
    ("principal", "who", "fits"),
    [
        ({"AWS": "arn:aws:iam::1:role/a"}, ("AWS", "arn:aws:iam::1:role/a"), True),
        ({"AWS": ["arn:aws:iam::1:role/a"]}, ("AWS", "arn:aws:iam::1:role/b"), False),
        ({"AWS": "arn:aws:iam::1:root"}, ("AWS", "arn:aws:iam::1:role/b"), True),
        ({"AWS": "1"}, ("AWS", "arn:aws:iam::1:role/b"), True),
        ({"AWS": "1"}, ("AWS", "arn:aws:iam::2:role/b"), False),
        ({"AWS": "*"}, ("AWS", "arn:aws:iam::2:role/b"), True),
        ("*", ("AWS", "arn:aws:iam::2:role/b"), True),
        ({"Service": "drs.amazonaws.com"}, ("Service", "drs.amazonaws.com"), True),
        ({"Service": "drs.amazonaws.com"}, ("AWS", "drs.amazonaws.com"), False),
        ({"Federated": "issuer"}, ("Federated", "issuer"), True),
        ({"AWS": "*"}, ("Federated", "issuer"), False),
        ({"AWS": "*"}, None, False),
    ],
)
def test_principals(principal, who, fits):
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    assert applies(statement, Call("sts:AssumeRole", principal=who)) is fits


def test_action_names_have_no_case():
    assert applies({**ALLOW, "Action": "DRS:start*"}, Call("drs:StartRecovery"))
