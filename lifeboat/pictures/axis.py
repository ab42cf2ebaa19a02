"""An axis of addresses with breaks: far-apart blocks stand side by side, each to a scale of its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

_LEAST: Final = 34
"""Least width of a block, in units of the picture."""
_GAP: Final = 10
"""Width of a break."""


@dataclass(frozen=True)
class Block:
    """A stretch of addresses without a wide gap in it.

    Attributes:
        first: its first address as a number.
        last: its last one.
        x: where it begins.
        width: how wide it is.
    """

    first: int
    last: int
    x: float
    width: float

    def place(self, first: int, last: int) -> tuple[float, float]:
        """Return where a range within the block begins and how wide it is; at least wide enough to be seen."""
        scale = self.width / (self.last - self.first + 1)
        width = max(3.0, (last - first + 1) * scale)
        return min(self.x + (first - self.first) * scale, self.x + self.width - width), width


def make_axis(ranges: Iterable[tuple[int, int]], x: float, width: float) -> tuple[Block, ...]:
    """Return the blocks of an axis.

    Ranges with less between them than the wider of both is large share a block. Blocks of very different sizes would
    not fit beside each other to one scale, so that the width of each grows with the logarithm of its size.

    Args:
        ranges: first and last address of everything that is to be placed.
        x: where the axis begins.
        width: how wide it is.
    """
    merged: list[list[int]] = []
    for first, last in sorted(set(ranges)):
        if merged and first - merged[-1][1] <= max(last - first, merged[-1][1] - merged[-1][0]) + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    weights = [max(1, (last - first + 1).bit_length() - 6) for first, last in merged]
    room = width - _GAP * (len(merged) - 1)
    spare = max(0.0, room - _LEAST * len(merged))
    blocks, at = [], x
    for (first, last), weight in zip(merged, weights, strict=True):
        wide = min(_LEAST, room / len(merged)) + spare * weight / sum(weights)
        blocks.append(Block(first, last, at, wide))
        at += wide + _GAP
    return tuple(blocks)


def block_of(blocks: Sequence[Block], address: int) -> Block | None:
    """Return the block that an address is in."""
    return next((block for block in blocks if block.first <= address <= block.last), None)
