"""The HTTP door of identity, a module for each noun."""

from typing import Final

from gateway.identity.api import accounts, agencies, audit, reorganisations, sessions, stuck

DOORS: Final = (
    agencies.door,
    accounts.door,
    sessions.door,
    audit.door,
    reorganisations.door,
    stuck.door,
)
