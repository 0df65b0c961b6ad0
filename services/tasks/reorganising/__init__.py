"""Reorganisations: where open work goes when agencies are joined, divided or ended."""

from services.tasks.reorganising.applying import apply
from services.tasks.reorganising.previewing import preview
from services.tasks.reorganising.reverting import revert, would_revert

__all__ = ["apply", "preview", "revert", "would_revert"]
