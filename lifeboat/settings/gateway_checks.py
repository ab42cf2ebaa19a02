"""Problems between the settings of the two gateways, and of what they connect."""

from collections.abc import Iterator

from lifeboat.cloud_facts import GATEWAY_SKUS
from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem

_TOPOLOGY: Path = ("interconnect", "topology")
_TARGET: Path = ("interconnect", "target")
_AWS_GATEWAY: Path = ("recovery", "gateway")
_AZURE_GATEWAY: Path = ("primary", "gateway")


def gateway_checks(settings: Settings) -> Iterator[Problem]:
    """Yield the problems of the gateways."""
    yield from _as_numbers(settings)
    yield from _azure_gateway(settings)
    yield from _aws_gateway(settings)


def _as_numbers(settings: Settings) -> Iterator[Problem]:
    mine, theirs = settings.recovery.gateway.asn, settings.primary.gateway.asn
    if mine == theirs:
        yield Problem(
            (*_AWS_GATEWAY, "asn"),
            f"{mine}, the same as primary.gateway.asn",
            "two different AS numbers",
            "Both clouds refuse a peer with their own AS number.",
            "Use 64512 for AWS and 65515 for Azure.",
            ((*_AZURE_GATEWAY, "asn"),),
        )


def _azure_gateway(settings: Settings) -> Iterator[Problem]:
    gateway, topology = settings.primary.gateway, settings.interconnect.topology
    if gateway.mode == "create":
        generations = GATEWAY_SKUS[gateway.sku]
        if gateway.generation not in generations:
            yield Problem(
                (*_AZURE_GATEWAY, "generation"),
                f"{gateway.generation} with {gateway.sku}",
                " or ".join(generations),
                "Azure does not make this size in that generation.",
                f"Use {generations[0]}, or another SKU.",
                ((*_AZURE_GATEWAY, "sku"),),
            )
        return
    if settings.primary.network.virtual_network.mode == "create":
        yield Problem(
            (*_AZURE_GATEWAY, "mode"),
            "adopt",
            "create",
            "The VNet is to be created, so it has no gateway yet.",
            "Create the gateway, or adopt the VNet.",
            (("primary", "network", "virtual_network", "mode"),),
        )
    elif settings.primary.network.gateway_subnet.mode == "create":
        path: Path = ("primary", "network", "gateway_subnet", "mode")
        yield Problem(
            path, "create", "adopt", "The gateway exists, and it is in it already.",
            "Adopt the GatewaySubnet, with its cidr.", ((*_AZURE_GATEWAY, "mode"),),
        )  # fmt: skip
    needed = 2 if topology == "four-tunnel" else 1
    if len(gateway.instances) != needed:
        yield Problem(
            (*_AZURE_GATEWAY, "instances"),
            f"{len(gateway.instances)} for {topology}",
            f"{needed}",
            "Each AWS VPN connection ends at one address of its own, and every instance dials every tunnel.",
            "Name both instances of an active-active gateway with four-tunnel, the one of another gateway otherwise.",
            (_TOPOLOGY,),
        )
    addresses = [instance.public_ip_address for instance in gateway.instances]
    names = [instance.ip_configuration.lower() for instance in gateway.instances]
    if len(set(addresses)) < len(addresses) or len(set(names)) < len(names):
        why = "AWS tells two customer gateways apart by their addresses."
        yield Problem(
            (*_AZURE_GATEWAY, "instances", 1), "the same as the first", "an address and a name of its own", why,
            "Name the second instance.", ((*_AZURE_GATEWAY, "instances", 0),),
        )  # fmt: skip


def _aws_gateway(settings: Settings) -> Iterator[Problem]:
    recovery, target = settings.recovery, settings.interconnect.target
    gateway, transit = recovery.gateway, target == "transit-gateway"
    if gateway.mode == "adopt" and gateway.id.startswith("tgw-") != transit:
        yield Problem(
            (*_AWS_GATEWAY, "id"),
            f"{gateway.id} with target {target}",
            "a transit gateway" if transit else "a virtual private gateway",
            "The tunnels end at what interconnect.target says.",
            "Change one of the two.",
            (_TARGET,),
        )
    elif gateway.mode == "adopt" and not transit and recovery.network.mode == "create":
        yield Problem(
            (*_AWS_GATEWAY, "mode"),
            "adopt",
            "create",
            "A virtual private gateway belongs to one VPC, and this one is to be created.",
            "Create the gateway, or adopt the VPC it is attached to.",
            (("recovery", "network", "mode"),),
        )
    yield from _transit_gateway_alone(settings)
    yield from _network_account(settings)
    if gateway.mode == "adopt" and transit:
        yield from _attachment(settings)


def _transit_gateway_alone(settings: Settings) -> Iterator[Problem]:
    """Yield what only a transit gateway takes, or only an adopted one."""
    recovery, gateway = settings.recovery, settings.recovery.gateway
    if settings.interconnect.target == "transit-gateway":
        if recovery.network_account is not None and gateway.mode == "create":
            yield Problem(
                ("recovery", "network_account"),
                "an account for a gateway that is to be created",
                "none",
                "A transit gateway of another account has to be shared with this one first.",
                "Adopt the shared transit gateway, or leave network_account out.",
                ((*_AWS_GATEWAY, "mode"), _TARGET),
            )
        return
    found: list[tuple[Path, str]] = []
    if recovery.network_account is not None:
        found.append((("recovery", "network_account"), "an account"))
    if recovery.other_vpcs:
        found.append((("recovery", "other_vpcs"), f"{len(recovery.other_vpcs)} VPCs"))
    if gateway.mode == "adopt":
        named = {"attachment_id": gateway.attachment_id, "route_table_id": gateway.route_table_id}
        found += [((*_AWS_GATEWAY, key), value) for key, value in named.items() if value]
    for path, what in found:
        yield Problem(
            path,
            f"{what} with target virtual-private-gateway",
            "nothing",
            "A virtual private gateway belongs to one VPC and its account.",
            "Set interconnect.target to transit-gateway, or remove it.",
            (_TARGET,),
        )


def _network_account(settings: Settings) -> Iterator[Problem]:
    account = settings.recovery.network_account
    if account is not None and f":{account.account_id}:" not in account.role_arn:
        path: Path = ("recovery", "network_account")
        yield Problem(
            (*path, "role_arn"),
            account.role_arn,
            f"a role of {account.account_id}",
            "The deployment refuses the credentials of any account but network_account.account_id.",
            "Name a role of that account, or correct account_id.",
            ((*path, "account_id"),),
        )


def _attachment(settings: Settings) -> Iterator[Problem]:
    gateway = settings.recovery.gateway
    if gateway.mode == "create" or gateway.attachment_id is None:
        return
    if gateway.route_table_id is None:
        yield Problem(
            (*_AWS_GATEWAY, "route_table_id"),
            "nothing",
            "the transit gateway route table of the attachment",
            "An attachment that exists keeps its route table, so the tunnels have to use the same one.",
            "`aws ec2 describe-transit-gateway-attachments` prints it under Association.",
            ((*_AWS_GATEWAY, "attachment_id"),),
        )
    if settings.recovery.network.mode == "create":
        yield Problem(
            (*_AWS_GATEWAY, "attachment_id"),
            gateway.attachment_id,
            "nothing",
            "The VPC is to be created, so it has no attachment yet.",
            "Leave it out, or adopt the VPC.",
            (("recovery", "network", "mode"),),
        )
