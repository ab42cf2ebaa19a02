"""Who may do what in AWS: roles for installing agents and for operators, and AWS's trust in an identity of Azure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import iam

from components.options import child, once, read_adopted
from lifeboat.blueprint.access_model import PolicyKey, PolicyStatement
from lifeboat.blueprint.access_policies import POLICIES
from lifeboat.blueprint.model import AccessBlueprint, AccessRole, AzureIdentity

TYPE: Final = "lifeboat:recovery:Access"


@dataclass(frozen=True, kw_only=True)
class AccessArgs:
    """What the roles are made from.

    Attributes:
        blueprint: the roles and the identity.
        name: begins the names of policies: the deployment and the Region.
        account_id: AWS account.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
        subnet_ids: ids of the staging, recovery and drill subnets, by role of the subnet.
        principal_id: object id of the identity of Azure, the `sub` of its tokens; None without one.
    """

    blueprint: AccessBlueprint
    name: str
    account_id: Input[str]
    partition: str
    region: str
    subnet_ids: Mapping[str, Sequence[Input[str]]]
    principal_id: Input[str] | None


class Access(pulumi.ComponentResource):
    """Roles that give temporary credentials, and what they may do. Nobody has a key that stays."""

    role_arns: dict[str, Output[str]]
    """ARN of each role, by the blueprint's key; resolved once its policies are attached too."""

    def __init__(self, name: str, args: AccessArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        identity = args.blueprint.azure_identity
        provider_arn = self._oidc_provider(identity) if identity else None
        policies = self._create_policies()
        self.role_arns = {role.key: self._create_role(role, provider_arn, policies) for role in args.blueprint.roles}
        self.register_outputs({"role_arns": self.role_arns})

    def _oidc_provider(self, identity: AzureIdentity) -> Output[str]:
        if identity.oidc_provider == "adopt":
            return self._adopt_oidc_provider(identity)
        name = f"{self._name}-azure"
        return iam.OpenIdConnectProvider(
            name,
            url=identity.issuer,
            client_id_lists=[identity.audience],
            # No thumbprints: Microsoft's certificates are signed by authorities that AWS knows.
            tags={"Name": name},
            opts=child(self),
        ).arn

    def _adopt_oidc_provider(self, identity: AzureIdentity) -> Output[str]:
        found = read_adopted(
            f"access.azure_identity.oidc_provider of {identity.issuer}",
            lambda: iam.get_open_id_connect_provider(url=identity.issuer, opts=InvokeOptions(parent=self)),
        )
        if identity.audience not in found.client_id_lists:
            raise pulumi.RunError(
                f"access.azure_identity.audience: {found.arn} accepts tokens for"
                f" {', '.join(sorted(found.client_id_lists))} only, but settings say {identity.audience}. Lifeboat"
                f" never changes what it adopts, and AWS would refuse every agent. Add the audience to the OIDC"
                f" provider, or name one that it has."
            )
        return Output.from_input(found.arn)

    def _create_policies(self) -> dict[PolicyKey, iam.Policy]:
        needed = {key for role in self._args.blueprint.roles for key in role.policies}
        return {key: self._create_policy(key) for key in POLICIES if key in needed}

    def _create_policy(self, key: PolicyKey) -> iam.Policy:
        name = f"{self._args.name}-{key}"
        filled = [(each, self._fill_in(each.resources)) for each in POLICIES[key]]
        statements = [self._statement(each, resources) for each, resources in filled if resources]
        return iam.Policy(
            f"{self._name}-{key}-policy",
            name=name,
            policy=Output.json_dumps({"Version": "2012-10-17", "Statement": statements}),
            tags={"Name": name},
            opts=child(self),
        )

    def _statement(self, statement: PolicyStatement, resources: Any) -> dict[str, Any]:
        written: dict[str, Any] = {
            "Sid": statement.sid,
            "Effect": "Allow",
            "Action": list(statement.actions),
            "Resource": resources,
        }
        if statement.conditions:
            written["Condition"] = {
                operator: {key: self._fill_in(values) for each, key, values in statement.conditions if each == operator}
                for operator in dict.fromkeys(operator for operator, _, _ in statement.conditions)
            }
        return written

    def _fill_in(self, texts: Sequence[str]) -> Any:
        """Return texts with the deployment's own words; one alone without a list, as IAM writes it back."""
        filled = [one for text in texts for one in self._expand(text)]
        return filled[0] if len(filled) == 1 else filled

    def _expand(self, text: str) -> Iterator[Input[str]]:
        args = self._args
        if text.endswith("_subnets}"):
            start = f"arn:{args.partition}:ec2:{args.region}:"
            for subnet_id in args.subnet_ids[text[1:].removesuffix("_subnets}")]:
                yield Output.concat(start, args.account_id, ":subnet/", subnet_id)
        elif text.endswith("_roles}"):
            blueprint = args.blueprint
            names = {"{drill_roles}": blueprint.drill_profiles, "{recovery_roles}": blueprint.recovery_profiles}[text]
            yield from sorted({self._role_in(name) for name in names})
        elif text == "{adopted_key}":
            yield from (arn for arn in [args.blueprint.adopted_key_arn] if arn is not None)
        elif "{account}" in text:
            yield Output.from_input(args.account_id).apply(
                lambda account: text.format(partition=args.partition, region=args.region, account=account)
            )
        else:
            yield text.format(partition=args.partition, region=args.region)

    def _role_in(self, profile: str) -> str:
        """Return the ARN of the role in an instance profile, which may have another name and a path."""
        what = f"launch.server_groups, instance_profile {profile}"
        found = read_adopted(
            what, lambda: iam.get_instance_profile(name=profile, opts=InvokeOptions(parent=self)), "make it first"
        )
        if not found.role_arn:
            raise pulumi.RunError(
                f"{what}: found it without a role in the cloud. Servers with it would have no rights, and nothing of"
                f" them would fail back. Put a role into it (`aws iam add-role-to-instance-profile`)."
            )
        return found.role_arn

    def _create_role(
        self, role: AccessRole, provider_arn: Output[str] | None, policies: Mapping[PolicyKey, iam.Policy]
    ) -> Output[str]:
        name = f"{self._name}-{role.key}"
        created = iam.Role(
            name,
            name=role.name,
            description=role.description,
            max_session_duration=role.session_seconds,
            assume_role_policy=self._trust(role, provider_arn),
            tags={"Name": role.name},
            opts=child(self),
        )
        managed = {arn.rpartition("/")[2]: Output.from_input(arn) for arn in role.policy_arns}
        attachments = [
            iam.RolePolicyAttachment(f"{name}-{key}", role=created.name, policy_arn=arn, opts=child(self))
            for key, arn in (*managed.items(), *((key, policies[key].arn) for key in role.policies))
        ]
        # Who uses the ARN has to find a role that may do its work, so the attachments come with it.
        return once(created.arn, *(attachment.id for attachment in attachments))

    def _trust(self, role: AccessRole, provider_arn: Output[str] | None) -> Output[str]:
        """Return who may assume a role.

        Named roles without a condition on MFA: sessions of IAM Identity Center and of roles that assume roles carry
        no such sign, so it would shut out whoever signed in with a second factor. Tokens of Azure by audience and
        subject: the audience alone admits every identity of the tenant that gets a token for it.
        """
        named = {
            "Sid": "NamedRoles",
            "Effect": "Allow",
            "Principal": {"AWS": list(role.principals) if len(role.principals) > 1 else "".join(role.principals)},
            # A session that has a source identity passes it on, and may not assume a role that does not admit that.
            "Action": ["sts:AssumeRole", "sts:SetSourceIdentity"],
        }
        statements: list[Any] = [named] if role.principals else []
        identity = self._args.blueprint.azure_identity
        if role.azure_identity and identity is not None:
            issuer = identity.issuer.removeprefix("https://")
            statements.append(
                {
                    "Sid": "AzureIdentity",
                    "Effect": "Allow",
                    "Principal": {"Federated": provider_arn},
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {f"{issuer}:aud": identity.audience, f"{issuer}:sub": self._args.principal_id}
                    },
                }
            )
        return Output.from_input(statements).apply(
            lambda known: json.dumps({"Version": "2012-10-17", "Statement": known})
        )
