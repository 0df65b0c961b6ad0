"""What is stuck in several services becomes one list: by age, paged, whatever is away."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

import pytest

from common.errors import NotFoundError
from common.stuck import Place, cursor_of, place_of
from gateway.clients import Answer, Call, NoAnswerError, RefusedError, Service, stuck
from gateway.proxy.merging import query_of
from gateway.proxy.routes import route_of
from tests.unit.gateway.fakes import Scripted, answer, refused, service
from tests.unit.gateway.world import ADMIN, NOON

Json = dict[str, Any]


def item(name: str, minute: int, key: int = 1) -> Json:
    """Return an item of a service, stuck since a minute past noon."""
    place = Place(NOON.replace(minute=minute), name, "outbox", key)
    return {"id": place.ident, "cursor": cursor_of(place)}


def telling(name: str, items: Sequence[Json]) -> Service:
    """Return a service that tells of `items` as the real ones do: page by page."""

    def reply(call: Call) -> Answer:
        query = {key: values[0] for key, values in parse_qs(call.query).items()}
        if call.path == "/stuck/counts":
            return answer(200, {"counts": {"dead_letter": len(items)}, "away": []})
        after = query.get("cursor")
        left = [one for one in items if after is None or _place(one) > place_of(after)]
        shown = left[: int(query["limit"])]
        more = shown[-1]["cursor"] if len(left) > len(shown) else None
        return answer(200, {"items": shown, "next": more, "away": []})

    return service(name, Scripted(reply))


def _place(one: Mapping[str, Any]) -> Place:
    return place_of(one["cursor"])


def away(name: str) -> Service:
    """Return a service that does not answer."""

    def silent(_call: Call) -> Answer:
        raise NoAnswerError("down")

    return service(name, Scripted(silent))


def test_pages_of_all_services_lead_through_every_item_once_by_age() -> None:
    of_plans = [item("plans", minute) for minute in (1, 4, 5, 9)]
    of_tasks = [item("tasks", minute, key) for minute, key in ((1, 1), (1, 2), (2, 3), (5, 4))]
    services = {"plans": telling("plans", of_plans), "tasks": telling("tasks", of_tasks)}
    seen: list[str] = []
    cursor: str | None = None
    for _ in range(9):
        page = stuck.listed(services, ADMIN, {"cursor": cursor}, 3)
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [one["id"] for one in sorted([*of_plans, *of_tasks], key=_place)]


def test_one_service_alone_may_be_asked() -> None:
    services = {name: telling(name, [item(name, 1)]) for name in ("plans", "tasks")}
    page = stuck.listed(services, ADMIN, {"service": "tasks"}, 5)
    assert [one["id"] for one in page["items"]] == ["tasks.outbox.1"]


def test_a_service_that_is_away_is_named_and_the_others_are_shown() -> None:
    services = {"plans": telling("plans", [item("plans", 1)]), "notify": away("notify")}
    page = stuck.listed(services, ADMIN, {}, 5)
    assert (len(page["items"]), page["away"]) == (1, ["notify"])
    assert stuck.counts(services, ADMIN) == {"counts": {"dead_letter": 1}, "away": ["notify"]}


def test_a_refusal_is_not_swallowed() -> None:
    services = {"plans": service("plans", Scripted(lambda _: refused(403, "not-allowed")))}
    with pytest.raises(RefusedError):
        stuck.listed(services, ADMIN, {}, 5)


@pytest.mark.parametrize(
    ("path", "merges"), [("stuck", "stuck"), ("stuck/counts", "counts"), ("stuck/acts", "acts")]
)
def test_the_lists_are_merged_by_the_gateway(path: str, merges: str) -> None:
    assert route_of("GET", path).merges == merges
    assert route_of("POST", path).merges is None


def test_an_act_goes_to_the_service_that_the_item_names() -> None:
    assert route_of("POST", "stuck/notify.message.12/retry").service == "notify"
    assert route_of("POST", "stuck/tasks.review.12/resolve").service == "tasks"
    assert route_of("POST", "stuck/nobody.x.1/resolve").service == "identity"  # answers 404
    with pytest.raises(NotFoundError):
        route_of("POST", "stuck/../metrics")


def test_queries_are_checked_as_a_service_would() -> None:
    assert query_of("kind=no_lead&limit=5&cursor=", "stuck") == {"kind": "no_lead", "limit": 5}
    for text in ("kind=nonsense", "limit=0", "limit=201", "x=1"):
        with pytest.raises(Exception, match="wrong"):
            query_of(text, "stuck")
