"""The words in which a simulated cloud is described: resource types, refusals, lookups.

A type is data plus a few small functions over plain Python values. The provider process
(`lifeboat.sandbox.provider`) translates between the engine's protocol and these records; nothing here knows gRPC.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, Protocol


class Unknown:
    """The type of `UNKNOWN`: a value that the engine will only know during the deployment."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
"""Stands wherever the engine's preview has no value yet."""


class Operation(StrEnum):
    """The three ways in which a deployment changes a cloud."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class CloudError(Exception):
    """A simulated cloud said no.

    Attributes:
        code: the cloud's own error code, such as `InvalidSubnet.Conflict` or `InUseSubnetCannotBeDeleted`.
        message: the sentence a person reads.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Row:
    """One thing that exists in a simulated cloud.

    Attributes:
        token: Pulumi type token, such as `aws:ec2/vpc:Vpc`.
        id: the cloud's id (an AWS id, an ARM id).
        urn: the URN that made it, or "" for a thing planted from outside (somebody else's).
        properties: everything the cloud would answer when asked. Secret properties hold a seal, never the value.
        ignored: input properties that were sent on an update and that the cloud quietly ignored, with what was sent.
        account: AWS account id or Azure subscription id.
        region: AWS Region or Azure region ("" for global things).
    """

    token: str
    id: str
    urn: str
    properties: Mapping[str, Any]
    ignored: Mapping[str, Any] = field(default_factory=dict)
    account: str = ""
    region: str = ""


class World(Protocol):
    """What exists in the simulated clouds, as seen inside one transaction."""

    def get(self, token: str, resource_id: str) -> Row | None:
        """The row of that type and id, or None."""

    def rows(self, token: str | None = None) -> Sequence[Row]:
        """All rows, or those of one type, in the order they were made."""

    def put(self, row: Row) -> None:
        """Add or overwrite a row: for what a cloud makes by itself (a default security group, a service role)."""

    def remove(self, token: str, resource_id: str) -> None:
        """Remove a row that the cloud removes by itself."""


@dataclass(frozen=True)
class Request:
    """One call that reaches a simulated cloud.

    Attributes:
        operation: create, update or delete.
        token: Pulumi type token.
        urn: the resource's URN; its last part is the logical name.
        inputs: the wanted properties, plain values (secrets unwrapped). On delete: the last known inputs.
        existing: the row that is updated or deleted; None on create.
        world: everything that exists, in this call's transaction.
        account: AWS account id or Azure subscription id the provider is configured for.
        region: the provider's AWS Region ("" for Azure; a resource there carries `location`).
    """

    operation: Operation
    token: str
    urn: str
    inputs: Mapping[str, Any]
    existing: Row | None
    world: World
    account: str
    region: str

    @property
    def name(self) -> str:
        """The resource's logical name."""
        return self.urn.rsplit("::", 1)[-1]


@dataclass(frozen=True)
class Reference:
    """A property that names another thing in the same cloud.

    On create the target has to exist (`missing_code`). While the referrer exists the target cannot be deleted
    (`in_use_code`). Sources of both codes stand in the table of refusals.

    Attributes:
        path: input property path, dots between levels and `[]` for every item of a list, such as `subnetIds[]`.
        tokens: the types the target may have.
        missing_code: error code when no such target exists.
        in_use_code: error code when the target is deleted first; None where the cloud lets it go.
        key: the property of the target that is named; the id by default.
        source: where the two codes are documented.
    """

    path: str
    tokens: tuple[str, ...]
    missing_code: str
    in_use_code: str | None = None
    key: str = "id"
    source: str = ""


@dataclass(frozen=True)
class Refusal:
    """One row of the table of refusals: something the real cloud does not accept.

    Attributes:
        rule: stable name of the row, such as `aws-subnet-outside-vpc`.
        token: the type whose call is refused.
        operations: the operations that are judged.
        says: one sentence: what is refused.
        code: the cloud's own error code.
        source: where the rule is documented (a short tag and page name). No source, no row.
        finds: returns the message when the request breaks the rule, else None.
    """

    rule: str
    token: str
    operations: frozenset[Operation]
    says: str
    code: str
    source: str
    finds: Callable[[Request], str | None]


@dataclass(frozen=True)
class ResourceType:
    """How one resource type behaves.

    Attributes:
        token: Pulumi type token.
        make: on create, returns (id, outputs the cloud adds to the inputs); may touch `request.world`.
        computed: names of the outputs that are unknown until creation (everything `make` may add that the inputs
            and defaults do not already hold).
        defaults: inputs the provider or cloud fills in when absent (so that a second preview shows no change).
        name_property: input that the provider auto-names when it is absent, None when the type has none.
        name_prefix: what an automatic name has to begin with, such as `alias/`; "" for nearly every type.
        replace_on: property paths whose change replaces the resource, dots between levels.
        replaces: extra judgement on (old inputs, new inputs) returning further property names that force a
            replacement, for rules that depend on values.
        delete_before_replace: True where two cannot exist side by side.
        ignored_on_update: inputs that an update sends and the cloud quietly ignores.
        secrets: properties that are never stored or shown in clear.
        references: things it names.
        updated: on update, returns outputs that change with the new inputs.
        deleted: on delete, side effects on the world.
        owned: False for things the cloud keeps when Pulumi deletes them (an AWS default security group, an
            invocation that ran): delete then only runs `deleted`.
        planted: what else exists together with a thing that was planted from outside (a gateway's own route table).
    """

    token: str
    make: Callable[[Request], tuple[str, Mapping[str, Any]]]
    computed: frozenset[str] = frozenset()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    name_property: str | None = None
    name_prefix: str = ""
    replace_on: frozenset[str] = frozenset()
    replaces: Callable[[Mapping[str, Any], Mapping[str, Any]], frozenset[str]] | None = None
    delete_before_replace: bool = False
    ignored_on_update: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    references: tuple[Reference, ...] = ()
    updated: Callable[[Request], Mapping[str, Any]] | None = None
    deleted: Callable[[Request], None] | None = None
    owned: bool = True
    planted: Callable[[Row, World], None] | None = None


@dataclass(frozen=True)
class Lookup:
    """A provider function (`aws:ec2/getVpc:getVpc`) that the program may call.

    Attributes:
        token: Pulumi function token.
        answer: (arguments, world, account, region) to the result; raises `CloudError` when there is none.
    """

    token: str
    answer: Callable[[Mapping[str, Any], World, str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Catalog:
    """Everything the stand-in of one provider package knows.

    Attributes:
        package: Pulumi package name: `aws`, `azure-native` or `random`.
        version: the plugin version it answers with, equal to the installed SDK's.
        types: resource types by token.
        lookups: functions by token.
        stable_outputs: the computed outputs of which the preview of an update keeps the old value; None: all of them.
    """

    package: str
    version: str
    types: Mapping[str, ResourceType]
    lookups: Mapping[str, Lookup]
    stable_outputs: frozenset[str] | None = None
