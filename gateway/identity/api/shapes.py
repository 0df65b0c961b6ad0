"""How agencies, accounts and sessions are shown."""

from typing import Any

from gateway.identity.model import Account, Agency, AuditEntry, LoginSession


def agency_shown(agency: Agency) -> dict[str, Any]:
    """Return the JSON of `schemas.AgencySchema`."""
    names = ("id", "slug", "name", "aliases", "kind", "parent_id", "email", "phone")
    later = ("active", "valid_from", "valid_to", "version")
    return {name: getattr(agency, name) for name in names + later}


def user_shown(account: Account) -> dict[str, Any]:
    """Return the JSON of `schemas.UserSchema`."""
    agency = account.agency
    return {
        "id": account.id,
        "username": account.username,
        "agency": {"id": agency.id, "slug": agency.slug, "name": agency.name} if agency else None,
        "agency_id": account.agency_id,
        "roles": account.roles,
        "language": account.language,
    }


def account_shown(account: Account) -> dict[str, Any]:
    """Return the JSON of `schemas.AccountSchema`."""
    return user_shown(account) | {"active": account.active, "version": account.version}


def session_shown(login: LoginSession) -> dict[str, Any]:
    """Return the JSON of `schemas.CurrentSessionSchema`."""
    return {"expires_at": login.expires_at, "user": user_shown(login.account)}


def entry_shown(entry: AuditEntry) -> dict[str, Any]:
    """Return the JSON of `schemas.AuditEntrySchema`."""
    names = ("id", "at", "action", "subject", "actor_id", "address", "detail")
    return {name: getattr(entry, name) for name in names}
