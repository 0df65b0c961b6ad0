"""The image gets what the system needs at run time, and nothing of what only tests need."""

from pathlib import Path

import pytest

from deploy.dondoc.runtime_lock import closure, read_pins, runtime_lock

ROOT = Path(__file__).parents[3]
LOCK = """\
# written by pip-compile
kombu==5.0 \\
    --hash=sha256:aa
    # via dondoc (pyproject.toml)
pytest==9.0 \\
    --hash=sha256:bb
    # via
    #   dondoc (pyproject.toml)
    #   pytest-docker
vine==5.1 \\
    --hash=sha256:cc \\
    --hash=sha256:dd
    # via
    #   amqp
    #   kombu
"""
PROJECT = "[project]\ndependencies = [\"kombu>=5; python_version > '3'\"]\n"


def test_what_a_dependency_asks_for_comes_with_it() -> None:
    assert closure(read_pins(LOCK), ["Kombu"]) == ["kombu", "vine"]


def test_every_hash_is_kept_and_tests_stay_out() -> None:
    wanted = runtime_lock(LOCK, PROJECT)

    assert "--hash=sha256:cc" in wanted
    assert "--hash=sha256:dd" in wanted
    assert "pytest" not in wanted


def test_a_dependency_that_is_not_locked_is_named() -> None:
    with pytest.raises(KeyError, match=r"run script/lock: flask"):
        closure(read_pins(LOCK), ["kombu", "flask"])


def test_the_real_lock_gives_every_direct_dependency_with_a_hash() -> None:
    lock, project = (ROOT / "requirements.lock").read_text(), (ROOT / "pyproject.toml").read_text()

    pins = read_pins(runtime_lock(lock, project))

    assert {"flask", "psycopg-binary", "cryptography", "kombu"} <= pins.keys()
    assert not {"pytest", "ruff", "mypy", "playwright"} & pins.keys()
    assert all("--hash=sha256:" in pin.text for pin in pins.values())
