"""What narrows a list besides the filters above it, each with the link that takes it away."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gateway.pages import wording
from gateway.pages.language import Language, mark
from gateway.pages.listing import link

_OPEN: Final = {"open": mark("chưa hoàn thành")}
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "role": wording.ROLES,
    "bindingness": wording.BINDINGNESS,
    "state": wording.WORK_STATES | _OPEN,
    "standing": wording.STANDINGS,
}
_NAMES: Final = {
    "plan": mark("Kế hoạch"),
    "agency": mark("Cơ quan"),
    "role": mark("Vai trò"),
    "bindingness": mark("Tính chất"),
    "state": mark("Trạng thái"),
    "standing": mark("Tiến độ"),
    "period": mark("Kỳ"),
    "q": mark("Có từ"),
}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One condition in words, and the path of the list without it."""

    words: str
    path: str


def narrowings(
    path: str,
    kept: Mapping[str, str],
    items: Sequence[Mapping[str, Any]],
    language: Language,
    untold: Collection[str] = (),
) -> list[Narrowing]:
    """Return the conditions of `kept` but the `untold`.

    Plan and agency are called as the first of `items` calls them.
    """
    return [
        Narrowing(
            f"{language.say(_NAMES[name])}: {_value(name, value, items, language)}",
            link(path, {other: held for other, held in kept.items() if other != name}),
        )
        for name, value in kept.items()
        if name in _NAMES and name not in untold
    ]


def _value(name: str, value: str, items: Sequence[Mapping[str, Any]], language: Language) -> str:
    if name in _CALLED and items:
        return _CALLED[name](items[0])
    words = _WORDS.get(name)
    if words is None:
        return value
    return ", ".join(language.say(words.get(one, one)) for one in value.split(","))


def _plan(item: Mapping[str, Any]) -> str:
    return str(item["plan"]["number"] or item["plan"]["title"])


def _agency(item: Mapping[str, Any]) -> str:
    return str(item["agency"]["name"])


_CALLED: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "plan": _plan,
    "agency": _agency,
}
