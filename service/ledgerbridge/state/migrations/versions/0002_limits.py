"""Calls are counted per app and administration, not per shop; the background's share is counted.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What was counted so far is worth a minute, or at most a day: Exact's next answer says it again."""
    op.drop_table("budget")
    app = sa.Column("app", sa.String(length=80), primary_key=True)
    _create(
        app,
        sa.Column("others_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("background_used", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("budget")
    _create(sa.Column("shop_id", sa.String(length=32), sa.ForeignKey("shop.id"), primary_key=True))


def _create(first: sa.Column[str], *more: sa.Column[Any]) -> None:
    op.create_table(
        "budget",
        first,
        sa.Column("division", BIG, primary_key=True),
        sa.Column("minute_limit", sa.Integer(), nullable=False),
        sa.Column("minute_left", sa.Integer(), nullable=False),
        sa.Column("minute_reset", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day_limit", sa.Integer(), nullable=False),
        sa.Column("day_left", sa.Integer(), nullable=False),
        sa.Column("day_reset", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed", sa.JSON(), nullable=False),
        sa.Column("errors", sa.JSON(), nullable=False),
        *more,
    )
