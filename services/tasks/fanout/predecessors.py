"""Which items of earlier plans an item stands for, however many changes ago."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.tasks.model import FollowedItem


def same_before(session: Session, item_id: int) -> list[int]:
    """Return the earlier items that asked for the same: who did one of them is not asked again."""
    found: set[int] = set()
    ahead = {item_id}
    while ahead:
        query = select(FollowedItem.old_item_id).where(
            FollowedItem.new_item_id.in_(ahead), FollowedItem.same.is_(True)
        )
        ahead = set(session.scalars(query)) - found
        found |= ahead
    return sorted(found)
