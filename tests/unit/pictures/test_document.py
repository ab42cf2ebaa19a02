"""The checked-in pictures are those of the stacks."""

import pytest

from lifeboat.pictures.document import pictures
from tests.unit.pictures.estates import ROOT

FOUND = pictures(ROOT)


@pytest.mark.parametrize("place", FOUND, ids=str)
def test_a_picture_in_docs_is_fresh(place):
    """Else `make docs` has to be run."""
    assert (ROOT / place).read_text(encoding="utf-8") == FOUND[place]


def test_no_picture_in_docs_is_left_over():
    assert {path.relative_to(ROOT) for path in (ROOT / "docs" / "pictures").iterdir()} == {*FOUND}
