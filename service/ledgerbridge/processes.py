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

from . import flows, jobs, log, queue
from .config import Config

logger = logging.getLogger(__name__)

WAIT_FOR_REDIS = 2  # seconds between tries
WORKER_TTL = 60  # a dead worker's job is found after this; RQ's 420 would leave it for minutes
MAINTENANCE = 30


def worker() -> int:
    """Work until told to stop. A first SIGTERM lets the current job end."""
    config = _start()
    while True:
        _wait_for_redis(config)
        try:
            connection = queue.redis(config, patience=None)
            made = Worker(
                [queue.queue(config, connection)],
                connection=connection,
                serializer=JSONSerializer,
                worker_ttl=WORKER_TTL,
                maintenance_interval=MAINTENANCE,
            )
            made.work(with_scheduler=True, logging_level=config.log_level)
            return 0
        except (RedisError, OSError) as why:
            logger.warning("Redis went away (%s); waiting for it", type(why).__name__)


def clock() -> int:
    """Ring what is due, until told to stop."""
    config = _start()
    while True:
        _wait_for_redis(config)
        try:
            cron = CronScheduler(connection=queue.redis(config, patience=None), logging_level=config.log_level)
            cron.get_jobs().extend(_Tick.of(name, seconds, config) for name, seconds in flows.CLOCK.items())
            cron.start()
            return 0
        except (RedisError, OSError) as why:
            logger.warning("Redis went away (%s); waiting for it", type(why).__name__)


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
    signal.signal(signal.SIGTERM, _stop)
    return config


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Before RQ's own handlers are in place: nothing is under way, so leave."""
    raise SystemExit(0)


def _wait_for_redis(config: Config) -> None:
    while True:
        try:
            queue.redis(config).ping()
            return
        except (RedisError, OSError):
            time.sleep(WAIT_FOR_REDIS)
