"""The plugin without a shop: its pure classes, its syntax, its files."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PLUGIN = HERE.parents[1] / "wp-plugin"
SOURCES = sorted(PLUGIN.rglob("*.php"))

needs_php = pytest.mark.skipif(shutil.which("php") is None, reason="skipped: no PHP on this machine")
needs_phpunit = pytest.mark.skipif(shutil.which("phpunit") is None, reason="skipped: no phpunit on this machine")


@pytest.mark.shop
@needs_phpunit
def test_pure_classes():
    words = ["phpunit", "--no-configuration", "--bootstrap", str(HERE / "unit" / "bootstrap.php"), str(HERE / "unit")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"OK \(\d\d tests", done.stdout)


@pytest.mark.shop
@needs_php
def test_syntax_of_every_php_file():
    files = [str(path) for path in [*SOURCES, *HERE.rglob("*.php")]]
    done = subprocess.run(
        ["xargs", "-n1", "-P2", "php", "-l"],
        input="\n".join(files),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PLUGIN)))
def test_files_open_only_inside_wordpress(path):
    text = path.read_text()
    assert (
        "defined('ABSPATH') || exit;" in text
        or "defined('WP_UNINSTALL_PLUGIN') || exit;" in text
        or "languages" in path.parts
    )


def test_no_address_of_this_machine_ships():
    shipped = "\n".join(path.read_text() for path in SOURCES if "languages" not in path.parts)
    assert not re.search(r"localhost|127\.0\.0\.1|console\.log|var_dump|print_r|error_log", shipped)


def test_the_version_is_the_same_everywhere():
    main, readme = (PLUGIN / "ledgerbridge.php").read_text(), (PLUGIN / "readme.txt").read_text()
    header = re.search(r"\* Version: (\S+)", main)
    constant = re.search(r"'LEDGERBRIDGE_VERSION', '([^']+)'", main)
    stable = re.search(r"Stable tag: (\S+)", readme)
    assert header and constant and stable
    assert header[1] == constant[1] == stable[1]
    assert header[1] in (PLUGIN / "changelog.txt").read_text()


def test_every_text_is_translated_into_dutch():
    """The catalogue is complete and as new as the sources: `tests/php/languages.sh` makes it so."""
    catalogue = (PLUGIN / "languages" / "ledgerbridge-nl_NL.po").read_text()
    known = set(re.findall(r'^msgid(?:_plural)? "(.+)"$', catalogue, re.M))
    calls = r"\b(?:__|esc_html__|esc_attr__|_n)\(\s*'((?:[^'\\]|\\.)+)'"
    used = {text for path in SOURCES for text in re.findall(calls, path.read_text())}
    assert len(used) > 80
    assert used - {text.replace('\\"', '"') for text in known} == set()
    assert not re.search(r'^msgstr(\[\d\])? ""\n\n', catalogue, re.M), "a text without its translation"
