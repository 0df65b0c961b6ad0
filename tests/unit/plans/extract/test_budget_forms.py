"""Budget tables in every form: exact where whole, exact or told where a row is damaged."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.plans.extract import Extract, read
from tests.unit.plans.extract.budgets import (
    FACTOR,
    FORMS,
    Made,
    Rows,
    damaged,
    rows_of,
    tables,
)

ALARMS = frozenset({
    "budget-misaligned", "budget-unverifiable", "budget-row-mismatch", "budget-parent-mismatch",
    "budget-total-mismatch", "budget-unread",
})  # fmt: skip
"""Findings that tell a reviewer that values may be wrong; a repair that is wrong is not told."""
EXAMPLES = {"word": 12, "webpage": 40, "pipes": 80, "tabs": 80, "flat": 80}


def _read(form: str, rows: Rows) -> Extract:
    return read(*FORMS[form](rows))


def _amounts(extract: Extract) -> list[tuple[int, ...]]:
    lines = extract.budget.lines if extract.budget else ()
    return [tuple(value // FACTOR for value in line.amounts.values()) for line in lines]


def _alarms(extract: Extract) -> set[str]:
    return {one.code for one in extract.findings} & ALARMS


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_whole_table_is_read_exactly(form: str) -> None:
    @settings(max_examples=EXAMPLES[form], deadline=None)
    # One cell a paragraph, an empty cell is gone: such a table may be told, not read.
    @given(tables(empty=form != "flat"))
    def exact(made: Made) -> None:
        extract = _read(form, rows_of(made))
        assert _amounts(extract) == [line.values for line in made.lines]
        assert not _alarms(extract) or made.totals == "none"
        assert extract.budget is not None
        assert extract.budget.total == sum(made.lines[-1].values) * FACTOR

    exact()


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_damaged_table_is_read_exactly_or_told(form: str) -> None:
    @settings(
        max_examples=EXAMPLES[form] * 2, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.data())
    def exact_or_told(data: st.DataObject) -> None:
        made = data.draw(tables())
        rows = data.draw(damaged(made))
        extract = _read(form, rows)
        truth = [line.values for line in made.lines]
        assert _amounts(extract) == truth or _alarms(extract), _amounts(extract)

    exact_or_told()
