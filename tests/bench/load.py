"""A small load generator: requests made beforehand, sent over plain sockets by a few threads of its own process.

Run as ``python -m tests.bench.load HOST PORT FILE CONNECTIONS``; FILE holds length-prefixed raw requests.
Prints seconds and the count of 202 answers as JSON. Only ever pointed at this machine.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from collections import Counter
from pathlib import Path


def requests_in(path: Path) -> list[bytes]:
    raw, found, at = path.read_bytes(), [], 0
    while at < len(raw):
        (length,) = struct.unpack_from(">I", raw, at)
        found.append(raw[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def pack(requests: list[bytes]) -> bytes:
    return b"".join(struct.pack(">I", len(request)) + request for request in requests)


def send(host: str, port: int, request: bytes) -> bytes:
    with socket.create_connection((host, port), 30) as line:
        line.sendall(request)
        return line.recv(4096)[9:12]


def fire(host: str, port: int, requests: list[bytes], connections: int) -> tuple[float, Counter[bytes]]:
    """Seconds for all, and the statuses."""
    waiting, statuses, lock = iter(requests), Counter[bytes](), threading.Lock()

    def work() -> None:
        mine: Counter[bytes] = Counter()
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                break
            mine[send(host, port, request)] += 1
        with lock:
            statuses.update(mine)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, statuses


if __name__ == "__main__":
    host, port, file, connections = sys.argv[1:]
    assert host == "127.0.0.1"
    seconds, statuses = fire(host, int(port), requests_in(Path(file)), int(connections))
    taken = statuses[b"202"]
    print(json.dumps({"seconds": seconds, "accepted": taken, "other": sum(statuses.values()) - taken}))
