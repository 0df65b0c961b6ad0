"""Whole documents of our own, of different offices and layouts, against their truth."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.plans.extract import read

from .facts import agreement, facts_of_extract, facts_of_truth, load

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "tests" / "samples" / "plans"
DEMO = ROOT / "dondoc" / "samples" / "ke-hoach-mau.md"
EXACT = (
    "chi-thi-phong-chay-rung.txt",
    "cong-van-sot-xuat-huyet.txt",
    "ke-hoach-ban-chi-dao.txt",
    "ke-hoach-kinh-te-bien.txt",
    "ke-hoach-phuong-hai-loc.md",
    "ke-hoach-so-giao-duc.txt",
    "ke-hoach-thien-tai.txt",
    "ke-hoach-tinh-uy.txt",
    "ke-hoach-xa-tan-binh.md",
    "quyet-dinh-kem-ke-hoach.txt",
)  # read without one mistake; the others are held by tests/unit/plans/extract/test_floors.py
DOCUMENTS = [DEMO, *(SAMPLES / name for name in EXACT)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_fact_of_a_sample_is_read(document: Path) -> None:
    extract = read(document.read_bytes(), document.name).to_json()
    truth = facts_of_truth(load(SAMPLES / f"{document.stem}.json"))
    got = facts_of_extract(extract)
    scores = {kind: agreement(got[kind], wanted) for kind, wanted in truth.items()}
    wrong = {kind: (got[kind] - truth[kind], truth[kind] - got[kind]) for kind in truth}
    assert min(scores.values()) == 1.0, {k: v for k, v in wrong.items() if any(v)}


def test_the_demo_plan_spreads_its_deadlines_over_two_years() -> None:
    extract = read(DEMO.read_bytes(), DEMO.name)
    days = sorted(
        duty.deadline.date
        for agency in extract.agencies
        for duty in agency.duties
        if duty.deadline and duty.deadline.date
    )
    assert days[0] < "2026-11-15"
    assert days[-1] > "2027-08-01"
    assert len(days) >= 12


def test_the_demo_plan_leaves_nothing_unread() -> None:
    extract = read(DEMO.read_bytes(), DEMO.name)
    assert not [one for one in extract.findings if one.severity == "error"]
    assert "unparsed" not in {one.code for one in extract.findings}
