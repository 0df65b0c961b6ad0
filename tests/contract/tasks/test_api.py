"""The HTTP door of tasks keeps the promises of its reference."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.caller import Caller, Role
from common.config import Config
from common.db import Database
from common.web.tokens import Minter
from services.tasks.main import web
from tests.unit.tasks.world import (
    ADMIN,
    COMMITTEE,
    COORDINATOR,
    FINANCE,
    HEALTH,
    OFFICER,
    caller,
    issue,
    item,
    make_database,
)

DOCUMENT = {"number": "12/BC-SYT", "issued_on": "2026-05-20", "sent_to": "UBND tỉnh"}


@dataclass
class Api:
    """A client that logs in as whoever asks."""

    client: FlaskClient
    minter: Minter
    sent: int = field(default=0)

    def get(self, who: Caller, path: str, **query: Any) -> TestResponse:
        return self.client.get(path, query_string=query, headers=self._headers(who))

    def act(
        self,
        who: Caller,
        assignment_id: int,
        action: str,
        body: Mapping[str, Any] | None = None,
        **headers: str,
    ) -> TestResponse:
        """Act on the present version unless an If_Match is given."""
        if "If_Match" not in headers:
            found = self.get(ADMIN, f"/assignments/{assignment_id}")
            headers["If_Match"] = found.headers["ETag"]
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/assignments/{assignment_id}/actions/{action}",
            json=body or {},
            headers=self._headers(who) | named,
        )

    def _headers(self, who: Caller) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.minter.mint(who, 'tasks')}"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = make_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def api(database: Database, minter: Minter, make_config: Callable[[str], Config]) -> Api:
    return Api(web(make_config("tasks"), database).test_client(), minter)


def test_an_assignment_goes_from_issue_to_completion(api: Api, database: Database) -> None:
    issue(database, item(coordinating=[FINANCE]))
    listed = api.get(OFFICER, "/assignments").json
    assert listed and len(listed["items"]) == 1
    one = listed["items"][0]
    assert one["available_actions"] == ["accept", "start", "update", "submit", "decline"]
    for who, action, body, state in (
        (OFFICER, "accept", {}, "not_started"),
        (OFFICER, "start", {}, "in_progress"),
        (OFFICER, "submit", {"evidence": [DOCUMENT]}, "submitted"),
        (COORDINATOR, "return", {"note": "Thiếu biểu mẫu"}, "returned"),
        (OFFICER, "submit", {"evidence": [DOCUMENT], "note": "Đã bổ sung"}, "submitted"),
        (COORDINATOR, "approve", {"note": "Tốt"}, "completed"),
    ):
        answer = api.act(who, one["id"], action, body)
        assert answer.status_code == 200, answer.json
        assert answer.json and answer.json["work_state"] == state
        assert answer.headers["ETag"] == f'"{answer.json["version"]}"'
    done = api.get(COORDINATOR, f"/assignments/{one['id']}").json
    assert done
    assert (done["review_state"], done["grade"]) == ("approved", "satisfactory")
    assert done["available_actions"] == []
    assert [d["number"] for d in done["evidence"]] == ["12/BC-SYT", "12/BC-SYT"]
    assert [p["agency"]["slug"] for p in done["partners"]] == ["so-tai-chinh"]
    history = api.get(OFFICER, f"/assignments/{one['id']}/history").json
    assert history
    assert [(h["version"], h["action"]) for h in history["items"]] == list(
        enumerate(("assign", "accept", "start", "submit", "return", "submit", "approve"), 1)
    )
