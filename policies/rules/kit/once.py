"""Reads what the engine sends once for all rules.

The SDK turns every resource from the wire's form into Python anew for each rule, which is most of the time that a stack
takes. Here the first rule of a call has it read, and the others are given the same. Rules only read, so they can share
it.
"""

import gc
import threading
from collections.abc import Callable, Iterable
from typing import Any

from pulumi_policy import policy as sdk

NAMES = ("json_format", "deserialize_properties", "unknown_checking_proxy", "StackValidationArgs")
"""What is replaced in the SDK's module."""

METHODS = ("Analyze", "AnalyzeStack", "_get_resource_options", "_get_provider_resource")
"""What is replaced in the SDK's end of the protocol."""

_UNREAD = object()
_kept = threading.local()


class _Properties:
    """Properties on their way through the SDK's three steps; the last one reads them, unless they have been read."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.read: Any = _UNREAD


class _Resource:
    """A request about a resource: what the SDK asks of it, with what it has made of it so far."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.type, self.name, self.urn = message.type, message.name, message.urn
        self.properties = _Properties(message.properties)
        self.options = self.provider = _UNREAD


class _Stack:
    """A request about a stack, which has resources until they have been read."""

    def __init__(self, message: Any) -> None:
        self.message = message
        self.read: Any = _UNREAD

    @property
    def resources(self) -> Iterable[Any]:
        return self.message.resources if self.read is _UNREAD else ()


def read_once() -> bool:
    """Put the memory under the SDK.

    Returns:
        Whether it could be put there; with an SDK of another shape everything works as before, slower.
    """
    servicer = getattr(sdk, "_PolicyAnalyzerServicer", None)
    if not all(hasattr(sdk, name) for name in NAMES) or not all(hasattr(servicer, name) for name in METHODS):
        return False
    for owner, names, values in ((sdk, NAMES, _steps()), (servicer, METHODS, _calls(servicer))):
        for name, value in zip(names, values, strict=True):
            setattr(owner, name, value)
    return True


def _steps() -> tuple[Any, ...]:
    """The three steps by which the SDK reads properties, and what it gives to a stack rule."""
    to_dict: Callable[[Any], Any] = getattr(sdk, NAMES[0]).MessageToDict
    deserialize, proxied, make_arguments = (getattr(sdk, name) for name in NAMES[1:])

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

    def give(resources: Any, *arguments: Any) -> Any:
        stack = getattr(_kept, "stack", None)
        if stack is not None:
            stack.read = resources if stack.read is _UNREAD else stack.read
            return make_arguments(stack.read, *arguments)
        return make_arguments(resources, *arguments)

    return Format, pass_through, recall, give


def _calls(servicer: Any) -> tuple[Any, ...]:
    """The engine's two calls, which begin with our objects, and what the SDK makes of a resource besides."""
    analyze, analyze_stack, options, provider = (getattr(servicer, name) for name in METHODS)

    def one(self: Any, request: Any, context: Any) -> Any:
        return analyze(self, _Resource(request), context)

    def stack(self: Any, request: Any, context: Any) -> Any:
        _kept.stack = _Stack(request)
        gc.disable()  # it would look through everything kept, again and again: half of the time at 10,000 resources
        try:
            return analyze_stack(self, _kept.stack, context)
        finally:
            gc.enable()
            del _kept.stack

    def remembered(name: str, make: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
        def recall(self: Any, request: Any) -> Any:
            if not isinstance(request, _Resource):
                return make(self, request)
            if getattr(request, name) is _UNREAD:
                setattr(request, name, make(self, request.message))
            return getattr(request, name)

        return recall

    return one, stack, remembered("options", options), remembered("provider", provider)
