"""A passing and a refused call for every rule of Cloud Control: `rule: (passes, is refused)`."""

import json

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.cloud_control import LAUNCH_TEMPLATE, RECOVERY_PLAN

STATE = {"LaunchDisposition": "STARTED", "CopyTags": True, "Licensing": {"OsByol": False}}


def resource(kind=LAUNCH_TEMPLATE, region="eu-central-1", initialized=True, **state):
    """Make a launch template, or what else is asked for, after the service is initialised."""

    def run(cloud):
        if initialized and not cloud.rows(aws.INITIALIZED_SERVICE):
            cloud.initialize_drs()
        wanted = json.dumps(state or STATE)
        return cloud.create(aws.CLOUD_CONTROL, typeName=kind, desiredState=wanted, region=region)

    return run


CASES = {
    "aws-cloudcontrol-type": (resource(RECOVERY_PLAN, Name="erp"), resource("AWS::DRS::Drill", Name="erp")),
    "aws-cloudcontrol-schema": (
        resource(Tags=[{"Key": "Name", "Value": "launch"}]),
        resource(SubnetId="subnet-0123456789abcdef0"),
    ),
    "aws-drs-launch-not-initialized": (resource(), resource(initialized=False)),
    "aws-drs-second-launch-template": (
        lambda c: (resource()(c), resource(RECOVERY_PLAN, Name="erp")(c)),
        lambda c: (resource()(c), resource()(c)),
    ),
}
