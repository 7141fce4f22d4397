"""list petitions by day of receipt

Revision ID: 6f0a5b1d9c3e
Revises: 3c1f5a7be902
"""

from alembic import op

revision = "6f0a5b1d9c3e"
down_revision = "3c1f5a7be902"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index("ix_petition_received", ["received_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.drop_index("ix_petition_received")
