"""Who works with the system: a committee with its coordinator, and offices with an officer each."""

from dataclasses import dataclass
from typing import Final, Self

import httpx

from tests.bench import seed
from tests.bench.sizes import Size
from tests.bench.system import PASSWORD, System

OFFICES: Final = 16
"""As many as there are connections: each carries the acts of one officer."""


@dataclass(slots=True)
class Office:
    """An agency with an officer's token, and the duties it has not begun."""

    authorization: str
    duties: list[int]

    def take(self, count: int) -> list[int]:
        """Return `count` duties that nobody has taken yet."""
        taken, self.duties = self.duties[:count], self.duties[count:]
        return taken


@dataclass(frozen=True, slots=True)
class Province:
    """The people of a run, over a database filled with assignments."""

    coordinator: httpx.Client
    committee_id: int
    offices: tuple[Office, ...]
    assignments: int

    @classmethod
    def settle(cls, system: System, url: str, size: Size) -> Self:
        """Register everybody through the public door, and fill the database of tasks at `url`."""
        with system.log_in("admin") as admin:
            committee = _register(admin, "Ủy ban nhân dân tỉnh", "committee")
            _open(admin, "coordinator", committee, "coordinator")
            ids = [_register(admin, f"Sở thứ {n}", "department") for n in range(OFFICES)]
            for agency_id in ids:
                _open(admin, f"officer-{agency_id}", agency_id, "officer")
        count = seed.fill(url, size, committee, ids)
        offices = tuple(_office(system, url, agency_id) for agency_id in ids)
        return cls(system.log_in("coordinator"), committee, offices, count)


def authorization(client: httpx.Client) -> str:
    """Return the header by which the client is known."""
    return client.headers["Authorization"]


def _register(admin: httpx.Client, name: str, kind: str) -> int:
    contact = {"email": f"{kind}@mail.example"}
    reply = admin.post("/agencies", json={"name": name, "kind": kind, **contact})
    agency_id: int = reply.raise_for_status().json()["id"]
    return agency_id


def _open(admin: httpx.Client, username: str, agency_id: int, role: str) -> None:
    account = {"username": username, "password": PASSWORD, "agency_id": agency_id, "roles": [role]}
    admin.post("/accounts", json=account).raise_for_status()


def _office(system: System, url: str, agency_id: int) -> Office:
    with system.log_in(f"officer-{agency_id}") as officer:
        return Office(authorization(officer), seed.open_duties(url, agency_id))
