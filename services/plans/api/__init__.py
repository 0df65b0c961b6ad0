"""The HTTP door of the plans service."""

from services.plans.api import addressees, families, findings, imports, items, plans, stuck
from services.plans.api.door import door

__all__ = ["addressees", "door", "families", "findings", "imports", "items", "plans", "stuck"]
