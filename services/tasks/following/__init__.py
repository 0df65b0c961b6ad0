"""Assignments follow their plans: what a later plan, or a recall, does to the earlier one's."""

from services.tasks.following.moving import BATCH, move_batch
from services.tasks.following.receiving import store_change, store_recall

__all__ = ["BATCH", "move_batch", "store_change", "store_recall"]
