"""Who is asking, in one statement; and who holds an account where."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from portal.accounts.models import Account, Association, DemoMark, Grant, SignIn
from portal.accounts.rules import Role, is_idle
from portal.base import clock, db, keys
from portal.base.db import session
from portal.units import queries as units
from portal.units.models import Unit, UnitKind
from portal.units.queries import Place

# How long an ended grant still shows in the list: long enough to take a mistake back.
ENDED_SHOWN = timedelta(days=90)


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
    """Who holds this session cookie, with the grants of today; None when the session has ended."""
    held = sa.and_(Grant.account_id == Account.id, units.on_day(Grant, clock.today()))
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
    if not rows:
        return None
    found = _actor(rows)
    idle = is_idle(found.seen_at, clock.now(), admin=found.holds(Role.ADMIN))
    return None if idle else found


def _actor(rows: Any) -> Actor:
    signed, account = rows[0][0], rows[0][1]
    return Actor(
        id=account.id,
        username=account.username,
        name=account.name,
        language=account.language,
        session_id=signed.id,
        seen_at=signed.seen_at,
        must_choose_password=account.first_password_until is not None and not is_demo(),
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


_demos: WeakKeyDictionary[sa.Engine, bool] = WeakKeyDictionary()


def is_demo() -> bool:
    """Whether this database carries the demo mark; asked of it once, a mark is never taken off."""
    engine = db.engine()
    if engine not in _demos:
        _demos[engine] = session.scalar(sa.select(DemoMark.id)) is not None
    return _demos[engine]


def forget_demo() -> None:
    """Ask anew: the mark has just been put."""
    _demos.pop(db.engine(), None)


def account_named(username: str) -> Account | None:
    """The account of this user name."""
    return session.scalar(sa.select(Account).where(Account.username == username))


def taken(usernames: Iterable[str]) -> set[str]:
    """Which of these user names somebody has."""
    return set(
        session.scalars(sa.select(Account.username).where(Account.username.in_(list(usernames))))
    )


def sessions(account_id: int) -> list[SignIn]:
    """The devices signed in now, last used first."""
    statement = sa.select(SignIn).where(SignIn.account_id == account_id, SignIn.until > clock.now())
    return list(session.scalars(statement.order_by(SignIn.seen_at.desc(), SignIn.id.desc())))


@dataclass(frozen=True)
class Held:
    """One account's grant at one unit, as the list of a unit shows it."""

    account: Account
    grant: Grant

    @property
    def ended(self) -> bool:
        """Whether its last day has passed."""
        return self.grant.until_on is not None and self.grant.until_on <= clock.today()

    @property
    def state(self) -> str:
        """`suspended`, `ended`, `new` (never signed in) or `active`."""
        if self.ended:
            return "ended"
        if self.account.suspended_at is not None:
            return "suspended"
        return "active" if self.account.first_signed_in_at else "new"


def held_at(unit_ids: Collection[int]) -> dict[int, list[Held]]:
    """Unit id → who holds a grant there, those lately ended too, by role and name."""
    since = clock.today() - ENDED_SHOWN
    statement = (
        sa.select(Account, Grant)
        .join(Grant, Grant.account_id == Account.id)
        .where(Grant.unit_id.in_(unit_ids))
        .where(sa.or_(Grant.until_on.is_(None), Grant.until_on > since))
        .order_by(Grant.role.desc(), Account.name, Account.id, Grant.id)
    )
    found: dict[int, list[Held]] = {unit_id: [] for unit_id in unit_ids}
    for account, grant in session.execute(statement):
        found[grant.unit_id].append(Held(account, grant))
    return found


def children_without_account(parent: Place) -> list[Place]:
    """Units directly below where nobody holds a grant, now or from a later day on."""
    below = units.children(parent)
    statement = sa.select(Grant.unit_id).where(
        Grant.unit_id.in_([child.id for child in below]),
        sa.or_(Grant.until_on.is_(None), Grant.until_on > clock.today()),
    )
    held = set(session.scalars(statement))
    return [child for child in below if child.id not in held]


@dataclass(frozen=True)
class Holder:
    """An account with all its grants that have not ended, each with its unit."""

    account: Account
    grants: list[tuple[Grant, Place]]


def holder(account_id: int) -> Holder | None:
    """The account of this id, with its grants of today and of later days."""
    account = session.get(Account, account_id)
    if account is None:
        return None
    statement = sa.select(Grant).where(
        Grant.account_id == account_id,
        sa.or_(Grant.until_on.is_(None), Grant.until_on > clock.today()),
    )
    grants = list(session.scalars(statement.order_by(Grant.id)))
    ids = {grant.unit_id for grant in grants}
    places = {place.id: place for place in units.places(lambda unit: unit.id.in_(ids))}
    return Holder(account, [(grant, places[grant.unit_id]) for grant in grants])


def associations() -> list[Association]:
    """Every association, in the order in which they are listed."""
    return list(session.scalars(sa.select(Association).order_by(Association.position)))
