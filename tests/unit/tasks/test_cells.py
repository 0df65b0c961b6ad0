"""Every cell that the rules know is kept, shown, and told by the same words."""

import re

from services.tasks.model import CELL, KEPT
from services.tasks.statistics.cells import SHOWN


def test_each_cell_of_the_rules_has_a_column() -> None:
    """One that had none would be left out of the counts without a word."""
    assert set(re.findall(r"(?:THEN|ELSE) '(\w+)'", CELL)) == set(KEPT)


def test_what_is_shown_is_kept_and_only_what_runs_is_not_shown_by_itself() -> None:
    assert set(KEPT) - set(SHOWN) == {"done_running", "open_running"}
    assert set(SHOWN) <= set(KEPT)
