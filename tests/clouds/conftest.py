"""Makes the helpers beside the tests importable however pytest was started."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.clouds.simulator import Cloud


@pytest.fixture
def cloud():
    return Cloud()
