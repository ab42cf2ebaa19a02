"""The behaviour of a stand-in: provider calls in plain Python values, one transaction each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from lifeboat.sandbox import catalogs
from lifeboat.sandbox.clouds.model import UNKNOWN, Catalog, CloudError, Operation, Refusal, Request, ResourceType, Row
from lifeboat.sandbox.provider import diff, inputs, references
from lifeboat.sandbox.provider.settings import ProviderSettings
from lifeboat.sandbox.store import Store, StoredRow, StoredWorld


def token_of(urn: str) -> str:
    """The type token inside a URN (`urn:pulumi:<stack>::<project>::<parents>$<type>::<name>`)."""
    return urn.split("::")[2].rsplit("$", 1)[-1]


@dataclass(frozen=True)
class Found:
    """What Read answers.

    Attributes:
        id: the thing's id, "" when it is gone.
        properties: everything the cloud answers.
        inputs: what of it a program can ask for.
    """

    id: str
    properties: Mapping[str, Any]
    inputs: Mapping[str, Any]


class Standin:
    """One provider process's view of its cloud.

    Args:
        catalog: the types and functions it knows.
        refusals: the table of refusals; rows of other packages are left out.
        store: the simulated clouds.
    """

    def __init__(self, catalog: Catalog, refusals: Iterable[Refusal], store: Store) -> None:
        self.catalog = catalog
        self.settings = ProviderSettings()
        self._refusals = [refusal for refusal in refusals if refusal.token in catalog.types]
        self._store = store

    def kind(self, token: str) -> ResourceType:
        """The type's description; raises `UnknownTypeError`."""
        return catalogs.resource_type(token, self.catalog)

    def check(self, urn: str, news: Mapping[str, Any], olds: Mapping[str, Any], seed: bytes) -> dict[str, Any]:
        """Inputs with defaults, a generated name and, as pulumi-aws does it here, `tagsAll`."""
        kind = self.kind(token_of(urn))
        checked = inputs.checked(kind, urn, news, olds, seed)
        if self.catalog.package == "aws" and "tagsAll" in kind.computed:
            checked["tagsAll"] = self.settings.all_tags(checked)
        return checked

    def diff(
        self, urn: str, old_inputs: Mapping[str, Any], news: Mapping[str, Any], ignored: Iterable[str]
    ) -> list[diff.Change]:
        """Differences between the last and the wanted inputs."""
        return diff.changes(self.kind(token_of(urn)), old_inputs, news, ignored)

    def preview(self, urn: str, wanted: Mapping[str, Any], olds: Mapping[str, Any]) -> dict[str, Any]:
        """What a create (no olds) or an update will probably answer: unknown where only the cloud can tell.

        Of which outputs an update is known to keep, the real providers judge differently: `Catalog.stable_outputs`.
        """
        kind, stable = self.kind(token_of(urn)), self.catalog.stable_outputs
        kept = olds if stable is None else {name: value for name, value in olds.items() if name in stable}
        computed = {name: kept.get(name, UNKNOWN) for name in kind.computed if name not in wanted}
        return {**computed, **wanted}

    def create(self, urn: str, wanted: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """Make a thing.

        Returns:
            Its id and properties, secrets in clear.

        Raises:
            CloudError: the cloud refuses.
        """
        kind = self.kind(token_of(urn))
        with self._store.transaction() as world:
            request = self._request(Operation.CREATE, kind, urn, wanted, world)
            references.require_targets(kind, wanted, world)
            self._refuse(request)
            made_id, outputs = kind.make(request)
            properties = {**wanted, **outputs}
            existing = world.get(kind.token, made_id)
            row = self._row(kind, urn, made_id, properties)
            if existing is None or self.catalog.package == "random":  # ids of random are not unique ("none")
                world.insert(row, wanted)
            elif kind.owned:
                raise CloudError("AlreadyExists", f"cannot create already existing resource '{made_id}'")
            else:
                world.overwrite(existing, replace(row, properties={**existing.properties, **properties}), wanted)
        return made_id, properties

    def update(self, urn: str, thing_id: str, olds: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
        """Change a thing.

        Args:
            urn: its URN.
            thing_id: its id.
            olds: the properties the engine has.
            wanted: the wanted inputs.

        Returns:
            Its properties, secrets in clear. A secret that the cloud quietly ignored is answered as it was sent,
            because no cloud reads such a secret back.

        Raises:
            CloudError: the cloud refuses, or the thing is gone.
        """
        kind = self.kind(token_of(urn))
        hidden = catalogs.secret_names(kind)
        with self._store.transaction() as world:
            existing = self._existing(kind, urn, thing_id, world)
            request = self._request(Operation.UPDATE, kind, urn, wanted, world, existing=existing)
            references.require_targets(kind, wanted, world)
            self._refuse(request)
            outputs = kind.updated(request) if kind.updated else {}
            sent = world.sealer.sealed(wanted, hidden)
            passed_over = {
                key: sent[key]
                for key in kind.ignored_on_update
                if key in sent and sent[key] != existing.properties.get(key)
            }
            kept = {key: existing.properties[key] for key in passed_over if key in existing.properties}
            taken = {**{key: value for key, value in sent.items() if key not in passed_over}, **kept}
            properties = {**_untouched(existing, sent), **taken, **outputs}
            ignored = {key: value for key, value in existing.ignored.items() if key not in sent} | passed_over
            row = replace(self._row(kind, urn, existing.id, properties), ignored=ignored)
            world.overwrite(existing, row, taken)
            answer = {**properties, **{key: wanted[key] for key in passed_over if key in hidden}}
            return dict(world.sealer.opened(answer, hidden, olds, wanted, outputs))

    def delete(self, urn: str, thing_id: str, last_inputs: Mapping[str, Any]) -> None:
        """Delete a thing; one that is gone already counts as deleted.

        Raises:
            CloudError: it is in use, or the cloud refuses.
        """
        kind = self.kind(token_of(urn))
        with self._store.transaction() as world:
            rows = self._all(kind, urn, thing_id, world)
            if not rows:
                return
            existing = rows[0]  # the older one, where a replacement made a second
            request = self._request(Operation.DELETE, kind, urn, last_inputs, world, existing=existing)
            if kind.owned:
                references.require_unused(self.catalog, existing, world)
            self._refuse(request)
            if kind.deleted is not None:
                kind.deleted(request)
            if kind.owned:
                world.drop(existing)
            elif (left := world.get(kind.token, thing_id)) is not None:
                world.overwrite(left, replace(left, urn=""), left.inputs)

    def read(self, urn: str, thing_id: str, olds: Mapping[str, Any], last_inputs: Mapping[str, Any]) -> Found:
        """Ask the cloud for a thing: for refresh, `.get()` and import.

        A secret that still is what the engine has comes back as it is, any other one as `CHANGED_OUTSIDE`.
        """
        kind = self.kind(token_of(urn))
        hidden = catalogs.secret_names(kind)
        with self._store.transaction() as world:
            row = self._find(kind, urn, thing_id, world)
            if row is None:
                return Found("", {}, {})
            unread = world.sealer.sealed({**olds, **last_inputs}, hidden)
            # What was sent and ignored is not read back from a cloud, so the engine keeps what it has.
            mine = {key: sent for key, sent in row.ignored.items() if key in hidden and unread.get(key) == sent}
            properties = world.sealer.opened({**row.properties, **mine}, hidden, olds, last_inputs)
            asked = world.sealer.opened({**row.inputs, **mine}, hidden, olds, last_inputs)
        return Found(row.id, properties, asked)

    def invoke(self, token: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Answer a provider function.

        Raises:
            CloudError: there is no such function in the sandbox, or no answer.
        """
        lookup = self.catalog.lookups.get(token)
        if lookup is None:
            raise catalogs.UnknownTypeError(token, "function")
        with self._store.transaction() as world:
            return lookup.answer(arguments, world, self.settings.account, self.settings.region)

    def _request(
        self,
        operation: Operation,
        kind: ResourceType,
        urn: str,
        wanted: Mapping[str, Any],
        world: StoredWorld,
        *,
        existing: StoredRow | None = None,
    ) -> Request:
        region = self._region(wanted) if self.catalog.package == "aws" else ""
        return Request(operation, kind.token, urn, wanted, existing, world, self.settings.account, region)

    def _row(self, kind: ResourceType, urn: str, thing_id: str, properties: Mapping[str, Any]) -> Row:
        account = self.settings.account
        return Row(kind.token, thing_id, urn, properties, account=account, region=self._region(properties))

    def _region(self, properties: Mapping[str, Any]) -> str:
        """Where a resource goes: pulumi-aws 7 takes a `region` on each resource, Azure a `location`."""
        place = "region" if self.catalog.package == "aws" else "location"
        return str(properties.get(place) or self.settings.region)

    def _refuse(self, request: Request) -> None:
        for refusal in self._refusals:
            if refusal.token == request.token and request.operation in refusal.operations:
                message = refusal.finds(request)
                if message is not None:
                    raise CloudError(refusal.code, message)

    def _find(self, kind: ResourceType, urn: str, thing_id: str, world: StoredWorld) -> StoredRow | None:
        """The row that the engine means, the newest first: during a replacement a random value has two."""
        rows = self._all(kind, urn, thing_id, world)
        return rows[-1] if rows else None

    def _all(self, kind: ResourceType, urn: str, thing_id: str, world: StoredWorld) -> list[StoredRow]:
        """Every row that the engine can mean: ids of random are not unique ("none"), so there the URN counts too."""
        rows = world.find(kind.token, thing_id)
        return [row for row in rows if row.urn == urn] if self.catalog.package == "random" else rows

    def _existing(self, kind: ResourceType, urn: str, thing_id: str, world: StoredWorld) -> StoredRow:
        row = self._find(kind, urn, thing_id, world)
        if row is None:
            code = "ResourceNotFound" if self.catalog.package == "azure-native" else "NotFound"
            raise CloudError(code, f"'{thing_id}' was not found: it was deleted outside Pulumi. `pulumi refresh` helps")
        return row


def _untouched(existing: StoredRow, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Stored properties that an update leaves alone: outputs, and inputs the cloud rewrote that did not change."""
    missing = object()
    return {
        key: value
        for key, value in existing.properties.items()
        if key not in existing.inputs
        or (value != existing.inputs[key] and sent.get(key, missing) == existing.inputs[key])
    }
