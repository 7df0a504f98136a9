"""A throw-away environment for each client, under .cache/strangers: never the project's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from strangers.clients import HERE, Client

CACHE = HERE.parents[1] / ".cache" / "strangers"
UNREACHABLE = (
    "NewConnectionError", "NameResolutionError", "ConnectTimeout", "ReadTimeout", "ProxyError", "Connection refused",
    "ENOTFOUND", "ECONNREFUSED", "ECONNRESET", "EAI_AGAIN", "ETIMEDOUT", "ENETUNREACH", "network request",
)  # fmt: skip


def environment(client: Client) -> Path:
    """The folder the client is installed in. Skips the test by name where the registry cannot be reached."""
    folder = CACHE / client.slug
    if (folder / ".ready").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (_pip if client.registry == "PyPI" else _npm)(client, folder)
    (folder / ".ready").touch()
    return folder


def _pip(client: Client, folder: Path) -> None:
    _run(client, [sys.executable, "-m", "venv", "--without-pip", str(folder)])
    _run(client, [
        sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install", "--quiet", "--retries", "1",
        "--timeout", "20", "--disable-pip-version-check", "--constraint", str(HERE / "pins.txt"),
        f"{client.package}=={client.version}",
    ])  # fmt: skip


def _npm(client: Client, folder: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip(f"skipped: no npm on this machine ({client.name})")
    (folder / "package.json").write_text('{"private": true}')
    _run(client, [
        "npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock",
        "--fetch-retries", "1", f"{client.package}@{client.version}",
    ])  # fmt: skip


def _run(client: Client, command: list[str]) -> None:
    known = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, capture_output=True, text=True, env=known, timeout=600)
    said = done.stdout + done.stderr
    if done.returncode and any(word in said for word in UNREACHABLE):
        pytest.skip(f"skipped: no registry ({client.name} {client.version})")
    assert done.returncode == 0, f"{client.name} was not installed:\n{said[-3000:]}"
