"""From an issued plan to an assignment for every duty and responsible agency, and each period's."""

from services.tasks.fanout.making import BATCH, make_batch
from services.tasks.fanout.storing import BELL, UnknownAgencyError, store_plan

__all__ = ["BATCH", "BELL", "UnknownAgencyError", "make_batch", "store_plan"]
