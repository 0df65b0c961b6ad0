"""Refusals of passwords: answered, not raised, since what was noted of them must be committed."""

import orjson
from flask import request

from common.errors import Problem
from common.web import Reply, problems
from gateway.clients.logins import ADDRESS_HEADER


def address() -> str:
    """Return the network address that guesses are counted by, as the gateway states it."""
    return request.headers.get(ADDRESS_HEADER, "unknown")[:64]


def refusal(problem: Problem) -> Reply:
    """Return the answer that tells `problem` and lets the transaction be committed."""
    told = problems.answer(problem)
    return Reply(
        orjson.dumps(problems.to_body(problem)),
        status=problem.status,
        content_type=problems.MEDIA_TYPE,
        headers={
            name: told.headers[name]
            for name in ("Retry-After", "WWW-Authenticate")
            if name in told.headers
        },
    )
