import contextlib
import hashlib
import sqlite3
from typing import Any

import pytest
from sqlalchemy import func, select

from common.caller import Caller
from common.db import Database
from services.plans import imports
from services.plans.api.imports import READER
from services.plans.extract import Extract, Tell, silent
from services.plans.model import Base
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.contract.plans.conftest import Api
from tests.contract.plans.sample import SAMPLE
from tests.unit.plans.extract.workbooks import SAMPLES, saved


def rows(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_a_document_becomes_a_draft_with_counts_and_findings(api: Api) -> None:
    draft = api.upload(SAMPLE, "Kế hoạch 45.txt")
    assert draft["state"] == "draft"
    assert (draft["number"], draft["issued_on"]) == ("45/KH-UBND", "2026-03-12")
    assert draft["title"].startswith("Nâng cao an toàn đuối nước")
    assert draft["counts"]["items"] == draft["counts"]["pending"] == 6
    assert draft["counts"]["open_findings"]["info"] == len(draft["findings"])
    assert draft["findings"][0]["message"].keys() == {"vi", "en"}
    assert draft["filename"] == "Kế hoạch 45.txt"
    assert draft["sha256"] == hashlib.sha256(SAMPLE.encode()).hexdigest()
    assert api.last is not None
    assert api.last.headers["Location"] == f"/plans/{draft['id']}"
    assert api.last.headers["ETag"] == f'"{draft["version"]}"'


def test_a_file_with_nothing_to_propose_says_so_first_and_what_to_do(api: Api) -> None:
    draft = api.upload("Xin chào các bạn.\n", "chao.txt")
    assert draft["counts"]["items"] == 0
    said = draft["findings"][0]
    assert (said["code"], said["severity"]) == ("nothing-proposed", "warning")
    assert "xóa bản nháp" in said["message"]["vi"]
    assert "add" in draft["available_actions"]  # a coordinator may write the items by hand
    assert "nothing-proposed" not in {one["code"] for one in api.upload(SAMPLE)["findings"]}


def test_the_same_file_gives_the_same_draft(api: Api, database: Database) -> None:
    first = api.upload(SAMPLE)
    before = rows(database)
    assert api.upload(SAMPLE, "other-name.txt")["id"] == first["id"]
    assert rows(database) == before


def test_the_same_key_gives_the_same_answer(api: Api) -> None:
    first = api.upload(SAMPLE, headers={"Idempotency-Key": "import-1"})
    assert api.upload(SAMPLE, headers={"Idempotency-Key": "import-1"}) == first


def test_a_workbook_becomes_a_draft_whose_items_quote_the_text_shown(api: Api) -> None:
    write, _ = SAMPLES["followed"]
    draft = api.upload(saved(write), "theo-doi.xlsx")
    assert (draft["number"], draft["issued_on"]) == (None, None)
    assert draft["title"] == "THEO DÕI NHIỆM VỤ UBND TỈNH GIAO NĂM 2026"
    codes = {one["code"] for one in draft["findings"]}
    assert {"sheet-hidden", "number-missing", "date-missing", "issuer-missing"} <= codes
    text = api.get(f"/plans/{draft['id']}/document")["text"]
    items = api.get(f"/plans/{draft['id']}/items")["items"]
    assert len(items) == 3
    for item in items:
        assert item["text"] in text[slice(*item["span"])]
    assert items[0]["deadline"]["last_safe_day"] == "2026-03-31"
    original = api.get(f"/plans/{draft['id']}/document", original="true")
    assert original[:2] == b"PK"
    assert api.last
    assert api.last.content_type.endswith("spreadsheetml.sheet")


def test_a_file_of_another_agency_is_a_draft_of_its_own(api: Api, make_caller: Any) -> None:
    other = api.as_(make_caller("coordinator", agency_id=2, user_id=2))
    assert other.upload(SAMPLE)["id"] != api.upload(SAMPLE)["id"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.txt"),
        (b" \n\t ", "blank.txt"),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, "program.txt"),
        (b"PK\x03\x04 this is no archive", "broken.docx"),
        (b"%PDF-1.7 \xff\xfe\x00", "scan.pdf"),
    ],
    ids=["empty", "blank", "binary", "broken-docx", "pdf"],
)
def test_a_bad_file_is_a_clear_problem_and_leaves_nothing(
    api: Api, database: Database, content: bytes, name: str
) -> None:
    problem = api.upload(content, name, status=422)
    assert problem["type"] == "urn:dondoc:problem:unreadable-document"
    assert len(problem["detail"]) > 20
    assert not any(rows(database).values())


def test_a_file_above_the_limit_names_limit_and_field(api: Api, database: Database) -> None:
    problem = api.upload(b"a" * (20 * 1024 * 1024 + 1), status=413)
    assert problem["type"] == "urn:dondoc:problem:too-large"
    assert "20 MB" in problem["detail"]
    assert "20 MB" in problem["detail_vi"]
    assert problem["errors"][0]["pointer"] == "/file"
    assert not any(rows(database).values())


def test_the_gateway_sized_limit_is_a_problem_too(api: Api, database: Database) -> None:
    problem = api.upload(b"a" * (26 * 1024 * 1024), status=413)
    assert problem["type"] == "urn:dondoc:problem:too-large"
    assert not any(rows(database).values())


def test_a_request_without_a_file_names_the_field(api: Api) -> None:
    problem = api.post("/plans/imports", status=422)
    assert problem["errors"][0]["pointer"] == "/file"


def test_only_coordinators_import(api: Api, make_caller: Any) -> None:
    for role in ("officer", "head", "leader", "admin"):
        api.as_(make_caller(role)).upload(SAMPLE, status=403)


def test_an_account_without_an_agency_cannot_import(api: Api, make_caller: Any) -> None:
    caller: Caller = make_caller("coordinator", agency_id=None)
    assert "no agency" in api.as_(caller).upload(SAMPLE, status=403)["detail"]


def test_a_file_name_is_kept_without_its_path(api: Api) -> None:
    assert api.upload(SAMPLE, "C:/plans/2026/45.txt")["filename"] == "45.txt"


def test_a_document_of_too_many_duties_is_refused(
    api: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "MOST_ITEMS", 5)
    assert "6 duties" in api.upload(SAMPLE, status=422)["detail"]
    assert not any(rows(database).values())


def test_two_imports_of_one_file_at_once_give_one_plan(
    database: Database, api: Api, reader: Reader
) -> None:
    data = SAMPLE.encode()

    def upload(name: str) -> imports.Upload:
        return imports.read_upload(database, api.caller, reader.read, data=data, filename=name)

    first, second = upload("first.txt"), upload("second.txt")
    assert first.reading
    assert second.reading, "neither knew of the other"
    for one in (first, second):
        with database.write() as session:
            assert imports.import_plan(session, api.caller, one).filename == "first.txt"
    assert rows(database)["plan"] == 1


class Watching(Reader):
    """A reader that tries, before it reads, to be the one writer of a database."""

    def __init__(self, path: str) -> None:
        super().__init__(Limits())
        self.path, self.looks = path, 0

    def read(self, data: bytes, filename: str, tell: Tell = silent, /) -> Extract:
        """Raise sqlite3.OperationalError if a write transaction is open elsewhere."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=0)) as connection:
            connection.execute("BEGIN IMMEDIATE")
        self.looks += 1
        return super().read(data, filename, tell)


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "import-2"}], ids=["", "with a key"])
def test_no_transaction_is_open_while_a_document_is_read(
    database: Database, api: Api, headers: dict[str, str]
) -> None:
    watching = Watching(str(database.url.database))
    api.client.application.extensions[READER] = watching
    with contextlib.closing(watching):
        api.upload(SAMPLE, headers=headers)
    assert watching.looks == 1


def test_a_file_known_already_is_not_read_again(database: Database, api: Api) -> None:
    def fail(_content: bytes, _filename: str, _tell: Tell) -> Extract:
        raise AssertionError("it was read again")

    first = api.upload(SAMPLE)
    upload = imports.read_upload(
        database, api.caller, fail, data=SAMPLE.encode(), filename="again.txt"
    )
    assert upload.reading is None
    assert api.upload(SAMPLE)["id"] == first["id"]
