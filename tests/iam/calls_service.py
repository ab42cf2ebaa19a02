"""Calls of DRS's six roles, whose permissions are AWS's, and of the function that initialises the service."""

from collections.abc import Mapping

from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT

ASSUME, SOURCE = "sts:AssumeRole", "sts:SetSourceIdentity"
REGION = "eu-central-1"
REGIONS = (
    "eu-central-1", "eu-central-2", "eu-north-1", "eu-south-1", "eu-west-1", "eu-west-2", "eu-west-3", "us-east-1",
    "us-east-2", "us-west-2",
)  # fmt: skip


def by_service(service: str, action: str = ASSUME, **context: str) -> Call:
    """A service of AWS that assumes the role."""
    keys = {"server": "sts:SourceIdentity", "account": "aws:SourceAccount", "region": "aws:RequestedRegion"}
    return Call(
        action, principal=("Service", f"{service}.amazonaws.com"), context={keys[k]: v for k, v in context.items()}
    )


def for_servers(prefix: str) -> Calls:
    """Calls of a role that DRS assumes for one server at a time."""
    other = "i" if prefix == "s" else "s"
    return Calls(
        allowed=tuple(
            by_service("drs", action, server=f"{prefix}-{number}", account=ACCOUNT)
            for number in range(5)
            for action in (ASSUME, SOURCE)
        ),
        denied=(
            by_service("drs", server=f"{other}-1", account=ACCOUNT),
            by_service("drs", server="administrator", account=ACCOUNT),
            by_service("drs", server=f"{prefix}-1", account="444455556666"),
            by_service("drs", server=f"{prefix}-1"),
            by_service("drs", account=ACCOUNT),
            by_service("drs"),
            by_service("drs", SOURCE, server=f"{other}-1", account=ACCOUNT),
            by_service("drs", "sts:TagSession", server=f"{prefix}-1", account=ACCOUNT),
            by_service("ec2", server=f"{prefix}-1", account=ACCOUNT),
            by_service("lambda", server=f"{prefix}-1", account=ACCOUNT),
            Call(ASSUME, principal=("AWS", f"arn:aws:iam::{ACCOUNT}:root")),
            Call(ASSUME, principal=("AWS", f"arn:aws:iam::{ACCOUNT}:role/anyone")),
        ),
    )


STRANGERS = (
    *(by_service(one) for one in ("drs", "ssm", "ecs-tasks", "states", "events", "s3")),
    Call(ASSUME, principal=("AWS", f"arn:aws:iam::{ACCOUNT}:root")),
    Call(ASSUME, principal=("AWS", f"arn:aws:iam::{ACCOUNT}:role/anyone")),
    Call(ASSUME, principal=("AWS", "arn:aws:iam::444455556666:root")),
    Call("sts:AssumeRoleWithWebIdentity", principal=("Federated", "accounts.google.com")),
)
# A role is global and DRS is not: no Region of the account may be shut out.
OF_INSTANCES = Calls(
    allowed=tuple(by_service("ec2", region=region) for region in REGIONS),
    denied=(*STRANGERS, by_service("lambda"), by_service("ec2", "sts:TagSession")),
)


def named(action: str, resource: str, **context: str) -> Call:
    """A call of the function."""
    keys = {"region": "aws:RequestedRegion", "service": "iam:AWSServiceName", "passed": "iam:PassedToService"}
    return Call(action, resource, context={keys[key]: value for key, value in context.items()})


IAM = f"arn:aws:iam::{ACCOUNT}"
# The mocks give roles no path.
ROLE = f"{IAM}:role/harbor-roles-ReplicationServer"
PROFILE = f"{IAM}:instance-profile/AWSElasticDisasterRecoveryReplicationServerRole"
LINKED = f"{IAM}:role/aws-service-role/drs.amazonaws.com/AWSServiceRoleForElasticDisasterRecovery"
LOG = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:harbor-service-log"

FUNCTION = Calls(
    allowed=(
        by_service("lambda"),
        named("drs:InitializeService", "*", region=REGION),
        named("drs:DescribeReplicationConfigurationTemplates", "*", region=REGION),
        named("iam:CreateServiceLinkedRole", LINKED, service="drs.amazonaws.com"),
        named("iam:CreateInstanceProfile", PROFILE),
        named("iam:AddRoleToInstanceProfile", PROFILE),
        named("iam:GetInstanceProfile", PROFILE),
        named("iam:ListInstanceProfiles", f"{IAM}:instance-profile/"),
        named("iam:GetRole", ROLE),
        named("iam:PassRole", ROLE, passed="ec2.amazonaws.com"),
        named("logs:PutLogEvents", f"{LOG}:log-stream:one"),
    ),
    denied=(
        *STRANGERS,
        by_service("ec2"),
        named("drs:InitializeService", "*", region="us-east-1"),
        named("drs:StartRecovery", f"arn:aws:drs:{REGION}:{ACCOUNT}:source-server/s-1", region=REGION),
        named("drs:CreateReplicationConfigurationTemplate", "*", region=REGION),
        named("iam:CreateServiceLinkedRole", LINKED, service="ec2.amazonaws.com"),
        named("iam:CreateServiceLinkedRole", LINKED.replace("drs", "mgn"), service="drs.amazonaws.com"),
        named("iam:CreateInstanceProfile", f"{IAM}:instance-profile/administrator"),
        named("iam:PassRole", ROLE, passed="lambda.amazonaws.com"),
        named("iam:PassRole", f"{IAM}:role/administrator", passed="ec2.amazonaws.com"),
        named("iam:PutRolePolicy", ROLE),
        named("iam:DeleteRole", ROLE),
        named("iam:CreateUser", f"{IAM}:user/ann"),
        named("logs:PutLogEvents", f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:another:log-stream:one"),
    ),
)

CALLS: Mapping[str, Calls] = {
    "roles-Agent": for_servers("s"),
    "roles-Failback": for_servers("i"),
    "roles-ConversionServer": OF_INSTANCES,
    "roles-ReplicationServer": OF_INSTANCES,
    "roles-RecoveryInstance": OF_INSTANCES,
    "roles-RecoveryInstanceWithLaunchActions": OF_INSTANCES,
    "service-role": FUNCTION,
}
"""Calls by role."""
