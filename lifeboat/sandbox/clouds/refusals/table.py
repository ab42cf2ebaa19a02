"""How a topic lists its rows of the table of refusals, and small helpers its judgements share."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Network
from typing import Any, Final

from lifeboat.sandbox.clouds.model import Operation, Refusal, Request

CREATE: Final = frozenset({Operation.CREATE})
WRITE: Final = frozenset({Operation.CREATE, Operation.UPDATE})
DELETE: Final = frozenset({Operation.DELETE})

Judgement = Callable[[Request], str | None]


class Topic:
    """The rows of one topic, in the order they are written down."""

    def __init__(self) -> None:
        self.rows: list[Refusal] = []

    def refuses(  # noqa: PLR0917 - the columns of a table, in their order
        self, rule: str, token: str, code: str, says: str, source: str, on: frozenset[Operation] = WRITE
    ) -> Callable[[Judgement], Judgement]:
        """Add a row; the decorated function judges.

        Args:
            rule: stable name of the row.
            token: the type whose call is refused.
            code: the cloud's own error code.
            says: one sentence: what is refused.
            source: where that is documented.
            on: the operations that are judged.
        """

        def add(finds: Judgement) -> Judgement:
            self.rows.append(Refusal(rule, token, on, says, code, source, finds))
            return finds

        return add


def ipv4(value: Any) -> IPv4Network | None:
    """The IPv4 network a value writes, host bits ignored; None when it writes none."""
    try:
        return IPv4Network(str(value), strict=False)
    except ValueError:
        return None


def has_host_bits(value: Any) -> bool:
    """Whether a value writes an IPv4 network with bits set behind its prefix."""
    network = ipv4(value)
    return network is not None and str(value) != str(network) and "/" in str(value)


def own_id(request: Request) -> str:
    """The id of the thing that is updated or deleted; "" on create."""
    return request.existing.id if request.existing else ""


def as_number(value: Any) -> int:
    """A number that may arrive as text, as ASNs do; -1 when it is none."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return -1
