"""The pages say what the code says."""

import re
from pathlib import Path

from lifeboat.failback.targets import TARGET_COLUMNS
from lifeboat.sizing.systems import NEWEST_KERNEL

DOCS = Path(__file__).parents[3] / "docs"


def test_the_columns_of_the_file_of_targets_are_those_of_the_page():
    page = (DOCS / "failback-prerequisites.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", page, flags=re.MULTILINE)
    assert rows == [(column.name, column.meaning) for column in TARGET_COLUMNS]


def test_the_page_of_the_agent_names_the_newest_kernel():
    page = (DOCS / "agent.md").read_text(encoding="utf-8")
    assert f"not newer than {'.'.join(map(str, NEWEST_KERNEL))}" in page
