"""A passing and a refused call for every rule of roles, keys, logs, functions and DRS: `rule: (passes, is refused)`."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws
from tests.clouds.simulator import ACCOUNT, archive

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": []})
POLICY = "arn:aws:iam::aws:policy/"


def trusting(principal):
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def key(*principals, action="kms:*", **more):
    statement = {"Effect": "Allow", "Principal": {"AWS": list(principals or [ROOT])}, "Action": action, "Resource": "*"}
    policy = more.pop("policy", json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    return lambda cloud: cloud.create(aws.KEY, policy=policy, **more)


def role_deleted(**more):
    def run(cloud):
        role = cloud.role(**more)
        cloud.create(aws.ROLE_POLICY, role=role.id, policy=DOCUMENT)
        cloud.delete(role)

    return run


def attachment(path, role="example"):
    return lambda cloud: (cloud.role(), cloud.create(aws.ROLE_POLICY_ATTACHMENT, role=role, policyArn=POLICY + path))


def role_policy(policy, **more):
    return lambda cloud: cloud.create(aws.ROLE_POLICY, role=cloud.role().id, policy=policy, **more)


def alias(*names, target=None):
    def run(cloud):
        made = key()(cloud)
        for name in names:
            cloud.create(aws.ALIAS, name=name, targetKeyId=target or made.id)

    return run


def log_groups(*names, **more):
    return lambda cloud: [cloud.create(aws.LOG_GROUP, name=name, **more) for name in names]


def functions(*names, service="lambda.amazonaws.com", **more):
    def run(cloud):
        role = cloud.role(service=service)
        for name in names:
            cloud.create(
                aws.FUNCTION,
                **{
                    "name": name,
                    "role": role.properties["arn"],
                    "handler": "index.handler",
                    "runtime": "python3.13",
                    "code": archive(""),
                    **more,
                },
            )

    return run


def template(**more):
    return lambda cloud: (cloud.initialize_drs(), cloud.template(**more))


def own_key(cloud):
    cloud.initialize_drs()
    return cloud.template(ebsEncryption="CUSTOM", ebsEncryptionKeyArn=key()(cloud).properties["arn"])


CASES = {
    "aws-role-taken": (lambda c: (c.role("a"), c.role("b")), lambda c: (c.role("a"), c.role("A"))),
    "aws-role-trust-malformed": (
        lambda c: c.role(assumeRolePolicy=DOCUMENT),
        lambda c: c.role(assumeRolePolicy="{'Statement': []}"),
    ),
    "aws-role-trust-principal": (
        lambda c: c.role(assumeRolePolicy=trusting(c.role("deployer").properties["arn"])),
        lambda c: c.role(assumeRolePolicy=trusting(f"arn:aws:iam::{ACCOUNT}:role/nobody")),
    ),
    "aws-role-delete-with-policies": (role_deleted(forceDetachPolicies=True), role_deleted()),
    "aws-role-policy-malformed": (role_policy(DOCUMENT), role_policy("{}")),
    "aws-attachment-drs-policy-path": (
        attachment("AWSElasticDisasterRecoveryAgentInstallationPolicy"),
        attachment("service-role/AWSElasticDisasterRecoveryAgentInstallationPolicy"),
    ),
    "aws-key-policy-malformed": (key(), key(policy="not json")),
    "aws-key-policy-principal": (key(ROOT), key(ROOT, f"arn:aws:iam::{ACCOUNT}:role/nobody")),
    "aws-key-policy-lockout": (
        key(action="kms:Encrypt", bypassPolicyLockoutSafetyCheck=True),
        key(action="kms:Encrypt"),
    ),
    "aws-alias-taken": (alias("alias/a", "alias/b"), alias("alias/a", "alias/a")),
    "aws-alias-name": (alias("alias/drs"), alias("drs")),
    "aws-alias-target": (alias("alias/a"), alias("alias/a", target="00000000-0000-0000-0000-000000000000")),
    "aws-log-group-taken": (log_groups("/a", "/b"), log_groups("/a", "/a")),
    "aws-log-group-retention": (log_groups("/a", retentionInDays=30), log_groups("/a", retentionInDays=31)),
    "aws-function-taken": (functions("a", "b"), functions("a", "a")),
    "aws-function-role-trust": (functions("a"), functions("a", service="ec2.amazonaws.com")),
    "aws-drs-not-initialized": (template(), lambda c: c.template()),
    "aws-drs-second-template": (template(), lambda c: (template()(c), c.template())),
    "aws-drs-three-rules": (template(), template(rules=2)),
    "aws-drs-custom-without-key": (own_key, template(ebsEncryption="CUSTOM")),
    "aws-api-role": (lambda c: c.role(maxSessionDuration=43200), lambda c: c.role(maxSessionDuration=43201)),
    "aws-api-rolepolicy": (role_policy(DOCUMENT), role_policy(DOCUMENT, name="with blank")),
    "aws-api-rolepolicyattachment": (
        attachment("ReadOnlyAccess"),
        lambda c: c.create(aws.ROLE_POLICY_ATTACHMENT, role=c.role().id, policyArn="short"),
    ),
    "aws-api-function": (functions("a"), functions("a", runtime="python2.6")),
    "aws-api-loggroup": (log_groups("/aws/lambda/a"), log_groups("with blank")),
    "aws-api-key": (key(description="EBS volumes"), key(description="a" * 8193)),
    "aws-api-alias": (alias("alias/drs"), alias("alias/with blank")),
    "aws-api-replicationconfigurationtemplate": (template(), template(dataPlaneRouting="VPN")),
}
