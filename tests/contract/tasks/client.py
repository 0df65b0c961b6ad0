"""An HTTP client that logs in as whoever asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.caller import Caller
from common.web.tokens import Minter
from tests.unit.tasks.world import ADMIN


@dataclass(frozen=True)
class Api:
    """The web application of tasks, seen from the gateway."""

    client: FlaskClient
    minter: Minter

    def get(self, who: Caller, path: str, **query: Any) -> TestResponse:
        """Read `path` as `who`."""
        return self.client.get(path, query_string=query, headers=self._headers(who))

    def json(self, who: Caller, path: str, **query: Any) -> Any:
        """Return the JSON of a successful read."""
        answer = self.get(who, path, **query)
        assert answer.status_code == 200, answer.json
        return answer.json

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
        return self.post(who, assignment_id, action, body, **headers)

    def done(
        self, who: Caller, assignment_id: int, action: str, body: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the JSON of an act that succeeds."""
        answer = self.act(who, assignment_id, action, body)
        assert answer.status_code == 200, answer.json
        return answer.json

    def post(
        self,
        who: Caller,
        assignment_id: int,
        action: str,
        body: Mapping[str, Any] | None = None,
        **headers: str,
    ) -> TestResponse:
        """Act with just the headers given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            f"/assignments/{assignment_id}/actions/{action}",
            json=dict(body or {}),
            headers=self._headers(who) | named,
        )

    def send(
        self,
        who: Caller,
        method: str,
        path: str,
        body: Any,
        headers: Mapping[str, str] | None = None,
    ) -> TestResponse:
        """Send a body of one's own to any path."""
        named = self._headers(who) | dict(headers or {})
        return self.client.open(path, method=method, json=body, headers=named)

    def _headers(self, who: Caller) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.minter.mint(who, 'tasks')}"}
