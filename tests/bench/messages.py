"""From the commit of an act to the letter it causes, beside a bare chain of the same hops."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

import psycopg

from tests.bench import load
from tests.bench.chain import Chain
from tests.bench.changes import act_request
from tests.bench.figures import Figure, Limit, Series, Target
from tests.bench.load import percentile
from tests.bench.processes import NotStartedError
from tests.bench.province import Office
from tests.bench.rig import Rig

PAUSE_S: Final = 0.05
"""Between two acts: a steady trickle, so that no act waits for the one before."""

EVIDENCE: Final = {"number": "12/BC-DV", "issued_on": "2026-11-20", "sent_to": "UBND tỉnh"}
_SETTLED_S: Final = 60.0

# Of the very transaction: the act's own time of day is some milliseconds earlier.
_COMMITTED: Final = """
    SELECT assignment_id, extract(epoch FROM pg_xact_commit_timestamp(xmin))::float8
    FROM history WHERE action = 'submit' AND assignment_id = ANY(%s)
"""
_WRITTEN: Final = """
    SELECT message.assignment_id, extract(epoch FROM min(attempt.ended_at))::float8
    FROM attempt JOIN message ON message.id = attempt.message_id
    WHERE message.kind = 'submitted' AND attempt.outcome = 'accepted'
          AND message.assignment_id = ANY(%s)
    GROUP BY message.assignment_id
"""


def measure(rig: Rig) -> Iterator[Figure]:
    """Measure both chains; they do not run at the same time."""
    count, times = rig.size.messages, range(rig.size.repetitions)
    ours = [_submitted(rig, count) for _ in times]
    with closing(Chain(rig.database_url("chain"), rig.broker_url)) as chain:
        bare = [chain.milliseconds(count, PAUSE_S) for _ in times]
    for percent, target in ((50, Target(20, at_least=False)), (99, Target(100, at_least=False))):
        limit = Limit(_series(f"bare NOTIFY, publish, consume, commit, p{percent}", bare, percent))
        path = f"commit of an act to its letter in the file channel, p{percent}"
        yield Figure(_series(path, ours, percent), target, (limit,))


def _submitted(rig: Rig, count: int) -> list[float]:
    """Submit `count` duties; returns the milliseconds from each commit to its letter."""
    each = -(-count // len(rig.province.offices))
    duties = [(office, duty) for office in rig.province.offices for duty in office.take(each)]
    load.run(rig.system.port, [_paced(duties[:count])])
    ids = [duty for _, duty in duties[:count]]
    committed = _moments(rig.postgres_url("tasks"), _COMMITTED, ids)
    deadline = time.monotonic() + _SETTLED_S
    while len(written := _moments(rig.postgres_url("notify"), _WRITTEN, ids)) < count:
        if time.monotonic() > deadline:
            raise NotStartedError(f"{len(written)} of {count} letters after {_SETTLED_S:.0f} s")
        time.sleep(0.5)
    return [1000 * (written[duty] - committed[duty]) for duty in ids]


def _paced(duties: Iterable[tuple[Office, int]]) -> Iterator[bytes]:
    for office, duty in duties:
        yield act_request(office, duty, 1, "submit", {"evidence": [EVIDENCE]})
        time.sleep(PAUSE_S)


def _moments(url: str, query: str, ids: Sequence[int]) -> dict[int, float]:
    """Return what the query tells of each assignment, in seconds of the epoch."""
    with psycopg.connect(url) as connection:
        found: Iterable[Any] = connection.execute(query.encode(), [ids])
        return dict(found)


def _series(name: str, runs: Sequence[Sequence[float]], percent: int) -> Series:
    return Series(name, "ms", tuple(percentile(one, percent) for one in runs))
