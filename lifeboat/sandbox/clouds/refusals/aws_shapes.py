"""What the API models in botocore refuse: required members, types, sizes, patterns and enums.

botocore's own validator leaves maxima, patterns and enums to the service. The models are loaded on a real call only:
importing botocore takes a third of a second and a model up to a tenth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lifeboat.sandbox.clouds.aws import tokens
from lifeboat.sandbox.clouds.model import Request
from lifeboat.sandbox.clouds.refusals.table import CREATE, Topic

_topic: Final = Topic()
_PYTHON: Final[Mapping[str, type | tuple[type, ...]]] = {
    "string": str, "boolean": bool, "integer": (int, float), "long": (int, float), "list": list, "map": Mapping,
    "structure": Mapping,
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """The API operation that creates a type.

    Attributes:
        service: botocore's name of the service.
        operation: the operation.
        code: the error code of a request that breaks the model.
        renamed: API member in lower case to input name, where they differ by more than case.
    """

    service: str
    operation: str
    code: str
    renamed: Mapping[str, str] = field(default_factory=dict)


CALLS: Final[Mapping[str, Call]] = {
    tokens.VPC: Call("ec2", "CreateVpc", "InvalidParameterValue"),
    tokens.SUBNET: Call("ec2", "CreateSubnet", "InvalidParameterValue"),
    tokens.SUBNET_RESERVATION: Call("ec2", "CreateSubnetCidrReservation", "InvalidParameterValue",
                                    {"cidr": "cidrBlock"}),
    tokens.INSTANCE_CONNECT_ENDPOINT: Call("ec2", "CreateInstanceConnectEndpoint", "InvalidParameterValue"),
    tokens.NAT_GATEWAY: Call("ec2", "CreateNatGateway", "InvalidParameterValue"),
    tokens.CUSTOMER_GATEWAY: Call("ec2", "CreateCustomerGateway", "InvalidParameterValue"),
    tokens.VPN_CONNECTION: Call("ec2", "CreateVpnConnection", "InvalidParameterValue"),
    tokens.TRANSIT_VPC_ATTACHMENT: Call("ec2", "CreateTransitGatewayVpcAttachment", "InvalidParameterValue"),
    tokens.METRIC_ALARM: Call("cloudwatch", "PutMetricAlarm", "ValidationError",
                              {"alarmname": "name", "dimensions": "(a map here)"}),
    tokens.COMPOSITE_ALARM: Call("cloudwatch", "PutCompositeAlarm", "ValidationError"),
    tokens.VPC_ENDPOINT: Call("ec2", "CreateVpcEndpoint", "InvalidParameterValue", {"policydocument": "policy"}),
    tokens.TOPIC: Call("sns", "CreateTopic", "InvalidParameter"),
    tokens.TOPIC_SUBSCRIPTION: Call("sns", "Subscribe", "InvalidParameter", {"topicarn": "topic"}),
    tokens.EVENT_RULE: Call("events", "PutRule", "ValidationException"),
    tokens.DASHBOARD: Call("cloudwatch", "PutDashboard", "InvalidParameterInput"),
    tokens.SECURITY_GROUP: Call("ec2", "CreateSecurityGroup", "InvalidParameterValue", {"groupname": "name"}),
    tokens.ROLE: Call("iam", "CreateRole", "ValidationError",
                      {"rolename": "name", "assumerolepolicydocument": "assumeRolePolicy"}),
    tokens.ROLE_POLICY: Call("iam", "PutRolePolicy", "ValidationError",
                             {"rolename": "role", "policyname": "name", "policydocument": "policy"}),
    tokens.ROLE_POLICY_ATTACHMENT: Call("iam", "AttachRolePolicy", "ValidationError", {"rolename": "role"}),
    tokens.POLICY: Call("iam", "CreatePolicy", "ValidationError",
                        {"policyname": "name", "policydocument": "policy"}),
    tokens.OIDC_PROVIDER: Call("iam", "CreateOpenIDConnectProvider", "ValidationError",
                               {"clientidlist": "clientIdLists", "thumbprintlist": "thumbprintLists"}),
    tokens.FUNCTION: Call("lambda", "CreateFunction", "ValidationException", {"functionname": "name"}),
    tokens.LOG_GROUP: Call("logs", "CreateLogGroup", "InvalidParameterException", {"loggroupname": "name"}),
    tokens.KEY: Call("kms", "CreateKey", "ValidationException"),
    tokens.ALIAS: Call("kms", "CreateAlias", "ValidationException", {"aliasname": "name"}),
    tokens.REPLICATION_TEMPLATE: Call("drs", "CreateReplicationConfigurationTemplate", "ValidationException",
                                      {"pitpolicy": "pitPolicies"}),
}  # fmt: skip


@cache
def _model(service: str) -> Any:
    from botocore.loaders import Loader  # noqa: PLC0415 - see the module's docstring
    from botocore.model import ServiceModel  # noqa: PLC0415

    return ServiceModel(Loader().load_service_model(service, "service-2"))


@cache
def _input_shape(service: str, operation: str) -> Any:
    return _model(service).operation_model(operation).input_shape


def problem(shape: Any, value: Any, path: str, renamed: Mapping[str, str]) -> str | None:
    """The first way in which a value breaks a botocore shape; None when it fits."""
    expected = _PYTHON.get(shape.type_name)
    if expected is None:
        return None
    if shape.type_name in {"integer", "long"} and isinstance(value, str) and value.isdigit():
        value = int(value)  # the provider takes some numbers, such as ASNs, as text
    if not isinstance(value, expected) or (isinstance(value, bool) and shape.type_name != "boolean"):
        return f"{path}: a {shape.type_name} is needed, a {type(value).__name__} was given."
    sized = value if shape.type_name in {"integer", "long"} else len(value) if hasattr(value, "__len__") else 0
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and sized < least) or (most is not None and sized > most):
        return (
            f"{path}: {sized} is outside {least if least is not None else 0} to {most if most is not None else 'any'}."
        )
    if shape.type_name == "string":
        return _string_problem(shape, str(value), path)
    return _nested_problem(shape, value, path, renamed)


def _string_problem(shape: Any, value: str, path: str) -> str | None:
    if shape.enum and value not in shape.enum:
        return f"{path}: {value!r} is none of {', '.join(shape.enum)}."
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        return f"{path}: {value!r} does not match {pattern}."
    return None


def _nested_problem(shape: Any, value: Any, path: str, renamed: Mapping[str, str]) -> str | None:
    if shape.type_name == "list":
        judged = (problem(shape.member, each, f"{path}[{place}]", {}) for place, each in enumerate(value))
        return next((each for each in judged if each is not None), None)
    if shape.type_name != "structure":
        return None
    given = {name.lower(): each for name, each in value.items() if each is not None}
    for name, member in shape.members.items():
        lowered = name.lower()
        wanted = renamed.get(lowered, lowered).lower()
        if wanted in given and wanted not in {"tags", "tagsall"}:
            found = problem(member, given[wanted], f"{path}.{name}", {})
            if found is not None:
                return found
        elif name in shape.required_members and wanted not in given:
            return f"{path}: the required member {name} is missing."
    return None


def _breaks_model(request: Request) -> str | None:
    call = CALLS[request.token]
    return problem(_input_shape(call.service, call.operation), request.inputs, call.operation, call.renamed)


for _token, _call in CALLS.items():
    _topic.refuses(
        f"aws-api-{_token.rsplit(':', 1)[-1].lower()}", _token, _call.code,
        f"The request keeps to the API model of {_call.operation}: types, sizes, patterns, enums.",
        f"botocore, {_call.service} service-2.json, {_call.operation}", CREATE,
    )(_breaks_model)  # fmt: skip

ROWS: Final = tuple(_topic.rows)
