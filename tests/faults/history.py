"""What happened in a fault test, and what should have: the history and its checker.

Every actor appends lines to a file of its own, synced before it goes on, so that a line survives
whoever is killed next: `invoke` before an operation, then `ok`, `fail` (it surely had no effect)
or `unknown` (the answer was cut off). After the drain the checker compares with the effects.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Outcome = Literal["invoke", "ok", "fail", "unknown"]


class History:
    """One actor's file, written line by line."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)

    def note(self, outcome: Outcome, key: str) -> None:
        """Append a line and wait until the disk has it."""
        os.write(self._file, f"{outcome} {key}\n".encode())
        os.fdatasync(self._file)

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Keys whose effects are not what the history demands; all empty when nothing went wrong."""

    lost: frozenset[str]  # succeeded, without effect
    double: frozenset[str]  # more than one effect
    unexpected: frozenset[str]  # an effect that nobody asked for, or whose operation failed

    @property
    def clean(self) -> bool:
        """Whether nothing went wrong."""
        return not (self.lost or self.double or self.unexpected)

    def __str__(self) -> str:
        return (
            f"lost {len(self.lost)}, double {len(self.double)}, unexpected {len(self.unexpected)}"
        )


def read(paths: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield (outcome, key) of every line."""
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            outcome, _, key = line.partition(" ")
            yield outcome, key


def check(lines: Iterable[tuple[str, str]], effects: Iterable[str]) -> Verdict:
    """Compare the history with the keys of all effects, one entry for each effect."""
    keys: dict[str, set[str]] = {"invoke": set(), "ok": set(), "fail": set(), "unknown": set()}
    for outcome, key in lines:
        keys[outcome].add(key)
    counts = Counter(effects)
    wanted = keys["invoke"] - keys["fail"]
    return Verdict(
        lost=frozenset(keys["ok"] - counts.keys()),
        double=frozenset(key for key, count in counts.items() if count > 1),
        unexpected=frozenset(counts.keys() - wanted),
    )
