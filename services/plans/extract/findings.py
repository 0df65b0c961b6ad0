"""Findings of one reading: made from the catalogue, written down as they are noticed.

A finding never changes a value; it says what was inferred, repaired, ambiguous or missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from services.plans.extract.catalogue import CATALOGUE
from services.plans.extract.form import Finding, Span


def finding(
    code: str, span: Span | None = None, *, suggestion: str | None = None, **params: str
) -> Finding:
    """Return the finding `code` of the catalogue, its sentences filled with `params`.

    Raises `KeyError` for a code or a parameter that the catalogue does not know.
    """
    entry = CATALOGUE[code]
    return Finding(
        code=code,
        severity=entry.severity,
        message=entry.vi.format(**params),
        message_en=entry.en.format(**params),
        span=span,
        suggestion=suggestion,
        params=params,
    )


@dataclass(slots=True)
class Notebook:
    """Where the stages of one reading write their findings; lives as long as that reading."""

    items: list[Finding] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def note(
        self, code: str, span: Span | None = None, *, suggestion: str | None = None, **params: str
    ) -> None:
        """Write down one finding."""
        self.items.append(finding(code, span, suggestion=suggestion, **params))
        self.codes.add(code)

    def take(self, other: Notebook) -> None:
        """Add what another notebook holds."""
        self.items.extend(other.items)
        self.codes |= other.codes
