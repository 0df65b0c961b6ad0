"""The page of findings is the catalogue, no more and no less."""

from services.plans.extract.catalogue import CATALOGUE, TOPICS
from tests.contract.docs.findings_page import page
from tests.contract.docs.pages import ROOT


def test_the_page_of_findings_is_written_from_the_catalogue() -> None:
    written = (ROOT / "docs/reference/findings.md").read_text("utf-8")
    assert written == page(), "run python -m tests.contract.docs.findings_page"


def test_no_code_stands_under_two_topics() -> None:
    assert sum(map(len, TOPICS.values())) == len(CATALOGUE)
