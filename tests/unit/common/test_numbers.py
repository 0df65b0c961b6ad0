"""No number of a request is larger than a database keeps."""

from typing import Any

import pytest
from marshmallow import Schema, fields

from common.db import LARGEST_ID
from common.errors import InvalidInputError
from common.web import numbers


class InnerSchema(Schema):
    """A part of a body, with numbers of its own."""

    ids = fields.List(fields.Integer())


class BodySchema(Schema):
    """A body with a number, a renamed one, and a list of parts."""

    number = fields.Integer()
    whole = fields.Integer(data_key="from", attribute="from_id")
    inner = fields.List(fields.Nested(InnerSchema))


def named(sent: dict[str, Any], prefix: str = "") -> list[str]:
    with pytest.raises(InvalidInputError) as refused:
        numbers.check(BodySchema().load(sent), BodySchema(), prefix)
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
    numbers.check(BodySchema().load({"number": LARGEST_ID}), BodySchema())
    numbers.check({"other": True, "text": "9" * 30}, BodySchema())
