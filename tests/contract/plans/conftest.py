"""The plans service over HTTP on SQLite, as the gateway would call it."""

import itertools
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from common import events, migrate, outbox
from common.caller import Caller
from common.config import Config
from common.db import Database
from common.events import Event
from common.web.tokens import Minter
from services.plans import main
from services.plans.sandbox.limits import Limits
from services.plans.sandbox.reader import Reader
from tests.contract.plans.sample import SAMPLE

COORDINATOR_AGENCY = 1
Headers = Mapping[str, str]
_versions = itertools.count(1)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database file made by the service's migrations, to be copied."""
    path = tmp_path_factory.mktemp("plans") / "migrated.db"
    made = Database(f"sqlite:///{path}")
    migrate.upgrade(made, main.SCRIPTS)
    made.close()
    return path


@pytest.fixture
def database(migrated: Path, tmp_path: Path) -> Iterator[Database]:
    """Return an empty database of the service."""
    made = Database(f"sqlite:///{shutil.copy(migrated, tmp_path / 'plans.db')}")
    yield made
    made.close()


@dataclass
class Api:
    """Calls the service as one caller; JSON in, JSON out."""

    client: FlaskClient
    minter: Minter
    caller: Caller
    last: TestResponse | None = field(default=None)

    def as_(self, caller: Caller) -> "Api":
        """Return the same service, called by another."""
        return Api(self.client, self.minter, caller)

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """GET, expecting `status`."""
        return self._call("GET", path, status, query_string=query)

    def post(
        self, path: str, body: Any = None, status: int = 200, *, headers: Headers | None = None
    ) -> Any:
        """POST, expecting `status`."""
        return self._call("POST", path, status, json=body or {}, headers=headers or {})

    def patch(self, path: str, body: Any, version: int | None, status: int = 200) -> Any:
        """PATCH the version that was read, expecting `status`."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self._call("PATCH", path, status, json=body, headers=headers)

    def delete(self, path: str, version: int | None = None, status: int = 204) -> Any:
        """DELETE, of the version that was read if given, expecting `status`."""
        headers = {} if version is None else {"If-Match": f'"{version}"'}
        return self._call("DELETE", path, status, headers=headers)

    def upload(
        self,
        content: str | bytes,
        name: str = "ke-hoach.txt",
        status: int = 201,
        *,
        headers: Headers | None = None,
        query: Headers | None = None,
    ) -> Any:
        """Import a document, expecting `status`."""
        raw = content.encode() if isinstance(content, str) else content
        # Written by hand: the test client would spool a large file and never close it.
        head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        sent = {
            "data": head.encode() + raw + b"\r\n--x--\r\n",
            "content_type": "multipart/form-data; boundary=x",
            "query_string": query or {},
        }
        return self._call("POST", "/plans/imports", status, headers=headers or {}, **sent)

    def _call(self, method: str, path: str, status: int, **more: Any) -> Any:
        headers = dict(more.pop("headers", {}))
        headers["Authorization"] = f"Bearer {self.minter.mint(self.caller, 'plans')}"
        self.last = self.client.open(path, method=method, headers=headers, **more)
        assert self.last.status_code == status, self.last.get_data(as_text=True)
        if status == 204:
            return None
        return self.last.get_json() if self.last.is_json or status >= 400 else self.last.data


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """Return what reads documents in processes apart, as in the real service."""
    made = Reader(Limits())
    yield made
    made.close()


@pytest.fixture
def api(
    database: Database,
    reader: Reader,
    minter: Minter,
    make_config: Callable[[str], Config],
    make_caller: Callable[..., Caller],
) -> Api:
    """Return the service as the coordinator of agency 1 calls it."""
    client = main.compose(make_config("plans"), database, reader).test_client()
    return Api(client, minter, make_caller("coordinator", agency_id=COORDINATOR_AGENCY))


Tell = Callable[..., None]


@pytest.fixture
def tell(database: Database) -> Tell:
    """Return what tells the service of agencies: `tell(7, "Sở Y tế", kind="department")`."""

    def told(agency_id: int, name: str, *, version: int | None = None, **more: Any) -> None:
        data = {
            "id": agency_id,
            "slug": f"agency-{agency_id}",
            "name": name,
            "aliases": [],
            "kind": "department",
            "parent_id": None,
            "email": None,
            "phone": None,
            "active": True,
        } | more
        number = version or next(_versions)
        told_event = events.make(events.AGENCY_CHANGED, agency_id, number, data)
        with database.write() as session:
            main.HANDLERS[told_event.type](session, events.decode(events.encode(told_event)))

    return told


@pytest.fixture
def emitted(database: Database) -> Callable[[], list[Event]]:
    """Return the events in the outbox, loaded as a consumer gets them."""

    def read() -> list[Event]:
        with database.read() as session:
            bodies = session.scalars(select(outbox.OUTBOX.c.body).order_by(outbox.OUTBOX.c.id))
            return [events.decode(body) for body in bodies]

    return read


class Known:
    """Ids of the agencies that `agencies` registers."""

    EDUCATION, HEALTH, YOUTH, TAN_PHU, TAN_PHUOC = 11, 12, 13, 21, 22


@pytest.fixture
def agencies(tell: Tell) -> type[Known]:
    """Register everybody whom the sample addresses."""
    tell(COORDINATOR_AGENCY, "Ủy ban nhân dân tỉnh Sông Lam", kind="committee")
    tell(Known.EDUCATION, "Sở Giáo dục và Đào tạo tỉnh Sông Lam")
    tell(Known.HEALTH, "Sở Y tế tỉnh Sông Lam")
    tell(Known.YOUTH, "Tỉnh Đoàn Sông Lam", kind="front", aliases=["Tỉnh Đoàn"])
    tell(Known.TAN_PHU, "Ủy ban nhân dân xã Tân Phú", kind="commune")
    tell(Known.TAN_PHUOC, "Ủy ban nhân dân phường Tân Phước", kind="commune")
    return Known


@pytest.fixture
def draft(api: Api) -> Any:
    """Return the sample, imported."""
    return api.upload(SAMPLE)
