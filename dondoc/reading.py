"""How far `dondoc extract` is, on one line of a terminal."""

import sys
from collections.abc import Callable

from services.plans.extract import Stage, Tell, percent, silent

_CLEARED = "\r\x1b[K"


def on_terminal() -> tuple[Tell, Callable[[], None]]:
    """Return what shows progress on standard error and what clears it; silent in a pipe."""
    if not sys.stderr.isatty():
        return silent, lambda: None
    shown: list[str] = []

    def tell(stage: Stage, done: int, total: int, /) -> None:
        line = f"{percent(stage, done, total)} %  {stage}"
        if shown[-1:] != [line]:
            shown[:] = [line]
            _write(f"{_CLEARED}{line}")

    return tell, lambda: _write(_CLEARED)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
