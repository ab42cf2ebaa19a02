"""The settings of one stack, from the top."""

from typing import Annotated, Literal

from pydantic import Field

from lifeboat.settings.fields import Ipv4Range, Model, matching
from lifeboat.settings.interconnect import Interconnect
from lifeboat.settings.primary import Primary
from lifeboat.settings.recovery import Recovery
from lifeboat.settings.replication import Replication


class OtherRange(Model):
    """A range that is neither the VNet nor the VPC but shares routes with them: on-premises, a peer."""

    name: str = Field(min_length=1)
    """What it is, as reviewers should read it: "office Lyon"."""
    cidr: Ipv4Range
    """Its range."""


TagKey = Annotated[
    str,
    matching(
        r"[A-Za-z0-9 _.:=+@-]{1,128}",
        "1 to 128 letters, digits, spaces and _ . : = + @ -",
        "Azure refuses < > % & \\ ? / in tag names, and AWS refuses other characters.",
        "Rename the tag.",
    ),
]
"""A tag name that both clouds take."""

TagValue = Annotated[
    str,
    matching(
        r"[^\x00-\x1f]{0,256}",
        "text of at most 256 characters in quotes",
        "Tags are text; longer values are refused by both clouds.",
        'Write it in quotes, as in "4711".',
    ),
]
"""A tag value that both clouds take."""


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
    """`production` protects what takes an hour to rebuild (gateways, VPC, VNet) from being replaced or deleted."""
    tags: dict[TagKey, TagValue] = {}
    """Tags on everything, in both clouds, beside Lifeboat's own."""
    primary: Primary
    """The Azure side."""
    recovery: Recovery
    """The AWS side."""
    interconnect: Interconnect = Field(default_factory=Interconnect)
    """The tunnels between them."""
    replication: Replication = Field(default_factory=Replication)
    """AWS Elastic Disaster Recovery."""
    other_ranges: list[OtherRange] = []
    """Ranges that are neither VNet nor VPC but must not overlap with them."""

    @property
    def is_production(self) -> bool:
        """Whether gateways and networks are protected from replacement and deletion."""
        return self.environment == "production"
