"""Accounts, their dated grants, and sessions as rows."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.rules import Role
from portal.base.db import Base


class Association(Base):
    """A socio-political organisation; all share the one tree of units."""

    __tablename__ = "association"
    code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    position: Mapped[int]
    words: Mapped[dict[str, Any]]


class Account(Base):
    """A login. Its rights are its grants of today, asked at each request."""

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    position: Mapped[str | None] = mapped_column(sa.String(80))
    """What the person is called at the unit, as printed on slips: Trưởng thôn, Bí thư …"""
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    first_password_until: Mapped[datetime | None]
    """Until when the printed first password works; None once an own password was chosen."""
    language: Mapped[str] = mapped_column(sa.String(2), default="vi")
    created_at: Mapped[datetime]
    first_signed_in_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    told: Mapped[str | None] = mapped_column(sa.String(40))
    """A word the holder is told at the next sign-in, such as `password_reset`."""


class Grant(Base):
    """A role held at one unit from a day until a day; `until_on` is the first day without it."""

    __tablename__ = "grant"
    __table_args__ = (
        sa.Index("ix_grant_account", "account_id"),
        sa.Index("ix_grant_unit", "unit_id"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="from_before_until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    association_code: Mapped[str | None] = mapped_column(sa.ForeignKey("association.code"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class ShownOfficer(Base):
    """The unit names this holder on its public page, as long as the grant lasts."""

    __tablename__ = "shown_officer"
    grant_id: Mapped[int] = mapped_column(sa.ForeignKey("grant.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(sa.String(20))
    """A number for everybody, typed for this page; "" for none. Never the account's own."""


class SignIn(Base):
    """A session: one signed-in device. The cookie's random id is kept as keyed hash only."""

    __tablename__ = "sign_in"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    device: Mapped[str] = mapped_column(sa.String(80))
    shared: Mapped[bool]
    """"Máy dùng chung": ends after 12 h instead of 90 days."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """Coarse: moved at most once an hour."""
    until: Mapped[datetime]


class SecondFactor(Base):
    """An authenticator app that this account must answer with at sign-in (`second_factor.py`)."""

    __tablename__ = "second_factor"
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    seed: Mapped[str] = mapped_column(sa.String(32))
    """Half of the app's secret; the other half is the code key, which no database holds."""
    since: Mapped[datetime]
    last_step: Mapped[int]
    """The newest thirty seconds whose code was used: none opens twice, nor an older one."""


class RecoveryCode(Base):
    """One of ten codes for who has lost the app, as keyed hash; its row goes when it is used."""

    __tablename__ = "recovery_code"
    account_id: Mapped[int] = mapped_column(
        sa.ForeignKey("second_factor.account_id"), primary_key=True
    )
    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class DemoMark(Base):
    """Its one row says that this database is a demo, with passwords that everybody knows."""

    __tablename__ = "demo_mark"
    id: Mapped[int] = mapped_column(primary_key=True)
