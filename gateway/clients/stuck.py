"""One list of what is stuck in all services: each tells its own, the gateway merges them by age.

All services order by instant, then by id, so a page of the whole is the oldest of the pages of
each, and one cursor leads on in all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

import orjson

from common.caller import Caller
from common.errors import UnavailableError
from common.stuck import place_of
from gateway.clients.service import Service, accepted
from gateway.clients.transport import Call

Json = dict[str, Any]
PATIENCE_S: Final = 3.0
"""Short: the header of every page asks, and one service that hangs must not hold it up for long."""
_OURS: Final = frozenset({"service", "limit"})


def listed(
    services: Mapping[str, Service], caller: Caller, query: Mapping[str, Any], limit: int
) -> Json:
    """Return a page of up to `limit` items, the oldest first.

    `query` holds `kind`, `service` and `cursor` as they came. Raises RefusedError.
    """
    asked = {name: value for name, value in query.items() if name not in _OURS and value}
    items: list[Json] = []
    more, away = False, []
    for name in _wanted(services, query.get("service")):
        page = _get(services[name], caller, "/stuck", limit=limit, **asked)
        if page is None:
            away.append(name)
            continue
        items += page["items"]
        more = more or page["next"] is not None
    items.sort(key=lambda item: place_of(item["cursor"]))
    shown = items[:limit]
    more = more or len(items) > limit
    return {"items": shown, "next": shown[-1]["cursor"] if more and shown else None, "away": away}


def counts(services: Mapping[str, Service], caller: Caller) -> Json:
    """Return how many items of each kind there are in all services. Raises RefusedError."""
    total: Counter[str] = Counter()
    away = []
    for name, service in services.items():
        found = _get(service, caller, "/stuck/counts")
        if found is None:
            away.append(name)
        else:
            total.update(found["counts"])
    return {"counts": dict(total), "away": away}


def acts(services: Mapping[str, Service], caller: Caller, limit: int) -> Json:
    """Return the newest acts of all services. Raises RefusedError."""
    items: list[Json] = []
    away = []
    for name, service in services.items():
        found = _get(service, caller, "/stuck/acts", limit=limit)
        if found is None:
            away.append(name)
        else:
            items += found["items"]
    items.sort(key=lambda act: act["at"], reverse=True)
    return {"items": items[:limit], "away": away}


def _wanted(services: Mapping[str, Service], only: str | None) -> Iterator[str]:
    return (name for name in services if only in {None, "", name})


def _get(service: Service, caller: Caller, path: str, **query: object) -> Json | None:
    """Return what the service tells, None if it is away: the others' items are still to be seen."""
    call = Call("GET", path, urlencode(query), timeout_s=PATIENCE_S)
    try:
        answer = accepted(service.send(call, caller))
    except UnavailableError:
        return None
    told: Json = orjson.loads(answer.body)
    return told
