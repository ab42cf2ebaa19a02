"""How servers are replicated: the replication configuration template and the key of the replicated volumes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, Output, ResourceOptions
from pulumi_aws import drs, kms

from components.options import child, once
from lifeboat.blueprint.model import PitRule, ReplicationBlueprint

TYPE: Final = "lifeboat:recovery:Replication"
KEY_DELETION_DAYS: Final = 30
"""The longest that KMS offers: points in time cannot be read without their key."""
_KEY_USES: Final = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey")


@dataclass(frozen=True, kw_only=True)
class ReplicationArgs:
    """What replication is set up from.

    Attributes:
        blueprint: the template's settings.
        name: what the deployment is called; the key's alias is made of it.
        staging_subnet_id: where replication servers are started.
        security_group_id: the replication servers' security group.
        service_initialized: resolves when DRS is initialised in this account and Region.
        account_id: AWS account.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
        tags: tags of what DRS itself makes in the staging subnet, which the provider's default tags do not reach.
        protect: whether a key that is created must not be deleted or replaced.
    """

    blueprint: ReplicationBlueprint
    name: str
    staging_subnet_id: Input[str]
    security_group_id: Input[str]
    service_initialized: Input[str]
    account_id: Input[str]
    partition: str
    region: str
    tags: Mapping[str, str]
    protect: bool


class Replication(pulumi.ComponentResource):
    """The replication configuration template, once in an account and Region, and its key.

    Neither the provider nor CloudFormation can look a template up, so that of an adopted one only the id is passed
    on: nothing is made, nothing is compared.
    """

    template_id: Output[str]
    """ID of the template, `rct-...`."""
    key_arn: Output[str] | None
    """ARN of the customer-managed key of replicated volumes; None with the account's default key."""

    def __init__(self, name: str, args: ReplicationArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        existing_id = args.blueprint.existing_template_id
        if existing_id is not None:
            self.key_arn = None
            self.template_id = Output.from_input(existing_id)
        else:
            self.key_arn = self._key(args)
            self.template_id = self._create_template(args)
        self.register_outputs({"template_id": self.template_id, "key_arn": self.key_arn})

    def _key(self, args: ReplicationArgs) -> Output[str] | None:
        encryption = args.blueprint.encryption
        if encryption.mode == "create":
            return self._create_key(args)
        return Output.from_input(encryption.key_arn) if encryption.key_arn is not None else None

    def _create_key(self, args: ReplicationArgs) -> Output[str]:
        """Make the key.

        Replicated volumes, points in time and the disks of recovered servers may outlive the stack, and nobody reads
        them without the key: production protects it, and AWS keeps a deleted one for 30 days, in which
        `aws kms cancel-key-deletion` brings it back.
        """
        name = f"{self._name}-key"
        key = kms.Key(
            name,
            description=f"{args.name}: volumes replicated by AWS Elastic Disaster Recovery",
            enable_key_rotation=True,
            deletion_window_in_days=KEY_DELETION_DAYS,
            policy=once(Output.json_dumps(_key_policy(args)), args.service_initialized),
            tags={"Name": name},
            opts=child(self, protect=args.protect or None),
        )
        kms.Alias(f"{name}-alias", name=f"alias/{args.name}-replication", target_key_id=key.key_id, opts=child(self))
        return key.arn

    def _create_template(self, args: ReplicationArgs) -> Output[str]:
        blueprint = args.blueprint
        return drs.ReplicationConfigurationTemplate(
            f"{self._name}-template",
            # A template before the service is initialised is refused: UninitializedAccountException.
            staging_area_subnet_id=once(args.staging_subnet_id, args.service_initialized),
            replication_servers_security_groups_ids=[args.security_group_id],
            # The service's own group opens TCP 1500 to everyone who reaches the subnet.
            associate_default_security_group=False,
            create_public_ip=False,
            data_plane_routing="PRIVATE_IP",
            replication_server_instance_type=blueprint.instance_type,
            use_dedicated_replication_server=blueprint.dedicated_servers,
            default_large_staging_disk_type=blueprint.staging_disk_type,
            bandwidth_throttling=blueprint.bandwidth_throttling_mbps,
            auto_replicate_new_disks=blueprint.replicate_new_disks,
            ebs_encryption="DEFAULT" if self.key_arn is None else "CUSTOM",
            ebs_encryption_key_arn=self.key_arn,
            pit_policies=[_pit_rule(rule) for rule in blueprint.pit_rules],
            staging_area_tags={**args.tags, "Name": f"{args.name}-replication"},
            tags={"Name": f"{self._name}-template"},
            opts=child(self),
        ).id


def _pit_rule(rule: PitRule) -> drs.ReplicationConfigurationTemplatePitPolicyArgs:
    return drs.ReplicationConfigurationTemplatePitPolicyArgs(
        enabled=True,
        rule_id=rule.rule_id,
        units=rule.units,
        interval=rule.interval,
        retention_duration=rule.retention,
    )


def _key_policy(args: ReplicationArgs) -> dict[str, Any]:
    """Return who may use the key: the account's administrators, DRS, and EC2 on the account's behalf.

    KMS refuses a policy that names a role which does not exist, and the service-linked role comes with the
    service's initialisation. `*` as resource is this key: a key policy cannot name another.
    """
    prefix = Output.concat("arn:", args.partition, ":iam::", args.account_id)
    service_role = {
        "AWS": Output.concat(
            prefix, ":role/aws-service-role/drs.amazonaws.com/AWSServiceRoleForElasticDisasterRecovery"
        )
    }
    through_ec2 = {
        "kms:CallerAccount": args.account_id,
        "kms:ViaService": f"ec2.{args.region}.amazonaws.com",
    }
    # EBS works with grants that it takes from whoever attaches a volume; only an AWS service may pass them on.
    for_aws_only = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    return {
        "Version": "2012-10-17",
        "Statement": [
            # Without it nobody could ever change the key again (KMS developer guide, default key policy).
            _allow("AccountAdministration", {"AWS": Output.concat(prefix, ":root")}, ["kms:*"]),
            _allow("DrsUse", service_role, [*_KEY_USES]),
            _allow("DrsGrants", service_role, ["kms:CreateGrant"], for_aws_only),
            # Principal `*` is narrowed to this account by the condition; so AWS writes the policy of aws/ebs.
            _allow("AccountThroughEc2", {"AWS": "*"}, [*_KEY_USES], {"StringEquals": through_ec2}),
            _allow(
                "AccountGrantsThroughEc2",
                {"AWS": "*"},
                ["kms:CreateGrant"],
                {"StringEquals": through_ec2, **for_aws_only},
            ),
        ],
    }


def _allow(
    sid: str, principal: dict[str, Any], actions: list[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": actions, "Resource": "*"}
    return statement if condition is None else {**statement, "Condition": condition}
