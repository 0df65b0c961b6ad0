"""The HTTP door of the plans service."""

from services.plans.api import addressees, findings, imports, items, plans
from services.plans.api.door import door

__all__ = ["addressees", "door", "findings", "imports", "items", "plans"]
