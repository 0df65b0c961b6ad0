"""What reaches an agency beside its inbox: the addresses that the registry has of it."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from gateway.clients import Service
from gateway.pages.visit import Visit

PAGE: Final = 200
MOST_PAGES: Final = 20
"""Pages of agencies read for a summary: 4,000 agencies, more than any province has."""


def channels(visit: Visit, wanted: Collection[int]) -> dict[int, list[str]]:
    """Return the channels (`email`, `sms`) of each active agency of these ids."""
    agencies = every(visit.clients.identity, visit, "/agencies", active="true") if wanted else []
    return {one["id"]: _channels(one) for one in agencies if one["id"] in wanted}


def every(service: Service, visit: Visit, path: str, **query: str) -> list[dict[str, Any]]:
    """Return all rows of a list."""
    rows: list[dict[str, Any]] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        found = service.get(visit.caller, path, **query, limit=PAGE, cursor=cursor)
        rows += found["items"]
        cursor = found["next"]
        if cursor is None:
            break
    return rows


def _channels(agency: Mapping[str, Any]) -> list[str]:
    return [
        channel for channel, field in (("email", "email"), ("sms", "phone")) if agency.get(field)
    ]
