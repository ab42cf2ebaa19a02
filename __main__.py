"""Lifeboat's Pulumi program: settings, blueprint, landing zone, outputs."""

import gc
import signal

# On a failure the engine interrupts the program, whose threads would swallow that for five seconds.
signal.signal(signal.SIGINT, signal.SIG_DFL)
# Tens of thousands of SDK objects live until the end: looking for garbage among them costs about a second.
gc.disable()

import pulumi

# Each line that the SDK has for `--debug` is a call to the engine that the program waits for: a thousand, and a second.
pulumi.log.debug = lambda *_arguments, **_options: None

from components.sdk_packages import load_sparingly

load_sparingly()  # before a component imports them

from components.landing_zone import LandingZone, LandingZoneArgs
from lifeboat.blueprint import make_blueprint
from lifeboat.outputs import OUTPUTS, check_outputs
from lifeboat.settings import SettingsError, parse, read_program_config
from lifeboat.without_primary import read_primary_stands

try:
    settings = parse(read_program_config())
except SettingsError as error:
    raise pulumi.RunError(error.report(f"Pulumi.{pulumi.get_stack()}.yaml")) from None

brought = settings.interconnect.tunnels.keys_brought()
landing_zone = LandingZone(
    settings.name,
    LandingZoneArgs(
        blueprint=make_blueprint(settings),
        brought_keys={tunnel: pulumi.Output.secret(key) for tunnel, key in brought.items()},
        primary_stands=read_primary_stands(),
    ),
)
values = check_outputs(landing_zone.outputs)
for output in OUTPUTS:
    value = values[output.name]
    pulumi.export(output.name, pulumi.Output.secret(value) if output.secret else value)
