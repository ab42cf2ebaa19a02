# ruff: noqa: ARG002 (gRPC passes a request and a context to every method)
"""The provider protocol of one stand-in: decodes a call, lets the `Standin` answer, encodes the answer.

Written on the raw gRPC service: the SDK's own provider class cannot send unknown outputs. The stand-in takes and
gives plain values (`accept_secrets` is false); the engine marks same-named outputs secret again, and the secrets
that the catalogs know are marked here.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any, TypeVar

import grpc
from google.protobuf.empty_pb2 import Empty

from lifeboat.sandbox import catalogs
from lifeboat.sandbox.clouds.model import CloudError
from lifeboat.sandbox.faults import Method
from lifeboat.sandbox.provider import settings
from lifeboat.sandbox.provider.protocol import plugin_pb2, provider_pb2, provider_pb2_grpc
from lifeboat.sandbox.provider.standin import Standin, token_of
from lifeboat.sandbox.provider.trouble import TimedOutError, Trouble
from lifeboat.sandbox.provider.wire import from_wire, to_wire

Call = TypeVar("Call", bound=Callable[..., Any])


def _refusals_as_status(call: Call) -> Call:
    """Turns a cloud's refusal into the status that the engine shows as "<code>: <message>"."""

    @functools.wraps(call)
    def answered(self: Provider, request: Any, context: grpc.ServicerContext) -> Any:
        try:
            return call(self, request, context)
        except TimedOutError as error:
            context.abort(grpc.StatusCode.DEADLINE_EXCEEDED, str(error))
        except CloudError as error:
            # Not UNKNOWN or INTERNAL: those tell the engine that the resource's fate is unknown.
            context.abort(grpc.StatusCode.FAILED_PRECONDITION, str(error))

    return answered  # type: ignore[return-value]


class Provider(provider_pb2_grpc.ResourceProviderServicer):
    """`pulumirpc.ResourceProvider` over one stand-in."""

    def __init__(self, standin: Standin, trouble: Trouble) -> None:
        self._standin = standin
        self._trouble = trouble

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Agree on plain values: no secrets, resources or outputs on the wire."""
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> Empty:
        """Accept an engine that did not start this process."""
        return Empty()

    def GetPluginInfo(self, request: Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """The version of the installed SDK, so that the engine sees what it asked for."""
        return plugin_pb2.PluginInfo(version=self._standin.catalog.version)

    def GetSchema(
        self, request: provider_pb2.GetSchemaRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetSchemaResponse:
        """The package's name and version; the SDKs carry the schema itself."""
        catalog = self._standin.catalog
        return provider_pb2.GetSchemaResponse(schema=json.dumps({"name": catalog.package, "version": catalog.version}))

    def GetMapping(
        self, request: provider_pb2.GetMappingRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingResponse:
        """No mapping from other tools."""
        return provider_pb2.GetMappingResponse()

    def GetMappings(
        self, request: provider_pb2.GetMappingsRequest, context: grpc.ServicerContext
    ) -> provider_pb2.GetMappingsResponse:
        """No mappings from other tools."""
        return provider_pb2.GetMappingsResponse()

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Take every provider configuration; Configure judges it."""
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """A changed configuration updates the provider in place; its resources are compared on their own."""
        old, new = from_wire(request.old_inputs), from_wire(request.news)
        changed = sorted(key for key in {*old, *new} if old.get(key) != new.get(key))
        some = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=some, diffs=changed)

    @_refusals_as_status
    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Learn account, Region and default tags."""
        package = self._standin.catalog.package
        names = (f"pulumi:providers:{package}", f"{package}:configure")

        def work() -> provider_pb2.ConfigureResponse:
            self._standin.settings = settings.read(package, from_wire(request.args))
            return provider_pb2.ConfigureResponse(supportsPreview=True)

        return self._trouble.around(names, Method.CONFIGURE, work)

    @_refusals_as_status
    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Fill in defaults and names."""

        def work() -> provider_pb2.CheckResponse:
            news, olds = from_wire(request.news), from_wire(request.olds)
            inputs = self._standin.check(request.urn, news, olds, request.randomSeed)
            return provider_pb2.CheckResponse(inputs=to_wire(inputs, self._secrets(request.urn)))

        return self._trouble.around([token_of(request.urn)], Method.CHECK, work)

    @_refusals_as_status
    def Diff(self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext) -> provider_pb2.DiffResponse:
        """Say what changed and what must be replaced."""
        return self._trouble.around([token_of(request.urn)], Method.DIFF, lambda: self._difference(request))

    def _difference(self, request: provider_pb2.DiffRequest) -> provider_pb2.DiffResponse:
        changes = self._standin.diff(
            request.urn,
            from_wire(request.old_inputs),
            from_wire(request.news),
            request.ignoreChanges,
        )
        some = provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE
        answer = provider_pb2.DiffResponse(
            changes=some,
            diffs=sorted({str(change.steps[0]) for change in changes}),
            replaces=sorted({change.path for change in changes if change.replaces}),
            deleteBeforeReplace=self._standin.kind(token_of(request.urn)).delete_before_replace,
            hasDetailedDiff=True,
        )
        for change in changes:
            name = f"{change.kind}_REPLACE" if change.replaces else str(change.kind)
            answer.detailedDiff[change.path].kind = provider_pb2.PropertyDiff.Kind.Value(name)
            answer.detailedDiff[change.path].inputDiff = True
        return answer

    @_refusals_as_status
    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Make a thing, or foretell it."""
        wanted = from_wire(request.properties)
        secrets = self._secrets(request.urn)
        if request.preview:
            foretold = self._standin.preview(request.urn, wanted, {})
            return provider_pb2.CreateResponse(properties=to_wire(foretold, secrets))

        def work() -> provider_pb2.CreateResponse:
            made_id, properties = self._standin.create(request.urn, wanted)
            return provider_pb2.CreateResponse(id=made_id, properties=to_wire(properties, secrets))

        return self._trouble.around([token_of(request.urn)], Method.CREATE, work)

    @_refusals_as_status
    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Change a thing, or foretell it."""
        wanted, olds = from_wire(request.news), from_wire(request.olds)
        secrets = self._secrets(request.urn)
        if request.preview:
            foretold = self._standin.preview(request.urn, wanted, olds)
            return provider_pb2.UpdateResponse(properties=to_wire(foretold, secrets))

        def work() -> provider_pb2.UpdateResponse:
            properties = self._standin.update(request.urn, request.id, olds, wanted)
            return provider_pb2.UpdateResponse(properties=to_wire(properties, secrets))

        return self._trouble.around([token_of(request.urn)], Method.UPDATE, work)

    @_refusals_as_status
    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Delete a thing."""

        def work() -> Empty:
            self._standin.delete(request.urn, request.id, from_wire(request.old_inputs))
            return Empty()

        return self._trouble.around([token_of(request.urn)], Method.DELETE, work)

    @_refusals_as_status
    def Read(self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext) -> provider_pb2.ReadResponse:
        """Ask for a thing as it is now."""

        def work() -> provider_pb2.ReadResponse:
            olds, last_inputs = from_wire(request.properties), from_wire(request.inputs)
            found = self._standin.read(request.urn, request.id, olds, last_inputs)
            if not found.id:
                return provider_pb2.ReadResponse()
            secrets = self._secrets(request.urn)
            properties, inputs = to_wire(found.properties, secrets), to_wire(found.inputs, secrets)
            return provider_pb2.ReadResponse(id=found.id, properties=properties, inputs=inputs)

        return self._trouble.around([token_of(request.urn)], Method.READ, work)

    @_refusals_as_status
    def Invoke(self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext) -> provider_pb2.InvokeResponse:
        """Answer a function."""

        def work() -> provider_pb2.InvokeResponse:
            answer = self._standin.invoke(request.tok, from_wire(request.args))
            response = provider_pb2.InvokeResponse()
            getattr(response, "return").CopyFrom(to_wire(answer))
            return response

        return self._trouble.around([request.tok], Method.INVOKE, work)

    def Cancel(self, request: Empty, context: grpc.ServicerContext) -> Empty:
        """Let held calls go, as the engine asks for when it is interrupted."""
        self._trouble.cancel()
        return Empty()

    def _secrets(self, urn: str) -> frozenset[str]:
        return catalogs.secret_names(self._standin.kind(token_of(urn)))
