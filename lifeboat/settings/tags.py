"""Tags that both clouds take."""

import re
from typing import Annotated, Any, Final

from lifeboat.settings.fields import Check, matching, refuse

_TAG_KEY: Final = r"[A-Za-z0-9 _.:=+@-]{1,128}"
_RESERVED_TAG_PREFIXES: Final = ("aws:", "microsoft", "azure", "windows", "lifeboat:")


def _tag_key(value: Any) -> str:
    fix = "Rename the tag."
    if not isinstance(value, str) or not re.fullmatch(_TAG_KEY, value):
        why = "Azure refuses < > % & \\ ? / in tag names, and AWS refuses other characters."
        refuse("1 to 128 letters, digits, spaces and _ . : = + @ -", why, fix)
    for prefix in _RESERVED_TAG_PREFIXES:
        if value.lower().startswith(prefix):
            owner = {"aws:": "AWS", "lifeboat:": "Lifeboat"}.get(prefix, "Azure")
            names = ", ".join(_RESERVED_TAG_PREFIXES)
            refuse(f"a name that does not begin with {names}", f"{owner} keeps {prefix} for its own tags.", fix)
    return value


TagKey = Annotated[str, Check(_tag_key, type="string")]
"""A tag name that both clouds take (Azure, "Use tags to organize your Azure resources"; EC2 user guide, "Tag
restrictions")."""

TagValue = Annotated[
    str,
    matching(
        r"[\w .:/=+@-]{0,256}",
        "text in quotes, at most 256 letters, digits, spaces and _ . : / = + @ -",
        "Tags are text, and IAM refuses other characters in the tags of roles.",
        'Write it in quotes, as in "4711".',
    ),
]
"""A tag value that both clouds take (IAM API, Tag: the narrowest of the services that Lifeboat tags)."""
