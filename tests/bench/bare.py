"""The yardstick for the inbox: the least a Flask door can do that still keeps what it is sent.

Same gunicorn, same database and pragmas, same body; no signature, no check, no order row, no bell.
"""

from __future__ import annotations

import os

from flask import Flask, request
from sqlalchemy import text

from ledgerbridge.state.db import Database


def from_env() -> Flask:
    app = Flask("bare")
    db = Database(os.environ["DATABASE_URL"])

    @app.post("/v1/messages")
    def take() -> tuple[dict[str, str], int]:
        with db.write() as session:
            session.execute(text("INSERT INTO bare (body) VALUES (:body)"), {"body": request.get_data()})
        return {"status": "accepted"}, 202

    return app
