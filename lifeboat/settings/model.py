"""The settings of one stack, from the top."""

import re
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from lifeboat.settings.agent import Agent
from lifeboat.settings.fields import Check, Ipv4Range, Model, matching, refuse
from lifeboat.settings.interconnect import Interconnect
from lifeboat.settings.primary import Primary
from lifeboat.settings.recovery import Recovery
from lifeboat.settings.replication import Replication
from lifeboat.settings.sizing import Sizing


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


_TAG_KEY: Final = r"[A-Za-z0-9 _.:=+@-]{1,128}"
_RESERVED_TAG_PREFIXES: Final = ("aws:", "microsoft", "azure", "windows", "lifeboat:")


def _tag_key(value: Any) -> str:
    fix = "Rename the tag."
    if not isinstance(value, str) or not re.fullmatch(_TAG_KEY, value):
        why = "Azure refuses < > % & \\ ? / in tag names, and AWS refuses other characters."
        refuse("1 to 128 letters, digits, spaces and _ . : = + @ -", why, fix)
    for prefix in _RESERVED_TAG_PREFIXES:
        if value.lower().startswith(prefix):
            owner = {"aws:": "AWS", "lifeboat:": "Lifeboat"}.get(prefix, "Azure")
            names = ", ".join(_RESERVED_TAG_PREFIXES)
            refuse(f"a name that does not begin with {names}", f"{owner} keeps {prefix} for its own tags.", fix)
    return value


TagKey = Annotated[str, Check(_tag_key, type="string")]
"""A tag name that both clouds take (Azure, "Use tags to organize your Azure resources"; EC2 user guide, "Tag
restrictions")."""

TagValue = Annotated[
    str,
    matching(
        r"[\w .:/=+@-]{0,256}",
        "text in quotes, at most 256 letters, digits, spaces and _ . : / = + @ -",
        "Tags are text, and IAM refuses other characters in the tags of roles.",
        'Write it in quotes, as in "4711".',
    ),
]
"""A tag value that both clouds take (IAM API, Tag: the narrowest of the services that Lifeboat tags)."""


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
    agent: Agent = Field(default_factory=Agent)
    """The AWS Replication Agent on Azure VMs."""
    sizing: Sizing = Field(default_factory=Sizing)
    """The servers that are expected, for `lifeboat sizing`."""
    other_ranges: list[OtherRange] = []
    """Ranges that are neither VNet nor VPC but must not overlap with them. A change alters nothing that is deployed."""

    @property
    def is_production(self) -> bool:
        """Whether gateways and networks are protected from replacement and deletion."""
        return self.environment == "production"
