"""What can be wrong with the agent's VMs and with the storage for failing back."""

from typing import Any

import pytest

from lifeboat.blueprint import make_blueprint
from lifeboat.settings import SettingsError, parse, render_path
from tests.unit.settings.raw import ADOPTED, CREATED, changed

_MACHINES = "resourceGroups/rg-app/providers/Microsoft.Compute/virtualMachines"
VM = f"/subscriptions/00000000-0000-0000-0000-000000000000/{_MACHINES}/vm-app-1"
ELSEWHERE = f"/subscriptions/11111111-1111-1111-1111-111111111111/{_MACHINES}/vm-app-1"
LINUX = {"id": VM, "os": "linux"}
STORAGE = "recovery.failback.storage"
IDENTITY = {
    "access.azure_identity": {
        "mode": "create",
        "tenant_id": "00000000-0000-0000-0000-000000000000",
        "audience": "api://lifeboat-agents",
    }
}
SOMEBODY = "00000000-0000-0000-0000-000000000007"

# What is changed, where the one problem stands, and a word of its message.
MISTAKES: dict[str, tuple[dict[str, Any], str, str]] = {
    "no VM's id": ({"agent.deploy_to": [{"id": "vm-app-1", "os": "linux"}]}, "agent.deploy_to[0].id", "az vm show"),
    "unknown system": ({"agent.deploy_to": [{"id": VM, "os": "macos"}]}, "agent.deploy_to[0].os", "linux"),
    "no system": ({"agent.deploy_to": [{"id": VM}]}, "agent.deploy_to[0].os", "nothing"),
    "VM twice": (
        {"agent.deploy_to": [LINUX, {"id": VM.replace("rg-app", "RG-APP"), "os": "linux"}]},
        "agent.deploy_to[1].id",
        "as in agent.deploy_to[0].id",
    ),
    "VM of another subscription": (
        {"agent.deploy_to": [{"id": ELSEWHERE, "os": "linux"}]},
        "agent.deploy_to[0].id",
        "primary.network.spokes",
    ),
    "tag that AWS keeps": (
        {"agent.deploy_to": [{**LINUX, "tags": {"aws:wave": "1"}}]},
        "agent.deploy_to[0].tags.aws:wave",
        "Rename the tag",
    ),
    "tag that breaks out": (
        {"agent.deploy_to": [{**LINUX, "tags": {"wave": "1'; reboot"}}]},
        "agent.deploy_to[0].tags.wave",
        "command line",
    ),
    "run zero": ({"agent.run": 0}, "agent.run", "1 or more"),
    "name with a hyphen": (
        {STORAGE: {"mode": "create", "name": "harbor-failback"}},
        f"{STORAGE}.name",
        "lower-case letters and digits",
    ),
    "unknown redundancy": (
        {STORAGE: {"mode": "create", "redundancy": "ZRS"}},
        f"{STORAGE}.redundancy",
        "GRS",
    ),
    "private range": (
        {STORAGE: {"mode": "create", "upload_ranges": ["10.0.0.0/24"]}},
        f"{STORAGE}.upload_ranges[0]",
        "public addresses only",
    ),
    "range that is too small": (
        {STORAGE: {"mode": "create", "upload_ranges": ["203.0.113.0/24", "203.0.113.2/31"]}},
        f"{STORAGE}.upload_ranges[1]",
        "/30 or larger",
    ),
    "uploader by name": (
        {STORAGE: {"mode": "create", "uploaders": [{"object_id": "platform-team"}]}},
        f"{STORAGE}.uploaders[0].object_id",
        "UUID",
    ),
    "uploader twice": (
        {STORAGE: {"mode": "create", "uploaders": [{"object_id": SOMEBODY}, {"object_id": SOMEBODY, "kind": "User"}]}},
        f"{STORAGE}.uploaders[1].object_id",
        "RoleAssignmentExists",
    ),
    "adopted without a name": ({STORAGE: {"mode": "adopt", "container": "images"}}, f"{STORAGE}.name", "nothing"),
    "container in capitals": (
        {STORAGE: {"mode": "adopt", "name": "images", "container": "Images"}},
        f"{STORAGE}.container",
        "failback-client",
    ),
    "unknown mode": ({STORAGE: {"mode": "crate"}}, f"{STORAGE}.mode", "create"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_each_mistake_is_one_problem_at_its_place(case: str) -> None:
    """The path, and a word of why or what to do."""
    changes, path, word = MISTAKES[case]
    base = ADOPTED if case == "VM of another subscription" else CREATED
    with pytest.raises(SettingsError) as caught:
        parse(changed(base, {**IDENTITY, **changes}))
    assert [render_path(problem.path) for problem in caught.value.problems] == [path]
    assert word in str(caught.value)


def test_vms_without_an_identity_are_one_problem_and_with_one_none() -> None:
    """A run command takes no keys, so there has to be an identity."""
    with pytest.raises(SettingsError) as caught:
        parse(changed(CREATED, {"agent.deploy_to": [LINUX]}))
    (problem,) = caught.value.problems
    assert render_path(problem.path) == "agent.deploy_to"
    assert "access.azure_identity" in str(problem)
    assert parse(changed(CREATED, {**IDENTITY, "agent.deploy_to": [LINUX]})).agent.deploy_to


def test_a_storage_block_without_a_mode_makes_nothing() -> None:
    """Nobody gets a storage account by writing half a block."""
    assert make_blueprint(parse(changed(CREATED, {STORAGE: {}}))).failback_storage.mode == "none"


@pytest.mark.parametrize(
    ("name", "stem"), [("harbor", "harborfailback"), ("a-very-long-stack-name", "averylongsfailback")]
)
def test_an_account_that_chance_completes_has_a_name_that_azure_takes(name: str, stem: str) -> None:
    """Six characters of chance behind the stem make at most 24."""
    storage = make_blueprint(parse(changed(CREATED, {"name": name, STORAGE: {"mode": "create"}}))).failback_storage
    assert storage.stem == stem
    assert stem.isalnum() and stem.islower() and len(stem) <= 18  # noqa: PT018 (one sentence)


def test_a_role_assignment_is_named_by_whom_it_is_for() -> None:
    """The same principal keeps its assignment wherever it stands in the list; another kind is another assignment."""

    def names(*uploaders: dict[str, str]) -> list[str]:
        raw = changed(CREATED, {STORAGE: {"mode": "create", "uploaders": list(uploaders)}})
        return [one.assignment for one in make_blueprint(parse(raw)).failback_storage.uploaders]

    one, other = {"object_id": SOMEBODY}, {"object_id": SOMEBODY.replace("7", "8"), "kind": "User"}
    assert names(one, other) == names(other, one)[::-1]
    assert names(one) != names({**one, "kind": "User"})


def test_single_addresses_are_written_as_azure_takes_them() -> None:
    """A storage account's firewall refuses /32."""
    ranges = ["203.0.113.7/32", "198.51.100.0/24"]
    raw = changed(CREATED, {STORAGE: {"mode": "create", "upload_ranges": ranges}})
    assert make_blueprint(parse(raw)).failback_storage.upload_ranges == ("203.0.113.7", "198.51.100.0/24")


def test_a_vm_is_keyed_by_group_and_name() -> None:
    """Keys end up in resource names and do not depend on the list."""
    raw = changed(
        CREATED, {**IDENTITY, "agent.deploy_to": [{**LINUX, "tags": {"wave": "2", "app": "shop"}}], "agent.run": 3}
    )
    agent = make_blueprint(parse(raw)).agent
    (server,) = agent.servers
    assert (server.key, server.subscription_id, server.resource_group, server.name) == (
        "rg-app-vm-app-1", "00000000-0000-0000-0000-000000000000", "rg-app", "vm-app-1",
    )  # fmt: skip
    assert (server.tags, agent.run) == ((("app", "shop"), ("wave", "2")), 3)
