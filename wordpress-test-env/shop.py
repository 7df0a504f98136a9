"""A whole WooCommerce shop on this machine, without Docker: MariaDB, WordPress, WooCommerce, the plugin.

    with Shop(folder) as shop:
        shop.url, shop.user, shop.password, shop.login_url("/wp-admin/")
        shop.php("echo wc_get_order_count();")     # PHP inside this WordPress
        shop.cron()                                # run what is due in WP-Cron and Action Scheduler

Everything lives in ``folder`` (short paths do no harm: the database's socket has its own). As a command
(``make shop``) it also starts the service and the Exact sandbox and pairs them: see ``try_out.py``.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

sys.path.insert(0, str(Path(__file__).parent))
import copies

from ledgerbridge.demo.group import DidNotStart, Group, free_port

HERE = Path(__file__).parent
PLUGIN = HERE.parent / "wp-plugin"
OWN_NAME = "ledgerbridge"  # folder and main file of the plugin

_SETTINGS = {
    "memory_limit": "512M", "max_execution_time": "120", "display_errors": "0", "log_errors": "1",
    "variables_order": "EGPCS", "opcache.memory_consumption": "256", "opcache.max_accelerated_files": "20000",
    "opcache.revalidate_freq": "0",
}  # fmt: skip
PHP = ["php", *(f"-d{name}={value}" for name, value in _SETTINGS.items())]


class PhpFailed(RuntimeError):
    """PHP ended with an error; the text is its output."""


class Shop(Group):
    """One shop. ``woocommerce``: a plugin folder to use in its place (a stand-in); None finds a real copy.

    ``activate=False`` leaves our plugin switched off; ``storage`` chooses where WooCommerce keeps orders;
    ``durable`` makes MariaDB flush each commit to disk, as a real one does.
    Raises copies.NoCopy when WordPress or WooCommerce is not to be had.
    """

    user, password = "beheerder", "beheerder"

    def __init__(
        self,
        folder: Path,
        *,
        storage: Literal["hpos", "posts"] = "hpos",
        woocommerce: Path | None = None,
        plugin: Path = PLUGIN,
        activate: bool = True,
        locale: str = "",
        port: int = 0,
        workers: int = 8,
        durable: bool = False,
    ) -> None:
        self.storage, self.plugin, self.activate, self.locale = storage, plugin, activate, locale
        self.durable = durable
        self.woocommerce = woocommerce or copies.woocommerce()
        self.wordpress = copies.wordpress(copies.wordpress_needed_by(self.woocommerce / "woocommerce.php"))
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        super().__init__(folder, {**os.environ, "PHP_CLI_SERVER_WORKERS": str(workers), "ORDER_STORAGE": storage})
        self.root = self.folder / "wordpress"
        self.debug_log = self.folder / "debug.log"
        self._sockets = Path(tempfile.mkdtemp(prefix="lb-"))  # a socket's path may have 107 letters at most
        self._key = secrets.token_hex(16)
        self._queue: threading.Thread | None = None
        self._over = threading.Event()

    # --- start and stop ---

    def start(self) -> None:
        """A running shop in 5 to 15 s. A folder that already holds one is started as it was left."""
        _check_tools()
        fresh = not (self.folder / "furnished").exists()
        self._start_mariadb(fresh)
        if fresh:
            self._lay_out()
        self._write_config()
        if fresh:
            self._furnish()
        self.start_php()

    def start_php(self) -> None:
        self._spawn(
            "php",
            [*PHP, "-S", f"127.0.0.1:{self.port}", "-t", str(self.root), str(HERE / "php" / "router.php")],
            cwd=self.root,
        )
        self._wait("php", lambda: _answers(f"{self.url}/wp-includes/js/wp-embed.js"))

    def stop_all(self) -> None:
        self._over.set()
        if self._queue:
            self._queue.join(30)
        if self.is_running("php"):
            os.killpg(self.pid("php"), signal.SIGINT)  # all of them: the first waits for its workers
            self.stop("php", signal.SIGINT, patience=5)
        super().stop_all()
        shutil.rmtree(self._sockets, ignore_errors=True)

    # --- what tests do with it ---

    def php(self, code: str) -> str:
        """What PHP code prints inside this WordPress (as the administrator). Raises PhpFailed."""
        return self._run("run.php", str(self.root), self.url, given=f"<?php {code}")

    def ask(self, expression: str) -> Any:
        """The value of a PHP expression, through JSON."""
        return json.loads(self.php(f"echo json_encode({expression});"))

    def cron(self) -> None:
        """Run what is due in WP-Cron and Action Scheduler, now, and wait for it."""
        with urllib.request.urlopen(f"{self.url}/wp-cron.php", timeout=120) as answer:
            answer.read()

    def cron_every(self, seconds: float) -> None:
        """What a real host's crontab does, until the shop stops."""
        self._queue = threading.Thread(target=self._run_queue, args=(seconds,), daemon=True)
        self._queue.start()

    def login_url(self, to: str = "/wp-admin/") -> str:
        """A link that signs the administrator in (this site only: its key is in its own wp-config.php)."""
        return f"{self.url}/?try-out-login={self._key}&to={to}"

    @property
    def orders_url(self) -> str:
        """The list of orders in WP admin."""
        page = "edit.php?post_type=shop_order" if self.storage == "posts" else "admin.php?page=wc-orders"
        return f"{self.url}/wp-admin/{page}"

    @property
    def sells(self) -> bool:
        """Is it a real WooCommerce, with goods and a checkout?"""
        return (self.woocommerce / "includes" / "class-wc-install.php").exists()

    def mails(self) -> list[dict[str, Any]]:
        """Every mail the shop sent."""
        kept = self.folder / "mail.jsonl"
        return [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []

    def complaints(self) -> list[str]:
        """What PHP logged since the shop was furnished: notices, warnings, errors."""
        return self.debug_log.read_text(errors="replace").splitlines() if self.debug_log.exists() else []

    # --- how it is made ---

    def _start_mariadb(self, fresh: bool) -> None:
        data, socket = self.folder / "mariadb", self._sockets / "s"
        tmp = self.folder / "mariadb-tmp"  # a server that starts empties its tmpdir: two in /tmp harm each other
        tmp.mkdir(exist_ok=True)
        own_tmp = [f"--tmpdir={tmp}"]
        if fresh:
            shutil.rmtree(data, ignore_errors=True)
            self._must(
                ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db", *own_tmp,
                 "--auth-root-authentication-method=normal", *_as_root()]
            )  # fmt: skip
        self._spawn(
            "mariadb",
            [_mariadbd(), "--no-defaults", f"--datadir={data}", f"--socket={socket}", "--skip-networking",
             f"--pid-file={self._sockets / 'pid'}", f"--innodb-flush-log-at-trx-commit={1 if self.durable else 2}",
             "--innodb-buffer-pool-size=64M", "--performance-schema=off", *own_tmp, *_as_root()],
        )  # fmt: skip
        client = ["mariadb", "--no-defaults", f"--socket={socket}", "-uroot", "-e"]
        self._wait("mariadb", lambda: _succeeds([*client, "SELECT 1"]))
        self._must([*client, "CREATE DATABASE IF NOT EXISTS shop CHARACTER SET utf8mb4"])

    def _lay_out(self) -> None:
        """The site's files: copies of WordPress and WooCommerce (a given one is only read), links to our own."""
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(
            self.wordpress, self.root, ignore=shutil.ignore_patterns("wp-config.php", "akismet", "hello.php")
        )
        content = self.root / "wp-content"
        shutil.copytree(HERE / "must-use", content / "mu-plugins", dirs_exist_ok=True)
        (content / "uploads").mkdir(exist_ok=True)
        shutil.rmtree(content / "plugins" / "woocommerce", ignore_errors=True)
        copies.mend_case(shutil.copytree(self.woocommerce, content / "plugins" / "woocommerce"))
        for name, place in self._plugins().items():
            (content / "plugins" / name).symlink_to(place.resolve())

    def _plugins(self) -> dict[str, Path]:
        own = {OWN_NAME: self.plugin} if (self.plugin / f"{OWN_NAME}.php").exists() else {}
        return {"test-gateways": HERE / "plugins" / "test-gateways", **own}

    def _write_config(self) -> None:
        constants: dict[str, str | bool] = {
            "DB_NAME": "shop", "DB_USER": "root", "DB_PASSWORD": "", "DB_HOST": f"localhost:{self._sockets / 's'}",
            "DB_CHARSET": "utf8mb4", "DB_COLLATE": "",
            "WP_HOME": self.url, "WP_SITEURL": self.url, "WP_ENVIRONMENT_TYPE": "local",
            "WP_DEBUG": True, "WP_DEBUG_DISPLAY": False, "WP_DEBUG_LOG": str(self.debug_log),
            "DISABLE_WP_CRON": True, "AUTOMATIC_UPDATER_DISABLED": True,
            "WP_HTTP_BLOCK_EXTERNAL": True, "WP_ACCESSIBLE_HOSTS": "127.0.0.1,localhost",
            "WP_DISABLE_FATAL_ERROR_HANDLER": True,
            "TRY_OUT_FOLDER": str(self.folder), "TRY_OUT_LOGIN": self._key,
            **{name: self._salt(name) for name in _SALTS},
        }  # fmt: skip
        lines = [f"define( '{name}', {_php_value(value)} );" for name, value in constants.items()]
        text = ["<?php", *lines, "$table_prefix = 'wp_';", "require_once __DIR__ . '/wp-settings.php';", ""]
        (self.root / "wp-config.php").write_text("\n".join(text))

    def _salt(self, name: str) -> str:
        """The same for the life of the folder, so that who is signed in stays so."""
        kept = self.folder / "salt"
        if not kept.exists():
            kept.write_text(secrets.token_hex(32))
        return name + kept.read_text()

    def _furnish(self) -> None:
        self._run("install-wordpress.php", str(self.root), self.url, self.user, self.password)
        if self.locale:
            self.php(f"update_option('WPLANG', {_php_value(self.locale)});")
        self._run("activate.php", str(self.root), self.url, "woocommerce/woocommerce.php")
        if self.sells:
            self._run("activate.php", str(self.root), self.url, "test-gateways/test-gateways.php")
            self._run("run.php", str(self.root), self.url, given=(HERE / "php" / "furnish.php").read_text())
        if self.activate and OWN_NAME in self._plugins():
            self._run("activate.php", str(self.root), self.url, f"{OWN_NAME}/{OWN_NAME}.php")
        # WooCommerce says a thing or two while it is activated from a command line (facts/environments, 8).
        if self.debug_log.exists():
            self.debug_log.rename(self.folder / "debug-while-installing.log")
        (self.folder / "furnished").touch()

    def _run_queue(self, seconds: float) -> None:
        while not self._over.wait(seconds):
            with suppress(OSError):
                self.cron()

    def _run(self, script: str, *arguments: str, given: str = "") -> str:
        done = subprocess.run(
            [*PHP, str(HERE / "php" / script), *arguments],
            input=given, capture_output=True, text=True, env=self.env, cwd=self.folder, timeout=300, check=False,
        )  # fmt: skip
        if done.returncode:
            said = "\n".join([(done.stdout + done.stderr)[-1500:], *self.complaints()[-20:]])
            raise PhpFailed(f"{script} ended with {done.returncode}:\n{said}")
        return done.stdout

    def _must(self, words: Sequence[str]) -> None:
        done = subprocess.run(words, capture_output=True, text=True, env=self.env, check=False)
        if done.returncode:
            raise DidNotStart(f"{words[0]} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-2000:]}")


_SALTS = (
    "AUTH_KEY", "SECURE_AUTH_KEY", "LOGGED_IN_KEY", "NONCE_KEY",
    "AUTH_SALT", "SECURE_AUTH_SALT", "LOGGED_IN_SALT", "NONCE_SALT",
)  # fmt: skip


def _check_tools() -> None:
    """Raises DidNotStart that names what has to be installed."""
    needs = {"php": "php-cli php-mysql", "mariadb-install-db": "mariadb-server", "mariadb": "mariadb-client"}
    missing = [package for tool, package in needs.items() if not shutil.which(tool)]
    if missing or not _mariadbd():
        raise DidNotStart(f"A shop needs PHP and MariaDB: apt-get install {' '.join(missing or ['mariadb-server'])}")


def _mariadbd() -> str:
    """Debian keeps it where only root looks."""
    return shutil.which("mariadbd") or shutil.which("mariadbd", path="/usr/sbin:/usr/local/sbin") or ""


def _as_root() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _php_value(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _succeeds(words: Sequence[str]) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
        return bool(answer.status == 200)
    return False


if __name__ == "__main__":
    import try_out

    sys.exit(try_out.main(sys.argv[1:]))
