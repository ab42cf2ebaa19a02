"""The policy pack as the engine loads it: a name, the rules and the exemptions. Loading it must print nothing."""

import io
import os
import sys
from pathlib import Path

from pulumi_policy import PolicyPack
from rules import make_rules
from rules.kit.exemptions import load
from rules.kit.once import read_once

# The engine waits for the port that PolicyPack writes. A language host may start this without `python -u`, and the line
# would then stay in a buffer for good: the stream gets none.
sys.stdout = io.TextIOWrapper(open(sys.stdout.fileno(), "wb", buffering=0), write_through=True)  # noqa: PTH123, SIM115

# Whoever uses the pack from elsewhere keeps the exemptions with the stack they are for.
NAMED = os.environ.get("LIFEBOAT_POLICY_EXEMPTIONS")
FILE = Path(NAMED or Path(__file__).with_name("exemptions.toml"))
EXEMPTIONS = load(FILE, [rule.id for rule in make_rules()], named=bool(NAMED))

read_once()
PolicyPack("lifeboat", policies=[rule.policy(EXEMPTIONS) for rule in make_rules(EXEMPTIONS)])
