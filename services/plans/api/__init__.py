"""The HTTP door of the plans service."""

from services.plans.api import addressees, imports, items, plans
from services.plans.api.door import door

__all__ = ["addressees", "door", "imports", "items", "plans"]
