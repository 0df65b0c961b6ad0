"""Sentences of the API found again, whole or by pattern, and told in the visitor's language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from gateway.pages import wording
from gateway.pages.language import Language
from gateway.pages.present import day

_NAMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "action": wording.ACTIONS,
        "state": wording.WORK_STATES,
        "plan_state": wording.PLAN_STATES,
        "message_state": wording.MESSAGE_STATES,
        "role": wording.ROLES,
        "account_role": wording.ACCOUNT_ROLES,
        "field": wording.FIELDS | wording.NEEDED,
    }
)
"""What a place of a pattern may hold: identifiers of the API, and our words for each."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Our words for sentences of the API: for those that are always the same, and by pattern.

    The named groups of a pattern fill the places of its sentence; see `_NAMES` for those told in
    words of their own, and `day`. A group in the plural (`fields`) is a list of such.
    """

    sentences: Mapping[str, str]
    patterns: Mapping[str, str]

    def find(self, detail: str, language: Language) -> str | None:
        """Return `detail` in the language; None where we have no words for it."""
        if detail in self.sentences:
            return language.say(self.sentences[detail])
        for pattern, words in self.patterns.items():
            found = re.fullmatch(pattern, detail, re.DOTALL)
            if found:
                return language.say(words, **_told(found.groupdict(), language))
        return None


def _told(values: Mapping[str, str], language: Language) -> dict[str, str]:
    return {name: _one(name, value, language) for name, value in values.items()}


def _one(name: str, value: str, language: Language) -> str:
    if name == "day":
        return day(value)
    if name.removesuffix("s") in _NAMES:
        tell = _teller(name.removesuffix("s"), language)
        return ", ".join(tell(one) for one in re.split(", | and | or ", value))
    return value


def _teller(name: str, language: Language) -> Callable[[str], str]:
    words = _NAMES[name]
    return lambda value: language.say(words.get(value, value))
