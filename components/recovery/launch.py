"""How recovered servers start: the launch configuration template, and the server groups as operations read them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi import Input, InvokeOptions, Output, ResourceOptions
from pulumi_aws import cloudcontrol
from pulumi_aws.get_caller_identity import get_caller_identity

from components.options import child, read_adopted
from lifeboat.blueprint.model import LaunchBlueprint, LaunchPlace

TYPE: Final = "lifeboat:recovery:LaunchTemplate"
CLOUDFORMATION_TYPE: Final = "AWS::DRS::LaunchConfigurationTemplate"


@dataclass(frozen=True, kw_only=True)
class LaunchTemplateArgs:
    """What the launch template is made from.

    Attributes:
        blueprint: its settings.
        service_initialized: resolves when DRS is initialised in this account and Region.
        replication_template_id: the template that DRS has before this one.
        partition: AWS partition the ARNs are in, such as `aws`.
        region: AWS Region.
    """

    blueprint: LaunchBlueprint
    service_initialized: Input[str]
    replication_template_id: Input[str]
    partition: str
    region: str


class LaunchTemplate(pulumi.ComponentResource):
    """The launch configuration template, once in an account and Region.

    The AWS provider has no type for it, so it comes through Cloud Control. An adopted one is looked up the same way.
    """

    template_id: Output[str]
    """ID of the template, `lct-...`."""

    def __init__(self, name: str, args: LaunchTemplateArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        existing_id = args.blueprint.existing_template_id
        self.template_id = self._create(args) if existing_id is None else self._adopt(existing_id, args)
        self.register_outputs({"template_id": self.template_id})

    def _create(self, args: LaunchTemplateArgs) -> Output[str]:
        name = f"{self._name}-template"
        state = json.dumps(_desired_state(args.blueprint, name), sort_keys=True)
        before = Output.all(args.service_initialized, args.replication_template_id)
        made = cloudcontrol.Resource(
            name,
            type_name=CLOUDFORMATION_TYPE,
            # A template before the service is initialised is refused: UninitializedAccountException.
            desired_state=before.apply(lambda _: state),
            # An account and Region takes one, so a replacement cannot stand beside the old one.
            opts=child(self, delete_before_replace=True),
        )
        # The identifier is the ARN, which ends with the id and is known in the preview of an update too.
        return made.id.apply(lambda arn: arn.rpartition("/")[2])

    def _adopt(self, template_id: str, args: LaunchTemplateArgs) -> Output[str]:
        asking = InvokeOptions(parent=self)

        def look_up() -> cloudcontrol.GetResourceResult:
            account = get_caller_identity(opts=asking).account_id
            place = f"arn:{args.partition}:drs:{args.region}:{account}"
            return cloudcontrol.get_resource(
                type_name=CLOUDFORMATION_TYPE,
                identifier=f"{place}:launch-configuration-template/{template_id}",
                opts=asking,
            )

        read_adopted(f"launch.template.id {template_id}", look_up)
        return Output.from_input(template_id)


def _desired_state(blueprint: LaunchBlueprint, name: str) -> dict[str, Any]:
    return {
        "LaunchDisposition": blueprint.disposition,
        "TargetInstanceTypeRightSizingMethod": blueprint.right_sizing,
        "CopyPrivateIp": blueprint.copy_private_ip,
        "CopyTags": blueprint.copy_tags,
        "Licensing": {"OsByol": blueprint.byol},
        "PostLaunchEnabled": blueprint.post_launch_actions,
        # For sources that are EC2 instances; on, it forbids tags and addresses to be copied.
        "LaunchIntoSourceInstance": False,
        # The name alone: changed tags make another template, and the stack's own tags may change.
        "Tags": [{"Key": "Name", "Value": name}],
    }


def server_groups(
    blueprint: LaunchBlueprint,
    *,
    subnet_ids: Mapping[str, Output[str]],
    security_group_ids: Mapping[str, Output[str]],
    tags: Mapping[str, str],
) -> dict[str, Any]:
    """Return template settings, waves and groups as a stack output: everything that operations write to servers.

    Args:
        blueprint: how servers start.
        subnet_ids: of the recovery and the drill VPC, by key.
        security_group_ids: of both VPCs, by key; other keys of groups are ids already.
        tags: of the stack, on every server.
    """

    def place(chosen: LaunchPlace) -> dict[str, Any]:
        return {
            "subnet_id": subnet_ids[chosen.subnet],
            "security_group_ids": [security_group_ids.get(key, key) for key in chosen.security_groups],
            "instance_type": chosen.instance_type,
            "right_sizing": chosen.right_sizing,
            "instance_profile": chosen.instance_profile,
            "copy_private_ip": chosen.copy_private_ip,
            "tags": {**tags, **dict(chosen.tags)},
        }

    return {
        "settings": {
            "disposition": blueprint.disposition,
            "copy_tags": blueprint.copy_tags,
            "byol": blueprint.byol,
            "post_launch_actions": blueprint.post_launch_actions,
        },
        "waves": [
            {"number": wave.number, "groups": list(wave.groups), "wait_minutes": wave.wait_minutes}
            for wave in blueprint.waves
        ],
        "groups": {
            group.key: {
                "servers": list(group.servers),
                "server_tags": dict(group.server_tags),
                "wave": group.wave,
                "critical": group.critical,
                "recovery": place(group.recovery),
                "drill": place(group.drill),
            }
            for group in blueprint.groups
        },
    }
