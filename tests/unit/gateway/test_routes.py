import pytest

from common.errors import NotFoundError
from gateway.proxy.routes import LARGEST_BODY, LARGEST_IMPORT, SERVICE_OF, route_of


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("plans", "plans"),
        ("plans/7/items/accept", "plans"),
        ("assignments/42/actions/start", "tasks"),
        ("statistics", "tasks"),
        ("reviews", "tasks"),
        ("inbox/3/read", "notify"),
        ("messages", "notify"),
        ("agencies/bulk", "identity"),
        ("sessions/current", "identity"),
    ],
)
def test_the_first_segment_names_the_service(path: str, service: str) -> None:
    assert route_of("GET", path).service == service


@pytest.mark.parametrize(
    "path",
    ["", "healthz", "metrics", "openapi", "plansx/1", "plans/../metrics", "plans//1", "plans/"],
)
def test_what_no_service_owns_is_not_found(path: str) -> None:
    with pytest.raises(NotFoundError):
        route_of("GET", path)


def test_only_log_in_and_receipts_are_open() -> None:
    assert route_of("POST", "sessions").is_open
    assert route_of("POST", "receipts/sms/1").is_open
    for method, path in (("GET", "sessions"), ("POST", "sessions/current"), ("GET", "receipts")):
        assert not route_of(method, path).is_open
    for first in SERVICE_OF:
        assert not route_of("GET", f"{first}/1").is_open or first == "receipts"


def test_only_an_import_may_be_large() -> None:
    assert route_of("POST", "plans/imports").largest_body == LARGEST_IMPORT
    assert route_of("GET", "plans/imports").largest_body == LARGEST_BODY
    assert route_of("POST", "plans/imports/1").largest_body == LARGEST_BODY


def test_the_issue_of_a_plan_is_the_gateways_own() -> None:
    assert route_of("POST", "plans/42/issue").issues_plan == 42
    assert route_of("GET", "plans/42/issue").issues_plan is None
    assert route_of("POST", "plans/x/issue").issues_plan is None


@pytest.mark.parametrize(
    "number", ["042", f"{42:019}", f"{42:040}", "\u0664\u0662", "\u0660" * 19 + "42"]
)
def test_no_way_to_write_a_number_goes_round_what_the_gateway_composes(number: str) -> None:
    assert route_of("POST", f"plans/{number}/issue").issues_plan == 42
    assert route_of("POST", f"reorganisations/{number}/apply").reorganises == ("apply", 42)
    assert route_of("POST", f"assignments/{number}/files").largest_body == LARGEST_IMPORT


def test_a_number_too_long_to_be_anybodys_is_not_found() -> None:
    for path in (f"plans/{'4' * 5000}/issue", f"reorganisations/{'4' * 5000}/apply"):
        with pytest.raises(NotFoundError):
            route_of("POST", path)


@pytest.mark.parametrize("path", ["assignments", "assignments/42", "statistics"])
def test_a_past_day_is_waited_for_as_long_as_an_export(path: str) -> None:
    longest = route_of("GET", "assignments.xlsx").timeout_s
    assert route_of("GET", path, "limit=5&as_of=2026-05-20").timeout_s == longest
    for query in ("", "as_of=", "q=as_of"):
        assert route_of("GET", path, query).timeout_s == route_of("GET", "plans").timeout_s
    assert route_of("GET", "plans", "as_of=2026-05-20").timeout_s < longest


def test_reading_waits_less_than_writing_and_writing_less_than_an_import() -> None:
    waits = [
        route_of("GET", "plans").timeout_s,
        route_of("POST", "plans/1/items").timeout_s,
        route_of("POST", "plans/imports").timeout_s,
    ]
    assert waits == sorted(set(waits))
