"""What operators may do: the policies of the roles `read-only`, `drill` and `failover`, as data.

Sources: Service Authorization Reference, "Elastic Disaster Recovery" (actions, resource types, dependent actions of
StartRecovery and TerminateRecoveryInstances); AWS managed policies AWSElasticDisasterRecoveryConsoleFullAccess_v2 and
AWSElasticDisasterRecoveryReadOnlyAccess (which EC2 calls DRS makes in the caller's name, and their conditions).

DRS has no condition key that tells a drill from a recovery: `isDrill` and the mode of a recovery plan are none. What
tells them apart is where servers start: DRS starts them with the caller's own rights, so the drill role may start them
in the staging subnets (conversion servers) and the drill subnets, and nowhere else.
"""

from collections.abc import Mapping
from typing import Final

from lifeboat.blueprint.access_model import PolicyKey, PolicyStatement
from lifeboat.blueprint.launch_action_policies import LAUNCH_ACTIONS

LONGEST_POLICY_CHARACTERS: Final = 6_144
"""What a managed policy may hold, without white space (IAM user guide, "IAM and AWS STS quotas")."""

MANAGED_TAG: Final = "AWSElasticDisasterRecoveryManaged"
"""Tag of everything that DRS makes."""

_Condition = tuple[str, str, tuple[str, ...]]
_IN_REGION: Final[_Condition] = ("StringEquals", "aws:RequestedRegion", ("{region}",))
_BY_DRS: Final[_Condition] = ("Bool", "aws:ViaAWSService", ("true",))
_OF_DRS: Final[_Condition] = ("Null", f"aws:ResourceTag/{MANAGED_TAG}", ("false",))
_FOR_DRS: Final[_Condition] = ("Null", f"aws:RequestTag/{MANAGED_TAG}", ("false",))
_BY_EC2: Final[_Condition] = ("StringEquals", "kms:ViaService", ("ec2.{region}.amazonaws.com",))
_TO_EC2: Final[_Condition] = ("StringEquals", "iam:PassedToService", ("ec2.amazonaws.com",))


def _drs(*kinds: str) -> tuple[str, ...]:
    return tuple(f"arn:{{partition}}:drs:{{region}}:{{account}}:{kind}/*" for kind in kinds)


def _ec2(*kinds: str) -> tuple[str, ...]:
    """Return patterns of EC2 resources; ARNs of images and snapshots name no account."""
    account = {"image": "", "snapshot": ""}
    return tuple(f"arn:{{partition}}:ec2:{{region}}:{account.get(kind, '{account}')}:{kind}/*" for kind in kinds)


def _drs_role(name: str) -> str:
    return f"arn:{{partition}}:iam::{{account}}:role/service-role/AWSElasticDisasterRecovery{name}Role"


_SEE: Final = (
    PolicyStatement(
        "DrsLists",
        "list source servers, recovery instances, jobs, templates and recovery plans of the Region",
        (
            "drs:DescribeJobs", "drs:DescribeLaunchConfigurationTemplates", "drs:DescribeRecoveryInstances",
            "drs:DescribeReplicationConfigurationTemplates", "drs:DescribeSourceServers",
            "drs:ListExtensibleSourceServers", "drs:ListRecoveryPlans", "drs:ListStagingAccounts",
            "drs:ListTagsForResource",
        ),
        ("*",),
        (_IN_REGION,),
    ),
    PolicyStatement(
        "DrsDetails",
        "read job logs, points in time, launch, replication and failback settings, recovery plans and their runs",
        (
            "drs:DescribeJobLogItems", "drs:DescribeRecoverySnapshots", "drs:GetFailbackReplicationConfiguration",
            "drs:GetLaunchConfiguration", "drs:GetRecoveryPlan", "drs:GetRecoveryPlanExecution",
            "drs:GetRecoveryPlanExecutionStep", "drs:GetRecoveryPlanStep", "drs:GetReplicationConfiguration",
            "drs:ListLaunchActions", "drs:ListRecoveryPlanExecutionSteps", "drs:ListRecoveryPlanExecutions",
            "drs:ListRecoveryPlanSteps",
        ),
        _drs(
            "job", "launch-configuration-template", "recovery-instance", "recovery-plan", "recovery-plan-execution",
            "source-server",
        ),
    ),
    PolicyStatement(
        "Ec2Lists",
        "see instances, launch templates, networks, volumes, snapshots and VPN connections of the Region",
        (
            "ec2:DescribeAccountAttributes", "ec2:DescribeAvailabilityZones", "ec2:DescribeImages",
            "ec2:DescribeInstanceAttribute", "ec2:DescribeInstanceStatus", "ec2:DescribeInstanceTypeOfferings",
            "ec2:DescribeInstanceTypes", "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions",
            "ec2:DescribeLaunchTemplates", "ec2:DescribeSecurityGroups", "ec2:DescribeSnapshots",
            "ec2:DescribeSubnets", "ec2:DescribeVolumes", "ec2:DescribeVpcs", "ec2:DescribeVpnConnections",
            "ec2:GetEbsDefaultKmsKeyId", "ec2:GetEbsEncryptionByDefault",
        ),
        ("*",),
        (_IN_REGION,),
    ),
    PolicyStatement(
        "ReadinessLists",
        "see alarms, metrics and quotas of the Region",
        ("cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "servicequotas:GetServiceQuota",
         "servicequotas:ListServiceQuotas"),
        ("*",),
        (_IN_REGION,),
    ),
    PolicyStatement(
        "ServiceRoles",
        "see whether the roles of DRS and their instance profiles are in order",
        ("iam:GetInstanceProfile", "iam:GetRole", "iam:ListAttachedRolePolicies"),
        (
            "arn:{partition}:iam::{account}:instance-profile/AWSElasticDisasterRecovery*",
            "arn:{partition}:iam::{account}:role/service-role/AWSElasticDisasterRecovery*",
        ),
    ),
)  # fmt: skip

_DRILL: Final = (
    PolicyStatement(
        "StartAndEnd",
        "start servers from a point in time, end what was started, and write where a server starts",
        ("drs:CreateRecoveryInstanceForDrs", "drs:StartRecovery", "drs:TerminateRecoveryInstances",
         "drs:UpdateLaunchConfiguration"),
        _drs("source-server", "recovery-instance"),
    ),
    PolicyStatement(
        "TagJobs",
        "tag what these calls make, while it is made",
        ("drs:TagResource",),
        _drs("job", "recovery-instance", "source-server"),
        (("StringEquals", "drs:CreateAction", ("CreateRecoveryInstanceForDrs", "StartRecovery")),),
    ),
    PolicyStatement(
        "LaunchTemplatesOfDrs",
        "write versions of the EC2 launch templates that DRS keeps for its servers",
        ("ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplateVersions", "ec2:ModifyLaunchTemplate"),
        _ec2("launch-template"),
        (_OF_DRS,),
    ),
    PolicyStatement(
        "NewLaunchTemplates",
        "make launch templates with the tag of DRS",
        ("ec2:CreateLaunchTemplate",),
        _ec2("launch-template"),
        (_FOR_DRS,),
    ),
    PolicyStatement(
        "TagNewLaunchTemplates",
        "tag launch templates while they are made",
        ("ec2:CreateTags",),
        _ec2("launch-template"),
        (("StringEquals", "ec2:CreateAction", ("CreateLaunchTemplate",)),),
    ),
    PolicyStatement(
        "ThroughDrsIntoDrill",
        "have DRS start servers in the staging subnets (conversion) and the drill subnets, and nowhere else",
        ("ec2:CreateFleet", "ec2:CreateNetworkInterface", "ec2:RunInstances"),
        ("{staging_subnets}", "{drill_subnets}"),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsDrillInterfaces",
        "have DRS start servers with network interfaces in those subnets: one that exists elsewhere would lead there",
        ("ec2:RunInstances",),
        _ec2("network-interface"),
        (_BY_DRS, ("ArnEquals", "ec2:Subnet", ("{staging_subnets}", "{drill_subnets}"))),
    ),
    PolicyStatement(
        "PassServiceRoles",
        "give DRS's own roles to conversion servers and recovery instances",
        ("iam:PassRole",),
        (_drs_role("ConversionServer"), _drs_role("RecoveryInstance"),
         _drs_role("RecoveryInstanceWithLaunchActions")),
        (_TO_EC2,),
    ),
)  # fmt: skip

_THROUGH_DRS: Final = (
    PolicyStatement(
        "ThroughDrsOnItsOwn",
        "have DRS start, stop, change and end its own instances, volumes, snapshots and groups",
        (
            "ec2:AssociateIamInstanceProfile", "ec2:AttachVolume", "ec2:AuthorizeSecurityGroupEgress",
            "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateNetworkInterfacePermission", "ec2:CreateSnapshot",
            "ec2:CreateVolume", "ec2:DeleteSnapshot", "ec2:DeleteVolume", "ec2:DetachVolume", "ec2:GetConsoleOutput",
            "ec2:GetConsoleScreenshot", "ec2:ModifyInstanceAttribute", "ec2:RevokeSecurityGroupEgress",
            "ec2:StartInstances", "ec2:StopInstances", "ec2:TerminateInstances",
        ),
        _ec2("instance", "volume", "snapshot", "security-group", "network-interface"),
        (_BY_DRS, _OF_DRS),
    ),
    PolicyStatement(
        "ThroughDrsDetach",
        "have DRS detach volumes, which may be new and without its tag, from its own instances",
        ("ec2:DetachVolume",),
        _ec2("volume"),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsNew",
        "have DRS make instances, volumes, snapshots and groups with its tag",
        ("ec2:CreateSecurityGroup", "ec2:CreateSnapshot", "ec2:CreateVolume", "ec2:RunInstances"),
        _ec2("instance", "volume", "snapshot", "security-group"),
        (_BY_DRS, _FOR_DRS),
    ),
    PolicyStatement(
        "ThroughDrsNewInterfaces",
        "have DRS make network interfaces with its tag",
        ("ec2:CreateNetworkInterface",),
        _ec2("network-interface"),
        (_BY_DRS, _FOR_DRS),
    ),
    PolicyStatement(
        "ThroughDrsWith",
        "have DRS use images, groups, volumes and launch templates for a start",
        ("ec2:CreateFleet", "ec2:CreateNetworkInterface", "ec2:RunInstances"),
        _ec2("fleet", "image", "launch-template", "security-group", "volume"),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsFleet",
        "have DRS start instances by a fleet",
        ("ec2:CreateFleet",),
        _ec2("instance"),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsGroups",
        "have DRS make a security group in a VPC of the Region",
        ("ec2:CreateSecurityGroup",),
        _ec2("vpc"),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughEc2AdoptedKey",
        "have EC2 read and write volumes with the adopted key of replicated volumes",
        # Amazon EBS user guide, "Requirements for Amazon EBS encryption"; ReEncrypt is these two.
        ("kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom",
         "kms:ReEncryptTo"),
        ("{adopted_key}",),
        (_BY_EC2,),
    ),
    PolicyStatement(
        "ThroughEc2AdoptedKeyGrants",
        "pass that right on to the volumes' instances",
        ("kms:CreateGrant",),
        ("{adopted_key}",),
        (_BY_EC2, ("Bool", "kms:GrantIsForAWSResource", ("true",))),
    ),
    PolicyStatement(
        "PassDrillRoles",
        "give servers in a drill the roles of the instance profiles that server groups name for it",
        ("iam:PassRole",),
        ("{drill_roles}",),
        (_TO_EC2,),
    ),
    PolicyStatement(
        "ThroughDrsTag",
        "have DRS tag what it makes, while it makes it",
        ("ec2:CreateTags",),
        _ec2("instance", "volume", "snapshot", "security-group", "network-interface"),
        (
            _BY_DRS,
            ("StringEquals", "ec2:CreateAction",
             ("CreateFleet", "CreateNetworkInterface", "CreateSecurityGroup", "CreateSnapshot", "CreateVolume",
              "RunInstances")),
        ),
    ),
)  # fmt: skip

_FAILOVER: Final = (
    PolicyStatement(
        "PassRecoveryRoles",
        "give recovered servers the roles of the instance profiles that server groups name for the day",
        ("iam:PassRole",),
        ("{recovery_roles}",),
        (_TO_EC2,),
    ),
    PolicyStatement(
        "ThroughDrsIntoRecovery",
        "have DRS start servers in the recovery subnets",
        ("ec2:CreateFleet", "ec2:CreateNetworkInterface", "ec2:RunInstances"),
        ("{recovery_subnets}",),
        (_BY_DRS,),
    ),
    PolicyStatement(
        "ThroughDrsRecoveryInterfaces",
        "have DRS start servers with network interfaces in those subnets",
        ("ec2:RunInstances",),
        _ec2("network-interface"),
        (_BY_DRS, ("ArnEquals", "ec2:Subnet", ("{recovery_subnets}",))),
    ),
    PolicyStatement(
        "Failback",
        "replicate recovered servers back, end that, and let go of recovery instances afterwards",
        ("drs:DeleteRecoveryInstance", "drs:DisconnectRecoveryInstance", "drs:StartFailbackLaunch",
         "drs:StopFailback", "drs:UpdateFailbackReplicationConfiguration"),
        _drs("recovery-instance"),
    ),
    PolicyStatement(
        "RecoveryPlans",
        "write recovery plans, run them, retry, skip and cancel steps; not delete plans or the record of their runs",
        (
            "drs:CancelRecoveryPlanExecution", "drs:CreateRecoveryPlanStep", "drs:DeleteRecoveryPlanStep",
            "drs:ReorderRecoveryPlanSteps", "drs:RetryRecoveryPlanExecutionStep", "drs:StartRecoveryPlanExecution",
            "drs:UpdateRecoveryPlan", "drs:UpdateRecoveryPlanExecutionStep", "drs:UpdateRecoveryPlanStep",
        ),
        _drs("recovery-plan", "recovery-plan-execution"),
    ),
    PolicyStatement(
        "NewRecoveryPlans",
        "make recovery plans in the Region",
        ("drs:CreateRecoveryPlan",),
        ("*",),
        (_IN_REGION,),
    ),
    PolicyStatement(
        "TagPlansAndJobs",
        "tag what these calls make, while it is made",
        ("drs:TagResource",),
        _drs("job", "recovery-plan", "recovery-plan-execution"),
        (("StringEquals", "drs:CreateAction",
          ("CreateRecoveryPlan", "StartFailbackLaunch", "StartRecoveryPlanExecution")),),
    ),
)  # fmt: skip

POLICIES: Final[Mapping[PolicyKey, tuple[PolicyStatement, ...]]] = {
    "see": _SEE,
    "drill": _DRILL,
    "through-drs": _THROUGH_DRS,
    "failover": _FAILOVER,
    "launch-actions": LAUNCH_ACTIONS,
}
"""The statements of each policy; `launch-actions` goes with `launch.post_launch_actions`."""
