"""What operators may do so that actions run on servers after a launch, as data.

Sources: AWS managed policy AWSElasticDisasterRecoveryLaunchActionsPolicy (v7, 18 June 2026), held here to one Region
and account; DRS user guide, "Configuring the default post-launch actions".

Left out of it: `ssm:PutParameter`, for who writes an action's parameters (with `drs:PutLaunchAction`, which no role
here has; whoever drills must not change what runs on the day), and launches into instances that exist, which Lifeboat
has no use for.
"""

from typing import Final

from lifeboat.blueprint.access_model import PolicyStatement

_BY_DRS: Final = ("ForAnyValue:StringEquals", "aws:CalledVia", ("drs.amazonaws.com",))
_BY_SSM: Final = ("ForAnyValue:StringEquals", "aws:CalledVia", ("ssm.amazonaws.com",))
_IN_REGION: Final = ("StringEquals", "aws:RequestedRegion", ("{region}",))
_OF_DRS: Final = ("Null", "aws:ResourceTag/AWSElasticDisasterRecoveryManaged", ("false",))
_AWS_NAMES: Final = ("AWS*", "Amazon*", "Aws*")
"""Beginnings of the names of documents that AWS owns, by which the managed policy lists them."""


def _ssm(*resources: str) -> tuple[str, ...]:
    return tuple(f"arn:{{partition}}:ssm:{{region}}:{{account}}:{resource}" for resource in resources)


def _of_aws(kind: str, ending: str = "") -> tuple[str, ...]:
    """Return patterns of what AWS owns, whose ARNs name no account."""
    return tuple(f"arn:{{partition}}:ssm:{{region}}::{kind}/{name}{ending}" for name in _AWS_NAMES)


_PARAMETERS: Final = _ssm("parameter/ManagedByAWSElasticDisasterRecoveryService-*")

LAUNCH_ACTIONS: Final = (
    PolicyStatement(
        "ThroughDrsAskSystemsManager",
        "have DRS ask which servers Systems Manager knows, and for parameters",
        ("ssm:DescribeInstanceInformation", "ssm:DescribeParameters"),
        ("*",),
        (_BY_DRS, _IN_REGION),
    ),
    PolicyStatement(
        "ThroughDrsRunDocuments",
        "have DRS run documents of AWS and of the account",
        ("ssm:SendCommand", "ssm:StartAutomationExecution"),
        (
            *_ssm("document/*", "automation-definition/*:*", "automation-execution/*"),
            *_of_aws("document"),
            *_of_aws("automation-definition", ":*"),
        ),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsRunOnItsServers",
        "have DRS run them on the servers that it starts, and on no others",
        ("ssm:SendCommand",),
        ("arn:{partition}:ec2:{region}:{account}:instance/*",),
        (_BY_DRS, _OF_DRS),
    ),
    PolicyStatement(
        "LaunchActionLists",
        "list documents, and what came of commands",
        ("ssm:ListCommandInvocations", "ssm:ListDocuments"),
        ("*",),
        (_IN_REGION,),
    ),
    PolicyStatement(
        "LaunchActionDocuments",
        "read documents of AWS and of the account",
        ("ssm:DescribeDocument", "ssm:GetDocument", "ssm:ListDocumentVersions"),
        (*_ssm("document/*"), *_of_aws("document")),
    ),
    PolicyStatement(
        "LaunchActionResults",
        "read what came of automations that DRS started",
        ("ssm:GetAutomationExecution",),
        _ssm("automation-execution/*"),
        (_OF_DRS,),
    ),
    PolicyStatement(
        "LaunchActionParameters",
        "read the parameters that DRS keeps for actions",
        ("ssm:GetParameter",),
        _PARAMETERS,
    ),
    PolicyStatement(
        "ThroughSystemsManagerParameters",
        "have Systems Manager fill them in",
        ("ssm:GetParameters",),
        _PARAMETERS,
        (_BY_SSM,),
    ),
)
