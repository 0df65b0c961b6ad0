"""The demo: agencies, accounts and a sample plan of the fictitious province Lam Hải.

Everything but the passwords goes through the public API, as an administrator and a coordinator
would do it, so a demo that works shows that the system does.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from flask.testing import FlaskClient
from sqlalchemy import func, select

from common import clock
from dondoc.embedded import Embedded
from gateway.identity import accounts, agencies, passwords
from gateway.identity.model import Account, Agency

PLAN: Final = "ke-hoach-mau.md"
OFFICE: Final = "Văn phòng UBND tỉnh Lam Hải"
COMMITTEE_KIND: Final = "committee"
WAIT_S: Final = 15.0
GIVEN: Final = "the one given in DEMO_PASSWORD"

AGENCIES: Final[Mapping[str, str]] = {
    OFFICE: COMMITTEE_KIND,
    "Sở Y tế": "department",
    "Sở Giáo dục và Đào tạo": "department",
    "Sở Nội vụ": "department",
    "Sở Tài chính": "department",
    "Sở Tư pháp": "department",
    "Sở Xây dựng": "department",
    "Sở Khoa học và Công nghệ": "department",
    "Sở Nông nghiệp và Môi trường": "department",
    "Sở Văn hóa, Thể thao và Du lịch": "department",
    "Công an tỉnh": "police",
    "Báo và Phát thanh, Truyền hình tỉnh": "other",
    "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh": "front",
    "Hội Liên hiệp Phụ nữ tỉnh": "front",
    "Tỉnh Đoàn": "front",
    "UBND xã Bắc Hải": "commune",
    "UBND xã An Phú": "commune",
    "UBND xã Tân Lập": "commune",
    "UBND phường Lam Sơn": "commune",
    "UBND phường Hải Đông": "commune",
    "UBND đặc khu Hòn Ngọc": "commune",
}

Say = Callable[[str], None]


class DemoError(RuntimeError):
    """A step of the demo was refused; the message holds the answer."""


@dataclass(frozen=True, slots=True)
class _Visitor:
    """Somebody logged in, speaking the public API inside this process."""

    client: FlaskClient
    token: str

    def send(self, method: str, path: str, **sent: Any) -> Any:
        """Return the JSON answer; raises DemoError if it is a refusal."""
        headers = {"Authorization": f"Bearer {self.token}", **sent.pop("headers", {})}
        reply = self.client.open(f"/api{path}", method=method, headers=headers, **sent)
        if reply.status_code >= 400:  # noqa: PLR2004 - refusals begin here
            raise DemoError(f"{method} {path}: {reply.status_code} {reply.get_data(as_text=True)}")
        return reply.json


def ensure(system: Embedded, password: str | None, say: Say) -> None:
    """Set the demo up on an empty system; on a later start only renew a password that is given."""
    done = system.data_dir / "demo.done"
    if done.exists():
        told = GIVEN if password else "as printed at the first start"
        if password:
            _set_passwords(system, password)
    else:
        chosen = password or secrets.token_urlsafe(9)
        told = GIVEN if password else f"{chosen}  (shown this once)"
        _set_up(system, chosen, say)
        done.touch()
    say("Demo accounts: admin, coordinator, leader, and one per agency, such as so-y-te")
    say(f"Password: {told}")


def _set_up(system: Embedded, password: str, say: Say) -> None:
    """Do what an interrupted start has left; each step may be repeated."""
    say("Setting up the demo (a few seconds, once)")
    if _is_empty(system):
        _register(system, password)
    else:
        _set_passwords(system, password)
    _issue_plan(system, password, say)


def _is_empty(system: Embedded) -> bool:
    with system.databases["gateway"].read() as session:
        # Not accounts: DONDOC_ADMIN_PASSWORD may have opened the administrator's already.
        return not session.scalar(select(func.count()).select_from(Agency))


def _register(system: Embedded, password: str) -> None:
    """Register agencies and accounts in one transaction: a demo half made would not be resumed."""
    # Hashed once: all have the same password, and to hash it for each would take a second.
    hashed = passwords.rehashed(password)
    with system.databases["gateway"].write() as session:
        admin = _administrator(session, hashed)
        by = accounts.as_caller(admin)
        office: int | None = None
        for name, kind in AGENCIES.items():
            fields = {"name": name, "kind": kind, "parent_id": office}
            agency = agencies.create(session, by, fields)
            office = office or agency.id
            agencies.change(session, by, agency.id, agency.version, _contact(agency.slug))
            if name == OFFICE:
                _account(session, "coordinator", hashed, agency.id, ["coordinator"])
                _account(session, "leader", hashed, agency.id, ["leader"])
            else:
                _account(session, agency.slug, hashed, agency.id, ["officer"])


def _administrator(session: Any, hashed: str) -> Account:
    known: Account | None = session.scalar(select(Account).where(Account.username == "admin"))
    if known is None:
        return _account(session, "admin", hashed, None, ["admin"])
    known.password_hash = hashed
    return known


def _contact(slug: str) -> dict[str, str]:
    # example is a reserved domain and 0900 00… no number in use: nobody can be reached by mistake.
    number = sum(map(ord, slug)) % 10_000
    return {"email": f"{slug}@lamhai.example", "phone": f"090000{number:04}"}


def _account(
    session: Any, username: str, hashed: str, agency_id: int | None, roles: list[str]
) -> Account:
    """Open an account; a demo's password is the visitor's choice, so the rule does not apply."""
    return accounts.create_hashed(
        session, username=username, password_hash=hashed, agency_id=agency_id, roles=roles
    )


def _set_passwords(system: Embedded, password: str) -> None:
    with system.databases["gateway"].write() as session:
        admin = session.scalar(select(Account).where(Account.username == "admin"))
        if admin is not None and passwords.fits(admin.password_hash, password):
            return  # they were set together; to check each would cost a second at every start
        named = {"admin", "coordinator", "leader"}
        named |= set(session.scalars(select(Agency.slug)))
        hashed = passwords.rehashed(password)
        for account in session.scalars(select(Account).where(Account.username.in_(named))):
            account.password_hash = hashed


def _issue_plan(system: Embedded, password: str, say: Say) -> None:
    """Import, accept and issue the sample plan as the coordinator."""
    client = system.app.test_client()
    log_in = {"username": "coordinator", "password": password}
    opened = client.post("/api/sessions", json=log_in).json or {}
    coordinator = _Visitor(client, opened["token"])
    sample = files("dondoc") / "samples" / PLAN
    with sample.open("rb") as file:
        plan = coordinator.send(
            "POST",
            "/plans/imports",
            data={"file": (file, PLAN)},
            headers={"Idempotency-Key": "demo-import"},
        )
    number = plan["id"]
    _await_agencies(coordinator, number)
    if plan["state"] == "draft":
        coordinator.send("POST", f"/plans/{number}/items/accept", json={"items": "all"})
        coordinator.send("POST", f"/plans/{number}/issue", json={"create_missing_agencies": True})
    say(f"Sample plan imported and issued: {plan['title']}")


def _await_agencies(coordinator: _Visitor, plan_id: int) -> None:
    """Wait until the plans service has heard of the agencies, so that classes can expand."""
    deadline = clock.monotonic() + WAIT_S
    while clock.monotonic() < deadline:
        found = coordinator.send("GET", f"/plans/{plan_id}/addressees")["items"]
        if any(addressee["resolution"] == "class" for addressee in found):
            return
        clock.sleep(0.1)
