"""Budget tables made up for tests: their truth, the forms in which they are printed, damages."""

from __future__ import annotations

import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import docx
from hypothesis import strategies as st

HEAD: Final = "KẾ HOẠCH\n\nTrồng rừng\n\nI. KINH PHÍ THỰC HIỆN\n\n"
UNIT: Final = "ĐVT: Nghìn đồng"
FACTOR: Final = 1000
NAMES: Final = (
    "Trồng cây", "Mua giống", "Tập huấn", "Kiểm tra", "Chăm sóc", "Làm hàng rào", "Tuyên truyền",
    "Thuê xe", "In tài liệu", "Hội nghị", "Giám sát", "Khảo sát", "Đo đạc", "Tưới nước", "Bón phân",
    "Dọn thực bì", "Đào hố", "Vận chuyển", "Nghiệm thu", "Tổng kết",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row of a table: mark, label, what it costs each year, and who carries it out."""

    mark: str
    label: str
    values: tuple[int, ...]
    who: str = "Sở Y tế"


@dataclass(frozen=True)
class Made:
    """A table: its years, where its totals stand (`last`, `first`, `none`), its rows."""

    years: tuple[int, ...]
    totals: str
    lines: tuple[Line, ...]

    @property
    def header(self) -> list[str]:
        """The titles of the columns."""
        return ["STT", "Nội dung", *self._with_total(list(map(str, self.years)), "Tổng"), "Đơn vị"]

    def cells(self, line: Line) -> list[str]:
        """The cells of a row as printed; nothing for a year without money."""
        values = [printed(value) if value else "" for value in line.values]
        money = self._with_total(values, printed(sum(line.values)))
        return [line.mark, line.label, *money, line.who]

    def _with_total(self, cells: list[str], total: str) -> list[str]:
        return {"last": [*cells, total], "first": [total, *cells], "none": cells}[self.totals]


def printed(value: int) -> str:
    """Return a number with dots between thousands."""
    return f"{value:,}".replace(",", ".")


@st.composite
def tables(draw: st.DrawFn, *, empty: bool = True) -> Made:
    """Draw a table of two to six years with one to four rows, some with rows under them.

    Its numbers come by chance, not from the smallest up: tables whose rows are confusable at
    random are rarer than a search for them makes believe. `empty`: some years have no money.
    """
    first = draw(st.integers(2024, 2030))
    years = tuple(range(first, first + draw(st.integers(2, 6))))
    names = iter(NAMES)
    chance = Random(draw(st.integers(0, 2**32)))  # noqa: S311 - numbers of a test
    vector = st.builds(lambda: _vector(chance, len(years), empty=empty))
    lines: list[Line] = []
    tops: list[tuple[int, ...]] = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        below = draw(st.lists(vector, max_size=3))
        own = summed(below) if below else draw(vector)
        tops.append(own)
        lines.append(Line(str(number), next(names), own))
        lines.extend(Line("-", next(names), values) for values in below)
    lines.append(Line("", "Tổng cộng", summed(tops), ""))
    return Made(years, draw(st.sampled_from(["last", "first", "none"])), tuple(lines))


def _vector(chance: Random, years: int, *, empty: bool) -> tuple[int, ...]:
    values = [chance.randint(100, 9_900) for _ in range(years)]
    blank = chance.randrange(years * 4) if empty else years
    return tuple(0 if at == blank else value for at, value in enumerate(values))


def summed(vectors: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Return the sums of vectors by place."""
    return tuple(map(sum, zip(*vectors, strict=True)))


Rows = list[list[str]]


def rows_of(made: Made) -> Rows:
    """Return header and rows as cells."""
    return [made.header, *(made.cells(line) for line in made.lines)]


def pipes(rows: Rows) -> tuple[bytes, str]:
    """Print as Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return f"{HEAD}{UNIT}\n\n{chr(10).join(lines)}\n".encode(), "plan.md"


def tabs(rows: Rows) -> tuple[bytes, str]:
    """Print a row a line, cells divided by tabs, as text saved from a word processor."""
    lines = ["\t".join(row) for row in rows]
    return f"{HEAD}{UNIT}\n\n{chr(10).join(lines)}\n".encode(), "plan.txt"


def flat(rows: Rows) -> tuple[bytes, str]:
    """Print a cell a paragraph: rows and empty cells are lost."""
    cells = [cell for row in rows for cell in row if cell]
    return f"{HEAD}{UNIT}\n\n{(chr(10) * 2).join(cells)}\n".encode(), "plan.txt"


def webpage(rows: Rows) -> tuple[bytes, str]:
    """Print as HTML."""
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    head = "".join(f"<p>{line}</p>" for line in (HEAD + UNIT).split("\n\n") if line)
    return f"<html><body>{head}<table>{body}</table></body></html>".encode(), "plan.html"


def word(rows: Rows) -> tuple[bytes, str]:
    """Print as a Word file with a grid."""
    made = docx.Document()
    for text in (HEAD + UNIT).split("\n\n"):
        made.add_paragraph(text)
    grid = made.add_table(rows=len(rows), cols=max(map(len, rows)))
    for row, cells in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=False):
            cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue(), "plan.docx"


FORMS: Final[dict[str, Callable[[Rows], tuple[bytes, str]]]] = {
    "pipes": pipes, "tabs": tabs, "flat": flat, "webpage": webpage, "word": word,
}  # fmt: skip
DAMAGES: Final = ("lost", "doubled", "total under a year", "other number")


@st.composite
def damaged(draw: st.DrawFn, made: Made) -> Rows:
    """Draw the rows of a table with one of them damaged."""
    rows = rows_of(made)
    at = draw(st.integers(1, len(rows) - 1))
    row = rows[at]
    numeric = [place for place, cell in enumerate(row) if place > 1 and cell[:1].isdigit()]
    place = draw(st.sampled_from(numeric))
    damage = draw(st.sampled_from(DAMAGES))
    if damage == "doubled":
        row.insert(place, row[place])
    elif damage == "other number":
        row[place] = printed(draw(st.integers(1, 999)))
    else:
        del row[place]
        if damage == "total under a year":
            row.insert(len(row) - 1, "")
    return rows
