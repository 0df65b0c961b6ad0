"""A file made to do harm costs its sender one clear problem, and nobody else anything."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from common.caller import Caller
from common.config import Config
from common.db import Database
from common.web.tokens import Minter
from services.plans import main
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.contract.plans.conftest import COORDINATOR_AGENCY, Api
from tests.contract.plans.hostile import READ, REFUSED
from tests.contract.plans.sample import SAMPLE
from tests.contract.plans.test_import import rows

PLAIN_DETAIL = "Không đọc được văn bản này."
"""How the sentence begins that tells nothing in particular."""


@pytest.fixture(scope="module")
def impatient() -> Iterator[Reader]:
    """Return a reader that gives a document less time than it has in the service."""
    made = Reader(Limits(seconds=2))
    yield made
    made.close()


@pytest.fixture
def api(
    database: Database,
    impatient: Reader,
    minter: Minter,
    make_config: Callable[[str], Config],
    make_caller: Callable[..., Caller],
) -> Api:
    """Return the service with that reader."""
    client = main.compose(make_config("plans"), database, impatient).test_client()
    return Api(client, minter, make_caller("coordinator", agency_id=COORDINATOR_AGENCY))


def _is_one_clear_problem(api: Api) -> None:
    assert api.last
    problem = api.last.get_json()
    assert api.last.status_code == 422, problem
    assert problem["type"] == "urn:dondoc:problem:unreadable-document"
    assert problem["errors"] == [{"pointer": "/file", "detail": problem["detail"]}]
    assert not problem["detail_vi"].startswith(PLAIN_DETAIL)


def _goes_on(api: Api) -> None:
    assert api.upload(SAMPLE)["number"] == "45/KH-UBND"


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_document_is_one_problem_and_leaves_nothing(
    api: Api,
    database: Database,
    case: str,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    make, name = REFUSED[case]
    api.upload(make(), name, status=422)
    _is_one_clear_problem(api)
    assert not any(rows(database).values())
    assert not list(Path(folder).iterdir())
    _goes_on(api)


@pytest.mark.parametrize("case", READ)
def test_a_strange_file_is_read_or_one_problem(api: Api, database: Database, case: str) -> None:
    make, name = READ[case]
    try:
        plan = api.upload(make(), name)
    except AssertionError:
        _is_one_clear_problem(api)
        assert not any(rows(database).values())
    else:
        assert api.get(f"/plans/{plan['id']}/extract")["text"]
    _goes_on(api)


def test_a_path_in_a_file_name_is_not_kept(api: Api) -> None:
    for number, name in enumerate(["../../etc/passwd", "..\\..\\boot.ini", "/", "\u202efdp.txt"]):
        kept = api.upload(f"{SAMPLE}\n{number}", name)["filename"]
        assert "/" not in kept
        assert "\\" not in kept
        assert kept not in {"", ".", ".."}
        assert kept.isprintable()
