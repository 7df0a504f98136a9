"""receipts, settlements, and what is still open of a document"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def big() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "receipt",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", big(), nullable=False),
        sa.Column("order_id", big(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("base", sa.String(length=80), nullable=False),
        sa.Column("of", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("method", sa.String(length=100), nullable=False),
        sa.Column("transaction", sa.String(length=120), nullable=False),
        sa.Column("journal", sa.String(length=20), nullable=False),
        sa.Column("contra", sa.String(length=20), nullable=False),
        sa.Column("account", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.String(length=24), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("batch", sa.String(length=80), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "division", "key"),
    )
    with op.batch_alter_table("receipt", schema=None) as table:
        table.create_index("receipt_batch", ["shop_id", "batch"], unique=False)
        table.create_index("receipt_due", ["shop_id", "state", "due_at"], unique=False)
        table.create_index("receipt_order", ["shop_id", "order_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", big(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("journal", sa.String(length=20), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("last_day", sa.String(length=10), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "division", "digest"),
    )
    op.create_table(
        "settlement_entry",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        sa.Column("settlement_id", big(), nullable=False),
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", big(), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("entry", sa.String(length=64), nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("shop_id", "division", "provider", "entry"),
    )
    with op.batch_alter_table("settlement_entry", schema=None) as table:
        table.create_index("settlement_entry_of", ["settlement_id"], unique=False)
    with op.batch_alter_table("document", schema=None) as table:
        table.add_column(sa.Column("payment", sa.String(length=8), nullable=False, server_default=""))
        table.add_column(sa.Column("open_amount", sa.String(length=24), nullable=False, server_default=""))
        table.add_column(sa.Column("payment_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("shop_order", schema=None) as table:
        table.add_column(sa.Column("transaction_id", sa.String(length=120), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("shop_order", schema=None) as table:
        table.drop_column("transaction_id")
    with op.batch_alter_table("document", schema=None) as table:
        table.drop_column("payment_at")
        table.drop_column("open_amount")
        table.drop_column("payment")
    op.drop_table("settlement_entry")
    op.drop_table("settlement")
    op.drop_table("receipt")
