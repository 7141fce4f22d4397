"""say what became of closed units

Revision ID: 5c1e0f7a9b21
Revises: 4230ad575769
"""

import sqlalchemy as sa
from alembic import op

revision = "5c1e0f7a9b21"
down_revision = "4230ad575769"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_successor",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "unit_id <> successor_id", name=op.f("ck_unit_successor_not_its_own_successor")
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_successor_id_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_successor_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("unit_id", "successor_id", name=op.f("pk_unit_successor")),
    )


def downgrade() -> None:
    op.drop_table("unit_successor")
