"""Every setting of the service from the environment: the only module that reads os.environ.

``.env.example`` lists each variable; a test holds the two together. A missing or silly value stops the
start with the variable's name. ``NAME_FILE`` may name a file that holds the value (secrets).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate


@dataclass(frozen=True)
class Config:
    """What the host decides. What a shop owner decides is in ``setup/settings.py``."""

    url: str  # where shops, browsers and Exact reach this service, without a trailing slash
    database_url: str
    redis_url: str
    keys: tuple[str, ...]  # Fernet keys: the first encrypts, all decrypt
    exact_url: str
    exact_client_id: str
    exact_client_secret: str
    development_shops: bool  # may shops live on http, private hosts and odd ports?
    lost_answer_quiet: timedelta  # longer than Exact's longest late commit [U]; facts/reliability 2.3
    message_max_bytes: int
    body_retention: timedelta  # how long an order's full text is kept after it was booked
    log_level: str
    exact_webhook_secret: str = ""  # of the host's app; not its client secret
    token_spool: Path | None = None  # a lasting folder in which a token answer waits for its commit
    queue: str = "ledgerbridge"
    vies_url: str = ""  # the register of VAT numbers
    silence: timedelta = timedelta(hours=4)  # how long nothing may be heard of a shop, or an order may wait

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None) -> Config:
        """Read and check the environment. Raises SystemExit that names each wrong variable."""
        try:
            found: dict[str, Any] = _Variables().load(_with_files(os.environ if environment is None else environment))
        except ValidationError as wrong:
            lines = [f"  {name}: {' '.join(map(str, said))}" for name, said in wrong.normalized_messages().items()]
            raise SystemExit("The settings in the environment cannot be used:\n" + "\n".join(lines)) from None
        return cls(
            url=found["LEDGERBRIDGE_URL"].rstrip("/"),
            database_url=found["DATABASE_URL"],
            redis_url=found["REDIS_URL"],
            keys=tuple(key.strip() for key in found["LEDGERBRIDGE_KEYS"].split(",") if key.strip()),
            exact_url=found["EXACT_URL"].rstrip("/"),
            exact_client_id=found["EXACT_CLIENT_ID"],
            exact_client_secret=found["EXACT_CLIENT_SECRET"],
            exact_webhook_secret=found["EXACT_WEBHOOK_SECRET"],
            development_shops=found["DEVELOPMENT_SHOPS"],
            lost_answer_quiet=timedelta(seconds=found["LOST_ANSWER_QUIET_SECONDS"]),
            message_max_bytes=found["MESSAGE_MAX_BYTES"],
            body_retention=timedelta(days=found["BODY_RETENTION_DAYS"]),
            log_level=found["LOG_LEVEL"],
            vies_url=found["VIES_URL"].rstrip("/"),
            silence=timedelta(hours=found["SILENCE_HOURS"]),
            token_spool=Path(found["TOKEN_SPOOL"]) if found["TOKEN_SPOOL"] else None,
        )


class _Variables(Schema):
    class Meta:
        unknown = EXCLUDE

    LEDGERBRIDGE_URL = fields.String(load_default="http://127.0.0.1:8000")
    DATABASE_URL = fields.String(load_default="sqlite:///var/ledgerbridge.sqlite3")
    REDIS_URL = fields.String(load_default="redis://127.0.0.1:6379/0")
    LEDGERBRIDGE_KEYS = fields.String(
        required=True,
        validate=validate.Length(min=44),
        error_messages={"required": "needed: make one with `ledgerbridge key`; it encrypts tokens and orders."},
    )
    EXACT_URL = fields.String(load_default="https://start.exactonline.nl")
    EXACT_CLIENT_ID = fields.String(load_default="")
    EXACT_CLIENT_SECRET = fields.String(load_default="")
    VIES_URL = fields.String(load_default="https://ec.europa.eu/taxation_customs/vies/rest-api")
    EXACT_WEBHOOK_SECRET = fields.String(load_default="")
    TOKEN_SPOOL = fields.String(load_default="")
    DEVELOPMENT_SHOPS = fields.Boolean(load_default=False)
    LOST_ANSWER_QUIET_SECONDS = fields.Integer(load_default=300, validate=validate.Range(min=0))
    MESSAGE_MAX_BYTES = fields.Integer(load_default=1024 * 1024, validate=validate.Range(min=1024))
    BODY_RETENTION_DAYS = fields.Integer(load_default=30, validate=validate.Range(min=1))
    SILENCE_HOURS = fields.Integer(load_default=4, validate=validate.Range(min=2))  # shops are heard every hour
    LOG_LEVEL = fields.String(
        load_default="INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])
    )


VARIABLES: tuple[str, ...] = tuple(_Variables().fields)


def _with_files(environment: Mapping[str, str]) -> dict[str, str]:
    """``NAME_FILE=/run/secrets/x`` stands for ``NAME=<that file's text>``; an empty value stands for none."""
    found = {name: value for name, value in environment.items() if name in VARIABLES and value != ""}
    for name in VARIABLES:
        path = environment.get(f"{name}_FILE")
        if path and name not in found:
            found[name] = Path(path).read_text().strip()
    return found
