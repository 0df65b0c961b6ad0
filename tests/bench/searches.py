"""Time searches over a database of tasks that `tests.bench.filling` has filled.

    python -m tests.bench.searches URL [--times N]

Writes, for each search, wall-clock p50 and p95 of a page of 50, and the processor time of the
service, without HTTP. What the machine does besides shows in the first two alone.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any, Final

from common.caller import Caller, Role
from common.db import Database
from services.tasks.assignments import Filters, list_assignments
from tests.bench.country import COMMITTEE, COMMUNES, DEPARTMENTS

PAGE: Final = 50
_COORDINATOR: Final = Caller(7, "coordinator", COMMITTEE, frozenset({Role.COORDINATOR}))
_DEPARTMENT: Final = Caller(8, "officer", DEPARTMENTS[4], frozenset({Role.OFFICER}))
_COMMUNE: Final = Caller(9, "officer", COMMUNES[499], frozenset({Role.OFFICER}))


@dataclass(frozen=True, slots=True)
class Search:
    """Who asks, and for what."""

    name: str
    caller: Caller
    filters: Mapping[str, Any]


SEARCHES: Final = (
    Search("rare: one duty of 25,270", _COORDINATOR, {"q": "nhiệm vụ số 25000"}),
    Search("common: a sixth of the duties", _COORDINATOR, {"q": "tre em"}),
    Search("very common: every duty", _COORDINATOR, {"q": "rà soát"}),
    Search("very common, in any order", _COORDINATOR, {"q": "báo cáo thống kê"}),
    Search("very common beginnings", _COORDINATOR, {"q": "rà so"}),
    Search("nothing", _COORDINATOR, {"q": "không có chữ này"}),
    Search("an agency's name", _COORDINATOR, {"q": "UBND xã số 1500"}),
    Search("the name of 3,321 agencies", _COORDINATOR, {"q": "UBND xã"}),
    Search("an agency and a matter", _COORDINATOR, {"q": "sở chuyên ngành số 105 y tế cơ sở"}),
    Search("a plan's number", _COORDINATOR, {"q": "17/KH-UBND"}),
    Search("common, of one agency", _COORDINATOR, {"q": "tre em", "agency": str(DEPARTMENTS[4])}),
    Search("common, by urgency", _COORDINATOR, {"q": "tre em", "sort": "urgency"}),
    Search("common, a department asks", _DEPARTMENT, {"q": "tre em"}),
    Search("very common, a commune asks", _COMMUNE, {"q": "rà soát"}),
)


def measure(database: Database, times: int) -> Iterator[str]:
    """Yield a line for each search, after one round that is not counted."""
    for one in SEARCHES:
        _ask(database, one)
        begun_s = time.process_time()
        taken_ms = [_ask(database, one) for _ in range(times)]
        own_ms = (time.process_time() - begun_s) * 1e3 / times
        p95 = quantiles(taken_ms, n=20)[-1]
        yield f"{one.name:32} p50 {median(taken_ms):5.0f}  p95 {p95:5.0f}  own {own_ms:4.0f} ms\n"


def _ask(database: Database, one: Search) -> float:
    """Ask for a page; return how many milliseconds it took."""
    begun_s = time.perf_counter()
    with database.read() as session:
        list_assignments(session, one.caller, Filters(**one.filters), PAGE, None)
    return (time.perf_counter() - begun_s) * 1e3


def main() -> None:
    """Measure on the database that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url", help="as DONDOC_DATABASE_URL: postgresql+psycopg://… or sqlite:///…")
    parser.add_argument("--times", type=int, default=20)
    asked = parser.parse_args()
    database = Database(asked.url)
    sys.stdout.writelines(measure(database, asked.times))
    database.close()


if __name__ == "__main__":
    main()
