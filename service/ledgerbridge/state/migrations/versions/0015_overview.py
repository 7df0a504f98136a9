"""what was booked today and every attempt, newest first, found without reading the rest"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("document_day", "document", ["shop_id", "finished_at"])
    op.create_index("attempt_newest", "attempt", ["shop_id", "id"])


def downgrade() -> None:
    op.drop_index("attempt_newest", "attempt")
    op.drop_index("document_day", "document")
