"""A seeded nation: villages and their reports of some weeks."""

from functools import partial
from pathlib import Path

from bench import kept
from portal.base import schema
from portal.home import seed
from portal.reports import default_form


def database(scale: str, *, weeks: int = 12) -> str:
    """URL of a seeded SQLite file, opened; seeded now unless one that fits is there."""
    plan = seed.plan(scale, weeks, 1)
    asked = Path(default_form.__file__).read_bytes()
    return kept.database(f"{scale}-{plan.weeks[-1]}", partial(_fill, plan), asked)


def sow(url: str, plan: seed.Plan) -> None:
    """Fill an empty database."""
    kept.open_(url)
    _fill(plan)


def _fill(plan: seed.Plan) -> None:
    schema.migrate()
    with kept.steps(plan.steps) as step:
        seed.write(plan, step)
