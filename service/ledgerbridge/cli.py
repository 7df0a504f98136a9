"""The commands. ``ledgerbridge COMMAND --help`` says what each takes; settings come from the environment."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence

from . import __version__


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["sandbox"]:  # a program of its own, with its own options
        from exact_sandbox.__main__ import main as sandbox

        return sandbox(arguments[1:]) or 0
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    return run(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ledgerbridge", description="WooCommerce orders into Exact Online: every order, once, to the cent."
    )
    parser.add_argument("--version", action="version", version=f"ledgerbridge {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=words, description=words)
        made.set_defaults(run=run)
        return made

    web = command("web", _web, "Take messages from shops and answer their screens (gunicorn).")
    web.add_argument("--bind", default="127.0.0.1:8000", help="HOST:PORT (default %(default)s)")
    web.add_argument("--workers", type=int, default=2, help="processes (default %(default)s)")
    web.add_argument("--access-log", default="", help="file for one line a request; - for the terminal")
    command("worker", _worker, "Do the Exact work (an RQ worker; start as many as there are busy shops).")
    command("clock", _clock, "Ring for everything that is due (RQ's cron; one is enough, two do no harm).")
    command("migrate", _migrate, "Bring the database to the newest form of its tables.")
    command("key", _key, "Make a key for LEDGERBRIDGE_KEYS.")
    command("rotate-keys", _rotate, "Seal everything with the first of LEDGERBRIDGE_KEYS, so that the others can go.")
    command("pair", _pair, "Make a one-time code that lets one shop in (10 minutes).")
    command("doctor", _doctor, "Check settings, database, Redis and the shops' connections.")
    sandbox = command("sandbox", lambda _: 0, "Start the stand-in for Exact Online (see sandbox --help).")
    sandbox.add_argument("--port", type=int)
    demo = command("demo", _demo, "Send real WooCommerce orders through the whole path and show the books.")
    demo.add_argument("--samples", default="", help="folder of order files (default: those that come along)")
    demo.add_argument("--style", choices=["order", "invoice", "entry", "all"], default="all")
    demo.add_argument("--exact-url", default="", help="an Exact to use (default: the sandbox, started here)")
    demo.add_argument("--json", default="", metavar="FILE", help="write the outcome per case to FILE")
    demo.add_argument("--keep", action="store_true", help="stay up afterwards, with the pages to look at")
    return parser


def _web(options: argparse.Namespace) -> int:
    """Become gunicorn. Workers are replaced now and then; requests in progress get 30 s to end."""
    arguments = [
        sys.executable, "-m", "gunicorn", "ledgerbridge.app:from_env()",
        "--bind", options.bind, "--workers", str(options.workers), "--timeout", "30", "--graceful-timeout", "30",
        "--max-requests", "20000", "--max-requests-jitter", "2000", "--no-control-socket",
    ]  # fmt: skip
    if options.access_log:
        arguments += ["--access-logfile", options.access_log]
    os.execv(sys.executable, arguments)  # noqa: S606


def _worker(_: argparse.Namespace) -> int:
    from . import processes

    return processes.worker()


def _clock(_: argparse.Namespace) -> int:
    from . import processes

    return processes.clock()


def _migrate(_: argparse.Namespace) -> int:
    from .config import Config
    from .state import migrate
    from .state.db import Database

    db = Database(Config.from_env().database_url)
    migrate.upgrade(db)
    print(f"The database is at revision {migrate.current(db)}.")
    return 0


def _key(_: argparse.Namespace) -> int:
    from cryptography.fernet import Fernet

    print(Fernet.generate_key().decode())
    return 0


def _rotate(_: argparse.Namespace) -> int:
    from . import tools
    from .config import Config
    from .exact import tokens
    from .state import rotation

    config = Config.from_env()
    made = tools.build(config)
    found = rotation.rotate(made.db, made.vault)
    spool = config.token_spool or tokens.spool_folder(made.db)
    found[f"files in {spool}"] = rotation.Rotated(*tokens.reseal_spool(spool, made.vault))
    for name, count in found.items():
        print(f"{name:32} {count.current} were current, {count.resealed} sealed anew, {count.lost} no key opens")
    lost = sum(count.lost for count in found.values())
    print("An old key may go now." if not lost else "Keep the old keys: some rows need a key that is not here.")
    return 1 if lost else 0


def _pair(_: argparse.Namespace) -> int:
    from . import tools
    from .config import Config
    from .shop import pairing

    config = Config.from_env()
    made = tools.build(config)
    print(f"Service URL   {config.url}")
    print(f"Pairing code  {pairing.make_code(made.db, made.clock)}")
    print("Type both in WP admin → WooCommerce → Settings → Exact Online. The code works once, for 10 minutes.")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from . import doctor

    return doctor.run()


def _demo(options: argparse.Namespace) -> int:
    from .demo import run

    return run.main(options)


if __name__ == "__main__":
    sys.exit(main())
