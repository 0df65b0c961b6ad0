"""How far an import is: told to its own account while it runs, and to nobody afterwards."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from common import clock
from common.caller import Caller
from common.db import Database
from services.plans import progress
from services.plans.api.imports import READER
from services.plans.extract import Extract, Stage, Tell, silent
from services.plans.model import ImportProgress
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.bench.documents import plan
from tests.contract.plans.conftest import Api
from tests.contract.plans.sample import SAMPLE

TOKEN = "import-0001"


class Slow(Reader):
    """A reader that tells of one page and then looks what can be asked meanwhile."""

    def __init__(self, look: Callable[[], None]) -> None:
        super().__init__(Limits())
        self._look = look

    def read(self, data: bytes, filename: str, tell: Tell = silent, /) -> Extract:
        """Tell, look, and read."""
        tell(Stage.PAGES, 120, 300)
        self._look()
        return super().read(data, filename, tell)


@pytest.fixture
def slow(api: Api) -> Iterator[Callable[[Callable[[], None]], None]]:
    """Return what lets the service read with a look in between."""
    made: list[Slow] = []

    def use(look: Callable[[], None]) -> None:
        made.append(Slow(look))
        api.client.application.extensions[READER] = made[-1]

    yield use
    for one in made:
        one.close()


def rows(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(ImportProgress)) or 0


def send(api: Api, content: str | bytes = SAMPLE, status: int = 201, token: str = TOKEN) -> Any:
    return api.upload(content, status=status, query={"progress": token})


def test_the_own_account_is_told_how_far_its_import_is(
    api: Api, slow: Any, database: Database
) -> None:
    told = []
    slow(lambda: told.append(api.get(f"/plans/imports/{TOKEN}")))
    send(api)
    since = told[0].pop("since")
    assert told == [{"stage": "pages", "done": 120, "total": 300, "percent": 18}]
    assert abs(clock.now() - dt.datetime.fromisoformat(since)) < dt.timedelta(minutes=1)
    assert rows(database) == 0
    api.get(f"/plans/imports/{TOKEN}", 404)


def test_nobody_else_is_told_that_there_is_an_import(
    api: Api, slow: Any, make_caller: Callable[..., Caller]
) -> None:
    colleague = make_caller("coordinator", agency_id=1, user_id=77)
    stranger = make_caller("coordinator", agency_id=2, user_id=78)
    looked = []

    def look() -> None:
        for other in (colleague, stranger):
            api.as_(other).get(f"/plans/imports/{TOKEN}", 404)
        for role in ("officer", "head", "leader", "admin"):
            api.as_(make_caller(role)).get(f"/plans/imports/{TOKEN}", 403)
        api.get("/plans/imports/import-0002", 404)
        api.get("/plans/imports/%00mport-0001", 404)
        api.get(f"/plans/imports/{'a' * 1000}", 404)
        looked.append(api.get(f"/plans/imports/{TOKEN}")["stage"])

    slow(look)
    send(api)
    assert looked == ["pages"]


def test_a_refused_document_leaves_nothing_to_ask_for(api: Api, database: Database) -> None:
    send(api, b"%PDF-1.7 \xff\xfe\x00", 422)
    assert rows(database) == 0


def test_a_known_file_is_answered_at_once_and_leaves_nothing(api: Api, database: Database) -> None:
    first = send(api)
    assert send(api, token="import-0002")["id"] == first["id"]
    assert rows(database) == 0


def test_an_import_without_a_token_writes_nothing(api: Api, slow: Any, database: Database) -> None:
    found = []
    slow(lambda: found.append(rows(database)))
    api.upload(SAMPLE)
    assert found == [0]


@pytest.mark.parametrize("token", ["short", "a" * 65, "import/0001", "import 0001", "nhập-0001"])
def test_a_token_of_another_form_is_refused_by_name(api: Api, token: str) -> None:
    problem = send(api, status=422, token=token)
    assert problem["errors"][0]["pointer"] == "?/progress"
    assert "8 to 64" in problem["errors"][0]["detail"]


def test_what_a_dead_process_left_is_not_told_after_an_hour_and_goes_with_the_next(
    api: Api, database: Database
) -> None:
    with database.write() as session:
        for number, age in enumerate((progress.KEPT, dt.timedelta(minutes=59))):
            session.add(
                ImportProgress(
                    user_id=api.caller.user_id,
                    token=f"left-behind-{number}",
                    stage=Stage.PAGES,
                    done=1,
                    total=2,
                    since=clock.now() - age,
                )
            )
    api.get("/plans/imports/left-behind-0", 404)
    assert api.get("/plans/imports/left-behind-1")["percent"] == 22
    send(api)
    assert rows(database) == 1


def test_a_long_document_is_told_of_while_a_process_apart_reads_it(
    api: Api, reader: Reader, database: Database
) -> None:
    told: list[tuple[Stage, int, int]] = []
    reader.read(plan(300_000, 5), "long.txt", lambda *report: told.append(report))
    assert {stage for stage, _, _ in told} == {Stage.UNDERSTANDING}
    assert len(told) > 1


def test_a_busy_parser_costs_two_writes_a_second(api: Api, database: Database) -> None:
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("UPDATE import_progress"):
            written.append(statement)

    class Busy(Slow):
        def read(self, data: bytes, filename: str, tell: Tell = silent, /) -> Extract:
            for page in range(1_000):
                tell(Stage.PAGES, page, 1_000)
            return super().read(data, filename, silent)

    event.listen(database.engine, "before_cursor_execute", note)
    busy = Busy(lambda: None)
    api.client.application.extensions[READER] = busy
    with contextlib.closing(busy):
        send(api)
    assert 1 <= len(written) <= 6, "one for each half second, and that it is being saved"


def test_progress_that_cannot_be_written_does_not_stop_the_import(
    api: Api, database: Database
) -> None:
    refused = []

    def refuse(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith("UPDATE import_progress"):
            refused.append(statement)
            raise OperationalError(statement, None, Exception("database is locked"))

    event.listen(database.engine, "before_cursor_execute", refuse)
    send(api)
    assert refused
    assert rows(database) == 0
