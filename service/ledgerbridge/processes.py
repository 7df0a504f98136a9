"""The two long-running processes besides the web: the worker and the clock, on RQ's own worker and cron.

Both outlive Redis: when it is away they wait and go on when it is back. One queue per worker, since a worker
that listens on two can lose a job without a trace (facts/reliability 1.2).
"""

from __future__ import annotations

import logging
import signal
import time
from types import FrameType
from typing import NoReturn

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue, Worker
from rq.cron import CronJob, CronScheduler
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.exc import SQLAlchemyError

from . import flows, jobs, log, queue, tools
from .config import Config
from .status import alive

logger = logging.getLogger(__name__)

WAIT_FOR_REDIS = 2  # seconds between tries
WORKER_TTL = 60  # a dead worker's job is found after this; RQ's 420 would leave it for minutes
MAINTENANCE = 30


def worker() -> int:
    """Work until told to stop. A first SIGTERM lets the current job end."""
    config = _start()
    _say_hello(config)
    while True:
        _wait_for_redis(config)
        connection = queue.redis(config, patience=None)
        made = _Worker(
            [queue.queue(config, connection)],
            connection=connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL,
            maintenance_interval=MAINTENANCE,
        )
        try:
            made.work(with_scheduler=True, logging_level=config.log_level)
        except (RedisError, OSError) as why:
            logger.warning("Redis went away (%s)", type(why).__name__)
        if made.told_to_stop:
            return 0
        logger.warning("The worker ended without being told to; it starts again")


def clock() -> int:
    """Ring what is due, until told to stop."""
    config = _start()
    while True:
        _wait_for_redis(config)
        cron = _Clock(connection=queue.redis(config, patience=None), logging_level=config.log_level)
        cron.get_jobs().extend(_Tick.of(name, seconds, config) for name, seconds in flows.CLOCK.items())
        try:
            cron.start()
        except (RedisError, OSError) as why:
            logger.warning("Redis went away (%s)", type(why).__name__)
        if cron.told_to_stop:
            return 0
        logger.warning("The clock ended without being told to; it starts again")


class _Worker(Worker):
    """RQ's worker ends itself, quietly, when Redis dies at a bad moment (seen in tests/chaos/test_dead_redis): so
    it is remembered whether anybody told it to."""

    told_to_stop = False
    max_connection_wait_time = 5.0  # seconds between two looks for a Redis that is away; RQ's 60 is a long time

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        super().request_stop(signum, frame)


class _Clock(CronScheduler):
    """RQ's cron, that remembers whether it was told to stop."""

    told_to_stop = False

    def _request_stop(self, signum: int, frame: FrameType | None) -> None:
        self.told_to_stop = True
        super()._request_stop(signum, frame)


class _Tick(CronJob):
    """RQ's cron job, but put on the queue as JSON: RQ's own way pickles, and our workers refuse pickles.

    A tick that no worker took within its interval is dropped: the next one does the same work.
    """

    @classmethod
    def of(cls, name: str, seconds: int, config: Config) -> _Tick:
        return cls(
            config.queue, func=jobs.tick, args=(name,), interval=seconds, ttl=max(seconds, 30), result_ttl=0, name=name
        )

    def enqueue(self, connection: Redis) -> Job:
        waiting = Queue(self.queue_name, connection=connection, serializer=JSONSerializer)
        return waiting.enqueue(jobs.tick, *self.args, **self.job_options)


def _start() -> Config:
    config = Config.from_env()
    log.set_up(config.log_level)
    return config


def _say_hello(config: Config) -> None:
    """A first sign of life, so that ``doctor`` and /health know the worker before its first job."""
    made = tools.build(config)
    try:
        alive.beat(made, "worker")
    except SQLAlchemyError as why:
        logger.warning("No sign of life could be stored (%s); is the database migrated?", type(why).__name__)
    finally:
        made.db.close()


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Before RQ's own handlers are in place: nothing is under way, so leave."""
    raise SystemExit(0)


def _wait_for_redis(config: Config) -> None:
    """Until Redis answers; a signal ends the wait (RQ's handlers of an earlier round are replaced)."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    while True:
        try:
            queue.redis(config).ping()
            return
        except (RedisError, OSError):
            time.sleep(WAIT_FOR_REDIS)
