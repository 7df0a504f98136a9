"""a document knows the customer's VAT number it relies on, and what VIES said of it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.add_column(sa.Column("vat_number", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("vat_check", sa.JSON(), nullable=True))
        batch_op.create_index("document_vat_number", ["shop_id", "vat_number"])


def downgrade() -> None:
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("document_vat_number")
        batch_op.drop_column("vat_check")
        batch_op.drop_column("vat_number")
