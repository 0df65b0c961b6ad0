"""What a parser reports of its progress is checked before anybody hears it."""

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import clock
from services.plans.extract import Stage
from services.plans.sandbox import frames, nursery, reader

NUMBERS = st.integers(0, 2**31 - 1)


class Sent:
    """A connected socket that keeps what is sent and gives it back."""

    def __init__(self, data: bytes = b"") -> None:
        self.data = data

    def sendall(self, data: bytes, /) -> None:
        self.data += data

    def recv(self, size: int, /) -> bytes:
        part, self.data = self.data[:size], self.data[size:]
        return part


class Heard:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.reports: list[tuple[Stage, int, int]] = []

    def __call__(self, stage: Stage, done: int, total: int, /) -> None:
        self.reports.append((stage, done, total))


def raw(content: bytes, size: int | None = None) -> bytes:
    """Return a frame of progress with this content, or one that claims another size."""
    return struct.pack("!cI", frames.PROGRESS, len(content) if size is None else size) + content


@given(st.sampled_from([Stage.TEXT, Stage.UNDERSTANDING]), NUMBERS, NUMBERS)
def test_reports_come_before_the_answer_as_they_were_sent(stage: Stage, one: int, two: int) -> None:
    sent, heard = Sent(), Heard()
    done, total = sorted((one, two))
    frames.send_report(sent, stage, done, total)
    frames.send_answer(sent, frames.EXTRACT, b"{}")
    assert reader.answered(sent.recv, heard) == (frames.EXTRACT, b"{}")
    assert heard.reports == [(stage, done, total)]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 8,
        b"\0" * 10,
        struct.pack("!BII", 4, 0, 1),
        struct.pack("!BII", 255, 0, 1),
        struct.pack("!BII", 0, 2, 1),
        struct.pack("!BII", 0, 0, 2**31),
    ],
    ids=["empty", "short", "long", "no stage", "no stage at all", "more than all", "too many"],
)
def test_a_report_that_cannot_be_ends_the_reading(content: bytes) -> None:
    heard = Heard()
    with pytest.raises(ValueError, match=r"report of|stage|an answer of"):
        reader.answered(Sent(raw(content)).recv, heard)
    assert not heard.reports


def test_a_report_of_megabytes_is_not_even_received() -> None:
    sent = Sent(raw(b"", size=2**25))
    with pytest.raises(ValueError, match="33554432 bytes"):
        reader.answered(sent.recv, Heard())


@given(st.binary(max_size=60))
def test_any_bytes_are_an_answer_or_an_error_that_is_known(data: bytes) -> None:
    heard = Heard()
    with contextlib.suppress(EOFError, ValueError):
        reader.answered(Sent(data).recv, heard)
    assert all(0 <= done <= total < 2**31 for _, done, total in heard.reports)


def test_reports_without_end_end_the_reading() -> None:
    sent, heard = Sent(raw(struct.pack("!BII", 0, 0, 1)) * 2 * reader.MOST_REPORTS), Heard()
    with pytest.raises(ValueError, match="reports"):
        reader.answered(sent.recv, heard)
    assert len(heard.reports) == reader.MOST_REPORTS


def test_a_parser_sends_a_report_for_each_stage_and_few_within_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    sent, heard = Sent(), Heard()
    reports = nursery.Reports(sent)
    for page in range(100):
        now += nursery.REPORT_S / 10
        reports.tell(Stage.PAGES, page, 100)
    reports.tell(Stage.UNDERSTANDING, 0, 8)
    reports.tell(Stage.UNDERSTANDING, 1, 8)
    frames.send_answer(sent, frames.EXTRACT)
    reader.answered(sent.recv, heard)
    assert heard.reports[0] == (Stage.PAGES, 0, 100)
    assert heard.reports[-1] == (Stage.UNDERSTANDING, 0, 8)
    assert 8 <= len(heard.reports) <= 13
