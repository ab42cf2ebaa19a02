"""Values as the engine writes them, without its wrapping: secrets hidden, unknowns named, colours gone."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from lifeboat.previews.model import SECRET, UNKNOWN
from lifeboat.previews.paths import value_at

SPECIAL: Final = "4dabf18193072939515e22adb298388d"
"""Key that marks an object as a value of a special kind (Pulumi, `resource.SigKey`)."""

BLINDED: Final = "[secret]"
"""What the engine writes in the place of a secret where it does not write its ciphertext."""

UNKNOWNS: Final = (
    "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
)
"""What stands for an unknown text, truth value, number, list, asset, archive and object (Pulumi, `plugin/rpc.go`)."""

_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_ASSET = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
_REFERENCE = "5cf8f73096256a8f31e491e813e4eb8e"

_MARKS = (SPECIAL, BLINDED, *UNKNOWNS)
_BYTE_MARKS = tuple(mark.encode() for mark in _MARKS)

_COLOUR = re.compile(r"<\{%.*?%\}>|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_API_VERSION = re.compile(r"^(azure-native:[^:/]+)/v\d{8}[a-z0-9]*:")


def marked(line: bytes) -> bool:
    """Return whether a line can hold a special value at all; most do not, and need no walk through them."""
    for mark in _BYTE_MARKS:  # noqa: SIM110 (half the time of any() over a generator, for every line)
        if mark in line:
            return True
    return False


def plain(value: Any) -> Any:
    """Return a value with `SECRET` and `UNKNOWN` in the place of every special one, at any depth.

    Args:
        value: what JSON gave.
    """
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return _unwrapped(value) if SPECIAL in value else {key: plain(each) for key, each in value.items()}
    return value


def _plain_text(text: str) -> Any:
    if text == BLINDED:
        return SECRET
    if len(text) < len(SPECIAL):
        return text
    # Objects in a provider's settings are JSON inside a text, and so are their secrets.
    if SPECIAL in text:
        return SECRET
    return UNKNOWN if any(mark in text for mark in UNKNOWNS) else text


def _unwrapped(value: Mapping[str, Any]) -> Any:
    """What a special value stands for. A kind that is not known here is hidden: it may be a secret."""
    kind = value[SPECIAL]
    if kind == _OUTPUT and not value.get("secret"):
        return plain(value["value"]) if "value" in value else UNKNOWN
    if kind in {_ASSET, _ARCHIVE, _REFERENCE}:
        # The event log leaves out what is in an asset; its hash says as much as a reader needs.
        left_out = {SPECIAL, "text"} if kind == _ASSET and value.get("hash") else {SPECIAL}
        return {key: plain(each) for key, each in value.items() if key not in left_out}
    return SECRET


def properties(tree: Any, secret: Iterable[str] = (), *, look: bool = True) -> dict[str, Any]:
    """Return the inputs or outputs of a resource.

    Args:
        tree: what the engine wrote; None and other things are none at all.
        secret: names of properties that are secret whatever is written there.
        look: False when it is known that there is no special value in it.
    """
    if not isinstance(tree, dict):
        return {}
    if look and SPECIAL in tree:
        return {}
    found = {key: plain(value) for key, value in tree.items()} if look else tree
    hidden = {name: SECRET for name in secret if name in found}
    return {**found, **hidden} if hidden else found


def hide_repeated(inputs: dict[str, Any], outputs: dict[str, Any]) -> None:
    """Hide the places in which a provider repeats a secret input without saying that it is one.

    It answers inputs under their own names, and the AWS provider puts every tag into `tagsAll` too, as an input.

    Args:
        inputs: of one resource, from `properties`; changed in place.
        outputs: of the same resource; likewise.
    """
    answered = {"tags": outputs.get("tags")}  # a plan has no inputs that stay the same
    for path in [*_secret_paths(inputs, ()), *_secret_paths(answered, ())]:
        _hide(outputs, path)
        if path[0] == "tags":
            _hide(inputs, ("tagsAll", *path[1:]))
            _hide(outputs, ("tagsAll", *path[1:]))


def _secret_paths(node: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    if node is SECRET:
        yield path
    elif isinstance(node, dict):
        for key, each in node.items():
            yield from _secret_paths(each, (*path, key))
    elif isinstance(node, list):
        for index, each in enumerate(node):
            yield from _secret_paths(each, (*path, index))


def _hide(tree: Any, path: tuple[str | int, ...]) -> None:
    parent, last = value_at(tree, path[:-1]), path[-1]
    there = last in parent if isinstance(parent, dict) else isinstance(parent, list) and last in range(len(parent))
    if there:
        parent[last] = SECRET


def configuration(raw: Any) -> dict[str, Any]:
    """Return a stack's configuration by key.

    Objects and lists come as such, so that what is secret inside of them is `SECRET`, and all the rest can be read.

    Args:
        raw: as the prelude of a preview has it, where every value is text, or as a plan does.
    """
    return {str(key): _setting(value) for key, value in raw.items()} if isinstance(raw, Mapping) else {}


def _setting(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["} and value != BLINDED:
        try:
            value = json.loads(value)
        except ValueError:
            return plain(value)
    if isinstance(value, list):
        return [_setting(each) for each in value]
    if isinstance(value, Mapping):
        # How a stack file and a plan write what is encrypted.
        secret = set(value) == {"secure"} or SPECIAL in value
        return SECRET if secret else {key: _setting(each) for key, each in value.items()}
    return plain(value)


def plain_type(token: str) -> str:
    """Return a type token without the API version that azure-native may put in."""
    return _API_VERSION.sub(r"\1:", token)


def name_of(urn: str) -> str:
    """Return the logical name at the end of a URN; it may itself hold colons."""
    return urn.split("::", 3)[-1]


def stack_of(urns: Iterable[str]) -> tuple[str, str]:
    """Return the names of project and stack, from any URN; two empty texts when there is none."""
    stack, _, rest = next(iter(urns), "").partition("::")
    return rest.partition("::")[0], stack.rpartition(":")[2]


def provider_name(reference: str) -> str:
    """Return the name of the provider in a reference, which is its URN and its id."""
    return name_of(reference.rpartition("::")[0]) if reference else ""


def colourless(text: str) -> str:
    """Return a message without colours, of either the engine or a terminal."""
    return _COLOUR.sub("", text)
