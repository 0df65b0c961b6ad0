"""The indicators of a plan: labelled `Chỉ tiêu N`, or lines with values under an objective."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from services.plans.extract.findings import Notebook
from services.plans.extract.folding import fold_words
from services.plans.extract.form import Agency, Indicator, Target
from services.plans.extract.labels import BARE, LETTER, PART, ROMAN
from services.plans.extract.lines import Line
from services.plans.extract.outline import Node, is_heading, kind_of
from services.plans.extract.plan_years import PlanYears
from services.plans.extract.targets import Wording, read_targets

_LABEL = re.compile(
    r"^(?P<label>Chỉ tiêu(?: số)?\s+\d{1,3}(?:\.\d{1,2})*)\s*[:.\-–]?\s*", re.IGNORECASE
)
_OVERALL = re.compile(r"muc tieu (?:chung|tong quat)")
_AIMS = re.compile(r"^(?!.*(?:muc|chi) tieu).*(?:muc dich|quan diem|yeu cau$)")
_YEAR_HEADING = re.compile(
    r"^(?:(?:mục tiêu|chỉ tiêu)(?: cụ thể)? )?(?:(?:đến|trong|tới)(?: hết| cuối)? )?"
    r"(?:ngày \d{1,2}/\d{1,2}/|năm )(20\d\d)\s?:?$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"kinh phi|du toan|giai phap|nhiem vu(?!.{0,200}chi tieu)|to chuc thuc hien|thoi gian"
)
_YEAR = re.compile(r"\bnăm (20\d\d)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_MAX_OBJECTIVE = 500


def has_labels(indicators: Sequence[Indicator]) -> bool:
    """Tell whether a plan numbers its indicators itself (`Chỉ tiêu 3`)."""
    return any(_LABEL.match(one.label) for one in indicators)


def number_of(node: Node) -> str:
    """Return a heading's number as labels cite it: `II`, `2.1`, `a`; articles have none."""
    bare = node.line.label.text.strip(".():/- ")
    if node.rank == PART:
        last = bare.rpartition(" ")[2]
        return last if re.fullmatch(r"[IVXLC\d]+", last) else ""
    return "" if " " in bare else bare


def numbered(
    nodes: Sequence[Node], path: tuple[str, ...] = ()
) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield every line with the numbers it stands under, its own included: `("IV", "11")`."""
    for node in nodes:
        own = number_of(node) if is_heading(node) else ""
        below = (*path, own) if own else path
        yield node, below
        yield from numbered(node.children, below)


class _Place(NamedTuple):
    """Where an indicator stands: its headings, nearest last, and which child it is from 1.

    `headed` is the last year that those headings name, `dated` that of an unnumbered one beside it.
    """

    path: tuple[Node, ...] = ()
    headed: int | None = None
    dated: int | None = None
    order: int = 1

    @property
    def year(self) -> int | None:
        return self.headed if self.dated is None else self.dated

    def below(self, node: Node) -> _Place:
        """Return the place of what stands under `node`."""
        years: list[str] = _YEAR.findall(node.title)
        return _Place((*self.path, node), int(years[-1]) if years else self.headed)

    def label(self, node: Node) -> str:
        numbers = [number_of(above) for above in self.path if is_heading(above)]
        own = number_of(node) if is_heading(node) else f"({self.order})"
        return ".".join([*filter(None, numbers), own]).replace(".(", " (")

    def objective(self) -> str | None:
        for above in reversed(self.path):
            if is_heading(above) and above.rank > ROMAN:
                return above.title[:_MAX_OBJECTIVE].rstrip(" :.")
        return self.path[-1].title[:_MAX_OBJECTIVE].rstrip(" :.") if self.path else None


def read_indicators(
    roots: Sequence[Node], years: PlanYears, notebook: Notebook
) -> tuple[Indicator, ...]:
    """Return the plan's indicators in order; `years` are those of the plan."""
    found: list[Indicator] = []
    for top in roots:
        labelled = any(_LABEL.match(node.title) for node in top.walk())
        if labelled:
            found.extend(_labelled(top, _Place(), years, notebook))
        elif kind_of(top) != "assigning":
            found.extend(_goals(top, _Place(), years, notebook, inside=False))
    return tuple(found)


def _labelled(
    node: Node, place: _Place, years: PlanYears, notebook: Notebook
) -> Iterator[Indicator]:
    match = _LABEL.match(node.title)
    if match and not node.line.cells:
        yield _indicator(node, place, match, years, notebook)
        return
    below = place.below(node)
    for child in node.children:
        yield from _labelled(child, below, years, notebook)


def _indicator(
    node: Node, place: _Place, match: re.Match[str], years: PlanYears, notebook: Notebook
) -> Indicator:
    label = match.group("label").strip()
    at = node.line.text.index(node.title) + match.end()
    lines = [inner.line for inner in node.walk() if not inner.line.cells]
    own = Wording(
        label, node.line.text[at:], node.line.start + at, place.year, labelled=True,
        first_year=years.first,
    )  # fmt: skip
    targets = list(read_targets(own, notebook))
    for line in lines[1:]:
        wording = _wording(label, line, place, years)
        targets.extend(read_targets(wording, notebook))
    dated = tuple(implied_year(targets, label, years.implied, notebook))
    span = (node.line.start, lines[-1].end)
    if not dated:
        notebook.note("target-missing", span, label=label)
    return Indicator(label, place.objective(), node.line.text[at:], span, dated)


def _wording(label: str, line: Line, place: _Place, years: PlanYears) -> Wording:
    """Return the words of a line that is not labelled as an indicator."""
    return Wording(
        label, line.body, line.body_start, place.year, labelled=False, first_year=years.first
    )


def implied_year(
    targets: Sequence[Target], label: str, year: int | None, notebook: Notebook
) -> Iterator[Target]:
    """Yield targets with the plan's year where they name none; either way it is noted."""
    for target in targets:
        yearly = target.qualifier is not None and "20" in target.qualifier
        if target.year is None and year is not None and not yearly:
            if "target-year-implied" not in notebook.codes:
                notebook.note("target-year-implied", target.span, label=label, year=str(year))
            yield replace(target, year=year)
        else:
            if target.year is None:
                notebook.note("target-year-missing", target.span, label=label)
            yield target


def _goals(
    node: Node, place: _Place, years: PlanYears, notebook: Notebook, *, inside: bool
) -> Iterator[Indicator]:
    """Yield lines with values under headings that set objectives."""
    title = fold_words(node.title[:200])
    heading = is_heading(node) and bool(node.children)
    if heading and (_OVERALL.search(title) or (_OTHER.search(title) and kind_of(node) != "goals")):
        return
    # Below purposes only what is headed as a goal is one.
    purposes = heading and _AIMS.search(title) is not None
    goals = not purposes and (inside or (is_heading(node) and kind_of(node) == "goals"))
    own = goals and not node.line.cells and _NUMBER.search(node.title)
    if own and (not heading or node.rank >= LETTER):
        yield from _unlabelled(node, list(node.walk()), place, years, notebook)
        return
    if own:
        yield from _unlabelled(node, [node], place, years, notebook)
    below = place.below(node)
    for order, child in enumerate(node.children, start=1):
        dated = _YEAR_HEADING.match(child.title) if child.rank == BARE else None
        if dated:
            below = below._replace(dated=int(dated.group(1)))
        if dated is None or child.children:
            at = below._replace(order=order)
            yield from _goals(child, at, years, notebook, inside=goals)


def _unlabelled(
    node: Node, nodes: Sequence[Node], place: _Place, years: PlanYears, notebook: Notebook
) -> Iterator[Indicator]:
    scratch = Notebook()
    label = place.label(node)
    targets: list[Target] = []
    lines = [inner.line for inner in nodes if not inner.line.cells]
    for line in lines:
        wording = _wording(label, line, place, years)
        targets.extend(read_targets(wording, scratch))
    if targets:
        notebook.take(scratch)
        dated = tuple(implied_year(targets, label, years.implied, notebook))
        span = (node.line.start, lines[-1].end)
        yield Indicator(label, place.objective(), node.line.body, span, dated)


def _number(one: Indicator) -> str:
    """Return the last part of a label, by which duties cite it; "" for one without numbers."""
    return one.label.rpartition(" ")[2]


def check_leads(
    indicators: Sequence[Indicator], agencies: Sequence[Agency], notebook: Notebook
) -> None:
    """Note indicators that no agency leads, and numbers that no indicator has."""
    cited = {number for agency in agencies for number in agency.indicators_lead}
    if not cited:
        return
    known = {_number(one) for one in indicators}
    for one in indicators:
        if _number(one) not in cited:
            notebook.note("indicator-without-lead", one.span, label=one.label)
    for agency in agencies:
        for number in (*agency.indicators_lead, *agency.indicators_coordinating):
            if number not in known:
                notebook.note("indicator-unknown", agency.span, name=agency.name, label=number)
