"""Measure what the documents promise, beside what the same machine gives without us.

script/bench [--quick] [NAME…]
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn

from common import observe
from tests.bench import (
    changes,
    fanouts,
    imports,
    lists,
    messages,
    midnight,
    reading,
    relays,
    scale,
    starts,
)
from tests.bench.conditions import conditions
from tests.bench.figures import Figure, table
from tests.bench.processes import NotStartedError
from tests.bench.rig import Rig
from tests.bench.sizes import FULL, QUICK, Size

ROWS: Final[Mapping[str, Callable[[Rig], Iterable[Figure]]]] = {
    "starts": starts.measure,
    "fanouts": fanouts.measure,
    "relays": relays.measure,
    "reading": reading.measure,
    "imports": imports.measure,
    "lists": lists.measure,
    "messages": messages.measure,
    "changes": changes.measure,
    "midnight": midnight.measure,
    "scale": scale.measure,
}
"""What can be measured, in an order in which one disturbs the next least."""

ALONE: Final = frozenset({"midnight", "scale"})
"""What takes a run of its own, and is measured only when it is named."""

LONGEST_S: Final = 900
LONGEST_ALONE_S: Final = 1800
RESULT: Final = Path("var/bench.json")


def main() -> None:
    """Measure the rows named, or all that fit into a run; print and keep them."""
    names, size = _asked()
    observe.configure_logging("WARNING")
    for number in (signal.SIGALRM, signal.SIGTERM):
        signal.signal(number, _stop)  # so that the servers end with us
    signal.alarm(_longest_s(names))
    found = conditions()
    _say("\n".join(f"{name}: {value}" for name, value in found.items()) + "\n")
    begun = time.monotonic()
    try:
        with Rig(size) as rig:
            figures = []
            for figure in (figure for name in names for figure in _measured(name, rig)):
                figures.append(figure)
                ours = figure.ours  # at once: what comes later may fail or take too long
                _say(f"  {ours.name}: {ours.middle:.3g} {ours.unit}", to=sys.stderr)
    except NotStartedError as error:
        sys.exit(f"✗ {error}")
    _say("\n" + table(figures))
    _say(
        f"\n{time.monotonic() - begun:.0f} s in all; medians and ranges of {size.repetitions} runs"
    )
    _keep({"conditions": found, "figures": [figure.to_json() for figure in figures]})


def _asked() -> tuple[list[str], Size]:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__.split("\n")[0])
    parser.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help=f"of {', '.join(ROWS)}; without, all but {', '.join(ALONE)}",
    )
    parser.add_argument("--quick", action="store_true", help="small counts, to see that it runs")
    asked = parser.parse_args()
    unknown = sorted(set(asked.names) - set(ROWS))
    if unknown:
        parser.error(f"there is no {', '.join(unknown)}; there are {', '.join(ROWS)}")
    names = asked.names or [name for name in ROWS if name not in ALONE]
    return [name for name in ROWS if name in names], QUICK if asked.quick else FULL


def _measured(name: str, rig: Rig) -> Iterator[Figure]:
    begun = time.monotonic()
    yield from ROWS[name](rig)
    _say(f"→ {name}: {time.monotonic() - begun:.0f} s", to=sys.stderr)


def _longest_s(names: Iterable[str]) -> int:
    return LONGEST_S if ALONE.isdisjoint(names) else LONGEST_ALONE_S


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    if number == signal.SIGALRM:
        sys.exit("✗ not done in the time there is; name fewer rows")
    sys.exit(128 + number)


def _keep(result: Mapping[str, Any]) -> None:
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    _say(f"also in {RESULT}")


def _say(text: str, to: Any = None) -> None:
    print(text, file=to, flush=True)


if __name__ == "__main__":
    main()
