"""The blueprint of known settings: the golden example, adopted variants, the same bytes everywhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lifeboat.blueprint import Blueprint, make_blueprint, to_json, to_text
from lifeboat.settings import parse
from lifeboat.settings.inside_ranges import candidates
from tests.unit.settings.raw import ADOPTED, BROWNFIELD, CREATED, changed

ROOT = Path(__file__).parents[3]
GOLDEN = Path(__file__).parent / "golden.json"


def blueprint(base: dict[str, Any] = CREATED, **changes: Any) -> Blueprint:
    """Return the blueprint of changed settings; `__` in a name stands for a dot."""
    return make_blueprint(parse(changed(base, {path.replace("__", "."): value for path, value in changes.items()})))


def test_the_small_example_is_the_golden_one() -> None:
    """A change of what is computed shows in review as a change of golden.json.

    After a change that is meant: python -m tests.unit.blueprint.test_blueprint > tests/unit/blueprint/golden.json
    """
    assert to_json(blueprint()) == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("seed", ["0", "1", "4711"])
def test_every_process_writes_the_same_bytes(seed: str) -> None:
    """The text does not depend on the hash seed of the process that makes it."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.blueprint.test_blueprint"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    assert done.stdout == GOLDEN.read_bytes()


def test_adopted_things_carry_their_ids_and_nothing_is_made_in_their_place() -> None:
    """Adopted VPC, subnets, route tables, template and NAT gateway are named; only the created subnet gets a table."""
    made = blueprint(ADOPTED)
    recovery = made.recovery
    assert recovery.vpc.existing_id == "vpc-0123456789abcdef0"
    assert [subnet.existing_id for subnet in recovery.subnets] == [
        "subnet-00000001",
        "subnet-00000002",
        "subnet-00000003",
        None,
    ]
    tables = {table.key: table for table in recovery.route_tables}
    assert set(tables) == {"recovery-eu-central-1b", "rtb-00000001", "rtb-00000003"}
    assert tables["recovery-eu-central-1b"].default_route == "nat-0123456789abcdef0"
    assert all(table.propagates for table in tables.values())
    assert tables["rtb-00000001"].subnets == ()
    assert recovery.nat_gateways == ()
    assert made.replication.existing_template_id == "rct-0123456789abcdef0"
    assert (made.replication.roles_mode, made.replication.service_mode) == ("adopt", "adopt")


def test_the_adopted_azure_side_is_only_named() -> None:
    """Group, VNet and GatewaySubnet are adopted, and the way out is the one described."""
    primary = blueprint(ADOPTED).primary
    assert (primary.resource_group.mode, primary.resource_group.name) == ("adopt", "rg-network")
    assert (primary.virtual_network.mode, primary.virtual_network.resource_group) == ("adopt", "rg-network")
    assert primary.gateway_subnet.mode == "adopt"
    assert (primary.egress.mode, primary.egress.description) == ("existing", "hub firewall fw-1")


def test_a_vnet_may_be_in_a_group_of_its_own() -> None:
    """An adopted VNet's group need not be the one that Lifeboat works in."""
    primary = blueprint(ADOPTED, primary__network__virtual_network__resource_group="rg-hub").primary
    assert (primary.resource_group.name, primary.virtual_network.resource_group) == ("rg-network", "rg-hub")


def test_a_nat_gateway_is_made_for_the_subnets_made_here() -> None:
    """The default way out, for which nothing that exists is named."""
    egress = blueprint().primary.egress
    assert (egress.mode, egress.nat_gateway_id) == ("create", None)


def test_an_adopted_nat_gateway_is_named_by_id() -> None:
    """Its id goes to the workload subnets, its name to reviewers."""
    path = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/natGateways/nat-hub"
    egress = blueprint(primary__network__egress={"mode": "adopt", "id": path}).primary.egress
    assert (egress.mode, egress.nat_gateway_id, egress.description) == (
        "adopt",
        path,
        "existing NAT gateway nat-hub",
    )


@pytest.mark.parametrize(("egress", "gateways"), [("nat", 2), ("one-nat", 1), ("none", 0)])
def test_the_way_out_decides_nat_gateways(egress: str, gateways: int) -> None:
    """One a zone, one for all, or none; every private subnet's table leads to the nearest."""
    recovery = blueprint(recovery__network__egress=egress).recovery
    assert len(recovery.nat_gateways) == gateways
    routes = {table.key: table.default_route for table in recovery.route_tables if table.key != "public"}
    zones = {"nat": ("a", "b"), "one-nat": ("a", "a")}.get(egress)
    for position, zone in enumerate("ab"):
        expected = f"nat-eu-central-1{zones[position]}" if zones else None
        assert routes[f"staging-eu-central-1{zone}"] == routes[f"recovery-eu-central-1{zone}"] == expected


def test_keys_are_rotated_together_or_one_tunnel_at_a_time() -> None:
    """The stack's number counts for both tunnels; a tunnel's own counts for it alone and leaves the other's key."""

    def rotations(**changes: Any) -> list[int]:
        dual = {"interconnect__topology": "dual-tunnel"}
        return [tunnel.key_rotation for tunnel in blueprint(**dual, **changes).interconnect.tunnels]

    own = {"interconnect__tunnels__tunnel1__key_rotation": 2}
    assert rotations() == [1, 1]
    assert rotations(**own) == [2, 1]
    assert rotations(**own, interconnect__tunnels__tunnel2__key_rotation=2) == [2, 2]
    assert rotations(interconnect__key_rotation=2) == [2, 2]
    # Not the larger of the two: a tunnel that is to stay as it is keeps its number and its key.
    behind = {"interconnect__tunnels__tunnel1__key_rotation": 1}
    assert rotations(**behind, interconnect__key_rotation=2) == [1, 2]


def test_failback_opens_1500_to_its_clients_only_while_on() -> None:
    """Off: nobody. On: the named ranges, or the workload subnets."""

    def clients(**changes: Any) -> list[str]:
        groups = {group.key: group for group in blueprint(**changes).recovery.security_groups}
        return [str(rule.cidr) for rule in groups["recovery"].rules if rule.direction == "ingress"]

    assert clients() == []
    assert clients(recovery__failback__enabled=True) == ["10.10.1.0/24", "10.10.2.0/24"]
    named = {"recovery__failback__enabled": True, "recovery__failback__client_ranges": ["10.10.7.0/24"]}
    assert clients(**named) == ["10.10.7.0/24"]


def test_zones_of_public_ips_follow_the_region() -> None:
    """A region without availability zones names none."""
    assert blueprint().primary.gateway.public_ip_zones == ("1", "2", "3")
    assert blueprint(primary__region="westindia").primary.gateway.public_ip_zones == ()


def test_govcloud_is_a_partition_of_its_own() -> None:
    """ARNs of managed policies carry the partition."""
    made = blueprint(recovery__region="us-gov-west-1", recovery__zones=["us-gov-west-1a"])
    assert made.recovery.partition == "aws-us-gov"
    assert all(arn.startswith("arn:aws-us-gov:") for role in made.replication.roles for arn in role.policy_arns)


def test_a_brought_key_is_no_part_of_the_blueprint() -> None:
    """Only that one was brought is said, in the data and in both texts."""
    made = blueprint(interconnect__tunnels__tunnel2__pre_shared_key="Planted.Secret_1")
    assert [tunnel.key_source for tunnel in made.interconnect.tunnels] == [
        "generated",
        "brought",
        "generated",
        "generated",
    ]
    assert "Planted" not in to_json(made) + to_text(made) + repr(made)


def test_inside_ranges_are_those_of_azures_own_table() -> None:
    """First and second connection, first and second tunnel; and the ends of what each may get."""
    ranges = {(c, n): [str(network) for network in candidates(c, n)] for c in (0, 1) for n in (1, 2)}
    assert [each[0] for each in ranges.values()] == [
        "169.254.21.0/30",
        "169.254.22.0/30",
        "169.254.21.4/30",
        "169.254.22.4/30",
    ]
    assert [each[-1] for each in ranges.values()] == [
        "169.254.21.248/30",
        "169.254.22.248/30",
        "169.254.21.252/30",
        "169.254.22.252/30",
    ]
    assert len({network for each in ranges.values() for network in each}) == 128


def test_everything_that_exists_is_named_by_id() -> None:
    """Both gateways, a customer gateway, the attachment, spokes, other VPCs and the workspace carry what they are."""
    made = blueprint(BROWNFIELD)
    azure, aws = made.primary.gateway, made.recovery.gateway
    assert (azure.mode, azure.name, azure.resource_group) == ("adopt", "vgw-hub", "rg-network")
    assert [str(instance.existing_public_ip_address) for instance in azure.instances] == [
        "203.0.113.10",
        "203.0.113.11",
    ]
    assert [instance.ip_configuration_name for instance in azure.instances] == ["default", "activeActive"]
    assert (aws.existing_id, aws.existing_route_table_id) == ("tgw-0123456789abcdef0", "tgw-rtb-0123456789abcdef0")
    assert aws.account is not None
    assert aws.account.account_id == "444455556666"
    assert [vpc.vpc_id for vpc in aws.other_vpcs] == ["vpc-0123456789abcdef1"]
    connections = made.interconnect.connections
    assert [each.existing_customer_gateway_id for each in connections] == ["cgw-0123456789abcdef0", None]
    assert [(spoke.key, spoke.creates_peering) for spoke in made.primary.spokes] == [
        ("vnet-erp", True),
        ("vnet-web", False),
    ]
    assert made.interconnect.watching.workspace_name is None
    # 169.254.21.0/30 is somebody else's, so tunnel 1 has the next that is its own, and nothing else moves.
    assert [str(tunnel.inside_cidr) for tunnel in made.interconnect.tunnels] == [
        "169.254.21.8/30",
        "169.254.22.0/30",
        "169.254.21.4/30",
        "169.254.22.4/30",
    ]


def test_what_lies_behind_a_cloud_is_routed_by_the_other() -> None:
    """VNet, spokes and ranges via primary go to Azure; VPCs and ranges via recovery to AWS; the rest nowhere."""
    interconnect = blueprint(BROWNFIELD).interconnect
    assert [str(prefix) for prefix in interconnect.azure_prefixes] == [
        "10.10.0.0/16",
        "10.11.0.0/16",
        "10.12.0.0/16",
        "172.16.0.0/16",
    ]
    assert [str(prefix) for prefix in interconnect.aws_prefixes] == ["10.20.0.0/16", "10.30.0.0/16"]
    assert blueprint().interconnect.azure_prefixes == (blueprint().primary.virtual_network.address_space[0],)


def test_each_end_has_the_as_number_of_its_own_cloud() -> None:
    """The how-to's numbers: Azure's at the customer gateways, AWS's at the local network gateways."""
    made = blueprint(primary__gateway__asn=65000, recovery__gateway__asn=64600)
    assert (made.primary.gateway.asn, made.interconnect.azure_asn) == (65000, 65000)
    assert (made.recovery.gateway.asn, made.interconnect.aws_asn) == (64600, 64600)


@pytest.mark.parametrize(
    ("topology", "routing", "bgp"),
    [("four-tunnel", None, True), ("dual-tunnel", None, False), ("single-tunnel", "bgp", True)],
)
def test_the_gateway_runs_bgp_when_the_tunnels_do(topology: str, routing: str | None, bgp: bool) -> None:
    """A connection with BGP to a gateway without it stays down."""
    made = blueprint(interconnect__topology=topology, interconnect__routing=routing)
    assert made.primary.gateway.bgp is bgp
    assert made.interconnect.routing == ("bgp" if bgp else "static")


def test_tunnels_end_and_keys_are_kept_where_settings_say() -> None:
    """On both ends of the AWS side, its gateway and its connections."""
    made = blueprint(interconnect__target="transit-gateway", interconnect__preshared_key_storage="secrets-manager")
    assert (made.interconnect.target, made.recovery.gateway.target) == ("transit-gateway", "transit-gateway")
    assert made.interconnect.preshared_key_storage == "secrets-manager"


@pytest.mark.parametrize("target", ["virtual-private-gateway", "transit-gateway"])
def test_tables_learn_from_one_gateway_and_are_written_for_the_other(target: str) -> None:
    """A virtual private gateway propagates; a transit gateway needs a route per prefix in each private table."""
    recovery = blueprint(interconnect__target=target, interconnect__topology="dual-tunnel").recovery
    transit = target == "transit-gateway"
    private = [table for table in recovery.route_tables if table.key != "public"]
    assert {table.propagates for table in private} == {not transit}
    assert {tuple(map(str, table.transit_routes)) for table in private} == {("10.10.0.0/16",) if transit else ()}
    assert len(recovery.gateway.attachment_subnets) == (2 if transit else 0)
    (public,) = (table for table in recovery.route_tables if table.key == "public")
    assert (public.propagates, public.transit_routes) == (False, ())


def test_over_bgp_too_a_table_behind_a_transit_gateway_has_a_route_to_all_that_lies_behind_azure() -> None:
    """A transit gateway writes nothing into the route tables of a VPC, whatever it learnt itself."""
    made = blueprint(BROWNFIELD)
    assert made.interconnect.routing == "bgp"
    assert len(made.interconnect.azure_prefixes) == 4
    assert {table.transit_routes for table in made.recovery.route_tables if table.key != "public"} == {
        made.interconnect.azure_prefixes
    }


def test_single_tunnel_leaves_its_second_tunnel_without_an_azure_end() -> None:
    """AWS makes two all the same: both have ranges and keys, one is used."""
    interconnect = blueprint(interconnect__topology="single-tunnel").interconnect
    (connection,) = interconnect.connections
    assert [tunnel.used for tunnel in connection.tunnels] == [True, False]
    assert [tunnel.key for tunnel in interconnect.tunnels] == ["tunnel1"]


def test_stages_wait_only_for_stages_before_them() -> None:
    """The order can be followed from top to bottom, and only Azure's connections wait for its gateway."""
    seen: set[str] = set()
    for stage in blueprint().stages:
        assert set(stage.after) <= seen
        seen.add(stage.name)
    assert [s.name for s in blueprint().stages if "Azure VPN gateway" in s.after] == ["Azure connections"]


def test_the_text_names_every_subnet_and_tunnel() -> None:
    """What a reviewer compares with a network plan is all there."""
    made = blueprint()
    text = to_text(made)
    for subnet in (*made.recovery.subnets, *made.recovery.drill.subnets):
        assert f"{subnet.key} " in text
        assert str(subnet.cidr) in text
    for tunnel in made.interconnect.tunnels:
        assert str(tunnel.inside_cidr) in text


if __name__ == "__main__":
    sys.stdout.write(to_json(blueprint()))
