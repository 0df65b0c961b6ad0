"""Our own documents against their truth: floors of the development set and of the set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.samples.score import ASIDE, PLANS, documents, mean, score, wrong

FLOOR = 0.90
LOWER = {
    "chi-thi-an-toan-giao-thong.txt": 0.82,
    "cong-van-du-lich-tach-tu.txt": 0.79,
    "ke-hoach-du-lich-lao-cai.txt": 0.87,
    "ke-hoach-van-hoa-cong-so-xa.txt": 0.78,
    "quyet-dinh-khuyen-cong-lang-nghe.md": 0.88,
    "thong-bao-ket-luan-moi-truong.txt": 0.78,
}
"""Floors of documents that are read worse today; raise or remove, never lower."""
ASIDE_FLOOR = 0.91  # what stood over several runs; see tests/samples/README.md


@pytest.mark.parametrize("document", documents(PLANS), ids=lambda path: path.name)
def test_a_development_document_is_read_at_least_this_well(document: Path) -> None:
    assert score(document)["ALL"] >= LOWER.get(document.name, FLOOR), wrong(document)


def test_the_documents_set_aside_are_read_at_least_this_well() -> None:
    assert mean(score(document)["ALL"] for document in documents(ASIDE)) >= ASIDE_FLOOR


def test_every_lower_floor_names_a_document() -> None:
    assert set(LOWER) <= {document.name for document in documents(PLANS)}
