"""The transition table as a page shows it: `python -m services.tasks.model.drawing` prints it."""

from collections.abc import Iterable, Iterator
from typing import Final

from services.tasks.model.moves import MOVES, Move
from services.tasks.model.states import WORKING, PartyRole, WorkState

_ROLES: Final = (PartyRole.LEAD, PartyRole.EXECUTING, PartyRole.COORDINATING)
_HEADINGS: Final = (
    "action",
    "roles in the duty",
    "by",
    "from",
    "to",
    "review",
    "if",
    "needs",
    "takes",
)


def rows() -> list[list[str]]:
    """Return a row of cells for each move, in the order of the table's headings."""
    return [
        [
            f"`{move.action}`",
            _listed(move.parties, _ROLES),
            _listed(move.by, sorted(move.by)),
            _listed(move.sources, WorkState),
            "as before the hold" if move.restores else (move.to or "–"),
            move.review or "–",
            ", ".join(move.guards) or "–",
            _listed(move.needs, sorted(move.needs)),
            _listed(move.takes, sorted(move.takes)),
        ]
        for move in MOVES
    ]


def table() -> str:
    """Return the moves as a Markdown table."""
    lines = [f"| {' | '.join(cells)} |" for cells in (_HEADINGS, *rows())]
    return "\n".join([lines[0], "|---" * len(_HEADINGS) + "|", *lines[1:]])


def diagram() -> str:
    """Return the changes of `work_state` as a Mermaid diagram, without acts that change none."""
    lines = [f"    [*] --> {WorkState.NOT_STARTED}: assign"]
    lines += sorted({f"    {a} --> {b}: {name}" for a, b, name in _arrows()})
    ends = sorted(set(WorkState) - {state for move in MOVES for state in move.sources})
    lines += [f"    {state} --> [*]" for state in ends]
    return "\n".join(["stateDiagram-v2", *lines])


def _arrows() -> Iterator[tuple[str, str, str]]:
    for move in MOVES:
        for source in move.sources:
            for target in _targets(move):
                if source != target:
                    yield source, target, move.action


def _targets(move: Move) -> Iterable[WorkState]:
    if move.restores:
        return WORKING
    return [move.to] if move.to else []


def _listed(words: Iterable[str], order: Iterable[str]) -> str:
    held = set(words)
    return ", ".join(word for word in order if word in held) or "–"


if __name__ == "__main__":
    print(table(), diagram(), sep="\n\n")  # noqa: T201 - what it is for
