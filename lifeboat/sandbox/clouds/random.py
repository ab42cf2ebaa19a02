"""The `random` provider: passwords and strings that are really random.

Source of defaults and of what replaces: terraform-provider-random, resource_password.go and resource_string.go
(every argument but none of the results forces a new value).
"""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from lifeboat.sandbox.clouds.model import CloudError, Lookup, Request, ResourceType

PASSWORD: Final = "random:index/randomPassword:RandomPassword"  # noqa: S105 - a type token
STRING: Final = "random:index/randomString:RandomString"
_SPECIAL: Final = "!@#$%&*()-_=+[]{}<>:?"
_CLASSES: Final = ("lower", "upper", "numeric", "special")
_BCRYPT_ALPHABET: Final = "./" + string.ascii_letters + string.digits


def _alphabets(inputs: Mapping[str, Any]) -> dict[str, str]:
    """The characters of every class that is switched on."""
    letters = {
        "lower": string.ascii_lowercase,
        "upper": string.ascii_uppercase,
        "numeric": string.digits,
        "special": inputs.get("overrideSpecial") or _SPECIAL,
    }
    return {name: letters[name] for name in _CLASSES if inputs.get(name, True)}


def password(inputs: Mapping[str, Any]) -> str:
    """A fresh password that honours length, classes and minimums.

    Raises:
        CloudError: the minimums do not fit into the length, or every class is switched off.
    """
    length = int(inputs["length"])
    alphabets = _alphabets(inputs)
    least = {name: int(inputs.get(f"min{name.capitalize()}") or 0) for name in _CLASSES}
    if sum(least.values()) > length:
        raise CloudError("InvalidArgument", f"length {length} is below the sum of the minimums {sum(least.values())}.")
    if not alphabets:
        raise CloudError("InvalidArgument", "At least one of lower, upper, numeric and special has to be true.")
    pool = "".join(alphabets.values())
    letters = [secrets.choice(alphabets.get(name, pool)) for name, count in least.items() for _ in range(count)]
    letters += [secrets.choice(pool) for _ in range(length - len(letters))]
    secrets.SystemRandom().shuffle(letters)
    return "".join(letters)


def _make(request: Request) -> tuple[str, Mapping[str, Any]]:
    result = password(request.inputs)
    # The real provider's hash costs a tenth of a second; nothing here verifies it, so only its look is kept.
    digest = hashlib.sha256(secrets.token_bytes(16) + result.encode()).digest() * 2
    look = "".join(_BCRYPT_ALPHABET[byte % len(_BCRYPT_ALPHABET)] for byte in digest[:53])
    return "none", {"result": result, "bcryptHash": f"$2a$10${look}"}


def _make_string(request: Request) -> tuple[str, Mapping[str, Any]]:
    result = password(request.inputs)
    return result, {"result": result}


_PASSWORD: Final = ResourceType(
    token=PASSWORD,
    make=_make,
    computed=frozenset({"result", "bcryptHash"}),
    defaults={
        "lower": True,
        "upper": True,
        "numeric": True,
        "special": True,
        "minLower": 0,
        "minUpper": 0,
        "minNumeric": 0,
        "minSpecial": 0,
    },
    replace_on=frozenset(
        {
            "length",
            "special",
            "overrideSpecial",
            "numeric",
            "lower",
            "upper",
            "minLower",
            "minUpper",
            "minNumeric",
            "minSpecial",
            "keepers",
        }
    ),
    secrets=frozenset({"result", "bcryptHash"}),
)
TYPES: Final = (
    _PASSWORD,
    replace(_PASSWORD, token=STRING, make=_make_string, computed=frozenset({"result"}), secrets=frozenset()),
)
LOOKUPS: Final[tuple[Lookup, ...]] = ()
