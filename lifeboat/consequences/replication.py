"""AWS Elastic Disaster Recovery: its templates, and the functions that initialise it and guard its roles."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import (
    TAGS,
    USUAL,
    Consequence,
    DangerClass,
    Kind,
    Reversible,
    Takes,
    When,
    harm,
    quiet,
)

_SETTINGS: Final = "AWS DRS user guide, Individual replication settings"
_TEMPLATE: Final = "DRS API Reference, CreateReplicationConfigurationTemplate"
_LAUNCH: Final = "AWS DRS user guide, Launch settings"
_POINTS: Final = "AWS DRS user guide, Point in time (PIT) policy"
_NETWORK: Final = "AWS DRS user guide, Network requirements"
_INITIALIZE: Final = "AWS DRS user guide, Initializing Elastic Disaster Recovery"
_LATER: Final = "servers added later; those that replicate keep their settings"
_ADD_NOBODY: Final = "Add no server meanwhile, and write the new id down where operations use the old one."


def _of_later_servers(danger: DangerClass, says: str, source: str = _SETTINGS, when: When = When.ALWAYS) -> Consequence:
    return harm(danger, f"{says}, for {_LATER}", source, when=when)


REPLICATION: Final[Mapping[str, Kind]] = {
    tokens.REPLICATION_TEMPLATE: Kind(
        frozenset({"region"}),
        harm(DangerClass.DEGRADED, "the template gets another id; servers that replicate keep their settings, "
             "but no server can be added meanwhile", _TEMPLATE, loses="adding servers", minutes=1,
             reversible=Reversible.PARTLY, instead=_ADD_NOBODY),
        {
            "stagingAreaSubnetId": _of_later_servers(
                DangerClass.DEGRADED, "replication servers start in another subnet"
            ),
            "replicationServersSecurityGroupsIds*": _of_later_servers(
                DangerClass.PROTECTION, "other security groups stand before replication servers", _NETWORK
            ),
            "associateDefaultSecurityGroup": _of_later_servers(
                DangerClass.EXPOSURE, "the service's own group, which opens TCP 1500 widely, is added",
                _NETWORK, When.ON,
            ),
            "createPublicIp": _of_later_servers(
                DangerClass.EXPOSURE, "replication servers get a public address", when=When.ON
            ),
            "dataPlaneRouting": _of_later_servers(
                DangerClass.EXPOSURE, "blocks take another way: through the tunnels, or over the internet"
            ),
            "ebsEncryption*": harm(
                DangerClass.PROTECTION, f"volumes are encrypted in another way, for {_LATER} until they are changed, "
                "which may sync them anew in full", _SETTINGS, reversible=Reversible.PARTLY,
                instead="Keep the old key: volumes and points in time that exist need it. Change servers one by one.",
            ),
            "pitPolicies*": harm(
                DangerClass.PROTECTION, f"points in time are kept for a shorter time, for {_LATER}", _POINTS,
                reversible=Reversible.NO, when=When.LOWER,
            ),
            "bandwidthThrottling": _of_later_servers(DangerClass.DEGRADED, "servers may send more or less a second"),
            "replicationServerInstanceType": _of_later_servers(
                DangerClass.DEGRADED, "replication servers have another size"
            ),
            "autoReplicateNewDisks": _of_later_servers(
                DangerClass.PROTECTION, "disks that are added later are not replicated by themselves", when=When.OFF
            ),
            **quiet("useDedicatedReplicationServer", "defaultLargeStagingDiskType", "stagingAreaTags*", "tags*"),
        },
        harm(DangerClass.PROTECTION, "without the template no server can be added; those that replicate go on",
             _TEMPLATE, loses="adding servers", lasting=True, reversible=Reversible.PARTLY,
             instead="Adopt it in another stack before this one lets it go."),
    ),
    tokens.CLOUD_CONTROL: Kind(
        frozenset({"typeName"}),
        harm(DangerClass.DEGRADED, "the launch configuration template gets another id; servers that exist keep their "
             "launch settings, but servers added meanwhile have AWS's defaults", _LAUNCH,
             loses="launch settings of servers added meanwhile", minutes=1, reversible=Reversible.PARTLY,
             instead=_ADD_NOBODY),
        {"desiredState": harm(DangerClass.DEGRADED, f"recovered servers start in another way, for {_LATER}", _LAUNCH,
                              )},
        harm(DangerClass.PROTECTION, "servers added later start with AWS's defaults", _LAUNCH,
             loses="launch settings of servers added later", lasting=True, reversible=Reversible.PARTLY),
        takes=Takes(1, 1, 1, USUAL),
    ),
    tokens.FUNCTION: Kind(
        frozenset({"name", "packageType"}),
        harm(DangerClass.DEGRADED, "the function is made anew; it runs in deployments only", _INITIALIZE),
        {**quiet("code", "description", "runtime", "handler", "timeout", "loggingConfig*", "role", "memorySize",
                 "sourceCodeHash"), **TAGS},
        harm(DangerClass.PROTECTION, "nobody initialises the service, or asks before its roles are deleted",
             _INITIALIZE, loses="the guard of the six roles, or the initialisation of another Region", lasting=True),
        takes=Takes(1, 1, 0, USUAL),
    ),
    tokens.INVOCATION: Kind(
        frozenset({"functionName", "qualifier"}),
        harm(DangerClass.DEGRADED, "the function is asked again; to initialise twice changes nothing", _INITIALIZE),
        quiet("input", "lifecycleScope", "triggers*"),
        harm(DangerClass.PROTECTION, "the guard of the six roles is asked, and stops the deployment while servers "
             "replicate or run; afterwards nobody asks any more", _INITIALIZE, lasting=True,
             loses="the guard of the six roles", instead="Disconnect and delete source servers first."),
        takes=Takes(1, 1, 1, USUAL),
    ),
}  # fmt: skip
"""What replicates and launches, by type token."""
