"""A history as a file of JSON lines, which is checked without any database."""

from collections.abc import Iterable, Iterator
from typing import IO, Any, Final

import orjson

from services.tasks.proof.records import HASHED, Chain, Entry, Present

FORM: Final = "dondoc.history-export.1"
LONGEST_LINE: Final = 4_000_000


class ExportError(ValueError):
    """The file is no export, or it was cut off."""


def write_export(chains: Iterable[Chain], file: IO[bytes]) -> Iterator[Chain]:
    """Write each chain to `file` as it passes by: a line for the assignment, one for each act."""
    _write(file, {"form": FORM})
    assignments = entries = 0
    for one in chains:
        _write(file, _opening(one))
        for entry in one.entries:
            _write(file, {**entry.said, "hash": entry.hash})
        assignments += 1
        entries += len(one.entries)
        yield one
    _write(file, {"end": {"assignments": assignments, "entries": entries}})


def _write(file: IO[bytes], value: Any) -> None:
    file.write(orjson.dumps(value) + b"\n")


def _opening(one: Chain) -> dict[str, Any]:
    present = one.present
    return {
        "chain": one.assignment,
        "present": present
        and {
            "version": present.version,
            "created_at": present.created_at,
            "updated_at": present.updated_at,
            "state": present.state,
            "origin": present.origin,
        },
    }


def read_export(file: IO[bytes]) -> Iterator[Chain]:
    """Yield the chains of an export in its order; raises ExportError naming the line."""
    lines = _lines(file)
    if next(lines, (0, None))[1] != {"form": FORM}:
        raise ExportError(f"line 1: no {FORM}")
    opening: Any = None
    entries: list[Entry] = []
    counts = {"assignments": 0, "entries": 0}
    for number, line in lines:
        if "chain" in line or "end" in line:
            if opening is not None:
                yield _closed(opening, entries)
            if "end" in line:
                _check_end(line, counts, number)
                if next(lines, None) is not None:
                    raise ExportError(f"line {number}: more lines after the last one")
                return
            opening, entries = line, []
            counts["assignments"] += 1
        else:
            entries.append(_entry(line, number, opening))
            counts["entries"] += 1
    raise ExportError("the file was cut off: its last line is missing")


def _lines(file: IO[bytes]) -> Iterator[tuple[int, Any]]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        try:
            value = orjson.loads(line)
        except orjson.JSONDecodeError:
            raise ExportError(f"line {number}: no JSON") from None
        if not isinstance(value, dict):
            raise ExportError(f"line {number}: no object")
        yield number, value


def _entry(line: dict[str, Any], number: int, opening: Any) -> Entry:
    if opening is None or line.keys() != {*HASHED, "hash"}:
        raise ExportError(f"line {number}: neither a chain nor one of its entries")
    whole = isinstance(line["version"], int) and isinstance(line["snapshot"], dict)
    if not whole or not isinstance(line["hash"], str):
        raise ExportError(f"line {number}: version, snapshot or hash is of another type")
    return Entry({name: line[name] for name in HASHED}, line["hash"])


def _closed(opening: dict[str, Any], entries: list[Entry]) -> Chain:
    match opening:
        case {"chain": bool()}:
            pass
        case {"chain": int(number), "present": None, **more} if not more:
            return Chain(number, None, entries)
        case {
            "chain": int(number),
            "present": {
                "version": int(version),
                "created_at": str(created_at),
                "updated_at": str(updated_at),
                "state": {"state": dict()} as state,
                "origin": (dict() | None) as origin,
                **unknown,
            },
            **more,
        } if not more and not unknown and not isinstance(version, bool):
            return Chain(number, Present(version, created_at, updated_at, state, origin), entries)
    raise ExportError(f"chain {opening.get('chain')!r}: its first line is not whole")


def _check_end(line: dict[str, Any], counts: dict[str, int], number: int) -> None:
    if line != {"end": counts}:
        raise ExportError(f"line {number}: tells {line}, the file has {counts}")
