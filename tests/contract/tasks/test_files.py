"""Files as evidence: handed in, named, given out, swept, verified."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from common import clock
from common.caller import Caller, Role
from common.config import Config, Environment
from common.db import Database
from common.store import FolderStore
from common.web.tokens import Minter
from dondoc.cli import main
from services.tasks import files
from services.tasks.files.keeping import MOST_UNCLAIMED, MOST_WAITING_MB
from services.tasks.main import web
from services.tasks.model import File, StoredObject
from tests.contract.tasks.client import Api
from tests.unit.tasks.world import (
    ADMIN,
    COORDINATOR,
    FINANCE,
    HEALTH,
    NOON,
    OFFICER,
    caller,
    issue,
    item,
)

REPORT = b"%PDF-1.7 report"
DIGEST = hashlib.sha256(REPORT).hexdigest()
STRANGER = caller(FINANCE, Role.OFFICER)
LATER = NOON + dt.timedelta(days=1, minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def api(
    database: Database, store: FolderStore, minter: Minter, make_config: Callable[[str], Config]
) -> Api:
    env = Environment({"DONDOC_STORE": str(store.root), "DONDOC_FILE_LIMIT_MB": "1"})
    return Api(web(make_config("tasks"), database, env).test_client(), minter)


def upload(
    api: Api,
    who: Caller,
    assignment_id: int,
    content: bytes = REPORT,
    name: str = "Báo cáo.pdf",
    **headers: str,
) -> TestResponse:
    """Hand in one file."""
    answer = api.client.post(
        f"/assignments/{assignment_id}/files",
        data={"file": (io.BytesIO(content), name)},
        headers=api._headers(who) | {key.replace("_", "-"): v for key, v in headers.items()},
    )
    answer.request.environ["wsgi.input"].close()  # a file on disk, if the content is large
    return answer


def submit(api: Api, assignment_id: int, *evidence: dict[str, Any]) -> TestResponse:
    return api.act(OFFICER, assignment_id, "submit", {"evidence": list(evidence)})


def download(api: Api, who: Caller, assignment_id: int, **headers: str) -> TestResponse:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return api.client.get(
        f"/assignments/{assignment_id}/files/{DIGEST}", headers=api._headers(who) | named
    )


# ─── handing in ──────────────────────────────────────────────────────────────


def test_a_file_is_handed_in_under_its_content(
    api: Api, database: Database, store: FolderStore
) -> None:
    (one,) = issue(database, item())
    answer = upload(api, OFFICER, one)
    assert answer.status_code == 201, answer.json
    assert answer.json is not None
    told = {name: answer.json[name] for name in ("id", "name", "media_type", "size")}
    assert told == {
        "id": DIGEST,
        "name": "Báo cáo.pdf",
        "media_type": "application/pdf",
        "size": len(REPORT),
    }
    assert store.get(DIGEST) == REPORT
    assert [f["id"] for f in api.json(OFFICER, f"/assignments/{one}")["uploads"]] == [DIGEST]
    assert api.json(COORDINATOR, f"/assignments/{one}")["uploads"] == []


def test_the_same_content_is_stored_once_and_is_one_file(
    api: Api, database: Database, store: FolderStore
) -> None:
    one, two = issue(database, item("a"), item("b"))
    for assignment_id in (one, one, two):
        assert upload(api, OFFICER, assignment_id).status_code == 201
    assert list(store.digests()) == [DIGEST]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(File)) == 2


def test_a_repeated_request_has_one_answer(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    first = upload(api, OFFICER, one, Idempotency_Key="k1")
    again = upload(api, OFFICER, one, Idempotency_Key="k1")
    assert first.json == again.json
    other = upload(api, OFFICER, one, b"%PDF-1.7 other", Idempotency_Key="k1")
    assert other.status_code == 422


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"MZ\x90", "minutes.pdf", "unacceptable-file"),
        (b"<html><script>", "notes.txt", "unacceptable-file"),
        (b"", "empty.pdf", "unacceptable-file"),
    ],
)
def test_what_is_no_document_is_refused_and_not_stored(
    api: Api, database: Database, store: FolderStore, content: bytes, name: str, kind: str
) -> None:
    (one,) = issue(database, item())
    answer = upload(api, OFFICER, one, content, name)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["type"].endswith(kind)
    assert list(store.digests()) == []


def test_a_file_over_the_limit_is_refused(api: Api, database: Database, store: FolderStore) -> None:
    (one,) = issue(database, item())
    answer = upload(api, OFFICER, one, b"%PDF-" + bytes(1024 * 1024))
    assert answer.status_code == 413
    assert list(store.digests()) == []


def test_no_file_is_a_problem_that_names_the_field(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    answer = api.client.post(f"/assignments/{one}/files", headers=api._headers(OFFICER))
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == "/file"


@pytest.mark.parametrize(
    ("who", "status"), [(STRANGER, 404), (COORDINATOR, 403), (caller(HEALTH, Role.LEADER), 403)]
)
def test_only_who_has_the_duty_hands_in_files(
    api: Api, database: Database, store: FolderStore, who: Caller, status: int
) -> None:
    (one,) = issue(database, item())
    assert upload(api, who, one).status_code == status
    assert list(store.digests()) == []


def test_closed_work_takes_no_files(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    api.done(COORDINATOR, one, "withdraw", {"note": "giao nhầm"})
    assert upload(api, OFFICER, one).status_code == 409


def test_files_that_wait_are_few(api: Api, database: Database, store: FolderStore) -> None:
    (one,) = issue(database, item())
    for number in range(MOST_UNCLAIMED):
        assert upload(api, OFFICER, one, b"%%PDF-%d" % number).status_code == 201
    assert upload(api, OFFICER, one).status_code == 409
    assert DIGEST not in set(store.digests())
    assert upload(api, OFFICER, one, b"%PDF-0").status_code == 201


def test_what_waits_of_one_account_is_bounded_over_all_its_duties(
    api: Api, database: Database, store: FolderStore
) -> None:
    one, two = issue(database, item("a"), item("b"))
    assert upload(api, OFFICER, one, b"%PDF-1").status_code == 201
    with database.write() as session:
        session.scalars(select(File)).one().size = MOST_WAITING_MB * 1024 * 1024
    refused = upload(api, OFFICER, two)
    assert refused.status_code == 409
    assert refused.json is not None
    assert f"{MOST_WAITING_MB} MB" in refused.json["detail"]
    assert DIGEST not in set(store.digests())
    assert upload(api, OFFICER, one, b"%PDF-1").status_code == 201
    assert upload(api, caller(HEALTH, Role.OFFICER, user_id=77), two).status_code == 201
    proof = hashlib.sha256(b"%PDF-1").hexdigest()
    assert submit(api, one, {"file": proof}).status_code == 200
    assert upload(api, OFFICER, two).status_code == 201


def test_without_a_store_the_problem_says_so(
    database: Database, minter: Minter, make_config: Callable[[str], Config]
) -> None:
    api = Api(web(make_config("tasks"), database).test_client(), minter)
    (one,) = issue(database, item())
    answer = upload(api, OFFICER, one)
    assert answer.status_code == 503
    assert answer.json is not None
    assert "DONDOC_STORE" in answer.json["detail"]


# ─── evidence ────────────────────────────────────────────────────────────────


def test_a_file_is_evidence_of_what_it_proves(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    answer = submit(api, one, {"file": DIGEST, "proves": "tỷ lệ 95 %"})
    assert answer.status_code == 200, answer.json
    shown = api.json(COORDINATOR, f"/assignments/{one}")
    (proof,) = shown["evidence"]
    assert (proof["file"]["id"], proof["proves"], proof["number"]) == (DIGEST, "tỷ lệ 95 %", None)
    assert api.json(OFFICER, f"/assignments/{one}")["uploads"] == []


def test_the_history_keeps_the_digest(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    submit(api, one, {"file": DIGEST})
    history = api.json(OFFICER, f"/assignments/{one}/history")["items"]
    assert history[-1]["evidence"] == [{"file": DIGEST}]


def test_a_document_may_have_its_file_beside_it(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    reference = {"number": "1/BC", "issued_on": "2026-05-20", "sent_to": "UBND tỉnh"}
    assert submit(api, one, reference | {"file": DIGEST}, reference).status_code == 200
    both, alone = api.json(OFFICER, f"/assignments/{one}")["evidence"]
    assert (both["number"], both["file"]["name"]) == ("1/BC", "Báo cáo.pdf")
    assert (alone["file"], alone["proves"]) == (None, "output")


def test_a_note_may_bring_evidence(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    body = {"note": "đã họp", "evidence": [{"file": DIGEST, "proves": "biên bản họp"}]}
    assert api.act(OFFICER, one, "update", body).status_code == 200
    (proof,) = api.json(OFFICER, f"/assignments/{one}")["evidence"]
    assert proof["proves"] == "biên bản họp"


@pytest.mark.parametrize(
    ("evidence", "pointer"),
    [
        ({"file": "0" * 64}, "/evidence/0/file"),
        ({"file": "x"}, "/evidence/0/file"),
        ({"proves": "output"}, "/evidence/0/number"),
        ({"file": DIGEST, "number": "1/BC"}, "/evidence/0/issued_on"),
    ],
)
def test_half_evidence_is_a_problem_that_names_the_field(
    api: Api, database: Database, evidence: dict[str, Any], pointer: str
) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    answer = submit(api, one, evidence)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["errors"][0]["pointer"] == pointer
    assert api.json(OFFICER, f"/assignments/{one}")["work_state"] == "not_started"


def test_a_file_of_another_assignment_is_no_evidence(api: Api, database: Database) -> None:
    one, two = issue(database, item("a"), item("b"))
    upload(api, OFFICER, one)
    assert submit(api, two, {"file": DIGEST}).status_code == 422


# ─── giving out ──────────────────────────────────────────────────────────────


def test_a_file_is_saved_and_never_shown(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    submit(api, one, {"file": DIGEST})
    answer = download(api, COORDINATOR, one)
    assert answer.data == REPORT
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''B%C3%A1o")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["ETag"] == f'"{DIGEST}"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    again = download(api, COORDINATOR, one, If_None_Match=f'"{DIGEST}"')
    assert (again.status_code, again.data) == (304, b"")


def test_who_may_not_see_the_assignment_gets_no_file(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    submit(api, one, {"file": DIGEST})
    assert download(api, STRANGER, one).status_code == 404
    assert download(api, ADMIN, one).status_code == 200


def test_a_file_that_is_no_evidence_yet_is_the_agencys_alone(api: Api, database: Database) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    assert download(api, OFFICER, one).status_code == 200
    assert download(api, COORDINATOR, one).status_code == 404


def test_a_file_of_another_assignment_is_not_found_here(api: Api, database: Database) -> None:
    one, two = issue(database, item("a"), item("b"))
    upload(api, OFFICER, one)
    assert download(api, OFFICER, two).status_code == 404
    assert api.get(OFFICER, f"/assignments/{one}/files/nothing").status_code == 404


# ─── sweeping and verifying ──────────────────────────────────────────────────


def test_what_was_never_used_is_swept_after_a_day(
    api: Api, database: Database, store: FolderStore
) -> None:
    with clock.frozen(NOON):
        (one,) = issue(database, item())
        upload(api, OFFICER, one)
        assert files.sweep(database, store) == 0
    with clock.frozen(LATER):
        assert files.sweep(database, store) == 1
        assert list(store.digests()) == []
        assert submit(api, one, {"file": DIGEST}).status_code == 422
        assert upload(api, OFFICER, one).status_code == 201
        assert submit(api, one, {"file": DIGEST}).status_code == 200


def test_evidence_is_never_swept_nor_what_another_assignment_uses(
    api: Api, database: Database, store: FolderStore
) -> None:
    with clock.frozen(NOON):
        one, two = issue(database, item("a"), item("b"))
        for assignment_id in (one, two):
            upload(api, OFFICER, assignment_id)
        submit(api, one, {"file": DIGEST})
    with clock.frozen(LATER):
        assert files.sweep(database, store) == 0
        assert store.get(DIGEST) == REPORT
        assert download(api, OFFICER, two).status_code == 404


def test_a_content_just_announced_is_not_swept(api: Api, database: Database) -> None:
    """A second upload of an old content has announced it, and comes to store it after the sweep."""
    store_calls: list[str] = []

    class Watched(FolderStore):
        def delete(self, digest: str) -> None:
            store_calls.append(digest)

    with clock.frozen(NOON), database.write() as session:
        session.add(StoredObject(sha256=DIGEST, size=1, touched_at=clock.now()))
    with clock.frozen(LATER):
        with database.write() as session:
            session.get_one(StoredObject, DIGEST).touched_at = clock.now()
        assert files.sweep(database, Watched(Path("/nowhere"))) == 0
    assert store_calls == []


def test_a_crash_between_store_and_database_is_made_up_for(
    api: Api, database: Database, store: FolderStore
) -> None:
    with clock.frozen(NOON), database.write() as session:
        session.add(StoredObject(sha256=DIGEST, size=1, touched_at=clock.now()))
    with clock.frozen(LATER):
        assert files.sweep(database, store) == 1
        assert files.sweep(database, store) == 0


def test_tampering_is_found_when_read_and_when_verified(
    api: Api, database: Database, store: FolderStore
) -> None:
    one, two = issue(database, item("a"), item("b"))
    upload(api, OFFICER, one)
    upload(api, OFFICER, two, b"%PDF-1.7 kept")
    submit(api, one, {"file": DIGEST})
    with database.read() as session:
        assert list(files.verify(session, store)) == []
    (store.root / DIGEST[:2] / DIGEST).write_bytes(b"%PDF-1.7 forged")
    answer = download(api, COORDINATOR, one)
    assert answer.status_code == 500
    assert answer.json is not None
    assert answer.json["type"].endswith("file-damaged")
    with database.read() as session:
        (found,) = files.verify(session, store)
    assert (found.sha256, found.assignment_id, found.version) == (DIGEST, one, 2)
    store.delete(DIGEST)
    with database.read() as session:
        assert len(list(files.verify(session, store))) == 1


def test_the_verifier_reads_the_files_too(
    api: Api, database: Database, store: FolderStore, tmp_path: Path
) -> None:
    (one,) = issue(database, item())
    upload(api, OFFICER, one)
    submit(api, one, {"file": DIGEST})
    command = ["verify", "--files", "--data-dir", str(tmp_path)]
    fine = CliRunner().invoke(main, command)
    assert fine.exit_code == 0, fine.output
    assert "every file is what was handed in" in fine.output
    (store.root / DIGEST[:2] / DIGEST).write_bytes(b"forged")
    wrong = CliRunner().invoke(main, command)
    assert wrong.exit_code == 1
    assert f"assignment {one} version 2: the file {DIGEST}" in wrong.output
