"""Cases of OIDC providers, policies of the account's own and managed identities: `rule: (passes, is refused)`."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.azure import tokens as az

ISSUER = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/"


def document(characters=0):
    """A policy of some length."""
    statement = {"Effect": "Allow", "Action": "drs:DescribeJobs", "Resource": "*"}
    whole = {"Version": "2012-10-17", "Id": "", "Statement": [statement]}
    padding = max(0, characters - len(json.dumps(whole, separators=(",", ":"))))
    # White space does not count.
    return json.dumps({**whole, "Id": "x" * padding}, indent=4, separators=(",", ":"))


def oidc(*urls, **more):
    return lambda cloud: [
        cloud.create(aws.OIDC_PROVIDER, **{"url": url, "clientIdLists": ["api://aws"], **more}) for url in urls
    ]


def policies(*names, policy=None, **more):
    return lambda cloud: [cloud.create(aws.POLICY, name=name, policy=policy or document(), **more) for name in names]


def attached(cloud, *, own=True):
    arn = policies("see")(cloud)[0].id
    cloud.create(
        aws.ROLE_POLICY_ATTACHMENT,
        role=cloud.role().id,
        policyArn=arn if own else arn.replace("policy/see", "policy/x"),
    )
    return arn


def policy_deleted(cloud, *, attach):
    if attach:
        attached(cloud)
    else:
        policies("see")(cloud)
    cloud.delete(cloud.rows(aws.POLICY)[0])


def inline(*sizes):
    def run(cloud):
        role = cloud.role().id
        for size in sizes:
            cloud.create(aws.ROLE_POLICY, role=role, policy=document(size))

    return run


def identity(name):
    return lambda cloud: cloud.create(az.USER_ASSIGNED_IDENTITY, resourceGroupName=cloud.group(), resourceName=name)


CASES = {
    "aws-oidc-taken": (oidc(ISSUER, ISSUER.replace("0/", "1/")), oidc(ISSUER, ISSUER)),
    "aws-oidc-url": (oidc(ISSUER), oidc("http://sts.windows.net/0/")),
    "aws-oidc-client-ids": (
        oidc(ISSUER, clientIdLists=[f"api://{number}" for number in range(100)]),
        oidc(ISSUER, clientIdLists=[f"api://{number}" for number in range(101)]),
    ),
    "aws-policy-taken": (policies("see", "drill"), policies("see", "SEE")),
    "aws-policy-malformed": (policies("see"), policies("see", policy="{}")),
    "aws-policy-size": (policies("see", policy=document(6144)), policies("see", policy=document(6145))),
    "aws-policy-delete-attached": (
        lambda cloud: policy_deleted(cloud, attach=False),
        lambda cloud: policy_deleted(cloud, attach=True),
    ),
    "aws-attachment-own-policy": (attached, lambda cloud: attached(cloud, own=False)),
    "aws-role-policy-size": (inline(5120, 5120), inline(5120, 5121)),
    "aws-role-trust-size": (
        lambda cloud: cloud.role(assumeRolePolicy=document(2048)),
        lambda cloud: cloud.role(assumeRolePolicy=document(2049)),
    ),
    "aws-api-policy": (policies("see"), policies("with blank")),
    "aws-api-openidconnectprovider": (oidc(ISSUER), oidc(ISSUER, thumbprintLists=["short"])),
    "azure-identity-name": (identity("id-agents"), identity("-agents")),
}
