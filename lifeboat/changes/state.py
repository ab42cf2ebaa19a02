"""The state of a running stack, as `pulumi stack export` prints it: what is there and which tunnels run through it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lifeboat.consequences.tokens import CONNECTION, LOCAL_GATEWAY, VPN_CONNECTION
from lifeboat.previews.values import SPECIAL

COMPONENTS: Final = (
    "lifeboat:primary:PrimaryVpnGateway",
    "lifeboat:primary:Connections",
    "lifeboat:recovery:RecoveryGateway",
    "lifeboat:recovery:VpnConnections",
    "lifeboat:components:Interconnect",
)
"""The components that make the interconnect: what is below them belongs to it."""


class StateError(Exception):
    """A file or an answer is no exported state."""


@dataclass(frozen=True)
class Resource:
    """One resource in the state.

    Attributes:
        urn: its URN.
        type: its type token.
        id: the cloud's id.
        inputs: as the program asked for it; secrets are encrypted there and stay so.
        outputs: as the cloud answered.
        uses: by input, the names of the resources that its value comes from.
        protect: whether the engine refuses to delete or replace it.
    """

    urn: str
    type: str
    id: str
    inputs: Mapping[str, Any]
    outputs: Mapping[str, Any]
    uses: Mapping[str, frozenset[str]]
    protect: bool

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.rpartition("::")[2]

    @property
    def of_interconnect(self) -> bool:
        """Whether one of the components of the interconnect made it."""
        chain = self.urn.split("::")[2].split("$")
        return any(component in chain[:-1] for component in COMPONENTS)


@dataclass(frozen=True)
class RunningTunnel:
    """A tunnel that runs: an Azure connection, and the tunnel of an AWS VPN connection that it leads to.

    Attributes:
        key: `tunnel1` to `tunnel4`.
        connection: name of the Azure connection.
        local_network_gateway: name of its local network gateway; None when the state has none.
        vpn_connection: name of the AWS VPN connection; None when none has that outside address.
        number: 1 or 2: which of its tunnels; 0 when there is none.
    """

    key: str
    connection: str
    local_network_gateway: str | None
    vpn_connection: str | None
    number: int


def read_state(export: Any) -> tuple[Resource, ...]:
    """Return the resources in an exported state.

    Args:
        export: the JSON that `pulumi stack export` prints, parsed.

    Raises:
        StateError: it is something else.
    """
    try:
        rows = export["deployment"].get("resources") or []
        return tuple(_resource(row) for row in rows if row.get("custom") and not row.get("delete"))
    except (AttributeError, KeyError, TypeError) as error:
        raise StateError("not the JSON that `pulumi stack export` prints") from error


def _resource(row: Mapping[str, Any]) -> Resource:
    uses = row.get("propertyDependencies") or {}
    return Resource(
        urn=row["urn"],
        type=row["type"],
        id=row.get("id", ""),
        inputs=row.get("inputs") or {},
        outputs=row.get("outputs") or {},
        uses={key: frozenset(urn.rpartition("::")[2] for urn in urns or ()) for key, urns in uses.items()},
        protect=bool(row.get("protect")),
    )


def is_secret(value: Any) -> bool:
    """Return whether a value of the state is encrypted, or was."""
    return isinstance(value, Mapping) and SPECIAL in value


def running_tunnels(resources: Sequence[Resource]) -> tuple[RunningTunnel, ...]:
    """Return the tunnels of a running stack, in order."""
    return tuple(sorted(_tunnels(resources), key=lambda tunnel: tunnel.key))


def _tunnels(resources: Sequence[Resource]) -> Iterator[RunningTunnel]:
    far_ends = {
        resource.outputs.get(f"tunnel{number}Address"): (resource.name, number)
        for resource in resources
        if resource.type == VPN_CONNECTION
        for number in (1, 2)
    }
    gateways = {resource.id: resource for resource in resources if resource.type == LOCAL_GATEWAY}
    for resource in resources:
        if resource.type == CONNECTION and resource.of_interconnect:
            gateway = gateways.get(str((resource.inputs.get("localNetworkGateway2") or {}).get("id")))
            address = gateway.inputs.get("gatewayIpAddress") if gateway else None
            name, number = far_ends.get(address, (None, 0))
            key = resource.name.rpartition("-")[2]
            yield RunningTunnel(key, resource.name, gateway.name if gateway else None, name, number)
