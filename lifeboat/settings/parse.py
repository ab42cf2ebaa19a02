"""From raw configuration to `Settings`: every problem of the whole stack found in one run."""

import copy
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from lifeboat.settings.checks import cross_checks
from lifeboat.settings.model import Settings
from lifeboat.settings.problems import Path, Problem, SettingsError
from lifeboat.settings.shape import forms, resolve
from lifeboat.settings.stand_ins import Location, mend, mend_mode
from lifeboat.settings.wording import problem_of

_ROUNDS: Final = 24
"""More than settings are deep: a stand-in block is filled one level a round."""


def parse(raw: Mapping[str, Any]) -> Settings:
    """Return the settings of a stack.

    Args:
        raw: the configuration as plain data, keys without the project's prefix.

    Raises:
        SettingsError: with every problem, those of single values and those between values.
    """
    reading = _Reading(raw)
    for _ in range(_ROUNDS):
        try:
            settings = Settings.model_validate(reading.working)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            problems = [*reading.problems, *(found for found in cross_checks(settings) if not reading.doubts(found))]
            if problems:
                raise SettingsError(problems)
            return settings
        reading.take(details)
    raise SettingsError(reading.problems)


class _Reading:
    """What is known so far about the raw settings, and a copy of them in which wrong values are replaced."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.working: dict[str, Any] = copy.deepcopy(dict(raw))
        self.problems: list[Problem] = []
        self._replaced: dict[Path, Location] = {}

    def take(self, details: Sequence[ErrorDetails]) -> None:
        """Note the errors of a round, and replace the wrong values so that the next round gets past them."""
        before = dict(self._replaced)
        fresh: set[Path] = set()
        for detail in details:
            problem = problem_of(detail)
            location, path = detail["loc"], problem.path
            if not _covered(path, before) and not self._follows_from_mode(detail, path):
                self.problems.append(problem)
            if path in before:
                # Even the stand-in does not fit (a key that is no text): replace what is around it.
                location = _parent(location)
                path, _ = resolve(location)
            if not _covered(path, fresh):  # else both the key and the value of a tag are wrong, and it is gone already
                fresh.add(path)
                self._replaced[path] = location
                self._replace(detail, location, path)

    def _replace(self, detail: ErrorDetails, location: Location, path: Path) -> None:
        if not path:
            self.working.clear()
        elif detail["type"].startswith("union_tag") and path[-1] == "mode":
            mend_mode(self.working, location)
        else:
            mend(self.working, location)

    def doubts(self, problem: Problem) -> bool:
        """Return whether a judgement rests on a value that was replaced."""
        return any(_covered(path, self._replaced) for path in (problem.path, *problem.involves))

    def _follows_from_mode(self, detail: ErrorDetails, path: Path) -> bool:
        """Return whether a key is missing or does not belong because its block was read in a mode that was guessed."""
        if (*path[:-1], "mode") not in self._replaced:
            return False
        in_some_form = any(path[-1] in form.model_fields for form in forms(resolve(detail["loc"][:-2])[1]).values())
        return detail["type"] == "missing" or (detail["type"] == "extra_forbidden" and in_some_form)


def _covered(path: Path, places: Collection[Path]) -> bool:
    return any(path[:length] in places for length in range(len(path) + 1))


def _parent(location: Location) -> Location:
    """Return the location of the block or list around a value, without the form that was chosen for it."""
    path, _ = resolve(location)
    around = location[:-1]
    while around and len(resolve(around)[0]) >= len(path):
        around = around[:-1]
    while around and resolve(around[:-1])[0] == resolve(around)[0]:
        around = around[:-1]
    return around
