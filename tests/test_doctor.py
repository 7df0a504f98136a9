"""The doctor's look at the place where a token answer waits for its commit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

import world
from ledgerbridge import doctor

MOUNTS = """\
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
23 22 0:21 / /run rw,nosuid shared:5 - tmpfs tmpfs rw,size=1g
24 22 0:33 / /srv/token\\040spool rw - xfs /dev/vdb rw
25 23 0:40 / /run/lasting rw - ext4 /dev/vdc rw
half a line
"""
CONTAINER = """\
1 0 0:50 / / rw,relatime master:9 - overlay overlay rw,lowerdir=/a
2 1 254:0 /volumes/x /token-spool rw - ext4 /dev/vda rw
"""


@pytest.mark.parametrize(
    "folder, mounts, kind",
    [
        ("/var/lib/x", MOUNTS, "ext4"),
        ("/run/x", MOUNTS, "tmpfs"),
        ("/running", MOUNTS, "ext4"),
        ("/run/lasting/x", MOUNTS, "ext4"),
        ("/srv/token spool", MOUNTS, "xfs"),
        ("/var/lib/ledgerbridge/var/token-spool", CONTAINER, "overlay"),
        ("/token-spool", CONTAINER, "ext4"),
        ("/anywhere", "", ""),
    ],
)
def test_the_innermost_mount_says_what_a_folder_is_kept_on(folder, mounts, kind):
    assert doctor.kept_on(Path(folder), mounts) == kind


@pytest.fixture
def here(database, clock, key, tmp_path):
    made = world.make(database, clock, key)
    return made.tools, dataclasses.replace(made.tools.config, token_spool=tmp_path / "spool")


def test_a_lasting_folder_that_can_be_written_is_fine(here, monkeypatch):
    tools, config = here
    monkeypatch.setattr(doctor, "_mounts", lambda: MOUNTS)
    fine, words = doctor._spool(config, tools)
    assert fine and "can be written" in words and config.token_spool.is_dir()


def test_a_folder_in_memory_is_not(here, monkeypatch):
    tools, config = here
    monkeypatch.setattr(doctor, "_mounts", lambda: "1 0 0:1 / / rw - tmpfs tmpfs rw")
    fine, words = doctor._spool(config, tools)
    assert not fine and "tmpfs" in words and "TOKEN_SPOOL" in words


def test_nor_is_one_that_cannot_be_made(here, tmp_path):
    tools, config = here
    (tmp_path / "file").write_text("")
    fine, words = doctor._spool(dataclasses.replace(config, token_spool=tmp_path / "file" / "x"), tools)
    assert not fine and "TOKEN_SPOOL" in words
