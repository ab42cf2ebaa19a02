"""The settings of one stack, from the top."""

from typing import Annotated, Literal

from pydantic import Field

from lifeboat.settings.access import Access
from lifeboat.settings.agent import Agent
from lifeboat.settings.cost import Cost
from lifeboat.settings.fields import Ipv4Range, Model, matching
from lifeboat.settings.interconnect import Interconnect
from lifeboat.settings.launch import Launch
from lifeboat.settings.monitoring import Monitoring
from lifeboat.settings.primary import Primary
from lifeboat.settings.recovery import Recovery
from lifeboat.settings.replication import Replication
from lifeboat.settings.sizing import Sizing
from lifeboat.settings.tags import TagKey, TagValue


class OtherRange(Model):
    """A range that is neither the VNet nor the VPC but shares routes with them: on-premises, a peer."""

    name: str = Field(min_length=1)
    """What it is, as reviewers should read it: "office Lyon". A change alters nothing that is deployed."""
    cidr: Ipv4Range
    """Its range. A change alters nothing that is deployed, but for `via` below."""
    via: Literal["primary", "recovery"] | None = None
    """The cloud behind which it lies, so that the other cloud routes it through the tunnels; by default neither does.
    `recovery` needs an adopted transit gateway whose route table leads there: a VPC passes nothing on. A change updates
    routes in place."""


class Settings(Model):
    """One stack's settings: everything that a person decides."""

    name: Annotated[
        str,
        matching(
            r"[a-z][a-z0-9-]{1,22}[a-z0-9]",
            "3 to 24 lower-case letters, digits and hyphens, beginning with a letter",
            "It begins the name of everything that is made, and some names are short.",
            "Use a word such as harbor.",
        ),
    ]
    """Begins the name of everything that is made. A change replaces nearly everything."""
    environment: Literal["development", "production"] = "development"
    """`production` protects what takes an hour to rebuild or cannot be (gateways, VPC, VNet, replication key) from
    being replaced or deleted.
    A change updates tags in place and replaces nothing."""
    tags: dict[TagKey, TagValue] = {}
    """Tags on everything, in both clouds, beside Lifeboat's own (the gateway's public IPs keep those they were made
    with). Names must not begin with `aws:`, `azure`,
    `microsoft`, `windows` or `lifeboat:`. A change updates tags in place."""
    primary: Primary
    """The Azure side."""
    recovery: Recovery
    """The AWS side."""
    interconnect: Interconnect = Field(default_factory=Interconnect)
    """The tunnels between them."""
    replication: Replication = Field(default_factory=Replication)
    """AWS Elastic Disaster Recovery."""
    launch: Launch = Field(default_factory=Launch)
    """How recovered servers start: the launch template, groups of servers and their waves."""
    access: Access = Field(default_factory=Access)
    """Who may do what in AWS: installers of agents, operators, an identity of Azure."""
    agent: Agent = Field(default_factory=Agent)
    """The AWS Replication Agent on Azure VMs."""
    sizing: Sizing = Field(default_factory=Sizing)
    """The servers that are expected, for `lifeboat sizing`."""
    monitoring: Monitoring = Field(default_factory=Monitoring)
    """Alarms, messages and the dashboard of the AWS side."""
    cost: Cost = Field(default_factory=Cost)
    """The budget of the AWS side, and what `lifeboat cost` assumes."""
    other_ranges: list[OtherRange] = []
    """Ranges that are neither VNet nor VPC but must not overlap with them. A change alters nothing that is deployed."""

    @property
    def is_production(self) -> bool:
        """Whether gateways and networks are protected from replacement and deletion."""
        return self.environment == "production"
