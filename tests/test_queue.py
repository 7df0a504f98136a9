"""The doors' bell beside the requests, on a real Redis."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledgerbridge import queue
from ledgerbridge.config import Config
from ledgerbridge.demo.stack import Stack

pytestmark = pytest.mark.server


class OnlyRedis(Stack):
    def start(self) -> None:
        self.start_redis()


def test_a_rush_rings_once_and_what_comes_after_the_worker_heard_it_rings_again(tmp_path: Path) -> None:
    with OnlyRedis(tmp_path) as stack:
        config = Config.from_env(stack.env)
        ring = queue.BellBeside(config)
        for _ in range(200):
            ring("drain", "shop-1")
        ring("report", "shop-2")
        assert _soon(lambda: _waiting(config) == [["drain", "shop-1"], ["report", "shop-2"]])

        queue.answered(config, "drain", "shop-1")
        ring("drain", "shop-1")
        assert _soon(lambda: _waiting(config).count(["drain", "shop-1"]) == 2)


def test_a_dead_redis_keeps_nobody_waiting_and_a_living_one_is_rung_again(tmp_path: Path) -> None:
    with OnlyRedis(tmp_path) as stack:
        config = Config.from_env(stack.env)
        ring = queue.BellBeside(config)
        stack.stop("redis")
        ring("drain", "shop-1")
        time.sleep(0.1)
        stack.start_redis()
        ring("drain", "shop-2")
        assert _soon(lambda: ["drain", "shop-2"] in _waiting(config))


def _waiting(config: Config) -> list[list[str]]:
    return [list(job.args) for job in queue.queue(config, queue.redis(config)).jobs]


def _soon(true: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True
