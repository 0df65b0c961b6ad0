"""How much is measured: the full size of a real run, and a quick one to see that all works."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """Counts and seconds of a run; repetitions are what medians and ranges are taken over."""

    repetitions: int
    seconds: float  # of load in a repetition
    items: int  # duties in the seeded database
    agencies: int  # that have each of them; the product is the length of the list
    lists: int  # pages asked for in a repetition
    duties: int
    communes: int
    long: int  # repetitions of what takes long by itself
    events: int
    messages: int  # in a repetition
    starts: int
    growth: tuple[int, ...]  # assignments in the databases of the growth curve
    acts: int  # in a repetition, in each of them
    midnight: int  # duties due on one day


FULL = Size(
    repetitions=3,
    seconds=5,
    items=625,
    agencies=160,
    lists=300,
    duties=20,
    communes=3_321,
    long=2,
    events=30_000,
    messages=150,
    starts=3,
    growth=(10_000, 100_000, 1_000_000),
    acts=300,
    midnight=100_000,
)
QUICK = Size(
    repetitions=2,
    seconds=1,
    items=100,
    agencies=40,
    lists=20,
    duties=4,
    communes=300,
    long=1,
    events=2_000,
    messages=20,
    starts=1,
    growth=(2_000, 5_000, 20_000),
    acts=30,
    midnight=1_000,
)
