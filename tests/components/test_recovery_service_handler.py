"""The Lambda function that initialises DRS, run with a stand-in for boto3 and for time."""

import importlib.util
import sys
from types import ModuleType

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from components.recovery.service import HANDLER_FILE, TIMEOUT_SECONDS
from lifeboat.blueprint import make_blueprint
from lifeboat.settings import parse
from tests.unit.settings.raw import CREATED

ROLES = make_blueprint(parse(CREATED)).replication.roles
NAMES = sorted(role.name for role in ROLES if role.service == "ec2")
"""The roles that instances assume. The deployed file may not import the blueprint, so it names them itself."""

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


class Iam:
    """An IAM client over `profiles`: the roles each instance profile holds; `refusals` are its first answers."""

    def __init__(self, profiles=None, refusals=()):
        self.profiles = {name: [name] for name in NAMES} if profiles is None else profiles
        self.refusals = list(refusals)
        self.writes = []

    def get_instance_profile(self, InstanceProfileName):  # noqa: N803  (the API's name)
        if self.refusals:
            raise self.refusals.pop(0)
        if InstanceProfileName not in self.profiles:
            raise refused("NoSuchEntity", operation="GetInstanceProfile")
        return {"InstanceProfile": {"Roles": [{"RoleName": role} for role in self.profiles[InstanceProfileName]]}}

    def create_instance_profile(self, InstanceProfileName):  # noqa: N803
        self.writes.append(("create", InstanceProfileName))
        self.profiles[InstanceProfileName] = []
        return {"InstanceProfile": {"Roles": []}}

    def add_role_to_instance_profile(self, InstanceProfileName, RoleName):  # noqa: N803
        self.writes.append(("add", InstanceProfileName))
        self.profiles[InstanceProfileName].append(RoleName)


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

    def run(drs, iam=None):
        clients = []
        by_service = {"drs": drs, "iam": iam or Iam()}

        def client(service, region_name, config):
            clients.append((service, region_name, config))
            return by_service[service]

        boto3 = ModuleType("boto3")
        boto3.client = client
        monkeypatch.setitem(sys.modules, "boto3", boto3)
        spec = importlib.util.spec_from_file_location("deployed_handler", HANDLER_FILE)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        clock = Clock()
        monkeypatch.setattr(module, "time", clock)
        try:
            return module.handler({"region": "eu-central-1"}, None)
        finally:
            assert [(service, region) for service, region, _ in clients] == [
                ("drs", "eu-central-1"),
                ("iam", "eu-central-1"),
            ]
            run.configs = [config for _, _, config in clients]
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


def test_boto3_makes_no_attempts_of_its_own_and_a_last_call_ends_before_the_function_does(run):
    """Else the function is stopped in the middle, and the operator never reads what AWS said."""
    run(Drs([None]))
    for config in run.configs:
        assert config.retries["total_max_attempts"] == 1
        last_call_seconds = config.connect_timeout + config.read_timeout
        assert 90 + 3 * last_call_seconds < TIMEOUT_SECONDS


@pytest.mark.parametrize("silence", [ReadTimeoutError, ConnectTimeoutError, EndpointConnectionError])
def test_a_service_that_does_not_answer_is_tried_again(run, silence):
    """Failures to connect are no kind of `HTTPClientError` in botocore."""
    drs = Drs([silence(endpoint_url="https://drs.eu-central-1.amazonaws.com"), None])
    assert run(drs) == {"service": "initialized"}
    assert (drs.calls, run.waited_seconds) == (2, 5)


@pytest.mark.parametrize("answer", [None, refused("ValidationException", "Service is already initialized")])
def test_a_profile_without_its_role_gets_it_and_the_others_are_left_alone(run, answer):
    """A stack that was destroyed has taken its roles out of their profiles, and the service puts none back."""
    iam = Iam({NAMES[0]: [], NAMES[1]: [NAMES[1]], NAMES[3]: [NAMES[3]]})
    run(Drs([answer]), iam)
    assert iam.profiles == {name: [name] for name in NAMES}
    assert iam.writes == [("add", NAMES[0]), ("create", NAMES[2]), ("add", NAMES[2])]


def test_iam_that_does_not_know_the_new_permissions_yet_is_tried_again(run):
    iam = Iam({name: [] for name in NAMES}, [refused("AccessDenied", operation="GetInstanceProfile")])
    run(Drs([None]), iam)
    assert iam.profiles == {name: [name] for name in NAMES}
    assert run.waited_seconds == 5


def test_iam_that_keeps_refusing_fails_with_its_words(run):
    iam = Iam(refusals=[refused("AccessDenied", "not authorized", "GetInstanceProfile")] * 100)
    with pytest.raises(ClientError, match="not authorized"):
        run(Drs([None]), iam)
    assert run.waited_seconds < TIMEOUT_SECONDS


def test_any_other_error_propagates_at_once(run):
    drs = Drs([refused("ValidationException", "Region is not supported")])
    with pytest.raises(ClientError, match="Region is not supported"):
        run(drs)
    assert (drs.calls, run.waited_seconds) == (1, 0)


def test_the_file_runs_without_lifeboat_and_pulumi():
    """It is deployed alone, so it may import nothing that the Lambda runtime does not have."""
    text = HANDLER_FILE.read_text(encoding="utf-8")
    imported = {line.split()[1].partition(".")[0] for line in text.splitlines() if line.startswith(("import", "from"))}
    assert imported == {"boto3", "botocore", "collections", "time", "typing"}
