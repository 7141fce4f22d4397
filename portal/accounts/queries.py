"""Who is asking, in one statement; and who holds an account where."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from portal.accounts.models import (
    Account,
    Association,
    DemoMark,
    Grant,
    SecondFactor,
    SignIn,
)
from portal.accounts.rules import DEMO, Role, is_idle, needs_second_factor
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
    must_set_up_second_factor: bool = False

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


@cache
def _asking() -> Any:
    """Session, account, and each grant of `:today` with its unit; put together once."""
    today: Any = sa.bindparam("today", type_=sa.Date)
    held = sa.and_(Grant.account_id == Account.id, units.on_day(Grant, today))
    return (
        sa.select(
            SignIn.id.label("session_id"),
            SignIn.seen_at,
            *(Account.id, Account.username, Account.name, Account.language, Account.told),
            *(Account.first_password_until, SecondFactor.since.label("second_factor_since")),
            *(Grant.role, Grant.association_code),
            *(Unit.id.label("unit_id"), Unit.code, Unit.level, Unit.kind_code),
            *(Unit.name.label("unit_name"), Unit.phone, UnitKind.words),
        )
        .select_from(SignIn)
        .join(Account, Account.id == SignIn.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .outerjoin(Grant, held)
        .outerjoin(Unit, Unit.id == Grant.unit_id)
        .outerjoin(UnitKind, UnitKind.code == Unit.kind_code)
        .where(SignIn.token_hash == sa.bindparam("token"), SignIn.until > sa.bindparam("now"))
        .where(Account.suspended_at.is_(None))
        .order_by(Unit.level, Unit.sort_key, Grant.id)
    )


def actor(token: str) -> Actor | None:
    """Who holds this session cookie, with the grants of today; None when the session has ended."""
    now = clock.now()
    given = {"token": hash_of(token), "now": now, "today": clock.today()}
    rows = session.connection().execute(_asking(), given).all()
    if not rows:
        return None
    found = _actor(rows)
    return None if is_idle(found.seen_at, now, admin=found.holds(Role.ADMIN)) else found


def _actor(rows: Sequence[Any]) -> Actor:
    first = rows[0]
    hats = tuple(_hat(row) for row in rows if row.role is not None)
    needed = any(needs_second_factor(hat.role, hat.unit.level) for hat in hats)
    return Actor(
        id=first.id,
        username=first.username,
        name=first.name,
        language=first.language,
        session_id=first.session_id,
        seen_at=first.seen_at,
        must_choose_password=first.first_password_until is not None and not _is_of_demo(first),
        told=first.told,
        hats=hats,
        must_set_up_second_factor=needed and first.second_factor_since is None and not is_demo(),
    )


def _is_of_demo(row: Any) -> bool:
    # An account made in a demo is tried as it would be in earnest: with a slip.
    return row.username in DEMO and is_demo()


def _hat(row: Any) -> Hat:
    place = Place(
        id=row.unit_id,
        code=row.code,
        level=row.level,
        kind=row.kind_code,
        name=row.unit_name,
        kind_words=row.words,
        phone=row.phone,
    )
    return Hat(row.role, place, row.association_code)


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


def children_without_account(parent: Place, association: str | None = None) -> list[Place]:
    """Units directly below where nobody holds a grant, now or from a later day on.

    Of an association's, only grants within it or within none count.
    """
    below = units.children(parent)
    statement = sa.select(Grant.unit_id).where(
        Grant.unit_id.in_([child.id for child in below]),
        sa.or_(Grant.until_on.is_(None), Grant.until_on > clock.today()),
    )
    if association is not None:
        of_it = sa.func.coalesce(Grant.association_code, association) == association
        statement = statement.where(of_it)
    held = set(session.scalars(statement))
    return [child for child in below if child.id not in held]


@dataclass(frozen=True)
class Holder:
    """An account with its grants: those not ended with their units, and those of late."""

    account: Account
    grants: list[tuple[Grant, Place]]
    lately: list[Held]
    has_second_factor: bool


def holder(account_id: int) -> Holder | None:
    """The account of this id, with its grants of today and later, and those lately ended."""
    since = clock.today() - ENDED_SHOWN
    shown = sa.or_(Grant.until_on.is_(None), Grant.until_on > since)
    statement = (
        sa.select(Account, Grant, SecondFactor.since)
        .outerjoin(SecondFactor, SecondFactor.account_id == Account.id)
        .outerjoin(Grant, sa.and_(Grant.account_id == Account.id, shown))
        .where(Account.id == account_id)
        .order_by(Grant.id)
    )
    rows = session.execute(statement).all()
    if not rows:
        return None
    lately = [Held(account, grant) for account, grant, _ in rows if grant is not None]
    live = [held.grant for held in lately if not held.ended]
    places = units.of_ids({grant.unit_id for grant in live})
    held = [(grant, places[grant.unit_id]) for grant in live]
    return Holder(rows[0][0], held, lately, has_second_factor=rows[0][2] is not None)


def associations() -> list[Association]:
    """Every association, in the order in which they are listed."""
    return list(session.scalars(sa.select(Association).order_by(Association.position)))
