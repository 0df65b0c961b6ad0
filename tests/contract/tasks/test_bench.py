"""What measures the fan-out measures it: tables that change break it where nobody looks."""

from dataclasses import replace
from pathlib import Path

from tests.bench import fanouts
from tests.bench.sizes import QUICK


def test_the_fan_out_is_measured_beside_its_mere_rows(tmp_path: Path) -> None:
    issued = fanouts.plan(replace(QUICK, duties=2, communes=3))
    assert min(fanouts.on_sqlite(tmp_path / "fanout.db", issued)) > 0
