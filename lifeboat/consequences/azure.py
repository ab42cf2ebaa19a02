"""What else is in Azure: storage of the failback client, run commands that install agents, names that are drawn."""

from collections.abc import Mapping
from typing import Final

from lifeboat.consequences import tokens
from lifeboat.consequences.model import DangerClass, Kind, Reversible, When, harm, quiet

_STORAGE: Final = "Azure docs, Recover a deleted storage account"
_BLOBS: Final = "Azure docs, Soft delete for containers"
_ACCESS: Final = "Azure docs, Configure Azure Storage firewalls and virtual networks"
_RUN: Final = "Azure docs, Run scripts in your VM by using managed Run Commands"
_FAILBACK: Final = "the failback client's image, without which nobody fails back until it is uploaded again"


AZURE: Final[Mapping[str, Kind]] = {
    tokens.STORAGE_ACCOUNT: Kind(
        frozenset({"resourceGroupName", "accountName", "location"}),
        harm(DangerClass.DATA_LOSS, "another account is made, and the old one goes with everything in it", _STORAGE,
             loses=_FAILBACK, lasting=True, reversible=Reversible.PARTLY,
             instead="Keep the image elsewhere first, and upload it again afterwards."),
        {
            "allowBlobPublicAccess": harm(DangerClass.EXPOSURE, "containers may be opened to everyone",
                                          "Azure docs, Configure anonymous read access", when=When.ON),
            "allowSharedKeyAccess": harm(DangerClass.EXPOSURE, "keys open the account",
                                         "Azure docs, Prevent Shared Key authorization", when=When.ON),
            "networkRuleSet*": harm(DangerClass.EXPOSURE, "the account is reached from elsewhere", _ACCESS),
            "publicNetworkAccess": harm(DangerClass.EXPOSURE, "the account is reached from the internet, or no more",
                                        _ACCESS),
            "minimumTlsVersion": harm(DangerClass.EXPOSURE, "other versions of TLS are accepted",
                                      "Azure docs, Enforce a minimum required version of TLS"),
            "enableHttpsTrafficOnly": harm(DangerClass.EXPOSURE, "plain HTTP is accepted",
                                           "Azure docs, Require secure transfer", when=When.OFF),
            "allowCrossTenantReplication": harm(DangerClass.EXPOSURE, "blobs may go to other tenants",
                                                "Azure docs, Prevent object replication across tenants", when=When.ON),
            "defaultToOAuthAuthentication": harm(DangerClass.EXPOSURE, "the portal signs in with keys",
                                                 "Azure docs, Prevent Shared Key authorization", when=When.OFF),
            "sku*": harm(DangerClass.PROTECTION, "the account is kept in more or fewer places",
                         "Azure docs, Azure Storage redundancy"),
            **quiet("kind", "accessTier", "tags*"),
        },
        harm(DangerClass.DATA_LOSS, "the account goes with everything in it; Azure can recover it for 14 days",
             _STORAGE, loses=_FAILBACK, lasting=True, reversible=Reversible.PARTLY),
    ),
    tokens.BLOB_CONTAINER: Kind(
        frozenset({"resourceGroupName", "accountName", "containerName"}),
        harm(DangerClass.DATA_LOSS, "another container is made, and the old one goes with everything in it", _BLOBS,
             loses=_FAILBACK, lasting=True, reversible=Reversible.PARTLY),
        {"publicAccess": harm(DangerClass.EXPOSURE, "everyone reads the container, or nobody any more",
                              "Azure docs, Configure anonymous read access"), **quiet("metadata*")},
        harm(DangerClass.DATA_LOSS, "the container goes with everything in it", _BLOBS, loses=_FAILBACK, lasting=True,
             reversible=Reversible.PARTLY),
    ),
    tokens.RUN_COMMAND: Kind(
        frozenset({"resourceGroupName", "vmName", "runCommandName", "location"}),
        harm(DangerClass.DEGRADED, "the agent's installer runs on the server again: it restarts the agent", _RUN,
             loses="replication of the server", minutes=10),
        {"*": harm(DangerClass.DEGRADED, "the agent's installer runs on the server again: it restarts the agent", _RUN,
                   loses="replication of the server", minutes=10)},
        harm(DangerClass.DEGRADED, "the command is gone; the agent that it installed stays", _RUN, lasting=True,
             loses="the record of how the agent was installed"),
    ),
    tokens.RANDOM_STRING: Kind(
        frozenset({"*"}),
        harm(DangerClass.DEGRADED, "another name is drawn, and what has it is replaced", "pulumi-random, RandomString",
             reversible=Reversible.NO),
        {},
        harm(DangerClass.DEGRADED, "the drawn name is forgotten", "pulumi-random, RandomString", lasting=True,
             reversible=Reversible.NO, loses="the name of what is made anew"),
    ),
}  # fmt: skip
"""What else is in Azure, by type token."""
