"""what lies in Exact's warehouses, and what of it the shop was told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None
MOMENT = sa.DateTime(timezone=True)
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stocked", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "stock_position",
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", BIG, nullable=False),
        sa.Column("exact_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("warehouse", sa.String(length=20), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("shop_id", "division", "exact_id"),
    )
    op.create_index("stock_position_code", "stock_position", ["shop_id", "division", "code"])
    op.create_table(
        "stock_item",
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", BIG, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("base", sa.String(length=24), server_default="", nullable=False),
        sa.Column("ours", sa.String(length=24), server_default="0", nullable=False),
        sa.Column("changes", BIG, server_default="0", nullable=False),
        sa.Column("change_id", sa.String(length=40), server_default="", nullable=False),
        sa.Column("delta", sa.String(length=24), server_default="", nullable=False),
        sa.Column("quantity", sa.String(length=24), server_default="", nullable=False),
        sa.Column("problem", sa.String(length=24), server_default="", nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("shop_id", "division", "code"),
    )
    op.create_index("stock_item_due", "stock_item", ["shop_id", "due_at"])


def downgrade() -> None:
    op.drop_table("stock_item")
    op.drop_table("stock_position")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_column("stocked")
