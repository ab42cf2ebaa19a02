"""The landing zone as settings say, and a route out of the drill VPC, as somebody may add who is in a hurry.

A test puts it in the place of the project's program. `lifeboat:way_out` says where the route begins and leads.
"""

import gc
import json

gc.disable()

import pulumi
from pulumi_aws import ec2
from pulumi_aws.provider import Provider

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import Settings, read_program_config

config = read_program_config()
way_out = config.pop("way_out")
way_out = json.loads(way_out) if isinstance(way_out, str) else way_out
settings = Settings.model_validate(config)
LandingZone(settings.name, LandingZoneArgs(blueprint=make_blueprint(settings)))
ec2.Route(
    "drill-way-out",
    route_table_id=way_out["route_table"],
    destination_cidr_block="0.0.0.0/0",
    gateway_id=way_out["gateway"],
    opts=pulumi.ResourceOptions(provider=Provider("way-out-aws", region=settings.recovery.region)),
)
