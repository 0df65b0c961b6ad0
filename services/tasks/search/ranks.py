"""How well an assignment fits a search."""

from enum import IntEnum, StrEnum
from typing import Final


class Rank(IntEnum):
    """The best fit first; a list sorted by rank begins with the lowest.

    Each is either about the agency or about the duty, so that one index answers it: an OR of both
    would have a million rows read.
    """

    NAMED = 0  # the agency's whole name
    NUMBERED = 1  # the whole number of the plan, or the label of the duty
    IN_NAME = 2  # the words in a row in the agency's name
    NUMBER = 3  # how a number or label begins
    MATTER = 4  # an agency, and words of its duty
    PHRASE = 5  # the words in a row in the duty or the plan's title
    NAME_WORDS = 6  # every word in the agency's name, in any order
    WORDS = 7  # every word in the duty or the plan's title
    NAME_BEGINNINGS = 8  # how words of the agency's name begin
    BEGINNINGS = 9  # how words of the duty or the plan's title begin


OF_AGENCY: Final = frozenset({Rank.NAMED, Rank.IN_NAME, Rank.NAME_WORDS, Rank.NAME_BEGINNINGS})
"""Ranks that the agency's name gives; the others are the duty's, and `MATTER` is of both."""

WHOLE_NAMES: Final = frozenset({Rank.NAMED, Rank.IN_NAME})
"""Ranks that say who is meant: nobody means a part of such words as well."""


class Order(StrEnum):
    """How what was found is sorted."""

    RELEVANCE = "relevance"
    URGENCY = "urgency"
