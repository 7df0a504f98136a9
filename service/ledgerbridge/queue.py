"""The doorbell: RQ on Redis. It only says "there is work for this shop"; the work list is the database.

Redis may be slow, away or wiped at any moment: ringing never fails its caller, and the clock's sweep rings
again for everything that is due. Job arguments are a flow's name and a shop's id, as JSON; no personal data.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from datetime import datetime

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from .config import Config

log = logging.getLogger(__name__)

RUNG_FOR = 30  # seconds a ring is taken as "already rung", if no worker picks it up and clears it
BREATH = 0.02  # seconds between two rounds of rings from the doors: a rush of orders rings once a round
JOB_TIMEOUT = 300
WORK = "ledgerbridge.jobs.work"


def redis(config: Config, patience: float | None = 0.2) -> Redis:
    """A client. ``patience`` seconds per operation; None waits for ever (worker and clock)."""
    return Redis.from_url(
        config.redis_url, socket_timeout=patience, socket_connect_timeout=patience or 5, retry=None
    )


def queue(config: Config, connection: Redis) -> Queue:
    return Queue(config.queue, connection=connection, serializer=JSONSerializer, default_timeout=JOB_TIMEOUT)


def _rung(flow: str, shop_id: str) -> str:
    return f"ledgerbridge:rung:{flow}:{shop_id}"


def bell(config: Config) -> Callable[[str, str], None]:
    """``ring(flow, shop_id)`` for one process; keeps one connection."""
    connection = redis(config)
    waiting = queue(config, connection)

    def ring(flow: str, shop_id: str) -> None:
        try:
            if connection.set(_rung(flow, shop_id), 1, nx=True, ex=RUNG_FOR):
                waiting.enqueue(WORK, flow, shop_id, result_ttl=0, failure_ttl=86400)
        except (RedisError, OSError) as why:
            log.warning("Redis did not take the ring (%s); the sweep will find the work", type(why).__name__,
                        extra={"flow": flow, "shop": shop_id})

    return ring


class BellBeside:
    """The same ring, done by a thread beside the doors: a request waits neither for Redis nor for its absence, and
    rings that come while one is under way become one. A process that dies with rings in hand loses nothing: the
    sweep finds the work. Not for jobs, whose process ends without waiting for its threads.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._wanted: dict[tuple[str, str], None] = {}
        self._some = threading.Condition()
        self._process = 0

    def __call__(self, flow: str, shop_id: str) -> None:
        with self._some:
            self._wanted[flow, shop_id] = None
            if self._process != os.getpid():  # threads do not survive gunicorn's fork
                self._process = os.getpid()
                threading.Thread(target=self._keep_ringing, name="bell", daemon=True).start()
            self._some.notify()

    def _keep_ringing(self) -> None:
        ring = bell(self._config)
        while True:
            with self._some:
                while not self._wanted:
                    self._some.wait()
                now, self._wanted = self._wanted, {}
            for flow, shop_id in now:
                ring(flow, shop_id)
            time.sleep(BREATH)


def timed_bell(config: Config) -> Callable[[str, str, datetime], None]:
    """``ring_at(flow, shop_id, when)``: at a known moment (a call limit's reset). Needs a worker with the
    scheduler; the sweep comes a little later in any case."""
    waiting = queue(config, redis(config))

    def ring_at(flow: str, shop_id: str, when: datetime) -> None:
        try:
            waiting.enqueue_at(when, WORK, flow, shop_id, result_ttl=0, failure_ttl=86400)
        except (RedisError, OSError):
            log.warning("Redis did not take the timed ring", extra={"flow": flow, "shop": shop_id})

    return ring_at


def answered(config: Config, flow: str, shop_id: str) -> None:
    """A worker heard the ring: from here on a new ring is a new job."""
    try:
        redis(config).delete(_rung(flow, shop_id))
    except (RedisError, OSError):
        log.warning("Redis is away while a job runs", extra={"flow": flow, "shop": shop_id})
