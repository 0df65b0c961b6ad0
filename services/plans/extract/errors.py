"""What can be wrong with a document before its first word is read."""

from __future__ import annotations

from typing import Final

from common.errors import FieldError, Problem

_VIETNAMESE: Final = (
    "Không đọc được văn bản này. Kiểm tra tệp, rồi gửi bản DOCX, HTML hoặc văn bản thuần."
)


class UnreadableDocumentError(Problem):
    """The document cannot be read. Send DOCX, ODT, XLSX, PDF with text, HTML or plain text."""

    type = "unreadable-document"
    title = "The document cannot be read"
    status = 422

    def __init__(self, detail: str | None = None, vietnamese: str = _VIETNAMESE) -> None:
        """Take what is wrong and what to do about it, in English and in Vietnamese."""
        super().__init__(detail, detail_vi=vietnamese)
        self.vietnamese = vietnamese
        self.errors = (FieldError("/file", self.detail),)
