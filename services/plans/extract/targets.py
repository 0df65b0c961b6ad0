"""From the wording of an indicator to its targets: comparator, value, year."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.plans.extract.baselines import set_apart
from services.plans.extract.findings import Notebook
from services.plans.extract.form import Comparator, Target
from services.plans.extract.mentions import Mention, find_mentions
from services.plans.extract.sentences import clauses_of

_SPAN_OF_YEARS = re.compile(
    r"(?:giai đoạn\s+)?(?:từ\s+)?năm\s+20\d\d\s+(?:đến|-|–)\s*(?:năm\s+)?20\d\d|"
    r"(?:giai đoạn|thời kỳ)\s+(?:từ\s+)?(?:năm\s+)?20\d\d\s?(?:-|–|đến)\s?(?:năm )?20\d\d"
)
# Also `2027: 80%` and what stands in brackets after a value, `85% (2028)`.
_YEAR = re.compile(
    r"(?:\b[Nn]ăm\s+|\b[Đđ]ến\s+|\btrước\s+|/)(20\d\d)\b|^\W*(20\d\d)(?=\s?:)|"
    r"(?<=[%\w] \()(20\d\d)(?=\))"
)
_AND_YEAR = re.compile(r"\s?(?:và|,)\s+(?:vào )?(?:năm )?(20\d\d)\b")
_FROM_TO = re.compile(r"\btừ\s*$")
_TO = re.compile(r"(?:xuống|lên|còn|đạt|tới|đến)(?: còn| dưới| trên| đến)*\s*$")
_YEARLY = re.compile(
    r"^\s?%?\s?(?:/năm|hằng năm|hàng năm|mỗi năm|bình quân|một năm)|mỗi năm|bình quân"
)
_QUALIFIER = re.compile(
    r"\b(?:đối với|ở|tại)\s+(?:khu vực\s+)?([^,;.%\d]{3,40}?)(?=\s+(?:và|vào|đến|năm)\b|[,;.]|$)"
)
_OPTIONAL = re.compile(r"\bcó thể\b")

# The nearest words before a value decide; the first that fits wins.
_STEP = (
    r"(?: bình quân| trung bình| thêm| từ| được| ít nhất| tối thiểu| trên| khoảng| hơn| hằng năm)*"
)
_NO = r"không(?: còn| để(?: xảy ra)?)?"
_LESS = r"(?:thấp|nhỏ|ít) hơn"
_WORDINGS: tuple[tuple[str, Comparator], ...] = (
    (rf"giảm{_STEP}", "decrease_by"),
    (rf"tăng{_STEP}", "increase_by"),
    (r"≥|>=", ">="),
    (r"≤|<=", "<="),
    (r">", ">"),
    (r"<", "<"),
    # Denials stand before what they deny: "không thấp hơn 20%" is at least, not less.
    (rf"(?:{_NO} (?:quá|vượt(?: quá)?|trên|(?:cao|lớn|nhiều) hơn)|tối đa|cao nhất)(?: là)?", "<="),
    (
        rf"(?:ít nhất|tối thiểu|{_NO} (?:dưới|{_LESS})|từ ít nhất)(?: là| đạt| có)?",
        ">=",
    ),
    (rf"(?:dưới|{_LESS})(?: mức)?", "<"),
    (r"(?:trên|hơn|vượt|cao hơn|quá)(?: mức)?", ">"),
    (r"khoảng|xấp xỉ|gần", "~"),
    (r"(?:xuống|còn|giảm đến|giảm tới)(?: còn| mức)*", "decrease_to"),
    (r"(?:lên|tăng đến|nâng lên)(?: đến| tới| mức)*", "increase_to"),
    (r"(?:duy trì|giữ vững|giữ)(?: ổn định)?(?: ở mức| đạt| mức| tỷ lệ)*", "maintain"),
)
_COMPARATORS = tuple(
    (re.compile(rf"(?:{words})\s*$", re.IGNORECASE), comparator) for words, comparator in _WORDINGS
)
# "giảm ít nhất 30% thời gian và ít nhất 30% chi phí" decreases both.
_AT_LEAST = frozenset({">=", ">"})
_OTHER_VERB = re.compile(r"tăng|đạt|nâng|\bcó\b|lên")
_DECREASING = re.compile(r"\bgiảm\b", re.IGNORECASE)
_ZONE = 34
_SEVERAL = 2
_PARTS = re.compile(r"\b(?:trong đó|gồm|cụ thể|chia ra)\b")


class Wording(NamedTuple):
    """The text of one indicator, where it stands, and the year its heading gives.

    What it tells of years before `first_year`, where the plan begins, is history.
    """

    label: str
    text: str
    start: int
    year: int | None
    labelled: bool
    first_year: int | None = None


def read_targets(wording: Wording, notebook: Notebook) -> tuple[Target, ...]:
    """Return every target of one indicator; two years are two targets."""
    targets: list[Target] = []
    carried: int | None = None
    for clause, at in clauses_of(wording.text):
        if _OPTIONAL.search(clause):
            continue
        reader = _ClauseReader(wording, clause, at, notebook)
        targets.extend(reader.targets(carried or wording.year))
        carried = reader.leading_year or carried
    return tuple(targets)


class _ClauseReader:
    """Reads one clause; `leading_year` is a year before its first value, which clauses share."""

    def __init__(self, wording: Wording, clause: str, at: int, notebook: Notebook) -> None:
        self.wording = wording
        self.clause = clause
        self.start = wording.start + at
        self.notebook = notebook
        spans = _SPAN_OF_YEARS.search(clause)
        self.period = spans.group() if spans else None
        self.compared = set_apart(clause, wording.first_year)
        self.mentions = find_mentions(self.compared.values, labelled=wording.labelled)
        dates = _SPAN_OF_YEARS.sub(lambda m: " " * len(m.group()), self.compared.dates)
        self.years = list(_years(dates))
        first = self.mentions[0].start if self.mentions else 0
        before = [year for year, at in self.years if at < first]
        self.leading_year = before[-1] if before else None
        decreasing = _DECREASING.search(clause)
        self.decreasing_at = decreasing.end() if decreasing else len(clause)

    def targets(self, default: int | None) -> Iterator[Target]:
        previous: Comparator | None = None
        kept = list(self._without_baselines())
        dated = self._years_of([mention for mention, _ in kept])
        for index, (mention, baseline) in enumerate(kept):
            comparator, own = self._comparator(
                mention, kept[index - 1][0] if index else None, previous
            )
            if not own and previous == "<":
                self._note("comparator-carried", mention, word="dưới", value=_shown(mention.value))
            previous = comparator
            end = kept[index + 1][0].start if index + 1 < len(kept) else len(self.clause)
            self._note_value(mention)
            for year in dated[index] or (default,):
                yield self._target(mention, comparator, year, baseline, end)

    def _without_baselines(self) -> Iterator[tuple[Mention, str | None]]:
        """Yield values with the one they start from: `giảm từ 23 xuống 18` has one target."""
        skipped: Mention | None = None
        for index, mention in enumerate(self.mentions):
            following = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
            between = self.clause[mention.end : following.start] if following else ""
            alone = mention.value_max is None and "," not in between
            if (
                following
                and alone
                and _FROM_TO.search(self.clause, max(0, mention.start - _ZONE), mention.start)
                and _TO.search(between)
            ):
                skipped = mention
                continue
            end = following.start if following else len(self.clause)
            said = self.compared.baseline_of(mention.end, end)
            yield mention, _shown(skipped.value) if skipped else said
            skipped = None

    def _comparator(
        self, mention: Mention, last: Mention | None, previous: Comparator | None
    ) -> tuple[Comparator, bool]:
        """Return the comparator and whether the value's own words gave it."""
        before = self.clause[max(0, mention.start - _ZONE) : mention.start].rstrip("( ")
        after = self.clause[mention.end : mention.end + 40]
        if re.match(r"\s?%?(?: [^\W\d_]+){0,4} trở lên", after):
            return ">=", True
        if re.match(r"\s?%?(?: [^\W\d_]+){0,4} trở xuống", after):
            return "<=", True
        found = next((name for pattern, name in _COMPARATORS if pattern.search(before)), None)
        if found in _AT_LEAST and previous == "decrease_by" and last:
            same = not _OTHER_VERB.search(self.clause[last.end : mention.start])
            return ("decrease_by" if same else found), True
        if found:
            return found, True
        bare = (
            re.sub(
                r"(?:vào|đến|trong)?\s*(?:cuối )?năm 20\d\d",
                "",
                self.clause[last.end : mention.start],
            )
            if last
            else ""
        )
        if last and previous and re.fullmatch(r"[%\s,]*(?:và|,)?\s*", bare):
            return previous, False
        return self._by_direction(mention, after), True

    def _by_direction(self, mention: Mention, after: str) -> Comparator:
        if self.decreasing_at > mention.start:
            return "=" if not re.match(r"\W*duy trì", self.clause, re.IGNORECASE) else "maintain"
        return "decrease_by" if _YEARLY.search(after) or self.compared.relative else "decrease_to"

    def _years_of(self, mentions: Sequence[Mention]) -> list[tuple[int, ...]]:
        """Return the years of each value: the last before it where the clause sets years first.

        Elsewhere those between it and the next value, or after the first value that has any.
        """
        places = [at for _, at in self.years]
        if self.leading_year is not None:
            before = (bisect_left(places, mention.start) for mention in mentions)
            return [(self.years[at - 1][0],) for at in before]
        if self._year_stands_before(mentions):
            starts = [0, *(mention.end for mention in mentions[:-1])]
            zones = zip(starts, mentions, strict=True)
            before_each = [self._last_year(at, one.start) for at, one in zones]
            shared = None if self._divides(mentions[0]) else self.years[0][0]
            return [(year,) if year else (shared,) if shared else () for year in before_each]
        found: list[tuple[int, ...]] = []
        years: tuple[int, ...] = ()
        stop = len(self.clause)
        for mention in reversed(mentions):
            own = self.years[bisect_left(places, mention.end) : bisect_left(places, stop)]
            years = tuple(dict.fromkeys(year for year, _ in own)) or years
            found.append(years)
            stop = mention.start
        return found[::-1]

    def _year_stands_before(self, mentions: Sequence[Mention]) -> bool:
        """Tell whether the last value has its year before it: `hết quý III 65%, đến 2026 90%`."""
        if len(mentions) < _SEVERAL or not self.years:
            return False
        before, last = mentions[-2:]
        _, at = self.years[-1]
        return before.end < at < last.start and "," in self.clause[before.end : at]

    def _divides(self, first: Mention) -> bool:
        """Tell whether the first value is the whole of what the years have: `…, trong đó năm …`."""
        return _PARTS.search(self.clause, first.end, self.years[0][1]) is not None

    def _last_year(self, start: int, end: int) -> int | None:
        """Return the last year that stands between two places."""
        return next((year for year, at in reversed(self.years) if start <= at < end), None)

    def _target(
        self,
        mention: Mention,
        comparator: Comparator,
        year: int | None,
        baseline: str | None,
        end: int,
    ) -> Target:
        qualifier = _QUALIFIER.search(self.clause, mention.end, end)
        said = qualifier.group(1).strip() if qualifier else None
        lead = len(self.clause) - len(self.clause.lstrip())
        return Target(
            text=self.clause.strip(),
            comparator=comparator,
            value=mention.value,
            value_max=mention.value_max,
            unit=mention.unit,
            denominator=mention.denominator,
            year=year,
            qualifier=said or self.period,
            baseline=baseline,
            span=(self.start + lead, self.start + len(self.clause.rstrip())),
        )

    def _note_value(self, mention: Mention) -> None:
        if mention.word:
            self._note("target-in-words", mention, word=mention.word)
        if mention.unit is None and mention.denominator is None:
            self._note("unit-missing", mention, value=_shown(mention.value))

    def _note(self, code: str, mention: Mention, **params: str) -> None:
        span = (self.start + mention.start, self.start + mention.end)
        self.notebook.note(code, span, label=self.wording.label, **params)


def _years(text: str) -> Iterator[tuple[int, int]]:
    if "20" not in text:
        return
    for match in _YEAR.finditer(text):
        yield int(match[1] or match[2] or match[3]), match.start()
        at = match.end()
        while (more := _AND_YEAR.match(text, at)) is not None:
            if not more.group().strip(" ,và").startswith("năm"):
                yield int(more.group(1)), more.start()
            at = more.end()


def _shown(value: float) -> str:
    return f"{value:g}".replace(".", ",")
