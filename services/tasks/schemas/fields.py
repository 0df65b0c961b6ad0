"""Fields that several bodies and queries share."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from marshmallow import ValidationError, fields

from common import clock

Read = TypeVar("Read", dt.date, dt.datetime)

_EARLIEST: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def choices(allowed: Iterable[str]) -> fields.Field[Any]:
    """Return a field for words separated by commas, loaded sorted and once each."""
    known = sorted(allowed)

    def load(value: Any) -> list[str]:
        words = {word.strip() for word in str(value).split(",")} - {""}
        unknown = ", ".join(sorted(words - set(known)))
        if unknown:
            raise ValidationError(f"{unknown[:100]}: choose from {', '.join(known)}")
        return sorted(words)

    described = f"one or more of {', '.join(known)}, separated by commas"
    return fields.Function(deserialize=load, metadata={"type": "string", "description": described})


def past_moment() -> fields.Field[Any]:
    """Return a field for a past day, at its end in Viet Nam, or a past instant."""
    described = "a past day, 2026-05-20 (its end in Viet Nam counts), or instant with a time zone"
    return fields.Function(
        deserialize=load_moment, metadata={"type": "string", "description": described}
    )


def load_moment(value: Any) -> dt.datetime:
    """Return the last instant of a day in Viet Nam, or the instant; raises if it is to come."""
    day = _as(dt.date.fromisoformat, value)
    if day is not None:
        at = dt.datetime.combine(day, dt.time.max, clock.VIETNAM).astimezone(dt.UTC)
        is_past = day <= clock.today()
    else:
        # In a query a plus sign arrives as a blank.
        instant = _as(dt.datetime.fromisoformat, str(value).replace(" ", "+"))
        if instant is None or instant.tzinfo is None:
            raise ValidationError("must be a day, as 2026-05-20, or an instant with a time zone")
        at, is_past = instant.astimezone(dt.UTC), instant <= clock.now()
    if not is_past or at < _EARLIEST:
        raise ValidationError("must not lie in the future, nor before 2000")
    return at


def _as(read: Callable[[str], Read], value: Any) -> Read | None:
    try:
        return read(str(value))
    except (ValueError, OverflowError):
        return None


def load_month(value: Any) -> dt.date:
    """Return the first day of a month given as YYYY-MM."""
    try:
        return dt.date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValidationError("must be a month, as 2026-05") from None
