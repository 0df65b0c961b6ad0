"""Tasks that carry their own lead, partners and time in lines below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.plans.extract.casting import assign_roles, note_leads
from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import WorkItem
from services.plans.extract.given_tasks import Given, read_charged, read_given
from services.plans.extract.labels import ARABIC, ARTICLE, BARE, DASH, LETTER, PLUS, ROMAN
from services.plans.extract.led_tasks import read_led_tasks
from services.plans.extract.lines import Line
from services.plans.extract.names import starts_with_agency
from services.plans.extract.normalise import shorten
from services.plans.extract.role_lines import (
    RoleLine,
    is_responsible,
    read_role,
    read_role_heading,
    split_inline,
)

_GENERIC = re.compile(
    r"^(?:hoat dong|nhiem vu|noi dung|cong viec|giai phap) (?:so )?\d{1,3}\b.{0,3}$"
)
_RANGE = re.compile(
    r"[Tt]ừ (?:ngày )?\d{1,2}/\d{1,2}(?:/\d{4})? đến (?:hết )?(?:ngày )?\d{1,2}/\d{1,2}(?:/\d{4})?"
)
_MAX_TITLE = 240
_MAX_PART = 160
_MIN_INLINE = 2
_LONGEST_VALUE = 4_000
"""Of a role, its bullets joined: no list of partners is as long."""


@dataclass(slots=True)
class _Segment:
    """Lines since the last task ended, then the role lines that close the task."""

    lines: list[Line] = field(default_factory=list)
    roles: list[tuple[RoleLine, Line]] = field(default_factory=list)
    opened: int | None = None
    """The rank of the role line whose value stands below it, in bullets."""

    def names_someone(self) -> bool:
        return any(is_responsible(role.key) for role, _ in self.roles)


def read_work_items(lines: Sequence[Line], notebook: Notebook) -> list[WorkItem]:
    """Return the tasks of the body, in order; tasks without lead are noted."""
    items: list[WorkItem] = []
    for section in _sections(lines):
        found = _SectionReader(notebook).read(section)
        found.extend(read_led_tasks(section, [item.span for item in found], notebook))
        items.extend(sorted(found, key=lambda item: item.span))
    return items


def _sections(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Yield the lines between headings of the highest levels, the heading first."""
    section: list[Line] = []
    for line in lines:
        if line.label.text and line.label.rank <= ROMAN and line.label.rank != ARTICLE + 1:
            yield section
            section = []
        section.append(line)
    yield section


def _is_content(line: Line) -> bool:
    """Tell whether a labelled line is the `Nội dung` of a task card."""
    if line.cells or not line.label.text:
        return False
    role = read_role(line.body) or read_role_heading(line.body)
    return role is not None and role.key == "content"


def _content_of(line: Line) -> str:
    labelled = read_role(line.body)
    return (labelled.value if labelled else line.body).strip().rstrip(" .;:")


@dataclass(slots=True)
class _SectionReader:
    """Reads one top section: which headings are tasks is judged within it."""

    notebook: Notebook
    path: list[Line] = field(default_factory=list)
    ranks: set[int] = field(default_factory=set)

    def read(self, section: Sequence[Line]) -> list[WorkItem]:
        segments = [segment for segment in _segments(section) if segment.lines or segment.roles]
        if not any(segment.names_someone() for segment in segments):
            return list(self._inline_items(section))
        items: list[WorkItem] = []
        for segment in segments:
            named = segment.names_someone()
            items.extend(self._follow(segment.lines, plain=not named))
            if named:
                head, item = self._item(segment)
                self.ranks.add(head.label.rank)
                items.append(item)
        return items

    def _inline_items(self, section: Sequence[Line]) -> Iterator[WorkItem]:
        """Yield tasks whose roles stand in the same paragraph, in brackets or after it."""
        for line in section:
            item = None if line.cells else self._inline(line)
            if item is not None:
                yield item

    def _inline(self, line: Line) -> WorkItem | None:
        title, roles = split_inline(line.body)
        if len(roles) >= _MIN_INLINE and any(is_responsible(role.key) for role in roles):
            return self._build(title, [(role, line) for role in roles], line, title)
        given = read_given(line.body, numbered=ARABIC <= line.label.rank <= LETTER)
        return self._given(given, line) if given is not None and line.label.text else None

    def _given(self, given: Given, line: Line) -> WorkItem:
        return self._build(given.title, [(role, line) for role in given.roles], line, given.title)

    def _follow(self, lines: Sequence[Line], *, plain: bool) -> Iterator[WorkItem]:
        """Keep the path of headings; earlier headings of the tasks' level are tasks too."""
        for line in lines:
            if line.label.rank <= LETTER and line.label.text:
                self.path = [above for above in self.path if above.label.rank < line.label.rank]
                self.path.append(line)
        skipped = _skipped_headings(lines, ends_with_task=not plain)
        for line in skipped:
            charged = read_charged(line.body)
            item = self._inline(line) or (self._given(charged, line) if charged else None)
            if item is not None:
                yield item
            elif line.label.rank in self.ranks:
                yield self._build(line.body, [], line, line.body)

    def _item(self, segment: _Segment) -> tuple[Line, WorkItem]:
        head = self._card_of(segment) or _head_of(segment.lines)
        head = head or (self.path[-1] if self.path else segment.roles[0][1])
        content = [line for line in segment.lines if line.index > head.index and not line.cells]
        first = segment.lines[0] if segment.lines else segment.roles[0][1]
        if head in segment.lines:
            first = head
        title = self._title(head, content)
        words = " ".join(line.text for line in segment.lines)
        return head, self._build(title, segment.roles, first, words)

    def _card_of(self, segment: _Segment) -> Line | None:
        """Return the heading of a task card: above its `Nội dung`, or the bullet it hangs on."""
        content = next((line for line in segment.lines if _is_content(line)), None)
        if content is not None:
            above = [line for line in segment.lines if line.index < content.index]
            held = [
                line
                for line in (*self.path, *above)
                if line.label.text and line.label.rank < content.label.rank
            ]
            return max(held, key=lambda line: line.index, default=None)
        bullets = [line for line in segment.lines if line.label.rank == DASH]
        hangs = len(bullets) == 1 and segment.roles[0][1].label.rank == PLUS
        named = any(_GENERIC.match(fold_words(line.body)) for line in segment.lines)
        return bullets[0] if hangs and not named else None

    def _title(self, head: Line, content: Sequence[Line]) -> str:
        """Return heading and first line of content; a bare `Hoạt động 1` carries its path."""
        heading = shorten(head.body.strip().rstrip(" :."), _MAX_TITLE)
        words = next(filter(None, map(_content_of, content)), "")
        if _GENERIC.match(fold_words(heading)):
            path = ".".join(above.label.text.rstrip(".)") for above in self.path if above != head)
            return shorten(f"{path} {head.label.text} {heading}: {words}".strip(), _MAX_TITLE)
        plain = bool(content) and content[0].label.rank >= BARE and not read_role(content[0].body)
        return f"{heading}: {shorten(words, _MAX_PART)}" if plain and words else heading

    def _build(
        self, title: str, roles: Sequence[tuple[RoleLine, Line]], first: Line, words: str
    ) -> WorkItem:
        cast = assign_roles([role for role, _ in roles])
        last = roles[-1][1] if roles else first
        span = (first.start, max(first.end, last.end))
        if cast.period is None and roles and (found := _RANGE.search(words)):
            cast.period = found.group()
            self.notebook.note("period-in-text", span, title=title[:80], period=cast.period)
        note_leads(title, cast, span, self.notebook)
        return cast.item(title, span)


def _segments(section: Sequence[Line]) -> Iterator[_Segment]:
    segment = _Segment()
    following = [*section, None][1:]
    for line, below in zip(section, following, strict=False):
        role = _role_at(line, below)
        if segment.roles and _is_remark(line):
            continue
        if segment.roles and role is None and _goes_on(segment, line):
            last, _ = segment.roles[-1]
            value = f"{last.value}; {line.body}" if last.value else line.body
            segment.roles[-1] = (last._replace(value=value[:_LONGEST_VALUE]), line)
        elif role is not None and (role.key != "content" or segment.roles):
            segment.roles.append((role, line))
            segment.opened = None if role.value else line.label.rank
        else:
            if segment.names_someone():
                yield segment
                segment = _Segment()
            elif segment.roles:
                segment.lines.extend(old for _, old in segment.roles)
                segment.roles = []
            segment.lines.append(line)
    yield segment


def _is_remark(line: Line) -> bool:
    """Tell whether a paragraph in brackets stands between the labels of a task."""
    return line.label.rank == BARE and line.text.startswith("(") and line.text.endswith((")", ")."))


def _role_at(line: Line, below: Line | None) -> RoleLine | None:
    """Return the label of a line; one without a value counts when the lines below are one."""
    if line.cells:
        return None
    role = read_role(line.body)
    if role is None and line.label.text:
        role = read_role_heading(line.body)
    if role is None or role.value or role.key == "content":
        return role
    return role if below is not None and _gives_value(role, line, below) else None


def _gives_value(role: RoleLine, line: Line, below: Line) -> bool:
    """Tell whether the line below a bare label is its value, or a label of its own."""
    if below.cells or below.label.rank <= line.label.rank or line.label.rank < ARABIC:
        return False
    inner = read_role(below.body) or read_role_heading(below.body)
    if inner is not None:
        return inner.key != "content"
    if not is_responsible(role.key):
        return below.label.rank >= BARE
    follows = below.index == line.index + 1 and below.label.rank >= BARE
    return follows and starts_with_agency(below.body) and ":" not in below.body


def _goes_on(segment: _Segment, line: Line) -> bool:
    """Tell whether a line adds to the value of the role line before it."""
    role, last = segment.roles[-1]
    if line.cells:
        return False
    if segment.opened is not None and line.label.rank > segment.opened:
        return line.label.rank in (DASH, PLUS) or not role.value
    deeper = line.label.rank in (DASH, PLUS) and line.label.rank > last.label.rank
    return deeper and (not role.value or line.label.rank == PLUS)


def _head_of(lines: Sequence[Line]) -> Line | None:
    """Return the heading a task stands under: the last numbered one, or a lone letter's."""
    numbered = [line for line in lines if line.label.text and ARABIC <= line.label.rank < LETTER]
    letters = [line for line in lines if line.label.rank == LETTER]
    if numbered:
        after = [line for line in letters if line.index > numbered[-1].index]
        return after[0] if len(after) == 1 else numbered[-1]
    if letters:
        return letters[-1] if len(letters) == 1 else letters[0]
    return next(
        (line for line in lines if line.label.rank in (BARE, DASH) and not line.cells), None
    )


def _skipped_headings(lines: Sequence[Line], *, ends_with_task: bool) -> list[Line]:
    """Return numbered headings of one level that stand before the last without a task of theirs."""
    numbered = [line for line in lines if line.label.text and ARABIC <= line.label.rank < LETTER]
    if not numbered:
        return []
    last = numbered[-1]
    peers = [line for line in numbered if line.label.rank == last.label.rank]
    return peers[:-1] if ends_with_task else peers
