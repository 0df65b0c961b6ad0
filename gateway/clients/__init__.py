"""The gateway's clients: all that it knows of the services behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Self

from common.caller import Caller
from common.web.tokens import Minter
from gateway.clients import issuing, reorganising, stuck
from gateway.clients.limits import Limiter
from gateway.clients.logins import ADDRESS_HEADER, SESSION_HEADER, Login, Logins
from gateway.clients.service import File, RefusedError, Service, accepted, conditions
from gateway.clients.transport import (
    Answer,
    Call,
    InProcess,
    NoAnswerError,
    Socket,
    Transport,
    WsgiApp,
)

SERVICES: Final = ("identity", "plans", "tasks", "notify")

__all__ = [
    "ADDRESS_HEADER",
    "SERVICES",
    "SESSION_HEADER",
    "Answer",
    "Call",
    "Clients",
    "File",
    "InProcess",
    "Limiter",
    "Login",
    "Logins",
    "NoAnswerError",
    "RefusedError",
    "Service",
    "Socket",
    "Transport",
    "WsgiApp",
    "accepted",
    "conditions",
    "reorganising",
    "stuck",
    "transport_to",
]


@dataclass(frozen=True, slots=True)
class Clients:
    """A client for each service, the logins behind session tokens, and the limit for callers."""

    identity: Service
    plans: Service
    tasks: Service
    notify: Service
    logins: Logins
    limiter: Limiter

    @classmethod
    def over(cls, transports: Mapping[str, Transport], minter: Minter, limiter: Limiter) -> Self:
        """Return clients over `transports`, one for each name of `SERVICES`."""
        services = {name: Service(name, transports[name], minter) for name in SERVICES}
        return cls(**services, logins=Logins(services["identity"]), limiter=limiter)

    def of(self, name: str) -> Service:
        """Return the client of the service `name`, one of `SERVICES`."""
        services = {
            "identity": self.identity,
            "plans": self.plans,
            "tasks": self.tasks,
            "notify": self.notify,
        }
        return services[name]

    @property
    def all(self) -> dict[str, Service]:
        """The client of each service, by name."""
        return {name: self.of(name) for name in SERVICES}

    def issue(
        self,
        caller: Caller,
        plan_id: int,
        headers: Mapping[str, str],
        *,
        create_missing_agencies: bool,
    ) -> Answer:
        """Issue a plan, its missing agencies created first if wished; see `issuing.issue`."""
        return issuing.issue(
            self.plans,
            self.identity,
            caller,
            plan_id,
            headers,
            create_missing_agencies=create_missing_agencies,
        )


def transport_to(target: str | WsgiApp) -> Transport:
    """Return the way to a service given as `http://host:port` or as a WSGI application."""
    return Socket(target) if isinstance(target, str) else InProcess(target)
