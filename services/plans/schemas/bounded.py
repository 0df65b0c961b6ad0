"""Fields with bounds that every body of the service keeps to."""

from typing import Any, Final

from marshmallow import fields, validate

NO_NUL: Final = validate.ContainsNoneOf("\0", error="must not contain the character NUL")
"""PostgreSQL cannot store it in a text."""


class TextField(fields.String):
    """A text that is not blank; blanks around it are cut off."""

    def __init__(self, longest: int, **more: Any) -> None:
        super().__init__(validate=[validate.Length(1, longest), NO_NUL], **more)

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return str(super()._deserialize(value, *args, **kwargs)).strip()


def id_field(**more: Any) -> fields.Integer:
    """Return the field of an id."""
    return fields.Integer(strict=True, validate=validate.Range(1, 2**53), **more)
