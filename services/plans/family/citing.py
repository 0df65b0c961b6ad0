"""Which issued plans a document cites: what it changes, and under which it stands.

A number such as 45/KH-UBND names a plan only together with issuer and date (NĐ 30/2020 Điều 15),
so a citation that states either and disagrees with a plan of that number means another document.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.plans.extract.citations import Citation, find_citations, same_number_key
from services.plans.family import clauses
from services.plans.folding import fold_words
from services.plans.model import Plan, PlanState, RelationKind, Source
from services.plans.names import key_of

MOST: Final = 200
"""Citations looked at in one document; those that matter stand in its title and bases."""
_BEFORE, _AFTER = 160, 160
_VERBS: Final = (
    (RelationKind.REPLACES, re.compile(r"thay thế", re.IGNORECASE)),
    (RelationKind.CORRECTS, re.compile(r"đính chính", re.IGNORECASE)),
    (
        RelationKind.AMENDS,
        re.compile(r"sửa đổi|bổ sung|điều chỉnh|bãi bỏ một phần", re.IGNORECASE),
    ),
)
_BREAK = re.compile(r"[\n;]|\.\s")
# "45/KH-UBND ngày 12/3/2026 của Ủy ban nhân dân tỉnh Sông Lam về …"
_ISSUER = re.compile(
    r"^\s*(?:,\s*)?của\s+(?P<issuer>[^,.;:\n“”\"]{3,120}?)"
    r"(?=\s+(?:về|ban hành)\b|[,.;:\n“”\"]|$)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A relation that the document's own words suggest."""

    kind: RelationKind
    plan: Plan
    citation: str
    span: tuple[int, int]


def propose(session: Session, plan: Plan) -> list[Proposal]:
    """Return what `plan` seems to do to issued plans, each once, changes before parents.

    A document that cites an amendment means the plan that was amended, as it stands by now.
    """
    source = session.get_one(Source, plan.id)
    changes = list(_changes(source.text))
    bases = list(_bases(source))
    known = _issued(session, plan, [cited for _, cited in (*changes, *bases)])
    found: dict[int, Proposal] = {}
    for kind, cited in (*changes, *bases):
        for other in known.get(same_number_key(cited.number or ""), ()):
            own = other.owner_agency_id == plan.owner_agency_id
            fits = _is_meant(other, cited, source.text)
            root = clauses.root_of(session, other)
            if fits and (own or kind is RelationKind.IMPLEMENTS) and root.id not in found:
                quoted = " ".join(source.text[slice(*cited.span)].split())
                found[root.id] = Proposal(kind, root, quoted, cited.span)
    return list(found.values())


def _changes(text: str) -> Iterator[tuple[RelationKind, Citation]]:
    """Yield citations that the same sentence says are replaced, corrected or amended."""
    for place, cited in enumerate(find_citations(text)):
        if place == MOST:
            return
        before = _BREAK.split(text[max(0, cited.span[0] - _BEFORE) : cited.span[0]])[-1]
        kind = next((kind for kind, verb in _VERBS if verb.search(before)), None)
        if kind is not None:
            yield kind, cited


def _bases(source: Source) -> Iterator[tuple[RelationKind, Citation]]:
    """Yield the citations of the introducing paragraphs."""
    for basis in source.extract["legal_bases"][:MOST]:
        start, end = basis["span"]
        for cited in find_citations(source.text[start:end], start):
            yield RelationKind.IMPLEMENTS, cited


def _issued(session: Session, plan: Plan, cited: Sequence[Citation]) -> dict[str, list[Plan]]:
    """Return the issued plans of these numbers, by the key of the number."""
    numbers = {same_number_key(one.number): one.number for one in cited if one.number}
    if not numbers:
        return {}
    like: list[Any] = [
        Plan.folded.contains(fold_words(number), autoescape=True) for number in numbers.values()
    ]
    rows = session.scalars(
        select(Plan)
        .where(Plan.state != PlanState.DRAFT, Plan.id != plan.id, or_(*like[:MOST]))
        .order_by(Plan.id)
    )
    found: dict[str, list[Plan]] = {}
    for one in rows:
        if one.number:
            found.setdefault(same_number_key(one.number), []).append(one)
    return found


def _is_meant(other: Plan, cited: Citation, text: str) -> bool:
    """Tell whether nothing that the citation says of date and issuer differs from the plan."""
    if cited.issued_on and other.issued_on and other.issued_on.isoformat() != cited.issued_on:
        return False
    stated = _ISSUER.search(text[cited.span[1] : cited.span[1] + _AFTER])
    if stated is None or other.issuer is None:
        return True
    return key_of(stated["issuer"]).agrees(key_of(other.issuer))
