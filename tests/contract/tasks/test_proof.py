"""Whatever is changed in a history is found, and named; what was left alone is never accused."""

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from common import clock
from common.db import Database
from dondoc.cli import main
from services.tasks.history import chain
from services.tasks.proof import (
    Anchor,
    AnchorError,
    Chain,
    Comparison,
    Entry,
    ExportError,
    Finding,
    check,
    read_anchor,
    read_database,
    read_export,
    read_marks,
    verify,
    write_export,
)
from services.tasks.proof.records import HASHED
from tests.unit.tasks.world import (
    COORDINATOR,
    FINANCE,
    NOON,
    OFFICER,
    TODAY,
    do,
    issue,
    item,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_the_canonical_form_is_what_any_other_writer_makes(value: Any) -> None:
    other = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert chain.canonical(value) == other.encode()


@pytest.fixture
def lived(database: Database) -> Database:
    """Return a database with three histories: of five acts, of two, of one."""
    with clock.frozen(NOON):
        one, two, _ = issue(database, item(due=TODAY), item("b"), item("c", lead=[FINANCE]))
        for action in ("accept", "start", "submit"):
            do(database, OFFICER, one, action)
        do(database, COORDINATOR, one, "return", note="Thiếu biểu mẫu “số 2”")
        do(database, OFFICER, two, "start")
    return database


@pytest.fixture
def chains(lived: Database) -> list[Chain]:
    return list(read_database(lived))


def findings(chains: Sequence[Chain], anchor: bytes | None = None) -> list[Finding]:
    told: list[Finding] = []
    against = Comparison(read_marks(io.BytesIO(anchor)), "2026") if anchor else None
    verify(chains, told.append, against=against)
    return told


def anchored(chains: Sequence[Chain]) -> bytes:
    file = io.BytesIO()
    anchor = Anchor(file, "2026-05-20T03:00:00.000000Z")
    verify(chains, lambda finding: pytest.fail(str(finding)), anchor=anchor)
    anchor.close()
    return file.getvalue()


def kinds(found: Sequence[Finding]) -> list[tuple[str, int, int]]:
    return [(one.kind, one.assignment, one.version) for one in found]


def test_what_was_left_alone_is_in_order(chains: list[Chain]) -> None:
    assert [len(one.entries) for one in chains] == [5, 2, 1]
    assert findings(chains, anchored(chains)) == []


def _with(chain: Chain, entries: Sequence[Entry]) -> Chain:
    return replace(chain, entries=entries)


def _forged(entry: Entry, **said: Any) -> Entry:
    return replace(entry, said={**entry.said, **said})


def _consistent(entries: Sequence[Entry], before: str) -> list[Entry]:
    """Return entries chained anew, as somebody who can write to the database would."""
    made = []
    for entry in entries:
        before = chain.link(before, entry.said)
        made.append(Entry(entry.said, before))
    return made


Forge = Callable[[Chain], Chain]
FORGED: dict[str, tuple[Forge, list[tuple[str, int]]]] = {
    "a field": (
        lambda c: _with(c, [*c.entries[:2], _forged(c.entries[2], note="x"), *c.entries[3:]]),
        [("changed", 3)],
    ),
    "a hash": (
        lambda c: _with(c, [*c.entries[:2], replace(c.entries[2], hash="0"), *c.entries[3:]]),
        [("changed", 3)],
    ),
    "a row less": (
        lambda c: _with(c, [*c.entries[:2], *c.entries[3:]]),
        [("missing", 3)],
    ),
    "the first row less": (lambda c: _with(c, c.entries[1:]), [("missing", 1)]),
    "a row more": (
        lambda c: _with(
            c,
            [
                *c.entries[:2],
                *_consistent([_forged(c.entries[2], note="x")], c.entries[1].hash),
                *(_forged(one, version=one.version + 1) for one in c.entries[2:]),
            ],
        ),
        [("inserted", 3), ("inserted", 6)],
    ),
    "the same version twice": (
        lambda c: _with(c, [*c.entries[:3], c.entries[2], *c.entries[3:]]),
        [("inserted", 3)],
    ),
    "two rows exchanged": (
        lambda c: _with(
            c,
            [
                *c.entries[:2],
                _forged(c.entries[3], version=3),
                _forged(c.entries[2], version=4),
                c.entries[4],
            ],
        ),
        [("reordered", 3), ("reordered", 4)],
    ),
    "the tail": (lambda c: _with(c, c.entries[:3]), [("cut", 3), ("disagrees", 3)]),
    "everything": (lambda c: _with(c, []), [("missing", 1)]),
    "the assignment": (lambda c: replace(c, present=None), [("missing", 5)]),
    "the assignment's state": (
        lambda c: replace(
            c,
            present=c.present
            and replace(c.present, state={**c.present.state, "work_state": "completed"}),
        ),
        [("disagrees", 5)],
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_each_way_to_change_a_history_is_named(chains: list[Chain], forgery: str) -> None:
    forge, wanted = FORGED[forgery]
    found = findings([forge(chains[0]), *chains[1:]])
    assert [(kind, version) for kind, _, version in kinds(found)][: len(wanted)] == wanted
    assert {one.assignment for one in found} == {chains[0].assignment}


def test_only_an_anchor_tells_of_a_history_that_was_written_anew(chains: list[Chain]) -> None:
    kept = anchored(chains)
    first = chains[0]
    forged = _consistent(
        [first.entries[0], _forged(first.entries[1], note="x"), *first.entries[2:]],
        first.genesis(),
    )
    anew = [_with(first, forged), *chains[1:]]
    assert findings(anew) == []
    assert kinds(findings(anew, kept)) == [("rewritten", 1, 5)]


def test_only_an_anchor_tells_of_a_history_that_is_gone(chains: list[Chain]) -> None:
    kept = anchored(chains)
    assert findings(chains[:1]) == []
    assert kinds(findings(chains[:1], kept)) == [("missing", 2, 2), ("missing", 3, 1)]
    assert kinds(findings(chains[1:], kept)) == [("missing", 1, 5)]


def test_an_anchor_knows_histories_that_have_grown(lived: Database, chains: list[Chain]) -> None:
    kept = anchored(chains)
    with clock.frozen(NOON):
        do(lived, OFFICER, 1, "start")
        issue(lived, item("d"), plan_id=2)
    assert findings(list(read_database(lived)), kept) == []


def exported(chains: Sequence[Chain]) -> bytes:
    file = io.BytesIO()
    assert list(write_export(chains, file)) == list(chains)
    return file.getvalue()


def test_an_export_says_what_the_database_says(chains: list[Chain]) -> None:
    assert list(read_export(io.BytesIO(exported(chains)))) == chains


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_single_change_is_found(chains: list[Chain], data: st.DataObject) -> None:
    """In an export: a line left out, doubled, moved, or any one value of it changed."""
    lines = exported(chains).splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(("drop", "double", "move", "change")))
    if how == "drop":
        forged = [*lines[:number], *lines[number + 1 :]]
    elif how == "double":
        forged = [*lines[: number + 1], *lines[number:]]
    elif how == "move":
        rest = [*lines[:number], *lines[number + 1 :]]
        place = data.draw(st.integers(0, len(rest)).filter(lambda n: n != number))
        forged = [*rest[:place], lines[number], *rest[place:]]
    else:
        value = orjson.loads(lines[number])
        forged = [*lines[:number], orjson.dumps(_changed(value, data)), *lines[number + 1 :]]
    file = io.BytesIO(b"\n".join(forged) + b"\n")
    try:
        found = findings(list(read_export(file)), anchored(chains))
    except ExportError:
        return
    assert found


def _changed(value: Any, data: st.DataObject) -> Any:
    """Return `value` with one leaf of it changed, taken away or added."""
    if isinstance(value, dict) and value:
        name = data.draw(st.sampled_from(sorted(value)))
        if isinstance(value[name], dict) and value[name]:
            return {**value, name: _changed(value[name], data)}
        if data.draw(st.booleans()):
            return {key: one for key, one in value.items() if key != name}
        other = data.draw(JSON.filter(lambda one: one != value[name] or one is not value[name]))
        changed = {**value, name: other}
        return changed if orjson.dumps(changed) != orjson.dumps(value) else {**value, "more": 1}
    return {"more": 1}


@pytest.mark.parametrize("column", [*HASHED, "hash"])
def test_a_changed_column_of_the_database_is_found(lived: Database, column: str) -> None:
    names = {
        "assignment": "assignment_id",
        "actor": "actor_id",
        "actor_agency": "actor_agency_id",
    }
    values = {
        "assignment": "3",
        "version": "9",
        "at": "'2026-01-01 00:00:00.000000'",
        "actor": "77",
        "actor_agency": "78",
        "snapshot": "json_set(snapshot, '$.work_state', 'completed')",
    }
    with lived.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(
            text(
                f"UPDATE history SET {names.get(column, column)} = {values.get(column, chr(39) * 2 + chr(32))} "  # noqa: E501, S608 - our constants
                "WHERE assignment_id = 1 AND version = 3"
            )
        )
    assert findings(list(read_database(lived)))


def test_an_export_that_was_cut_off_is_refused(chains: list[Chain]) -> None:
    whole = exported(chains)
    for size in range(0, len(whole), 97):
        with pytest.raises(ExportError):
            list(read_export(io.BytesIO(whole[:size])))


def test_an_anchor_that_was_changed_is_refused(chains: list[Chain]) -> None:
    whole = anchored(chains)
    read_anchor(io.BytesIO(whole))
    for place in range(0, len(whole), 11):
        forged = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(AnchorError):
            read_anchor(io.BytesIO(forged))


def run(*words: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["verify", *map(str, words)])
    return result.exit_code, result.output


def test_the_command_checks_anchors_and_exports(lived: Database, tmp_path: Path) -> None:
    """The whole way of an office: anchor today, look again later, from a copy or an export."""
    anchor, export = tmp_path / "anchor.jsonl", tmp_path / "history.jsonl"
    status, said = run("--data-dir", tmp_path, "--anchor", anchor, "--export", export)
    assert status == 0
    assert "3 assignments, 8 entries, 0 findings: in order" in said
    assert run("--database", str(lived.url), "--against", anchor)[0] == 0
    assert run("--file", export, "--against", anchor)[0] == 0
    with lived.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_no_update"))
        connection.execute(text("UPDATE history SET note = 'x' WHERE id = 2"))
    later = tmp_path / "later.jsonl"
    status, said = run("--data-dir", tmp_path, "--anchor", later)
    assert status == 1
    assert "assignment 2, version 1: changed: what it says does not fit its hash" in said
    assert "no anchor was written" in said
    assert not list(tmp_path.glob("later*"))


def test_the_command_makes_no_database(tmp_path: Path) -> None:
    status, said = run("--data-dir", tmp_path / "nowhere")
    assert status == 1
    assert "there is no file" in said
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("option", ["--anchor", "--export"])
def test_a_folder_that_is_not_there_is_named_before_anything_is_read(
    lived: Database, tmp_path: Path, option: str
) -> None:
    status, said = run("--database", str(lived.url), option, tmp_path / "usb" / "a.jsonl")
    assert status == 1
    assert said == (
        f"Error: there is no folder {tmp_path / 'usb'}; make it, or write a.jsonl elsewhere\n"
    )


def test_a_file_that_may_not_be_written_is_told_in_words(lived: Database, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.part").mkdir()
    _, said = run("--database", str(lived.url), "--anchor", tmp_path / "a.jsonl")
    assert "cannot write" in said
    assert "Errno" not in said


def test_a_strange_file_is_one_sentence(tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.write_bytes(b"\xff\x00")
    for option in ("--file", "--against"):
        status, said = run(option, strange, "--data-dir", tmp_path)
        assert status == 1
        assert said.startswith("Error: ")


def test_a_long_history_of_strange_entries_takes_no_long_time(chains: list[Chain]) -> None:
    """Strange entries are tried in a bounded number of places."""
    first = chains[2]
    entries = [first.entries[0]]
    for version in range(2, 2_001):
        said = {**first.entries[0].said, "version": version}
        entries.append(Entry(said, chain.link(entries[-1].hash, said)))
    forged = [_forged(one, note="x") for one in entries]
    before = clock.monotonic()
    found = list(check(_with(first, forged)))
    assert len([one for one in found if one.kind == "changed"]) == 2_000
    assert clock.monotonic() - before < 60
