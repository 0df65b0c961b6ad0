"""A port that is taken is told at once, before the demo is set up."""

import socket
import subprocess
import sys
from pathlib import Path


def test_a_taken_port_is_told_before_the_demo_is_set_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "dondoc", "up", "--demo"]
        told = subprocess.run(  # noqa: S603 - our own program
            [*command, "--port", port, "--data-dir", str(tmp_path)],
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert told.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in told.stderr
    assert "PORT=" in told.stderr
    assert "Setting up the demo" not in told.stdout
    assert not (tmp_path / "demo.done").exists()
