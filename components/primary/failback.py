"""What failing back to Azure needs there before the day: storage for the failback client's image."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_azure_native import authorization, storage
from pulumi_random import RandomString

from components.options import child, read_adopted, require_same
from lifeboat.blueprint.agent import FailbackStorage

STORE_TYPE: Final = "lifeboat:primary:FailbackStore"

BLOB_CONTRIBUTOR: Final = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"
"""The role Storage Blob Data Contributor (Azure, "Azure built-in roles")."""


@dataclass(frozen=True, kw_only=True)
class FailbackStoreArgs:
    """What the storage is made from.

    Attributes:
        blueprint: the account and its container, created or adopted.
        region: Azure region of an account that is made.
        resource_group_name: where it goes.
        tags: on everything that takes tags.
    """

    blueprint: FailbackStorage
    region: str
    resource_group_name: pulumi.Input[str]
    tags: Mapping[str, str]


class FailbackStore(pulumi.ComponentResource):
    """A storage account and a container for the failback client's image.

    Only Entra tokens open it: account keys are switched off, and with them SAS tokens that are signed by a key.
    """

    account_name: pulumi.Output[str]
    """Name of the storage account."""
    container_name: pulumi.Output[str]
    """Name of the container."""

    def __init__(self, name: str, args: FailbackStoreArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(STORE_TYPE, name, None, opts)
        self._name = name
        self._args = args
        adopts = args.blueprint.mode == "adopt"
        self.account_name, self.container_name = self._adopt() if adopts else self._create()
        self.register_outputs({"account_name": self.account_name, "container_name": self.container_name})

    def _adopt(self) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        wanted = self._args.blueprint
        account, what = wanted.name or "", f"recovery.failback.storage {wanted.name}, container {wanted.container}"
        found = read_adopted(
            what,
            lambda: storage.get_blob_container(
                resource_group_name=wanted.resource_group,
                account_name=account,
                container_name=wanted.container,
                opts=pulumi.InvokeOptions(parent=self),
            ),
        )
        require_same(f"{what}, public access", "None", str(found.public_access or "None"))
        return pulumi.Output.from_input(account), pulumi.Output.from_input(wanted.container)

    def _create(self) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        wanted = self._args.blueprint
        account = storage.StorageAccount(
            f"{self._name}-account",
            account_name=wanted.name or self._name_by_chance(),
            resource_group_name=self._args.resource_group_name,
            location=self._args.region,
            kind="StorageV2",
            sku=storage.SkuArgs(name=wanted.sku),
            minimum_tls_version="TLS1_2",
            enable_https_traffic_only=True,
            allow_blob_public_access=False,
            allow_shared_key_access=False,
            default_to_o_auth_authentication=True,
            allow_cross_tenant_replication=False,
            network_rule_set=self._network_rules(),
            tags=self._args.tags,
            opts=child(self),
        )
        container = storage.BlobContainer(
            f"{self._name}-container",
            container_name=wanted.container,
            resource_group_name=self._args.resource_group_name,
            account_name=account.name,
            public_access=storage.PublicAccess.NONE,
            opts=child(self),
        )
        self._admit_uploaders(container)
        return account.name, container.name

    def _name_by_chance(self) -> pulumi.Output[str]:
        chance = RandomString(f"{self._name}-suffix", length=6, upper=False, special=False, opts=child(self))
        return pulumi.Output.concat(self._args.blueprint.stem, chance.result)

    def _network_rules(self) -> storage.NetworkRuleSetArgs:
        ranges = self._args.blueprint.upload_ranges
        return storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction.DENY if ranges else storage.DefaultAction.ALLOW,
            bypass="AzureServices",
            ip_rules=[storage.IPRuleArgs(i_p_address_or_range=one, action=storage.Action.ALLOW) for one in ranges],
        )

    def _admit_uploaders(self, container: storage.BlobContainer) -> None:
        role = container.id.apply(
            lambda found: f"{_subscription(found)}/providers/Microsoft.Authorization/roleDefinitions/{BLOB_CONTRIBUTOR}"
        )
        for uploader in self._args.blueprint.uploaders:
            authorization.RoleAssignment(
                f"{self._name}-uploader-{uploader.object_id}",
                role_assignment_name=uploader.assignment,
                scope=container.id,
                principal_id=uploader.object_id,
                principal_type=uploader.kind,
                role_definition_id=role,
                # Of two assignments for the same principal and role Azure refuses the second.
                opts=child(self, delete_before_replace=True),
            )


def _subscription(resource_id: str) -> str:
    """Return the beginning of a resource id, `/subscriptions/<id>`."""
    return "/".join(resource_id.split("/")[:3])


def failback_storage_output(store: FailbackStore) -> Mapping[str, Any]:
    """Return what the stack says of the storage."""
    return {"account": store.account_name, "container": store.container_name}
