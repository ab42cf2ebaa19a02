"""Killed in the middle, by every means: what is left behind, and that the documented steps bring the stack to order.

After the recovery the state knows what the simulated clouds hold, one to one, and the next `up` finishes the work.
"""

import json
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lifeboat.sandbox import faults
from lifeboat.sandbox.faults import Method
from lifeboat.sandbox.place import Place
from lifeboat.sandbox.recover import make_way
from lifeboat.sandbox.store import Store
from tests.engine.project import Project, name_of
from tests.engine.test_lifecycle import left_over

KILLED = -signal.SIGKILL
PATIENCE_SECONDS = 120

Things = Counter[tuple[str, str, str]]


def store_of(project: Project) -> Store:
    return Place(project.folder / ".sandbox").store()


def deployment_of(project: Project) -> dict[str, Any]:
    """Return the state from its file, which is quick, and possible even where no Pulumi command reads it any more."""
    state = project.folder / ".sandbox/state/.pulumi/stacks/lifeboat" / f"{project.stack}.json"
    deployment: dict[str, Any] = json.loads(state.read_text(encoding="utf-8"))["checkpoint"]["latest"]
    return deployment


def in_state(project: Project) -> Things:
    """Return what the state holds of the clouds: type and id by URN, without providers and components."""
    resources = deployment_of(project).get("resources", [])
    found = [r for r in resources if r.get("custom") and not r["type"].startswith("pulumi:")]
    return Counter((r["urn"], r["type"], r["id"]) for r in found)


def in_clouds(project: Project) -> Things:
    """Return what the stack made in the clouds; what DRS made by itself has no URN."""
    return Counter((row.urn, row.token, row.id) for row in store_of(project).rows() if row.urn)


def open_operations(project: Project) -> dict[str, str]:
    """Return the operations that the state holds open, by logical name."""
    pending = deployment_of(project).get("pending_operations") or []
    return {name_of(one["resource"]["urn"]): one["type"] for one in pending}


def locks(project: Project) -> list[Path]:
    return [path for path in (project.folder / ".sandbox/state/.pulumi/locks").rglob("*.json") if path.is_file()]


def processes(project: Project) -> list[str]:
    """Return the command lines of everything that runs in the project's sandbox."""
    mark = f"LIFEBOAT_SANDBOX_DIR={project.folder / '.sandbox'}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:  # ended meanwhile
            continue
    return found


def order(project: Project, method: Method, nth: int, kind: str, *more: str) -> None:
    """Order a fault that counts from now on the calls of all stand-ins."""
    store = store_of(project)
    faults.clear(store)
    project.lifeboat("sandbox", "fault", "add", "--method", method, "--nth", str(nth), "--kind", kind, *more)


def calls(project: Project) -> int:
    """Return how many calls the ordered fault has seen."""
    (fault,) = faults.ordered(store_of(project))
    return fault.seen


@pytest.fixture
def fresh(fresh: Callable[..., Project]) -> Callable[..., Project]:
    """What a kill leaves behind is the state as it stood at the last step."""
    return lambda: fresh().with_checkpoints()


@pytest.fixture
def deployed(deployed: Project) -> Project:
    return deployed.with_checkpoints()


@pytest.fixture(scope="session")
def calls_of_a_deployment(deployed_once: Project) -> int:
    """N: how many things a whole deployment creates. Each create leaves one row with a URN, as the tests below show."""
    return sum(in_clouds(deployed_once).values())


def sound(project: Project) -> None:
    """Show that no engine, lock or open operation is left, and that the state knows all that exists."""
    assert processes(project) == []
    assert locks(project) == []
    assert open_operations(project) == {}
    assert in_state(project) == in_clouds(project)


def recovered(project: Project) -> str:
    """Take the documented step of the sandbox; what it said is returned."""
    said = project.lifeboat("sandbox", "recover", "--stack", project.stack).out
    sound(project)
    return said


def finished(project: Project, *, settles: bool = True) -> None:
    """Show that the next `up` converges and that state and clouds then hold the same, once each.

    Args:
        project: the project.
        settles: show also that one more `up` has nothing to do, which takes as long again.
    """
    project.up()
    if settles:
        project.up("--expect-no-changes")
    sound(project)
    assert max(Counter(urn for urn, _, _ in in_state(project).elements()).values()) == 1
    assert not [r["urn"] for r in deployment_of(project)["resources"] if r.get("delete") or r.get("pendingReplacement")]


@pytest.mark.parametrize(
    ("quarters", "moment"), [(0, "after"), (1, "after"), (2, "after"), (3, "after"), (2, "before")]
)
def test_a_killed_deployment_is_taken_up(
    fresh: Callable[..., Project], calls_of_a_deployment: int, quarters: int, moment: str
) -> None:
    """SIGKILL at the n-th create, n = 1, N/4, N/2, 3N/4; the worst moment is after the cloud has made the thing."""
    project = fresh()
    nth = max(1, calls_of_a_deployment * quarters // 4)
    order(project, Method.CREATE, nth, "kill-engine", "--when", moment)
    project.up(expect=KILLED)
    assert calls(project) >= nth
    assert locks(project)
    assert "creating" in open_operations(project).values()
    recovered(project)
    finished(project)
    assert sum(in_state(project).values()) == calls_of_a_deployment


def new_tag(config: dict[str, Any]) -> None:
    config["tags"].update(owner="somebody-else")


def new_as_number(config: dict[str, Any]) -> None:
    config["recovery"]["gateway"].update(asn=64600)


def test_killed_updates_are_taken_up(deployed: Project) -> None:
    """SIGKILL after the cloud has changed a tag and before the engine hears of it."""
    deployed.change(lambda config: config["tags"].update(owner="somebody-else"))
    order(deployed, Method.UPDATE, 20, "kill-engine", "--when", "after")
    deployed.up(expect=KILLED)
    assert "updating" in open_operations(deployed).values()
    recovered(deployed)
    finished(deployed)


def test_a_replacement_killed_twice_is_taken_up(deployed: Project) -> None:
    """SIGKILL when the new gateway is made, and again when the old one is deleted: in the end there is one."""
    deployed.change(lambda config: config["recovery"]["gateway"].update(asn=64600))
    for method, going_on in ((Method.CREATE, "creating"), (Method.DELETE, "deleting")):
        order(deployed, method, 1, "kill-engine", "--when", "after")
        deployed.up(expect=KILLED)
        assert going_on in open_operations(deployed).values()
        recovered(deployed)
    finished(deployed)
    gateways = [row for row in store_of(deployed).rows() if row.token == "aws:ec2/vpnGateway:VpnGateway"]
    assert [row.properties["amazonSideAsn"] for row in gateways] == ["64600"]


def test_a_killed_destroy_is_taken_up(deployed: Project, calls_of_a_deployment: int) -> None:
    """SIGKILL half-way through a destroy; the next one leaves nothing in the state or the clouds."""
    order(deployed, Method.DELETE, calls_of_a_deployment // 2, "kill-engine", "--when", "after")
    deployed.pulumi("destroy", "--yes", "--skip-preview", expect=KILLED)
    assert "deleting" in open_operations(deployed).values()
    recovered(deployed)
    deployed.pulumi("destroy", "--yes", "--skip-preview")
    assert not in_state(deployed)
    assert left_over(deployed) == []


def test_a_state_that_the_kill_made_unreadable_is_read_again(deployed: Project) -> None:
    """Killed while the file backend wrote attributes: no Pulumi command reads the stack until it is recovered."""
    state = deployed.folder / ".sandbox/state/.pulumi/stacks/lifeboat"
    (state / "dev.json.attrs").write_text("", encoding="utf-8")
    assert "failed to load checkpoint: EOF" in deployed.pulumi("stack", "export", expect=None).text
    recovered(deployed)
    deployed.pulumi("stack", "export")


def test_what_was_made_twice_loses_the_first_one(deployed: Project) -> None:
    """`up` right after a kill makes a second one and says only that it may; the recovery has the first one deleted."""
    deployed.change(lambda config: config["recovery"]["zones"].append("eu-central-1c"))
    table = "aws:ec2/routeTable:RouteTable"
    order(deployed, Method.CREATE, 1, "kill-engine", "--when", "after", "--type", table)
    deployed.up("--parallel", "1", expect=KILLED)
    make_way(Place(deployed.folder / ".sandbox"))
    deployed.pulumi("cancel", "--yes")
    (first,) = (in_clouds(deployed) - in_state(deployed)).elements()
    deployed.up()
    assert (in_clouds(deployed) - in_state(deployed)) == Counter([first])
    said = recovered(deployed)
    assert f"{first[2]} is one too many" in said
    finished(deployed, settles=False)
    assert first not in in_clouds(deployed)


def test_the_steps_for_the_real_clouds_work(fresh: Callable[..., Project], calls_of_a_deployment: int) -> None:
    """README, "When something goes wrong": without `recover`, what exists is imported by hand, then `up` goes on.

    In between `recover` is asked: what no open operation tells of it names by id and leaves alone.
    """
    project = fresh()
    order(project, Method.CREATE, calls_of_a_deployment // 2, "kill-engine", "--when", "after")
    project.up(expect=KILLED)
    make_way(Place(project.folder / ".sandbox"))  # a half-written state file is the file backend's trouble alone
    project.pulumi("cancel", "--yes")
    project.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
    known = in_state(project)

    told = project.lifeboat("sandbox", "recover", "--stack", project.stack, expect=1)
    strays = in_clouds(project) - known
    assert strays
    assert all(thing_id in told.out for _, _, thing_id in strays)
    assert in_state(project) == known

    project.pulumi("preview", "--import-file", "import.json")
    file = project.folder / "import.json"
    wanted = json.loads(file.read_text(encoding="utf-8"))
    ids = {(kind, name_of(urn)): thing_id for urn, kind, thing_id in strays}
    keys = [(one["type"], one.get("logicalName") or one["name"]) for one in wanted["resources"]]
    found = [{**one, "id": ids[key]} for key, one in zip(keys, wanted["resources"], strict=True) if key in ids]
    file.write_text(json.dumps({**wanted, "resources": found}), encoding="utf-8")
    project.pulumi("import", "--file", "import.json", "--yes", "--protect=false", "--generate-code=false")
    sound(project)
    finished(project)


@contextmanager
def held_in_the_middle(project: Project, nth: int) -> Iterator[subprocess.Popen[bytes]]:
    """An `up` in a session of its own, as a terminal starts it, while the cloud takes its time for the n-th create."""
    order(project, Method.CREATE, nth, "late", "--when", "after", "--seconds", "60")
    command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"]
    with subprocess.Popen(
        command,
        cwd=project.folder,
        env=project.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while calls(project) < nth:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


def test_interrupted_deployments_are_taken_up(fresh: Callable[..., Project], calls_of_a_deployment: int) -> None:
    """A closed pipe needs the recovery; Ctrl-C and SIGTERM wait for the call under way and leave a sound state."""
    project = fresh()
    piped = "pulumi up --yes --skip-preview --non-interactive | head -40"
    assert len(project.run("sh", "-c", piped).out.splitlines()) == 40
    assert locks(project)
    recovered(project)

    for number in (signal.SIGINT, signal.SIGTERM):
        with held_in_the_middle(project, 10) as process:
            os.killpg(process.pid, number)
            code = process.wait(PATIENCE_SECONDS)
        assert code > 0, "a whole deployment, or no ending of Pulumi's own, would prove nothing"
        sound(project)
        assert 0 < sum(in_state(project).values()) < calls_of_a_deployment
    faults.clear(store_of(project))
    finished(project, settles=False)
