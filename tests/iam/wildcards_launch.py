"""Reasons for the `*` of what operators need for actions after a launch."""

from collections.abc import Mapping

PARAMETERS = "names that DRS gives to parameters of actions; held to the stack's account and Region"

WILDCARDS: Mapping[str, str] = {
    "access-launch-actions-policy ThroughDrsAskSystemsManager": "these calls know no resource type; only through DRS",
    "access-launch-actions-policy ThroughDrsRunDocuments": (
        "which documents run is set up in DRS, by who may change that; only through DRS, in the stack's Region"
    ),
    "access-launch-actions-policy ThroughDrsRunOnItsServers": (
        "ids come with servers, after the stack; only through DRS, on what has its tag"
    ),
    "access-launch-actions-policy LaunchActionLists": "these calls know no resource type; held to the stack's Region",
    "access-launch-actions-policy LaunchActionDocuments": "documents have names of the users' own; reading only",
    "access-launch-actions-policy LaunchActionResults": (
        "ids come with runs; reading only, and only runs with the tag of DRS"
    ),
    "access-launch-actions-policy LaunchActionParameters": PARAMETERS,
    "access-launch-actions-policy ThroughSystemsManagerParameters": f"{PARAMETERS}; only through Systems Manager",
}
"""Holder and Sid to reason."""
