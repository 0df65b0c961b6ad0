"""Reorganisations: decrees that rename, join, split or end agencies, tried, applied, reverted."""

from gateway.identity.reorganisations.applying import apply
from gateway.identity.reorganisations.drafts import (
    change,
    create,
    decide,
    get,
    listed,
)
from gateway.identity.reorganisations.preview import preview
from gateway.identity.reorganisations.reverting import obstacles, revert

__all__ = [
    "apply",
    "change",
    "create",
    "decide",
    "get",
    "listed",
    "obstacles",
    "preview",
    "revert",
]
