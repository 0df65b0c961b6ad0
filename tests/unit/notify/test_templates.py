"""Texts name what matters, in the reader's language, courteously, and quote without harm."""

import re
from typing import Any

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from services.notify import segments, templates
from services.notify.policy import DIGESTS, Kind

FACTS: dict[str, Any] = {
    "agency": "Sở Y tế",
    "assigner": "UBND tỉnh Mẫu",
    "plan_id": 7,
    "plan": "91/KH-UBND",
    "plan_name": "91/KH-UBND: Kế hoạch vì trẻ em năm 2026",
    "label": "III.4",
    "text": "Tham mưu ban hành kế hoạch chăm sóc trẻ em trên địa bàn tỉnh giai đoạn 2026 – 2030",
    "role": "lead",
    "is_request": False,
    "deadline": "2026-05-09",
    "note": "",
    "days": 2,
    "decision": None,
    "wanted": None,
    "offered": None,
    "review": None,
    "own_day": None,
    "actor": "lan",
    "change": "replaces",
    "changed_plan": "45/KH-UBND",
    "by": "91/KH-UBND",
    "duties": 3,
}
EVERY = [
    (kind, language) for kind in Kind if kind not in DIGESTS for language in templates.LANGUAGES
]


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("is_request", [True, False])
def test_every_notice_names_plan_place_and_duty(
    kind: Kind, language: str, is_request: bool
) -> None:
    text = templates.render(kind, language, FACTS | {"is_request": is_request})
    assert "III.4" in text.subject
    assert "91/KH-UBND" in text.subject
    assert FACTS["text"] in text.body


@pytest.mark.parametrize(("kind", "language"), EVERY)
@pytest.mark.parametrize("is_request", [True, False])
@pytest.mark.parametrize("deadline", ["2026-05-09", None])
@pytest.mark.parametrize("words", [1, 20, 400])
def test_every_sms_is_one_segment_without_diacritics(
    kind: Kind, language: str, is_request: bool, deadline: str | None, words: int
) -> None:
    facts = FACTS | {"is_request": is_request, "deadline": deadline, "text": "nghiệm " * words}
    text = templates.render_sms(kind, language, facts)
    assert text.isascii()
    assert segments.count(text).parts == 1
    assert "III.4" in text


def test_a_long_duty_is_cut_between_words_and_the_room_is_used() -> None:
    text = templates.render_sms("overdue", "vi", FACTS)
    assert re.search(r'"Tham muu ban hanh .*[a-z]\.\.\."', text)
    assert 150 <= len(text) <= 160


def test_a_short_duty_is_quoted_whole() -> None:
    assert '"Bao cao"' in templates.render_sms("created", "vi", FACTS | {"text": "Báo cáo"})


@pytest.mark.parametrize("sign", ["😀", "{", "”", "\n", "&", "ế"])
def test_no_sign_of_a_duty_costs_a_second_segment(sign: str) -> None:
    text = templates.render_sms("overdue", "vi", FACTS | {"text": f"Báo {sign} cáo " * 90})
    assert segments.count(text).parts == 1


@pytest.mark.parametrize("language", templates.LANGUAGES)
@pytest.mark.parametrize("decision", ["grant", "refuse", "counter"])
@pytest.mark.parametrize("kind", [Kind.EXTENSION_ASKED, Kind.EXTENSION_DECIDED, Kind.HELD])
def test_days_asked_for_offered_and_set_still_fit_one_segment(
    kind: Kind, language: str, decision: str
) -> None:
    days = dict.fromkeys(("wanted", "offered", "review", "own_day"), "2026-12-30")
    facts = FACTS | days | {"decision": decision, "note": "vì chờ số liệu"}
    sms = templates.render_sms(kind, language, facts)
    assert segments.count(sms).parts == 1
    assert "vì chờ số liệu" in templates.render(kind, language, facts).body


def test_a_decision_says_what_was_decided() -> None:
    said = {
        decision: templates.render(
            "extension_decided", "vi", FACTS | {"decision": decision, "offered": "2026-06-01"}
        ).body
        for decision in ("grant", "refuse", "counter")
    }
    assert "được chấp thuận" in said["grant"]
    assert "không được chấp thuận" in said["refuse"]
    assert "01/06/2026" in said["counter"]


def test_a_request_is_courteous_and_never_called_overdue() -> None:
    for language, hard in (("vi", "quá hạn"), ("en", "overdue")):
        text = templates.render("overdue", language, FACTS | {"is_request": True})
        sms = templates.render_sms("overdue", language, FACTS | {"is_request": True})
        assert hard not in (text.subject + text.body + sms).casefold()
    assert "đề nghị" in templates.render("created", "vi", FACTS | {"is_request": True}).body


def test_an_order_that_is_late_says_by_how_much() -> None:
    assert "Quá hạn 2 ngày" in templates.render("overdue", "vi", FACTS).subject
    assert "QUA HAN 2 ngay" in templates.render_sms("overdue", "vi", FACTS)
    assert "1 day:" in templates.render("overdue", "en", FACTS | {"days": 1}).subject


@pytest.mark.parametrize(("language", "day"), [("vi", "09/05/2026"), ("en", "9 May 2026")])
def test_days_are_written_as_their_readers_write_them(language: str, day: str) -> None:
    assert day in templates.render("created", language, FACTS).body


def test_no_deadline_is_said_and_not_invented() -> None:
    body = templates.render("created", "vi", FACTS | {"deadline": None}).body
    assert "không quy định thời hạn" in body


def test_a_note_is_shown_where_there_is_one() -> None:
    assert "theo mẫu" in templates.render("returned", "vi", FACTS | {"note": "theo mẫu"}).body
    assert "Ý kiến" not in templates.render("returned", "vi", FACTS).body


def test_a_subject_is_one_line_whatever_is_quoted() -> None:
    subject = templates.render("created", "vi", FACTS | {"label": "1\r\nBcc: a@b.example"}).subject
    assert "\n" not in subject
    assert "\r" not in subject


def test_markup_in_a_duty_stays_text_in_html() -> None:
    facts = FACTS | {"text": '<script>alert("1")</script> & more'}
    text = templates.render("created", "vi", facts)
    plain, html = templates.dress("vi", text, 'https://x.example/"><b>')
    assert "<script>" in plain
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize("language", templates.LANGUAGES)
def test_a_letter_without_a_link_has_none(language: str) -> None:
    text = templates.render("created", language, FACTS)
    for part in templates.dress(language, text, None):
        assert "http" not in part
        assert "href" not in part


def test_quoted_template_syntax_is_not_run() -> None:
    text = templates.render("created", "vi", FACTS | {"text": "{{ 7 * 7 }} {% endblock %}"})
    assert "{{ 7 * 7 }} {% endblock %}" in text.body


def test_a_missing_fact_is_an_error_and_not_a_gap() -> None:
    facts = {name: value for name, value in FACTS.items() if name != "label"}
    with pytest.raises(UndefinedError, match="label"):
        templates.render("created", "vi", facts)


def test_templates_reach_nothing_but_their_facts() -> None:
    environment = templates._environment("vi")
    for escape in ("{{ ''.__class__.__mro__ }}", "{{ facts.append(1) }}"):
        with pytest.raises(SecurityError):
            environment.from_string(escape).render(facts=[])


def test_a_text_can_be_traced_to_the_source_it_came_from() -> None:
    vietnamese = templates.render("created", "vi", FACTS).template
    assert re.fullmatch(r"vi/created@[0-9a-f]{8}", vietnamese)
    assert vietnamese != templates.render("returned", "vi", FACTS).template
