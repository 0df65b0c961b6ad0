"""Anchors: what every history ended with at a moment, to be kept where nobody of us can write.

Whoever may write to the database can rewrite a chain from its beginning. He cannot make it end in
the hash that somebody else wrote down.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

import orjson

from services.tasks.proof.checking import Finding, Kind
from services.tasks.proof.records import Chain

FORM: Final = "dondoc.anchor.1"
_LONGEST_LINE: Final = 1000


class AnchorError(ValueError):
    """The file is no anchor, or not as it was written."""


class Anchor:
    """An anchor being written: a line for each head; `digest` is over all of them."""

    def __init__(self, file: IO[bytes], made_at: str) -> None:
        self._file = file
        self._sum = hashlib.sha256()
        self.count = 0
        self._write({"form": FORM, "made_at": made_at})

    def add(self, chain: Chain) -> None:
        """Write down what `chain` ends with."""
        version, last = chain.head
        if version:
            self._write([chain.assignment, version, last])
            self.count += 1

    def close(self) -> str:
        """Write the last line; returns the digest, which is worth writing down by itself."""
        digest = self._sum.hexdigest()
        self._file.write(orjson.dumps({"count": self.count, "digest": digest}) + b"\n")
        return digest

    def _write(self, value: Any) -> None:
        line = orjson.dumps(value) + b"\n"
        self._sum.update(line)
        self._file.write(line)


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of an anchor: where a history stood."""

    assignment: int
    version: int
    hash: str


def read_anchor(file: IO[bytes]) -> tuple[str, str]:
    """Return when the anchor was made, and its digest; raises AnchorError if it is not whole."""
    sum_ = hashlib.sha256()
    made_at, count, last = "", 0, 0
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), 1):
        value = _value(line, number)
        if number == 1:
            made_at = _opening(value)
        elif isinstance(value, dict):
            if value != {"count": count, "digest": sum_.hexdigest()} or file.readline(1):
                raise AnchorError("the digest of the anchor is not that of its lines")
            return made_at, sum_.hexdigest()
        else:
            mark = _mark(value, number)
            if mark.assignment <= last:
                raise AnchorError(f"line {number}: not in order")
            last = mark.assignment
            count += 1
        sum_.update(line)
    raise AnchorError("the anchor was cut off: its last line is missing")


def read_marks(file: IO[bytes]) -> Iterator[Mark]:
    """Yield the marks of an anchor that `read_anchor` found whole, in the order of assignments."""
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), 1):
        value = _value(line, number)
        if isinstance(value, list):
            yield _mark(value, number)


def _value(line: bytes, number: int) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        raise AnchorError(f"line {number}: no JSON") from None


def _opening(value: Any) -> str:
    if not isinstance(value, dict) or value.get("form") != FORM:
        raise AnchorError(f"line 1: no {FORM}")
    return str(value.get("made_at"))


def _mark(value: Any, number: int) -> Mark:
    match value:
        case [int(assignment), int(version), str(last)]:
            return Mark(assignment, version, last)
        case _:
            raise AnchorError(f"line {number}: no mark")


class Comparison:
    """The marks of an anchor beside chains that pass by in the same order."""

    def __init__(self, marks: Iterable[Mark], made_at: str) -> None:
        self._marks = iter(marks)
        self._made_at = made_at
        self._next = next(self._marks, None)

    def with_(self, chain: Chain) -> Iterator[Finding]:
        """Yield what `chain` has lost, and what was anchored before it and is gone."""
        yield from self._gone(chain.assignment)
        if self._next is not None and self._next.assignment == chain.assignment:
            yield from self._compare(self._next, chain)
            self._next = next(self._marks, None)

    def rest(self) -> Iterator[Finding]:
        """Yield the anchored assignments beyond the last chain."""
        yield from self._gone(None)

    def _gone(self, before: int | None) -> Iterator[Finding]:
        while self._next is not None and (before is None or self._next.assignment < before):
            mark = self._next
            text = f"the anchor of {self._made_at} has the assignment, it is gone"
            yield Finding(Kind.MISSING, mark.assignment, mark.version, text)
            self._next = next(self._marks, None)

    def _compare(self, mark: Mark, chain: Chain) -> Iterator[Finding]:
        last, _ = chain.head
        if last < mark.version:
            text = f"the anchor of {self._made_at} has version {mark.version}"
            yield Finding(Kind.CUT, mark.assignment, last, text)
        elif mark.hash not in {one.hash for one in chain.entries if one.version == mark.version}:
            text = f"the anchor of {self._made_at} has another hash"
            yield Finding(Kind.REWRITTEN, mark.assignment, mark.version, text)
