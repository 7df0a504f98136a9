"""goods that left Exact's warehouse; orders that the shop completed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", BIG, autoincrement=False, nullable=False),
        sa.Column("exact_id", sa.String(length=36), nullable=False),
        sa.Column("order_id", BIG, autoincrement=False, nullable=False),
        sa.Column("on", sa.String(length=10), nullable=False),
        sa.Column("tracking", sa.String(length=200), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("shop_id", "division", "exact_id", "order_id"),
    )
    op.create_index("delivery_order", "delivery", ["shop_id", "order_id"])
    op.create_index("delivery_told", "delivery", ["told", "shop_id"])
    op.add_column("shop_order", sa.Column("completed_on", sa.String(length=10), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("shop_order", "completed_on")
    op.drop_table("delivery")
