"""A plan's text with spans marked, a window of it at a time: a page stays under 60 KB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self

from gateway.pages.numbers import whole

LONGEST: Final = 16_000
"""Characters shown at once; Vietnamese takes about 1.4 bytes for each."""
_CONTEXT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Mark:
    """The span [start, end) to mark: its CSS `kind`, the `anchor` it bears, where it links to."""

    start: int
    end: int
    kind: str
    anchor: str = ""
    target: str = ""
    label: str = ""
    """A word or two that tell the kind without colour."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text with the marks that cover it, the outermost first.

    Anchor and label of a mark stand where it begins; `target` is the innermost mark's that has one.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    begun: frozenset[Mark] = frozenset()

    @property
    def target(self) -> str:
        """Where the stretch links to, or an empty string."""
        return next((mark.target for mark in reversed(self.marks) if mark.target), "")


@dataclass(frozen=True, slots=True)
class Window:
    """The part [start, end) of a text of `length` characters that a page shows."""

    start: int
    end: int
    length: int

    @classmethod
    def around(cls, text: str, span: tuple[int, int] | None, offset: str = "") -> Self:
        """Return the window that holds `span` with what stands before it, else from `offset`."""
        start = min(whole(offset) or 0, len(text))
        if span:
            start = _line_start(text, max(0, min(span[0], len(text)) - _CONTEXT))
        return cls(start, _line_end(text, start + LONGEST), len(text))

    @classmethod
    def holding(
        cls, text: str, spans: Sequence[tuple[int, int]], *, longest: int = LONGEST, lead: int = 0
    ) -> Self:
        """Return the smallest window that holds all `spans`, cut where it would be too long.

        `lead` characters before the first are shown too: its heading.
        """
        if not spans:
            return cls.around(text, None)
        start = _line_start(text, max(0, min(span[0] for span in spans) - lead))
        end = min(max(span[1] for span in spans), start + longest)
        return cls(start, _line_end(text, end), len(text))

    def shortened(self, text: str, longest: int) -> Self:
        """Return the window with at most about `longest` characters, ended after a line."""
        return type(self)(self.start, _line_end(text, self.start + longest), self.length)

    def holds(self, span: Sequence[int]) -> bool:
        """Tell whether the beginning of `span` is shown."""
        return self.start <= span[0] < self.end

    @property
    def earlier(self) -> int | None:
        """Where the window before this one starts; None at the beginning."""
        return None if self.start == 0 else max(0, self.start - LONGEST)

    @property
    def later(self) -> int | None:
        """Where the window after this one starts; None at the end."""
        return None if self.end >= self.length else self.end


def marked(text: str, marks: Sequence[Mark], window: Window) -> Iterator[Piece]:
    """Yield the window's text in pieces; where marks overlap, the later ones lie inside."""
    near = [mark for mark in marks if mark.start < window.end and window.start < mark.end]
    begun: set[Mark] = set()
    start = window.start
    for cut in [*_cuts(near, window), window.end]:
        if cut > start:
            covering = tuple(mark for mark in near if mark.start <= start < mark.end)
            new = frozenset(covering) - begun
            yield Piece(text[start:cut], covering, new)
            begun |= new
            start = cut


def _cuts(marks: Sequence[Mark], window: Window) -> list[int]:
    """Return the places inside the window where some mark begins or ends, in order."""
    places = {place for mark in marks for place in (mark.start, mark.end)}
    return sorted(place for place in places if window.start < place < window.end)


def _line_start(text: str, place: int) -> int:
    """Return the start of the line that holds `place`, or `place` in a line that is endless."""
    start = text.rfind("\n", 0, place) + 1
    return start if place - start <= _CONTEXT else place


def _line_end(text: str, place: int) -> int:
    """Return the place after the line that holds `place`, or `place` in a line that is endless."""
    if place >= len(text):
        return len(text)
    end = text.find("\n", place) + 1 or len(text)
    return end if end - place <= _CONTEXT else place
