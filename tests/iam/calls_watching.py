"""Calls of the function that guards the six roles."""

from collections.abc import Mapping

from tests.iam.calls_service import REGION, STRANGERS, by_service
from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT

LOG = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:harbor-role-guard-log"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/service-role/AWSElasticDisasterRecoveryAgentRole"


def asks(action: str, region: str) -> Call:
    """A question to a Region."""
    return Call(action, context={"aws:RequestedRegion": region})


CALLS: Mapping[str, Calls] = {
    "role-guard-role": Calls(
        allowed=(
            by_service("lambda"),
            asks("ec2:DescribeRegions", REGION),
            *(asks("drs:DescribeSourceServers", one) for one in (REGION, "us-east-1", "ap-south-1")),
            *(asks("drs:DescribeReplicationConfigurationTemplates", one) for one in (REGION, "us-east-1", "sa-east-1")),
            *(asks("drs:DescribeRecoveryInstances", one) for one in (REGION, "us-east-1")),
            asks("ec2:DescribeInstances", REGION),
            Call("logs:CreateLogStream", f"{LOG}:log-stream:one"),
            Call("logs:PutLogEvents", f"{LOG}:log-stream:one"),
        ),
        denied=(
            *STRANGERS,
            by_service("ec2"),
            by_service("lambda", "sts:TagSession"),
            asks("drs:InitializeService", REGION),
            asks("drs:DescribeJobs", REGION),
            asks("ec2:DescribeVolumes", REGION),
            Call("drs:DisconnectSourceServer", f"arn:aws:drs:{REGION}:{ACCOUNT}:source-server/s-1"),
            Call("drs:DeleteReplicationConfigurationTemplate",
                 f"arn:aws:drs:{REGION}:{ACCOUNT}:replication-configuration-template/rct-1"),
            Call("iam:DeleteRole", ROLE),
            Call("iam:GetRole", ROLE),
            Call("iam:PassRole", ROLE, context={"iam:PassedToService": "ec2.amazonaws.com"}),
            Call("logs:CreateLogGroup", LOG),
            Call("logs:PutLogEvents", f"{LOG}-2:log-stream:one"),
        ),
    ),
}  # fmt: skip
"""Calls by role."""
