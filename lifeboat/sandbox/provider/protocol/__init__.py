"""Pulumi's provider protocol without the Pulumi SDK around it.

Importing `pulumi.runtime.proto` runs the SDK's own package first, which takes about as long as everything else that
a stand-in does before it listens. The generated modules need only gRPC and each other, by relative import, so this
package searches the SDK's folder for its children instead of importing through the SDK.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc
else:
    _sdk = importlib.util.find_spec("pulumi")
    __path__ = [str(Path(folder, "runtime", "proto")) for folder in _sdk.submodule_search_locations]

    from . import plugin_pb2, provider_pb2, provider_pb2_grpc

__all__ = ["plugin_pb2", "provider_pb2", "provider_pb2_grpc"]
