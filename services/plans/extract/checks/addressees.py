"""Whom a document addresses: open sets, names unknown or abolished, near-doubles, duties twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.form import Extract, Span
from services.plans.folding import fold_words
from services.plans.names import (
    Key,
    body_of,
    class_of,
    is_open,
    key_of,
    names_in,
    nearest,
    proposals,
)
from services.plans.names.bodies import Body

_OPEN = re.compile(
    r"liên quan|khác\b|tổ chức (?:thành viên|xã hội)|cơ quan, đơn vị|các cơ quan\b", re.IGNORECASE
)
_COLLECTIVE = re.compile(
    r"^(?:cac|(?:uy ban nhan dan|ubnd) cac|nhung|moi|toan the|tat ca|tung|ca nhan|to chuc|co quan|"
    r"don vi|nganh|cap|dia phuong|khu dan cu|"
    r"can bo|nguoi|ho gia dinh|nhan dan|chu (?:rung|dau tu|co so|ho|doanh)|thu truong|lanh dao)\b"
)
_SHORTEST_DUTY: Final = 40
_LONGEST_NAME: Final = 120
_MOST_COMPARED: Final = 120
"""Names looked at one with another, and for slips of the pen; a plan has tens."""
_SHARED: Final = 0.6
_SHARED_WORDS: Final = 3


class _Named(NamedTuple):
    """One name as the document writes it, where it stands first, and the duties it is given."""

    name: str
    span: Span
    duties: tuple[str, ...]


def check_addressees(extract: Extract, notebook: Notebook) -> None:
    """Note entries that name several or no definite agencies, and names that need a person."""
    _note_entries(extract, notebook)
    named = list(_named(extract))
    for one in named:
        _note_successors(one, notebook)
    for one in named[:_MOST_COMPARED]:
        _note_unknown(one, notebook)
    _note_similar(named[:_MOST_COMPARED], notebook)
    _note_duplicates(extract, notebook)


def _note_entries(extract: Extract, notebook: Notebook) -> None:
    for agency in extract.agencies:
        if _OPEN.search(agency.name):
            notebook.note("agency-open-set", agency.span, name=agency.name)
        elif agency.group is None and len(names_in(agency.name)) > 1:
            notebook.note("agency-several", agency.span, name=agency.name)


def _named(extract: Extract) -> Iterator[_Named]:
    """Yield each agency named by addressees and tasks, once, with all that it is to do."""
    places: dict[str, tuple[str, Span]] = {}
    duties: dict[str, list[str]] = {}
    entries = [(one.name, one.span, [duty.text for duty in one.duties]) for one in extract.agencies]
    for item in extract.work_items:
        people = (*item.lead, *item.performers, *item.coordinating)
        entries.extend((name, item.span, [item.title]) for name in people)
    for entry, span, texts in entries:
        for name in names_in(entry):
            key = str(key_of(name))
            places.setdefault(key, (name, span))
            duties.setdefault(key, []).extend(texts)
    for key, (name, span) in places.items():
        yield _Named(name, span, tuple(duties[key]))


def _note_successors(one: _Named, notebook: Notebook) -> None:
    found = proposals(one.name, one.duties)
    if found:
        told = "; ".join(f"{heir.field} → {heir.successor} ({heir.basis})" for heir in found)
        notebook.note(
            "agency-obsolete",
            one.span,
            name=one.name,
            successors=told,
            suggestion="; ".join(dict.fromkeys(heir.successor for heir in found)),
        )


def _note_unknown(one: _Named, notebook: Notebook) -> None:
    if _means_many(one.name) or is_open(one.name) or len(one.name) > _LONGEST_NAME:
        return
    if body_of(one.name) is None:
        notebook.note("agency-unknown", one.span, name=one.name, suggestion=nearest(one.name))


def _means_many(name: str) -> bool:
    return bool(class_of(name) or _COLLECTIVE.match(fold_words(name)))


class _Compared(NamedTuple):
    """What two names are compared by, worked out once for each."""

    named: _Named
    key: Key
    words: list[str]
    known: Body | None


def _note_similar(named: Sequence[_Named], notebook: Notebook) -> None:
    """Note for a name the first that a hasty reader takes for it; they are kept apart."""
    seen: list[_Compared] = []
    for one in _compared(named):
        other = next((known for known in seen if _are_alike(known, one)), None)
        if other is not None:
            said, alike = one.named.name, other.named.name
            notebook.note("agency-similar", one.named.span, name=said, other=alike)
        seen.append(one)


def _compared(named: Sequence[_Named]) -> Iterator[_Compared]:
    for one in named:
        if not _means_many(one.name):
            key = key_of(one.name)
            yield _Compared(one, key, key.base.split(), body_of(one.name))


def _are_alike(one: _Compared, other: _Compared) -> bool:
    """Tell whether two names share their beginning and most words, or mean one known body."""
    known, known_too = one.known, other.known
    exact = known is not None and not known.name.endswith("…")
    if exact and known is known_too:
        return one.key.agrees(other.key) or one.key.base == other.key.base
    if known and known_too and "post" not in (known.sort, known_too.sort):
        return False
    return _share_words(one.words, other.words)


def _share_words(one: Sequence[str], other: Sequence[str]) -> bool:
    if one[:2] != other[:2]:
        return False
    shared = len(set(one) & set(other))
    return shared >= _SHARED_WORDS and _SHARED <= shared / max(len(one), len(other)) < 1


def _note_duplicates(extract: Extract, notebook: Notebook) -> None:
    seen: dict[str, str] = {}
    for agency in extract.agencies:
        for duty in agency.duties:
            key = fold_words(duty.text)
            if len(key) >= _SHORTEST_DUTY and key in seen:
                notebook.note("duplicate-duty", duty.span, name=seen[key])
            seen.setdefault(key, agency.name)
