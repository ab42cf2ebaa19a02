"""Calls of the role that writes flow logs."""

from collections.abc import Mapping

from tests.iam.calls_service import REGION, STRANGERS, by_service
from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT

GROUP = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"
GROUPS = [f"{GROUP}:/aws/vendedlogs/lifeboat/harbor/flow-{key}" for key in ("recovery", "drill")]
FLOW_LOG = f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-flow-log/fl-0123456789abcdef0"


def by_flow_logs(account: str = ACCOUNT, source: str = FLOW_LOG, service: str = "vpc-flow-logs.amazonaws.com") -> Call:
    """The service that writes flow logs, for one of them."""
    context = {"aws:SourceAccount": account, "aws:SourceArn": source}
    return Call("sts:AssumeRole", principal=("Service", service), context=context)


def logs(action: str, where: str) -> Call:
    """A call of CloudWatch Logs."""
    return Call(f"logs:{action}", where)


CALLS: Mapping[str, Calls] = {
    "flow-logs-role": Calls(
        allowed=(
            by_flow_logs(),
            by_flow_logs(source=FLOW_LOG.replace("fl-0", "fl-1")),
            *(logs("CreateLogStream", f"{group}:log-stream:eni-1-all") for group in GROUPS),
            *(logs("PutLogEvents", f"{group}:log-stream:eni-1-all") for group in GROUPS),
            *(logs("DescribeLogStreams", f"{group}:log-stream:") for group in GROUPS),
            logs("DescribeLogGroups", f"{GROUP}:"),
            logs("DescribeLogGroups", f"{GROUP}::log-stream:"),
        ),
        denied=(
            *STRANGERS,
            by_flow_logs(account="444455556666"),
            by_flow_logs(source=FLOW_LOG.replace(ACCOUNT, "444455556666")),
            by_flow_logs(source=FLOW_LOG.replace(REGION, "us-east-1")),
            by_flow_logs(source=f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc/vpc-1"),
            by_flow_logs(service="delivery.logs.amazonaws.com"),
            by_service("vpc-flow-logs"),
            logs("CreateLogGroup", GROUPS[0]),
            logs("DeleteLogGroup", GROUPS[0]),
            logs("DeleteLogStream", f"{GROUPS[0]}:log-stream:eni-1-all"),
            logs("GetLogEvents", f"{GROUPS[0]}:log-stream:eni-1-all"),
            logs("PutRetentionPolicy", GROUPS[0]),
            logs("PutLogEvents", f"{GROUP}:another:log-stream:eni-1-all"),
            logs("PutLogEvents", f"{GROUPS[0]}-2:log-stream:eni-1-all"),
            logs("PutLogEvents", f"{GROUPS[0].replace(REGION, 'us-east-1')}:log-stream:eni-1-all"),
            logs("DescribeLogGroups", f"{GROUP.replace(REGION, 'us-east-1')}:"),
            Call("kms:Decrypt", f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1"),
        ),
    ),
}
"""Calls by role."""
