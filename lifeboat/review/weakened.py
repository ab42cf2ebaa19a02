"""What is guarded less than before: protection, secrets, open ports, tunnels that end."""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_network
from typing import Any, Final

from lifeboat.consequences import DangerClass, Reversible
from lifeboat.consequences.tokens import INGRESS, SECURITY_GROUP
from lifeboat.previews import SECRET, Operation, Preview, Resource, Step
from lifeboat.previews.model import Placeholder
from lifeboat.previews.paths import format_path
from lifeboat.review.by_table import NOTHING, listed, unhurting
from lifeboat.review.model import Danger
from lifeboat.review.tunnels import Tunnels

_SECRETS: Final = "Pulumi docs, Secrets"
_PROTECT: Final = "Pulumi docs, Resource options: protect"
_GROUPS: Final = "Amazon VPC user guide, Security groups"
_KEY: Final = "pre_shared_key"


def weakened(preview: Preview, tunnels: Tunnels) -> Iterator[Danger]:
    """Yield what is guarded less than before, over all steps.

    Args:
        preview: what the engine would do.
        tunnels: what the deployment does to the tunnels that run.
    """
    for step in preview.steps:
        yield from _unprotected(step)
        yield from _plain(step)
        yield from _opened(step)
    yield from _plain_settings(preview)
    yield from _fewer_tunnels(tunnels)


def _unprotected(step: Step) -> Iterator[Danger]:
    if step.before is not None and step.after is not None and step.before.protect and not step.after.protect:
        yield unhurting(
            step,
            DangerClass.PROTECTION,
            f"{step.name} is no longer protected: the next deployment may replace or delete it.",
            places=("protect",),
            instead="Keep `environment: production`, or protect it again right after what needs this.",
            source=_PROTECT,
        )


def _plain(step: Step) -> Iterator[Danger]:
    if step.before is None or step.after is None:
        return
    places = sorted({
        format_path(path)
        for part in ("inputs", "outputs")
        for path in _turned_plain(getattr(step.before, part), getattr(step.after, part))
    })  # fmt: skip
    if places:
        yield unhurting(
            step,
            DangerClass.EXPOSURE,
            f"{step.name}: a secret turns plain, so state, previews and logs show it.",
            places=tuple(places),
            instead="Mark it as a secret again, and replace what it opened: it has been written in clear.",
            source=_SECRETS,
            reversible=Reversible.NO,
        )


def _turned_plain(before: Any, after: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if before is SECRET:
        if after is not None and not isinstance(after, Placeholder) and not _has_secret(after):
            yield path
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in before:
            if key in after:
                yield from _turned_plain(before[key], after[key], (*path, key))
    elif _is_list(before) and _is_list(after):
        for place, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _turned_plain(old, new, (*path, place))


def _has_secret(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_has_secret(each) for each in value.values())
    return any(_has_secret(each) for each in value) if _is_list(value) else value is SECRET


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _plain_settings(preview: Preview) -> Iterator[Danger]:
    """Pre-shared keys of the user's own belong into the configuration as secrets (docs/decisions/0007)."""
    places = sorted(key for key, value in preview.config.items() if isinstance(value, str) and f'"{_KEY}"' in value)
    if places:
        yield Danger(
            danger=DangerClass.EXPOSURE,
            title="The stack's configuration holds a pre-shared key in clear.",
            urn="",
            resource="the settings",
            type="",
            operation=None,
            properties=tuple(places),
            down=NOTHING,
            minutes_down=0,
            minutes_taken=0,
            reversible=Reversible.NO,
            instead="Set it with `pulumi config set --secret --path`, and take another key: this one has been written"
            " in clear.",
            sources=(_SECRETS, "docs/decisions/0007-pre-shared-keys.md"),
        )


def _opened(step: Step) -> Iterator[Danger]:
    """Rules by which anybody on the internet comes in."""
    if step.after is None or step.operation in {Operation.SAME, Operation.READ, Operation.DELETE}:
        return
    old = set(_public(step.before)) if step.before is not None else set()
    places = sorted({place for place in _public(step.after) if place not in old})
    if places:
        ranges = listed(sorted({cidr for _, cidr in places}))
        yield unhurting(
            step,
            DangerClass.EXPOSURE,
            f"{step.name} lets {ranges} in{_ports(step.after)}: addresses of the internet.",
            places=tuple(sorted({place for place, _ in places})),
            instead="Name the ranges that need it: replication servers take blocks from Azure's ranges alone.",
            source=_GROUPS,
        )


def _public(resource: Resource) -> Iterator[tuple[str, str]]:
    if resource.type == INGRESS:
        for name in ("cidrIpv4", "cidrIpv6"):
            if _is_public(resource.inputs.get(name)):
                yield name, str(resource.inputs[name])
    elif resource.type == SECURITY_GROUP:
        rules: Any = resource.inputs.get("ingress")
        for rule in (each for each in (rules if _is_list(rules) else ()) if isinstance(each, Mapping)):
            for cidr in (*(rule.get("cidrBlocks") or ()), *(rule.get("ipv6CidrBlocks") or ())):
                if _is_public(cidr):
                    yield "ingress", str(cidr)


def _is_public(value: Any) -> bool:
    try:
        network = ip_network(str(value))
    except ValueError:
        return False
    return not network.is_private


def _ports(resource: Resource) -> str:
    first, last = (resource.inputs.get(name) for name in ("fromPort", "toPort"))
    if first is None:
        return ""
    numbers = [str(int(port)) if isinstance(port, int | float) else str(port) for port in (first, last)]
    return f" to port {numbers[0]}" if first == last else f" to ports {numbers[0]} to {numbers[1]}"


def _fewer_tunnels(tunnels: Tunnels) -> Iterator[Danger]:
    ended = tunnels.ended()
    if ended:
        left = len(tunnels.keys) - len(ended)
        yield Danger(
            danger=DangerClass.PROTECTION,
            title=f"{listed(ended)} {'end' if len(ended) > 1 else 'ends'}: of {len(tunnels.keys)} tunnels {left} stay.",
            urn="",
            resource=listed(ended),
            type="",
            operation=None,
            properties=(),
            down=listed(ended),
            minutes_down=None,
            minutes_taken=0,
            reversible=Reversible.PARTLY,
            instead="Keep four tunnels: with fewer, one failure or one maintenance of AWS may leave none.",
            sources=("AWS Site-to-Site VPN user guide, Tunnel endpoint replacements",
                     "Azure docs, Design highly available gateway connectivity"),
        )  # fmt: skip
