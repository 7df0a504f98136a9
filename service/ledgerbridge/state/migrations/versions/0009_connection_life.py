"""what is wrong with a connection, when its administration moved, what the shop was told; words not understood"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("connection", schema=None) as batch_op:
        batch_op.add_column(sa.Column("division_moved_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("problem", sa.JSON(), nullable=True))
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_alarm", sa.String(length=80), server_default="", nullable=False))
    op.create_table(
        "unexplained",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("endpoint", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unexplained")),
    )


def downgrade() -> None:
    op.drop_table("unexplained")
    with op.batch_alter_table("shop", schema=None) as batch_op:
        batch_op.drop_column("told_alarm")
    with op.batch_alter_table("connection", schema=None) as batch_op:
        batch_op.drop_column("problem")
        batch_op.drop_column("division_moved_at")
