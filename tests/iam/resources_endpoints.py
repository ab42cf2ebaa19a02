"""Calls that endpoints let through, in private mode and in the drill VPC, and that they do not."""

from collections.abc import Mapping

from tests.iam.evaluator import Call, Calls
from tests.iam.stacks import ACCOUNT

REGION = "eu-central-1"
OTHER = "444455556666"
OWN = ("AWS", f"arn:aws:iam::{ACCOUNT}:role/anyone")
STRANGER = ("AWS", f"arn:aws:iam::{OTHER}:role/anyone")
UNSIGNED = ("AWS", "anonymous")
SOFTWARE = tuple(
    f"{name}-{REGION}"
    for name in (
        "aws-drs-clients", "aws-drs-clients-hashes", "aws-drs-internal", "aws-drs-internal-hashes",
        "aws-elastic-disaster-recovery", "aws-elastic-disaster-recovery-hashes",
    )
)  # fmt: skip
PACKAGES = (f"al2023-repos-{REGION}-de612dc2",)
SYSTEMS_MANAGER = (
    *(f"{name}-{REGION}" for name in ("aws-ssm", "amazon-ssm", "amazon-ssm-packages", "aws-ssm-document-attachments")),
    f"{REGION}-birdwatcher-prod",
)


def s3(bucket: str, principal: tuple[str, str] = UNSIGNED, action: str = "GetObject", key: str = "/latest/a") -> Call:
    """A call of S3."""
    return Call(f"s3:{action}", f"arn:aws:s3:::{bucket}{key}", principal=principal)


def through(action: str, principal: tuple[str, str] = OWN, resource: str = "*") -> Call:
    """A call of any other service, signed unless nobody is named."""
    account = principal[1].split(":")[4] if principal != UNSIGNED else None
    return Call(action, resource, principal=principal, context={"aws:PrincipalAccount": account} if account else {})


def of_s3(buckets: tuple[str, ...], others: tuple[str, ...]) -> Calls:
    """Calls to an endpoint of S3."""
    return Calls(
        allowed=tuple(s3(bucket, who) for bucket in buckets for who in (UNSIGNED, OWN)),
        denied=(
            *(s3(bucket) for bucket in others),
            s3("the-attackers-bucket", OWN),
            s3("the-attackers-bucket", OWN, "PutObject"),
            s3("the-users-own-bucket", OWN),
            s3(buckets[0], OWN, "PutObject"),
            s3(buckets[0], OWN, "DeleteObject"),
            s3(buckets[0], OWN, "ListBucket", ""),
            s3(f"{buckets[0]}-2"),
            s3(buckets[0].replace(REGION, "us-east-1")),
            s3("aws-drs-clients"),
            s3("*"),
        ),
    )


def of_service(name: str, *actions: str, others: tuple[str, ...] = ()) -> Calls:
    """Calls to an endpoint that lets this account's own identities through, with these actions and others like them."""
    own = [f"{name}:{action}" for action in actions]
    elsewhere = ("s3:PutObject", "dynamodb:PutItem", "iam:CreateUser", "lambda:InvokeFunction", "sqs:SendMessage")
    return Calls(
        allowed=tuple(through(action) for action in own),
        denied=(
            *(through(each, STRANGER) for each in own[:4]),
            *(through(each, UNSIGNED) for each in own[:3]),
            *(through(each) for each in (*elsewhere, *others)),
        ),
    )


def with_more(calls: Calls, allowed: tuple[Call, ...], denied: tuple[Call, ...]) -> Calls:
    """The same and some more."""
    return Calls(allowed=(*calls.allowed, *allowed), denied=(*calls.denied, *denied))


SESSION = f"arn:aws:execute-api:{REGION}:000000000000:api/stage/POST/CreateSessionForDrs"
DRS = with_more(
    of_service(
        "drs", "SendAgentMetricsForDrs", "SendAgentLogsForDrs", "UpdateAgentBacklogForDrs", "DescribeSourceServers",
        "GetAgentCommandForDrs", "GetAgentRuntimeConfigurationForDrs", "RegisterAgentForDrs", "TagResource",
    ),
    (through("execute-api:Invoke", UNSIGNED, SESSION), through("execute-api:Invoke", OWN, SESSION)),
    (
        through("execute-api:Invoke", UNSIGNED, SESSION.replace("CreateSession", "DeleteEverything")),
        through("execute-api:Invoke", UNSIGNED, SESSION.replace(REGION, "us-east-1")),
        through("execute-api:ManageConnections", OWN, SESSION),
    ),
)  # fmt: skip
ROLES = [f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("harbor-agent-installation", "service-role/any", "other")]
STS = Calls(
    allowed=(
        *(through("sts:AssumeRole", OWN, role) for role in ROLES),
        *(through("sts:AssumeRoleWithWebIdentity", UNSIGNED, role) for role in ROLES),
        # Whom a role trusts decides, not the endpoint.
        through("sts:AssumeRole", STRANGER, ROLES[0]),
        through("sts:SetSourceIdentity", OWN, ROLES[0]),
        through("sts:TagSession", OWN, ROLES[0]),
        through("sts:GetCallerIdentity"),
    ),
    denied=(
        *(through("sts:AssumeRole", who, ROLES[0].replace(ACCOUNT, OTHER)) for who in (OWN, STRANGER)),
        through("sts:AssumeRoleWithWebIdentity", UNSIGNED, ROLES[0].replace(ACCOUNT, OTHER)),
        through("sts:AssumeRoleWithSAML", UNSIGNED, ROLES[0]),
        through("sts:AssumeRole", OWN, f"arn:aws:iam::{ACCOUNT}:user/ann"),
        through("sts:GetCallerIdentity", STRANGER),
        through("sts:GetCallerIdentity", UNSIGNED),
        through("sts:GetSessionToken"),
        through("sts:GetFederationToken"),
        through("iam:CreateAccessKey"),
        through("s3:PutObject"),
    ),
)
EC2 = of_service(
    "ec2", "DescribeInstances", "DescribeVolumes", "AttachVolume", "DetachVolume", "CreateSnapshot", "CreateVolume",
    "DeleteVolume", "DeleteSnapshot", "ModifyVolumeAttribute", "CreateTags",
)  # fmt: skip
AGENT = {
    "ssm": (
        "UpdateInstanceInformation", "DescribeAssociation", "DescribeDocument", "GetDocument", "GetManifest",
        "GetParameter", "GetParameters", "ListAssociations", "ListInstanceAssociations", "PutInventory",
        "PutComplianceItems", "PutConfigurePackageResult", "UpdateAssociationStatus",
    ),
    "ssmmessages": ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"),
    "ec2messages": ("AcknowledgeMessage", "DeleteMessage", "FailMessage", "GetEndpoint", "GetMessages", "SendReply"),
}  # fmt: skip
LOGS = (
    "CreateLogStream", "PutLogEvents", "DescribeLogGroups", "DescribeLogStreams", "CreateLogGroup", "GetLogEvents",
    "FilterLogEvents", "PutRetentionPolicy", "StartQuery", "GetQueryResults",
)  # fmt: skip
OUT_OF_A_DRILL = (
    "ssm:SendCommand", "ssm:StartSession", "ssm:StartAutomationExecution", "ssm:PutParameter", "ssm:CreateAssociation",
    "ssm:DescribeInstanceInformation",
)  # fmt: skip

RESOURCES: Mapping[str, Calls] = {
    "private-s3": of_s3(SOFTWARE, (*PACKAGES, *SYSTEMS_MANAGER)),
    "private-s3-gateway-staging": of_s3((*SOFTWARE, *PACKAGES), SYSTEMS_MANAGER),
    "private-s3-gateway-recovery": of_s3((*SOFTWARE, *SYSTEMS_MANAGER), PACKAGES),
    "private-drs": DRS,
    "private-sts": STS,
    "private-ec2": EC2,
    "private-logs": of_service("logs", *LOGS),
    **{f"private-{name}": of_service(name, *actions) for name, actions in AGENT.items()},
    **{
        f"drill-openings-endpoint-{name}": of_service(name, *actions, others=OUT_OF_A_DRILL)
        for name, actions in AGENT.items()
    },
}
"""Calls by the end of the name of what holds the policy."""
