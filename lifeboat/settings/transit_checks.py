"""Problems of what lies behind a transit gateway: other VPCs, and ranges beyond them."""

from collections.abc import Iterator

from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem

_TARGET: Path = ("interconnect", "target")
_ROUTE_TABLE: Path = ("recovery", "gateway", "route_table_id")


def transit_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of other VPCs and of ranges behind AWS."""
    yield from _other_vpcs(settings)
    yield from _behind_aws(settings)


def _adopted_route_table(settings: Settings) -> str | None:
    gateway = settings.recovery.gateway
    return gateway.route_table_id if gateway.mode == "adopt" else None


def _other_vpcs(settings: Settings) -> Iterator[Problem]:
    for position, vpc in enumerate(settings.recovery.other_vpcs):
        path: Path = ("recovery", "other_vpcs", position)
        if bool(vpc.subnet_ids) == (vpc.attachment_id is not None):
            yield Problem(
                (*path, "subnet_ids"),
                f"{len(vpc.subnet_ids)} subnets beside an attachment" if vpc.subnet_ids else "nothing",
                "subnets for an attachment that is made, or attachment_id",
                "A VPC is attached to a transit gateway once.",
                "Name one subnet a zone, or the attachment that exists.",
                ((*path, "attachment_id"),),
            )
        if vpc.attachment_id is not None and _adopted_route_table(settings) is None:
            yield Problem(
                (*path, "attachment_id"),
                f"{vpc.attachment_id} without recovery.gateway.route_table_id",
                "the route table that the attachment uses",
                "An attachment that exists keeps its route table, so the tunnels have to use the same one.",
                "Set recovery.gateway.route_table_id, or detach the VPC and name its subnets.",
                (_ROUTE_TABLE, _TARGET),
            )


def _behind_aws(settings: Settings) -> Iterator[Problem]:
    if _adopted_route_table(settings) is not None:
        return
    for position, other in enumerate(settings.other_ranges):
        if other.via == "recovery":
            yield Problem(
                ("other_ranges", position, "via"),
                "recovery without recovery.gateway.route_table_id",
                "primary, or an adopted transit gateway with the route table that leads there",
                "A VPC passes nothing on, and a route table made here knows no way to it.",
                "Adopt the transit gateway and its route table, or leave via out.",
                (_ROUTE_TABLE, ("recovery", "gateway"), _TARGET),
            )
