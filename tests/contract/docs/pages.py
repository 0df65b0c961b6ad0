"""The documentation as data: pages, their links, tables, code and variables."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
PAGES: Final = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

_FENCED = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?:^ {4}\S.*\n(?:^(?: {4}.*)?\n)*)+", re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_NOT_SLUG = re.compile(r"[^\w\- ]")


def name_of(path: Path) -> str:
    """Return a page's path below the root, for the ids of tests."""
    return path.relative_to(ROOT).as_posix()


def code_of(text: str) -> str:
    """Return the fenced and indented blocks of a page, one after the other."""
    fenced = _FENCED.findall(text)
    rest = _FENCED.sub("", text)
    return "\n".join([*fenced, *_INDENTED.findall(rest)])


def links_of(text: str) -> list[str]:
    """Return the targets of all links and images outside of code blocks."""
    return _LINK.findall(_FENCED.sub("", text))


def anchors_of(text: str) -> set[str]:
    """Return the anchors that a page's headings get."""
    headings = re.findall(r"^#+ (.+)$", _FENCED.sub("", text), re.MULTILINE)
    return {_NOT_SLUG.sub("", heading.lower()).strip().replace(" ", "-") for heading in headings}


def rows_under(text: str, heading: str) -> Iterator[list[str]]:
    """Yield the cells of each row of the first table below `heading`, its header left out."""
    below = re.split(rf"^#+ {re.escape(heading)}$", text, maxsplit=1, flags=re.MULTILINE)[1]
    lines = below.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("|---"))
    for line in lines[start + 1 :]:
        if not line.startswith("|"):
            return
        yield [cell.strip() for cell in line.strip("|").split("|")]
