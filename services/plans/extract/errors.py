"""What can be wrong with a document before its first word is read."""

from __future__ import annotations

from common.errors import Problem


class UnreadableDocumentError(Problem):
    """The document cannot be read. Send it as text, Markdown, HTML or DOCX."""

    type = "unreadable-document"
    title = "The document cannot be read"
    status = 422
