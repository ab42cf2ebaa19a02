"""The Lambda function that initialises DRS, run with a stand-in for boto3 and for time."""

import importlib.util
import sys
from types import ModuleType

import pytest
from botocore.exceptions import ClientError

from components.recovery.service import HANDLER_FILE, TIMEOUT_SECONDS

HALF_DONE = "Failed to create SLR or instance profiles"


def refused(code, message="", operation="InitializeService"):
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


class Drs:
    """A DRS client that answers each call of initialize_service with the next of `answers`, the last for ever."""

    def __init__(self, answers, uninitialized=False):
        self.answers = list(answers)
        self.uninitialized = uninitialized
        self.calls = 0
        self.asked = 0

    def initialize_service(self):
        self.calls += 1
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is not None:
            raise answer

    def describe_replication_configuration_templates(self, maxResults):  # noqa: N803  (the API's name)
        self.asked += 1
        if self.uninitialized:
            raise refused("UninitializedAccountException", operation="DescribeReplicationConfigurationTemplates")
        return {"items": []}


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def run(monkeypatch):
    """Load the deployed file as the Lambda runtime would, with the client and a clock in place of the real ones."""

    def run(drs):
        clients = []
        boto3 = ModuleType("boto3")
        boto3.client = lambda service, region_name: clients.append((service, region_name)) or drs
        monkeypatch.setitem(sys.modules, "boto3", boto3)
        spec = importlib.util.spec_from_file_location("deployed_handler", HANDLER_FILE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        clock = Clock()
        monkeypatch.setattr(module, "time", clock)
        try:
            return module.handler({"region": "eu-central-1"}, None)
        finally:
            assert clients == [("drs", "eu-central-1")]
            run.waited_seconds = clock.now - 1000.0

    return run


def test_a_first_run_initialises_the_region_it_is_given(run):
    drs = Drs([None])
    assert run(drs) == {"service": "initialized"}
    assert (drs.calls, run.waited_seconds) == (1, 0)


def test_an_account_that_is_initialised_is_a_success_at_once(run):
    drs = Drs([refused("ValidationException", "Service is already initialized")])
    assert run(drs) == {"service": "already-initialized"}
    assert (drs.calls, run.waited_seconds) == (1, 0)


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "InternalServerException"])
def test_an_error_that_passes_is_met_by_trying_again(run, code):
    drs = Drs([refused(code), refused(code), None])
    assert run(drs) == {"service": "initialized"}
    assert (drs.calls, run.waited_seconds) == (3, 10)


def test_profiles_that_could_not_be_made_yet_are_tried_again(run):
    drs = Drs([refused("ValidationException", HALF_DONE), None])
    assert run(drs) == {"service": "initialized"}
    assert drs.asked == 0


def test_profiles_that_exist_count_once_the_service_itself_answers(run):
    drs = Drs([refused("ValidationException", HALF_DONE)])
    assert run(drs) == {"service": "already-initialized"}
    assert drs.asked == 1


def test_profiles_that_can_never_be_made_fail_when_the_service_says_it_is_not_initialised(run):
    with pytest.raises(ClientError, match=HALF_DONE):
        run(Drs([refused("ValidationException", HALF_DONE)], uninitialized=True))


def test_access_that_stays_denied_fails_within_the_functions_timeout(run):
    with pytest.raises(ClientError, match="AccessDeniedException"):
        run(Drs([refused("AccessDeniedException", "not authorized")]))
    assert 60 <= run.waited_seconds < TIMEOUT_SECONDS


def test_any_other_error_propagates_at_once(run):
    drs = Drs([refused("ValidationException", "Region is not supported")])
    with pytest.raises(ClientError, match="Region is not supported"):
        run(drs)
    assert (drs.calls, run.waited_seconds) == (1, 0)


def test_the_file_runs_without_lifeboat_and_pulumi():
    """It is deployed alone, so it may import nothing that the Lambda runtime does not have."""
    text = HANDLER_FILE.read_text(encoding="utf-8")
    imported = {line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import", "from"))}
    assert imported == {"boto3", "botocore", "time", "typing"}
