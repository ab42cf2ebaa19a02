"""Reasons for the `*` of flow logs and of endpoints, in private mode and in the drill VPC."""

from collections.abc import Mapping

from tests.iam.wildcards import THIS_KEY

ANYONE = "an endpoint bounds whoever asks through it, and"
OWN = f"{ANYONE} the condition admits this account's identities alone"
SOFTWARE = f"{ANYONE} downloads of public objects are not signed; the buckets are named, their objects are AWS's"
SERVICE = f"{OWN}; what the service's own roles call changes with its releases and is bounded by their policies"
AGENT = f"{OWN}; actions are those of the SSM agent, and resources come with servers"

WILDCARDS: Mapping[str, str] = {
    "flow-logs-key AccountAdministration": f"{THIS_KEY}; without it nobody could change the key again",
    "flow-logs-key LogGroup": f"{THIS_KEY}; ReEncrypt* and GenerateDataKey* are how KMS names groups of actions",
    "flow-logs-policy WriteFlowLogs": "streams of the stack's own log groups have no name beforehand",
    "flow-logs-policy FindLogGroups": "a list is asked for without a name; held to the account and Region",
    "private-s3-gateway-staging DrsSoftware": SOFTWARE,
    "private-s3-gateway-staging AmazonLinuxPackages": SOFTWARE,
    "private-s3-gateway-recovery DrsSoftware": SOFTWARE,
    "private-s3-gateway-recovery SystemsManagerSoftware": SOFTWARE,
    "private-s3 DrsSoftware": SOFTWARE,
    "private-drs AgentSessions": (
        f"{ANYONE} agents have no identity before their first session; account and API id of the service are AWS's own"
    ),
    "private-drs OwnPrincipals": SERVICE,
    "private-ec2 OwnPrincipals": SERVICE,
    "private-sts RolesOfThisAccount": f"{ANYONE} web identities are not signed; which role they get its trust decides",
    "private-sts OwnPrincipals": f"{OWN}; the one action has no resource",
    "private-ssm OwnPrincipals": SERVICE,
    "private-ssmmessages OwnPrincipals": SERVICE,
    "private-ec2messages OwnPrincipals": SERVICE,
    "private-logs OwnPrincipals": SERVICE,
    "drill-openings-endpoint-ssm PrincipalsOfThisAccount": AGENT,
    "drill-openings-endpoint-ssmmessages PrincipalsOfThisAccount": AGENT,
    "drill-openings-endpoint-ec2messages PrincipalsOfThisAccount": AGENT,
}
"""Holder and Sid to reason."""
