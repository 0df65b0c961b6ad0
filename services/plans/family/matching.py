"""Which clause of a later plan stands for which of an earlier one: deterministic, one to one.

Two clauses match when they hold one addressee responsible and their folded words are alike: twice
the words they share, by the words of both (Sørensen and Dice), is at least `ALIKE`. The most alike
pair is taken first; equal labels, then the order of the documents, decide between equals.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, NamedTuple

from services.plans.family.clauses import Clause

ALIKE: Final = 0.6
CANDIDATES: Final = 25
"""Earlier clauses compared with one later: those that share most of its rarer words."""
COMMON: Final = 200
"""A word in more clauses than this finds none: comparing all with all takes quadratic time."""


class Pair(NamedTuple):
    """A later clause with the earlier it stands for, and how alike they are (0 to 1)."""

    new: Clause
    old: Clause
    likeness: float


class Matching(NamedTuple):
    """Pairs in the order of the later plan, and what is left on either side."""

    pairs: list[Pair]
    added: list[Clause]
    missing: list[Clause]


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Return how alike two texts are, by their words: 0 if nothing is shared, 1 if all is."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def match(new: Sequence[Clause], old: Sequence[Clause]) -> Matching:
    """Return which clauses of `new` stand for which of `old`."""
    index = Index(old)
    found = [
        (-round(alike, 6), one.label != old[there].label, here, there)
        for here, one in enumerate(new)
        for there in index.near(one)
        if one.has_addressee_of(old[there])
        and (alike := likeness(one.words, old[there].words)) >= ALIKE
    ]
    taken: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for minus, _, here, there in sorted(found):
        if here not in taken and there not in used:
            taken[here] = (there, -minus)
            used.add(there)
    return Matching(
        [Pair(new[here], old[there], alike) for here, (there, alike) in sorted(taken.items())],
        [one for here, one in enumerate(new) if here not in taken],
        [one for there, one in enumerate(old) if there not in used],
    )


class Index:
    """Clauses by their words, so that a clause is compared with the nearest alone."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self._texts: defaultdict[str, list[int]] = defaultdict(list)
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for place, clause in enumerate(clauses):
            self._texts[clause.folded].append(place)
            for word in clause.words:
                self._holding[word].append(place)
        self._few = len(clauses) <= CANDIDATES
        self._all = range(len(clauses))

    def near(self, clause: Clause) -> Sequence[int]:
        """Return the places of the clauses that may be like this one: those of its text, if any."""
        if self._few:
            return self._all
        if clause.folded in self._texts:
            return self._texts[clause.folded][:COMMON]
        shared: Counter[int] = Counter()
        for word in clause.words:
            places = self._holding.get(word, ())
            if len(places) <= COMMON:
                shared.update(places)
        return [place for place, _ in shared.most_common(CANDIDATES)]
