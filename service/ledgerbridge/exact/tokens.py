"""The chain of tokens of one consent: one row, one refresher, nothing used before it is stored.

Every refresh token works once; a second use, or a lost answer, ends the chain and only a person can start a
new one (facts §1). So the row says who may refresh: a claim, taken by compare-and-set on the generation of the
pair and committed before the request leaves. A row lock held over HTTP would do the same on PostgreSQL only: on
SQLite it would stop every writer for seconds, and on both a paused process would hold it without end. A claim
needs no open transaction, works the same on both, and runs out by itself.

It runs out 571 s after it was taken, which is also the first moment at which the old refresh token may be
tried again when the answer was lost: had Exact given a new pair then, an earlier try would only be refused as
too early. A process that was paused with an answer in hand and wakes up later stores it, if no newer pair came.

Before the commit the answer is put, sealed, into a spool file and synced to the disk; whoever needs a token
next takes it from there when the commit failed or the process died. The file goes when the commit stands.
"""

from __future__ import annotations

import logging
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import or_, update
from sqlalchemy.exc import SQLAlchemyError

from ..errors import Problem, Temporary
from ..state.db import Database
from ..state.models import Connection
from ..state.vault import Sealed, Vault
from .assumptions import REFRESH_AFTER

logger = logging.getLogger(__name__)

CALL_TIME = timedelta(seconds=10)  # a token must live this long when a call starts


@dataclass(frozen=True)
class Pair:
    """What the token endpoint gave. Age counts from the answer (later: never too early), life from the request
    (earlier: never too late)."""

    access: str
    refresh: str
    asked_at: datetime
    came_at: datetime
    life: timedelta

    def sealable(self) -> dict[str, str | float]:
        return {
            "access": self.access,
            "refresh": self.refresh,
            "asked_at": self.asked_at.isoformat(),
            "came_at": self.came_at.isoformat(),
            "life": self.life.total_seconds(),
        }

    @classmethod
    def from_sealed(cls, content: dict[str, Any]) -> Pair:
        return cls(
            content["access"],
            content["refresh"],
            datetime.fromisoformat(content["asked_at"]),
            datetime.fromisoformat(content["came_at"]),
            timedelta(seconds=content["life"]),
        )


@dataclass(frozen=True)
class Row:
    """The connection's row at one moment."""

    base_url: str
    client: dict[str, str] | None  # the shop's own app: {"id", "secret"}; None: the host's
    access: str
    refresh: str
    generation: int
    refreshed_at: datetime
    expires_at: datetime
    claimed_at: datetime | None
    state: str

    @property
    def due_at(self) -> datetime:
        """From this moment Exact gives a new pair."""
        return self.refreshed_at + REFRESH_AFTER

    def lives(self, now: datetime) -> bool:
        return now + CALL_TIME <= self.expires_at


class Chain:
    """The tokens of one shop. Every change is one short transaction on the generation it was read at."""

    def __init__(self, shop_id: str, db: Database, vault: Vault, spool: Path | None = None) -> None:
        self._shop_id, self._db, self._vault = shop_id, db, vault
        self._spool = spool or spool_folder(db)

    def read(self) -> Row | None:
        """The row, or None when there never was a consent."""
        with self._db.read() as session:
            row = session.get(Connection, self._shop_id)
        if row is None or row.tokens is None or row.refreshed_at is None or row.expires_at is None:
            return None
        pair = self._vault.open(self._shop_id, row.tokens)
        return Row(
            row.base_url,
            None if row.client is None else self._vault.open(self._shop_id, row.client),
            pair["access"],
            pair["refresh"],
            row.generation,
            row.refreshed_at,
            row.expires_at,
            row.refresh_started_at,
            row.state,
        )

    def claim(self, row: Row, now: datetime) -> bool:
        """The right to refresh this generation, committed. False when another process has it."""
        free = or_(Connection.refresh_started_at.is_(None), Connection.refresh_started_at <= now - REFRESH_AFTER)
        return self._change(row, free, refresh_started_at=now)

    def release(self, row: Row) -> None:
        """Give the claim back: nothing left this machine."""
        self._change(row, refresh_started_at=None)

    def not_before(self, row: Row, moment: datetime) -> None:
        """Keep the claim until then; nobody tries earlier."""
        self._change(row, refresh_started_at=moment - REFRESH_AFTER)

    def expire(self, row: Row, now: datetime) -> None:
        """Exact refused the access token before its time: nobody uses it again."""
        self._change(row, Connection.expires_at > now, expires_at=now)

    def lose(self, row: Row, problem: Problem) -> bool:
        """The chain is dead: why, for the screens. False when a newer pair came meanwhile."""
        return self._change(row, state="consent_lost", problem=problem.as_dict())

    def keep(self, row: Row, pair: Pair) -> None:
        """Store a new pair for good; first on the disk beside the database, then in it.
        Raises Temporary when the commit failed: the pair waits in the spool and may not be used yet."""
        self._put_aside(row, pair)
        self._commit(row, pair)
        self._clear(row)

    def recover(self, row: Row) -> bool:
        """Store the pair that an earlier process left in the spool, if there is one for this generation."""
        try:
            content = self._vault.open(self._shop_id, self._file(row).read_bytes())
        except FileNotFoundError:
            return False
        except (OSError, Sealed):
            logger.error("The spool holds tokens that cannot be opened", extra={"shop": self._shop_id})
            return False
        self._commit(row, Pair.from_sealed(content))
        self._clear(row)
        logger.warning("Tokens were recovered from the spool", extra={"shop": self._shop_id})
        return True

    def _commit(self, row: Row, pair: Pair) -> None:
        """A newer generation in the row (another consent) wins: then this pair belongs to a dead chain.
        Raises Temporary when the database refuses; the spool still has the pair."""
        sealed = self._vault.seal(self._shop_id, {"access": pair.access, "refresh": pair.refresh})
        revived = {"problem": None} if row.state == "consent_lost" else {}  # other problems a token does not mend
        try:
            stored = self._change(
                row,
                tokens=sealed,
                generation=row.generation + 1,
                refreshed_at=pair.came_at,
                expires_at=pair.asked_at + pair.life,
                refresh_started_at=None,
                state="connected",
                **revived,
            )
        except SQLAlchemyError as why:
            logger.error("New tokens could not be stored; they wait in the spool", extra={"shop": self._shop_id})
            raise Temporary("The new token for Exact could not be stored; it is kept aside.") from why
        if not stored and not self._holds(pair):
            logger.warning("A newer consent made a token pair void", extra={"shop": self._shop_id})

    def _holds(self, pair: Pair) -> bool:
        """Did another process store this very pair, from the spool?"""
        row = self.read()
        return row is not None and row.refresh == pair.refresh

    def _change(self, row: Row, *conditions: Any, **values: Any) -> bool:
        """Compare and set on the generation."""
        with self._db.write() as session:
            done = session.execute(
                update(Connection)
                .where(Connection.shop_id == self._shop_id, Connection.generation == row.generation, *conditions)
                .values(**values)
            )
        return done.rowcount == 1  # type: ignore[attr-defined, no-any-return]

    def _file(self, row: Row) -> Path:
        return self._spool / f"{quote(self._shop_id, safe='')}.{row.generation}.sealed"

    def _clear(self, row: Row) -> None:
        """A file that stays does no harm: its generation is over."""
        with suppress(OSError):
            self._file(row).unlink(missing_ok=True)

    def _put_aside(self, row: Row, pair: Pair) -> None:
        """Sealed, synced, under its name in one step. A disk that refuses does not stop the commit."""
        sealed = self._vault.seal(self._shop_id, pair.sealable())
        draft = self._spool / f".{uuid.uuid4().hex}"
        try:
            self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
            _write_synced(draft, sealed)
            draft.rename(self._file(row))
            _sync_folder(self._spool)
        except OSError:
            logger.warning("The token spool cannot be written", extra={"shop": self._shop_id})


def spool_folder(db: Database) -> Path:
    """Beside an SQLite file; otherwise in the working directory's ``var``."""
    name = db.engine.url.database
    beside = Path(name).parent if db.is_sqlite and name and name != ":memory:" else Path("var")
    return beside / "token-spool"


def reseal_spool(folder: Path, vault: Vault) -> tuple[int, int, int]:
    """For key rotation: how many files were sealed with the first key, were sealed anew, and no key here opens. One
    that its owner clears meanwhile may come back; its generation is over then, so nobody reads it."""
    current = resealed = lost = 0
    for path in sorted(folder.glob("*.sealed")):
        try:
            sealed = path.read_bytes()
            if vault.is_current(sealed):
                current += 1
                continue
            draft = folder / f".{uuid.uuid4().hex}"
            _write_synced(draft, vault.reseal(sealed))
            draft.rename(path)
            resealed += 1
        except FileNotFoundError:
            continue
        except Sealed:
            lost += 1
    return current, resealed, lost


def _write_synced(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, content)
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
