"""From JSON back to frozen dataclasses, each value checked against its annotation.

What a parser answers is no more to be trusted than the document: a value of another type than
declared is an error, never an object that breaks later.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Load = Callable[[Any], Any]


class UnexpectedValueError(Exception):
    """The JSON does not have the declared form."""


def load(cls: type[T], value: object) -> T:
    """Return `value` as an instance of the dataclass `cls`; raises UnexpectedValueError."""
    hint: Any = cls
    loaded: T = _loader(hint)(value)
    return loaded


@functools.cache
def _loader(hint: Any) -> Load:
    """Return what loads a value annotated with `hint`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if is_dataclass(hint):
        return _instance(hint)
    if origin is tuple:
        return _sequence(arguments)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, types.UnionType):
        return _optional(arguments)
    if origin is dict:
        return _mapping(arguments[1])
    return _plain(hint)


def _instance(cls: Any) -> Load:
    @functools.cache
    def of_fields() -> Mapping[str, Load]:
        # Late: a class may hold itself.
        hints = get_type_hints(cls)
        return {field.name: _loader(hints[field.name]) for field in fields(cls)}

    def loaded(value: Any) -> Any:
        loaders = of_fields()
        if not isinstance(value, dict) or value.keys() != loaders.keys():
            raise UnexpectedValueError(f"no {cls.__name__}")
        return cls(**{name: one(value[name]) for name, one in loaders.items()})

    return loaded


def _sequence(arguments: tuple[Any, ...]) -> Load:
    if arguments[-1] is Ellipsis:
        each = _loader(arguments[0])
        return lambda value: tuple([each(one) for one in _of_type(list, value)])
    every = [_loader(argument) for argument in arguments]

    def loaded(value: Any) -> Any:
        if len(_of_type(list, value)) != len(every):
            raise UnexpectedValueError(f"not {len(every)} values")
        return tuple([one(inner) for one, inner in zip(every, value, strict=True)])

    return loaded


def _mapping(of_values: Any) -> Load:
    each = _loader(of_values)
    return lambda value: {name: each(one) for name, one in _of_type(dict, value).items()}


def _optional(arguments: tuple[Any, ...]) -> Load:
    inner = _loader(next(one for one in arguments if one is not types.NoneType))
    return lambda value: None if value is None else inner(value)


def _one_of(allowed: tuple[Any, ...]) -> Load:
    def loaded(value: Any) -> Any:
        if value not in allowed:
            raise UnexpectedValueError(f"{value!r:.40} is none of {allowed}")
        return value

    return loaded


def _plain(hint: Any) -> Load:
    return functools.partial(_of_type, hint)


def _of_type(wanted: type[Any], value: Any) -> Any:
    # Not isinstance: True is an int there.
    if type(value) is not wanted:
        raise UnexpectedValueError(f"{type(value).__name__} instead of {wanted.__name__}")
    return value
