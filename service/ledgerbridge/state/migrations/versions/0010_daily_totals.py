"""an order's share of a day knows the entry that holds it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch", sa.String(length=80), server_default="", nullable=False))
        batch_op.create_index("document_batch", ["shop_id", "division", "batch"])


def downgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("document_batch")
        batch_op.drop_column("batch")
