"""How well an assignment fits a search."""

from enum import IntEnum, StrEnum


class Rank(IntEnum):
    """The best fit first; a list sorted by rank begins with the lowest."""

    NAMED = 0  # the agency's whole name, or the plan's whole number
    IN_NAME = 1  # a part of the agency's name, or how the plan's number begins
    PHRASE = 2  # the words in a row; or an agency, and words of its duty
    WORDS = 3  # every word, in any order
    BEGINNINGS = 4  # how words begin


class Order(StrEnum):
    """How what was found is sorted."""

    RELEVANCE = "relevance"
    URGENCY = "urgency"
