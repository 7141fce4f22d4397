"""publish answers count statistics

Revision ID: 08590d9ec0d1
Revises: 6f0a5b1d9c3e
"""

import sqlalchemy as sa
from alembic import op

revision = "08590d9ec0d1"
down_revision = "6f0a5b1d9c3e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "petition_public_term",
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("places", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("term", "block", name=op.f("pk_petition_public_term")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "petition_month",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("above_id", sa.Integer(), nullable=True),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("in_time", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("referred", sa.Integer(), nullable=False),
        sa.Column("replied", sa.Integer(), nullable=False),
        sa.Column("away_days", sa.Integer(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["above_id"], ["unit.id"], name=op.f("fk_petition_month_above_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_petition_month_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", "whole", "month", name=op.f("pk_petition_month")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("petition_month", schema=None) as batch_op:
        batch_op.create_index(
            "ix_petition_month_above", ["above_id", "whole", "month"], unique=False
        )

    op.create_table(
        "petition_recount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_petition_recount_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_recount")),
    )
    op.create_table(
        "petition_public_line",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=False),
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id"],
            ["petition_public.petition_id"],
            name=op.f("fk_petition_public_line_petition_id_petition_public"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_petition_public_line_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint(
            "unit_id", "kind", "published_at", "petition_id", name=op.f("pk_petition_public_line")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("petition_public_line", schema=None) as batch_op:
        batch_op.create_index("ix_petition_public_line_petition", ["petition_id"], unique=False)

    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index(
            "ix_petition_owned_received", ["owner_id", "received_at"], unique=False
        )

    with op.batch_alter_table("petition_answer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_time", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("reopened_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("petition_public", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_petition_public_unit"))

    with op.batch_alter_table("petition_referral", schema=None) as batch_op:
        batch_op.add_column(sa.Column("days", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("petition_referral", schema=None) as batch_op:
        batch_op.drop_column("days")

    with op.batch_alter_table("petition_public", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_petition_public_unit"), ["unit_id", "published_at"], unique=False
        )

    with op.batch_alter_table("petition_answer", schema=None) as batch_op:
        batch_op.drop_column("reopened_at")
        batch_op.drop_column("in_time")

    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_owned_received")

    with op.batch_alter_table("petition_public_line", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_public_line_petition")

    op.drop_table("petition_public_line")
    op.drop_table("petition_recount")
    with op.batch_alter_table("petition_month", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_month_above")

    op.drop_table("petition_month")
    op.drop_table("petition_public_term")
