"""The marks of list items, counted as LibreOffice counts them."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml.etree import _Element

from services.plans.extract.reading.counting import MAX_NUMBER, printed
from services.plans.extract.reading.odt.names import TEXT, XML_ID, count
from services.plans.extract.reading.odt.styles import Level, Styles

Counts = dict[int, int]


@dataclass(slots=True)
class Lists:
    """How far each list of a document has counted: by its own name, and by its style."""

    styles: Styles
    by_id: dict[str, Counts] = field(default_factory=dict)
    by_style: dict[str, Counts] = field(default_factory=dict)
    headings: Counts = field(default_factory=dict)

    def begin(self, listing: _Element, style: str) -> Counts:
        """Return the counts a list of the first level starts from: those it goes on, or none."""
        goes_on = listing.get(f"{TEXT}continue-list")
        if goes_on and goes_on in self.by_id:
            counts = self.by_id[goes_on]
        elif listing.get(f"{TEXT}continue-numbering") == "true":
            counts = self.by_style.get(style, {})
        else:
            counts = {}
        self.by_style[style] = counts
        own = listing.get(XML_ID)
        if own:
            self.by_id[own] = counts
        return counts

    def next_mark(self, style: str, depth: int, item: _Element, counts: Counts) -> str:
        """Count one item at `depth` from 1 and return its printed mark, "" where there is none."""
        levels = self.styles.lists.get(style, {})
        start = item.get(f"{TEXT}start-value")
        if start is not None:
            counts[depth] = count(item, f"{TEXT}start-value", MAX_NUMBER) - 1
        return _mark(levels, depth, counts)

    def heading_mark(self, heading: _Element) -> str:
        """Count a heading in the outline and return its printed mark."""
        depth = count(heading, f"{TEXT}outline-level", 10)
        level = self.styles.outline.get(depth)
        if level is None or level.format == "none":
            return ""
        return _mark(self.styles.outline, depth, self.headings)


def _mark(levels: dict[int, Level], depth: int, counts: Counts) -> str:
    level = levels.get(depth)
    if level is None or level.bullet:
        return level.bullet if level else ""
    counts[depth] = min(counts.get(depth, level.start - 1) + 1, MAX_NUMBER)
    for deeper in [one for one in counts if one > depth]:
        del counts[deeper]
    first = max(1, depth - level.shown + 1)
    numbers = [
        printed(counts.get(at, levels[at].start), levels[at].format)
        for at in range(first, depth + 1)
        if at in levels
    ]
    text = ".".join(one for one in numbers if one)
    return f"{level.prefix}{text}{level.suffix}".rstrip() + " " if text else ""
