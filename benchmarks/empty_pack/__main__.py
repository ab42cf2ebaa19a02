"""A pack without rules: what the engine, the language host and the SDK take by themselves."""

import io
import sys

from pulumi_policy import EnforcementLevel, PolicyPack, ResourceValidationPolicy

# As in the real pack: the engine waits for the port that PolicyPack writes, and a buffer would keep the line.
sys.stdout = io.TextIOWrapper(open(sys.stdout.fileno(), "wb", buffering=0), write_through=True)  # noqa: PTH123, SIM115

# The SDK refuses a pack with no rule at all. One that is switched off is never asked.
NOTHING = ResourceValidationPolicy(
    name="nothing",
    description="There is nothing to keep.",
    enforcement_level=EnforcementLevel.DISABLED,
    validate=lambda _args, _report: None,
)
PolicyPack("empty", policies=[NOTHING])
