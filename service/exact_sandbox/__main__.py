"""``python -m exact_sandbox --port N`` · ``ledgerbridge sandbox --port N``"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from .assumptions import Assumptions
from .server import SandboxConfig, SandboxServer


def main(argv: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(argv)
    config = SandboxConfig(
        minutely_limit=options.minutely_limit, daily_limit=options.daily_limit, language=options.language,
        assumptions=Assumptions(vat_rounding=options.vat_rounding), client_id=options.client_id,
        client_secret=options.client_secret,
    )  # fmt: skip
    server = SandboxServer(config, options.port, options.host)
    signal.signal(signal.SIGTERM, _stop)
    print(f"Exact sandbox on {server.url} (books: {server.url}/_sandbox/)", flush=True)
    try:
        server.serve_forever()
    except (KeyboardInterrupt, SystemExit):
        pass
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="exact_sandbox", description="A stand-in for Exact Online, in memory.")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--minutely-limit", type=int, default=60, help="calls a minute per app and division")
    parser.add_argument("--daily-limit", type=int, default=5000)
    parser.add_argument("--language", choices=["nl", "en"], default="nl", help="of error texts")
    parser.add_argument("--vat-rounding", choices=["line", "document_per_code"], default="line")
    parser.add_argument("--client-id", default="sandbox-client")
    parser.add_argument("--client-secret", default="sandbox-secret")
    return parser


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
