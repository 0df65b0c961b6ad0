"""One line of the catalogue."""

from typing import NamedTuple

from services.plans.extract.form import Severity


class Entry(NamedTuple):
    """How severe a finding is, and its sentence in both languages, with `{parameters}`.

    `suggests` says what the suggestion holds, where such a finding can have one.
    """

    severity: Severity
    vi: str
    en: str
    suggests: str | None = None
