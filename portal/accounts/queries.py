"""Who is asking: session, account and grants in one statement."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.accounts.models import Account, Grant, SignIn
from portal.accounts.rules import Role
from portal.base import clock, keys
from portal.base.db import session
from portal.units.models import Unit, UnitKind
from portal.units.queries import Place


@dataclass(frozen=True)
class Hat:
    """One grant of today: a role at a unit, within an association or for all."""

    role: Role
    unit: Place
    association: str | None


@dataclass(frozen=True)
class Actor:
    """Whoever is signed in, as the present request found them; flask-login's current user."""

    id: int
    username: str
    name: str
    language: str
    session_id: int
    seen_at: datetime
    must_choose_password: bool
    told: str | None
    hats: tuple[Hat, ...]

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What form tokens and `once` keys are tied to: the session, not the account."""
        return f"session {self.session_id}"

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(hat.role in roles for hat in self.hats)


def hash_of(token: str) -> str:
    """What is stored of a session cookie."""
    return keys.digest(token, "session")


def actor(token: str) -> Actor | None:
    """Who holds this session cookie, with the grants of today; None for a session that has ended."""
    today = clock.today()
    held = sa.and_(
        Grant.account_id == Account.id,
        Grant.from_on <= today,
        sa.or_(Grant.until_on.is_(None), Grant.until_on > today),
    )
    statement = (
        sa.select(SignIn, Account, Grant.role, Grant.association_code, Unit, UnitKind.words)
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(Grant, held)
        .outerjoin(Unit, Unit.id == Grant.unit_id)
        .outerjoin(UnitKind, UnitKind.code == Unit.kind_code)
        .where(SignIn.token_hash == hash_of(token), SignIn.until > clock.now())
        .where(Account.suspended_at.is_(None))
        .order_by(Unit.level, Unit.sort_key, Grant.id)
    )
    rows = session.execute(statement).all()
    return _actor(rows) if rows else None


def _actor(rows: Any) -> Actor:
    signed, account = rows[0][0], rows[0][1]
    return Actor(
        id=account.id,
        username=account.username,
        name=account.name,
        language=account.language,
        session_id=signed.id,
        seen_at=signed.seen_at,
        must_choose_password=account.first_password_until is not None,
        told=account.told,
        hats=tuple(_hat(*row[2:]) for row in rows if row[2] is not None),
    )


def _hat(role: Role, association: str | None, unit: Unit, words: dict[str, Any]) -> Hat:
    place = Place(
        id=unit.id,
        code=unit.code,
        level=unit.level,
        kind=unit.kind_code,
        name=unit.name,
        kind_words=words,
        phone=unit.phone,
    )
    return Hat(role, place, association)
