"""The types that the rule about tags judges are those that take tags, by the SDKs of the clouds."""

from importlib.metadata import distribution
from pathlib import Path

import pytest

from policies.rules.kit.taggable import TAGGABLE

SDKS = {"aws": ("pulumi-aws", "pulumi_aws"), "azure-native": ("pulumi-azure-native", "pulumi_azure_native")}


def sources(token: str) -> list[str]:
    """The sources in the SDK that register a type, read without importing thousands of classes."""
    cloud, module, _ = token.split(":")
    name, package = SDKS[cloud]
    service = module.partition("/")[0]
    folder = Path(str(distribution(name).locate_file(package)))
    paths = [path for each in (service, f"{service}_") for path in (folder / each).glob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in paths if path.name != "__init__.py"]
    return [text for text in texts if f"'{token}'" in text]


@pytest.mark.parametrize("token", sorted(TAGGABLE))
def test_a_type_that_is_judged_takes_tags(token: str) -> None:
    """Otherwise the rule would ask for what cannot be given."""
    wanted = "def tags_all(" if token.startswith("aws:") else "def tags("
    assert [text for text in sources(token) if wanted in text]
