"""The simulated clouds' memory: one SQLite file that several stand-ins write at once.

Secrets are sealed (`lifeboat.sandbox.seals`) before a row is written, so the file never holds one in clear, not even
on a freed page. Every write happens in one immediate transaction: a stand-in that dies leaves all of a call or none.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from lifeboat.sandbox.clouds.model import Row
from lifeboat.sandbox.seals import Sealer

FILE_NAME: Final = "clouds.sqlite"

_BUSY_TIMEOUT_SECONDS: Final = 30.0

_SCHEMA: Final = """
CREATE TABLE salt (value TEXT NOT NULL);
CREATE TABLE things (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    token TEXT NOT NULL,
    id TEXT NOT NULL,
    urn TEXT NOT NULL,
    inputs TEXT NOT NULL,
    properties TEXT NOT NULL,
    ignored TEXT NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL
);
CREATE INDEX things_by_id ON things (token, id);
CREATE TABLE faults (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    type TEXT NOT NULL,
    method TEXT NOT NULL,
    kind TEXT NOT NULL,
    moment TEXT NOT NULL,
    nth INTEGER NOT NULL,
    times INTEGER,
    seconds REAL NOT NULL,
    code TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
);
PRAGMA user_version = 1;
"""

_COLUMNS: Final = "place, token, id, urn, inputs, properties, ignored, account, region"


@dataclass(frozen=True)
class StoredRow(Row):
    """A row as it is kept.

    Attributes:
        place: the order in which things were made; 0 for a row not yet stored.
        inputs: the properties that were asked for, as they stand in the cloud now (drift included).
    """

    place: int = 0
    inputs: Mapping[str, Any] = field(default_factory=dict)


class StoredWorld:
    """`lifeboat.sandbox.clouds.model.World` over one open transaction.

    Attributes:
        connection: the transaction's connection, for the tables that are not things.
        sealer: makes and opens the seals of this store.
    """

    def __init__(self, connection: sqlite3.Connection, secrets_of: Callable[[str], Collection[str]]) -> None:
        self.connection = connection
        self._secrets_of = secrets_of
        (salt,) = connection.execute("SELECT value FROM salt").fetchone()
        self.sealer = Sealer(salt)

    def get(self, token: str, resource_id: str) -> StoredRow | None:
        """The row of that type and id (the oldest, where a type's ids are not unique), or None."""
        return next(iter(self.find(token, resource_id)), None)

    def find(self, token: str, resource_id: str) -> list[StoredRow]:
        """All rows of that type and id. Ids of Azure are compared without case, as Azure Resource Manager does."""
        fold = " COLLATE NOCASE" if token.startswith("azure-native:") else ""
        return self._select(f"WHERE token = ? AND id = ?{fold}", (token, resource_id))

    def rows(self, token: str | None = None) -> Sequence[StoredRow]:
        """All rows, or those of one type, in the order they were made."""
        return self._select("", ()) if token is None else self._select("WHERE token = ?", (token,))

    def put(self, row: Row) -> None:
        """Add a row, or overwrite the one with the same type and id (its inputs stay as they were asked for)."""
        if isinstance(row, StoredRow) and row.place:
            self._write(row, row.inputs, row.place)
            return
        existing = self.get(row.token, row.id)
        if existing is None:
            self.insert(row, {})
        else:
            self._write(row, existing.inputs, existing.place)

    def insert(self, row: Row, inputs: Mapping[str, Any]) -> None:
        """Add a row at the end."""
        self._write(row, inputs, None)

    def overwrite(self, existing: StoredRow, row: Row, inputs: Mapping[str, Any]) -> None:
        """Replace what is stored at the place of an existing row."""
        self._write(row, inputs, existing.place)

    def remove(self, token: str, resource_id: str) -> None:
        """Remove a row that the cloud removes by itself."""
        for row in self.find(token, resource_id):
            self.drop(row)

    def drop(self, row: StoredRow) -> None:
        """Remove exactly this row."""
        self.connection.execute("DELETE FROM things WHERE place = ?", (row.place,))

    def _select(self, where: str, values: tuple[str, ...]) -> list[StoredRow]:
        query = f"SELECT {_COLUMNS} FROM things {where} ORDER BY place"  # noqa: S608 (no outside text enters it)
        return [_stored_row(record) for record in self.connection.execute(query, values)]

    def _write(self, row: Row, inputs: Mapping[str, Any], place: int | None) -> None:
        hidden = self._secrets_of(row.token)
        trees = (self.sealer.sealed(tree, hidden) for tree in (inputs, row.properties, row.ignored))
        values = (place, row.token, row.id, row.urn, *map(json.dumps, trees), row.account, row.region)
        self.connection.execute(
            f"INSERT OR REPLACE INTO things ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            values,
        )


def _stored_row(record: tuple[Any, ...]) -> StoredRow:
    place, token, resource_id, urn, inputs, properties, ignored, account, region = record
    return StoredRow(
        token=token,
        id=resource_id,
        urn=urn,
        properties=json.loads(properties),
        ignored=json.loads(ignored),
        account=account,
        region=region,
        place=place,
        inputs=json.loads(inputs),
    )


class Store:
    """One store file. Nothing is held open between calls, so processes and threads share it freely.

    Args:
        path: the SQLite file; made with mode 0600 when it is not there.
        secrets_of: names of the secret properties of a type token.
    """

    def __init__(self, path: Path, secrets_of: Callable[[str], Collection[str]]) -> None:
        self.path = path
        self._secrets_of = secrets_of
        self._writing = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._connected() as connection:
            (version,) = connection.execute("PRAGMA user_version").fetchone()
            if version == 0:
                _make(connection)

    @contextmanager
    def transaction(self) -> Iterator[StoredWorld]:
        """A world to read and change; everything is kept when the block ends, nothing when it raises."""
        # SQLite lets whoever waits for the file sleep, up to a tenth of a second at a time; a lock does not.
        with self._writing, self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield StoredWorld(connection, self._secrets_of)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[StoredWorld]:
        """A world to read as it is now; what writes meanwhile does not wait for the block's end."""
        with self._connected() as connection:
            yield StoredWorld(connection, self._secrets_of)

    def rows(self, token: str | None = None) -> Sequence[StoredRow]:
        """What exists now, in the order it was made."""
        with self.reading() as world:
            return world.rows(token)

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.path, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None)) as connection:
            # A killed process cannot lose what the kernel has; only a power cut could, and then the sandbox is remade.
            connection.execute("PRAGMA synchronous = OFF")
            yield connection


def _make(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:  # another process may have been first
        for statement in _SCHEMA.split(";\n"):
            connection.execute(statement)
        connection.execute("INSERT INTO salt VALUES (?)", (secrets.token_hex(16),))
    connection.execute("COMMIT")
