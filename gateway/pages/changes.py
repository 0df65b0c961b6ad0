"""Những gì đã sửa: each act on a draft with its differences, and the way back."""

import difflib
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from flask import Response

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages import wording
from gateway.pages.language import Language
from gateway.pages.listing import link
from gateway.pages.present import day, deadline_in_words
from gateway.pages.problems import Explained, explain
from gateway.pages.site import Route
from gateway.pages.visit import Visit

ROWS: Final = 20
MOST_WORDS: Final = 1_500
"""Texts longer than this are shown one after the other: comparing takes quadratic time."""
ALIKE: Final = 0.5
"""Below this likeness single words in common would only confuse."""

Part = tuple[str, str]
"""`same`, `gone` or `new`, and the words."""


def list_changes(visit: Visit, plan_id: int) -> Response:
    """Show what was changed since the document was read, the newest first."""
    return _page(visit, plan_id)


def undo(visit: Visit, plan_id: int, change_id: int) -> Response:
    """Undo the newest act."""
    path = f"/plans/{plan_id}/changes/{change_id}/undo"
    try:
        visit.clients.plans.post(visit.caller, path, key=visit.key)
    except (RefusedError, UnavailableError) as refusal:
        return _page(visit, plan_id, explain(refusal, visit.language))
    return visit.go(visit.path, visit.language.say("Đã hoàn tác."))


def _page(visit: Visit, plan_id: int, problem: Explained | None = None) -> Response:
    plans, caller, path = visit.clients.plans, visit.caller, f"/plans/{plan_id}/changes"
    cursor = visit.argument("cursor")
    found = plans.get(caller, path, limit=ROWS, cursor=cursor or None)
    return visit.page(
        "changes.html",
        problem.status if problem else 200,
        section="/plans",
        plan=plans.get(caller, f"/plans/{plan_id}"),
        changes=found["items"],
        differences=partial(differences, language=visit.language),
        next=link(path, {}, cursor=found["next"]) if found["next"] else None,
        first=path if cursor else None,
        problem=problem,
    )


def differences(found: Sequence[Mapping[str, Any]], language: Language) -> list[dict[str, Any]]:
    """Return differences in words: the item, the field, and the parts of the comparison."""
    return [
        {
            "item": one["item"],
            "label": one["label"],
            "field": language.say(wording.FIELDS.get(one["field"], one["field"])),
            "parts": compare(
                in_words(one["field"], one["before"], language),
                in_words(one["field"], one["after"], language),
            ),
        }
        for one in found
    ]


def in_words(field: str, value: Any, language: Language) -> str:
    """Return a field's value as people read it; an empty string for none."""
    if value is None or value == "":
        return ""
    if field == "deadline":
        cycle = wording.RECURRENCES.get(value.get("recurrence") or "", "")
        told = [deadline_in_words(value, language), language.say(cycle) if cycle else ""]
        return " · ".join(part for part in told if part)
    if field == "parties":
        return "; ".join(
            f"{p['addressee']} ({language.say(wording.ROLES.get(p['role'], p['role']))})"
            for p in value
        )
    return _plain(field, value, language)


def _plain(field: str, value: Any, language: Language) -> str:
    known = wording.VALUES.get(field)
    if known:
        return language.say(known.get(str(value).lower(), str(value)))
    if field == "issued_on":
        return day(str(value))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def compare(before: str, after: str) -> list[Part]:
    """Return the words of both in order, each told as the same, gone or new."""
    old, new = before.split(), after.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > MOST_WORDS or matcher.ratio() < ALIKE:
        return [part for part in (("gone", before), ("new", after)) if part[1]]
    parts: list[Part] = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            parts.append(("same", " ".join(old[a:b])))
            continue
        if a < b:
            parts.append(("gone", " ".join(old[a:b])))
        if c < d:
            parts.append(("new", " ".join(new[c:d])))
    return parts


ROUTES: Final = (
    Route("GET", "/plans/<int:plan_id>/changes", list_changes),
    Route("POST", "/plans/<int:plan_id>/changes/<int:change_id>/undo", undo),
)
