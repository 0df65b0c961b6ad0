"""Settings are read once, typed, and a wrong one names its variable."""

from pathlib import Path

import pytest

from common.config import ConfigError, Environment, read_config

COMPLETE = {
    "DONDOC_DATABASE_URL": "postgresql+psycopg://tasks@db/tasks",
    "DONDOC_BROKER_URL": "amqp://tasks@broker//",
    "DONDOC_TOKEN_PUBLIC_KEY": "a key",
    "DONDOC_CURSOR_SECRET": "a secret",
}


def test_password_file_is_put_into_the_url(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("p@ss/word\n")
    values = COMPLETE | {"DONDOC_DATABASE_PASSWORD_FILE": str(tmp_path / "password")}
    config = read_config("tasks", Environment(values))
    assert config.database_url == "postgresql+psycopg://tasks:p%40ss%2Fword@db/tasks"


def test_virtual_host_of_a_broker_stays_escaped() -> None:
    values = COMPLETE | {
        "DONDOC_BROKER_URL": "amqp://tasks@broker/%2Fwork",
        "DONDOC_BROKER_PASSWORD": "x",
    }
    assert read_config("tasks", Environment(values)).broker_url == "amqp://tasks:x@broker/%2Fwork"


def test_password_without_a_user_is_refused() -> None:
    values = COMPLETE | {"DONDOC_BROKER_URL": "amqp://broker", "DONDOC_BROKER_PASSWORD": "x"}
    with pytest.raises(ConfigError, match="DONDOC_BROKER_URL"):
        read_config("tasks", Environment(values))


@pytest.mark.parametrize("missing", sorted(COMPLETE))
def test_missing_setting_is_named(missing: str) -> None:
    values = {name: value for name, value in COMPLETE.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        read_config("tasks", Environment(values))


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_port_out_of_range_is_refused(port: str) -> None:
    with pytest.raises(ConfigError, match="DONDOC_PORT"):
        read_config("tasks", Environment(COMPLETE | {"DONDOC_PORT": port}))


def test_unreadable_secret_file_is_named(tmp_path: Path) -> None:
    values = {"DONDOC_CURSOR_SECRET_FILE": str(tmp_path / "absent")}
    with pytest.raises(ConfigError, match="DONDOC_CURSOR_SECRET_FILE"):
        Environment(values).secret("DONDOC_CURSOR_SECRET")


@pytest.mark.parametrize(("raw", "flag"), [("yes", True), ("0", False), ("", False)])
def test_flag_reads_common_spellings(raw: str, *, flag: bool) -> None:
    assert Environment({"F": raw}).flag("F") is flag


def test_flag_refuses_other_words() -> None:
    with pytest.raises(ConfigError, match="F must be yes or no"):
        Environment({"F": "perhaps"}).flag("F")
