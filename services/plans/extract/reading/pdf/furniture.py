"""What a page carries besides its text: page numbers, running heads, stamps of signatures."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from services.plans.extract.noise import is_page_number
from services.plans.extract.reading.pdf.shapes import Page, TextLine, Word, lines_of

_EDGE_HEIGHT: Final = 40.0
_EDGE_LINES: Final = 3
_EDGE_SHARE: Final = 0.14
_MIN_TIMES: Final = 3
_FEW_PAGES: Final = 4
_GHOST: Final = 2
_DIGITS: Final = re.compile(r"\d+")
# The box that signing software draws on the first page.
_STAMP: Final = re.compile(
    r"^(?:Người ký|Ký bởi|Được ký bởi|Email|Cơ quan|Tổ chức|Thời gian ký|Ngày ký|Signature|Signed)"
    r"\s?(?::|by\b)"
)
_STAMPED: Final = re.compile(r"(?:Thời gian ký|Ngày ký|Signed by|Ký bởi|Người ký)\s?:?")

Place = tuple[str, int]


def furniture_of(pages: Sequence[Page]) -> list[list[TextLine]]:
    """Return for each page the lines at its edges that are no part of the text.

    The pages are given without their tables, whose heads stand at the top of page after page.
    """
    edges = [_edges(page) for page in pages]
    times = Counter(place for lines in edges for place in {_place(line) for line in lines})
    enough = 2 if len(pages) <= _FEW_PAGES else _MIN_TIMES
    return [
        [
            line
            for line in lines
            if is_page_number(line.text) or (times[_place(line)] >= enough and len(pages) > 1)
        ]
        + _stamps(page)
        + _ghosts(page, following)
        for page, following, lines in zip(pages, _following(pages), edges, strict=True)
    ]


def _following(pages: Sequence[Page]) -> Iterator[Page | None]:
    yield from pages[1:]
    if pages:
        yield None


def without(words: Iterable[Word], lines: Sequence[TextLine]) -> list[Word]:
    """Return the words that are not of these lines."""
    taken: set[Word] = {word for line in lines for word in line.words}
    return [word for word in words if word not in taken]


def _edges(page: Page) -> list[TextLine]:
    """Return the lines of the upper and lower margin."""
    head, foot = page.height * _EDGE_SHARE, page.height * (1 - _EDGE_SHARE)
    upper = lines_of([word for word in page.words if word.y0 + word.y1 < 2 * head], page.index)
    lower = lines_of([word for word in page.words if word.y0 + word.y1 > 2 * foot], page.index)
    return upper[:_EDGE_LINES] + lower[-_EDGE_LINES:]


def _place(line: TextLine) -> Place:
    return _DIGITS.sub("#", line.text.casefold()), round(line.middle / 4)


def _stamps(page: Page) -> list[TextLine]:
    if page.index:
        return []
    small = lines_of([word for word in page.words if word.middle < page.height / 3], page.index)
    if not any(_STAMPED.match(line.text) for line in small):
        return []
    return [line for line in small if _STAMP.match(line.text)]


def _ghosts(page: Page, following: Page | None) -> list[TextLine]:
    """Return letters of the next page's first line that a browser has drawn here too.

    Printing cuts pages by what a letter may cover, and a capital with two marks covers more than
    its line.
    """
    if following is None or not following.words or not page.words:
        return []
    foot = max(word.middle for word in page.words) - _EDGE_HEIGHT
    head = min(word.middle for word in following.words) + _EDGE_HEIGHT
    last = lines_of([word for word in page.words if word.middle >= foot], page.index)[-1]
    first = lines_of([word for word in following.words if word.middle <= head], page.index)[0]
    drawn_twice = all(
        len(word.text) <= _GHOST
        and any(
            one.x0 - 1 <= word.x0 and word.x1 <= one.x1 + 1 and word.text in one.text
            for one in first.words
        )
        for word in last.words
    )
    return [last] if drawn_twice else []
