"""What a change costs a month at rest: the lines of `lifeboat cost` before and after, from a preview's resources."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from lifeboat.cost import Line, PriceList, Quantities, estimate, known_prices, quantities_of
from lifeboat.previews import SECRET, Preview
from lifeboat.review.meaning.pool import is_complete
from lifeboat.review.model import Cost, CostLine
from lifeboat.review.quantities import NOTHING, with_resources
from lifeboat.settings import PROJECT, Settings, SettingsError, parse

Lines = Sequence[Line]


def cost(preview: Preview, before: Settings | None = None, prices: PriceList | None = None) -> Cost:
    """Return what a preview changes about the cost of a month at rest.

    What there is to pay for is counted among the resources before and after, so that what was made or changed by hand
    counts too. How many servers replicate, and how much, no resource tells: that is taken from settings.

    Args:
        preview: read from any source; its configuration is that of after the change.
        before: settings until now, where somebody has them; else those afterwards count for the servers of both.
        prices: unit prices; the list prices of this checkout where none are given.
    """
    after = settings_of(preview)
    price_list = known_prices() if prices is None else prices
    quantities = _quantities(preview, after, before)
    old, new = (estimate(each, price_list).at_rest.lines for each in quantities)
    whole = after is not None and is_complete(preview)
    return Cost(
        lines=tuple(sorted(_differences(old, new), key=lambda line: (-abs(_by(line)), line.cloud, line.name))),
        before_usd=_sum(old) if whole else None,
        after_usd=_sum(new) if whole else None,
        price_date=min((line.price.dated.isoformat() for line in (*old, *new) if line.price and line.price.dated),
                       default=""),
        note=" ".join(_notes(preview, after, before, (*old, *new))),
    )  # fmt: skip


def settings_of(preview: Preview) -> Settings | None:
    """Return the settings that a preview was made with; None where it does not tell, or they are not in order."""
    prefix = f"{PROJECT}:"
    raw = {key.removeprefix(prefix): _sealed(found) for key, found in preview.config.items() if key.startswith(prefix)}
    try:
        return parse(raw) if raw else None
    except SettingsError:
        return None


def _sealed(found: Any) -> Any:
    """Return configuration with its secrets as a stack file has them, which settings know."""
    if found is SECRET:
        return {"secure": ""}
    if isinstance(found, Mapping):
        return {key: _sealed(each) for key, each in found.items()}
    return [_sealed(each) for each in found] if isinstance(found, list | tuple) else found


def _quantities(preview: Preview, after: Settings | None, before: Settings | None) -> tuple[Quantities, Quantities]:
    """Return what there is to pay for before and after."""
    new = with_resources(quantities_of(after)[0] if after else NOTHING, preview.after())
    if _is_new(preview):
        return replace(NOTHING, aws_region=new.aws_region, azure_region=new.azure_region), new
    known = before or after
    old = with_resources(quantities_of(known)[0] if known else NOTHING, preview.before())
    if _is_gone(preview):
        return old, replace(NOTHING, aws_region=old.aws_region, azure_region=old.azure_region)
    return old, new


def _is_new(preview: Preview) -> bool:
    return not any(step.before is not None and step.before.custom for step in preview.steps)


def _is_gone(preview: Preview) -> bool:
    return not any(step.after is not None and step.after.custom for step in preview.steps)


def _sum(lines: Lines) -> float:
    return float(sum((line.amount_usd or Decimal(0) for line in lines), Decimal(0)))


def _by(line: CostLine) -> float:
    return (line.after_usd or 0) - (line.before_usd or 0)


def _differences(old: Lines, new: Lines) -> Iterator[CostLine]:
    """Yield the lines that differ; one of which only the kind differs, such as a gateway's SKU, is one line."""
    pairs: dict[str, tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for side, lines in enumerate((old, new)):
        for line in lines:
            pairs[f"{line.cloud} {line.what.partition(' (')[0]}"][side].append(line)
    for left, right in pairs.values():
        if len(left) == len(right) == 1:
            yield from _difference(left[0], right[0])
        else:
            for what in dict.fromkeys(line.what for line in (*left, *right)):
                yield from _difference(_find(left, what), _find(right, what))


def _find(lines: Iterable[Line], what: str) -> Line | None:
    return next((line for line in lines if line.what == what), None)


def _difference(old: Line | None, new: Line | None) -> Iterator[CostLine]:
    line = new or old
    if line is None or (old and new and (old.key, old.quantity) == (new.key, new.quantity)):
        return
    was = f", before {old.what}" if old and new and old.what != new.what else ""
    yield CostLine(f"{line.what}{was}", line.cloud, _usd(old), _usd(new))


def _usd(line: Line | None) -> float | None:
    return None if line is None or line.amount_usd is None else float(line.amount_usd)


def _notes(preview: Preview, after: Settings | None, before: Settings | None, lines: Lines) -> Iterator[str]:
    yield "Counted from the resources before and after; what is adopted is somebody else's to pay."
    if after is None:
        yield "Without settings in order nothing that servers bring is in it: replication, volumes, snapshots, traffic."
    elif before is None:
        yield "The number of servers and what they write are those of the new settings, before as after."
    if not is_complete(preview):
        yield "Lines are of what changes alone, since this form of a preview leaves out what stays the same."
    yield "Not in it: storage accounts, requests, and what a failover or a drill costs (lifeboat cost)."
    unpriced = sorted({line.what for line in lines if line.price is None})
    if unpriced:
        yield f"No price is known of: {', '.join(unpriced)}."
