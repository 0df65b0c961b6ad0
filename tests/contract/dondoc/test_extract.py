"""`dondoc extract` tells a person how far it is, and a pipe nothing but the document."""

import os
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).parents[2] / "samples/plans/ke-hoach-kinh-te-bien.txt"
COMMAND = [sys.executable, "-m", "dondoc", "extract", str(SAMPLE)]


def test_a_terminal_is_shown_how_far_it_is() -> None:
    ours, theirs = os.openpty()
    try:
        ran = subprocess.run(COMMAND, stdout=subprocess.PIPE, stderr=theirs, check=True)  # noqa: S603
        shown = os.read(ours, 10_000).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert ran.stdout.startswith(b"{")
    lines = shown.split("\r\x1b[K")
    assert lines[0] == ""
    assert lines[1] == "65 %  understanding"
    assert lines[-2:] == ["95 %  understanding", ""]


def test_a_pipe_is_told_nothing() -> None:
    ran = subprocess.run(COMMAND, capture_output=True, check=True)  # noqa: S603
    assert ran.stderr == b""
