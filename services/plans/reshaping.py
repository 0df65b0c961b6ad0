"""Items made of others, items the reading missed, and the way back."""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from common.caller import Caller
from common.errors import ConflictError, InvalidInputError
from services.plans import access, drafts, remedies, review
from services.plans.changes import Record, recording
from services.plans.due import Deadline
from services.plans.extract.form import Span
from services.plans.model import Bindingness, ItemKind, PlanItem, Review, Source
from services.plans.proposals import LONGEST_TEXT, Mention, Proposal, mentions

ADDED: Final = "Đã thêm thành một mục. / Added as an item."
"""The note of findings that an added item settled."""
_PREFIX: Final = "item-"


class ReshapedFurtherError(ConflictError):
    """A part of this was merged or split again; undo that first."""

    type = "reshaped-further"
    title = "Reshaped further"


def merge(
    session: Session,
    caller: Caller,
    plan_id: int,
    ids: Sequence[int],
    expected_version: int | None = None,
) -> PlanItem:
    """Make one pending item of several, with all their parties; restoring it undoes this.

    Raises what `access.find_draft` raises, and InvalidInputError for fewer than two items or for
    items that differ in deadline or bindingness, since neither may be dropped unsaid.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    items = drafts.find_items(session, plan_id, ids)
    if len(items) < 2:  # noqa: PLR2004 - one item is merged already
        raise InvalidInputError.of("/items", "name at least two items")
    named = drafts.mentions_of(session, items)
    first = items[0]
    merged = Proposal(
        key=_next_keys(session, plan_id, 1)[0],
        kind=ItemKind(first.kind),
        label=first.label,
        text="\n".join(item.text for item in items)[:LONGEST_TEXT],
        span=(min(i.span_start for i in items), max(i.span_end for i in items)),
        output="\n".join(item.output for item in items if item.output) or None,
        bindingness=Bindingness(_common("bindingness", [item.bindingness for item in items])),
        deadline=_deadline(_common("deadline", [i.deadline for i in items if i.deadline])),
        mentions=mentions((m.role, m.name) for item in items for m in named[item.id]),
    )
    with recording(session, caller, plan, "merge") as record:
        return _replace(session, record, items, [merged])[0]


def split(
    session: Session,
    caller: Caller,
    plan_id: int,
    item_id: int,
    texts: Sequence[str],
    expected_version: int | None = None,
) -> list[PlanItem]:
    """Make several pending items of one; each keeps its parties, deadline and bindingness.

    A part whose text stands in the document keeps its own place there, any other the whole span.
    `expected_version` is the item's own.
    """
    plan = access.find_draft(session, caller, plan_id)
    item = drafts.find_item(session, plan_id, item_id, expected_version)
    named = drafts.mentions_of(session, [item])[item.id]
    document = _text(session, plan_id)
    keys = _next_keys(session, plan_id, len(texts))
    parts = [
        Proposal(
            key=key,
            kind=ItemKind(item.kind),
            label=item.label,
            text=text,
            span=_place(document, text, (item.span_start, item.span_end)),
            output=item.output,
            bindingness=Bindingness(item.bindingness),
            deadline=_deadline(item.deadline),
            mentions=tuple(named),
        )
        for key, text in zip(keys, texts, strict=True)
    ]
    with recording(session, caller, plan, "split") as record:
        record.item_id = item.id
        return _replace(session, record, [item], parts)


def cut(item_text: str, offsets: Sequence[int]) -> list[str]:
    """Return the parts of a text between `offsets`; raises InvalidInputError for an empty one."""
    bounds = [0, *sorted(offsets), len(item_text)]
    parts = [item_text[a:b].strip() for a, b in itertools.pairwise(bounds)]
    if not all(parts):
        raise InvalidInputError.of("/at", f"must cut inside the text, from 1 to {len(item_text)}")
    return parts


def split_at(
    session: Session,
    caller: Caller,
    plan_id: int,
    item_id: int,
    offsets: Sequence[int],
    expected_version: int | None = None,
) -> list[PlanItem]:
    """Split an item at offsets, in characters of its text."""
    access.find_draft(session, caller, plan_id)
    item = drafts.find_item(session, plan_id, item_id)
    return split(session, caller, plan_id, item_id, cut(item.text, offsets), expected_version)


def add(
    session: Session,
    caller: Caller,
    plan_id: int,
    given: Mapping[str, Any],
    expected_version: int | None = None,
) -> PlanItem:
    """Add an item that the reading missed, from a `span` of the document.

    Its text is that of the document, blanks folded; findings `unparsed` in its place are settled.
    Raises what `access.find_draft` raises, and InvalidInputError for a span outside the document
    or without words.
    """
    plan = access.find_draft(session, caller, plan_id, expected_version)
    source = session.scalars(select(Source).where(Source.plan_id == plan_id)).one()
    span = _words(source.text, given["span"])
    text = " ".join(source.text[slice(*span)].split())
    stated = given["deadline"]
    proposal = Proposal(
        key=_next_keys(session, plan_id, 1)[0],
        kind=ItemKind(given["kind"]),
        label=given["label"] or label_in(source.extract["sections"], span[0]),
        text=text[:LONGEST_TEXT],
        span=span,
        output=given["output"],
        bindingness=Bindingness(given["bindingness"]),
        deadline=Deadline(**stated) if stated else None,
        mentions=mentions(review.named(session, plan, given["parties"])),
    )
    with recording(session, caller, plan, "add") as record:
        item = drafts.add_items(session, plan_id, [proposal])[0]
        record.item_id = item.id
        record.made([item])
        review.point(session, plan, record, given["parties"])
        remedies.settle(session, record, caller, "add_item", ADDED, span=span)
    return item


def _words(document: str, span: Sequence[int]) -> Span:
    """Return the span without blanks at its ends; raises InvalidInputError."""
    start, end = span
    if not 0 <= start < end <= len(document):
        raise InvalidInputError.of("/span", f"must be [start, end) within 0 to {len(document)}")
    chosen = document[start:end]
    if not chosen.strip():
        raise InvalidInputError.of("/span", "holds no text")
    start += len(chosen) - len(chosen.lstrip())
    return start, start + len(chosen.strip())


def label_in(sections: Sequence[Mapping[str, Any]], position: int) -> str:
    """Return the numbers of the stored headings that `position` lies under, as `III.4`."""
    labels: list[str] = []
    ahead = sections
    while inside := next((s for s in ahead if s["span"][0] <= position < s["span"][1]), None):
        labels.append(str(inside["label"]).strip(" .)("))
        ahead = inside["children"]
    return ".".join(label for label in labels if label)[:100]


def restore(
    session: Session,
    caller: Caller,
    plan_id: int,
    item_id: int,
    expected_version: int | None = None,
) -> list[PlanItem]:
    """Take back every correction of an item, or the merge or split that made it.

    `expected_version` is the item's own. Returns the items that stand again, pending. Raises what
    `access.find_draft` raises, NotFoundError, and ReshapedFurtherError.
    """
    plan = access.find_draft(session, caller, plan_id)
    item = drafts.find_item(session, plan_id, item_id, expected_version)
    with recording(session, caller, plan, "restore") as record:
        record.item_id = item.id
        if item.origins:
            back = _undo_reshaping(session, record, item)
        else:
            record.items([item])
            back = [_as_proposed(session, item)]
        for one in back:
            one.review, one.reason = Review.PENDING, None
    return back


def _as_proposed(session: Session, item: PlanItem) -> PlanItem:
    original = item.original
    item.text = original["text"]
    item.span_start, item.span_end = original["span"]
    item.output = original["output"]
    item.bindingness = original["bindingness"]
    item.deadline = original["deadline"]
    named = [Mention(party["role"], party["addressee"]) for party in original["parties"]]
    drafts.set_parties(session, item, named)
    item.touch()
    return item


def _undo_reshaping(session: Session, record: Record, item: PlanItem) -> list[PlanItem]:
    origins = set(item.origins)
    everything = session.scalars(select(PlanItem).where(PlanItem.plan_id == item.plan_id)).all()
    made = [one for one in everything if origins.intersection(one.origins)]
    if any(one.superseded for one in made):
        raise ReshapedFurtherError
    back = [one for one in everything if one.id in origins]
    record.items([*made, *back])
    for one in made:
        one.superseded, one.origins = True, []
    for one in back:
        one.superseded = False
    session.flush()
    return back


def _replace(
    session: Session, record: Record, items: Sequence[PlanItem], proposals: Sequence[Proposal]
) -> list[PlanItem]:
    record.items(items)
    made = drafts.add_items(session, record.plan.id, proposals)
    record.made(made)
    for one in made:
        one.origins = [item.id for item in items]
    for item in items:
        item.superseded = True
    session.flush()
    return made


def _common(field: str, values: Sequence[Any]) -> Any:
    """Return the one value that all share, None if there is none."""
    if any(value != values[0] for value in values):
        raise InvalidInputError.of("/items", f"they differ in {field}; make it the same first")
    return values[0] if values else None


def _deadline(stored: Mapping[str, Any] | None) -> Deadline | None:
    return Deadline.from_json(stored) if stored else None


def _text(session: Session, plan_id: int) -> str:
    return session.scalars(select(Source.text).where(Source.plan_id == plan_id)).one()


def _place(document: str, text: str, within: Span) -> Span:
    found = document.find(text, *within)
    return (found, found + len(text)) if found >= 0 else within


def _next_keys(session: Session, plan_id: int, count: int) -> list[str]:
    """Return keys that no item of the plan ever had while it stands."""
    keys = session.scalars(
        select(PlanItem.key).where(
            PlanItem.plan_id == plan_id, PlanItem.key.startswith(_PREFIX, autoescape=True)
        )
    )
    last = max((int(key.removeprefix(_PREFIX)) for key in keys), default=0)
    return [f"{_PREFIX}{last + n}" for n in range(1, count + 1)]
