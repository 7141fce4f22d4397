"""The first day of a real installation: each step is done once and skipped ever after."""

import secrets
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal.accounts import associations, queries, recognition, services, slips
from portal.accounts.models import Grant
from portal.accounts.rules import Role
from portal.base import keys
from portal.base.backup import Refused
from portal.base.db import session, writing
from portal.letters.services import install_default_letterheads
from portal.reports.services import install_default_form
from portal.themes.services import install_default_codebook
from portal.units import imports
from portal.units.imports import Row, Trouble
from portal.units.models import Unit
from portal.units.rules import Level
from portal.units.services import ensure_kinds


@dataclass(frozen=True)
class FirstAdmin:
    """User name, and the first password, which is stored nowhere and shown once."""

    username: str
    password: str


def prepare() -> None:
    """The marks of a new database; Refused when it is a demo."""
    with writing():
        if queries.is_demo():
            raise Refused("This database is a demo; a real installation begins with an empty one.")
        keys.check_fingerprint()
        ensure_kinds()


def lacks_units() -> bool:
    """Whether there is no tree yet."""
    return session.scalar(sa.select(Unit.id).limit(1)) is None


def add_units(rows: list[Row], on: date) -> tuple[int, list[Trouble]]:
    """The tree, all rows or none: how many units were opened, and what is wrong with the rows."""
    with writing():
        plan = imports.plan(rows, on=on)
        if not plan.troubles:
            imports.write(plan, on=on)
        return len(plan.new), plan.troubles


def add_words() -> int:
    """Associations, letterheads, weekly form, codebook; how many associations are new."""
    with writing():
        install_default_codebook()
        install_default_form()
        new = associations.ensure()
        install_default_letterheads()
        return new


def lacks_admin() -> bool:
    """Whether nobody holds the administrator's role at the centre."""
    statement = sa.select(Grant.id).join(Unit, Unit.id == Grant.unit_id)
    held = statement.where(Grant.role == Role.ADMIN, Unit.level == Level.CENTRE)
    return session.scalar(held.limit(1)) is None


def add_admin(username: str, name: str) -> FirstAdmin:
    """The first administrator, who is lead of the centre too; Conflict for a user name in use."""
    key = secrets.token_urlsafe(16)
    plan = slips.plan(key, recognition.as_username(username))
    with writing():
        centre = session.scalars(sa.select(Unit.id).where(Unit.level == Level.CENTRE)).one()
        account = services.add_account(plan.username, name, plan.hash)
        for role in (Role.ADMIN, Role.LEAD):
            services.give(account, role, centre)
    return FirstAdmin(plan.username, slips.grouped(slips.first_password(key, plan.username)))
