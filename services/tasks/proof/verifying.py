"""One pass over all chains: checked, compared with an anchor, anchored anew."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from services.tasks.proof.anchors import Anchor, Comparison
from services.tasks.proof.checking import Finding, check
from services.tasks.proof.records import Chain


@dataclass(slots=True)
class Summary:
    """How much was looked at, and how much of it is wrong."""

    assignments: int = 0
    entries: int = 0
    findings: int = 0
    partly: int = 0
    """Assignments whose present state an old entry tells only in part."""


def verify(
    chains: Iterable[Chain],
    tell: Callable[[Finding], None],
    *,
    anchor: Anchor | None = None,
    against: Comparison | None = None,
    progress: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Check `chains` one by one, telling what is wrong; memory holds one chain at a time."""
    summary = Summary()
    for chain in chains:
        found = [*check(chain), *(against.with_(chain) if against else ())]
        _tell(found, tell, summary)
        summary.assignments += 1
        summary.entries += len(chain.entries)
        summary.partly += chain.is_told_in_part
        if anchor:
            anchor.add(chain)
        progress(summary)
    if against:
        _tell(list(against.rest()), tell, summary)
    return summary


def _tell(found: list[Finding], tell: Callable[[Finding], None], summary: Summary) -> None:
    for one in found:
        tell(one)
    summary.findings += len(found)
