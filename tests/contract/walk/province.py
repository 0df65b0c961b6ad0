"""A province with something of every kind in it, and a foreign agency that has nothing."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from flask.testing import FlaskClient
from sqlalchemy import MetaData, Table, select

from common.caller import Role
from common.config import Environment
from dondoc import embedded
from gateway.pages.visit import SESSION_COOKIE

PASSWORD: Final = "một mật khẩu dài hơn"
SECRET: Final = "hoa sim tím"
"""What every text of the province holds, and no answer to a stranger may."""

PLAN: Final = f"""\
ỦY BAN NHÂN DÂN
TỈNH SÔNG LAM
Số: 45/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Sông Lam, ngày 12 tháng 3 năm 2026

KẾ HOẠCH
Trồng {SECRET} quanh trường học năm 2026

Ủy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau:

I. TỔ CHỨC THỰC HIỆN

1. Sở Giáo dục và Đào tạo

- Chủ trì, phối hợp với Sở Y tế chọn đất trồng {SECRET}, hoàn thành trước ngày 30/12/2031.

- Rà soát các vườn {SECRET} quanh trường học, hoàn thành trước ngày 15/12/2031.

2. Sở Y tế

- Tập huấn chăm sóc {SECRET} cho giáo viên, hoàn thành trước ngày 30/6/2020.

Nơi nhận:
- Như trên;
- Lưu: VT.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

Trần Văn Mẫu
"""
STRANGERS: Final = {
    "officer": [Role.OFFICER],
    "head": [Role.HEAD],
    "coordinator": [Role.COORDINATOR],
    "leader": [Role.LEADER],
    "everybody": [Role.OFFICER, Role.HEAD, Role.COORDINATOR, Role.LEADER],
}
"""The accounts of the foreign agency, by username."""

Rows = dict[tuple[str, str], dict[str, dict[str, Any]]]
"""Every row of every table: by service and table, then by primary key."""


@dataclass
class Province:
    """The system, and the ids of what belongs to the province."""

    system: embedded.Embedded
    tokens: dict[str, str] = field(default_factory=dict)
    draft: int = 0
    issued: int = 0
    agencies: list[int] = field(default_factory=list)
    assignments: list[int] = field(default_factory=list)
    stored: Rows = field(default_factory=dict)

    def send(self, who: str, method: str, path: str, **sent: Any) -> Any:
        """Send a request below /api as the account `who`; returns the response."""
        headers = {"Authorization": f"Bearer {self._token(who)}", **sent.pop("headers", {})}
        client = self.system.app.test_client(use_cookies=False)
        return client.open(f"/api{path}", method=method, headers=headers, **sent)

    def browser(self, who: str) -> FlaskClient:
        """Return a browser in which the account `who` is logged in."""
        client = self.system.app.test_client()
        client.set_cookie(SESSION_COOKIE, self._token(who))
        return client

    def ask(self, who: str, method: str, path: str, **sent: Any) -> Any:
        """Return the JSON of a request that succeeds."""
        answer = self.send(who, method, path, **sent)
        assert answer.status_code < 300, f"{method} {path}: {answer.get_data(as_text=True)}"
        return answer.json

    def act(self, who: str, number: int, action: str, **body: Any) -> None:
        """Act on the present version of an assignment."""
        version = self.ask(who, "GET", f"/assignments/{number}")["version"]
        path = f"/assignments/{number}/actions/{action}"
        self.ask(who, "POST", path, json=body, headers={"If-Match": f'"{version}"'})

    def rows(self) -> Rows:
        """Return all that is stored, but for the library's own tables."""
        return {
            (service, table.name): _rows(self.system.databases[service], table)
            for service, tables in self._tables.items()
            for table in tables
        }

    @cached_property
    def _tables(self) -> dict[str, list[Table]]:
        """The tables of each service, as its database describes them."""
        found: dict[str, list[Table]] = {}
        for service, database in self.system.databases.items():
            described = MetaData()
            described.reflect(database.engine)
            tables = described.sorted_tables
            found[service] = [one for one in tables if one.name not in _OF_THE_LIBRARY]
        return found

    def _token(self, who: str) -> str:
        if who not in self.tokens:
            body = {"username": who, "password": PASSWORD}
            reply = self.system.app.test_client().post("/api/sessions", json=body)
            self.tokens[who] = str((reply.json or {})["token"])
        return self.tokens[who]


_OF_THE_LIBRARY: Final = {"outbox", "inbox", "idempotency", "alembic_version", "login_session"}


def _rows(database: Any, table: Table) -> dict[str, dict[str, Any]]:
    names = [column.name for column in table.primary_key] or [c.name for c in table.columns]
    with database.read() as session:
        rows = session.execute(select(table)).mappings()
        return {"/".join(str(row[name]) for name in names): dict(row) for row in rows}


@contextmanager
def living(folder: Path) -> Iterator[Province]:
    """Give the province, lived in, with every loop stopped again: only requests move it."""
    env = Environment(
        {
            "DONDOC_ADMIN_PASSWORD": PASSWORD,
            "DONDOC_RATE_LIMIT": "0",
            "DONDOC_DEADLINES_EVERY_S": "1",
        }
    )
    province = Province(embedded.build(folder, env))
    province.system.start()
    try:
        _settle(province)
        _work(province)
        _at_rest(province)
    finally:
        for worker in province.system.workers:
            worker.close()
    province.stored = province.rows()
    yield province
    for database in province.system.databases.values():
        database.close()


def _settle(province: Province) -> None:
    """Open the agencies and their accounts, and issue one plan of two."""
    office = _agency(province, "Ủy ban nhân dân tỉnh Sông Lam", "committee")
    accounts: dict[str, tuple[int, list[Role]]] = {
        "chu-tri": (office, [Role.COORDINATOR]),
        "giao-duc": (_agency(province, "Sở Giáo dục và Đào tạo", "department"), [Role.OFFICER]),
        "y-te": (_agency(province, "Sở Y tế", "department"), [Role.OFFICER]),
    }
    accounts["giao-duc-2"] = accounts["giao-duc"]
    province.agencies = sorted({agency for agency, _ in accounts.values()})
    foreign = _agency(province, "Ủy ban nhân dân tỉnh Xa", "committee")
    accounts |= {name: (foreign, roles) for name, roles in STRANGERS.items()}
    for username, (agency, roles) in accounts.items():
        body = {"username": username, "password": PASSWORD, "agency_id": agency, "roles": roles}
        province.ask("admin", "POST", "/accounts", json=body)
    province.draft = _imported(province, PLAN.replace("45/KH", "46/KH"))
    province.ask("chu-tri", "POST", f"/plans/{province.draft}/items/accept", json={"items": "all"})
    province.issued = _imported(province, PLAN)
    path = f"/plans/{province.issued}"
    province.ask("chu-tri", "POST", f"{path}/items/accept", json={"items": "all"})
    _answer_errors(province, path)
    province.ask("chu-tri", "POST", f"{path}/issue", json={"create_missing_agencies": True})


def _answer_errors(province: Province, path: str) -> None:
    for finding in province.ask("chu-tri", "GET", f"{path}/findings?open=true")["items"]:
        if finding["severity"] == "error":
            province.ask("chu-tri", "POST", f"{path}/findings/{finding['id']}/resolve", json={})


def _agency(province: Province, name: str, kind: str) -> int:
    body = {"name": name, "kind": kind, "email": "van-thu@songlam.example"}
    made: int = province.ask("admin", "POST", "/agencies", json=body)["id"]
    return made


def _imported(province: Province, text: str) -> int:
    made: int = _uploaded(province, "chu-tri", "/plans/imports", text)["id"]
    return made


def _uploaded(province: Province, who: str, path: str, text: str) -> Any:
    head = 'Content-Disposition: form-data; name="file"; filename="ke-hoach.txt"'
    sent = f"--x\r\n{head}\r\n\r\n{text}\r\n--x--\r\n".encode()
    kind = "multipart/form-data; boundary=x"
    return province.ask(who, "POST", path, data=sent, content_type=kind)


def _work(province: Province) -> None:
    """Do one of everything, each with the secret in its words."""
    _until(lambda: len(_listed(province)) >= 3)
    rows = _listed(province)
    province.assignments = [row["id"] for row in rows]
    first, second, health = _duties(rows)
    note = {"note": f"về {SECRET}"}
    document = {"number": f"9/BC-{SECRET}", "issued_on": "2026-03-01", "sent_to": SECRET}
    office = str(province.agencies[0])
    province.act("giao-duc", first, "accept")
    province.act("giao-duc", first, "start")
    province.act("giao-duc", first, "raise_blocker", **note, agency=office)
    province.act("giao-duc", first, "request_extension", **note, due_on="2032-01-30")
    comment = {"text": f"hỏi @chu-tri về {SECRET}"}
    province.ask("giao-duc", "POST", f"/assignments/{first}/comments", json=comment)
    path = f"/assignments/{second}/files"
    file = _uploaded(province, "giao-duc", path, f"Kết quả trồng {SECRET}")
    document["file"] = file["id"]
    province.act("chu-tri", second, "set_monitor", monitor="chu-tri")
    province.act("giao-duc", second, "update", **note)
    province.act("giao-duc", second, "submit", **note, evidence=[document])
    chase = {"assignments": [health], "text": f"Đề nghị báo cáo về {SECRET}"}
    province.ask("chu-tri", "POST", "/chases", json=chase)
    absence = {
        "deputy": "giao-duc-2",
        "starts_on": "2030-01-01",
        "ends_on": "2030-01-20",
        "reason": f"đi học về {SECRET}",
    }
    province.ask("giao-duc", "POST", "/delegations", json=absence)


def _duties(rows: list[dict[str, Any]]) -> tuple[int, int, int]:
    """Return two duties of one agency to work on, and one of another that is late."""
    own = [row for row in rows if row["role"] != "coordinating"]
    late = [row["id"] for row in own if row["standing"] in {"overdue", "critical"}]
    first, second = [row["id"] for row in own if row["id"] not in late]
    return first, second, late[0]


def _listed(province: Province) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = province.ask("admin", "GET", "/assignments")["items"]
    return found


def _at_rest(province: Province) -> None:
    """Wait until the messages are written, then until nothing stirs."""
    _until(lambda: province.ask("admin", "GET", "/messages")["items"])
    before: Mapping[Any, Any] = {}
    while before != (now := province.rows()):
        before = now
        time.sleep(1.5)


def _until(found: Callable[[], Any], within_s: float = 30.0) -> None:
    end = time.monotonic() + within_s
    while not found():
        assert time.monotonic() < end, "the province does not come to rest"
        time.sleep(0.1)
