"""Seals: what the sandbox keeps of a secret.

A seal proves that two values are equal and tells nothing else, so that a test can compare the two ends of a tunnel
and `refresh` can see a changed key while no secret ever reaches the disk.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any, Final

SEAL_KEY: Final = "sealed"

CHANGED_OUTSIDE: Final = "changed outside Pulumi"
"""What a provider answers for a secret whose value it does not know."""


def is_seal(value: object) -> bool:
    """Whether a stored value stands for a secret."""
    return isinstance(value, Mapping) and value.keys() == {SEAL_KEY}


def redacted(tree: Any, text: str = "(secret)") -> Any:
    """A copy for people to read, with words in place of seals."""
    if is_seal(tree):
        return text
    if isinstance(tree, Mapping):
        return {key: redacted(value, text) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [redacted(value, text) for value in tree]
    return tree


class Sealer:
    """Makes and opens the seals of one store."""

    def __init__(self, salt: str) -> None:
        self._salt = salt

    def seal(self, value: Any) -> dict[str, str]:
        """The seal of one value; a seal stays as it is."""
        if is_seal(value):
            return dict(value)
        text = self._salt + json.dumps(value, sort_keys=True, separators=(",", ":"))
        return {SEAL_KEY: hashlib.sha256(text.encode()).hexdigest()}

    def sealed(self, tree: Any, secrets: Collection[str]) -> Any:
        """A copy in which every property of these names, at any depth, is a seal."""
        if isinstance(tree, Mapping):
            return {
                key: self.seal(value) if key in secrets and value is not None else self.sealed(value, secrets)
                for key, value in tree.items()
            }
        if isinstance(tree, list | tuple):
            return [self.sealed(value, secrets) for value in tree]
        return tree

    def opened(self, tree: Any, secrets: Collection[str], *known: Any) -> Any:
        """A copy with the plain values back where the caller already knows them.

        Args:
            tree: stored values.
            secrets: names of the secret properties.
            known: plain values the caller holds (the engine's old properties and inputs).

        Returns:
            The copy; a seal that no known value fits becomes `CHANGED_OUTSIDE`.
        """
        values: dict[str, Any] = {}
        for holder in known:
            self._collect(holder, secrets, values)
        return self._open(tree, values)

    def _collect(self, tree: Any, secrets: Collection[str], values: dict[str, Any]) -> None:
        if isinstance(tree, Mapping):
            for key, value in tree.items():
                if key in secrets and value is not None and not is_seal(value):
                    values[self.seal(value)[SEAL_KEY]] = value
                else:
                    self._collect(value, secrets, values)
        elif isinstance(tree, list | tuple):
            for value in tree:
                self._collect(value, secrets, values)

    def _open(self, tree: Any, values: Mapping[str, Any]) -> Any:
        if is_seal(tree):
            return values.get(tree[SEAL_KEY], CHANGED_OUTSIDE)
        if isinstance(tree, Mapping):
            return {key: self._open(value, values) for key, value in tree.items()}
        if isinstance(tree, list | tuple):
            return [self._open(value, values) for value in tree]
        return tree
