"""The web process: doors, errors as JSON, health and metrics. Flask lives here and in the doors only."""

from __future__ import annotations

import logging
import time
from typing import Any

from flask import Flask, Response, jsonify, request
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import func, select, text
from werkzeug.exceptions import HTTPException

from . import __version__, doors, inbox, log, notices, queue, tools
from .config import Config
from .errors import Refused
from .state.models import Beat, Connection, Order, Unexplained
from .status import alive, silence

logger = logging.getLogger(__name__)

PARTS = ("worker", "clock")


def from_env() -> Flask:
    """What gunicorn calls: ``gunicorn 'ledgerbridge.app:from_env()'``."""
    config = Config.from_env()
    log.set_up(config.log_level)
    return create_app(tools.build(config, ring=queue.BellBeside(config)))


def create_app(tools: tools.Tools) -> Flask:
    """The doors of docs/contracts.md on one Flask app."""
    app = Flask("ledgerbridge")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.register_blueprint(inbox.inbox(tools))
    app.register_blueprint(doors.doors(tools))
    app.register_blueprint(notices.notices(tools))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)
    app.add_url_rule("/health", "health", lambda: _health(tools))
    app.add_url_rule("/metrics", "metrics", lambda: _metrics(tools))
    app.add_url_rule("/", "about", lambda: jsonify(service="Ledgerbridge", version=__version__))
    return app


def _refused(why: Refused) -> tuple[Response, int]:
    said: dict[str, Any] = {"code": why.code, "message": why.message, "field": why.field, "do": why.do}
    if why.code == "clock_skew":
        said["now"] = int(time.time())
    return jsonify(error=said), why.status


def _http_error(why: HTTPException) -> tuple[Response, int]:
    said = {"code": why.name.lower().replace(" ", "_"), "message": str(why.description), "field": "", "do": ""}
    return jsonify(error=said), why.code or 500


def _bug(why: Exception) -> tuple[Response, int]:
    logger.exception("A request failed inside the service: %s", request.path)
    said = {
        "code": "internal_error",
        "message": "Something failed inside the service. Nothing was lost: the shop sends it again by itself.",
        "field": "",
        "do": "If it stays, ask the host to look in the service's log.",
    }
    return jsonify(error=said), 500


def _health(tools: tools.Tools) -> tuple[Response, int]:
    """200 when messages can be taken. Redis, worker and clock are told (``working``: they do their turns), but their
    absence loses nothing."""
    now = tools.clock.now()
    with tools.db.read() as session:
        session.execute(text("SELECT 1"))
        seen = session.scalars(select(Beat).where(Beat.name.in_(PARTS)))
        beats = {beat.name: round((now - beat.at).total_seconds()) for beat in seen}
        oldest = session.scalar(select(func.min(Order.due_at)).where(Order.due_at <= now))
        working = alive.look(session, now, alive.NEVER).still_since is None
    try:
        redis = bool(queue.redis(tools.config).ping())
    except Exception:
        redis = False
    waiting = round((now - oldest).total_seconds()) if oldest else 0
    return jsonify(
        status="ok", version=__version__, redis=redis, working=working, seconds_since_beat=beats,
        oldest_due_seconds=waiting,
    ), 200


def _metrics(tools: tools.Tools) -> Response:
    """Gauges read from the database at the moment of asking (nothing to keep in step between processes)."""
    registry = CollectorRegistry()
    now = tools.clock.now()
    orders = Gauge("ledgerbridge_orders", "Orders by state", ["state"], registry=registry)
    oldest = Gauge("ledgerbridge_oldest_due_seconds", "Age of the oldest due order", registry=registry)
    lost = Gauge("ledgerbridge_consent_lost", "Shops whose consent at Exact is gone", registry=registry)
    unexplained = Gauge(
        "ledgerbridge_unexplained_refusals", "Refusals of Exact that are passed on verbatim", registry=registry
    )
    silent = Gauge(
        "ledgerbridge_shops_silent", "Shops that are not heard, or whose orders do not move", registry=registry
    )
    with tools.db.read() as session:
        silent.set(len(silence.shops(session, now, tools.config.silence)))
        unexplained.set(session.scalar(select(func.sum(Unexplained.count))) or 0)
        for state, count in session.execute(select(Order.state, func.count()).group_by(Order.state)):
            orders.labels(state).set(count)
        due = session.scalar(select(func.min(Order.due_at)).where(Order.due_at <= now))
        oldest.set((now - due).total_seconds() if due else 0)
        lost.set(
            session.scalar(select(func.count()).select_from(Connection).where(Connection.state == "consent_lost"))
            or 0
        )
    return Response(generate_latest(registry), mimetype="text/plain; version=0.0.4")
