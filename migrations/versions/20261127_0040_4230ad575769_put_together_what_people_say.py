"""put together what people say

Revision ID: 4230ad575769
Revises: 08590d9ec0d1
"""

import sqlalchemy as sa
from alembic import op

revision = "4230ad575769"
down_revision = "08590d9ec0d1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("retired_on", sa.Date(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("code", name=op.f("uq_theme_code")),
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_opinion_account_id_account")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_opinion_theme_id_theme")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_opinion_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_opinion_heard_on"), ["heard_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_opinion_theme_id"), ["theme_id"], unique=False)
        batch_op.create_index("ix_opinion_unit", ["unit_id", "heard_on"], unique=False)

    op.create_table(
        "petition_theme",
        sa.Column("petition_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("suggested_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_petition_theme_account_id_account")
        ),
        sa.ForeignKeyConstraint(
            ["petition_id"], ["petition.id"], name=op.f("fk_petition_theme_petition_id_petition")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_id"], ["theme.id"], name=op.f("fk_petition_theme_suggested_id_theme")
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_petition_theme_theme_id_theme")
        ),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_petition_theme")),
    )
    with op.batch_alter_table("petition_theme", schema=None) as batch_op:
        batch_op.create_index("ix_petition_theme_newest", ["theme_id", "at"], unique=False)

    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index("ix_petition_home_came", ["home_id", "received_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_home_came")
    with op.batch_alter_table("petition_theme", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_theme_newest")

    op.drop_table("petition_theme")
    with op.batch_alter_table("opinion", schema=None) as batch_op:
        batch_op.drop_index("ix_opinion_unit")
        batch_op.drop_index(batch_op.f("ix_opinion_theme_id"))
        batch_op.drop_index(batch_op.f("ix_opinion_heard_on"))

    op.drop_table("opinion")
    op.drop_table("theme")
