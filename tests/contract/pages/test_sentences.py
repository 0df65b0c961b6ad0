"""Every sentence a service can say to a page is told in Vietnamese, and none is told in vain.

Both are read from the services' code, so that whoever rewords a sentence there, or adds one, sees a
test fail: give it its words in `gateway/pages/complaints.py` (of a field), `reasons.py` (of an act
or a row) or `problems.py` (of a kind), or name it here as one that no page can bring about.
"""

import re
from collections.abc import Iterator
from typing import Final

import marshmallow
import pytest

from gateway.pages.complaints import COMPLAINTS
from gateway.pages.language import Language, read_languages
from gateway.pages.problems import KINDS, PLAIN
from gateway.pages.reasons import REASONS
from services.tasks.assignments import actions
from services.tasks.model import MOVES
from tests.contract.pages.sentences import ROW, Said, classes, said

FILLED: Final = {
    "{} needs it: {}": tuple(
        f"{move.action} needs it: {actions._remedy(move, name)}"
        for move in MOVES
        for name in sorted(move.needs | {"note"})
    ),
    "{} is for a person {}": ("approve is for a person of the assigner: coordinator, leader",),
    "only amends or corrects; name {} instead": (
        "only amends or corrects; name 5/KH (plan 5) instead",
    ),
    "{}; use it, or tell the two apart": (
        '"Sở Y tế" (so-y-te) bears this name already; use it, or tell the two apart',
    ),
}
"""How sentences look whose parts are sentences."""
FOR_PROGRAMS: Final = frozenset(
    {
        # What the forms of the pages always send, or never.
        "8 to 64 letters, digits, hyphens or underscores",
        "a past day is told as it was recorded",
        "an agency's id or slug",
        "an id, or new1, …",
        "assignments needs their numbers",
        "give either `addressee` or `agency_id`",
        "give either `agency_ids` or `class`",
        'must be "all" or a list of 1 to {} ids',
        "must not contain the character NUL",
        "neither an active agency's id nor one of new_agencies (new1, …)",
        "such as communes, departments or addressees",
        'takes a part of "all" alone',
        "the id of a file that was handed in",
        "the plan addresses nobody of this name",
        "{} needs the number of the plan",
        # Fields that no form has: an agency's place and validity.
        "an agency cannot stand above itself",
        "more than {} levels",
        "must not be before valid_from",
        # Cursors and limits are the pages' own.
        "is none of this list; start again without it",
        "must be a whole number from 1 to {}",
        "the cursor does not belong to this list; start again without it",
        # Calendars and texts of messages have no page.
        "holds characters no SMS carries: {}",
        "is empty",
        "say one thing of {}, not two",
        "takes {} segments, more than {}",
        # Headers and bodies are written by the pages' own client, and a log-in goes before.
        "Idempotency-Key must be 1 to {} printable characters",
        'If-Match must be the ETag that was read, such as "7"',
        "the body is not JSON: {}",
        "the body must be a JSON object",
        "the token has expired; log in again",
        "the token is not valid here; log in again",
    }
)
KINDS_FOR_PROGRAMS: Final = frozenset(
    {
        "malformed-request",
        "not-authenticated",
        "precondition-required",
        "problem",  # told by its status
        "session-ended",
        "unsendable-text",
    }
)


def forms(one: Said) -> Iterator[str]:
    """Yield how the sentence may read, filled in."""
    return iter(FILLED.get(one.template, ())) if one.template in FILLED else one.samples()


def shown(one: Said) -> bool:
    """Tell whether a page shows the sentence itself, and the API not in Vietnamese already."""
    if one.problem in {None, ROW}:
        return True
    kind = classes()[str(one.problem)].type
    return kind not in PLAIN and kind != "unreadable-document"


@pytest.fixture(scope="module")
def vietnamese() -> Language:
    return read_languages()["vi"]


def test_every_sentence_of_a_field_is_told_in_vietnamese(vietnamese: Language) -> None:
    untold = {
        f"{one.where}: {one.template}"
        for one in said()
        if one.problem is None and one.template not in FOR_PROGRAMS
        if not any(COMPLAINTS.find(text, vietnamese) for text in forms(one))
    }
    assert not untold, "\n".join(sorted(untold))


def test_every_sentence_of_an_act_or_a_row_is_told_in_vietnamese(vietnamese: Language) -> None:
    untold = {
        f"{one.where}: {one.template}"
        for one in said()
        if one.problem is not None and shown(one) and one.template not in FOR_PROGRAMS
        if not any(REASONS.find(text, vietnamese) for text in forms(one))
    }
    assert not untold, "\n".join(sorted(untold))


def test_every_part_of_a_filled_sentence_is_told(vietnamese: Language) -> None:
    for texts in FILLED.values():
        for text in texts:
            assert COMPLAINTS.find(text, vietnamese) or REASONS.find(text, vietnamese), text


def test_every_kind_of_problem_is_told_in_vietnamese() -> None:
    kinds = {one.type for one in classes().values()}
    assert not kinds - KINDS.keys() - KINDS_FOR_PROGRAMS


def test_no_words_are_kept_for_what_nobody_says() -> None:
    texts = [text for one in said() for text in forms(one)] + list(of_marshmallow())
    for wordings in (COMPLAINTS, REASONS):
        dead = set(wordings.sentences) - set(texts)
        dead |= {
            pattern
            for pattern in wordings.patterns
            if not any(re.fullmatch(pattern, text, re.DOTALL) for text in texts)
        }
        assert not dead, "\n".join(sorted(dead))


def test_no_sentence_is_named_for_programs_that_is_not_said() -> None:
    assert {one.template for one in said()} >= FOR_PROGRAMS
    assert {one.type for one in classes().values()} >= KINDS_FOR_PROGRAMS


def of_marshmallow() -> Iterator[str]:
    """Yield the sentences of the library that checks our bodies, filled in."""
    for name in marshmallow.fields.__all__:
        field = getattr(marshmallow.fields, name)
        for text in getattr(field, "default_error_messages", {}).values():
            yield str(text).replace('"', "")
    for one in vars(marshmallow.validate).values():
        for text in vars(one).values() if isinstance(one, type) else ():
            if isinstance(text, str):
                least = re.sub(r"\{[^}]*\}", "1", text, count=1)
                yield re.sub(r"\{[^}]*\}", "5", least)
