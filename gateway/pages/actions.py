"""What the form of an action sends, and what is said of it afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from common.errors import UnavailableError
from gateway.clients import RefusedError
from gateway.pages.forms import BY_ACTION, Form
from gateway.pages.language import Language
from gateway.pages.present import read_day
from gateway.pages.problems import Explained
from gateway.pages.visit import Visit

AGENCIES: Final = 200
_REFERENCE: Final = ("number", "issued_on", "sent_to")


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that came back: which action, and why."""

    action: str
    problem: Explained


class UnknownNameError(Exception):
    """No agency, or more than one, bears the name typed into a form; says so in the language."""


def said(action: str, language: Language) -> str:
    """Return the sentence that confirms `action`."""
    form = BY_ACTION.get(action)
    return language.say(form.done if form else "Đã thực hiện.")


def body_of(action: str, visit: Visit, uploaded: Sequence[str] = ()) -> dict[str, Any]:
    """Return the request body of the form that the visitor filled in for `action`.

    `uploaded` are the files that came with it.
    Raises UnknownNameError for the name of an agency that there is not.
    """
    body: dict[str, Any] = {}
    form = BY_ACTION.get(action)
    for one in form.inputs if form else ():
        typed = visit.field(one.name)
        if typed and one.kind == "agency":
            body[one.name] = str(_agency_of(visit, typed))
        elif typed:
            body[one.name] = read_day(typed) if one.kind == "day" else typed
    if visit.field("note"):
        body["note"] = visit.field("note")
    if form and form.files:
        proofs = _evidence(visit, uploaded)
        if proofs or action == "submit":
            body["evidence"] = proofs
    if action == "approve" and visit.field("grade"):
        body["grade"] = visit.field("grade")
    return body


def _evidence(visit: Visit, uploaded: Sequence[str]) -> list[dict[str, str]]:
    """Return the document that was named, and the files: the first is the document's own."""
    document = {name: visit.field(name) for name in _REFERENCE if visit.field(name)}
    if "issued_on" in document:
        document["issued_on"] = read_day(document["issued_on"])
    digests = dict.fromkeys([*visit.fields("file"), *uploaded])
    proofs = [{"file": digest} for digest in digests]
    if document:
        proofs[:1] = [document | (proofs[0] if proofs else {})]
    proves = {"proves": visit.field("proves")} if visit.field("proves") else {}
    return [proof | proves for proof in proofs]


def names_for(visit: Visit, forms: list[Form]) -> list[str]:
    """Return names of agencies to choose from, if a form asks for one; none while away."""
    if not any(one.kind == "agency" for form in forms for one in form.inputs):
        return []
    try:
        found = visit.clients.identity.get(visit.caller, "/agencies", active="true", limit=AGENCIES)
    except (RefusedError, UnavailableError):
        return []  # a name can be typed without the list
    return [str(one["name"]) for one in found["items"]]


def _agency_of(visit: Visit, typed: str) -> int:
    """Return the id of the agency of this name: written so, or the only one that is like it."""
    found = visit.clients.identity.get(
        visit.caller, "/agencies", q=typed[:200], active="true", limit=AGENCIES
    )["items"]
    exact = [one for one in found if one["name"].casefold() == typed.casefold()]
    chosen = exact or found
    if len(chosen) != 1:
        likely = "; ".join(str(one["name"]) for one in chosen[:5])
        raise UnknownNameError(
            visit.language.say("Ghi rõ một trong các tên: %(names)s.", names=likely)
            if likely
            else visit.language.say("Danh bạ không có cơ quan nào mang tên này.")
        )
    return int(chosen[0]["id"])
