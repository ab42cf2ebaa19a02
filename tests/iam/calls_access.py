"""Calls of the roles for installers and operators."""

from collections.abc import Mapping

from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT, AUDIENCE, ISSUER, PEOPLE

REGION = "eu-central-1"
PROVIDER = ("Federated", f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}")
SUBJECT = "harbor-primary-agents-identity-principal"
TOKEN = {f"{ISSUER}:aud": AUDIENCE, f"{ISSUER}:sub": SUBJECT}
WEB = "sts:AssumeRoleWithWebIdentity"
ASSUME = "sts:AssumeRole"


def by_token(seconds: int = 3600, principal: tuple[str, str] = PROVIDER, **claims: str) -> Call:
    """A token of Azure, with some of its claims changed."""
    context = TOKEN | {f"{ISSUER}:{claim}": value for claim, value in claims.items()}
    return Call(WEB, principal=principal, seconds=seconds, context=context)


def by_role(arn: str, action: str = ASSUME, seconds: int = 3600) -> Call:
    """A role that assumes the role."""
    return Call(action, principal=("AWS", arn), seconds=seconds)


TRUSTED = (
    *(by_role(one) for one in PEOPLE),
    *(by_role(one, "sts:SetSourceIdentity") for one in PEOPLE),
    *(by_role(one, seconds=900) for one in PEOPLE),
)
STRANGERS = (
    by_role(f"arn:aws:iam::{ACCOUNT}:role/server-team"),
    by_role("arn:aws:iam::444455556666:role/server-team-2"),
    by_role("arn:aws:iam::444455556666:role/other/server-team"),
    by_role("arn:aws:iam::444455556666:root"),
    by_role("arn:aws:iam::444455556666:user/server-team"),
    by_role(f"arn:aws:iam::{ACCOUNT}:root"),
    by_role(PEOPLE[0], seconds=3601),
    by_role(PEOPLE[0], seconds=899),
    by_role(PEOPLE[0], WEB),
    by_role(PEOPLE[0], "sts:TagSession"),
    Call(ASSUME, principal=("Service", "drs.amazonaws.com")),
    Call(ASSUME, principal=("Service", "ec2.amazonaws.com")),
)
TOKENS = tuple(by_token(seconds) for seconds in (900, 1800, 3600))
WRONG_TOKENS = (
    by_token(aud="https://management.azure.com/"),
    by_token(aud="api://another"),
    by_token(aud="API://aws"),
    by_token(sub="another-identity-of-the-tenant"),
    by_token(sub=f"{SUBJECT}2"),
    by_token(sub="*"),
    by_token(seconds=3601),
    by_token(seconds=600),
    by_token(principal=("Federated", f"arn:aws:iam::{ACCOUNT}:oidc-provider/sts.windows.net/another-tenant/")),
    by_token(principal=("Federated", "accounts.google.com")),
    Call(WEB, principal=PROVIDER, context={f"{ISSUER}:aud": AUDIENCE}),
    Call(WEB, principal=PROVIDER, context={f"{ISSUER}:sub": SUBJECT}),
    Call(WEB, principal=PROVIDER),
    Call(ASSUME, principal=PROVIDER, context=TOKEN),
)


def drs(action: str, what: str = "*", **context: str) -> Call:
    """A call of DRS."""
    where = what if what == "*" else f"arn:aws:drs:{context.get('in', REGION)}:{ACCOUNT}:{what}"
    return Call(f"drs:{action}", where, context={"aws:RequestedRegion": context.pop("in", REGION), **_keys(context)})


def ec2(action: str, what: str = "*", *, through: bool = True, **context: str) -> Call:
    """A call of EC2, by DRS in the caller's name or by the caller."""
    account = "" if what.startswith(("image/", "snapshot/")) else ACCOUNT
    where = what if what == "*" else f"arn:aws:ec2:{REGION}:{account}:{what}"
    known = {"aws:RequestedRegion": REGION, "aws:ViaAWSService": str(through).lower(), **_keys(context)}
    return Call(f"ec2:{action}", where, context=known)


def _keys(context: Mapping[str, str]) -> dict[str, str]:
    return {KEYS[name]: value for name, value in context.items()}


TAG = "AWSElasticDisasterRecoveryManaged"
KEYS = {
    "tagged": f"aws:ResourceTag/{TAG}",
    "tagging": f"aws:RequestTag/{TAG}",
    "making": "ec2:CreateAction",
    "creating": "drs:CreateAction",
    "subnet": "ec2:Subnet",
}
OWN = {"tagged": "drs.amazonaws.com"}
NEW = {"tagging": "drs.amazonaws.com"}


def subnet(role: str, zone: str = "a") -> str:
    """The subnet of a role in a zone."""
    part = "drill" if role == "drill" else "recovery"
    return f"subnet/harbor-{part}-subnet-{role}-{REGION}{zone}-id"


def interface(role: str) -> Call:
    """A start with a network interface in a subnet."""
    where = f"arn:aws:ec2:{REGION}:{ACCOUNT}:{subnet(role)}"
    return ec2("RunInstances", "network-interface/eni-1", subnet=where)


def passing(role: str, service: str = "ec2.amazonaws.com") -> Call:
    """A role that is given to an instance."""
    arn = f"arn:aws:iam::{ACCOUNT}:role/{role}"
    return Call("iam:PassRole", arn, context={"iam:PassedToService": service})


SEE = (
    drs("DescribeSourceServers"),
    drs("DescribeJobs"),
    drs("DescribeRecoveryInstances"),
    drs("ListRecoveryPlans"),
    drs("DescribeJobLogItems", "job/drsjob-1"),
    drs("DescribeRecoverySnapshots", "source-server/s-1"),
    drs("GetLaunchConfiguration", "source-server/s-1"),
    drs("GetRecoveryPlanExecution", "recovery-plan-execution/1"),
    ec2("DescribeInstances", through=False),
    ec2("DescribeVpnConnections", through=False),
    Call("cloudwatch:GetMetricData", context={"aws:RequestedRegion": REGION}),
    Call("iam:GetRole", f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSElasticDisasterRecoveryAgentRole"),
)
DRILL = (
    drs("StartRecovery", "source-server/s-1"),
    drs("TerminateRecoveryInstances", "recovery-instance/i-1"),
    drs("UpdateLaunchConfiguration", "source-server/s-1"),
    drs("TagResource", "job/drsjob-1", creating="StartRecovery"),
    ec2("CreateLaunchTemplateVersion", "launch-template/lt-1", through=False, **OWN),
    ec2("RunInstances", subnet("drill")),
    ec2("RunInstances", subnet("staging", "b")),
    ec2("RunInstances", "image/ami-1"),
    ec2("RunInstances", "instance/*-new", **NEW),
    interface("drill"),
    ec2("CreateVolume", "snapshot/snap-1", **OWN),
    ec2("TerminateInstances", "instance/i-1", **OWN),
    ec2("CreateTags", "instance/i-1", making="RunInstances"),
    passing("service-role/AWSElasticDisasterRecoveryConversionServerRole"),
)
FAILOVER = (
    ec2("RunInstances", subnet("recovery")),
    ec2("CreateFleet", subnet("recovery", "b")),
    interface("recovery"),
    drs("StartFailbackLaunch", "recovery-instance/i-1"),
    drs("StopFailback", "recovery-instance/i-1"),
    drs("DisconnectRecoveryInstance", "recovery-instance/i-1"),
    drs("CreateRecoveryPlan"),
    drs("StartRecoveryPlanExecution", "recovery-plan/1"),
    drs("RetryRecoveryPlanExecutionStep", "recovery-plan-execution/1"),
    drs("TagResource", "recovery-plan/1", creating="CreateRecoveryPlan"),
)
NEVER = (
    drs("StopReplication", "source-server/s-1"),
    drs("DisconnectSourceServer", "source-server/s-1"),
    drs("DeleteSourceServer", "source-server/s-1"),
    drs("DeleteRecoveryPlanExecution", "recovery-plan-execution/1"),
    drs("UpdateReplicationConfiguration", "source-server/s-1"),
    drs("UpdateReplicationConfigurationTemplate", "replication-configuration-template/rct-1"),
    drs("InitializeService"),
    drs("TagResource", "source-server/s-1"),
    drs("DescribeSourceServers", **{"in": "eu-west-1"}),
    ec2("RunInstances", subnet("drill"), through=False),
    ec2("RunInstances", "subnet/subnet-of-somebody-else"),
    ec2("RunInstances", subnet("public")),
    ec2("RunInstances", "instance/*-new"),
    ec2("TerminateInstances", "instance/i-1"),
    ec2("TerminateInstances", "instance/i-1", through=False, **OWN),
    ec2("DeleteSnapshot", "snapshot/snap-1"),
    ec2("DeleteVpc", "vpc/vpc-1"),
    ec2("CreateRoute", "route-table/rtb-1"),
    ec2("CreateTags", "instance/i-1"),
    passing("service-role/AWSElasticDisasterRecoveryConversionServerRole", "lambda.amazonaws.com"),
    passing("administrator"),
    Call("iam:CreateAccessKey", f"arn:aws:iam::{ACCOUNT}:user/ann"),
    Call("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/administrator"),
)

CALLS: Mapping[str, Calls] = {
    "access-agent-installation": Calls(allowed=(*TRUSTED, *TOKENS), denied=(*STRANGERS, *WRONG_TOKENS)),
    "access-failback-installation": Calls(allowed=(*TRUSTED, *TOKENS), denied=(*STRANGERS, *WRONG_TOKENS)),
    "access-read-only": Calls(allowed=(*TRUSTED, *SEE), denied=(*STRANGERS, *TOKENS, *DRILL, *FAILOVER, *NEVER)),
    "access-drill": Calls(allowed=(*TRUSTED, *SEE, *DRILL), denied=(*STRANGERS, *TOKENS, *FAILOVER, *NEVER)),
    "access-failover": Calls(allowed=(*TRUSTED, *SEE, *DRILL, *FAILOVER), denied=(*STRANGERS, *TOKENS, *NEVER)),
}
"""Calls by role."""
