"""The policy pack as the engine loads it: a name and the list of rules. Loading it must print nothing."""

import io
import sys

from pulumi_policy import PolicyPack
from rules import ALL

# The engine waits for the port that PolicyPack writes. A language host may start this without `python -u`, and the line
# would then stay in a buffer for good: the stream gets none.
sys.stdout = io.TextIOWrapper(open(sys.stdout.fileno(), "wb", buffering=0), write_through=True)  # noqa: PTH123, SIM115

PolicyPack("lifeboat", policies=[make_rule().policy() for make_rule in ALL])
