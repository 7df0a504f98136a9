"""Where WordPress and WooCommerce come from, and what is said when they cannot be had. No network, no server."""

from __future__ import annotations

import zipfile
from pathlib import Path

import copies
import pytest
import try_out

from ledgerbridge.demo.group import DidNotStart


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch, tmp_path):
    """No copy is named, the cache is empty, and nothing can be fetched."""
    for name in ("WORDPRESS_DIR", "WORDPRESS_ZIP", "WOOCOMMERCE_DIR", "WOOCOMMERCE_ZIP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(copies, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(copies, "RELEASES", dict.fromkeys(copies.RELEASES, "http://127.0.0.1:9/release.zip"))


def a_woocommerce(folder: Path) -> Path:
    folder.mkdir()
    (folder / "woocommerce.php").write_text("<?php\n/**\n * Version: 10.0.2\n * Requires at least: 6.7\n */\n")
    return folder


def test_a_named_folder_is_taken_as_it_is(monkeypatch, tmp_path):
    monkeypatch.setenv("WOOCOMMERCE_DIR", str(a_woocommerce(tmp_path / "woo")))
    assert copies.is_named("woocommerce")
    assert copies.woocommerce() == tmp_path / "woo"


def test_a_named_zip_is_unpacked_once(monkeypatch, tmp_path):
    archive = tmp_path / "woocommerce.10.0.2.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("woocommerce/woocommerce.php", "<?php")
    monkeypatch.setenv("WOOCOMMERCE_ZIP", str(archive))
    found = copies.woocommerce()
    assert (found / "woocommerce.php").is_file()
    (found / "kept").touch()
    assert (copies.woocommerce() / "kept").exists()


def test_a_folder_with_something_else_is_named_in_the_refusal(monkeypatch, tmp_path):
    monkeypatch.setenv("WORDPRESS_DIR", str(tmp_path))
    with pytest.raises(copies.NoCopy, match=r"WORDPRESS_DIR has no wp-load\.php"):
        copies.wordpress()


def test_without_a_copy_and_without_network_it_says_what_to_name():
    with pytest.raises(copies.NoCopy, match=r"cannot be reached(.|\n)*WOOCOMMERCE_DIR.*WOOCOMMERCE_ZIP"):
        copies.woocommerce()


def test_a_wordpress_too_old_for_woocommerce_is_not_offered():
    with pytest.raises(copies.NoCopy, match=r"No WordPress 6\.7 or later"):
        copies.wordpress("6.7")


def test_the_wordpress_a_plugin_needs_is_read_from_its_header(tmp_path):
    assert copies.wordpress_needed_by(a_woocommerce(tmp_path / "woo") / "woocommerce.php") == "6.7"


def test_files_get_the_case_that_the_class_map_expects(tmp_path):
    for path in ("vendor/composer", "src/Caching"):
        (tmp_path / path).mkdir(parents=True)
    (tmp_path / "vendor/composer/jetpack_autoload_classmap.php").write_text(
        "'path' => $baseDir . '/src/Caching/WPCacheEngine.php'\n'path' => $baseDir . '/src/Caching/Other.php'"
    )
    (tmp_path / "src/Caching/WpCacheEngine.php").touch()
    copies.mend_case(tmp_path)
    assert [path.name for path in (tmp_path / "src/Caching").iterdir()] == ["WPCacheEngine.php"]


def test_make_shop_empties_no_folder_but_its_own(tmp_path):
    (tmp_path / "precious").touch()
    with pytest.raises(DidNotStart, match="holds something else"):
        try_out._empty(tmp_path)
    assert (tmp_path / "precious").exists()


def test_make_shop_starts_afresh_in_its_own_folder(tmp_path):
    folder = tmp_path / "shop"
    try_out._empty(folder)
    (folder / "left over").touch()
    try_out._empty(folder)
    assert not (folder / "left over").exists()


def test_make_shop_without_woocommerce_ends_with_2(tmp_path, capsys):
    assert try_out.main(["--folder", str(tmp_path / "shop")]) == 2
    assert "OPTIONS=--stand-in" in capsys.readouterr().err
