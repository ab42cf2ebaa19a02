"""What an account has only once, shared by two stacks in one simulated account and two Regions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from lifeboat.sandbox.clouds.aws.tokens import SOURCE_SERVER
from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.provider.settings import EXAMPLE_AWS_ACCOUNT
from tests.engine.planted import clouds
from tests.engine.project import Project, copy_settings, name_of
from tests.engine.test_adopt import made_by_the_stack, things, untouched

REPLICATION_TEMPLATE = "aws:drs/replicationConfigurationTemplate:ReplicationConfigurationTemplate"
LAUNCH_TEMPLATE = "aws:cloudcontrol/resource:Resource"

Edit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Singleton:
    """One thing that an account, or a Region of it, has only once.

    Attributes:
        name: for the reader.
        code: AWS's error code for a second one; None where making it again is no error.
        adopt: changes settings of the second stack so that it adopts the first one's.
        types: what an adopter therefore has none of.
    """

    name: str
    code: str | None
    adopt: Callable[[dict[str, Any], Project], None]
    types: tuple[str, ...]


def adopt_roles(config: dict[str, Any], owner: Project) -> None:
    config["replication"]["roles"] = "adopt"


def adopt_service(config: dict[str, Any], owner: Project) -> None:
    config["replication"]["service"] = "adopt"


def adopt_replication_template(config: dict[str, Any], owner: Project) -> None:
    (template,) = owner.of_type(REPLICATION_TEMPLATE)
    config["replication"]["template"] = {"mode": "adopt", "id": template["id"]}


def adopt_launch_template(config: dict[str, Any], owner: Project) -> None:
    (template,) = owner.of_type(LAUNCH_TEMPLATE)
    config["launch"]["template"] = {"mode": "adopt", "id": template["id"].rpartition("/")[2]}


SINGLETONS = (
    Singleton("six roles", "EntityAlreadyExists", adopt_roles, ("aws:iam/role:Role",)),
    Singleton("replication template", "ServiceQuotaExceededException", adopt_replication_template,
              (REPLICATION_TEMPLATE,)),
    Singleton("launch template", "ServiceLimitExceeded", adopt_launch_template, (LAUNCH_TEMPLATE,)),
    Singleton("service", None, adopt_service, ("aws:lambda/function:Function", "aws:lambda/invocation:Invocation")),
)  # fmt: skip
"""In the order in which a deployment comes to them."""


def beside(first: Project, edit: Edit) -> Project:
    """A second stack in the same simulated accounts, with names and ranges of its own."""
    second = replace(first, stack="second", environment={**first.environment, "PULUMI_STACK": "second"}, logs=[])
    copy_settings("Pulumi.dev.yaml", second.stack_file)
    second.pulumi("stack", "select", "--create", "--secrets-provider", "passphrase", "--stack", "second")

    def rename(config: dict[str, Any]) -> None:
        config["name"] = "quay"
        config["primary"]["resource_group"] = {}
        config["primary"]["network"]["virtual_network"].pop("name")
        config["primary"]["gateway"].pop("name")
        edit(config)

    second.change(rename)
    return second


def refused(second: Project, *words: str) -> None:
    """Deploy, and find AWS's own words and no traceback."""
    outcome = second.up(expect=None)
    assert outcome.code != 0
    assert [word for word in words if word not in outcome.text] == [], outcome.text
    assert "Traceback" not in outcome.text


def test_a_second_stack_in_the_region_adopts_what_is_there_once(deployed: Project) -> None:
    """`create` is refused in AWS's words, one thing after the other; an adopter's end leaves the first stack whole."""
    before = things(deployed)
    second = beside(deployed, lambda config: None)
    for singleton in SINGLETONS:
        if singleton.code is not None:
            refused(second, singleton.code)
            assert untouched(things(deployed), before), singleton.name
        adopt = singleton.adopt
        second.change(lambda config, adopt=adopt: adopt(config, deployed))
    second.up()
    second.up("--expect-no-changes")
    # Every stack has a role of its own that writes its flow logs.
    owned = {each["type"] for each in second.export() if not name_of(each["urn"]).startswith("quay-flow-logs-")}
    assert {token for singleton in SINGLETONS for token in singleton.types} & owned == set()
    second.pulumi("destroy", "--yes", "--skip-preview")
    assert things(deployed) == before
    deployed.up("--expect-no-changes")


def test_two_regions_share_the_roles_and_their_owner_goes_last(deployed: Project) -> None:
    """The owner's end is refused, with nothing deleted, while another Region has a template or any has a server."""
    before = things(deployed)

    def elsewhere(config: dict[str, Any]) -> None:
        config["recovery"].update(region="eu-west-1", zones=["eu-west-1a", "eu-west-1b"])
        config["replication"]["roles"] = "adopt"

    second = beside(deployed, elsewhere)
    second.up()
    second.up("--expect-no-changes")
    (replication,), (launch,) = second.of_type(REPLICATION_TEMPLATE), second.of_type(LAUNCH_TEMPLATE)
    assert ":eu-west-1:" in replication["outputs"]["arn"]
    assert ":eu-west-1:" in launch["id"]
    assert not [r for r in second.export() if "AWSElasticDisasterRecovery" in name_of(r["urn"])]

    server = "s-0123456789abcdef0"
    # No program makes a source server, so no stand-in plants one: an agent would.
    with clouds(deployed).transaction() as world:
        world.put(Row(SOURCE_SERVER, server, "", {}, account=EXAMPLE_AWS_ACCOUNT, region="eu-central-1"))
    shared = things(deployed)
    outcome = deployed.pulumi("destroy", "--yes", "--skip-preview", expect=None)
    assert outcome.code != 0
    assert f"source servers in eu-central-1: {server}" in outcome.text
    assert f"replication template {replication['id']} in eu-west-1" in outcome.text
    assert things(deployed) == shared

    with clouds(deployed).transaction() as world:
        world.remove(SOURCE_SERVER, server)
    second.pulumi("destroy", "--yes", "--skip-preview")
    after = things(deployed)
    assert untouched(after, before)
    assert made_by_the_stack(after, before) == []
    deployed.pulumi("destroy", "--yes", "--skip-preview")
    assert made_by_the_stack(things(deployed), {}) == []
