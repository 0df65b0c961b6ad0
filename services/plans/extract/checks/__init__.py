"""What is odd about a document once it is read: each check looks at the whole extract.

A check only notes findings; it changes no value.
"""

from typing import Final

from services.plans.extract.checks.addressees import check_addressees
from services.plans.extract.checks.deadlines import check_deadlines
from services.plans.extract.checks.references import check_references
from services.plans.extract.checks.scope import check_scope
from services.plans.extract.checks.targets import check_targets
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract

CHECKS: Final = (
    check_references,
    check_addressees,
    check_scope,
    check_deadlines,
    check_targets,
)


def check(extract: Extract, notebook: Notebook) -> None:
    """Note what all checks find in `extract`."""
    for one in CHECKS:
        one(extract, notebook)


__all__ = ["CHECKS", "check"]
