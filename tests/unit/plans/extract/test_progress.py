"""Reading tells how far it is, never backwards, to the end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.plans.extract import Stage, percent, read
from tests.contract.plans.hostile import word
from tests.contract.plans.sample import SAMPLE
from tests.unit.plans.extract.pdfs import Paper, pdf
from tests.unit.plans.extract.workbooks import SAMPLES, saved

PARAGRAPHS = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in SAMPLE.split("\n"))


def printed() -> bytes:
    papers = []
    for _ in range(3):
        papers.append(Paper())
        papers[-1].lines(60, 60, SAMPLE.split("\n")[:40])
    return pdf(papers)


@pytest.mark.parametrize(
    ("data", "name", "stages"),
    [
        (SAMPLE.encode(), "a.txt", [Stage.UNDERSTANDING]),
        (word(PARAGRAPHS), "a.docx", [Stage.TEXT, Stage.UNDERSTANDING]),
        (saved(SAMPLES["indicators"][0]), "a.xlsx", [Stage.TEXT, Stage.UNDERSTANDING]),
        (printed(), "a.pdf", [Stage.PAGES, Stage.ARRANGING, Stage.UNDERSTANDING]),
    ],
    ids=["text", "docx", "xlsx", "pdf"],
)
def test_a_reading_tells_its_stages_in_order_and_never_goes_back(
    data: bytes, name: str, stages: list[Stage]
) -> None:
    told: list[tuple[Stage, int, int]] = []
    read(data, name, lambda *report: told.append(report))
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == stages
    shares = [percent(*report) for report in told]
    assert shares == sorted(shares)
    assert told[-1] == (Stage.UNDERSTANDING, 7, 7)


@given(st.sampled_from(list(Stage)), st.integers(-5, 2**40), st.integers(-5, 2**40))
def test_a_share_is_between_nothing_and_all(stage: Stage, done: int, total: int) -> None:
    assert 0 <= percent(stage, done, total) <= 100
