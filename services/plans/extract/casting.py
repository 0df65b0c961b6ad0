"""Who does a task: the parties, the time and the result that its labels or columns say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Span, WorkItem
from services.plans.extract.names import clean_name, has_verb, name_end, split_names
from services.plans.extract.role_lines import RoleLine, is_responsible, split_inline

_LEADING = re.compile(r"\s*(?:là (?:cơ quan|đơn vị) )?\bchủ trì\b", re.IGNORECASE)
# The mark stands behind the name: `Phòng A (chủ trì), Phòng B`.
_MARKED = re.compile(r"\s?\((?:(?:cơ quan|đơn vị) )?chủ trì\)[,;]?\s*", re.IGNORECASE)
_MARKED_HELP = re.compile(r"\s?\((?:cùng )?phối hợp\)", re.IGNORECASE)
_JOINING = re.compile(r"phối hợp(?: chặt chẽ)?(?: với| cùng(?: với)?)?\s*:?\s+", re.IGNORECASE)
# "Phòng A chủ trì; Phòng B phối hợp"
_HELPING = re.compile(r"(?!.*chủ trì)(.{4,300}?),? (?:cùng )?phối hợp(?: thực hiện)?[\s.]*$")

# "Sở A chủ trì, các sở phối hợp", what follows the word that leads
_HELPERS = re.compile(r",? (?P<who>[^\s,;][^;]{2,200}?) (?:cùng )?phối hợp(?: thực hiện)?\.?$")

# `SKHCN, SCT`: a column of abbreviations parts them by commas.
_SHORT = re.compile(r"[A-ZĐ][A-ZĐ&.-]{1,11}(?:\s?[,;]\s?[A-ZĐ][A-ZĐ&.-]{1,11}){1,20}")


@dataclass(slots=True)
class Cast:
    """Who does a task, when, and what comes out."""

    lead: list[str] = field(default_factory=list)
    coordinating: list[str] = field(default_factory=list)
    performers: list[str] = field(default_factory=list)
    period: str | None = None
    output: str | None = None

    def item(self, title: str, span: Span) -> WorkItem:
        """Return the task that these do."""
        return WorkItem(
            title,
            tuple(self.lead),
            tuple(self.coordinating),
            tuple(self.performers),
            self.period,
            self.output,
            span,
        )


def assign_roles(roles: Sequence[RoleLine]) -> Cast:
    """Return the cast that labels and values say; `Sở A chủ trì, phối hợp với B` is taken apart."""
    cast = Cast()
    for role in _taken_apart(roles):
        value = role.value.strip(" .;")
        if not value:
            continue
        if role.key == "lead":
            _split_lead(value, cast, cast.lead)
        elif role.key == "coordinating":
            cast.coordinating.extend(_names(value))
        elif role.key == "performers":
            _split_lead(value, cast, cast.performers)
        elif role.key == "period":
            cast.period = cast.period or value
        elif role.key == "output":
            cast.output = cast.output or value
    return cast


def _taken_apart(roles: Sequence[RoleLine]) -> Iterator[RoleLine]:
    """Yield roles, those written inside a value (`Chủ trì: A; Phối hợp: B`) one by one."""
    for role in roles:
        before, inner = split_inline(role.value)
        if inner and is_responsible(role.key):
            yield role._replace(value=before)
            yield from inner
        else:
            yield role


def _split_lead(value: str, cast: Cast, default: list[str]) -> None:
    """Add the names of a value to those who lead, where it says so, else to `default`."""
    marked = _MARKED.search(value)
    if marked is not None:
        cast.lead.extend(_names(value[: marked.start()]))
        others = _MARKED_HELP.sub("", _MARKED.sub("; ", value[marked.end() :]))
        cast.coordinating.extend(_names(others) if others.strip() else ())
        return
    for clause in re.split(r";\s*", value):
        if helped := _HELPING.match(clause):
            cast.coordinating.extend(_names(helped.group(1)))
            continue
        said = _LEADING.search(clause)
        joined = _JOINING.search(clause)
        cut = min([found.start() for found in (said, joined) if found], default=len(clause))
        own = clause[:cut] if cut < len(clause) else _agencies_in(clause)
        (cast.lead if said else default).extend(_names(own))
        helpers = _HELPERS.match(clause, said.end()) if said and not joined else None
        if helpers:
            cast.coordinating.extend(_names(helpers["who"]))
        if joined:
            cast.coordinating.extend(_names(_agencies_in(clause[joined.end() :])))


def _agencies_in(clause: str) -> str:
    """Return the names a value begins with; a value without a verb is a name altogether."""
    return clause[: name_end(clause, stop='.:“"')] if has_verb(clause) else clause


def _names(value: str) -> tuple[str, ...]:
    if _SHORT.fullmatch(value.strip(" .;,")):
        return tuple(one.strip() for one in re.split("[,;]", value) if one.strip(" ."))
    names = split_names(value.strip(" .;,"))
    return names or ((clean_name(value),) if clean_name(value) else ())


def note_leads(title: str, cast: Cast, span: Span, notebook: Notebook) -> None:
    """Note a task that nobody or more than one agency leads."""
    if not cast.lead:
        notebook.note("no-lead", span, title=title[:80])
    elif len(cast.lead) > 1:
        notebook.note("several-leads", span, title=title[:80], leads=", ".join(cast.lead))
