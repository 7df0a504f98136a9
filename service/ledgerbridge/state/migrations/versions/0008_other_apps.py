"""what other apps take of a minute's calls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.add_column(sa.Column("alone_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("others_seen", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("others_most", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("budget", schema=None) as batch_op:
        batch_op.drop_column("others_most")
        batch_op.drop_column("alone_until")
        batch_op.drop_column("others_seen")
