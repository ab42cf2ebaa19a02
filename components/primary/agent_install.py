"""The AWS Replication Agent on Azure VMs that exist, by a run command each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pulumi
from pulumi_azure_native import compute

from components.options import child, read_adopted, require_same
from lifeboat.agent.request import Identity, InstallRequest
from lifeboat.agent.script import render_script
from lifeboat.blueprint.agent import AgentBlueprint, AgentServer

TYPE: Final = "lifeboat:primary:AgentInstall"

RUN_COMMAND: Final = "lifeboat-drs-agent"
"""Name of the run command on each VM."""

TIMEOUT_SECONDS: Final = 3600
"""How long the script may run: as long as its credentials hold."""


@dataclass(frozen=True, kw_only=True)
class AgentInstallArgs:
    """What the run commands are made from.

    Attributes:
        blueprint: the VMs and the number of the run.
        region: the recovery Region.
        role_arn: the role that may install agents.
        identity: `client_id` and `audience` of the managed identity that may assume it.
        endpoint: host name of DRS's interface endpoint, or nothing.
        s3_endpoint: host name of S3's interface endpoint, or nothing.
        providers: Azure providers of spokes' subscriptions, by subscription id, where it is not the hub's.
        tags: on everything.
    """

    blueprint: AgentBlueprint
    region: str
    role_arn: pulumi.Input[str]
    identity: pulumi.Input[Mapping[str, Any]]
    endpoint: pulumi.Input[str] | None
    s3_endpoint: pulumi.Input[str] | None
    providers: Mapping[str, pulumi.ProviderResource]
    tags: Mapping[str, str]


class AgentInstall(pulumi.ComponentResource):
    """A run command on each VM, with the script that looks at the prerequisites first.

    No secret is in it: the VM's managed identity fetches credentials when it runs. The deployment does not wait for
    the script, so that a server that lacks something does not stop the others; what it said stands in the run
    command's instance view. Azure runs it again when its text changes, and only then. Deleting it removes no agent.
    """

    def __init__(self, name: str, args: AgentInstallArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(TYPE, name, None, opts)
        self._name = name
        self._args = args
        machines = [(server, self._read(server)) for server in args.blueprint.servers]
        for server, location in machines:
            self._create(server, location)
        self.register_outputs({})

    def _read(self, server: AgentServer) -> str:
        """Return the VM's region, once it is known to be what settings say."""
        what = f"agent.deploy_to {server.name}"
        provider = self._args.providers.get(server.subscription_id)
        found = read_adopted(
            what,
            lambda: compute.get_virtual_machine(
                resource_group_name=server.resource_group,
                vm_name=server.name,
                opts=pulumi.InvokeOptions(parent=self, provider=provider),
            ),
        )
        disk = found.storage_profile.os_disk if found.storage_profile else None
        require_same(f"{what}, os", server.os, str(disk.os_type if disk else None).lower())
        return str(found.location)

    def _create(self, server: AgentServer, location: str) -> None:
        elsewhere = self._args.providers.get(server.subscription_id)
        compute.VirtualMachineRunCommandByVirtualMachine(
            f"{self._name}-{server.key}",
            run_command_name=RUN_COMMAND,
            resource_group_name=server.resource_group,
            vm_name=server.name,
            location=location,
            source=compute.VirtualMachineRunCommandScriptSourceArgs(script=self._script(server)),
            async_execution=True,
            treat_failure_as_deployment_failure=False,
            timeout_in_seconds=TIMEOUT_SECONDS,
            tags=self._args.tags,
            opts=child(self, provider=elsewhere) if elsewhere else child(self),
        )

    def _script(self, server: AgentServer) -> pulumi.Output[str]:
        region, run = self._args.region, self._args.blueprint.run

        def render(found: Mapping[str, Any]) -> str:
            identity = found["identity"]
            return render_script(
                InstallRequest(
                    installer=server.os,
                    region=region,
                    role_arn=found["role_arn"],
                    identity=Identity(identity["client_id"], identity["audience"]),
                    endpoint=found["endpoint"] or None,
                    s3_endpoint=found["s3_endpoint"] or None,
                    tags=server.tags,
                    run=run,
                )
            )

        script: pulumi.Output[str] = pulumi.Output.all(
            role_arn=self._args.role_arn,
            identity=self._args.identity,
            endpoint=self._args.endpoint,
            s3_endpoint=self._args.s3_endpoint,
        ).apply(render)
        return script
