import datetime as dt
from dataclasses import replace
from typing import Any

from services.plans.extract.form import (
    Agency,
    Deadline,
    Duty,
    Extract,
    ReportRequirement,
    Section,
    WorkItem,
)
from services.plans.model import Bindingness, ItemKind
from services.plans.proposals import Mention, label_at, mentions, propose

TEXT = "III. TỔ CHỨC\n1. Sở Y tế\nKhám cho trẻ.\nBáo cáo UBND tỉnh trước ngày 15/11.\n"
EMPTY = Extract(
    text=TEXT,
    number=None,
    issued_on="2024-03-15",
    issuer=None,
    title="Kế hoạch năm 2024",
    document_type=None,
    draft=True,
    legal_bases=(),
    sections=(),
    indicators=(),
    agencies=(),
    work_items=(),
    report_requirements=(),
    budget=None,
    recipients=(),
    signatory=None,
    findings=(),
)


def make_duty(**more: Any) -> Duty:
    given = {
        "text": "Khám cho trẻ.",
        "span": (24, 37),
        "role": "executing",
        "deadline": None,
        "recurrence": None,
        "output": None,
        "coordinating": (),
    }
    return Duty(**(given | more))


def make_agency(name: str, *duties: Duty, bindingness: Any = "order") -> Agency:
    return Agency(name, bindingness, None, (13, 23), duties, (), ())


def make_report(**more: Any) -> ReportRequirement:
    given = {
        "who": "Sở Y tế",
        "to": "UBND tỉnh",
        "via": None,
        "what": "báo cáo năm",
        "recurrence": "annual",
        "day": 15,
        "month": 11,
        "year": None,
        "operator": "before",
        "ad_hoc": False,
        "span": (38, 73),
    }
    return ReportRequirement(**(given | more))


def test_a_duty_names_its_addressee_in_its_role_and_the_partners() -> None:
    duty = make_duty(role="lead", coordinating=("Sở Tài chính, Sở Nội vụ", "Sở Y tế"))
    (item,) = propose(replace(EMPTY, agencies=(make_agency("Sở Y tế", duty),)))
    assert item.mentions == (
        Mention("lead", "Sở Y tế"),
        Mention("coordinating", "Sở Tài chính"),
        Mention("coordinating", "Sở Nội vụ"),
    )
    assert (item.key, item.kind, item.span) == ("duty-1", ItemKind.DUTY, (24, 37))


def test_a_coordinating_addressee_keeps_its_place_beside_its_partners() -> None:
    duty = make_duty(role="coordinating", coordinating=("Tỉnh Đoàn",))
    (item,) = propose(replace(EMPTY, agencies=(make_agency("Sở Y tế", duty),)))
    assert [m.name for m in item.mentions] == ["Sở Y tế", "Tỉnh Đoàn"]
    assert {m.role for m in item.mentions} == {"coordinating"}


def test_an_addressee_that_lists_agencies_becomes_each_of_them() -> None:
    agency = make_agency("Đài PT-TH tỉnh, Báo Sông Lam", make_duty())
    (item,) = propose(replace(EMPTY, agencies=(agency,)))
    assert [m.name for m in item.mentions] == ["Đài PT-TH tỉnh", "Báo Sông Lam"]


def test_the_request_of_an_addressee_is_kept() -> None:
    agency = make_agency("Tỉnh Đoàn", make_duty(), bindingness="request")
    (item,) = propose(replace(EMPTY, agencies=(agency,)))
    assert item.bindingness is Bindingness.REQUEST


def test_a_duty_without_a_due_word_has_no_deadline() -> None:
    (item,) = propose(replace(EMPTY, agencies=(make_agency("Sở Y tế", make_duty()),)))
    assert item.deadline is None


def test_a_duty_that_recurs_says_so_without_a_date() -> None:
    duty = make_duty(text="Hằng năm tổ chức khám.", recurrence="annual")
    (item,) = propose(replace(EMPTY, agencies=(make_agency("Sở Y tế", duty),)))
    assert item.deadline is not None
    assert (item.deadline.phrase, item.deadline.recurrence) == ("Hằng năm", "annual")
    assert item.deadline.stated_on is None


def test_a_duty_with_a_date_has_a_last_safe_day() -> None:
    due = Deadline("trước ngày 30/6", "before", None, 30, 6, None)
    duty = make_duty(deadline=due, recurrence="once")
    (item,) = propose(replace(EMPTY, agencies=(make_agency("Sở Y tế", duty),)))
    assert item.deadline is not None
    assert item.deadline.last_safe_day == dt.date(2024, 6, 29)
    assert item.deadline.recurrence is None


def test_a_work_item_names_lead_performers_and_partners() -> None:
    work = WorkItem(
        "Diễn đàn", ("Sở Y tế",), ("Sở Tài chính",), ("Tỉnh Đoàn",), "Quý II", None, (0, 12)
    )
    (item,) = propose(replace(EMPTY, work_items=(work,)))
    assert (item.key, item.kind) == ("work-1", ItemKind.WORK_ITEM)
    assert [m.role for m in item.mentions] == ["lead", "executing", "coordinating"]
    assert item.deadline is not None
    assert item.deadline.last_safe_day == dt.date(2024, 6, 30)


def test_work_given_only_to_bodies_that_are_asked_is_a_request() -> None:
    work = WorkItem("Diễn đàn", ("Tỉnh Đoàn",), ("Sở Y tế",), (), None, None, (0, 12))
    (item,) = propose(replace(EMPTY, work_items=(work,)))
    assert item.bindingness is Bindingness.REQUEST
    assert item.deadline is None


def test_work_without_a_lead_is_proposed_without_one() -> None:
    work = WorkItem("Diễn đàn", (), (), (), None, None, (0, 12))
    (item,) = propose(replace(EMPTY, work_items=(work,)))
    assert item.mentions == ()
    assert item.bindingness is Bindingness.ORDER


def test_a_report_requirement_becomes_an_item_with_its_deadline() -> None:
    (item,) = propose(replace(EMPTY, report_requirements=(make_report(),)))
    assert (item.key, item.kind, item.output) == ("report-1", ItemKind.REPORT, "báo cáo năm")
    assert item.text == "Báo cáo UBND tỉnh trước ngày 15/11."
    assert item.mentions == (Mention("executing", "Sở Y tế"),)
    assert item.deadline is not None
    assert item.deadline.phrase == "trước ngày 15/11"
    assert item.deadline.last_safe_day == dt.date(2024, 11, 14)
    assert item.deadline.recurrence == "annual"


def test_the_weekday_of_one_report_is_not_that_of_another_in_its_sentence() -> None:
    sentence = "Báo cáo UBND tỉnh hằng tháng và trước thứ Sáu hằng tuần."
    reports = [
        make_report(span=(0, len(sentence)), recurrence=each, day=None, month=None)
        for each in ("monthly", "weekly", "periodic")
    ]
    extract = replace(EMPTY, text=sentence, sections=(), report_requirements=tuple(reports))
    monthly, *others = (one.deadline for one in propose(extract))
    assert monthly is not None
    assert monthly.phrase != "trước thứ Sáu hằng tuần"
    assert [one and one.phrase for one in others] == ["trước thứ Sáu hằng tuần"] * 2


def test_a_report_on_demand_has_no_date() -> None:
    asked = make_report(who=None, day=None, month=None, operator=None, ad_hoc=True)
    (item,) = propose(replace(EMPTY, report_requirements=(asked,)))
    assert item.deadline is not None
    assert (item.deadline.recurrence, item.deadline.stated_on) == ("ad_hoc", None)
    assert item.mentions == ()


def test_items_come_as_they_stand_in_the_document() -> None:
    work = WorkItem("Diễn đàn", (), (), (), None, None, (0, 12))
    agency = make_agency("Sở Y tế", make_duty())
    read = replace(
        EMPTY, agencies=(agency,), work_items=(work,), report_requirements=(make_report(),)
    )
    assert [item.key for item in propose(read)] == ["work-1", "duty-1", "report-1"]


def test_a_place_is_labelled_by_the_headings_above_it() -> None:
    inner = Section("1.", "Sở Y tế", (13, 73), ())
    outer = Section("III.", "TỔ CHỨC", (0, 73), (inner,))
    assert label_at((outer,), 24) == "III.1"
    assert label_at((outer,), 5) == "III"
    assert label_at((outer,), 99) == ""


def test_a_name_keeps_its_strongest_role() -> None:
    named = mentions([("coordinating", "Sở Y tế"), ("lead", "Sở Y tế tỉnh"), ("lead", "…")])
    assert [m.role for m in named] == ["lead", "coordinating"]  # two keys: one says the level
    assert mentions([("coordinating", "SỞ Y TẾ"), ("executing", "Sở Y tế")]) == (
        Mention("executing", "Sở Y tế"),
    )


def test_a_duty_that_sets_its_one_report_is_a_single_item() -> None:
    duty = make_duty(text="Báo cáo UBND tỉnh trước ngày 15/11.", span=make_report().span)
    read = replace(
        EMPTY, agencies=(make_agency("Sở Y tế", duty),), report_requirements=(make_report(),)
    )
    (item,) = propose(read)
    assert (item.key, item.output) == ("duty-1", "báo cáo năm")
    assert item.deadline is not None
    assert item.deadline.operator == "before"


def test_a_report_that_others_owe_inside_a_duty_stays_an_item() -> None:
    duty = make_duty(span=make_report().span)
    agency = make_agency("Sở Nội vụ", duty)
    read = replace(EMPTY, agencies=(agency,), report_requirements=(make_report(),))
    assert {item.key for item in propose(read)} == {"duty-1", "report-1"}


def test_a_duty_that_is_only_its_several_reports_is_these_alone() -> None:
    first = make_report(recurrence="half-year", day=10, month=6)
    duty = make_duty(span=first.span, role="lead", coordinating=("Sở Nội vụ",))
    read = replace(
        EMPTY,
        agencies=(make_agency("Sở Y tế", duty),),
        report_requirements=(first, make_report(), make_report()),
    )
    items = propose(read)
    assert [item.key for item in items] == ["report-1", "report-2"]
    assert {item.mentions for item in items} == {
        (Mention("lead", "Sở Y tế"), Mention("coordinating", "Sở Nội vụ"))
    }


def test_a_duty_with_work_beside_its_reports_stays_an_item() -> None:
    first = make_report(day=10, month=6)
    start, end = first.span
    duty = make_duty(span=(start - 30, end))
    read = replace(
        EMPTY,
        agencies=(make_agency("Sở Y tế", duty),),
        report_requirements=(first, make_report()),
    )
    assert {item.key for item in propose(read)} == {"duty-1", "report-1", "report-2"}
