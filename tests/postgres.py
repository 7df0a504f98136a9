"""A PostgreSQL server of the tests' own: a cluster in a temporary folder, on a unix socket, stopped by pid."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from pathlib import Path


class Postgres:
    def __init__(self, folder: Path) -> None:
        # The socket's path may have at most 107 bytes, and the server's user must reach it.
        self.folder = Path(tempfile.mkdtemp(prefix="lb-pg-"))

    @staticmethod
    def bin() -> Path | None:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        on_path = shutil.which("initdb")
        return found[-1].parent if found else (Path(on_path).parent if on_path else None)

    @classmethod
    def is_installed(cls) -> bool:
        return cls.bin() is not None

    def __enter__(self) -> Postgres:
        if os.geteuid() == 0:
            shutil.chown(self.folder, pwd.getpwnam("postgres").pw_uid)
        self._run("initdb", "-D", f"{self.folder}/data", "-U", "ledgerbridge", "-A", "trust", "--no-sync")
        self._run(
            "pg_ctl", "-D", f"{self.folder}/data", "-w", "-l", f"{self.folder}/log",
            "-o", f"-c listen_addresses='' -k {self.folder}", "start",
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self) -> str:
        """The URL of a new, empty database."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self._run("createdb", "-h", str(self.folder), "-U", "ledgerbridge", name)
        return f"postgresql://ledgerbridge@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: str) -> None:
        """As the user postgres when we are root: the server refuses to run as root."""
        who = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*who, f"{self.bin()}/{program}", *arguments], cwd="/", capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program} ended with {done.returncode}: {done.stderr or done.stdout}")
