"""Ghi nhanh tiến độ: a progress note in one line, where the duty stands in a list."""

from typing import Any, Final

import orjson
from flask import Response, request

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.actions import Refused
from gateway.pages.assignment import page_of
from gateway.pages.present import age
from gateway.pages.problems import explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit, safe_path
from gateway.pages.wording import WORK_STATES

LONGEST: Final = 500


def add_note(visit: Visit, assignment_id: int) -> Response:
    """Keep the note and go back to where it was written; a script gets what to show instead."""
    try:
        done = visit.clients.tasks.post(
            visit.caller,
            f"/assignments/{assignment_id}/actions/update",
            {"note": visit.field("note")[:LONGEST]},
            version=visit.version,
            key=visit.key,
        )
    except (RefusedError, UnavailableError) as refusal:
        problem = explain(refusal, visit.language)
        if _by_script():
            return _json({"said": problem.sentence}, problem.status)
        return page_of(visit, assignment_id, Refused("update", problem))
    if _by_script():
        return _json(_shown(visit, done), 200)
    return visit.go(safe_path(visit.field("back")), visit.language.say("Đã ghi tiến độ."))


def _by_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _shown(visit: Visit, done: dict[str, Any]) -> dict[str, Any]:
    """Return what the row shows now, and what its next note needs."""
    note = done["last_note"]
    return {
        "said": visit.language.say("Đã ghi tiến độ."),
        "note": note["text"],
        "age": age(note["at"], visit.language),
        "state": visit.language.say(WORK_STATES.get(done["work_state"], done["work_state"])),
        "version": done["version"],
        "key": visit.new_key(),
    }


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, content_type="application/json")


ROUTES: Final = (Route("POST", "/assignments/<int:assignment_id>/note", add_note),)
