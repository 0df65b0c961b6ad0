"""Routes of the comments on an assignment."""

from common.web import ANYONE, Ask, Reply
from services.tasks import comments
from services.tasks.api.door import ACTORS, door
from services.tasks.schemas.comments import CommentRequest, CommentSchema


@door.get(
    "/assignments/<int:assignment_id>/comments",
    access=ANYONE,
    replies=CommentSchema(),
    paged=True,
    summary="What was said about an assignment, the newest first",
)
def list_comments(ask: Ask, assignment_id: int) -> Reply:
    """List the comments, deleted ones as empty places."""
    rows = comments.list_comments(ask.session, ask.caller, assignment_id, ask.limit, ask.after)
    return ask.page(rows, lambda row: [row.id], lambda row: comments.show(row, ask.caller))


@door.post(
    "/assignments/<int:assignment_id>/comments",
    access=ACTORS,
    body=CommentRequest(),
    example={"text": "@coordinator: báo cáo gửi theo mẫu nào?"},
    replies=CommentSchema(),
    idempotent=True,
    status=201,
    summary="Say something about an assignment; @username tells somebody of it",
)
def add_comment(ask: Ask, assignment_id: int) -> Reply:
    """Add a comment."""
    made = comments.write(ask.session, ask.caller, assignment_id, ask.body["text"])
    return Reply(
        comments.show(made, ask.caller),
        version=made.version,
        location=f"/assignments/{assignment_id}/comments/{made.id}",
    )


@door.patch(
    "/assignments/<int:assignment_id>/comments/<int:comment_id>",
    access=ACTORS,
    body=CommentRequest(),
    replies=CommentSchema(),
    versioned=True,
    idempotent=True,
    summary="Change a comment of one's own within 15 minutes",
)
def edit_comment(ask: Ask, assignment_id: int, comment_id: int) -> Reply:
    """Change the text."""
    place = (assignment_id, comment_id)
    made = comments.edit(ask.session, ask.caller, place, ask.version, ask.body["text"])
    return Reply(comments.show(made, ask.caller), version=made.version)


@door.delete(
    "/assignments/<int:assignment_id>/comments/<int:comment_id>",
    access=ACTORS,
    replies=CommentSchema(),
    summary="Delete a comment of one's own; that there was one stays visible",
)
def delete_comment(ask: Ask, assignment_id: int, comment_id: int) -> Reply:
    """Delete it; again changes nothing."""
    made = comments.delete(ask.session, ask.caller, (assignment_id, comment_id))
    return Reply(comments.show(made, ask.caller), version=made.version)
