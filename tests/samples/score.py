"""How much of a sample's truth its extract states, kind by kind; wording is not judged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from services.plans.extract import read
from services.plans.extract.errors import UnreadableDocumentError
from tests.unit.plans.extract.facts import (
    Fact,
    agreement,
    facts_of_extract,
    facts_of_truth,
    load,
    plain,
)

Bags: TypeAlias = dict[str, Counter[Fact]]

PLANS = Path(__file__).parent / "plans"
ASIDE = Path(__file__).parent / "aside"
SUFFIXES = {".txt", ".md", ".html"}
_START = 18  # letters of a title that tell one task from another


def documents(folder: Path) -> list[Path]:
    """Return the sample documents of a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)


def score(document: Path) -> dict[str, float]:
    """Return the F1 of each kind of fact that occurs, and their mean, `ALL`; 0 if refused."""
    try:
        wanted, got = bags(document)
    except UnreadableDocumentError:
        return {"ALL": 0.0}
    rows = {
        kind: agreement(got[kind], wanted[kind]) for kind in wanted if got[kind] or wanted[kind]
    }
    return rows | {"ALL": mean(rows.values())}


def wrong(document: Path) -> Bags:
    """Return what the extract says too much (`+kind`) and what it misses (`-kind`)."""
    wanted, got = bags(document)
    said = {f"+{kind}": got[kind] - wanted[kind] for kind in wanted}
    missed = {f"-{kind}": wanted[kind] - got[kind] for kind in wanted}
    return {kind: bag for kind, bag in sorted((said | missed).items()) if bag}


def bags(document: Path) -> tuple[Bags, Bags]:
    """Return the facts of the truth beside a document, and those of its extract."""
    truth = _of_truth(load(document.with_suffix(".json")))
    got = _of_extract(read(document.read_bytes(), document.name).to_json())
    return truth, got | {"targets": _any_year(got["targets"], truth["targets"])}


def mean(values: Iterable[float]) -> float:
    """Return the arithmetic mean; 0.0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def _of_truth(truth: Mapping[str, Any]) -> Bags:
    facts = facts_of_truth(dict(truth))
    return {
        "header": facts["header"],
        "signer": _known(facts["signatory"]),
        **_agencies(truth["agencies"], "role_hint", lambda one: one["assignment_count"]),
        "cited": _renamed(facts["cited"]),
        "targets": _unlabelled(facts["targets"]),
        **_work(truth["work_items"], "title_start"),
        **_reports(truth["report_deadlines"]),
        "budget": _known(facts["budget"]),
    }


def _of_extract(extract: Mapping[str, Any]) -> Bags:
    facts = facts_of_extract(dict(extract))
    return {
        "header": facts["header"],
        "signer": _known(facts["signatory"]),
        **_agencies(extract["agencies"], "bindingness", lambda one: len(one["duties"])),
        "cited": _renamed(facts["cited"]),
        "targets": _unlabelled(facts["targets"]),
        **_work(extract["work_items"], "title"),
        **_reports(extract["report_requirements"]),
        "budget": _known(facts["budget"]),
    }


def _agencies(
    rows: list[dict[str, Any]], force: str, duties: Callable[[dict[str, Any]], int]
) -> Bags:
    """Return who is addressed, how strongly, and how often: each duty is one fact."""
    return {
        "agency": Counter((_name(one["name"]),) for one in rows),
        "force": Counter((_name(one["name"]), one[force]) for one in rows),
        "duties": Counter((_name(one["name"]),) for one in rows for _ in range(duties(one))),
    }


def _work(rows: list[dict[str, Any]], title: str) -> Bags:
    """Return the tasks by the beginning of their title, and who does them by when."""
    return {
        "work": Counter((_begin(one[title]),) for one in rows),
        "roles": Counter(
            (_begin(one[title]), role, _name(" ".join(said) if role != "period" else said))
            for one in rows
            for role in ("lead", "coordinating", "period")
            if (said := one[role])
        ),
    }


def _reports(rows: list[dict[str, Any]]) -> Bags:
    """Return when something is to be reported, and by whom; a report without rhythm is no fact."""
    due = [one for one in rows if one["day"] or one["recurrence"] in _RHYTHMS]
    return {
        "reports": Counter((one["day"], one["month"], one["recurrence"]) for one in due),
        "report by": Counter((_name(one["who"]), one["day"], one["month"]) for one in due),
    }


_RHYTHMS = {"weekly", "monthly", "quarter", "half-year", "nine-month", "annual"}


def _unlabelled(targets: Counter[Fact]) -> Counter[Fact]:
    """Return targets without the place they hang at: offices number as they like."""
    return Counter(target[1:] for target in targets.elements())


def _any_year(got: Counter[Fact], wanted: Counter[Fact]) -> Counter[Fact]:
    """Return targets without their year where the truth names none: a plan may state no year."""
    open_years = Counter({fact: count for fact, count in wanted.items() if fact[-1] is None})
    kept: Counter[Fact] = Counter()
    for fact in got.elements():
        bare = (*fact[:-1], None)
        said = bare if fact not in wanted and open_years[bare] > 0 else fact
        open_years[bare] -= said == bare
        kept[said] += 1
    return kept


def _renamed(cited: Counter[Fact]) -> Counter[Fact]:
    return Counter((_name(str(name)), number) for name, number in cited.elements())


def _known(bag: Counter[Fact]) -> Counter[Fact]:
    return Counter(fact for fact in bag.elements() if fact[0])


def _name(text: str | None) -> str:
    """Return a name without what stands in brackets: `Sở Y tế (cơ quan thường trực)`."""
    return plain(re.sub(r"\(.*?\)", " ", text or "")).replace("uy ban nhan dan", "ubnd")


def _begin(title: str) -> str:
    return plain(re.sub(r"^[\W\d]+", "", title))[:_START].strip()
