"""The web process' side: hand a document to a parser, and be back in time whatever happens."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from common import clock, observe
from common.errors import FieldError, Problem, TooLargeError, UnavailableError
from services.plans.extract import Extract, Tell, UnreadableDocumentError, silent
from services.plans.sandbox import frames
from services.plans.sandbox.limits import LARGEST_ANSWER, MEGABYTE, Limits
from services.plans.sandbox.loading import UnexpectedValueError, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ROOT: Final = Path(__file__).parents[3]
_PROGRAM: Final = "services.plans.sandbox.nursery"
_GRACE_S: Final = 2.0
_START_S: Final = 20.0
"""Longest start of a nursery on a busy machine; the time of a document counts from its own."""
_TURN_S: Final = 10.0
_RETRY_S: Final = 5
_END_S: Final = 5.0
_ATTEMPTS: Final = 2
MOST_REPORTS: Final = 2_000
"""Of one document; a parser that is honest sends four a second at most, for 100 s at most."""
_log = observe.logger(__name__)


class ReadersBusyError(UnavailableError):
    """Other documents are being read just now; nothing was kept. Try again in a moment."""

    type = "readers-busy"
    title = "Busy reading"


class ReadingFailedError(Problem):
    """Our reader failed on this document, and nothing was kept. Tell us the request id."""

    type = "reading-failed"
    title = "Reading failed"
    status = 500


class Reader:
    """Reads documents in processes apart; for all threads of one web process.

    `close` ends its processes; they also end by themselves when the web process is gone.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._inside = threading.BoundedSemaphore(limits.inside)
        self._at_once = threading.BoundedSemaphore(limits.at_once)
        self._lock = threading.Lock()
        self._nursery: _Nursery | None = None

    def read(self, data: bytes, filename: str, tell: Tell = silent, /) -> Extract:
        """Return what the document says, as `services.plans.extract.read` does, within the limits.

        `tell` hears how far it is, checked as all that a parser says.

        Raises TooLargeError, UnreadableDocumentError also for a document that takes too much,
        ReadersBusyError, and UnavailableError when no parser can be started.
        """
        self._check_size(len(data))
        with self._turn():
            for _ in range(_ATTEMPTS):
                answer = self._ask(data, filename, tell)
                if answer is not None:
                    return self._extract(*answer)
        raise UnavailableError(
            "The process that reads documents does not stay alive; nothing was kept. Try again.",
            retry_after_s=_RETRY_S,
        )

    def close(self) -> None:
        """End the nursery and with it what it still reads."""
        with self._lock:
            nursery, self._nursery = self._nursery, None
        if nursery is not None:
            nursery.close()

    def _check_size(self, size: int) -> None:
        most = self.limits.upload_mb
        if size > most * MEGABYTE:
            sentence, in_vietnamese = _too_large(most)
            raise TooLargeError(
                sentence, errors=[FieldError("/file", sentence)], detail_vi=in_vietnamese
            )

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait for a free parser, not long and not with too many others."""
        if not self._inside.acquire(blocking=False):
            raise ReadersBusyError(retry_after_s=_RETRY_S)
        try:
            if not self._at_once.acquire(timeout=_TURN_S):
                raise ReadersBusyError(retry_after_s=_RETRY_S)
            try:
                yield
            finally:
                self._at_once.release()
        finally:
            self._inside.release()

    def _ask(self, data: bytes, filename: str, tell: Tell) -> tuple[bytes, bytes] | None:
        """Return a parser's answer; None when none could be started."""
        nursery = self._living()
        try:
            stream = nursery.connect()
        except (EOFError, OSError):
            self._give_up(nursery)
            return None
        with stream:
            try:
                return self._answer(stream, data, filename, tell)
            except (EOFError, OSError, ValueError):
                # Out of time, ended by the kernel for its limits, or an answer without end.
                return frames.TOO_MUCH, b""

    def _answer(
        self, stream: socket.socket, data: bytes, filename: str, tell: Tell
    ) -> tuple[bytes, bytes]:
        most_s = self.limits.longest_s + _GRACE_S
        until = clock.monotonic() + most_s
        stream.settimeout(most_s)
        frames.send_request(stream, filename, data)
        return answered(_receiving(stream, until), tell)

    def _living(self) -> _Nursery:
        with self._lock:
            if self._nursery is None:
                self._nursery = _Nursery(self.limits)
            return self._nursery

    def _give_up(self, nursery: _Nursery) -> None:
        """Let the next one start another nursery; this one ended for idleness or died."""
        with self._lock:
            if self._nursery is nursery:
                self._nursery = None
        nursery.close()

    def _extract(self, kind: bytes, content: bytes) -> Extract:
        if kind == frames.EXTRACT:
            return _loaded(content)
        if kind == frames.REFUSED:
            raise UnreadableDocumentError(*map(str, orjson.loads(content)))
        if kind == frames.TOO_MUCH:
            raise UnreadableDocumentError(*_too_much(self.limits))
        _log.error("the parser failed", error=content.decode("utf-8", "replace"))
        raise ReadingFailedError


class _Nursery:
    """The process that forks parsers, and the socket that asks it to."""

    def __init__(self, limits: Limits) -> None:
        self._control, theirs = socket.socketpair()
        with theirs:
            numbers = (theirs.fileno(), limits.seconds, limits.longest_s, limits.memory_mb)
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and constants
                [sys.executable, "-P", "-m", _PROGRAM, *map(str, numbers)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                cwd="/",
                env={"PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},  # none of our settings
                start_new_session=True,  # Ctrl-C is for the server, which then closes the socket
            )
        # Also when nobody closes us: a process that is only forgotten would be left behind.
        self.close = weakref.finalize(self, _end, self._control, self._process)

    def connect(self) -> socket.socket:
        """Return a connection to a new parser; raises EOFError or OSError if none begins."""
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"."], [theirs.fileno()])
            begun = _receiving(ours, clock.monotonic() + _START_S)
            frames.receive_answer(begun, 0)
        except (EOFError, OSError, ValueError):
            ours.close()
            raise
        return ours


def _end(control: socket.socket, nursery: subprocess.Popen[bytes]) -> None:
    """End the nursery's process, which ends its parsers."""
    control.close()
    try:
        nursery.wait(_END_S)
    except subprocess.TimeoutExpired:
        nursery.kill()
        nursery.wait()


def answered(receive: Callable[[int], bytes], tell: Tell) -> tuple[bytes, bytes]:
    """Return a parser's answer, telling what it reports on the way.

    Raises EOFError without an answer, and ValueError for what is none, for a report that cannot
    be, and for reports without end.
    """
    for _ in range(MOST_REPORTS):
        kind, content = frames.receive_answer(receive, LARGEST_ANSWER)
        if kind != frames.PROGRESS:
            return kind, content
        tell(*frames.loaded_report(content))
    raise ValueError(f"more than {MOST_REPORTS} reports")


def _receiving(stream: socket.socket, until: float) -> Callable[[int], bytes]:
    """Return a `recv` that raises TimeoutError from the moment `until` on."""

    def receive(size: int) -> bytes:
        left_s = until - clock.monotonic()
        if left_s <= 0:
            raise TimeoutError
        stream.settimeout(left_s)
        return stream.recv(size)

    return receive


def _loaded(content: bytes) -> Extract:
    try:
        return load(Extract, orjson.loads(content))
    except (orjson.JSONDecodeError, UnexpectedValueError) as error:
        _log.exception("the parser answered something else")
        raise ReadingFailedError from error


def _too_large(most: int) -> tuple[str, str]:
    return (
        f"The file is larger than {most} MB. Send it without its pictures.",
        f"Tệp lớn hơn {most} MB. Hãy gửi bản không có hình ảnh.",
    )


def _too_much(limits: Limits) -> tuple[str, str]:
    seconds, memory = limits.seconds, limits.memory_mb
    return (
        (
            f"Reading the document takes more than {seconds} s or {memory} MB. Send its parts one "
            "by one, or save it as plain text and send that."
        ),
        (
            f"Đọc văn bản này cần hơn {seconds} giây hoặc {memory} MB bộ nhớ. Hãy gửi từng phần, "
            "hoặc lưu thành văn bản thuần rồi gửi lại."
        ),
    )
