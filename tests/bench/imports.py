"""Seconds to import a plan of 100 KB through the gateway, beside the reading alone; and of 1 MB."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Final

import httpx

from services.plans.extract import read
from tests.bench.documents import plan
from tests.bench.figures import Figure, Limit, Series
from tests.bench.rig import Rig

SIZE: Final = 100_000
GROWTH: Final = 10


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure both sizes; a linear way has a growth of 10."""
    client, numbers = rig.province.coordinator, count(1)
    small = [_imported(client, SIZE, next(numbers)) for _ in range(rig.size.repetitions)]
    large = [_imported(client, SIZE * GROWTH, next(numbers)) for _ in range(rig.size.long)]
    alone = [_read(SIZE, number) for number in range(rig.size.repetitions)]
    longer = [_read(SIZE * GROWTH, number) for number in range(rig.size.long)]
    yield Figure(
        Series("import of a plan of 100 KB", "s", tuple(small)),
        limits=(Limit(Series("reading it, in process", "s", tuple(alone))),),
    )
    yield Figure(
        Series("import of a plan of 1 MB", "s", tuple(large)),
        limits=(
            Limit(Series("reading it, in process", "s", tuple(longer))),
            Limit(Series("ten times the import of 100 KB", "s", tuple(GROWTH * s for s in small))),
        ),
    )


def _imported(client: httpx.Client, size: int, number: int) -> float:
    files = {"file": ("ke-hoach.txt", plan(size, number), "text/plain")}
    begun = time.perf_counter()
    client.post("/plans/imports", files=files).raise_for_status()
    return time.perf_counter() - begun


def _read(size: int, number: int) -> float:
    content = plan(size, number)
    begun = time.perf_counter()
    read(content, "ke-hoach.txt")
    return time.perf_counter() - begun
