"""Settings of the monitoring: who is told, and from when on."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.cloud_facts import aws_partition
from lifeboat.settings.fields import Check, Model, matching, mode_of, refuse
from lifeboat.settings.problems import Path, Problem
from lifeboat.settings.sizing import MOST_SERVERS

if TYPE_CHECKING:
    from lifeboat.settings.model import Settings

RUNBOOK: Final = "docs/runbook.md"
"""The page that says what to do, in this repository."""

PROTOCOLS: Final = ("email", "email-json", "https", "sms", "sqs", "lambda", "firehose", "application")
"""What SNS delivers by (SNS API, Subscribe), but for plain http: alarms do not go over the internet in clear."""

_ROOT: Final[Path] = ("monitoring",)
_EMAIL: Final = (r"[^@\s]+@[^@\s]+\.[^@\s]+", "an e-mail address, as in ops@example.com")
_ENDPOINTS: Final = {
    "email": _EMAIL,
    "email-json": _EMAIL,
    "https": (r"https://[^\s@/]+\S*", "a URL that begins with https://"),
    "sms": (r"\+[1-9][0-9]{6,14}", "a telephone number as in +4930123456"),
    "sqs": (r"arn:aws[a-z-]*:sqs:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,80}", "the ARN of a standard SQS queue"),
    "lambda": (
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9_$-]+)?",
        "the ARN of a Lambda function",
    ),
    "firehose": (
        r"arn:aws[a-z-]*:firehose:[a-z0-9-]+:[0-9]{12}:deliverystream/[A-Za-z0-9_.-]{1,64}",
        "the ARN of a Data Firehose stream",
    ),
    "application": (r"arn:aws[a-z-]*:sns:[a-z0-9-]+:[0-9]{12}:endpoint/\S+", "the ARN of a mobile app's endpoint"),
}


def _protocol(value: Any) -> str:
    if value == "http":
        why = "Alarms name servers, and http carries them over the internet in clear."
        refuse(", ".join(PROTOCOLS), why, "Use https.")
    if not isinstance(value, str) or value not in PROTOCOLS:
        refuse(", ".join(PROTOCOLS), "SNS delivers by these.", "Use email, for example.")
    return value


class CreatedTopic(Model):
    """An SNS topic that Lifeboat makes, encrypted with a key of its own."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""


class AdoptedTopic(Model):
    """An SNS topic that exists and stays somebody else's."""

    mode: Literal["adopt"]
    """It exists; Lifeboat publishes to it and changes neither its policy nor its key. Both have to admit
    `events.amazonaws.com` (without conditions) and `cloudwatch.amazonaws.com`, and `budgets.amazonaws.com` for a
    budget: docs/runbook.md shows how to test it."""
    arn: Annotated[
        str,
        matching(
            r"arn:aws(-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
            "the ARN of a standard SNS topic",
            "Alarms and events are published to it.",
            "`aws sns list-topics` prints it.",
        ),
    ]
    """Its ARN, in the recovery Region and account. A change points alarms and rules to the other topic in place."""


class Subscription(Model):
    """Somebody, or something, that the topic tells."""

    protocol: Annotated[str, Check(_protocol, type="string", enum=list(PROTOCOLS))]
    """How: email, email-json, https, sms, sqs, lambda, firehose or application. Who gets e-mail has to confirm it by
    the link in a first message, within two days; a URL has to confirm as well. Until then nothing is delivered. A
    queue's policy and a function's have to admit the topic. A change replaces the subscription."""
    endpoint: str = Field(min_length=1)
    """Where: an e-mail address, a URL, a telephone number as in +4930123456, or an ARN. It stands in clear in settings
    and state: put a queue or a function before a URL with a token in it. A change replaces the subscription."""
    role_arn: str | None = None
    """Role that SNS takes on to write into a Data Firehose stream; for `firehose` alone. A change updates the
    subscription in place."""


class Monitoring(Model):
    """What is watched on the AWS side, who is told, and where the page is that says what to do."""

    topic: Annotated[
        Annotated[CreatedTopic, Tag("create")] | Annotated[AdoptedTopic, Tag("adopt")], Discriminator(mode_of)
    ] = Field(default_factory=CreatedTopic)
    """The SNS topic that every alarm and event goes to, created or adopted. A change points alarms and rules to the
    other topic in place, and moves subscriptions by replacing them."""
    subscriptions: list[Subscription] = []
    """Who the topic tells. A change adds or removes single subscriptions. The deployment makes nobody hear of anything
    while it is empty."""
    expected_servers: int = Field(default=0, ge=0, le=MOST_SERVERS)
    """Servers that replicate by now, which is not what is planned (`sizing.servers`): raise it with every batch of
    agents. Fewer active ones are an alarm, and with one or more so is missing data; with 0 silence is expected. A
    change updates the alarms in place, and adds or removes the one on their number."""
    backlog_gib: int = Field(default=10, ge=1, le=1_048_576)
    """Data of one server, in GiB, that waits to be replicated, above which it is an alarm. A change updates the alarm
    in place."""
    drill_age_days: int = Field(default=90, ge=1, le=365)
    """Days without a successful launch, drill or recovery, of some server after which it is an alarm. A change updates
    the alarm in place."""
    notify_successes: bool = True
    """Whether the topic also hears of what went right: a launch that succeeded, a stall that is over, a failback that
    began or ended. One message a server: a drill of 300 servers sends 300. A change adds or removes rules."""
    dashboard: bool = True
    """Whether a CloudWatch dashboard is made (three are free, each further one is paid by the month). A change adds or
    removes it."""
    runbook_url: Annotated[
        str,
        matching(
            r"docs/runbook\.md|https://[^\s\"#<>\\]+",
            "https:// and the page's address, without a # part",
            "Alarms and messages link to places on it.",
            "Give the address at which your people read docs/runbook.md, or leave it out.",
        ),
    ] = RUNBOOK
    """Where people read docs/runbook.md, for the links in alarms and messages; its path in this repository by default.
    A change updates alarms, rules and their messages in place."""


def monitoring_checks(settings: "Settings") -> Iterator[Problem]:
    """Yield every problem between the settings of the monitoring."""
    monitoring = settings.monitoring
    for position, subscription in enumerate(monitoring.subscriptions):
        yield from _subscription((*_ROOT, "subscriptions", position), subscription)
    seen: Counter[tuple[str, str]] = Counter()
    for position, subscription in enumerate(monitoring.subscriptions):
        key = (subscription.protocol, subscription.endpoint)
        seen[key] += 1
        if seen[key] == 2:
            first = [(each.protocol, each.endpoint) for each in monitoring.subscriptions].index(key)
            yield Problem(
                (*_ROOT, "subscriptions", position, "endpoint"),
                f"that of monitoring.subscriptions[{first}]",
                "each endpoint once",
                "SNS keeps one subscription of an endpoint, and the two here would own it together.",
                "Remove one of them.",
                ((*_ROOT, "subscriptions", first, "endpoint"),),
            )
    if isinstance(monitoring.topic, AdoptedTopic):
        yield from _adopted(settings, monitoring.topic.arn)


def _subscription(path: Path, subscription: Subscription) -> Iterator[Problem]:
    pattern, allowed = _ENDPOINTS[subscription.protocol]
    if not re.fullmatch(pattern, subscription.endpoint):
        yield Problem(
            (*path, "endpoint"),
            subscription.endpoint,
            allowed,
            f"That is where {subscription.protocol} delivers to.",
            "Correct it, or the protocol.",
            ((*path, "protocol"),),
        )
    stream = subscription.protocol == "firehose"
    role = subscription.role_arn
    if stream != (role is not None) or (role and not re.fullmatch(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/\S+", role)):
        yield Problem(
            (*path, "role_arn"),
            role or "nothing",
            "the ARN of a role" if stream else "nothing",
            "SNS writes into a Data Firehose stream by a role, and delivers otherwise without one.",
            "Name the role that SNS takes on." if stream else "Remove it.",
            ((*path, "protocol"),),
        )


def _adopted(settings: "Settings", arn: str) -> Iterator[Problem]:
    region, account = settings.recovery.region, settings.recovery.account_id
    start = f"arn:{aws_partition(region)}:sns:{region}:{f'{account}:' if account else ''}"
    path: Path = (*_ROOT, "topic", "arn")
    if not arn.startswith(start):
        yield Problem(
            path,
            arn,
            f"a topic whose ARN begins with {start}",
            "CloudWatch, EventBridge and Budgets publish to topics of their own Region and account.",
            "Name a topic of the recovery account and Region, or let Lifeboat create one.",
            (("recovery", "region"), ("recovery", "account_id")),
        )
    for position, other in enumerate(settings.interconnect.watching.alarm_topic_arns):
        if other == arn:
            yield Problem(
                path,
                f"{arn}, as in interconnect.watching.alarm_topic_arns[{position}]",
                "each topic once",
                "The tunnels' alarms notify this topic as well.",
                "Remove it from alarm_topic_arns.",
                (("interconnect", "watching", "alarm_topic_arns", position),),
            )
