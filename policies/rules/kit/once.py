"""Reads what the engine sends once for all rules.

The SDK turns every resource from the wire's form into Python anew for each rule, which is most of the time that a stack
takes. Here a call's resources are put into plain objects first, and what the SDK makes of one is kept with it while the
call lasts. Rules only read, so they can share it.
"""

import gc
from collections.abc import Callable
from typing import Any

from pulumi_policy import policy as sdk

_NAMES = ("json_format", "deserialize_properties", "unknown_checking_proxy", "_PolicyAnalyzerServicer")
_METHODS = ("Analyze", "AnalyzeStack", "_get_resource_options", "_get_provider_resource")
_UNREAD = object()


class _Properties:
    """Properties on their way through the SDK's three steps; the last one reads them, unless they have been read."""

    __slots__ = ("message", "read")

    def __init__(self, message: Any) -> None:
        self.message = message
        self.read: Any = _UNREAD


class _Urns:
    """What one property was made from, as the SDK asks for it."""

    __slots__ = ("urns",)

    def __init__(self, message: Any) -> None:
        self.urns = list(message.urns)


class _Resource:
    """A resource, or a request about one, with everything that the SDK asks of it; the rest is kept as it is made."""

    __slots__ = (
        *("type", "name", "urn", "parent", "properties", "dependencies", "propertyDependencies"),
        *("message", "options", "provider"),
    )

    def __init__(self, message: Any, *, of_stack: bool) -> None:
        self.message = message
        self.type, self.name, self.urn = message.type, message.name, message.urn
        self.properties = _Properties(message.properties)
        self.options = self.provider = _UNREAD
        if of_stack:
            self.parent = message.parent
            self.dependencies = list(message.dependencies)
            self.propertyDependencies = {key: _Urns(value) for key, value in message.propertyDependencies.items()}


class _Stack:
    """A request about a stack."""

    __slots__ = ("resources",)

    def __init__(self, message: Any) -> None:
        self.resources = [_Resource(resource, of_stack=True) for resource in message.resources]


def read_once() -> bool:
    """Put the memory under the SDK.

    Returns:
        Whether it could be put there; with an SDK of another shape everything works as before, slower.
    """
    if not all(hasattr(sdk, name) for name in _NAMES):
        return False
    servicer = sdk._PolicyAnalyzerServicer  # noqa: SLF001
    if not all(hasattr(servicer, name) for name in _METHODS):
        return False
    for owner, name, value in (*_steps(), *_calls(servicer)):
        setattr(owner, name, value)
    return True


def _steps() -> tuple[tuple[Any, str, Any], ...]:
    """The three steps by which the SDK reads properties: the first two pass ours on, the third reads them."""
    to_dict: Callable[[Any], Any] = getattr(sdk, _NAMES[0]).MessageToDict
    deserialize: Callable[..., Any] = getattr(sdk, _NAMES[1])
    proxied: Callable[[Any], Any] = getattr(sdk, _NAMES[2])

    class Format:
        """Stands for `json_format` inside the SDK's module."""

        @staticmethod
        def MessageToDict(message: Any) -> Any:  # noqa: N802
            return message if isinstance(message, _Properties) else to_dict(message)

    def pass_through(value: Any, *arguments: Any) -> Any:
        return value if isinstance(value, _Properties) else deserialize(value, *arguments)

    def recall(value: Any) -> Any:
        if not isinstance(value, _Properties):
            return proxied(value)
        if value.read is _UNREAD:
            value.read = proxied(deserialize(to_dict(value.message)))
        return value.read

    return (sdk, _NAMES[0], Format), (sdk, _NAMES[1], pass_through), (sdk, _NAMES[2], recall)


def _calls(servicer: Any) -> tuple[tuple[Any, str, Any], ...]:
    """The calls of the engine, which begin with our objects, and what the SDK makes of a resource besides."""
    analyze, analyze_stack, options, provider = (getattr(servicer, name) for name in _METHODS)

    def one(self: Any, request: Any, context: Any) -> Any:
        return analyze(self, _Resource(request, of_stack=False), context)

    def stack(self: Any, request: Any, context: Any) -> Any:
        gc.disable()  # it would look through everything kept, again and again: half of the time at 10,000 resources
        try:
            return analyze_stack(self, _Stack(request), context)
        finally:
            gc.enable()

    def remembered(name: str, make: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def recall(self: Any, request: Any) -> Any:
            if not isinstance(request, _Resource):
                return make(self, request)
            if getattr(request, name) is _UNREAD:
                setattr(request, name, make(self, request.message))
            return getattr(request, name)

        return recall

    replaced = (one, stack, remembered("options", options), remembered("provider", provider))
    return tuple((servicer, name, value) for name, value in zip(_METHODS, replaced, strict=True))
