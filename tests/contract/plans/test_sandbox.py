"""A document is read within limits, in a process that may die without harm to ours."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common import clock
from common.config import ConfigError, Environment
from common.errors import TooLargeError
from services.plans.extract import UnreadableDocumentError
from services.plans.extract import read as read_here
from services.plans.sandbox.limits import Limits, read_limits
from services.plans.sandbox.reader import Reader, ReadersBusyError
from tests.bench.documents import plan
from tests.contract.plans.sample import SAMPLE

SAMPLES = sorted((Path(__file__).parents[2] / "samples/plans").glob("*.[tmd]*"))
LONG = plan(300_000, 1)
"""Takes a second to read."""
Make = Callable[[Limits], Reader]


@pytest.fixture
def make_reader() -> Iterator[Make]:
    """Return what makes readers that are closed in the end."""
    made: list[Reader] = []

    def make(limits: Limits) -> Reader:
        made.append(Reader(limits))
        return made[-1]

    yield make
    for one in made:
        one.close()


def _nursery(reader: Reader) -> int:
    """Return the process id of the reader's nursery."""
    assert reader._nursery
    return reader._nursery._process.pid


def _parsers(reader: Reader) -> list[int]:
    pid = _nursery(reader)
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _ticks(pid: int) -> int:
    """Return the processor time that a process has used, in hundredths of a second."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11])


def _wait_for(holds: Callable[[], bool]) -> None:
    until = clock.monotonic() + 10
    while not holds():
        assert clock.monotonic() < until, "it never came to that"
        clock.sleep(0.01)


def test_a_parser_says_what_reading_here_says(reader: Reader) -> None:
    for path in SAMPLES:
        data = path.read_bytes()
        assert reader.read(data, path.name) == read_here(data, path.name), path.name


def test_a_refusal_comes_back_in_both_languages(reader: Reader) -> None:
    with pytest.raises(UnreadableDocumentError) as refused:
        reader.read(b" ", "empty.txt")
    assert "empty" in refused.value.detail
    assert "trống" in refused.value.vietnamese


def test_a_document_that_takes_too_long_is_refused_in_time(make_reader: Make) -> None:
    reader = make_reader(Limits(seconds=1))
    begun = clock.monotonic()
    with pytest.raises(UnreadableDocumentError, match="more than 1 s") as refused:
        reader.read(LONG * 10, "long.txt")
    assert "1 giây" in refused.value.vietnamese
    assert clock.monotonic() - begun < 10
    _wait_for(lambda: not _parsers(reader))
    assert reader.read(SAMPLE.encode(), "plan.txt").number == "45/KH-UBND"


def test_a_document_that_takes_too_much_memory_is_refused(make_reader: Make) -> None:
    reader = make_reader(Limits(memory_mb=128))
    with pytest.raises(UnreadableDocumentError, match="128 MB") as refused:
        reader.read(b"<p>x</p>" * 1_500_000, "tall.html")
    assert "128 MB" in refused.value.vietnamese
    assert reader.read(SAMPLE.encode(), "plan.txt").agencies


def test_a_file_above_the_limit_is_refused_without_a_process(make_reader: Make) -> None:
    reader = make_reader(Limits(upload_mb=1))
    with pytest.raises(TooLargeError, match="1 MB"):
        reader.read(bytes(2**20 + 1), "large.txt")
    assert reader._nursery is None


def test_a_killed_parser_costs_its_document_alone(make_reader: Make) -> None:
    reader = make_reader(Limits())
    reader.read(SAMPLE.encode(), "plan.txt")
    problems: list[Exception] = []

    def read() -> None:
        try:
            reader.read(LONG * 5, "long.txt")
        except UnreadableDocumentError as problem:
            problems.append(problem)

    thread = threading.Thread(target=read)
    _wait_for(lambda: not _parsers(reader))  # the sample's
    thread.start()
    _wait_for(lambda: any(_ticks(pid) > 10 for pid in _parsers(reader)))
    os.kill(_parsers(reader)[0], signal.SIGKILL)
    thread.join(10)
    assert len(problems) == 1
    assert reader.read(SAMPLE.encode(), "plan.txt").agencies


def test_a_killed_nursery_is_replaced_for_the_next_document(make_reader: Make) -> None:
    reader = make_reader(Limits())
    reader.read(SAMPLE.encode(), "plan.txt")
    first = _nursery(reader)
    os.kill(first, signal.SIGKILL)
    assert reader.read(SAMPLE.encode(), "plan.txt").agencies
    assert _nursery(reader) != first


def test_who_finds_all_parsers_taken_is_told_to_come_back(make_reader: Make) -> None:
    reader = make_reader(Limits(at_once=1, inside=1))
    reader.read(SAMPLE.encode(), "plan.txt")
    thread = threading.Thread(target=lambda: reader.read(LONG, "long.txt"))
    _wait_for(lambda: not _parsers(reader))  # the sample's
    thread.start()
    _wait_for(lambda: len(_parsers(reader)) > 0)
    with pytest.raises(ReadersBusyError) as busy:
        reader.read(SAMPLE.encode(), "plan.txt")
    assert busy.value.status == 503
    assert busy.value.retry_after_s
    thread.join(30)
    assert reader.read(SAMPLE.encode(), "plan.txt").agencies


def test_the_nursery_knows_no_settings_and_holds_no_files_of_ours(
    make_reader: Make, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DONDOC_CURSOR_SECRET", "tell nobody")
    reader = make_reader(Limits())
    with (tmp_path / "plans.db").open("w") as open_file:
        os.set_inheritable(open_file.fileno(), True)  # noqa: FBT003 - its only form
        reader.read(SAMPLE.encode(), "plan.txt")
    process = Path(f"/proc/{_nursery(reader)}")
    assert b"tell nobody" not in (process / "environ").read_bytes()
    held = [str(one.readlink()) for one in (process / "fd").iterdir()]
    assert not [name for name in held if name.startswith(str(tmp_path))]


def test_closing_ends_the_nursery(make_reader: Make) -> None:
    reader = make_reader(Limits())
    reader.read(SAMPLE.encode(), "plan.txt")
    pid = _nursery(reader)
    reader.close()
    assert not Path(f"/proc/{pid}").exists()


def test_half_of_the_threads_never_wait_for_a_parser() -> None:
    embedded, deployed = (read_limits(Environment({}), threads) for threads in (8, 2))
    assert (embedded.at_once, embedded.inside) == (2, 4)
    assert (deployed.at_once, deployed.inside) == (1, 1)


def test_a_wrong_limit_is_named() -> None:
    with pytest.raises(ConfigError, match="DONDOC_READ_MEMORY_MB"):
        read_limits(Environment({"DONDOC_READ_MEMORY_MB": "1"}), 2)
