"""feeds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "cursor",
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("division", BIG, nullable=False),
        sa.Column("feed", sa.String(length=40), nullable=False),
        sa.Column("at", BIG, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=True),
        sa.Column("dirty_at", MOMENT, nullable=True),
        sa.Column("pulled_at", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("rows", BIG, nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("shop_id", "division", "feed"),
    )
    op.create_table(
        "listener",
        sa.Column("shop_id", sa.String(length=32), nullable=False),
        sa.Column("path_hash", sa.String(length=64), nullable=False),
        sa.Column("path", sa.LargeBinary(), nullable=False),
        sa.Column("division", BIG, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("heard_at", MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"]),
        sa.PrimaryKeyConstraint("shop_id"),
        sa.UniqueConstraint("path_hash"),
    )


def downgrade() -> None:
    op.drop_table("listener")
    op.drop_table("cursor")
