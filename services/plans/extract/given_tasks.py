"""Tasks that say in passing who does them: `… (giao Sở A chủ trì, phối hợp với Sở B)`."""

from __future__ import annotations

import re
from typing import NamedTuple

from services.plans.extract.names import name_end, read_addressed, starts_with_agency
from services.plans.extract.role_lines import RoleLine

_BRACKETED = re.compile(r"\(\s*(?:[Gg]iao(?: cho)?\s+)?(?P<who>[^()]{5,400})\)\s*[.;]?\s*$")
_AFTER_COLON = re.compile(r":\s+(?:[Gg]iao(?: cho)?\s+)?(?=\S)")
_AFTER_STOP = re.compile(r"\.\s+(?:Giao(?: nhiệm vụ)?(?: cho)?\s+)?(?=[^\W\d_])")
_CHARGED = re.compile(r"Giao(?: nhiệm vụ)?(?: cho)?\s+")
_DONE = re.compile(r"[;,.]\s*(?:hoàn thành|xong|thời hạn|thời gian)\b[^;]{3,120}$", re.IGNORECASE)
_LEADS = re.compile(r"[\s,]*(?:làm (?:cơ quan|đơn vị) )?chủ trì\b")
_SAID = re.compile(r"[\s,]*(?:(?:làm (?:cơ quan|đơn vị) )?chủ trì|(?:cùng )?phối hợp)\b")
_DOES = re.compile(r"[\s,]*(?:chịu trách nhiệm |tổ chức )?(?:tham mưu|thực hiện|triển khai)\b")
_PARTNERS = re.compile(r"phối hợp(?: chặt chẽ)?(?: với| cùng(?: với)?)?\s+")
# "Sở A chủ trì, Sở B phối hợp"
_HELPERS = re.compile(r",\s(?P<who>[^;:]{3,200}?),?\s(?:cùng\s)?phối hợp\b(?!\s(?:với|cùng)\b)")
_PERIOD = re.compile(
    r"(?:hoàn thành )?(?:trong|trước|từ|đến|quý|tháng|hằng|hàng|thường xuyên|năm 20)\b"
    r"[^,;()]{0,60}$",
    re.IGNORECASE,
)


class Given(NamedTuple):
    """A task's words and what they say of its parties and time."""

    title: str
    roles: tuple[RoleLine, ...]


def read_given(text: str, *, numbered: bool) -> Given | None:
    """Return a task with the parties it names in brackets, or after a colon in a numbered item."""
    bracket = _BRACKETED.search(text) if "(" in text else None
    if bracket is not None:
        roles = _roles(text, bracket.start("who"), bracket.end("who"))
        return Given(text[: bracket.start()].strip(" .;,"), roles) if roles else None
    colon = _AFTER_COLON.search(text) if numbered else None
    if colon is None or read_addressed(text[: colon.start()]) is not None:
        return None
    roles = _roles(text, colon.end(), len(text))
    led = roles and roles[0].key == "lead"
    return Given(text[: colon.start()].strip(), roles) if led else None


def read_charged(text: str) -> Given | None:
    """Return the task of a sentence that begins with who has it: `Giao Sở A chủ trì … soát …`."""
    charged = _CHARGED.match(text)
    roles = _roles(text, charged.end(), len(text)) if charged else ()
    given = _rest(text, roles) if roles else None
    return given if given and given.title else None


def _rest(text: str, roles: tuple[RoleLine, ...]) -> Given:
    """Return what a sentence says is to be done, behind those who do it."""
    who = [role for role in roles if role.key != "period"]
    told = who[-1].value_at + len(who[-1].value)
    words = _DONE.sub("", text[told:]).strip(" .;,")
    return Given(_SAID.sub("", words, count=1).strip(" ,"), roles)


def read_led(text: str) -> Given | None:
    """Return the task of a sentence that says who leads it: `Sở A chủ trì, … xây dựng đề án`.

    `Giao Sở A …` charges too. A sentence before it names the task (`Diệt muỗi. Sở A chủ trì, Sở B
    phối hợp.`); the title is empty where nothing does.
    """
    charged = _CHARGED.match(text)
    roles = _roles(text, charged.end() if charged else 0, len(text))
    if roles:
        return _rest(text, roles) if charged or roles[0].key == "lead" else None
    for stop in _AFTER_STOP.finditer(text):
        roles = _roles(text, stop.end(), len(text))
        if roles and roles[0].key == "lead":
            return Given(text[: stop.start()].strip(), roles)
    return None


def _roles(text: str, start: int, end: int) -> tuple[RoleLine, ...]:
    if not starts_with_agency(text, start):
        return ()
    stop = min(name_end(text, start), end)
    leads = _LEADS.match(text, stop, end)
    does = leads or _DOES.match(text, stop, end)
    if does is None:
        return ()
    found = [RoleLine("lead" if leads else "performers", text[start:stop].strip(" ,"), start)]
    helpers = _HELPERS.match(text, does.end(), end)
    partners = None if helpers else _PARTNERS.search(text, does.end(), end)
    if helpers is not None and starts_with_agency(text, helpers.start("who")):
        found.append(RoleLine("coordinating", helpers["who"].strip(), helpers.start("who")))
    if partners is not None and starts_with_agency(text, partners.end()):
        last = min(name_end(text, partners.end()), end)
        named = text[partners.end() : last].strip(" ,")
        found.append(RoleLine("coordinating", named, partners.end()))
    period = _PERIOD.search(text[does.end() : end].rstrip(" ."))
    if period is not None:
        found.append(RoleLine("period", period.group().strip(), does.end() + period.start()))
    return tuple(found)
