"""Runs a Pulumi program without an engine and records what it asked for."""

import asyncio
import contextvars
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pulumi
from pulumi.runtime import mocks, rpc, set_mocks, stack
from pulumi.runtime.settings import SETTINGS

T = TypeVar("T")
Lookup = Mapping[str, Any] | Callable[[dict[str, Any]], Mapping[str, Any]]

SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Registered:
    """One resource as the program registered it.

    `inputs` have wire names (camelCase) and no secret wrappers; `secret_inputs` names those that were secret. A value
    not known in a preview is told by `is_unknown`. What a component passed to `register_outputs` is not in `outputs`
    but in `Built.component_outputs`.
    """

    urn: str
    type: str
    name: str
    parent: str
    inputs: dict[str, Any]
    secret_inputs: frozenset[str]
    outputs: dict[str, Any]
    provider: str
    protect: bool
    timeouts: tuple[str, str, str]
    dependencies: frozenset[str]
    replace_on_changes: tuple[str, ...]
    delete_before_replace: bool
    ignore_changes: tuple[str, ...]
    retain_on_delete: bool
    custom: bool

    @property
    def parent_name(self) -> str:
        """The parent's logical name."""
        return self.parent.rpartition("::")[2]

    @property
    def dependency_names(self) -> set[str]:
        """Logical names of the resources it waits for."""
        return {urn.rpartition("::")[2] for urn in self.dependencies}


@dataclass(frozen=True)
class Built(Generic[T]):
    """What a program asked for.

    Attributes:
        result: what the program returned.
        resources: everything it registered, in the order of registration.
        component_outputs: what each component passed to `register_outputs`, by URN; secrets unwrapped.
        lookups: tokens and arguments of the invokes it made.
    """

    result: T
    resources: tuple[Registered, ...]
    component_outputs: dict[str, dict[str, Any]]
    lookups: tuple[tuple[str, dict[str, Any], str], ...]
    _values: dict[int, Any]

    @property
    def names(self) -> set[tuple[str, str]]:
        """Type and name of everything registered."""
        return {(resource.type, resource.name) for resource in self.resources}

    def __getitem__(self, name: str) -> Registered:
        """The one resource with this logical name."""
        (found,) = [resource for resource in self.resources if resource.name == name]
        return found

    def of_type(self, token: str) -> list[Registered]:
        """All resources of a type, in order."""
        return [resource for resource in self.resources if resource.type == token]

    def value(self, output: "pulumi.Output[Any]") -> Any:
        """What an output reachable from the result (attributes, dict values) came to; None when not known."""
        return self._values[id(output)]


def is_unknown(value: object) -> bool:
    """Whether a recorded input was not known yet."""
    return isinstance(value, pulumi.output.Unknown)


def address_of(name: str) -> str:
    """The public address that the mocks give to the resource, or end, with this name."""
    return f"198.51.100.{zlib.crc32(name.encode()) % 254 + 1}"


def _tunnels(args: mocks.MockResourceArgs) -> dict[str, Any]:
    outside = {f"tunnel{number}Address": address_of(f"{args.name}/{number}") for number in (1, 2)}
    return {"transitGatewayAttachmentId": f"tgw-attach-{args.name}", **outside}


def _endpoint(args: mocks.MockResourceArgs) -> dict[str, Any]:
    service, region = (args.inputs["serviceName"].split(".")[part] for part in (3, 2))
    star = "*." if service == "s3" else ""
    return {"dnsEntries": [{"dnsName": f"{star}vpce-{args.name}.{service}.{region}.vpce.amazonaws.com"}]}


COMPUTED: dict[str, Callable[[mocks.MockResourceArgs], dict[str, Any]]] = {
    "azure-native:network:PublicIPAddress": lambda args: {"ipAddress": address_of(args.name)},
    "aws:ec2/eip:Eip": lambda args: {"publicIp": address_of(args.name), "allocationId": f"eipalloc-{args.name}"},
    "aws:ec2/vpnConnection:VpnConnection": _tunnels,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "random:index/randomPassword:RandomPassword": lambda args: {
        "result": f"{zlib.crc32(args.name.encode()):08x}".rjust(int(args.inputs["length"]), "x")
    },
    # The provider names a role that has no name.
    "aws:iam/role:Role": lambda args: {} if "name" in args.inputs else {"name": args.name},
    "azure-native:managedidentity:UserAssignedIdentity": lambda args: {
        "tenantId": SUBSCRIPTION,
        "clientId": f"{args.name}-client",
        "principalId": f"{args.name}-principal",
    },
    "random:index/randomString:RandomString": lambda args: {"result": "x" * int(args.inputs["length"])},
}
"""Outputs that a cloud computes, for what components read."""


def _identifier(args: mocks.MockResourceArgs) -> str:
    if not args.typ.startswith("azure-native:"):
        return f"{args.name}-id"
    kind = args.typ.rpartition(":")[2]
    return f"/subscriptions/{SUBSCRIPTION}/{kind}/{args.name}"


class _Cloud(mocks.Mocks):
    """Answers as both clouds would; in a preview resources have inputs only."""

    def __init__(self, lookups: Mapping[str, Lookup], *, preview: bool) -> None:
        self.lookups = lookups
        self.preview = preview
        self.calls: list[tuple[str, dict[str, Any], str]] = []

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
        if not args.custom:
            return None, {}
        if self.preview:
            return None, dict(args.inputs)
        identifier = args.resource_id or _identifier(args)
        arn = {"arn": f"arn:aws:mock:eu-central-1:111122223333:{args.name}"} if args.typ.startswith("aws:") else {}
        names = {"name": _explicit_name(args)} if args.typ.startswith("azure-native:") else {}
        return identifier, {**arn, **names, **args.inputs, **COMPUTED.get(args.typ, lambda _: {})(args)}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        self.calls.append((args.token, dict(args.args), args.provider))
        answer = self.lookups[args.token]
        return dict(answer(args.args) if callable(answer) else answer), []


def _explicit_name(args: mocks.MockResourceArgs) -> str:
    kind = args.typ.rpartition(":")[2]
    argument = {"PublicIPAddress": "publicIpAddressName"}.get(kind, f"{kind[0].lower()}{kind[1:]}Name")
    return str(args.inputs.get(argument, args.name))


class _Monitor(mocks.MockMonitor):
    """Records requests as they are; the mock monitor of the SDK drops options and secrecy."""

    def __init__(self, cloud: _Cloud) -> None:
        super().__init__(cloud)
        self.context = contextvars.Context()
        self.registered: list[Registered] = []
        self.component_outputs: dict[str, dict[str, Any]] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802  (gRPC method name)
        with _thread_loop():
            response = self.context.copy().run(super().RegisterResource, request)
            if request.type != "pulumi:pulumi:Stack":
                self.registered.append(_record(request, response))
        for key in request.additionalSecretOutputs:
            if key in response.object and isinstance(response.object[key], str):
                response.object.update({key: rpc.wrap_rpc_secret(response.object[key])})
        return response

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        with _thread_loop():
            outputs, _ = _plain(request.outputs)
            self.component_outputs[request.urn] = outputs
        return super().RegisterResourceOutputs(request)

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        with _thread_loop():
            return self.context.copy().run(super().Invoke, request)

    def ReadResource(self, request: Any) -> Any:  # noqa: N802
        with _thread_loop():
            return self.context.copy().run(super().ReadResource, request)


@contextmanager
def _thread_loop() -> Iterator[None]:
    """An event loop for a worker thread that is closed again, which the SDK's own is not."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def _plain(struct: Any) -> tuple[dict[str, Any], frozenset[str]]:
    wrapped = rpc.deserialize_properties(struct, keep_unknowns=True)
    secrets = frozenset(key for key, value in wrapped.items() if rpc.is_rpc_secret(value))
    return {key: rpc.unwrap_rpc_secret(value) for key, value in wrapped.items()}, secrets


def _record(request: Any, response: Any) -> Registered:
    inputs, secrets = _plain(request.object)
    outputs, _ = _plain(response.object)
    limits = request.customTimeouts
    return Registered(
        urn=response.urn,
        type=request.type,
        name=request.name,
        parent=request.parent,
        inputs=inputs,
        secret_inputs=secrets,
        outputs={"id": response.id, **outputs},
        provider=request.provider,
        protect=request.protect,
        timeouts=(limits.create, limits.update, limits.delete),
        dependencies=frozenset(request.dependencies),
        replace_on_changes=tuple(request.replaceOnChanges),
        delete_before_replace=request.deleteBeforeReplace,
        ignore_changes=tuple(request.ignoreChanges),
        retain_on_delete=request.retainOnDelete,
        custom=request.custom,
    )


def _outputs_in(value: object, seen: set[int]) -> Iterator["pulumi.Output[Any]"]:
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, pulumi.Output):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _outputs_in(item, seen)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _outputs_in(item, seen)
    elif isinstance(value, pulumi.ComponentResource):
        for item in vars(value).values():
            yield from _outputs_in(item, seen)


async def _run(program: Callable[[], T], monitor: "_Monitor", *, preview: bool) -> tuple[T, dict[int, Any]]:
    # The SDK's own host silences this too: what a failed output feeds is left without a reader.
    asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
    set_mocks(monitor.mocks, project="lifeboat", stack="dev", preview=preview, monitor=monitor)
    SETTINGS.outputs = set()  # else those of a program that failed are awaited here
    monitor.context = contextvars.copy_context()
    returned: list[T] = []
    await stack.run_pulumi_func(lambda: returned.append(program()))
    values: dict[int, Any] = {}
    for output in _outputs_in(returned[0], set()):
        values[id(output)] = await output.future()
    return returned[0], values


def build(program: Callable[[], T], *, preview: bool = False, lookups: Mapping[str, Lookup] | None = None) -> Built[T]:
    """Run a program to its end on an event loop and a runtime of its own.

    Args:
        program: makes resources; returns a component, or anything holding outputs that the test reads.
        preview: nothing that clouds compute is known.
        lookups: answers of invokes by token (`azure-native:network:getVirtualNetwork`): wire-named results, or a
            function of the arguments. A lookup without an answer fails the program.

    Returns:
        What was registered.

    Raises:
        Exception: whatever the program raised, inside `apply` too.
    """
    cloud = _Cloud(lookups or {}, preview=preview)
    monitor = _Monitor(cloud)
    with asyncio.Runner() as runner:
        # An empty context: the SDK keeps its settings and the root stack in context variables.
        result, values = runner.run(_run(program, monitor, preview=preview), context=contextvars.Context())
    return Built(result, tuple(monitor.registered), monitor.component_outputs, tuple(cloud.calls), values)
