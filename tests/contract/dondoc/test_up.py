"""script/up: what it asks of Docker, in which order."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
WORKERS = "plans-worker tasks-worker notify-worker gateway-worker"
DOCKER = """#!/bin/sh
# Stands for Docker: writes down what it is asked, and has a container where one is said to run.
while [ "$1" = compose ] || [ "$1" = --project-directory ] || [ "$1" = -f ]; do
    case $1 in compose) shift ;; *) shift 2 ;; esac
done
echo "$*" >>"$ASKED"
[ "$1" != ps ] || echo "$RUNNING"
[ "$1" != stop ] || exit "$STOPPED"
"""


def up(folder: Path, *, running: str, stopped: int = 0) -> tuple[int, list[str]]:
    """Run a copy of script/up with a Docker that only listens; return its end and what it asked."""
    for name in ("script", "deploy", "bin", "var/engine"):
        (folder / name).mkdir(parents=True)
    for name in ("up", "compose"):
        shutil.copy(ROOT / "script" / name, folder / "script" / name)
    for name, text in (("script/engine", "#!/bin/sh\n"), ("deploy/secrets", "#!/bin/sh\n")):
        _program(folder / name, text)
    _program(folder / "bin" / "docker", DOCKER)
    asked = folder / "asked"
    path = f"{folder / 'bin'}:{os.defpath}"
    env = {"PATH": path, "ASKED": str(asked), "RUNNING": running, "STOPPED": str(stopped)}
    done = subprocess.run(  # noqa: S603 - a copy of our own script
        [folder / "script" / "up"], env=env, check=False, capture_output=True, timeout=30
    )
    return done.returncode, asked.read_text("utf-8").splitlines()


def _program(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def test_old_workers_stop_before_an_upgrade_migrates(tmp_path: Path) -> None:
    """An old worker would take what the migration asks to be told again, and lose what is new."""
    status, asked = up(tmp_path, running="3f9c")
    assert status == 0
    assert asked.index(f"stop {WORKERS}") < asked.index("up -d --remove-orphans")


def test_a_first_start_stops_nothing(tmp_path: Path) -> None:
    status, asked = up(tmp_path, running="")
    assert status == 0
    assert not [one for one in asked if one.startswith("stop")]


def test_nothing_is_migrated_while_a_worker_does_not_stop(tmp_path: Path) -> None:
    status, asked = up(tmp_path, running="3f9c", stopped=1)
    assert status == 1
    assert "up -d --remove-orphans" not in asked
