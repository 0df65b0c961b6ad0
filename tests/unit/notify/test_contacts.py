"""Addresses are brought into the form providers take."""

import pytest

from services.notify.contacts import checked_email, checked_phone


@pytest.mark.parametrize(
    "written", ["0912345678", "0912 345 678", "+84 912 345 678", "84912345678", "(091) 234-56.78"]
)
def test_vietnamese_numbers_become_international(written: str) -> None:
    assert checked_phone(written) == ("+84912345678", None)


def test_foreign_numbers_stay() -> None:
    assert checked_phone("+856 20 1234567") == ("+856201234567", None)


def test_a_landline_takes_no_sms() -> None:
    number, wrong = checked_phone("0296 3852 000")
    assert number == "+842963852000"
    assert wrong == "a landline takes no SMS"


@pytest.mark.parametrize("written", ["", "0", "abc", "+0912345678", "1" * 20, "٠٩١٢٣٤٥٦٧٨"])
def test_what_is_no_number_is_told(written: str) -> None:
    assert checked_phone(written)[1] == "not a telephone number"


def test_blanks_round_an_address_are_forgiven() -> None:
    assert checked_email(" so@tinh.example ") == ("so@tinh.example", None)


@pytest.mark.parametrize("written", ["", "so", "so@", "@tinh.example", "a b@c.example", "so@tinh"])
def test_what_is_no_address_is_told(written: str) -> None:
    assert checked_email(written)[1] == "not an e-mail address"
