"""Settings of the tunnels' logs and alarms."""

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from lifeboat.settings.fields import Check, Model, matching, mode_of, refuse

LOG_RETENTION_DAYS: Final = (
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
)  # fmt: skip
"""How long CloudWatch Logs can keep events (CloudWatch Logs API, PutRetentionPolicy)."""


def _retention(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value not in LOG_RETENTION_DAYS:
        days = ", ".join(map(str, LOG_RETENTION_DAYS))
        refuse(days, "CloudWatch Logs keeps events for one of these numbers of days.", "Use 90, for example.")
    return value


LogRetentionDays = Annotated[int, Check(_retention, type="integer", enum=list(LOG_RETENTION_DAYS))]
"""For how many days CloudWatch Logs keeps events."""


class CreatedWorkspace(Model):
    """A Log Analytics workspace that Lifeboat makes."""

    mode: Literal["create"] = "create"
    """Lifeboat makes it."""
    retention_days: int = Field(default=90, ge=30, le=730)
    """How long logs are kept. A change updates it in place."""


class AdoptedWorkspace(Model):
    """A Log Analytics workspace that exists."""

    mode: Literal["adopt"]
    """It exists; Lifeboat sends logs to it and changes nothing else."""
    id: Annotated[
        str,
        matching(
            r"(?i:/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.OperationalInsights/workspaces/[^/]+)",
            "the resource id of a Log Analytics workspace",
            "The gateway's logs are sent to it by id.",
            "`az monitor log-analytics workspace show --query id` prints it.",
        ),
    ]
    """Its resource id. A change redirects the logs in place."""


class LogsElsewhere(Model):
    """The gateway's logs are sent somewhere already; Azure refuses to send a category to one workspace twice."""

    mode: Literal["existing"]
    """Nothing is made: the gateway, an adopted one, has a diagnostic setting of its own."""
    described_as: str = Field(min_length=1)
    """Where they go, for reviewers: "workspace log-hub of the network team". A change alters nothing."""


class Watching(Model):
    """Logs and alarms of the tunnels, in both clouds."""

    log_retention_days: LogRetentionDays = 90
    """How long CloudWatch keeps the tunnels' IKE and BGP logs. A change updates it in place."""
    workspace: Annotated[
        Annotated[CreatedWorkspace, Tag("create")]
        | Annotated[AdoptedWorkspace, Tag("adopt")]
        | Annotated[LogsElsewhere, Tag("existing")],
        Discriminator(mode_of),
    ] = Field(default_factory=CreatedWorkspace)
    """Where the Azure gateway's logs go: a workspace that is made or adopted, or where an adopted gateway sends them
    already. A change adds or removes the workspace and the gateway's diagnostic setting."""
    alarm_topic_arns: list[
        Annotated[
            str,
            matching(
                r"arn:aws(-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}",
                "the ARN of an SNS topic",
                "CloudWatch alarms notify SNS topics of their own Region.",
                "`aws sns list-topics` prints it.",
            ),
        ]
    ] = []
    """SNS topics that the CloudWatch alarms notify. A change updates the alarms in place."""
    action_group_ids: list[
        Annotated[
            str,
            matching(
                r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[Mm]icrosoft\.[Ii]nsights/actionGroups/[^/]+",
                "the resource id of an Azure Monitor action group",
                "Azure's metric alerts notify action groups.",
                "`az monitor action-group show --query id` prints it.",
            ),
        ]
    ] = []
    """Action groups that the Azure alerts notify. A change updates the alerts in place."""
