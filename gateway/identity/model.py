"""Tables of agencies, accounts, sessions, failed log-ins and the audit log."""

import datetime as dt
import hashlib
from typing import Any

from sqlalchemy import ForeignKey, Index, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from common.caller import Role
from common.db import NAMES, Document, Id, Instant
from gateway.identity.names import LONGEST_SLUG, fold

LANGUAGES = ("vi", "en")


class Base(DeclarativeBase):
    """Parent of every table of identity."""

    metadata = MetaData(naming_convention=NAMES)


class Agency(Base):
    """A body that can be given duties, under the names it is known by."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    slug: Mapped[str] = mapped_column(String(LONGEST_SLUG + 8), unique=True)
    name: Mapped[str] = mapped_column(Text)
    aliases: Mapped[list[str]] = mapped_column(Document)
    search: Mapped[str] = mapped_column(Text)
    """Every name folded, each between bars, so that LIKE finds a part and `|x|` a whole name."""
    kind: Mapped[str] = mapped_column(String(20))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"), index=True)
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    active: Mapped[bool] = mapped_column(default=True)
    valid_from: Mapped[dt.date | None]
    valid_to: Mapped[dt.date | None]
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    registered_by: Mapped[int | None] = mapped_column(Id)
    """The agency whose coordinator registered it; none where an administrator or a decree did."""

    __table_args__ = (Index("ix_agency_kind", "kind", "id"),)
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Account(Base):
    """A person's or a post's way in; its username is stored folded to lower case."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username: Mapped[str] = mapped_column(String(LONGEST_SLUG + 8), unique=True)
    password_hash: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[int | None] = mapped_column(ForeignKey(Agency.id), index=True)
    roles: Mapped[list[str]] = mapped_column(Document)
    language: Mapped[str] = mapped_column(String(2), default="vi")
    active: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column()
    created_at: Mapped[dt.datetime] = mapped_column(Instant)

    agency: Mapped[Agency | None] = relationship(lazy="joined", innerjoin=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def is_admin(self) -> bool:
        """Tell whether the account may administer others."""
        return self.active and Role.ADMIN in self.roles


class LoginSession(Base):
    """A log-in that still holds. The token itself is nowhere stored, only its SHA-256."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)

    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class FailedLogin(Base):
    """A refused log-in, kept as long as it counts towards a lock-out."""

    __tablename__ = "failed_login"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    username_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256, since people type passwords into the wrong field."""
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[dt.datetime] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_failed_login_username", "username_hash", "at"),
        Index("ix_failed_login_address", "address", "at"),
        Index("ix_failed_login_at", "at"),
    )


class AuditEntry(Base):
    """Who did what to which account, session or agency; never changed, never with a secret."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(260))
    actor_id: Mapped[int | None] = mapped_column(Id)
    address: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(Document)


class Reorganisation(Base):
    """A decree that renames, joins, splits or ends agencies: what it says, and what it did."""

    __tablename__ = "reorganisation"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    basis: Mapped[dict[str, Any]] = mapped_column(Document)  # kind, number and issued_on
    effective_on: Mapped[dt.date]
    new_agencies: Mapped[list[dict[str, Any]]] = mapped_column(Document)  # the first is "new1"
    changes: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    decisions: Mapped[list[dict[str, Any]]] = mapped_column(Document)  # the later one counts
    status: Mapped[str] = mapped_column(String(10), index=True)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    created_by: Mapped[str] = mapped_column(Text)
    applied_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    applied_by: Mapped[str | None] = mapped_column(Text)
    made: Mapped[dict[str, int]] = mapped_column(Document)  # the agencies behind "new1", …
    touched: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    """Each row that applying changed: `table`, `id`, its `version` then, `before` and `after`."""
    reverted_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    reverted_by: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)  # of the revert
    kept: Mapped[list[dict[str, Any]]] = mapped_column(Document)  # what reverting left alone
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form


class Errand(Base):
    """What a migration asks to be done once when the database is up to date."""

    __tablename__ = "errand"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)


def digest(text: str) -> str:
    """Return the SHA-256 of `text`, under which tokens and tried usernames are kept."""
    return hashlib.sha256(text.encode()).hexdigest()


def search_text(name: str, aliases: list[str]) -> str:
    """Return what `Agency.search` holds for an agency of these names."""
    folded = dict.fromkeys(fold(text) for text in (name, *aliases))
    return f"|{'|'.join(folded)}|"
