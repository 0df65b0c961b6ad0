"""Quản trị → Sắp xếp tổ chức: the list of decrees, and writing one down change by change."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from flask import Response

from common.errors import FieldError, InvalidInputError, UnavailableError
from gateway.clients import RefusedError
from gateway.pages.language import mark
from gateway.pages.listing import link
from gateway.pages.numbers import whole
from gateway.pages.present import day, read_day
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import LONGEST_FIELD, Visit

REORGANISATIONS: Final = "/admin/reorganisations"
ROWS: Final = 50
MOST_LINES: Final = 500
_BASIS: Final = ("kind", "number", "issued_on")
_UNKNOWN: Final = mark("Không có cơ quan nào đang hoạt động mang tên “%(name)s”.")
_SEVERAL: Final = mark(
    "Có nhiều cơ quan đang hoạt động mang tên “%(name)s”; "
    "thêm cho cơ quan cần chọn một tên gọi khác rồi ghi tên đó."
)
_TOO_LONG: Final = mark("Dài quá %(lines)s dòng hoặc %(signs)s ký tự.")


def list_decrees(visit: Visit) -> Response:
    """Show the decrees, the newest first."""
    cursor = visit.argument("cursor")
    found = visit.clients.identity.get(
        visit.caller, "/reorganisations", limit=ROWS, cursor=cursor or None
    )
    return visit.page(
        "reorganisations.html",
        section=REORGANISATIONS,
        items=found["items"],
        next=link(REORGANISATIONS, {}, cursor=found["next"]) if found["next"] else None,
        first=REORGANISATIONS if cursor else None,
    )


def new_decree(visit: Visit) -> Response:
    """Show the form of a new decree."""
    return _form(visit, None)


def create_decree(visit: Visit) -> Response:
    """Keep a draft of one change; further ones are added on its page."""
    try:
        founded: list[dict[str, Any]] = []
        body = {**_heading(visit), "changes": [_change(visit, founded)], "new_agencies": founded}
        made = visit.clients.identity.post(visit.caller, "/reorganisations", body, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _form(visit, None, explain(refusal, visit.language))
    except InvalidInputError as wrong:
        return _form(visit, None, _own(wrong))
    return visit.go(f"{REORGANISATIONS}/{made['id']}", visit.language.say("Đã lưu bản soạn."))


def edit_decree(visit: Visit, number: int) -> Response:
    """Show the form that changes a draft's heading and adds a change."""
    return _form(visit, _get(visit, number))


def change_decree(visit: Visit, number: int) -> Response:
    """Save the heading; add a change where agencies are named."""
    decree = _get(visit, number)
    try:
        body = _heading(visit)
        if visit.field("from") or visit.field("to"):
            founded = list(decree["new_agencies"])
            body |= {
                "changes": [*decree["changes"], _change(visit, founded)],
                "new_agencies": founded,
            }
        _save(visit, number, body)
    except (RefusedError, UnavailableError) as refusal:
        return _form(visit, decree, explain(refusal, visit.language))
    except InvalidInputError as wrong:
        return _form(visit, decree, _own(wrong))
    return visit.go(f"{REORGANISATIONS}/{number}", visit.language.say("Đã lưu bản soạn."))


def drop_change(visit: Visit, number: int) -> Response:
    """Take one change out of a draft."""
    decree = _get(visit, number)
    place = whole(visit.field("place"))
    changes = decree["changes"]
    if place is not None and place < len(changes):
        left = [one for at, one in enumerate(changes) if at != place]
        _save(visit, number, {"changes": left})
    return visit.go(f"{REORGANISATIONS}/{number}", visit.language.say("Đã bỏ một thay đổi."))


def _get(visit: Visit, number: int) -> dict[str, Any]:
    decree: dict[str, Any] = visit.clients.identity.get(visit.caller, f"/reorganisations/{number}")
    return decree


def _save(visit: Visit, number: int, body: Mapping[str, Any]) -> None:
    path = f"/reorganisations/{number}"
    visit.clients.identity.change(
        visit.caller, "PATCH", path, body, version=visit.version, key=visit.key
    )


def _form(
    visit: Visit, decree: Mapping[str, Any] | None, problem: Explained | None = None
) -> Response:
    stored = {"title": "", "effective_on": ""} | {f"basis_{name}": "" for name in _BASIS}
    if decree:
        stored = {"title": decree["title"], "effective_on": day(decree["effective_on"])}
        stored |= {f"basis_{name}": decree["basis"][name] for name in _BASIS}
        stored["basis_issued_on"] = day(decree["basis"]["issued_on"])
    typed = {name: visit.field(name) for name in (*stored, "change", "from", "to", "name")}
    return visit.page(
        "reorganisation_form.html",
        problem.status if problem else 200,
        section=REORGANISATIONS,
        decree=decree,
        values=typed if problem else stored | {"change": "", "from": "", "to": "", "name": ""},
        problem=problem,
    )


def _heading(visit: Visit) -> dict[str, Any]:
    basis = {name: visit.field(f"basis_{name}") for name in _BASIS}
    return {
        "title": visit.field("title"),
        "basis": basis | {"issued_on": read_day(basis["issued_on"])},
        "effective_on": read_day(visit.field("effective_on")),
    }


def _change(visit: Visit, founded: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the change typed; agencies that nobody knows join `founded`.

    Raises InvalidInputError for one that loses duties and does not exist, for a name that several
    bear, and for a list that is too long.
    """
    kind = visit.field("change")
    losing = [_known(visit, name) for name in _lines(visit, "from")]
    said: dict[str, Any] = {"kind": kind, "from": losing, "to": []}
    if kind == "rename":
        return said | {"name": visit.field("name")}
    return said | {"to": [_heir(visit, line, founded) for line in _lines(visit, "to")]}


def _lines(visit: Visit, name: str) -> list[str]:
    text = visit.field(name)
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    # A field as long as can be was cut, perhaps within a name: nobody means what is left of it.
    if len(text) >= LONGEST_FIELD or len(lines) > MOST_LINES:
        said = visit.language.say(_TOO_LONG, lines=MOST_LINES, signs=LONGEST_FIELD - 1)
        raise InvalidInputError(errors=[FieldError(f"/{name}", said)])
    return lines


def _heir(visit: Visit, line: str, founded: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the heir of a line `name | field | word, word`."""
    name, field, words = (part.strip() for part in (line + "||").split("|")[:3])
    heir: dict[str, Any] = {"agency": _ref(visit, name, founded)}
    if field:
        heir["field"] = field
    said = [word.strip() for word in words.split(",") if word.strip()]
    return heir | ({"words": said} if said else {})


def _ref(visit: Visit, name: str, founded: list[dict[str, Any]]) -> str:
    agency_id = _find(visit, name, "/to")
    if agency_id is not None:
        return str(agency_id)
    for place, one in enumerate(founded, 1):
        if one["name"].casefold() == name.casefold():
            return f"new{place}"
    founded.append({"name": name})
    return f"new{len(founded)}"


def _known(visit: Visit, name: str) -> int:
    agency_id = _find(visit, name, "/from")
    if agency_id is None:
        said = visit.language.say(_UNKNOWN, name=name[:200])
        raise InvalidInputError(errors=[FieldError("/from", said)])
    return agency_id


def _find(visit: Visit, name: str, at: str) -> int | None:
    """Return the active agency of this name, None if there is none.

    Raises InvalidInputError for the field `at` if several bear it.
    """
    same = [one for one in _like(visit, name) if _is_called(one, name)]
    if len(same) > 1:
        said = visit.language.say(_SEVERAL, name=name[:200])
        raise InvalidInputError(errors=[FieldError(at, said)])
    return int(same[0]["id"]) if same else None


def _like(visit: Visit, name: str) -> Iterator[Mapping[str, Any]]:
    """Yield the active agencies whose names hold `name`, page after page."""
    cursor = None
    while True:
        found = visit.clients.identity.get(
            visit.caller, "/agencies", q=name[:200], active="true", limit=ROWS, cursor=cursor
        )
        yield from found["items"]
        cursor = found["next"]
        if not cursor:
            return


def _is_called(agency: Mapping[str, Any], name: str) -> bool:
    names: Sequence[str] = (agency["name"], agency["slug"], *agency["aliases"])
    return name.casefold() in {one.casefold() for one in names}


def _own(wrong: InvalidInputError) -> Explained:
    fields = {error.pointer.removeprefix("/"): error.detail for error in wrong.errors}
    return Explained(sentence=" ".join(fields.values()), fields=fields, status=wrong.status)


ROUTES: Final = (
    Route("GET", REORGANISATIONS, list_decrees),
    Route("GET", f"{REORGANISATIONS}/new", new_decree),
    Route("POST", f"{REORGANISATIONS}/new", create_decree),
    Route("GET", f"{REORGANISATIONS}/<int:number>/edit", edit_decree),
    Route("POST", f"{REORGANISATIONS}/<int:number>/edit", change_decree),
    Route("POST", f"{REORGANISATIONS}/<int:number>/drop", drop_change),
)
