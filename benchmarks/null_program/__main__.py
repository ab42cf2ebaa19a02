"""A program that registers as many resources of the same types as a stack, with no component and no SDK.

What it costs is what the engine, the language host, the stand-ins and the policy pack cost; what a stack costs beyond
it is Lifeboat's own. The resources to register are in the file that BENCHMARK_RESOURCES names.
"""

import json
import os
import signal
from pathlib import Path

import pulumi

signal.signal(signal.SIGINT, signal.SIG_DFL)
listed = json.loads(Path(os.environ["BENCHMARK_RESOURCES"]).read_text(encoding="utf-8"))
providers: dict[str, pulumi.ProviderResource] = {}
for provider in listed["providers"]:
    options = pulumi.ResourceOptions(version=provider["version"])
    providers[provider["name"]] = pulumi.ProviderResource(
        provider["package"], provider["name"], provider["inputs"], options
    )
for resource in listed["resources"]:
    options = pulumi.ResourceOptions(provider=providers[resource["provider"]])
    pulumi.CustomResource(resource["type"], resource["name"], resource["inputs"], options)
