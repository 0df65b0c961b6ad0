"""Đang đọc đến đâu: what a script of the import form asks while the browser waits for the draft."""

from typing import Any, Final
from urllib.parse import quote

import orjson
from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.language import Language, mark
from gateway.pages.site import Route
from gateway.pages.visit import Visit
from gateway.pages.wording import READING_STAGES

_PAGES: Final = frozenset({"pages", "arranging"})
"""Stages that are counted in pages."""


def show_progress(visit: Visit, token: str) -> Response:
    """Answer how far the visitor's import is; 204 before it begins and after it ends."""
    try:
        far = visit.clients.plans.get(visit.caller, f"/plans/imports/{quote(token, safe='')}")
    except (RefusedError, UnavailableError):
        return Response(status=204, content_type="application/json")
    return Response(orjson.dumps(_shown(far, visit.language)), content_type="application/json")


def _shown(far: dict[str, Any], language: Language) -> dict[str, Any]:
    """Return the share, the stage in words and, of pages, how many of them."""
    counted = far["stage"] in _PAGES
    page = language.say(mark("trang %(done)s/%(total)s"), done=far["done"], total=far["total"])
    return {
        "percent": far["percent"],
        "said": language.say(READING_STAGES.get(far["stage"], READING_STAGES["text"])),
        "count": page if counted else "",
    }


ROUTES: Final = (Route("GET", "/plans/imports/<token>", show_progress),)
