"""A small program with a secret in every place where the engine may write one; a test takes it for the project's own.

The secrets that are no configuration stand in the environment, so that the engine cannot know and hide their text: it
hides them because the program says that they are secret.
"""

import os

import pulumi
from pulumi_aws import ec2, iam
from pulumi_aws.provider import Provider

config = pulumi.Config("leak")
password = config.require_secret("password")
nested = config.require_secret_object("nested")
shown = pulumi.Output.secret(os.environ["LEAK_OUTPUT"])
hidden = pulumi.Output.secret(os.environ["LEAK_INPUT"])

opts = pulumi.ResourceOptions(provider=Provider("aws", region="eu-west-1"))
vpc = ec2.Vpc(
    "vpc",
    cidr_block="10.1.0.0/16",
    tags={"note": hidden, "password": password, "plain": config.require("plain")},
    opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(additional_secret_outputs=["defaultRouteTableId"])),
)
document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": hidden}]}
iam.Policy("policy", policy=pulumi.Output.json_dumps(document), description=config.require("plain"), opts=opts)

pulumi.export("secret", shown)
pulumi.export("inside", {"list": [shown, {"deep": hidden}], "plain": vpc.cidr_block})
pulumi.export("nested", nested)
