"""The history of assignments: each act with the state it led to, chained to the act before."""

from services.tasks.history.entries import SEEN, STATE, Deed, Step, plain, snapshot
from services.tasks.history.heads import checked, first, head, heads
from services.tasks.history.writing import append, append_many

__all__ = [
    "SEEN",
    "STATE",
    "Deed",
    "Step",
    "append",
    "append_many",
    "checked",
    "first",
    "head",
    "heads",
    "plain",
    "snapshot",
]
