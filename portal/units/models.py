"""Units and the dated links between them. Nothing here is ever renamed or moved in place."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.units.rules import LONGEST_NAME, Level, former_inline


def _in_byte_order(length: int) -> sa.String:
    """Byte order on both databases, so that one range predicate finds a prefix in both."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


class UnitKind(Base):
    """What a unit is called: xã, phường, thôn, tổ dân phố …

    `words` are patterns, `{"vi": "xã {name}", "en": "{name} commune", …}`: the name of a place is
    not translated, its kind is.
    """

    __tablename__ = "unit_kind"
    code: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    level: Mapped[Level]
    position: Mapped[int]
    words: Mapped[dict[str, Any]]


class Unit(Base):
    """A node of the tree. `closed_on` is the first day on which it no longer stands."""

    __tablename__ = "unit"
    __table_args__ = (
        # A code is unique per day: only one unit of a code stands open.
        sa.Index(
            "uq_unit_code_open",
            "code",
            unique=True,
            sqlite_where=sa.text("closed_on IS NULL"),
            postgresql_where=sa.text("closed_on IS NULL"),
        ),
        sa.CheckConstraint(
            "closed_on IS NULL OR closed_on > opened_on", name="opened_before_closed"
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(20), index=True)
    level: Mapped[Level] = mapped_column(index=True)
    kind_code: Mapped[str] = mapped_column(sa.ForeignKey("unit_kind.code"))
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    sort_key: Mapped[str] = mapped_column(_in_byte_order(600), index=True)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(sa.String(20))
    stated_children: Mapped[int | None]
    """How many units its own people say stand below it; 0 is an answer, None is not."""


class UnitOffice(Base):
    """What a unit says of its office on its public page, beside its telephone number."""

    __tablename__ = "unit_office"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(200))
    hours: Mapped[str] = mapped_column(sa.String(120))
    shows_figures: Mapped[bool]
    """Whether everybody may see last week's accepted headline figures."""


class UnitLink(Base):
    """A unit's parent for a span of days; `until_on` is the first day without it."""

    __tablename__ = "unit_link"
    __table_args__ = (
        sa.Index("ix_unit_link_parent", "parent_id", "from_on", "until_on"),
        sa.Index("ix_unit_link_unit", "unit_id", "from_on", "until_on", "parent_id"),
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name="from_before_until"),
        sa.CheckConstraint("unit_id <> parent_id", name="not_its_own_parent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]


class UnitSuccessor(Base):
    """What became of a closed unit: it goes on in another one, wholly or in part."""

    __tablename__ = "unit_successor"
    __table_args__ = (sa.CheckConstraint("unit_id <> successor_id", name="not_its_own_successor"),)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)


class ChildSpan(Base):
    """How many children a parent has for one span of days: UnitLink counted, one or two rows each.

    Recomputed with every change of a parent's links, so that a nation's count reads 3,321 rows and
    not 90,500.
    """

    __tablename__ = "child_span"
    __table_args__ = (sa.Index("ix_child_span_parent", "parent_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    number: Mapped[int]


class UnitWord(Base):
    """A key by which a unit is searched: its folded name from one of its words on, or kind first.

    The key stands first in the table itself, so a search is one seek at any size of the nation;
    villages apart, or 90,500 of them would hide the communes. `start` is 0 at the name's beginning.
    """

    __tablename__ = "unit_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    of_village: Mapped[bool] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(_in_byte_order(160), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    start: Mapped[int]


class UnitAlias(Base):
    """A name of before July 2025 that leads to today's unit; names with their kinds, as written."""

    __tablename__ = "unit_alias"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    district: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    province: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))

    @property
    def where(self) -> str:
        """`xã Hoàn Sơn, huyện Tiên Du, tỉnh Bắc Ninh`."""
        return former_inline(self.name, self.district, self.province)


class AliasWord(Base):
    """A key by which an alias is searched, as UnitWord; `start` 0 is none: own names come first."""

    __tablename__ = "alias_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: Mapped[str] = mapped_column(_in_byte_order(160), primary_key=True)
    alias_id: Mapped[int] = mapped_column(sa.ForeignKey("unit_alias.id"), primary_key=True)
    start: Mapped[int]
