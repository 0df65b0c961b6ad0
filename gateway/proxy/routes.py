"""Which service answers which path of the public API, how large a body and how long a wait."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from common.errors import NotFoundError

SERVICE_OF: Final[Mapping[str, str]] = {
    "accounts": "identity",
    "agencies": "identity",
    "audit": "identity",
    "reorganisations": "identity",
    "sessions": "identity",
    "plans": "plans",
    "reorganisation-trials": "tasks",
    "assignments": "tasks",
    "assignments.xlsx": "tasks",
    "calendar": "tasks",
    "chases": "tasks",
    "delegations": "tasks",
    "incidents": "tasks",
    "reviews": "tasks",
    "statistics": "tasks",
    "variants": "tasks",
    "inbox": "notify",
    "messages": "notify",
    "receipts": "notify",
}
"""The first segment of a path below `/api`, and the service that owns it."""

OPEN: Final = (
    re.compile(r"POST sessions"),  # log-in
    re.compile(r"(GET|POST) receipts/.*"),  # a provider's, which notify checks by its secret
)
"""What may be asked without a session, as `METHOD path`."""

STUCK_DEPTH: Final = 3
"""Segments of `stuck/{id}/retry`, whose id begins with the service."""
LARGEST_BODY: Final = 1024 * 1024
LARGEST_IMPORT: Final = 25 * 1024 * 1024
READ_S: Final = 10.0
WRITE_S: Final = 30.0
IMPORT_S: Final = 120.0
_MOST_DIGITS: Final = 100
_IMPORT: Final = re.compile(r"POST (plans|assignments)/imports")
_EXPORT: Final = re.compile(r"GET assignments\.xlsx")
_OF_THE_PAST: Final = re.compile(r"GET (assignments(/\d+)?|statistics)")
"""What is told of a past day where `as_of` asks for it, from as much history as came since."""
_FILE: Final = re.compile(r"POST assignments/\d+/files")
_ISSUE: Final = re.compile(r"POST plans/(\d+)/issue")
_REORGANISE: Final = re.compile(r"POST reorganisations/(\d+)/(preview|apply|revert)")
_LOG_OUT: Final = re.compile(r"DELETE sessions/current")
_STUCK: Final = re.compile(r"GET stuck(?:/(counts|acts))?")
_SAFE: Final = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Route:
    """Where a call goes, and on which terms."""

    service: str
    is_open: bool = False
    largest_body: int = LARGEST_BODY
    timeout_s: float = WRITE_S
    issues_plan: int | None = None
    """The plan to issue: a call the gateway itself composes of several."""
    reorganises: tuple[str, int] | None = None
    """What is done to which decree, where the work of tasks has to be known: also composed."""
    ends_session: bool = False
    merges: str | None = None
    """What every service tells of, of which the gateway makes one: `stuck`, `counts` or `acts`."""


def route_of(method: str, path: str, query: str = "") -> Route:
    """Return the route of `path`, given without `/api/`; raises NotFoundError.

    `query` is as the client sent it.
    """
    segments = path.split("/")
    service = _service_of(segments)
    if service is None or not {"", ".", ".."}.isdisjoint(segments):
        raise NotFoundError(f"there is no /api/{segments[0]}; see /api/docs")
    call = f"{method} {path}"
    issue = _ISSUE.fullmatch(call)
    decree = _REORGANISE.fullmatch(call)
    merged = _STUCK.fullmatch(call)
    brings_file = any(pattern.fullmatch(call) for pattern in (_IMPORT, _FILE))
    return Route(
        service=service,
        is_open=any(pattern.fullmatch(call) for pattern in OPEN),
        largest_body=LARGEST_IMPORT if brings_file else LARGEST_BODY,
        timeout_s=_patience(call, query, brings_file=brings_file),
        issues_plan=_number(issue[1]) if issue else None,
        reorganises=(decree[2], _number(decree[1])) if decree else None,
        ends_session=_LOG_OUT.fullmatch(call) is not None,
        merges=(merged[1] or "stuck") if merged else None,
    )


def _number(digits: str) -> int:
    """Return the number as a service reads it, whatever zeros and digits it is written with."""
    if len(digits) > _MOST_DIGITS:
        raise NotFoundError
    return int(digits)


def _service_of(segments: list[str]) -> str | None:
    """Return which service owns a path; of what is stuck, the one that the item's id names."""
    if segments[0] != "stuck":
        return SERVICE_OF.get(segments[0])
    named = segments[1].partition(".")[0] if len(segments) == STUCK_DEPTH else ""
    return named if named in SERVICE_OF.values() else "identity"


def _patience(call: str, query: str, *, brings_file: bool) -> float:
    """Return how many seconds the answer may take."""
    if brings_file or _EXPORT.fullmatch(call):
        return IMPORT_S
    if _OF_THE_PAST.fullmatch(call) and "as_of" in parse_qs(query):
        return IMPORT_S
    return READ_S if call.partition(" ")[0] in _SAFE else WRITE_S
