"""What somebody searches for: words, and the parts of it that may name an agency."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Self

from services.tasks.model import spelled

MOST_WORDS: Final = 24
"""Further words are left out; no sentence is told from another by them."""
SHORTEST_NAME: Final = 2
"""Words: "sở" alone, in front of other words, names nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The words searched for, folded, at least one."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str | None) -> Self | None:
        """Return what `text` asks for; None if it has no word."""
        words = tuple(word.text for word in spelled(text or ""))[:MOST_WORDS]
        return cls(words) if words else None

    @property
    def phrase(self) -> str:
        """The words in their order."""
        return " ".join(self.words)

    @property
    def names_number(self) -> bool:
        """Whether it may be the number of a plan or a label: it has a digit."""
        return any(char.isdecimal() for char in self.phrase)

    def splits(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield (what may name an agency, the other words), the longest name first.

        "Sở Y tế trẻ em" and "trẻ em Sở Y tế" both ask for what one agency has of a matter.
        """
        for size in range(len(self.words) - 1, SHORTEST_NAME - 1, -1):
            yield " ".join(self.words[:size]), self.words[size:]
            yield " ".join(self.words[-size:]), self.words[:-size]
