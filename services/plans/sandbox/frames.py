"""What passes between the web process and a parser: one request, one answer, both bounded."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final, Protocol

from services.plans.extract import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

_REQUEST: Final = struct.Struct("!II")  # bytes of the file's name, bytes of the file
_ANSWER: Final = struct.Struct("!cI")  # what kind of answer, its bytes
_REPORT: Final = struct.Struct("!BII")  # which stage, how much of it is done, of how much
_CHUNK: Final = 2**16

BEGUN: Final = b"B"
"""A parser has the connection; what goes wrong from here on is the document's doing."""
EXTRACT: Final = b"E"
"""The interchange object, as JSON."""
REFUSED: Final = b"R"
"""Why the document is not read: `[English, Vietnamese]`, as JSON."""
TOO_MUCH: Final = b"M"
"""Reading it takes more memory than it may, or gives more than can be answered."""
PROGRESS: Final = b"P"
"""How far the reading is; any number of these may come before the answer."""
FAULT: Final = b"F"
"""The parser itself is wrong: a traceback, as text."""


_STAGES: Final = (Stage.TEXT, Stage.PAGES, Stage.ARRANGING, Stage.UNDERSTANDING)
"""What a parser may claim to be at, by its number."""
_MOST: Final = 2**31 - 1


class Stream(Protocol):
    """The part of a connected socket that is used here."""

    def sendall(self, data: bytes, /) -> None:
        """Send all of `data`."""

    def recv(self, size: int, /) -> bytes:
        """Receive up to `size` bytes; none at the end."""


def send_request(stream: Stream, name: str, data: bytes) -> None:
    """Send a file and its name."""
    encoded = name.encode("utf-8", "replace")
    stream.sendall(_REQUEST.pack(len(encoded), len(data)) + encoded)
    stream.sendall(data)


def receive_request(stream: Stream) -> tuple[str, bytes]:
    """Return a file's name and content; raises EOFError when the other side is gone."""
    of_name, of_data = _REQUEST.unpack(_exactly(stream.recv, _REQUEST.size))
    name = _exactly(stream.recv, of_name).decode("utf-8", "replace")
    return name, _exactly(stream.recv, of_data)


def send_answer(stream: Stream, kind: bytes, content: bytes = b"") -> None:
    """Send one of the kinds above."""
    stream.sendall(_ANSWER.pack(kind, len(content)) + content)


def send_report(stream: Stream, stage: Stage, done: int, total: int) -> None:
    """Send how far a stage of reading is."""
    numbers = (min(max(one, 0), _MOST) for one in (done, total))
    send_answer(stream, PROGRESS, _REPORT.pack(_STAGES.index(stage), *numbers))


def loaded_report(content: bytes) -> tuple[Stage, int, int]:
    """Return stage, done and total of a report; raises ValueError for what is none."""
    if len(content) != _REPORT.size:
        raise ValueError(f"a report of {len(content)} bytes")
    stage, done, total = _REPORT.unpack(content)
    if stage >= len(_STAGES) or not done <= total <= _MOST:
        raise ValueError(f"stage {stage}: {done} of {total}")
    return _STAGES[stage], done, total


def receive_answer(receive: Callable[[int], bytes], largest: int) -> tuple[bytes, bytes]:
    """Return kind and content; raises EOFError without a whole one, ValueError if it is larger."""
    kind, size = _ANSWER.unpack(_exactly(receive, _ANSWER.size))
    if size > (_REPORT.size if kind == PROGRESS else largest):
        raise ValueError(f"an answer of {size} bytes")
    return kind, _exactly(receive, size)


def _exactly(receive: Callable[[int], bytes], size: int) -> bytes:
    parts: list[bytes] = []
    left = size
    while left:
        part = receive(min(left, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
