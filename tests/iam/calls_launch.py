"""Calls of operators where actions run after a launch, server groups name instance profiles, and a key is adopted."""

from collections.abc import Mapping

from tests.iam.calls_access import OWN, REGION, STRANGERS, ec2, passing, subnet
from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT, ADOPTED_KEY, EVERY_ROLE, WITH_LAUNCH_ACTIONS

DRS, SSM = ("drs.amazonaws.com",), ("drs.amazonaws.com", "ssm.amazonaws.com")
MANAGED = {"aws:ResourceTag/AWSElasticDisasterRecoveryManaged": "drs.amazonaws.com"}
PARAMETER = "parameter/ManagedByAWSElasticDisasterRecoveryService-1"


def ssm(
    action: str,
    what: str = "*",
    via: tuple[str, ...] = (),
    *,
    account: str = ACCOUNT,
    region: str = REGION,
    **tags: str,
) -> Call:
    """A call of Systems Manager, by the services of `via` in the caller's name."""
    where = what if what == "*" or what.startswith("arn:") else f"arn:aws:ssm:{region}:{account}:{what}"
    context: dict[str, str | tuple[str, ...]] = {"aws:RequestedRegion": region, **tags}
    return Call(f"ssm:{action}", where, context=context | ({"aws:CalledVia": via} if via else {}))


def instance(via: tuple[str, ...] = DRS, **tags: str) -> Call:
    """A command for a server."""
    return ssm("SendCommand", f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1", via, **tags)


def kms(action: str, key: str = ADOPTED_KEY, via: str = f"ec2.{REGION}.amazonaws.com", grant: str = "true") -> Call:
    """A call of KMS, by EC2 in the caller's name."""
    return Call(f"kms:{action}", key, context={"kms:ViaService": via, "kms:GrantIsForAWSResource": grant})


RUN = (
    instance(**MANAGED),
    ssm("SendCommand", "document/AWS-RunShellScript", DRS, account=""),
    ssm("SendCommand", "document/AmazonCloudWatch-ManageAgent", DRS, account=""),
    ssm("SendCommand", "document/join-directory", DRS),
    ssm("StartAutomationExecution", "automation-definition/AWSDisasterRecovery-ValidateNetwork:1", DRS, account=""),
    ssm("StartAutomationExecution", "automation-definition/join-directory:$DEFAULT", DRS),
    ssm("StartAutomationExecution", "automation-execution/1", DRS),
    ssm("DescribeInstanceInformation", via=DRS),
    ssm("DescribeParameters", via=DRS),
    ssm("ListCommandInvocations"),
    ssm("GetDocument", "document/join-directory"),
    ssm("GetAutomationExecution", "automation-execution/1", **MANAGED),
    ssm("GetParameter", PARAMETER),
    ssm("GetParameters", PARAMETER, SSM),
    passing("service-role/AWSElasticDisasterRecoveryRecoveryInstanceWithLaunchActionsRole"),
)
DRILLS = (
    passing("servers/databases-in-drills-role"),
    passing("servers/web-role"),
    kms("CreateGrant"),
    kms("Decrypt"),
    kms("DescribeKey"),
    kms("GenerateDataKeyWithoutPlaintext"),
    kms("ReEncryptFrom"),
    kms("ReEncryptTo"),
)
THE_DAY = (passing("servers/databases-role"), ec2("RunInstances", subnet("recovery")))
NEVER = (
    instance(),
    instance((), **MANAGED),
    instance(("cloudformation.amazonaws.com",), **MANAGED),
    ssm("SendCommand", f"arn:aws:ssm:{REGION}:{ACCOUNT}:managed-instance/mi-1", DRS, **MANAGED),
    ssm("SendCommand", "document/AWS-RunShellScript", account=""),
    ssm("SendCommand", "document/join-directory", DRS, account="444455556666"),
    ssm("SendCommand", "document/join-directory", DRS, region="us-east-1"),
    ssm("StartAutomationExecution", "automation-definition/join-directory:1"),
    ssm("StartSession", f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1", DRS, **MANAGED),
    ssm("DescribeInstanceInformation"),
    ssm("GetAutomationExecution", "automation-execution/1"),
    ssm("PutParameter", PARAMETER),
    ssm("PutParameter", PARAMETER, DRS),
    ssm("GetParameter", "parameter/database-password"),
    ssm("GetParameters", PARAMETER),
    ssm("GetParameters", "parameter/database-password", SSM),
    ssm("UpdateDocument", "document/join-directory"),
    Call("drs:PutLaunchAction", f"arn:aws:drs:{REGION}:{ACCOUNT}:source-server/s-1"),
    passing("servers/web-role", "lambda.amazonaws.com"),
    passing("servers/another-role"),
    passing("web-role"),
    kms("Decrypt", via=""),
    kms("Decrypt", via=f"s3.{REGION}.amazonaws.com"),
    kms("Decrypt", via="ec2.us-east-1.amazonaws.com"),
    kms("Decrypt", ADOPTED_KEY.replace("11111111", "22222222")),
    kms("CreateGrant", grant="false"),
    kms("ScheduleKeyDeletion"),
    kms("PutKeyPolicy"),
    ec2("TerminateInstances", "instance/i-1", through=False, **OWN),
)

CALLS: Mapping[str, Calls] = {
    f"access-read-only in {WITH_LAUNCH_ACTIONS}": Calls(
        allowed=tuple(
            Call(action, context={"aws:RequestedRegion": REGION})
            for action in (
                "drs:DescribeJobs", "drs:DescribeSourceServers", "drs:DescribeRecoveryInstances",
                "drs:ListRecoveryPlans", "ec2:DescribeInstances", "ec2:DescribeVolumes", "ec2:DescribeSnapshots",
                "cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "servicequotas:GetServiceQuota",
            )
        ),
        denied=(*STRANGERS, *RUN, *DRILLS, *THE_DAY, *NEVER),
    ),
    f"access-drill in {WITH_LAUNCH_ACTIONS}": Calls(
        allowed=(*RUN, *DRILLS, ec2("RunInstances", subnet("drill"))), denied=(*STRANGERS, *THE_DAY, *NEVER)
    ),
    f"access-failover in {WITH_LAUNCH_ACTIONS}": Calls(allowed=(*RUN, *DRILLS, *THE_DAY), denied=(*STRANGERS, *NEVER)),
    # Without launch actions, profiles of the groups' own and an adopted key, there is no right to any of them.
    f"access-failover in {EVERY_ROLE}": Calls(
        allowed=tuple(
            passing(f"service-role/AWSElasticDisasterRecovery{name}Role") for name in (
                "ConversionServer", "RecoveryInstance", "RecoveryInstanceWithLaunchActions",
            )
        ) + tuple(
            Call(action, context={"aws:RequestedRegion": REGION})
            for action in (
                "drs:DescribeJobs", "drs:DescribeSourceServers", "drs:CreateRecoveryPlan", "drs:ListRecoveryPlans",
                "ec2:DescribeInstances", "ec2:DescribeVolumes", "cloudwatch:GetMetricData",
            )
        ),
        denied=(*RUN[:-1], *DRILLS, THE_DAY[0], *NEVER),
    ),
}  # fmt: skip
"""Calls by role."""
