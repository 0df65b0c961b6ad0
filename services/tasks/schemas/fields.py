"""Fields that several bodies and queries share."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from marshmallow import ValidationError, fields


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


def load_month(value: Any) -> dt.date:
    """Return the first day of a month given as YYYY-MM."""
    try:
        return dt.date.fromisoformat(f"{value}-01")
    except ValueError:
        raise ValidationError("must be a month, as 2026-05") from None
