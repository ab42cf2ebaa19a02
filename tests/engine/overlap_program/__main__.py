"""The landing zone as settings say, but without the checks between them: only the policy pack stands in the way.

A test puts it in the place of the project's program. With `overlap:late_vpc` it makes one more VPC of that range, which
is not known before the deployment, and there not before the VNet exists.
"""

import gc
import signal

# As in the project's own program, so that the time a refusal takes can be compared.
signal.signal(signal.SIGINT, signal.SIG_DFL)
gc.disable()

import pulumi
from pulumi_aws import ec2
from pulumi_aws.provider import Provider as AwsProvider
from pulumi_random.provider import Provider as RandomProvider
from pulumi_random.random_password import RandomPassword

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import Settings, read_program_config


def make_late_vpc(region: str, cidr: str, vnet_id: pulumi.Output[str]) -> None:
    """Make a VPC whose range hangs on a value that only a deployment draws, and on a VNet."""
    drawn = RandomPassword(
        "drawn", length=8, opts=pulumi.ResourceOptions(provider=RandomProvider("late-random"))
    ).result
    late = pulumi.ResourceOptions(provider=AwsProvider("late-aws", region=region))
    tags = {"owner": "platform-team", "cost-center": "4711"}
    vpc = ec2.Vpc("late-vpc", cidr_block=pulumi.Output.all(drawn, vnet_id).apply(lambda _: cidr), tags=tags, opts=late)
    ec2.DefaultSecurityGroup("late-group", vpc_id=vpc.id, tags=tags, opts=late)


settings = Settings.model_validate(read_program_config())
zone = LandingZone(settings.name, LandingZoneArgs(blueprint=make_blueprint(settings)))
late_range = pulumi.Config("overlap").get("late_vpc")
if late_range:
    make_late_vpc(settings.recovery.region, late_range, zone.outputs["primary_virtual_network_id"])
