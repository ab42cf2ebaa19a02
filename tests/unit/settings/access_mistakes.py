"""Mistakes in the settings of access: what is changed, where the one problem stands, a word of it."""

from typing import Any

AGENTS = "access.agent_installation"
FAILBACK = "access.failback_installation"
IDENTITY = "access.azure_identity"
DRILL = "access.operators.drill"
TENANT = "00000000-0000-0000-0000-000000000000"
ROLE = "arn:aws:iam::444455556666:role/team"
TRUSTED = {"mode": "create", "tenant_id": TENANT, "audience": "api://aws"}


def trusted(**changes: Any) -> dict[str, Any]:
    """An identity with some of its settings changed."""
    return {IDENTITY: {**TRUSTED, **changes}}


ACCESS_MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "more instance profiles than operators can be allowed": (
        {
            DRILL: [ROLE],
            "launch.server_groups": [
                {"name": f"group-{number}", "servers": [f"s{number}"], "wave": 1}
                | {"recovery": {"instance_profile": f"p{number}"}}
                for number in range(21)
            ],
        },
        "launch.server_groups",
        "21 different instance profiles",
    ),
    "anybody": ({f"{AGENTS}.principals": ["*"]}, f"{AGENTS}.principals[0]", "wildcard"),
    "any role of an account": (
        {f"{AGENTS}.principals": ["arn:aws:iam::444455556666:role/*"]},
        f"{AGENTS}.principals[0]",
        "wildcard",
    ),
    "root of an account": ({DRILL: ["arn:aws:iam::444455556666:root"]}, f"{DRILL}[0]", "everyone"),
    "account by its number": ({DRILL: ["444455556666"]}, f"{DRILL}[0]", "everyone"),
    "user": ({DRILL: [ROLE, "arn:aws:iam::444455556666:user/ann"]}, f"{DRILL}[1]", "keys that never expire"),
    "session of a role": (
        {DRILL: ["arn:aws:sts::444455556666:assumed-role/team/ann"]},
        f"{DRILL}[0]",
        "one session",
    ),
    "role by its name": ({"access.operators.failover": ["team"]}, "access.operators.failover[0]", "ARN"),
    "role as a number": ({"access.operators.read_only": [7]}, "access.operators.read_only[0]", "ARN"),
    "role twice": ({f"{FAILBACK}.principals": [ROLE, ROLE]}, f"{FAILBACK}.principals[1]", "principals[0]"),
    "role of another partition": (
        {DRILL: ["arn:aws-us-gov:iam::444455556666:role/team"]},
        f"{DRILL}[0]",
        "partition aws",
    ),
    "more roles than a trust policy holds": (
        {DRILL: [f"{ROLE}-{number:02}" for number in range(40)]},
        DRILL,
        "2,048",
    ),
    "session of 13 hours": ({f"{AGENTS}.session_hours": 13, **trusted()}, f"{AGENTS}.session_hours", "1 to 12"),
    "session of 0 hours": ({f"{AGENTS}.session_hours": 0}, f"{AGENTS}.session_hours", "1 to 12"),
    "long session of chained roles": (
        {f"{AGENTS}.session_hours": 4, f"{AGENTS}.principals": [ROLE]},
        f"{AGENTS}.session_hours",
        "one hour",
    ),
    "failback by an identity that is none": (
        {f"{FAILBACK}.azure_identity": True},
        f"{FAILBACK}.azure_identity",
        "no identity",
    ),
    "unknown mode of identity": ({IDENTITY: {"mode": "system"}}, f"{IDENTITY}.mode", "none"),
    "tenant by its name": (trusted(tenant_id="example.com"), f"{IDENTITY}.tenant_id", "UUID"),
    "tenant in capitals": (
        trusted(tenant_id="ABCDEF00-0000-0000-0000-000000000000"),
        f"{IDENTITY}.tenant_id",
        "letter by letter",
    ),
    "no tenant": ({IDENTITY: {"mode": "create", "audience": "api://aws"}}, f"{IDENTITY}.tenant_id", "nothing"),
    "no audience": ({IDENTITY: {"mode": "create", "tenant_id": TENANT}}, f"{IDENTITY}.audience", "nothing"),
    "audience of Azure": (
        trusted(audience="https://management.azure.com/"),
        f"{IDENTITY}.audience",
        "service of Microsoft's",
    ),
    "audience of classic Azure": (
        trusted(audience="https://management.core.windows.net"),
        f"{IDENTITY}.audience",
        "service of Microsoft's",
    ),
    "audience of Graph": (
        trusted(audience="00000003-0000-0000-c000-000000000000", token_version="v2"),
        f"{IDENTITY}.audience",
        "service of Microsoft's",
    ),
    "audience of federated credentials": (
        trusted(audience="api://AzureADTokenExchange"),
        f"{IDENTITY}.audience",
        "service of Microsoft's",
    ),
    "audience that is a word": (trusted(audience="aws"), f"{IDENTITY}.audience", "letter by letter"),
    "audience that is a number": (trusted(audience=7), f"{IDENTITY}.audience", "text"),
    "client id for v1": (trusted(audience=TENANT), f"{IDENTITY}.audience", "Application ID URI"),
    "URI for v2": (trusted(token_version="v2"), f"{IDENTITY}.audience", "client id"),
    "token version 3": (trusted(token_version="v3"), f"{IDENTITY}.token_version", "v1"),
    "unknown way of the provider": (trusted(oidc_provider="keep"), f"{IDENTITY}.oidc_provider", "create or adopt"),
    "identity of a name with a dot": (trusted(name="id.agents"), f"{IDENTITY}.name", "managed identities"),
    "adopted identity without name": (trusted(mode="adopt"), f"{IDENTITY}.name", "nothing"),
    "group of an identity that is made": (trusted(resource_group="rg"), f"{IDENTITY}.resource_group", "adopt"),
    "misspelled role": ({"access.operators.fail_over": []}, "access.operators.fail_over", "Did you mean failover?"),
}
