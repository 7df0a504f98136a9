"""Settings from the environment: defaults, files, and refusals that name the variable."""

from pathlib import Path

import pytest

from ledgerbridge.config import VARIABLES, Config

KEY = "x" * 44
ROOT = Path(__file__).parents[1]


def test_defaults_need_only_a_key():
    config = Config.from_env({"LEDGERBRIDGE_KEYS": KEY})
    assert (config.exact_url, config.development_shops) == ("https://start.exactonline.nl", False)
    assert config.lost_answer_quiet.total_seconds() == 300


def test_start_stops_without_a_key_and_says_how_to_make_one():
    with pytest.raises(SystemExit, match=r"LEDGERBRIDGE_KEYS.*ledgerbridge key"):
        Config.from_env({})


@pytest.mark.parametrize("name, value", [("LOST_ANSWER_QUIET_SECONDS", "soon"), ("DEVELOPMENT_SHOPS", "perhaps"),
                                         ("LOG_LEVEL", "loud"), ("MESSAGE_MAX_BYTES", "1")])  # fmt: skip
def test_a_silly_value_stops_the_start_with_its_name(name, value):
    with pytest.raises(SystemExit, match=name):
        Config.from_env({"LEDGERBRIDGE_KEYS": KEY, name: value})


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text(KEY + "\n")
    assert Config.from_env({"LEDGERBRIDGE_KEYS_FILE": str(tmp_path / "key")}).keys == (KEY,)


def test_env_example_lists_every_variable():
    lines = (ROOT / ".env.example").read_text().splitlines()
    listed = {line.split("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    assert listed == set(VARIABLES)
