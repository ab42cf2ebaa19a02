"""Whatever stands in a stack file: settings or a message, never another exception."""

import copy
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lifeboat.blueprint import make_blueprint, to_json, to_text
from lifeboat.settings import Problem, SettingsError, parse
from tests.unit.settings.raw import ADOPTED, CREATED

SECRET = "Planted.Secret_1"

words = st.sampled_from(
    ["create", "adopt", "existing", "default", "mode", "cidr", "id", "secure", "[key]", "10.0.0.0/8", "10.20.0.0/16"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(None).map(lambda _: 10**5000)
    | st.floats()
    | words
    | st.text(max_size=8)
    | st.dates()
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(words | st.text(max_size=4) | st.integers() | st.none() | st.booleans(), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(raw: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of everything in raw settings, blocks and lists too, but the keys that were planted."""
    children = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [path, *(place for key, value in children for place in places(value, (*path, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """Draw settings in which some values were replaced, added or taken away."""
    raw = copy.deepcopy(draw(st.sampled_from([CREATED, ADOPTED])))
    raw["interconnect"] = {"tunnels": {f"tunnel{n}": {"pre_shared_key": f"{SECRET}{n}"} for n in (1, 2)}}
    for _ in range(draw(st.integers(1, 4))):
        *parents, last = draw(st.sampled_from(places(raw)[1:] or [("name",)]))
        holder: Any = raw
        for part in parents:
            holder = holder[part]
        match draw(st.sampled_from(["replace", "replace", "remove", "add"])):
            case "replace":
                holder[last] = draw(values)
            case "remove":
                del holder[last]
            case "add" if isinstance(holder, dict):
                holder[draw(words | st.text(max_size=4) | st.integers())] = draw(values)
            case _:
                holder.append(draw(values))
    return raw


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_any_settings_are_settings_or_a_message(raw: dict[str, Any]) -> None:
    """Mutated settings either make a blueprint or a report with four parts a problem, one line each, no secret."""
    problems: Sequence[Problem] = ()
    try:
        blueprint = make_blueprint(parse(raw))
        shown = to_json(blueprint) + to_text(blueprint)
    except SettingsError as error:
        problems, shown = error.problems, str(error)
        assert len(shown.splitlines()) == 1 + len(problems) > 1
    assert all(all((problem.found, problem.allowed, problem.why, problem.fix)) for problem in problems)
    assert "Traceback" not in shown
    assert SECRET not in shown
