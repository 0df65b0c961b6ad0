"""Accounts: open, change, close; one's own password and language."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, delete, select
from sqlalchemy.orm import Session

from common import clock, events
from common.caller import Caller, Role
from common.errors import ConflictError, InvalidInputError, NotFoundError, StaleVersionError
from common.outbox import emit, emit_many
from gateway.identity import audit, passwords, refusals
from gateway.identity.model import Account, Agency, LoginSession


class UsernameTakenError(ConflictError):
    """There is an account of this name already; take another one."""

    type = "username-taken"
    title = "Username taken"


class LastAdminError(ConflictError):
    """The last active administrator must stay one; make another one first."""

    type = "last-admin"
    title = "Last administrator"


class UnfitAccountError(InvalidInputError):
    """The account cannot be as described; correct the fields listed."""

    type = "unfit-account"
    title = "Unfit account"


class WrongPasswordError(InvalidInputError):
    """The current password is not right."""

    type = "wrong-password"
    title = "Wrong password"


def get(session: Session, account_id: int) -> Account:
    """Return the account; raises NotFoundError."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFoundError
    return account


def visible(session: Session, caller: Caller, account_id: int) -> Account:
    """Return the account if it is the caller's own or the caller administers; NotFoundError."""
    if caller.user_id != account_id and not caller.has(Role.ADMIN):
        raise NotFoundError
    return get(session, account_id)


def listed(
    session: Session, filters: Mapping[str, Any], after_username: str | None, limit: int
) -> Sequence[Account]:
    """Return up to `limit` + 1 accounts in order of username, from behind `after_username`.

    `filters` may hold `q` (part of a username), `agency` and `active`.
    """
    query = select(Account).order_by(Account.username).limit(limit + 1)
    if filters.get("q"):
        query = query.where(Account.username.contains(filters["q"].lower(), autoescape=True))
    if "agency" in filters:
        query = query.where(Account.agency_id == filters["agency"])
    if "active" in filters:
        query = query.where(Account.active.is_(filters["active"]))
    if after_username is not None:
        query = query.where(Account.username > after_username)
    return session.scalars(query).all()


def create(
    session: Session,
    by: Caller | None,
    *,
    username: str,
    password: str,
    agency_id: int | None,
    roles: Sequence[str],
    language: str = "vi",
) -> Account:
    """Open an account; raises UsernameTakenError, WeakPasswordError or UnfitAccountError."""
    name = _free(session, username)
    made = Account(username=name, agency_id=agency_id, roles=_ordered(roles), language=language)
    made.password_hash = passwords.hashed(name, password)
    return _opened(session, by, made)


def create_hashed(
    session: Session,
    *,
    username: str,
    password_hash: str,
    agency_id: int | None,
    roles: Sequence[str],
) -> Account:
    """Open an account whose password was hashed before: for a demo, where many have the same one.

    Raises UsernameTakenError or UnfitAccountError; whether the password is weak cannot be seen.
    """
    name = _free(session, username)
    made = Account(username=name, agency_id=agency_id, roles=_ordered(roles), language="vi")
    made.password_hash = password_hash
    return _opened(session, None, made)


def _free(session: Session, username: str) -> str:
    """Return the name as it is stored; raises UsernameTakenError."""
    name = username.lower()
    if session.scalar(select(Account.id).where(Account.username == name)) is not None:
        raise UsernameTakenError
    return name


def _opened(session: Session, by: Caller | None, account: Account) -> Account:
    account.active, account.created_at = True, clock.now()
    _check(session, account, enters=True)
    session.add(account)
    _tell(session, account)
    subject, name, roles = f"account:{account.id}", account.username, account.roles
    audit.record(session, "account.created", subject, by=by, username=name, roles=roles)
    return account


def change(
    session: Session,
    caller: Caller | None,
    account_id: int,
    expected_version: int,
    fields: Mapping[str, Any],
) -> Account:
    """Set the `fields` given; a new password or a closed account ends its sessions.

    A new password also ends a lock-out, which strangers may have brought about.
    Without a caller it is the act of whoever runs the server.
    """
    account = get(session, account_id)
    if account.version != expected_version:
        raise StaleVersionError
    if account.is_admin and not _stays_admin(account, fields):
        _refuse_last_admin(session, account)
    enters = _enters(account, fields)
    for name in ("agency_id", "language", "active"):
        if name in fields:
            setattr(account, name, fields[name])
    if "roles" in fields:
        account.roles = _ordered(fields["roles"])
    if "password" in fields:
        account.password_hash = passwords.hashed(account.username, fields["password"])
    _check(session, account, enters=enters)
    _keep(session, caller, account, expected_version, fields)
    if "password" in fields or not account.active:
        end_sessions(session, account.id)
    if "password" in fields:
        refusals.forget(session, account.username)
    return account


def change_own_password(
    session: Session, caller: Caller, current: str, new: str, *, kept_session: str | None
) -> None:
    """Set a new password; every session but `kept_session` (a token's hash) ends.

    Raises WrongPasswordError or WeakPasswordError.
    """
    account = get(session, caller.user_id)
    if not passwords.fits(account.password_hash, current):
        raise WrongPasswordError.of("/current_password", "this is not your present password")
    account.password_hash = passwords.hashed(account.username, new, "/new_password")
    _keep(session, caller, account, account.version, {"password": new})
    end_sessions(session, account.id, but=kept_session)


def choose_language(session: Session, caller: Caller, language: str) -> Account:
    """Set the language in which the caller is written to."""
    account = get(session, caller.user_id)
    version = account.version
    account.language = language
    _keep(session, caller, account, version, {"language": language})
    return account


def end_sessions(session: Session, account_id: int, *, but: str | None = None) -> None:
    """End the account's sessions, one of them (its token's hash) perhaps apart."""
    session.execute(
        delete(LoginSession).where(
            LoginSession.account_id == account_id, LoginSession.token_hash != (but or "")
        )
    )


def as_caller(account: Account) -> Caller:
    """Return the caller that a session of `account` would give."""
    roles = frozenset(Role(role) for role in account.roles)
    return Caller(account.id, account.username, account.agency_id, roles)


def admins(*, active: bool = True) -> ColumnElement[bool]:
    """Return the condition that an account administers, in both databases' JSON."""
    return cast(Account.roles, Text).contains('"admin"') & Account.active.is_(active)


def _enters(account: Account, fields: Mapping[str, Any]) -> bool:
    """Tell whether `fields` put the account into an agency, or open it again in its own."""
    opened = fields.get("active", account.active) and not account.active
    return bool(opened) or fields.get("agency_id", account.agency_id) != account.agency_id


def _check(session: Session, account: Account, *, enters: bool) -> None:
    if account.agency_id is None:
        if set(account.roles) != {Role.ADMIN}:
            raise UnfitAccountError.of("/agency_id", "only a pure administrator has no agency")
        return
    with session.no_autoflush:
        agency = session.get(Agency, account.agency_id)
    if agency is None:
        raise UnfitAccountError.of("/agency_id", "there is no such agency")
    # Who is there already can be closed and given a new password: else a session would live on.
    if enters and not agency.active:
        raise UnfitAccountError.of("/agency_id", "this agency is no longer active")


def _stays_admin(account: Account, fields: Mapping[str, Any]) -> bool:
    roles = fields.get("roles", account.roles)
    return bool(fields.get("active", account.active)) and Role.ADMIN in roles


def _refuse_last_admin(session: Session, account: Account) -> None:
    # All administrators' rows are locked, or two could dismiss one another at the same moment.
    holders = session.scalars(select(Account.id).where(admins()).with_for_update()).all()
    if set(holders) <= {account.id}:
        raise LastAdminError


def _keep(
    session: Session,
    caller: Caller | None,
    account: Account,
    version: int,
    fields: Mapping[str, Any],
) -> None:
    session.flush()
    if account.version == version:  # nothing was different
        return
    session.expire(account, ["agency"])
    _tell(session, account)
    subject = f"account:{account.id}"
    audit.record(session, "account.changed", subject, by=caller, fields=sorted(fields))


def tell_many(session: Session, accounts: Sequence[Account]) -> None:
    """Tell the services the present state of `accounts`."""
    session.flush()
    changes = [(account.id, account.version, _state(account)) for account in accounts]
    if changes:
        emit_many(session, events.ACCOUNT_CHANGED, changes)


def _tell(session: Session, account: Account) -> None:
    session.flush()
    emit(session, events.ACCOUNT_CHANGED, account.id, account.version, _state(account))


def _state(account: Account) -> dict[str, Any]:
    names = ("id", "username", "agency_id", "roles", "language", "active")
    return {name: getattr(account, name) for name in names}


def _ordered(roles: Sequence[str]) -> list[str]:
    """Return each role once, in the order of `Role`."""
    return [role.value for role in Role if role in roles]
