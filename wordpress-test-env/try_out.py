"""``make shop``: a real shop with the plugin, the service and the Exact sandbox on this machine, until Ctrl-C.

Starts afresh each time, in ``.run/shop``; the output of every process is kept there in files.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import copies
import requests

from ledgerbridge.demo import consent
from ledgerbridge.demo.group import DidNotStart, free_port
from ledgerbridge.demo.stack import Stack
from shop import PhpFailed, Shop

ROOT = Path(__file__).parents[1]
STAND_IN = ROOT / "tests" / "php" / "stand-in"
PORTS = {"shop": 8080, "service": 8000, "sandbox": 8400}  # where free; else any
QUEUE_EVERY = 3  # seconds between runs of the shop's queue; a real host's crontab has 60


def main(arguments: Sequence[str]) -> int:
    """0 after Ctrl-C; 2 when WordPress or WooCommerce is not to be had; 1 when something did not start."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    folder = Path(options.folder).resolve()
    try:
        _empty(folder)
        run(folder, options)
    except copies.NoCopy as why:
        print(
            f"{why}\nOr look at the screens without a real WooCommerce: make shop OPTIONS=--stand-in", file=sys.stderr
        )
        return 2
    except (DidNotStart, PhpFailed, consent.NoConsent) as why:
        print(f"{why}\nThe output of every process is in {folder}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make shop", description=__doc__.splitlines()[0])
    parser.add_argument("--folder", default=str(ROOT / ".run" / "shop"), help="emptied first (default: %(default)s)")
    parser.add_argument("--posts", action="store_true", help="keep orders as posts, as shops of before 2023 do")
    parser.add_argument("--connected", choices=["order", "invoice", "entry"], metavar="STYLE",
                        help="also connect the sandbox and book as order, invoice or entry")  # fmt: skip
    parser.add_argument("--locale", default="", help="language of the admin, e.g. nl_NL (default: English)")
    parser.add_argument("--stand-in", action="store_true", help="a small stand-in for WooCommerce; no checkout")
    return parser


def run(folder: Path, options: argparse.Namespace) -> None:
    """Start everything, pair, tell where it is, and stay. Whatever happens, everything is stopped at the end."""
    shop = Shop(
        folder / "wordpress",
        storage="posts" if options.posts else "hpos",
        woocommerce=STAND_IN if options.stand_in else None,
        locale=options.locale,
        port=_port("shop"),
    )
    print("Starting the service, the sandbox and the shop …", flush=True)
    with Stack(folder / "service", port=_port("service"), sandbox_port=_port("sandbox")) as stack, shop:
        pair(shop, stack)
        if options.connected:
            connect(shop, stack, options.connected)
        shop.cron_every(QUEUE_EVERY)
        print(_where(shop, stack, options.connected or ""), flush=True)
        while all(stack.is_running(name) for name in ("web", "worker", "clock")) and shop.is_running("php"):
            time.sleep(1)
        raise DidNotStart("A process ended by itself.")


def pair(shop: Shop, stack: Stack) -> None:
    """Let the shop in, as its owner does with URL and code on the settings screen."""
    code = pairing_code(stack)
    shop.php(f"ledgerbridge()->pairing->pair('{stack.url}', '{code}');")


def pairing_code(stack: Stack) -> str:
    return next(word for word in stack.command("pair").split() if word.startswith("LB-"))


def connect(shop: Shop, stack: Stack, style: str, **values: str) -> None:
    """Connect the sandbox, take its first administration and the proposed settings, and book in this style, with
    these values of settings. Raises DidNotStart when they are refused."""
    start = "connect.start", f"array('country' => 'nl', 'return_url' => '{shop.url}/wp-admin/')"
    callback = consent.give(_desk(shop, *start)["authorize_url"], f"{stack.url}/exact/callback")
    requests.get(callback, allow_redirects=False, timeout=60).raise_for_status()
    usable = [division for division in _desk(shop, "connect.read")["divisions"] if division["usable"]]
    _desk(shop, "connect.choose", f"array('division' => {int(usable[0]['code'])})")
    version = int(_desk(shop, "settings.form")["version"])
    given = "".join(f"'{name}' => '{value}', " for name, value in {"style": style, **values}.items())
    saved = _desk(shop, "settings.save", f"array('version' => {version}, 'values' => array({given}))")
    if not saved["saved"]:
        raise DidNotStart(f"The settings of the shop are refused: {saved['errors']}")


def _desk(shop: Shop, call: str, args: str = "array()") -> dict[str, Any]:
    found: dict[str, Any] = shop.ask(f"ledgerbridge()->desk->call('{call}', {args}, 30)")
    return found


def _where(shop: Shop, stack: Stack, style: str) -> str:
    settings = f"{shop.url}/wp-admin/admin.php?page=wc-settings&tab=ledgerbridge"
    selling = [
        ("Shop", f"{shop.url}/shop/", "order something; pay with iDEAL (test)"),
        ("Shop manager", f"{shop.url}/wp-admin/", "user winkelier, password winkelier"),
    ]
    rows = [
        *(selling if shop.sells else []),
        ("WP admin", f"{shop.url}/wp-admin/", f"user {shop.user}, password {shop.password}"),
        ("Orders", shop.orders_url, "badges, Push to Exact"),
        ("Exact Online", settings, f"booking as {style}" if style else "paired; now press Connect Exact Online"),
        ("Exact sandbox", f"{stack.exact_url}/_sandbox/", "the books"),
        ("Service", f"{stack.url}/health", f"logs in {stack.folder}"),
    ]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    lines = [f"  {name:<{widths[0]}}  {url:<{widths[1]}}  {words}" for name, url, words in rows]
    return "\n".join(["", *lines, "", "Ctrl-C stops everything."])


def _empty(folder: Path) -> None:
    """Only a folder that an earlier start made is emptied."""
    mark = folder / "made-by-make-shop"
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise DidNotStart(f"{folder} holds something else; name a new folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mark.touch()


def _port(name: str) -> int:
    """The usual port where it is free, else any."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", PORTS[name]))
        except OSError:
            return free_port()
    return PORTS[name]


def _as_ctrl_c(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt
