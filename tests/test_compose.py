"""docker-compose.yml keeps the promises that docs/try-it.md and the design make of it."""

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from ledgerbridge import config, queue

ROOT = Path(__file__).parents[1]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
OURS = [name for name, service in SERVICES.items() if service.get("image") == "ledgerbridge:dev"]
LASTING = [name for name, service in SERVICES.items() if service.get("restart") == "unless-stopped"]


@pytest.mark.parametrize("name", OURS)
def test_only_settings_the_service_knows_are_set(name: str) -> None:
    known = set(config.VARIABLES) | {f"{variable}_FILE" for variable in config.VARIABLES}
    assert set(SERVICES[name]["environment"]) <= known


@pytest.mark.parametrize("name", [name for name in LASTING if name not in ("here", "crontab")])
def test_every_server_says_whether_it_is_well(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_a_worker_has_longer_to_stop_than_its_longest_job() -> None:
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > queue.JOB_TIMEOUT


def test_the_shop_cannot_write_to_the_plugin() -> None:
    mounts = [mount for mount in SERVICES["wordpress"]["volumes"] if mount.startswith("./")]
    assert [mount for mount in mounts if "plugins/ledgerbridge" in mount]
    assert all(mount.endswith(":ro") for mount in mounts)


def test_whoever_needs_a_token_finds_what_another_left_in_the_spool() -> None:
    for name in ("web", "worker", "clock"):
        spool = SERVICES[name]["environment"]["TOKEN_SPOOL"]
        assert [mount for mount in SERVICES[name]["volumes"] if mount == f"token-spool:{spool}"]


def test_redis_writes_down_what_it_holds() -> None:
    assert "--appendonly yes" in " ".join(SERVICES["redis"]["command"])


def test_nothing_is_reachable_from_other_machines() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert published
    assert all(str(port).startswith("127.0.0.1:") for port in published)


def test_the_image_does_not_run_as_root() -> None:
    lines = (ROOT / "service" / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER ")] == ["USER ledgerbridge"]


@pytest.mark.server
def test_compose_itself_understands_the_file() -> None:
    if not shutil.which("docker") or subprocess.run(["docker", "compose", "version"], capture_output=True).returncode:
        pytest.skip("skipped: no docker compose")
    done = subprocess.run(["docker", "compose", "config", "--services"], cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    assert set(done.stdout.split()) == set(SERVICES)
