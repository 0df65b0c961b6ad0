"""Searching assignments: by what their plan says, and by who has them.

Texts are stored and searched once for each duty and agency, however many assignments share them.
`search` finds them, best rank first; lists turn the ranks into pages. See docs/decisions/026.
"""

from services.tasks.search.asked import Asked
from services.tasks.search.marks import Marking, marking, marks
from services.tasks.search.ranking import Found, search
from services.tasks.search.ranks import Order, Rank

__all__ = ["Asked", "Found", "Marking", "Order", "Rank", "marking", "marks", "search"]
