"""A province on the deployed system: a coordinator, and officers for agencies as they appear."""

import uuid
from dataclasses import dataclass, field
from typing import Any, Self

import httpx

from tests import job
from tests.engine.stack import Stack

PASSWORD = "gió mùa đông bắc"


@dataclass
class Office:
    """Who works with the system through its public door."""

    stack: Stack
    admin: httpx.Client
    coordinator: httpx.Client
    opened: list[httpx.Client] = field(default_factory=list)

    @classmethod
    def furnish(cls, stack: Stack) -> Self:
        """Register an agency of its own with a coordinator, so that tests do not meet."""
        admin = _log_in(stack, "admin", stack.admin_password)
        mark = uuid.uuid4().hex[:8]
        agency = {
            "name": f"Văn phòng UBND tỉnh {mark}",
            "kind": "committee",
            "email": f"ok-{mark}@mail.example",
            "phone": "0900000011",
        }
        registered = admin.post("/agencies", json=agency)
        registered.raise_for_status()
        name = f"coordinator-{mark}"
        account = {"username": name, "password": PASSWORD, "roles": ["coordinator"]}
        account_of = {**account, "agency_id": registered.json()["id"]}
        admin.post("/accounts", json=account_of).raise_for_status()
        coordinator = _log_in(stack, name, PASSWORD)
        return cls(stack, admin, coordinator, [admin, coordinator])

    def log_in(self, username: str, password: str = PASSWORD) -> httpx.Client:
        """Return a client in the name of `username`, closed with the office."""
        client = _log_in(self.stack, username, password)
        self.opened.append(client)
        return client

    def officer_of(self, agency: dict[str, Any]) -> httpx.Client:
        """Open an officer's account in `agency` and return its client."""
        return job.officer_of(self.admin, self.log_in, agency["id"])

    def reachable(self, agency_id: int) -> None:
        """Give the agency an e-mail address and a telephone that take what they are sent."""
        read = self.admin.get(f"/agencies/{agency_id}").raise_for_status()
        contact = {"email": f"ok-{agency_id}@mail.example", "phone": f"09000{agency_id:05}"}
        headers = {"If-Match": read.headers["ETag"]}
        self.admin.patch(f"/agencies/{agency_id}", json=contact, headers=headers).raise_for_status()

    def close(self) -> None:
        """Close every client."""
        for client in self.opened:
            client.close()


def _log_in(stack: Stack, username: str, password: str) -> httpx.Client:
    body = {"username": username, "password": password}
    session = httpx.post(f"{stack.gateway_url}/api/sessions", json=body, timeout=30)
    headers = {"Authorization": f"Bearer {session.raise_for_status().json()['token']}"}
    return httpx.Client(base_url=f"{stack.gateway_url}/api", headers=headers, timeout=30)
