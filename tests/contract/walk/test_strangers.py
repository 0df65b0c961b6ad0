"""Every route × every role of a foreign agency: no row is shown, nothing moves, nothing is hinted.

The routes and what they take come from the system's own OpenAPI document, so a new route is
walked as soon as it is described. What belongs to the province must answer exactly as what does
not exist.
"""

import functools
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings

from gateway.pages.blueprint import ROUTES
from gateway.pages.site import Route
from services.tasks.model import Action
from tests.contract.walk.province import SECRET, STRANGERS, Province, living

pytestmark = pytest.mark.xdist_group("walk")  # its province and its requests take long to make

NOWHERE: Final = 2**40
"""A number of nothing."""
_CSRF: Final = re.compile('name="csrf" value="([0-9a-f]{64})"')
EXAMPLES: Final = 3
"""Bodies for each operation that takes one."""

SHARED: Final = {
    "/agencies": "the registry is everybody's: duties are addressed by it",
    "/agencies/{agency_id}": "the same",
    "/plans": "an issued plan is published",
}
"""Reads that show a stranger what is the province's, and why."""

TABLES: Final = {"item_id": {"plan_item", "inbox_item"}}
"""The tables whose rows a parameter numbers, where its name does not say it."""

WITHOUT_ROWS: Final = {
    "ident": "nothing is stuck in the province",
    "incident_id": "nothing goes wrong in the province",
    "kind": "kinds of plans are words that everybody knows",
    "number": "no decree has reorganised anything",
    "relation_id": "its plan stands alone",
    "token": "no document is being read",
}
"""What the province has none of, and why; the number 1 is asked for then."""

LEFT_OUT: Final = {
    ("delete", "/sessions/current"): "it would end the stranger's own session",
    ("post", "/sessions"): "anybody may try to log in; guessing is limited elsewhere",
    ("get", "/receipts/{token}"): "a provider's, kept by a secret in the path",
    ("post", "/receipts/{token}"): "the same",
    ("post", "/accounts/current/password"): "it would end the stranger's own sessions",
}


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    with living(tmp_path_factory.mktemp("province")) as lived_in:
        yield lived_in


@pytest.fixture(scope="module")
def walk(province: Province) -> list["Asked"]:
    """Return the requests of the walk, the same for everybody."""
    return list(requests(province))


@dataclass(frozen=True)
class Asked:
    """One request, to be sent about what is the province's and about what is nothing."""

    method: str
    template: str
    path: dict[str, Any]
    sent: dict[str, Any]

    def at(self, ids: dict[str, Any]) -> str:
        """Return the path about `ids`."""
        filled = self.template
        for name, value in {**self.path, **ids}.items():
            filled = filled.replace(f"{{{name}}}", str(value))
        return filled


def requests(province: Province) -> Iterator[Asked]:
    """Yield a few requests for each operation, with bodies that its schema allows."""
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", province.system.app)
    results: list[Any] = list(document.get_all_operations())
    for result in results:
        operation = result.ok()
        template = operation.path.removeprefix("/api")
        if (operation.method, template) not in LEFT_OUT:
            yield from _examples(operation, template)


def _examples(operation: Any, template: str) -> Iterator[Asked]:
    found: list[Asked] = []
    takes_body = bool(operation.body)

    @seed(20260101)
    @settings(
        max_examples=EXAMPLES if takes_body else 1,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def collect(case: Any) -> None:
        sent: dict[str, Any] = {}
        if takes_body and isinstance(case.body, dict) and "json" in (case.media_type or ""):
            sent["json"] = case.body
        path = dict(case.path_parameters or {})
        found.append(Asked(operation.method, template, path, sent))

    collect()
    actions = Action if "{action}" in template else [None]
    for one in found:
        for action in actions:
            path = {**one.path, "action": action} if action else one.path
            yield Asked(one.method, template, path, one.sent)


def ids_of(province: Province, template: str) -> list[dict[str, Any]]:
    """Return the sets of numbers that a path about the province's things may hold."""
    names = [part[1:-1] for part in template.split("/") if part.startswith("{")]
    names = [name for name in names if name != "action"]
    if not names:
        return []
    stored = province.stored
    if "plan_id" in names:
        rest = [name for name in names if name != "plan_id"]
        ids = {name: _some(stored, "plans", name, plan_id=province.draft) for name in rest}
        return [{**ids, "plan_id": plan} for plan in (province.draft, province.issued)]
    if "assignment_id" in names:
        rest = [name for name in names if name != "assignment_id"]
        ids = {name: _some(stored, "tasks", name) for name in rest}
        return [{**ids, "assignment_id": number} for number in province.assignments]
    service = "notify" if template.startswith(("/inbox", "/messages")) else None
    return [{name: _some(stored, service, name) for name in names}]


def _some(stored: Any, service: str | None, name: str, **where: int) -> Any:
    """Return the number of some row that the parameter `name` can mean; of a file its digest."""
    named = TABLES.get(name, {name.removesuffix("_id")})
    tables = [
        rows
        for (owner, table), rows in stored.items()
        if service in {None, owner} and table in named
    ]
    for rows in tables:
        for row in rows.values():
            if all(row.get(column) == value for column, value in where.items()):
                return row["sha256"] if name == "file_id" else int(row.get("id", 1))
    assert name in WITHOUT_ROWS, f"let the province have something that {name} numbers"
    return 1


def headers(version: int = 1) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_sees_and_moves_nothing(province: Province, walk: list[Asked], who: str) -> None:
    before = province.rows()
    told: list[str] = []
    walked = 0
    for asked in walk:
        for path in _paths(province, asked):
            answer = province.send(who, asked.method, path, headers=headers(), **asked.sent)
            walked += 1
            assert answer.status_code < 500, f"{asked.method} {path}: {_words(answer)}"
            if SECRET in _words(answer) and not _is_shared(province, asked, path):
                told.append(f"{asked.method} {path}: {answer.status_code} {_words(answer)[:300]}")
    assert walked > 100
    assert told == []
    assert _disturbed(province, before, who) == []


@pytest.mark.parametrize("who", STRANGERS)
def test_what_is_the_provinces_answers_as_what_does_not_exist(
    province: Province, walk: list[Asked], who: str
) -> None:
    differing = []
    for asked in walk:
        if asked.template in SHARED:
            continue
        for ids in ids_of(province, asked.template):
            if ids.get("plan_id") == province.issued:
                continue  # known to all
            nothing = dict.fromkeys(ids, NOWHERE)
            ours, none = (
                province.send(who, asked.method, asked.at(which), headers=headers(), **asked.sent)
                for which in (ids, nothing)
            )
            if _told_by(ours) != _told_by(none):
                line = f"{asked.method} {asked.at(ids)}: {ours.status_code} {ours.text[:200]}"
                differing.append(f"{line} where nothing is: {none.status_code} {none.text[:200]}")
    assert differing == []


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize(
    "path",
    [
        "/assignments",
        "/assignments/exceptions",
        "/chases",
        "/delegations",
        "/inbox",
        "/incidents",
        "/messages",
        "/reviews",
    ],
)
def test_a_strangers_lists_are_empty(province: Province, who: str, path: str) -> None:
    answer = province.send(who, "GET", path)
    assert answer.status_code == 403 or answer.json["items"] == []


@pytest.mark.parametrize("who", STRANGERS)
@pytest.mark.parametrize("by", ["agency", "plan", "period"])
def test_a_strangers_statistics_count_nothing(province: Province, who: str, by: str) -> None:
    assert province.ask(who, "GET", f"/statistics?by={by}")["totals"]["total"] == 0


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_or_download_tells_a_stranger_and_no_form_moves_anything(
    province: Province, who: str
) -> None:
    before = province.rows()
    browser = province.browser(who)
    token = str(_CSRF.search(browser.get("/inbox").text)[1])  # type: ignore[index]
    told: list[str] = []
    walked = 0
    for route in ROUTES:
        for path in _pages(province, route):
            form = {"csrf": token, "version": "1", "note": "x", "text": "x", "q": "x"}
            sent = form if route.method == "POST" else None
            answer = browser.open(path, method=route.method, data=sent)
            walked += 1
            assert answer.status_code < 500, f"{route.method} {path}: {answer.text[:300]}"
            published = re.match(rf"/plans(/{province.issued}\b|$|\?)", path)
            if SECRET in _words(answer) and not published:
                told.append(f"{route.method} {path}: {answer.status_code}")
    assert walked > 100
    assert told == []
    assert _disturbed(province, before, who) == []


def _pages(province: Province, route: Route) -> list[str]:
    """Return the paths of a page about the province's things; what ends the walk is left out."""
    if route.rule in {"/logout", "/login"}:
        return []
    template = re.sub(r"<(?:int:)?(\w+)>", r"{\1}", route.rule)
    template = template.replace("{action}", "update").replace("{code}", "en")
    template = template.replace("/plans/imports/{token}", "/plans/imports/12345678")
    return [
        functools.reduce(lambda path, one: path.replace(f"{{{one}}}", str(ids[one])), ids, template)
        for ids in ids_of(province, template) or [{}]
    ]


def _paths(province: Province, asked: Asked) -> list[str]:
    filled = [asked.at(ids) for ids in ids_of(province, asked.template)]
    plain = asked.at({})
    filters = [
        f"{plain}?{name}={value}"
        for name, value in (
            ("plan", province.issued),
            ("agency", province.agencies[1]),
            ("assignment", province.assignments[0]),
        )
    ]
    return filled or ([plain, *filters] if asked.method == "get" else [plain])


def _words(answer: Any) -> str:
    """Return what an answer says: of a workbook, what its parts say."""
    if not answer.data.startswith(b"PK"):
        return str(answer.get_data(as_text=True))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        return "".join(parts.read(name).decode() for name in parts.namelist())


def _is_shared(province: Province, asked: Asked, path: str) -> bool:
    published = path.startswith(f"/plans/{province.issued}")
    return asked.method == "get" and (asked.template in SHARED or published)


def _told_by(answer: Any) -> tuple[int, Any]:
    body = answer.json if answer.is_json or "problem" in answer.content_type else None
    said = {k: v for k, v in (body or {}).items() if k not in {"instance", "request_id"}}
    return answer.status_code, said if answer.status_code >= 400 else None


def _disturbed(province: Province, before: Any, who: str) -> list[str]:
    """Return what became of rows that were there, and new rows about what is the province's.

    But for the stranger's own account: its language is its own to change.
    """
    after = province.rows()
    changed = [
        f"{place} {key}: {row} became {after[place].get(key)}"
        for place, rows in before.items()
        for key, row in rows.items()
        if after[place].get(key) != row and row.get("username") != who
    ]
    ours = {
        "assignment_id": set(province.assignments),
        "plan_id": {province.draft, province.issued},
        "agency_id": set(province.agencies),
    }
    added = [
        f"{place} {key}: {row} is new"
        for place, rows in after.items()
        for key, row in rows.items()
        if key not in before[place]
        and any(row.get(column) in known for column, known in ours.items())
    ]
    return changed + added
