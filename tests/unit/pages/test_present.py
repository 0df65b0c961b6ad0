"""How values are shown."""

from collections.abc import Mapping

import pytest

from gateway.pages import present
from gateway.pages.language import Language
from services.notify.templates import LANGUAGES, render
from tests.unit.notify.test_templates import FACTS
from tests.unit.pages.recorded import assignment


@pytest.mark.parametrize(
    ("value", "shown"),
    [("2026-11-05", "05/11/2026"), ("2026-11-05T23:30:00+00:00", "05/11/2026"), (None, "")],
)
def test_a_day_is_shown_as_day_month_year(value: str | None, shown: str) -> None:
    assert present.day(value) == shown


def test_what_was_typed_and_is_no_day_is_shown_as_it_was_typed() -> None:
    assert present.day("99/99/2026") == "99/99/2026"


@pytest.mark.parametrize(
    ("words", "shown"), [("2027-02-26", "26/02/2027"), ("20270226", "20270226"), ("1.500", "1.500")]
)
def test_a_suggested_day_is_written_as_people_do(words: str, shown: str) -> None:
    assert present.suggested(words) == shown


def test_a_moment_is_shown_in_viet_nams_time() -> None:
    assert present.moment("2026-11-20T18:30:00+00:00") == "01:30 21/11/2026"
    assert present.moment(None) == ""


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("20/11/2026", "2026-11-20"),
        ("5/1/2027", "2027-01-05"),
        ("2026-11-20", "2026-11-20"),
        ("31/02/2026", "31/02/2026"),
        ("mai", "mai"),
    ],
)
def test_a_typed_day_is_read_and_a_wrong_one_left_for_the_api_to_refuse(
    typed: str, read: str
) -> None:
    assert present.read_day(typed) == read


@pytest.mark.parametrize(
    ("operator", "vietnamese", "english"),
    [
        ("before", "trước ngày 25/11/2026", "before 25/11/2026"),
        ("on", "vào ngày 25/11/2026", "on 25/11/2026"),
        ("by", "chậm nhất ngày 25/11/2026", "by 25/11/2026"),
    ],
)
def test_a_deadline_is_told_as_an_order_states_it(
    languages: Mapping[str, Language], operator: str, vietnamese: str, english: str
) -> None:
    deadline = {"phrase": "…", "operator": operator, "stated_on": "2026-11-25"}
    assert present.deadline_in_words(deadline, languages["vi"]) == vietnamese
    assert present.deadline_in_words(deadline, languages["en"]) == english


def test_a_deadline_without_a_date_keeps_the_plans_own_words(
    languages: Mapping[str, Language],
) -> None:
    deadline = {"phrase": "hằng quý", "operator": None, "stated_on": None}
    assert present.deadline_in_words(deadline, languages["vi"]) == "hằng quý"
    assert present.deadline_in_words(None, languages["vi"]) == ""


@pytest.mark.parametrize(
    ("changes", "shape", "words"),
    [
        ({"standing": "critical"}, "critical", "quá hạn nghiêm trọng"),
        ({"work_state": "completed", "result": "late"}, "late", "xong quá hạn"),
        ({"work_state": "completed", "result": "on_time"}, "on_time", "xong đúng hạn"),
        ({"work_state": "withdrawn", "standing": "no_deadline"}, "no_deadline", "thu hồi"),
    ],
)
def test_a_badge_tells_the_standing_and_once_done_the_result(
    languages: Mapping[str, Language], changes: dict[str, str], shape: str, words: str
) -> None:
    assert present.badge(assignment(**changes), languages["vi"]) == present.Badge(shape, words)


def test_the_weekday_is_named(languages: Mapping[str, Language]) -> None:
    assert present.weekday("2026-11-22", languages["vi"]) == "Chủ nhật"
    assert present.weekday("2026-11-24", languages["en"]) == "Tuesday"


def test_a_long_text_is_cut_at_a_word() -> None:
    assert present.shorten("Rà soát  các\nbến nước sâu", 14) == "Rà soát các…"
    assert present.shorten("Rà soát", 14) == "Rà soát"


@pytest.mark.parametrize(
    ("period", "vietnamese", "english"),
    [
        ("2026", "kỳ năm 2026", "for 2026"),
        ("2026-H1", "kỳ 6 tháng đầu năm 2026", "for the first half of 2026"),
        ("2026-H2", "kỳ 6 tháng cuối năm 2026", "for the second half of 2026"),
        ("2026-Q3", "kỳ quý III/2026", "for quarter III of 2026"),
        ("2026-05", "kỳ tháng 5/2026", "for 5/2026"),
        ("tuần 3", "tuần 3", "tuần 3"),
    ],
)
def test_a_period_is_told_in_words(
    languages: Mapping[str, Language], period: str, vietnamese: str, english: str
) -> None:
    assert present.period_in_words(period, languages["vi"]) == vietnamese
    assert present.period_in_words(period, languages["en"]) == english


@pytest.mark.parametrize(
    ("beside", "recurrence", "told"),
    [
        ("Thường xuyên", "ongoing", ""),
        ("định kỳ hằng quý", "quarter", ""),
        ("trước ngày 15/12", "annual", "hằng năm"),
        ("trước ngày 15/12", None, ""),
        (None, "annual", "hằng năm"),
    ],
)
def test_a_recurrence_is_told_unless_the_words_beside_it_tell_it(
    languages: Mapping[str, Language], beside: str | None, recurrence: str | None, told: str
) -> None:
    assert present.recurrence_in_words(recurrence, beside, languages["vi"]) == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_duty_of_a_letter_is_found_as_notify_writes_it(language: str) -> None:
    facts = FACTS | {"text": "Rà soát “điểm đen”.", "plan_name": "45/KH-UBND: Trẻ em (2026)"}
    letter = render("created", language, facts).body
    assert present.duty_in(letter) == "Rà soát “điểm đen”."
    assert present.duty_in("Kính gửi") == ""
