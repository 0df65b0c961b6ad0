"""Routes of accounts: an administrator's, and what people do with their own."""

from flask import request

from common.caller import Role
from common.web import ANYONE, Ask, Door, Reply
from gateway.clients.logins import SESSION_HEADER
from gateway.identity import accounts, refusals, schemas
from gateway.identity.api.refusing import address, refusal
from gateway.identity.api.shapes import account_shown
from gateway.identity.model import digest

door = Door("accounts")


@door.get(
    "/accounts",
    access={Role.ADMIN},
    query=schemas.AccountQuerySchema(),
    replies=schemas.AccountSchema(),
    paged=True,
    summary="List accounts in order of username",
)
def list_accounts(ask: Ask) -> Reply:
    """Return a page of accounts."""
    after = str(ask.after[0]) if ask.after else None
    rows = accounts.listed(ask.session, ask.query, after, ask.limit)
    return ask.page(rows, lambda account: [account.username], account_shown)


@door.get(
    "/accounts/<int:account_id>",
    access=ANYONE,
    replies=schemas.AccountSchema(),
    summary="Show one's own account, or to an administrator any",
)
def show_account(ask: Ask, account_id: int) -> Reply:
    """Return one account."""
    account = accounts.visible(ask.session, ask.caller, account_id)
    return Reply(account_shown(account), version=account.version)


@door.post(
    "/accounts",
    access={Role.ADMIN},
    body=schemas.NewAccountSchema(),
    example={
        "username": "so-y-te-2",
        "password": "mot-mat-khau-nua",
        "agency_id": 2,
        "roles": ["officer"],
    },
    replies=schemas.AccountSchema(),
    status=201,
    summary="Open an account",
)
def create_account(ask: Ask) -> Reply:
    """Open an account; sent twice, the second is told that the username is taken.

    No Idempotency-Key: its record would hold a quick digest of a body with a password.
    """
    account = accounts.create(ask.session, ask.caller, **ask.body)
    location = f"/accounts/{account.id}"
    return Reply(account_shown(account), version=account.version, location=location)


@door.patch(
    "/accounts/<int:account_id>",
    access={Role.ADMIN},
    body=schemas.AccountChangeSchema(),
    example={"active": False},
    replies=schemas.AccountSchema(),
    versioned=True,
    summary="Change an account, close it, or set a new password",
)
def change_account(ask: Ask, account_id: int) -> Reply:
    """Set the fields given and leave the others."""
    account = accounts.change(ask.session, ask.caller, account_id, ask.version, ask.body)
    return Reply(account_shown(account), version=account.version)


@door.post(
    "/accounts/current/password",
    access=ANYONE,
    body=schemas.OwnPasswordSchema(),
    status=204,
    summary="Change one's own password, which ends one's other sessions",
)
def change_own_password(ask: Ask) -> Reply:
    """Set a new password for the caller; wrong present ones are counted as at log-in."""
    locked = refusals.lock_of(ask.session, ask.caller.username, address())
    if locked is not None:
        raise locked
    token = request.headers.get(SESSION_HEADER)
    try:
        accounts.change_own_password(
            ask.session,
            ask.caller,
            ask.body["current_password"],
            ask.body["new_password"],
            kept_session=digest(token) if token else None,
        )
    except accounts.WrongPasswordError as problem:
        account = accounts.get(ask.session, ask.caller.user_id)
        refusals.note(ask.session, account.username, address(), account)
        return refusal(problem)
    return Reply()


@door.post(
    "/accounts/current/language",
    access=ANYONE,
    body=schemas.OwnLanguageSchema(),
    example={"language": "en"},
    replies=schemas.AccountSchema(),
    summary="Choose the language one is written to in",
)
def choose_language(ask: Ask) -> Reply:
    """Set the caller's language."""
    account = accounts.choose_language(ask.session, ask.caller, ask.body["language"])
    return Reply(account_shown(account), version=account.version)
