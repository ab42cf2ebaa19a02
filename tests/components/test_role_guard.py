"""The guard of the six roles: what it is made of, and what its function answers."""

import importlib.util
import json
import sys
from types import ModuleType

import pulumi
import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from components.landing_zone import LandingZone, LandingZoneArgs
from components.recovery.role_guard import HANDLER_FILE, RoleGuard, RoleGuardArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import parse
from tests.components.support import build
from tests.unit.settings.raw import CREATED, changed

INVOCATION = "aws:lambda/invocation:Invocation"
OWN = "eu-central-1"


class Drs:
    """A DRS client of one Region: pages of servers and recovery instances, templates, or a refusal in place of all."""

    def __init__(self, servers=(), templates=(), recovered=(), refusal=None, page=2):
        self.servers, self.templates, self.recovered = list(servers), list(templates), list(recovered)
        self.refusal, self.page = refusal, page

    def _page(self, rows, token):
        if self.refusal:
            raise self.refusal
        start = int(token)
        rest = {"nextToken": str(start + self.page)} if start + self.page < len(rows) else {}
        return {"items": rows[start : start + self.page], **rest}

    def describe_source_servers(self, filters, maxResults, nextToken="0"):  # noqa: N803  (the API's names)
        return self._page(self.servers, nextToken)

    def describe_recovery_instances(self, filters, maxResults, nextToken="0"):  # noqa: N803
        return self._page(self.recovered, nextToken)

    def describe_replication_configuration_templates(self, maxResults):  # noqa: N803
        return {"items": [{"replicationConfigurationTemplateID": name} for name in self.templates]}


class Ec2:
    def __init__(self, regions):
        self.regions = regions

    def describe_regions(self):
        return {"Regions": [{"RegionName": region} for region in self.regions]}


def server(name, state="CONTINUOUS"):
    return {"sourceServerID": name, "dataReplicationInfo": {"dataReplicationState": state}}


@pytest.fixture
def ask(monkeypatch):
    """Call the deployed file's handler in an account whose Regions are these DRS clients."""

    def call(action="delete", **regions):
        clients = {name.replace("_", "-"): client for name, client in regions.items()}
        boto3 = ModuleType("boto3")
        boto3.client = lambda service, region_name, config: Ec2(clients) if service == "ec2" else clients[region_name]
        monkeypatch.setitem(sys.modules, "boto3", boto3)
        spec = importlib.util.spec_from_file_location("keep_roles", HANDLER_FILE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.handler({"region": OWN, "tf": {"action": action}}, None)

    return call


def test_an_account_without_use_lets_the_roles_go(ask):
    """The stack's own template is no use: it goes with the stack. A server that was disconnected needs no role."""
    gone = Drs(servers=[server("s-1", "DISCONNECTED")] * 3)
    assert ask(eu_central_1=Drs(templates=["rct-own"]), eu_west_1=gone) == {"roles": "unused"}


@pytest.mark.parametrize("action", ["create", "update"])
def test_nothing_is_asked_before_the_end(ask, action):
    assert ask(action, eu_west_1=Drs(servers=[server("s-1")])) == {"roles": "watched"}


def test_every_use_is_named(ask):
    """On every page of every Region; a server in its first sync has no state yet."""
    servers = [server("s-0", "DISCONNECTED"), *(server(f"s-{n}") for n in range(1, 7)), {"sourceServerID": "s-7"}]
    with pytest.raises(Exception, match="belong to the whole account") as refused:
        ask(eu_central_1=Drs(servers=servers, templates=["rct-own"]), eu_west_1=Drs(templates=["rct-other"]))
    assert type(refused.value).__name__ == "RolesAreNeeded"
    assert "source servers in eu-central-1: s-1, s-2, s-3, s-4, s-5 and 2 more;" in str(refused.value)
    assert "replication template rct-other in eu-west-1" in str(refused.value)
    assert "rct-own" not in str(refused.value)


def test_recovery_instances_are_a_use_whatever_became_of_their_servers(ask):
    """In a failover the business runs on them, and Azure's servers may be disconnected for good."""
    recovered = [
        {"recoveryInstanceID": "i-over", "ec2InstanceState": "TERMINATED"},
        {"recoveryInstanceID": "i-gone", "ec2InstanceState": "NOT_FOUND"},
        {"recoveryInstanceID": "i-live", "ec2InstanceState": "RUNNING"},
        {"recoveryInstanceID": "i-still", "ec2InstanceState": "STOPPED"},
        {"recoveryInstanceID": "i-new"},
    ]
    with pytest.raises(Exception, match="recovery instances in eu-central-1: i-live, i-still, i-new\\."):
        ask(eu_central_1=Drs(servers=[server("s-1", "DISCONNECTED")], recovered=recovered))
    assert ask(eu_central_1=Drs(recovered=recovered[:2])) == {"roles": "unused"}


def refused(code):
    return ClientError({"Error": {"Code": code, "Message": ""}}, "DescribeSourceServers")


URL = "https://drs.example.com"
CLOSED = [EndpointConnectionError(endpoint_url=URL)]
CLOSED += [refused(code) for code in ("AccessDeniedException", "UnrecognizedClientException", "OptInRequired")]
SILENT = [ReadTimeoutError(endpoint_url=URL), ConnectTimeoutError(endpoint_url=URL)]
SILENT += [refused(code) for code in ("ThrottlingException", "InternalServerException")]


@pytest.mark.parametrize("refusal", [*CLOSED, refused("UninitializedAccountException")], ids=str)
def test_a_region_where_nobody_can_work_holds_nobody_up(ask, refusal):
    assert ask(eu_central_1=Drs(), eu_west_1=Drs(refusal=refusal)) == {"roles": "unused"}


@pytest.mark.parametrize("refusal", SILENT, ids=str)
def test_a_region_that_cannot_say_counts_as_used(ask, refusal):
    """What is deleted in an outage does not come back; the question can be put again."""
    with pytest.raises(Exception, match="no answer from eu-west-1, so try again later") as stopped:
        ask(eu_central_1=Drs(), eu_west_1=Drs(refusal=refusal))
    assert type(stopped.value).__name__ == "RolesAreNeeded"


@pytest.mark.parametrize("refusal", [*CLOSED, *SILENT], ids=str)
def test_the_stacks_own_region_has_to_answer(ask, refusal):
    """Else a permissions boundary would blind the guard, and it would say that nobody works with the roles."""
    with pytest.raises(Exception, match=f"no answer from {OWN}"):
        ask(eu_central_1=Drs(refusal=refusal), eu_west_1=Drs())


def test_an_own_region_that_was_never_initialised_is_unused(ask):
    assert ask(eu_central_1=Drs(refusal=refused("UninitializedAccountException"))) == {"roles": "unused"}


def test_the_guard_calls_its_function_on_the_end_too():
    """Its input never changes, so that nothing but making and ending it calls."""
    built = build(lambda: RoleGuard("guard", RoleGuardArgs(region=OWN, guarded=())))
    asked = built["guard-ask"].inputs
    assert (asked["lifecycleScope"], json.loads(asked["input"])) == ("CRUD", {"region": OWN})
    assert built["guard-function"].inputs["handler"] == "keep_roles.handler"
    (star,) = [s for s in json.loads(built["guard-policy"].inputs["policy"])["Statement"] if s["Resource"] == "*"]
    assert star["Action"] == [
        "drs:DescribeRecoveryInstances",
        "drs:DescribeReplicationConfigurationTemplates",
        "drs:DescribeSourceServers",
        "ec2:DescribeInstances",
        "ec2:DescribeRegions",
    ]


def zone(**changes):
    blueprint = make_blueprint(parse(changed(CREATED, {"recovery.account_id": "111122223333", **changes})))
    return lambda: LandingZone("harbor", LandingZoneArgs(blueprint=blueprint))


def test_everything_else_of_a_stack_is_there_until_the_guard_has_answered():
    """Deleted is what nothing depends on any more, so the guard has to depend on all the rest."""
    built = build(zone())
    custom = {one.name for one in built.resources if one.custom and not one.type.startswith("pulumi:")}
    reached, open_ = set(), {"harbor-role-guard-ask"}
    by_name = {one.name: one for one in built.resources}
    while open_:
        reached |= open_
        open_ = {name for one in open_ if one in by_name for name in by_name[one].dependency_names} - reached
    assert {name for name in custom - reached if not name.startswith("harbor-role-guard-")} == set()
    assert len(reached & custom) > 100


def test_a_stack_that_adopted_the_roles_has_no_guard():
    role = {
        "aws:iam/getRole:getRole": lambda args: {"arn": f"arn:aws:iam::111122223333:role/service-role/{args['name']}"}
    }
    built = build(zone(**{"replication.roles": "adopt"}), lookups=role)
    assert [each.name for each in built.resources if "guard" in each.name] == []
    assert [each.name for each in built.of_type(INVOCATION)] == ["harbor-service-initialize"]
    assert isinstance(built.result, pulumi.ComponentResource)
