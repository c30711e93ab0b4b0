"""A recipe and a number to the project of that number."""

import math
import random
from dataclasses import dataclass

from watchhouse.model.identity import Ecosystem
from watchhouse.testing.generate.blueprint import HONEST, HOSTILE, Form
from watchhouse.testing.generate.words import person
from watchhouse.testing.naming import lookalike, lookalikes, spelled
from watchhouse.testing.project import PlannedFile, Project, Release
from watchhouse.testing.recipe import Recipe
from watchhouse.testing.sizes import draw_size

_HISTORY = 2 * 365 * 86_400.0
_BURST_SECONDS = 300.0
_MOST_HISTORY = 12
_FORMS = ((Form.WHEEL, Form.SDIST), (Form.SDIST,), (Form.WHEEL,))
_FORM_WEIGHTS = (62, 20, 18)
_BURST_SALT = 1 << 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """What the projects of one burst have in common, and others have for themselves."""

    ecosystem: Ecosystem
    author: str
    hostile: bool
    at: float


def plan(recipe: Recipe, index: int) -> Project:
    """Return project `index`."""
    chance = _chance(recipe, index)
    burst = index // recipe.burst_size if index < recipe.flooded else None
    origin = _origin(chance if burst is None else _chance(recipe, _BURST_SALT + burst), recipe)
    fresh = burst is not None or chance.random() < recipe.new
    user = f"{origin.author.split()[0].lower()}{index if burst is None else burst}"
    name = spelled(chance, index, origin.ecosystem, user)
    hostile = origin.hostile if burst is None else burst % 2 == 0
    if burst is None and fresh:
        names = len(lookalikes(origin.ecosystem))
        if names and chance.random() < recipe.lookalikes * max(1.0, recipe.projects / names):
            name = lookalike(index, recipe.projects, origin.ecosystem) or name
    moments = (
        [origin.at + chance.random() * recipe.scaled(_BURST_SECONDS)]
        if burst is not None
        else _moments(chance, recipe, fresh)
    )
    releases = _releases(chance, recipe, origin.ecosystem, moments, hostile and fresh)
    gone = fresh and chance.random() < recipe.removed
    return Project(
        index=index,
        ecosystem=origin.ecosystem,
        spelled=name,
        author=origin.author,
        user=user,
        releases=releases,
        removed=min(
            releases[-1].files[-1].at + recipe.scaled(chance.uniform(600, 14_400)), recipe.end.timestamp()
        )
        if gone
        else None,
    )


def _chance(recipe: Recipe, index: int) -> random.Random:
    return random.Random(recipe.seed << 48 ^ index)  # noqa: S311 - the same each time is what is wanted


def _origin(chance: random.Random, recipe: Recipe) -> _Origin:
    share = chance.random() * sum(weight for _, weight in recipe.mix)
    ecosystem = recipe.mix[-1][0]
    for candidate, weight in recipe.mix:
        share -= weight
        if share < 0:
            ecosystem = candidate
            break
    return _Origin(
        ecosystem=ecosystem,
        author=person(chance),
        hostile=chance.random() < recipe.hostile,
        at=_moment(chance, recipe),
    )


def _moment(chance: random.Random, recipe: Recipe) -> float:
    """Return a time within the span; more is published in its first half, as by day."""
    part = chance.random()
    part += 0.08 * math.sin(2 * math.pi * part)
    return recipe.begin.timestamp() + part * (recipe.span.total_seconds() - recipe.scaled(2 * _BURST_SECONDS))


def _moments(chance: random.Random, recipe: Recipe, fresh: bool) -> list[float]:  # noqa: FBT001 - private, two callers' words
    """Return when the project's releases are made."""
    begin = recipe.begin.timestamp()
    moments = [_moment(chance, recipe)] if fresh or chance.random() < 0.7 else []
    if moments and chance.random() < 0.15:
        moments.append(moments[0] + recipe.scaled(chance.uniform(120, 1_800)))
    if not fresh:
        count = min(_MOST_HISTORY, 1 + int(chance.expovariate(0.5)))
        moments += [begin - 3_600 - chance.random() * _HISTORY for _ in range(count)]
    return sorted(moments)


def _releases(
    chance: random.Random,
    recipe: Recipe,
    ecosystem: Ecosystem,
    moments: list[float],
    hostile: bool,  # noqa: FBT001 - as above
) -> tuple[Release, ...]:
    major, minor, patch = chance.choice((0, 0, 1, 1, 2)), chance.randrange(4), chance.randrange(1, 4)
    about = chance.choice(HONEST)
    forms = chance.choices(_FORMS, _FORM_WEIGHTS)[0] if ecosystem is Ecosystem.PYPI else _only(ecosystem)
    releases, number = [], 0
    begin, end = recipe.begin.timestamp(), recipe.end.timestamp()
    for at in moments:
        taken = not hostile and moments[0] < begin <= at and chance.random() < recipe.hostile / 10
        kind = chance.choice(HOSTILE) if hostile or taken else about
        files, moment = [], at
        size = draw_size(chance, recipe.median, recipe.largest)
        for form in forms:
            files.append(PlannedFile(number=number, form=form, at=min(moment, end), size=size))
            number += 1
            moment += recipe.scaled(
                chance.uniform(1, 8) if chance.random() < 0.95 else chance.uniform(600, 5_400)
            )
        later = min(files[-1].at + recipe.scaled(chance.uniform(60, 3_600)), end)
        yanked = later if at >= begin and chance.random() < recipe.yanked else None
        releases.append(
            Release(
                version=f"{major}.{minor}.{patch}",
                kind=kind,
                seed=chance.getrandbits(48),
                files=tuple(files),
                yanked=yanked,
            )
        )
        minor, patch = (minor + 1, 0) if chance.random() < 0.4 else (minor, patch + 1)
    return tuple(releases)


def _only(ecosystem: Ecosystem) -> tuple[Form, ...]:
    return (Form.TARBALL,) if ecosystem is Ecosystem.NPM else (Form.NUPKG,)
