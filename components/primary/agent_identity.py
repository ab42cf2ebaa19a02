"""The managed identity that servers in Azure show to AWS."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_azure_native import managedidentity

from components.options import child, read_adopted
from lifeboat.blueprint.model import AzureIdentity

TYPE: Final = "lifeboat:primary:AgentIdentity"


@dataclass(frozen=True, kw_only=True)
class AgentIdentityArgs:
    """What the identity is made from.

    Attributes:
        identity: name, mode and tenant.
        region: Azure region.
        resource_group_name: the stack's resource group.
        tags: on an identity that is made.
    """

    identity: AzureIdentity
    region: str
    resource_group_name: Input[str]
    tags: Mapping[str, str]


class AgentIdentity(pulumi.ComponentResource):
    """A user-assigned managed identity, made or adopted.

    Which servers carry it is not decided here: a virtual machine lists its identities itself, so a program that does
    not own the machine could add one only by writing the machine.
    """

    known_as: Output[Mapping[str, str]]
    """`client_id`, `resource_id`, `principal_id` and `audience`."""

    def __init__(self, name: str, args: AgentIdentityArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._identity = args.identity
        self.known_as = self._adopt(args) if args.identity.mode == "adopt" else self._create(args)
        self.register_outputs({"known_as": self.known_as})

    def _create(self, args: AgentIdentityArgs) -> Output[Mapping[str, str]]:
        made = managedidentity.UserAssignedIdentity(
            f"{self._name}-identity",
            resource_name_=args.identity.name,
            resource_group_name=args.resource_group_name,
            location=args.region,
            tags=args.tags,
            opts=child(self),
        )
        return Output.all(made.tenant_id, made.client_id, made.id, made.principal_id).apply(
            lambda known: self._known(*known)
        )

    def _adopt(self, args: AgentIdentityArgs) -> Output[Mapping[str, str]]:
        wanted = args.identity

        def read(group: str) -> Mapping[str, str]:
            found = read_adopted(
                f"access.azure_identity.name {wanted.name}",
                lambda: managedidentity.get_user_assigned_identity(
                    resource_group_name=group, resource_name=wanted.name, opts=InvokeOptions(parent=self)
                ),
            )
            return self._known(found.tenant_id, found.client_id, found.id, found.principal_id)

        if wanted.resource_group is not None:
            return Output.from_input(read(wanted.resource_group))
        return Output.from_input(args.resource_group_name).apply(read)

    def _known(self, tenant_id: str, client_id: str, resource_id: str, principal_id: str) -> Mapping[str, str]:
        wanted = self._identity
        if tenant_id.lower() != wanted.tenant_id:
            raise pulumi.RunError(
                f"access.azure_identity.tenant_id: found {tenant_id} in the cloud for {wanted.name}, but settings say"
                f" {wanted.tenant_id}. AWS would trust tokens of the wrong tenant. Write {tenant_id.lower()} into"
                f" settings, or use a subscription of the other tenant."
            )
        return {
            "client_id": client_id,
            "resource_id": resource_id,
            "principal_id": principal_id.lower(),
            "audience": wanted.audience,
        }
