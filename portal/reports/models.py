"""Forms with their published versions; reports with theirs; and the sums kept beside them."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.base.db import Base
from portal.base.period import Frequency, Period
from portal.reports.rules import Kind, Rollup, Severity, State

Words = Mapped[dict[str, Any]]
"""A text in vi, en, hi."""


class Form(Base):
    """What is asked: biểu mẫu. Its questions stand in its versions."""

    __tablename__ = "form"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    number: Mapped[str] = mapped_column(sa.String(30))
    """As printed on paper: Biểu 01/BCTMT."""
    title: Words
    frequency: Mapped[Frequency]
    association_code: Mapped[str | None] = mapped_column(sa.ForeignKey("association.code"))


class FormVersion(Base):
    """The questions from one period on. Once published it never changes; a change makes the next.

    `opens` counts hours from the first day's midnight, the others from the midnight after the last
    day, on the installation's wall clock.
    """

    __tablename__ = "form_version"
    __table_args__ = (sa.UniqueConstraint("form_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"))
    number: Mapped[int]
    first_period: Mapped[Period]
    opens: Mapped[int]
    due_village: Mapped[int]
    due_commune: Mapped[int]
    due_province: Mapped[int]
    closes: Mapped[int]
    sections: Mapped[list[Any]]
    """`[{"code": "I", "title": {"vi": …}}, …]`"""


class Indicator(Base):
    """One question of a version. Figures are scaled integers: 10 ** `places` is one."""

    __tablename__ = "indicator"
    __table_args__ = (
        sa.UniqueConstraint("version_id", "code"),
        sa.UniqueConstraint("version_id", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_version.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40))
    section: Mapped[str] = mapped_column(sa.String(10))
    label: Words
    short: Words
    """For the head of a column: set on the few indicators that lists of units show; else empty."""
    hint: Words
    unit: Words
    kind: Mapped[Kind]
    rollup: Mapped[Rollup]
    required: Mapped[bool]
    may_not_apply: Mapped[bool]
    part_of: Mapped[str | None] = mapped_column(sa.String(40))
    """"Trong đó": the code of the indicator this one is a part of."""
    minimum: Mapped[int | None] = mapped_column(sa.BigInteger)
    maximum: Mapped[int | None] = mapped_column(sa.BigInteger)
    places: Mapped[int] = mapped_column(default=0)
    choices: Mapped[list[Any]]
    """Of a choice: `[{"code": "yes", "words": {"vi": …}}, …]`; else empty."""


class CrossCheck(Base):
    """What must hold between the answers of one report."""

    __tablename__ = "cross_check"
    __table_args__ = (sa.UniqueConstraint("version_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_version.id"))
    position: Mapped[int]
    severity: Mapped[Severity]
    rule: Mapped[str] = mapped_column(sa.String(200))
    message: Words


class Ratio(Base):
    """A derived indicator: one sum over another at each level, never a mean of ratios."""

    __tablename__ = "ratio"
    __table_args__ = (sa.UniqueConstraint("version_id", "position"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_version.id"))
    position: Mapped[int]
    label: Words
    numerator: Mapped[str] = mapped_column(sa.String(40))
    denominator: Mapped[str] = mapped_column(sa.String(40))
    """Both are summed over the reports that answered both."""
    as_percent: Mapped[bool]


class Report(Base):
    """One unit's answer for one period: its latest version, and the accepted one beside it.

    `node_id` is where it is collected (a village's commune, on the period's last day) and
    `province_id` the province above; both stay as they were then, whatever reform comes.
    """

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("form_id", "unit_id", "period"),
        sa.Index("ix_report_node", "form_id", "period", "node_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("form_version.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    period: Mapped[Period]
    node_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    province_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    state: Mapped[State]
    number: Mapped[int]
    """Of the latest version; the token by which two editors notice each other."""
    figures: Mapped[dict[str, Any]]
    """Indicator code → scaled integer; null is "not applicable", absent is blank."""
    texts: Mapped[dict[str, Any]]
    explanation: Mapped[str]
    remarkable: Mapped[bool]
    """Some check asked "sure?": not among those accepted all at once."""
    late: Mapped[bool]
    expected: Mapped[bool]
    first_sent_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    sent_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    accepted_figures: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    accepted_number: Mapped[int | None]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[str]
    """Why it was returned or withdrawn; empty otherwise."""
    cells: Mapped[list[Any]]
    """Codes of the indicators a return points at."""


class ReportVersion(Base):
    """One submission, for ever."""

    __tablename__ = "report_version"
    __table_args__ = (sa.UniqueConstraint("report_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    number: Mapped[int]
    figures: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    explanation: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    entered_for: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    """Nhập thay: `{"source": "paper"|"call"|"message", "given_by": name}`; None by itself."""


class Draft(Base):
    """What somebody has typed for a period and not sent yet, as typed."""

    __tablename__ = "draft"
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    typed: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Sums:
    """What is kept of many reports: arrays in the slots of `slots.py`, and counts.

    `changes` only grows with each change below: by its sum a derived row knows it is still fresh.
    """

    changes: Mapped[int]
    reported: Mapped[str] = mapped_column(sa.Text)
    accepted: Mapped[str] = mapped_column(sa.Text)
    on_time: Mapped[int]
    late: Mapped[int]
    extra: Mapped[int]
    """Reports of units that were not expected to send any."""
    in_accepted: Mapped[int]
    """How many reports stand behind `accepted`."""
    waiting: Mapped[int]
    """Submitted or amended: waiting to be reviewed."""
    returned: Mapped[int]


class NodeSum(Sums, Base):
    """The sums of one node (a commune) for one form and period, recomputed with each report."""

    __tablename__ = "node_sum"
    __table_args__ = (
        sa.Index("ix_node_sum_province", "form_id", "period", "province_id", "changes"),
    )
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    node_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    province_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))


class ProvinceSum(Sums, Base):
    """A closed period's sums of one province, for trends; ignored once `changes` is outgrown."""

    __tablename__ = "province_sum"
    form_id: Mapped[int] = mapped_column(sa.ForeignKey("form.id"), primary_key=True)
    period: Mapped[Period] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
