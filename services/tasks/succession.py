"""Who takes over: the rules and decisions of a decree, asked about one duty at a time.

Agencies are refs (see `gateway.identity.reorganisations.mapping`):
numbers as text, or `new1` while a decree is only tried.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tasks.model import Agency, Succession, fold


@dataclass(frozen=True, slots=True)
class Heir:
    """Who may take over, and the folded words of its field."""

    ref: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """An agency that loses duties; unless it `ends` it keeps what no heir gets."""

    agency_id: int
    ends: bool
    heirs: tuple[Heir, ...]
    names: tuple[str, ...] = ()
    """Its own, folded: the words of "Sở Lao động …" do not make a duty one of labour."""

    @property
    def only_heir(self) -> str | None:
        """The one that gets everything; None where it is divided."""
        return self.heirs[0].ref if self.ends and len(self.heirs) == 1 else None

    @property
    def last_resort(self) -> str:
        """Who has what came after everything was decided, until a person says otherwise."""
        return self.heirs[0].ref if self.ends else str(self.agency_id)

    def proposal(self, text: str) -> str | None:
        """Return the heir whose field the folded `text` speaks of most; None if none stands out."""
        if self.only_heir:
            return self.only_heir
        for name in self.names:
            text = text.replace(name, " | ")
        scores = sorted(((_score(heir, text), heir.ref) for heir in self.heirs), reverse=True)
        best, ref = scores[0]
        if best == 0:
            return None if self.ends else str(self.agency_id)
        return None if len(scores) > 1 and scores[1][0] == best else ref


@dataclass(frozen=True, slots=True)
class Duty:
    """What a decision is asked about; `given` where the agency gave it, else it has it."""

    agency_id: int
    plan_id: int
    text: str  # folded
    assignment_id: int | None = None
    since: dt.datetime | None = None
    given: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is proposed for a duty, and who gets it; `to` is None while a person has to say."""

    proposal: str | None
    to: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a decree by agency, and the decisions; of those that fit, the last counts."""

    by_agency: Mapping[int, Rule]
    decisions: Sequence[Mapping[str, Any]] = ()

    @classmethod
    def of(
        cls, session: Session, rules: Iterable[Mapping[str, Any]], decisions: Sequence[Any] = ()
    ) -> "Rules":
        """Return the rules as a decree or its event states them."""
        stated = list(rules)
        names = _names(session, {one["agency_id"] for one in stated})
        found = [_rule(one, names.get(one["agency_id"], ())) for one in stated]
        # Sets, or a thousand ids would be walked for each of thousands of duties.
        said = [{**one, "ids": frozenset(one.get("ids") or ())} for one in decisions]
        return cls({one.agency_id: one for one in found}, tuple(said))

    @property
    def ending(self) -> list[int]:
        """The agencies that are no more."""
        return sorted(one.agency_id for one in self.by_agency.values() if one.ends)

    def choose(self, duty: Duty) -> Choice:
        """Return who gets `duty`: as decided, or as there is only one way."""
        rule = self.by_agency[duty.agency_id]
        proposal = rule.proposal(duty.text)
        stays = not rule.ends and proposal == str(rule.agency_id)
        to = proposal if rule.only_heir or stays else None
        for said in self.decisions:
            if _fits(said, duty) and not (said["scope"] == "rest" and to is not None):
                to = (proposal if said["scope"] == "proposals" else str(said["to"])) or to
        return Choice(proposal, to)


def folded(*texts: str | None) -> str:
    """Return the words of `texts` between blanks, so that " word " is found as a whole."""
    return f" {' '.join(fold(*texts).replace('|', ' ').split())} "


def redirected(
    session: Session, parties: Iterable[tuple[str, int, bool]], text: str
) -> list[tuple[str, int, bool]]:
    """Return (role, agency, whether of a class), with heirs in place of agencies that ended.

    For what was written before a decree and arrives after it. Each agency comes once, in the role
    that stands first.
    """
    parties = list(parties)
    gone = _ended(session, {agency_id for _, agency_id, _ in parties})
    found: dict[int, tuple[str, int, bool]] = {}
    for role, agency_id, is_class in parties:
        heir = _follow(gone, agency_id, folded(text))
        found.setdefault(heir, (role, heir, is_class))
    return list(found.values())


def any_ended(session: Session, agency_ids: set[int]) -> bool:
    """Tell whether one of the agencies has ended by a decree."""
    mine = Succession.agency_id.in_(sorted(agency_ids)) & Succession.ends
    return session.scalar(select(Succession.agency_id).where(mine).limit(1)) is not None


def heir_of(session: Session, agency_id: int, text: str) -> int:
    """Return who has the duties of an agency by now; itself while it has not ended."""
    return _follow(_ended(session, {agency_id}), agency_id, folded(text))


def _follow(gone: Mapping[int, Rule], agency_id: int, text: str) -> int:
    passed: set[int] = set()
    while agency_id in gone and agency_id not in passed:
        passed.add(agency_id)
        rule = gone[agency_id]
        agency_id = int(rule.proposal(text) or rule.last_resort)
    return agency_id


def _ended(session: Session, agency_ids: set[int]) -> dict[int, Rule]:
    """Return the rules of those among the agencies, and of their heirs, that have ended."""
    found: dict[int, Rule] = {}
    ahead = agency_ids
    while ahead:
        rows = session.scalars(
            select(Succession)
            .where(Succession.agency_id.in_(sorted(ahead)), Succession.ends)
            .order_by(Succession.agency_id, Succession.place)
        ).all()
        names = _names(session, {row.agency_id for row in rows})
        new = {row.agency_id: _stored(row.agency_id, rows, names) for row in rows}
        found |= new
        ahead = {int(heir.ref) for rule in new.values() for heir in rule.heirs} - found.keys()
    return found


def _names(session: Session, agency_ids: set[int]) -> dict[int, tuple[str, ...]]:
    """Return the folded name of each agency."""
    query = select(Agency.id, Agency.name).where(Agency.id.in_(sorted(agency_ids)))
    return {row.id: (folded(row.name),) for row in session.execute(query)}


def _stored(
    agency_id: int, rows: Sequence[Succession], names: Mapping[int, tuple[str, ...]]
) -> Rule:
    heirs = [row for row in rows if row.agency_id == agency_id]
    return Rule(
        agency_id,
        ends=True,
        heirs=tuple(Heir(str(row.heir_id), _folded_words(row.words)) for row in heirs),
        names=names.get(agency_id, ()),
    )


def _rule(stated: Mapping[str, Any], names: tuple[str, ...]) -> Rule:
    by_ref: dict[str, tuple[str, ...]] = {}
    for heir in stated["heirs"]:
        ref = str(heir["agency"])
        by_ref[ref] = by_ref.get(ref, ()) + _folded_words(heir["words"])
    heirs = tuple(Heir(ref, words) for ref, words in by_ref.items())
    return Rule(stated["agency_id"], stated["ends"], heirs, names)


def _folded_words(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(folded(word) for word in words) if one.strip())


def _score(heir: Heir, text: str) -> int:
    return sum(word in text for word in heir.words)


def _fits(said: Mapping[str, Any], duty: Duty) -> bool:
    """Tell whether a decision is about `duty`, which was there when it was taken."""
    if said["from"] != duty.agency_id or (duty.since and duty.since > _instant(said["at"])):
        return False
    match said["scope"]:
        case "proposals":
            return True
        case "plan" | "rest":
            return not duty.given and said["plan"] == duty.plan_id
        case "given":
            return duty.given and said["plan"] == duty.plan_id
        case "assignments":
            return duty.assignment_id in said["ids"]
        case _:
            return False


def _instant(at: str | dt.datetime) -> dt.datetime:
    return dt.datetime.fromisoformat(at) if isinstance(at, str) else at
