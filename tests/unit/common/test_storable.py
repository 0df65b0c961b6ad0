"""What no database keeps is refused, and named as it was sent."""

from typing import Any

import pytest
from marshmallow import Schema, fields

from common.db import LARGEST_ID
from common.errors import InvalidInputError
from common.web import storable


class InnerSchema(Schema):
    """A part of a body, with numbers of its own."""

    ids = fields.List(fields.Integer())


class BodySchema(Schema):
    """A body with a number, a renamed one, and a list of parts."""

    number = fields.Integer()
    whole = fields.Integer(data_key="from", attribute="from_id")
    inner = fields.List(fields.Nested(InnerSchema))
    words = fields.String(data_key="text")
    chosen = fields.Dict(keys=fields.String(), values=fields.String())


def named(sent: dict[str, Any], prefix: str = "") -> list[str]:
    with pytest.raises(InvalidInputError) as refused:
        storable.check(BodySchema().load(sent), BodySchema(), prefix)
    return [error.pointer for error in refused.value.errors]


@pytest.mark.parametrize("number", [LARGEST_ID + 1, -LARGEST_ID - 1, 10**30])
def test_a_number_that_fits_no_row_is_refused(number: int) -> None:
    assert named({"number": number}) == ["/number"]
    assert named({"number": number}, "?") == ["?/number"]


def test_a_field_is_named_as_it_was_sent() -> None:
    assert named({"from": 2**70}) == ["/from"]


def test_each_number_within_lists_and_parts_is_looked_at() -> None:
    sent = {"inner": [{"ids": [1, 2**63]}, {"ids": [2**64]}], "number": 2**65}
    assert sorted(named(sent)) == ["/inner/0/ids/1", "/inner/1/ids/0", "/number"]


def test_the_largest_number_there_can_be_is_taken() -> None:
    storable.check(BodySchema().load({"number": LARGEST_ID}), BodySchema())
    storable.check({"other": True, "text": "9" * 30}, BodySchema())


def test_a_text_with_nul_is_refused_wherever_it_stands() -> None:
    assert named({"text": "a\0b"}) == ["/text"]
    assert named({"chosen": {"a": "\0", "b": "fine"}}, "?") == ["?/chosen/a"]
    assert named({"chosen": {"\0": "fine"}}) == ["/chosen"]
