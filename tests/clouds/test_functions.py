"""An invocation really runs the function's Python, and InitializeService does what DRS documents."""

import json

import pytest

from lifeboat.sandbox.clouds.aws import tokens as aws
from lifeboat.sandbox.clouds.aws.sdk import DRS_ROLES, INSTANCE_ROLES, SERVICE_ROLE
from lifeboat.sandbox.clouds.model import CloudError


def test_the_handler_gets_event_and_context_and_its_answer_is_the_result(cloud):
    made = cloud.invoke_code(
        "def handler(event, context):\n    return [event['n'] + 1, context.function_name]", '{"n": 1}'
    )
    answer = json.loads(made.properties["result"])
    assert (answer[0], answer[1]) == (2, made.properties["functionName"])


def test_an_exception_in_the_handler_fails_the_invocation_with_its_own_words(cloud):
    with pytest.raises(CloudError, match=r"FunctionError.*no disk.*OSError"):
        cloud.invoke_code("def handler(event, context):\n    raise OSError('no disk')")


def test_a_handler_that_is_not_in_the_archive_fails_as_in_lambda(cloud):
    role = cloud.role()
    function = cloud.create(
        aws.FUNCTION, role=role.properties["arn"], handler="other.handler", runtime="python3.13", code={"assets": {}}
    )
    with pytest.raises(CloudError, match="Unable to import module 'other'"):
        cloud.create(aws.INVOCATION, functionName=function.id, input="{}")


def test_the_environment_is_the_functions_while_it_runs_and_the_callers_afterwards(cloud, monkeypatch):
    monkeypatch.setenv("AWS_REGION", "the-callers")
    made = cloud.invoke_code("import os\ndef handler(event, context):\n    return os.environ['AWS_REGION']")
    import os

    assert (json.loads(made.properties["result"]), os.environ["AWS_REGION"]) == ("eu-central-1", "the-callers")


def test_input_or_triggers_run_it_again_and_crud_gets_the_event(cloud):
    again = cloud.kind(aws.INVOCATION).replaces
    assert again({"input": "{}"}, {"input": "[]"}) == {"input"}
    assert again({"triggers": {"a": "1"}}, {"triggers": {"a": "2"}}) == {"triggers"}
    assert again({"input": "{}"}, {"input": "[]", "lifecycleScope": "CRUD"}) == frozenset()
    made = cloud.invoke_code("def handler(event, context):\n    return event['tf']['action']", lifecycleScope="CRUD")
    assert made.properties["result"] == '"create"'
    assert cloud.update(made, input='{"a": 1}').properties["result"] == '"update"'


def test_initialize_service_makes_the_service_role_and_profiles_once_an_account(cloud):
    cloud.initialize_drs()
    assert [row.id for row in cloud.rows(aws.SERVICE_LINKED_ROLE)] == [SERVICE_ROLE]
    assert [row.id for row in cloud.rows(aws.INSTANCE_PROFILE)] == list(INSTANCE_ROLES)
    assert [row.region for row in cloud.rows(aws.INITIALIZED_SERVICE)] == ["eu-central-1"]


CALL = "import boto3\ndef handler(event, context):\n    boto3.client('drs').initialize_service()"


def test_initialize_service_without_the_six_roles_is_refused(cloud):
    with pytest.raises(CloudError, match=DRS_ROLES[0]):
        cloud.invoke_code(CALL)
    assert cloud.rows(aws.INITIALIZED_SERVICE) == []


def test_a_second_call_is_answered_with_already_initialized_and_code_can_catch_it(cloud):
    cloud.initialize_drs()
    with pytest.raises(CloudError, match="already initialized"):
        cloud.invoke_code(CALL)
    caught = cloud.invoke_code(
        "import boto3\nfrom botocore.exceptions import ClientError\n"
        "def handler(event, context):\n"
        "    drs = boto3.client('drs', region_name='eu-central-1')\n"
        "    try:\n        drs.initialize_service()\n"
        "    except drs.exceptions.ValidationException as error:\n"
        "        assert isinstance(error, ClientError)\n        return error.response['Error']['Message']"
    )
    assert "already initialized" in caught.properties["result"]


def test_code_can_ask_whether_drs_is_initialized(cloud):
    ask = (
        "import boto3\ndef handler(event, context):\n    drs = boto3.client('drs')\n"
        "    try:\n        return drs.describe_source_servers(filters={})['items']\n"
        "    except drs.exceptions.UninitializedAccountException:\n        return 'no'"
    )
    assert cloud.invoke_code(ask).properties["result"] == '"no"'
    cloud.initialize_drs()
    assert cloud.invoke_code(ask).properties["result"] == "[]"


def test_deleting_the_invocation_does_not_uninitialize_and_a_deleted_role_leaves_its_profile(cloud):
    made = cloud.initialize_drs()
    cloud.delete(made)
    assert cloud.rows(aws.INVOCATION) == []
    assert len(cloud.rows(aws.INITIALIZED_SERVICE)) == 1
    cloud.delete(cloud.get(aws.ROLE, INSTANCE_ROLES[0]))
    assert cloud.get(aws.INSTANCE_PROFILE, INSTANCE_ROLES[0]).properties["role"] == ""


def test_the_template_id_and_default_are_those_of_drs(cloud):
    cloud.initialize_drs()
    made = cloud.template()
    assert made.id.startswith("rct-")
    assert len(made.id) == len("rct-") + 17
    assert made.properties["autoReplicateNewDisks"] is False
