"""The nursery: has the parser loaded, forks a child for each document, and sees that it ends.

`python -m services.plans.sandbox.nursery FD SECONDS LONGEST_S MEMORY_MB`: with each byte on the
socket FD comes one end of a socket pair, the connection to a child. A child reads one document from
it, answers and ends. Its limits are the kernel's: no code of ours must run to enforce them.
The nursery has one thread, so that a fork is safe, and ends when its socket is closed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import select
import signal
import socket
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final

import orjson

from common import clock
from services.plans.extract import Stage, UnreadableDocumentError, read
from services.plans.sandbox import frames
from services.plans.sandbox.limits import LARGEST_ANSWER, MEGABYTE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from services.plans.extract import Tell

IDLE_S: Final = 300.0
"""Without documents for so long, the nursery ends and gives its memory back."""
REPORT_S: Final = 0.25
_LOOK_S: Final = 1.0
_GRACE_S: Final = 1.0
_MOST_FILES: Final = 16
_NICER: Final = 5
_USUAL: Final = (
    "ỦY BAN NHÂN DÂN TỈNH LAM HẢI\n\nKẾ HOẠCH\nPhát triển kinh tế biển năm 2027\n\n"
    "I. MỤC TIÊU\n1. Chỉ tiêu 1: đạt 95% vào năm 2027.\nII. TỔ CHỨC THỰC HIỆN\n"
    "1. Sở Lao động - Thương binh và Xã hội\n"
    "- Chủ trì, phối hợp với UBND các xã báo cáo trước ngày 15/12/2027.\n"
    "2. Trung tâm Nghề biển Lam Hải\n- Hỗ trợ 150 triệu đồng cho Hội Nông dân tỉnh.\n"
).encode()
_LONGEST_FAULT: Final = 20_000
_NEARLY: Final = 0.7
_NESTED = (
    (
        "The document is nested too deeply to be read. Save it again in a word processor and send "
        "that."
    ),
    (
        "Văn bản lồng nhau quá nhiều lớp nên không đọc được. Hãy lưu lại bằng trình soạn thảo rồi "
        "gửi lại."
    ),
)


def main() -> None:
    """Fork a child for each connection until the other side is gone or nothing comes for long."""
    control = socket.socket(fileno=int(sys.argv[1]))
    limits = tuple(map(int, sys.argv[2:5]))
    longest_s = limits[1]
    # Should memory run out, the kernel is to take a parser, not the server.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
    read(_USUAL, "usual.txt")  # fills what is reckoned once, or each child would do so again
    gc.collect()
    gc.freeze()  # or the first collection in a child would copy every page
    children: dict[int, float] = {}
    used_at = clock.monotonic()
    while clock.monotonic() - used_at < IDLE_S:
        ready = select.select([control], [], [], _LOOK_S)[0]
        _reap(children, clock.monotonic() - longest_s - _GRACE_S)
        if not ready:
            continue
        stream_fd = _next(control)
        if stream_fd is None:
            break
        used_at = clock.monotonic()
        children[_fork(control, stream_fd, limits)] = used_at
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def _next(control: socket.socket) -> int | None:
    """Return the descriptor that came on `control`, None at its end."""
    fds = socket.recv_fds(control, 1, 1)[1]
    return fds[0] if fds else None


def _reap(children: dict[int, float], overdue_since: float) -> None:
    """Forget the children that ended; kill one that its own alarm should have ended."""
    for pid, begun in list(children.items()):
        if begun < overdue_since:
            os.kill(pid, signal.SIGKILL)
        if os.waitpid(pid, os.WNOHANG)[0]:
            del children[pid]


def _fork(control: socket.socket, stream_fd: int, limits: tuple[int, ...]) -> int:
    """Return the id of a child that serves `stream_fd`."""
    pid = os.fork()
    if pid:
        os.close(stream_fd)
        return pid
    try:
        control.close()
        confine(*limits)
        with socket.socket(fileno=stream_fd) as stream:
            serve(stream)
    except (OSError, EOFError):
        os._exit(1)  # the web process has hung up
    finally:
        os._exit(0)  # never return into the nursery's loop


def confine(seconds: int, longest_s: int, memory_mb: int) -> None:
    """Give this process its limits; past them the kernel ends it or refuses it memory and files."""
    os.nice(_NICER)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, longest_s)
    for kind, most in _limits(seconds, memory_mb).items():
        resource.setrlimit(kind, (most, most))


def _limits(seconds: int, memory_mb: int) -> Mapping[int, int]:
    return {
        resource.RLIMIT_AS: memory_mb * MEGABYTE,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_NOFILE: _MOST_FILES,
        resource.RLIMIT_FSIZE: 0,  # it writes no file
        resource.RLIMIT_NPROC: 0,  # and starts no process
        resource.RLIMIT_CORE: 0,
    }


def serve(stream: frames.Stream) -> None:
    """Read one document and answer what it says, or why it does not."""
    frames.send_answer(stream, frames.BEGUN)
    name, data = frames.receive_request(stream)
    try:
        kind, content = _read(data, name, Reports(stream).tell)
    except MemoryError:
        kind, content = frames.TOO_MUCH, b""
    if kind == frames.REFUSED and _is_nearly_full():
        kind, content = frames.TOO_MUCH, b""  # libraries call it damage when memory ends
    frames.send_answer(stream, kind, content)


class Reports:
    """Sends how far the reading is, when a stage begins and then a few times a second."""

    def __init__(self, stream: frames.Stream) -> None:
        self._stream = stream
        self._stage: Stage | None = None
        self._sent_at = 0.0

    def tell(self, stage: Stage, done: int, total: int, /) -> None:
        """Send it unless another was sent a moment ago."""
        now = clock.monotonic()
        if stage is self._stage and now - self._sent_at < REPORT_S:
            return
        self._stage, self._sent_at = stage, now
        frames.send_report(self._stream, stage, done, total)


def _is_nearly_full() -> bool:
    """Tell whether most of the memory this process may have was in use at some time."""
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return most != resource.RLIM_INFINITY and peak > most * _NEARLY


def _read(data: bytes, name: str, tell: Tell) -> tuple[bytes, bytes]:
    try:
        content = orjson.dumps(read(data, name, tell).to_json())
    except UnreadableDocumentError as refusal:
        return frames.REFUSED, orjson.dumps([refusal.detail, refusal.vietnamese])
    except RecursionError:
        return frames.REFUSED, orjson.dumps(_NESTED)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - told to the web process, which logs it
        return frames.FAULT, traceback.format_exc().encode("utf-8", "replace")[-_LONGEST_FAULT:]
    if len(content) > LARGEST_ANSWER:
        return frames.TOO_MUCH, b""
    return frames.EXTRACT, content


if __name__ == "__main__":
    main()
