"""The queries of what the gateway merges of all services, checked as a service would."""

from typing import Any, Final
from urllib.parse import parse_qsl

from marshmallow import RAISE, Schema, ValidationError

from common.web import problems
from common.web.stuck import StuckActsQuery, StuckQuery

_SCHEMAS: Final[dict[str, Schema]] = {
    "stuck": StuckQuery(),
    "counts": Schema(),
    "acts": StuckActsQuery(),
}


def query_of(text: str, what: str) -> dict[str, Any]:
    """Return the checked query of a merged list; raises InvalidInputError. Empty means unsaid."""
    stated = {name: value for name, value in parse_qsl(text) if value}
    try:
        loaded: dict[str, Any] = _SCHEMAS[what].load(stated, unknown=RAISE)
    except ValidationError as error:
        raise problems.invalid(error, "?") from None
    return loaded
