"""``python -m exact_sandbox --port N`` · ``ledgerbridge sandbox --port N``"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from .assumptions import Assumptions
from .server import SandboxConfig, SandboxServer


def main(argv: Sequence[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        assumptions = Assumptions(vat_rounding=options.vat_rounding).override(*options.assume)
    except ValueError as wrong:
        parser.error(str(wrong))
    config = SandboxConfig(
        minutely_limit=options.minutely_limit, daily_limit=options.daily_limit, language=options.language,
        assumptions=assumptions, client_id=options.client_id, client_secret=options.client_secret,
        webhook_secret=options.webhook_secret, more_apps=tuple(_app(one) for one in options.app),
        more_divisions=tuple((int(code), name) for code, name in map(_app, options.division)),
        trade=options.licence == "trade", log_file=options.log,
    )  # fmt: skip
    try:
        server = SandboxServer(config, options.port, options.host, options.data)
    except (OSError, ValueError) as wrong:
        parser.error(f"cannot start: {wrong}")
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
    parser.add_argument("--language", default="nl", help="of error texts: nl, or en for any other")
    parser.add_argument("--vat-rounding", choices=["line", "document_per_code"], default="line")
    parser.add_argument("--client-id", default="sandbox-client")
    parser.add_argument("--client-secret", default="sandbox-secret")
    parser.add_argument("--webhook-secret", default="sandbox-webhook")
    parser.add_argument("--app", action="append", default=[], metavar="ID:SECRET", help="a further app to know")
    parser.add_argument("--division", action="append", default=[], metavar="CODE:NAME", help="a further division")
    parser.add_argument("--licence", choices=["trade", "bookkeeping"], default="trade", help="of division 3000001")
    parser.add_argument("--data", type=Path, metavar="FILE", help="keep the books there over a restart")
    parser.add_argument("--log", type=Path, metavar="FILE", help="write each call there, one line of JSON")
    parser.add_argument(
        "--assume", action="append", default=[], metavar="NAME=VALUE", help="play another answer of assumptions.py"
    )
    return parser


def _app(text: str) -> tuple[str, str]:
    client_id, _, secret = text.partition(":")
    return client_id, secret


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
