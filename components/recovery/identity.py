"""The six roles that AWS Elastic Disaster Recovery works with."""

import json
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import iam

from components.options import child, once, read_adopted
from lifeboat.blueprint.model import CreateOrAdopt, ServiceRole

TYPE: Final = "lifeboat:recovery:ServiceRoles"
ROLE_PATH: Final = "/service-role/"
"""Fixed by the service, whose own role may pass roles under this path only (DRS user guide, managed policies)."""


@dataclass(frozen=True, kw_only=True)
class ServiceRolesArgs:
    """What the roles are made from.

    Attributes:
        mode: `create` the roles, or `adopt` those that the account has.
        roles: the six roles.
        account_id: the account the roles are in and serve.
        partition: AWS partition the ARNs are in, such as `aws`.
    """

    mode: CreateOrAdopt
    roles: tuple[ServiceRole, ...]
    account_id: Input[str]
    partition: str


class ServiceRoles(pulumi.ComponentResource):
    """The six service roles with their managed policies; an account has them once.

    No instance profiles: `InitializeService` makes those under the same, account-wide names.
    """

    role_arns: dict[str, Output[str]]
    """ARN of each role, by the blueprint's key; resolved once its policies are attached too."""

    def __init__(self, name: str, args: ServiceRolesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        make = self._adopt if args.mode == "adopt" else self._create
        self.role_arns = {role.key: make(role, args) for role in args.roles}
        self.register_outputs({"role_arns": self.role_arns})

    def _adopt(self, role: ServiceRole, args: ServiceRolesArgs) -> Output[str]:
        def checked(arn: str, account_id: str) -> str:
            expected = f"arn:{args.partition}:iam::{account_id}:role{ROLE_PATH}{role.name}"
            if arn != expected:
                raise pulumi.RunError(
                    f"replication.roles: found {arn} in the cloud, but DRS works with {expected} only: its own role may"
                    f" pass no role elsewhere. Make it anew under the path {ROLE_PATH}, or delete the six roles and set"
                    f" replication.roles to create."
                )
            return arn

        found = read_adopted(
            f"replication.roles {role.name}", lambda: iam.get_role(name=role.name, opts=InvokeOptions(parent=self))
        )
        return Output.from_input(args.account_id).apply(lambda account_id: checked(found.arn, account_id))

    def _create(self, role: ServiceRole, args: ServiceRolesArgs) -> Output[str]:
        name = f"{self._name}-{role.key}"
        created = iam.Role(
            name,
            name=role.name,
            path=ROLE_PATH,
            assume_role_policy=Output.from_input(args.account_id).apply(lambda account: _trust(role, account)),
            tags={"Name": role.name},
            opts=child(self),
        )
        attachments = [
            iam.RolePolicyAttachment(
                f"{name}-{policy_arn.rpartition('/')[2]}",
                role=created.name,
                policy_arn=policy_arn,
                opts=child(self),
            )
            for policy_arn in role.policy_arns
        ]
        # Who uses the ARN has to find a role that may do its work, so the attachments come with it.
        return once(created.arn, *(attachment.id for attachment in attachments))


def _trust(role: ServiceRole, account_id: str) -> str:
    """Return the trust policy of a role (DRS user guide, "Initializing AWS DRS")."""
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": f"{role.service}.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    if role.source_identity is not None:
        # The service acts for one server at a time: its id is the source identity, and another account's
        # servers are no reason to assume a role of this one.
        statement["Action"] = ["sts:AssumeRole", "sts:SetSourceIdentity"]
        statement["Condition"] = {
            "StringLike": {"sts:SourceIdentity": role.source_identity},
            "StringEquals": {"aws:SourceAccount": account_id},
        }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
