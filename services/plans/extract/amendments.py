"""What an amending document changes: words replaced, clauses repealed, added or written anew.

The text between its quotation marks is that of another document: it is kept as what is changed,
and nothing else is read from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from services.plans.extract.changed import (
    Instruction,
    may_change,
    may_tell,
    read_change,
    read_enclosed,
    read_end,
)
from services.plans.extract.citations import find_citations
from services.plans.extract.cited_parts import LONGEST_PLACE, PLACE, UNIT, place_at, place_in
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Amendment, Span
from services.plans.extract.labels import ARTICLE, BARE, is_numbered
from services.plans.extract.lines import Line
from services.plans.extract.names import starts_with_agency
from services.plans.extract.normalise import shorten
from services.plans.extract.outline import Node, kind_of

_OPEN, _CLOSE = "“«", "”»"
_QUOTED = r"(?<!\w)[“«\"][^“”«»\"]{1,2000}[”»\"](?!\w)"
_RUN = rf"{_QUOTED}(?:\s?(?:,|;|và|hoặc)\s?{_QUOTED}){{0,20}}"
_PLAIN = r"[^“”«»\"]"
_WORDS = re.compile(
    rf"(?P<old>{_RUN})(?P<mid>{_PLAIN}{{0,300}}?)\b(?:bằng|thành)\b{_PLAIN}{{0,60}}(?P<new>{_RUN})"
)
_REPLACING = re.compile(r"\b(?:thay|sửa|đổi|điều chỉnh|đính chính)\b", re.IGNORECASE)
_CALLED_WORDS = re.compile(r"\b(?:cụm từ|từ ngữ)\b", re.IGNORECASE)
_ADDED = re.compile(
    rf"\bbổ sung\b(?: thêm)?(?: các)?(?: cụm)? từ(?: ngữ)? (?P<new>{_RUN})(?P<mid>{_PLAIN}{{0,80}})"
    rf"(?P<old>{_RUN})",
    re.IGNORECASE,
)
_DROPPED = re.compile(
    rf"\b(?:bãi bỏ|hủy bỏ|huỷ bỏ|lược bỏ|xóa|bỏ)\b(?: các)?(?: cụm)? từ(?: ngữ)? (?P<old>{_RUN})",
    re.IGNORECASE,
)
_ONE = re.compile(_QUOTED)
_REPEALED_BELOW = re.compile(r"\bbãi bỏ\b.{0,120}\bsau(?: đây)?\s?:$", re.IGNORECASE)
_REPEALING = re.compile(
    rf"(?:bãi bỏ|hủy bỏ|huỷ bỏ|lược bỏ|bỏ) (?={UNIT})|"
    rf"(?={UNIT})[^“”«»\":;]{{0,300}} (?:được )?(?:bãi bỏ|hủy bỏ|huỷ bỏ)(?!\w)",
    re.IGNORECASE,
)
_INSERTING = re.compile(
    rf"(?<!sửa đổi, )(?<!sửa đổi )(?<!sửa đổi và )bổ sung(?: thêm| mới)? (?={UNIT})|"
    rf"(?={UNIT})[^“”«»\":;]{{0,300}} được bổ sung (?!{UNIT})",
    re.IGNORECASE,
)
_REWRITING = re.compile(
    rf"(?:sửa đổi,? (?:và )?bổ sung|sửa đổi|điều chỉnh|thay thế|thay|sửa)"
    rf"(?: (?:thời gian|thời hạn|tiến độ)\b{_PLAIN}{{0,80}}?)? (?={UNIT})|"
    rf"(?={UNIT})[^“”«»\":;]{{0,300}} được (?:sửa đổi|điều chỉnh|thay thế|sửa)(?!\w)|"
    rf"tại (?={UNIT})[^“”«»\":;]{{0,300}} (?:sửa đổi|điều chỉnh|thay thế|sửa)(?!\w)",
    re.IGNORECASE,
)
_SHIFTED = re.compile(
    r"\btừ (?P<old>[^“”«»\";]{2,80}?) (?:thành|sang) (?P<new>[^“”«»\";]{2,80})", re.IGNORECASE
)
_BESIDE = re.compile(r"\b(?:vào )?(?P<side>sau|trước|cuối|tại) (?=\S)", re.IGNORECASE)
_AMENDING = re.compile(
    r"\b(?:sửa đổi|bổ sung|điều chỉnh|bãi bỏ|thay thế|đính chính)\b.{0,300}?\b(?:kế hoạch|"
    r"quyết định|chương trình|chỉ thị|đề án|quy chế|quy định|nghị quyết|công văn|thông báo|phụ lục|"
    r"hướng dẫn)\b",
    re.IGNORECASE,
)
_LAST_CLAUSES = re.compile(r"\b(?:hieu luc|dieu khoan|chuyen tiep|thi hanh|to chuc thuc hien)\b")
_QUOTE_END = re.compile(r"[”»\"][\s.;,]*$")
_FOLLOWS: Final = (":", "như sau", "như sau.")
_MOST_QUOTED: Final = 400
"""Lines of one quoted passage; an appendix written anew may be long."""
_MOST_ABOVE: Final = 40
"""Lines between a clause and the heading it stands under."""
_LONGEST: Final = 20_000
_LONGEST_END: Final = 20
_SHOWN: Final = 120


class Changes(NamedTuple):
    """What is changed, the lines that say so, and those of them that only quote."""

    amendments: tuple[Amendment, ...]
    instructions: frozenset[int]
    quoted: frozenset[int]

    def outside(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines that are the document's own, neither instruction nor quotation."""
        taken = self.instructions | self.quoted
        return [line for line in lines if line.index not in taken]

    def unquoted(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines without those that only quote."""
        return [line for line in lines if line.index not in self.quoted]


def read_amendments(lines: Sequence[Line], title: str | None, notebook: Notebook) -> Changes:
    """Return what the lines change; clauses only in a document that says it amends another."""
    amends = title is not None and _AMENDING.search(title) is not None
    cited = _cited(title or "")
    found: list[Amendment] = []
    instructions: set[int] = set()
    quoted: set[int] = set()
    repealing: Line | None = None
    at = 0
    while at < len(lines):
        line = lines[at]
        told = _told(lines, at, amends=amends)
        if repealing and line.label.rank > repealing.label.rank and PLACE.match(line.body):
            told = [Instruction("repeal", place_at(line.body, 0)[0], None, None, None)]
        else:
            repealing = line if amends and _REPEALED_BELOW.search(line.body) else None
        if not told:
            if amends and is_numbered(line.label) and _AMENDING.search(line.body):
                cited = _cited(line.body) or cited
            elif amends and is_numbered(line.label) and may_change(line.body):
                notebook.note("amendment-unread", line.span)
            # What follows is given to somebody: to amend something else may be a duty.
            amends = amends and not _assigns(line)
            at += 1
            continue
        below = _below(lines, at, told[-1], amends=amends)
        document = _cited(line.body) or cited
        found.extend(_amendment(one, line, below, document) for one in told[:-1])
        found.append(_amendment(told[-1], line, below, document, new=True))
        instructions.add(line.index)
        quoted.update(one.index for one in below)
        at += 1 + len(below)
    for one in found:
        _note(one, notebook)
    return Changes(tuple(found), frozenset(instructions), frozenset(quoted))


def _told(lines: Sequence[Line], at: int, *, amends: bool) -> list[Instruction]:
    """Return the changes that a line tells; outside of amending documents only its last clauses.

    There it must cite the other document, and stand below nobody's name: to amend may be a duty.
    """
    line = lines[at]
    if line.cells:
        return []
    told = list(_instructions(line.body, amends=amends))
    if told or amends or not may_tell(line.body):
        return told
    ended = read_end(line.body)
    if (ended and ended.kind == "replace") or (_cited(line.body) and _in_last_clauses(lines, at)):
        return [ended] if ended else list(_instructions(line.body, amends=True))
    return []


def _in_last_clauses(lines: Sequence[Line], at: int) -> bool:
    """Tell whether a line stands right below a heading on how the document comes into force."""
    rank = lines[at].label.rank
    above = lines[max(0, at - _MOST_ABOVE) : at]
    headings = (one for one in reversed(above) if one.label.text and one.label.rank < rank)
    heading = next(headings, None)
    return heading is not None and _LAST_CLAUSES.search(fold_words(heading.body[:200])) is not None


def _assigns(line: Line) -> bool:
    """Tell whether a line heads the part that assigns duties."""
    heads = not line.cells and line.label.text and line.label.rank <= ARTICLE
    return bool(heads) and kind_of(Node(line, line.label.rank)) == "assigning"


def _cited(text: str) -> str | None:
    return next((one.number for one in find_citations(text) if one.number), None)


def _instructions(text: str, *, amends: bool) -> Iterator[Instruction]:
    """Yield the changes that a paragraph tells."""
    words = list(_word_changes(text, amends=amends)) if _quotes(text) else []
    if words or not amends:
        yield from words
        return
    named = starts_with_agency(text) and not PLACE.match(text)
    told = None if named else read_enclosed(text) or _clause_change(text)
    told = told or read_change(text) or read_end(text)
    if told is not None:
        yield told


def _clause_change(text: str) -> Instruction | None:
    """Return the change of a part that the text cites."""
    for kind, pattern in (("repeal", _REPEALING), ("insert", _INSERTING), ("replace", _REWRITING)):
        match = pattern.search(text, 0, LONGEST_PLACE)
        if match is None:
            continue
        cited = PLACE.search(text, match.start())
        start = cited.start() if cited else match.end()
        place, end = place_at(text, start)
        if kind == "repeal":
            return Instruction("repeal", place, None, None, None)
        if kind == "insert":
            return Instruction("insert", _beside(text, start, end, place), None, None, end)
        shift = _SHIFTED.search(text, start)
        old, new = (shift["old"], shift["new"]) if shift else (None, None)
        return Instruction("replace", place, old, _trimmed(new), None if shift else end)
    return None


def _quotes(text: str) -> bool:
    return any(mark in text for mark in (*_OPEN, '"'))


def _word_changes(text: str, *, amends: bool) -> Iterator[Instruction]:
    """Yield words that are replaced, dropped or added.

    They are called words, or the document amends and nobody is told to do it: to give something
    another name is a duty.
    """
    named = starts_with_agency(text) and not PLACE.search(text)
    if not _CALLED_WORDS.search(text) and (named or not amends):
        return
    before = 0
    for match in _WORDS.finditer(text):
        head = text[before : match.start()]
        if _REPLACING.search(head) or _REPLACING.search(match["mid"]):
            place = place_in(match["mid"]) or place_in(_tail(text, match.end()))
            place = place or place_in(head)
            for old, new in _pairs(match["old"], match["new"]):
                yield Instruction("words", place, old, new, None)
            before = match.end()
    if before:
        return
    for match in _ADDED.finditer(text):
        place = place_in(_tail(text, match.end())) or place_in(text[: match.start()])
        added = f"{match['mid'].strip()} “{_bare(match['old'])}”"
        where = f"{added} {place}" if place else added
        yield Instruction("insert", where, None, _bare(match["new"]), None)
        return
    for match in _DROPPED.finditer(text):
        place = place_in(_tail(text, match.end())) or place_in(text[: match.start()])
        for old in _ONE.findall(match["old"]):
            yield Instruction("repeal", place, _bare(old), None, None)


def _tail(text: str, at: int) -> str:
    """Return what follows up to the next quotation."""
    return re.split(r"[“«\"]", text[at : at + LONGEST_PLACE], maxsplit=1)[0]


def _pairs(old: str, new: str) -> Iterator[tuple[str, str]]:
    """Yield old words with their new ones; several may become one."""
    olds, news = [_bare(one) for one in _ONE.findall(old)], [_bare(x) for x in _ONE.findall(new)]
    if len(news) == 1:
        news *= len(olds)
    if len(olds) != len(news):
        yield ", ".join(olds), ", ".join(news)
        return
    yield from zip(olds, news, strict=True)


def _bare(quoted: str) -> str:
    return quoted.strip().strip('“”«»"').strip()


def _trimmed(text: str | None) -> str | None:
    return text.strip(" .;,") if text else None


def _beside(text: str, start: int, end: int, what: str) -> str:
    """Return what is added with where: `khoản 6a vào sau khoản 6 Mục IV`."""
    side = _BESIDE.search(text, start, start + LONGEST_PLACE)
    if side is None or side.start() < end - 1:
        return what
    place, _ = place_at(text, side.end())
    return f"{what} {side.group().strip()} {place}"


def _below(lines: Sequence[Line], at: int, told: Instruction, *, amends: bool) -> Sequence[Line]:
    """Return the lines after an instruction that only give its new text."""
    line = lines[at]
    if told.open_at is None or at + 1 >= len(lines):
        return ()
    rest = line.body[told.open_at :]
    opened = _quotes(rest)
    if opened and _QUOTE_END.search(rest):
        return ()
    following = lines[at + 1 : at + 1 + _MOST_QUOTED]
    if opened or following[0].text.lstrip("-+ ").startswith((*_OPEN, '"')):
        closed = (n for n, one in enumerate(following, start=1) if _closes(one))
        return following[: next(closed, 1)]
    if not line.body.rstrip().endswith(_FOLLOWS):
        return ()
    own = (n for n, one in enumerate(following) if _stands_apart(one, line, amends=amends))
    return following[: next(own, len(following))]


def _closes(line: Line) -> bool:
    """Tell whether a quotation ends with a line; a mark alone may begin it."""
    text = line.text.strip()
    return len(text) > 1 and _QUOTE_END.search(text[-_LONGEST_END:]) is not None


def _stands_apart(line: Line, above: Line, *, amends: bool) -> bool:
    """Tell whether a line below an instruction is not its new text: the next item, or another."""
    if line.label.rank <= min(above.label.rank, BARE - 1):
        return True
    return line.label.rank == BARE or any(_instructions(line.body, amends=amends))


def _amendment(
    told: Instruction,
    line: Line,
    below: Sequence[Line],
    document: str | None,
    *,
    new: bool = False,
) -> Amendment:
    """Return a change with its new text, which may stand in the lines below."""
    text = told.new
    if new and text is None and told.open_at is not None:
        rest = line.body[told.open_at :].partition(":")[2] or line.body[told.open_at :]
        quoted = rest if _quotes(rest) else ""
        printed = "\n".join([quoted, *(one.text for one in below)]).strip()
        text = _bare(_QUOTE_END.sub("", printed)) or None
    span: Span = (line.start, below[-1].end if new and below else line.end)
    kept = text[:_LONGEST] if text else None
    return Amendment(told.kind, told.place, document, told.old, kept, span)


def _note(one: Amendment, notebook: Notebook) -> None:
    place = shorten(_whole_place(one), _SHOWN)
    old, new = (shorten((text or "–").replace("\n", " "), _SHOWN) for text in (one.old, one.new))
    if one.kind == "repeal":
        where = f"“{old}” ({place})" if one.old else place
        notebook.note("amendment-repeal", one.span, place=where)
    elif one.kind == "words" or one.old:
        notebook.note("amendment-words", one.span, place=place, old=old, new=new)
    else:
        code = "amendment-insert" if one.kind == "insert" else "amendment-replace"
        notebook.note(code, one.span, place=place, new=new)


def _whole_place(one: Amendment) -> str:
    """Return what is changed and in which document: `khoản 2 Mục III, 15/KH-UBND`."""
    document = one.document or ""
    if not one.place:
        return document or "–"
    return one.place if not document or document in one.place else f"{one.place}, {document}"
