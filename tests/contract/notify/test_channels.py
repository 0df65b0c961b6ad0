"""The conformance suite of the channel port, over real local servers that keep a ledger."""

import stat
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from services.notify.channels import Resend, Result
from tests.contract.notify.rigs import Fate, Rig, file_rig, json_rig, kannel_rig, smtp_rig
from tests.contract.notify.servers import certificate

MEANING = {
    Fate.TAKEN: Result.ACCEPTED,
    Fate.REFUSED_NOW: Result.TEMPORARY,
    Fate.REFUSED_FOR_EVER: Result.PERMANENT,
    Fate.BUSY: Result.TEMPORARY,
    Fate.CUT: Result.UNKNOWN,
    Fate.SLOW: Result.UNKNOWN,
    Fate.ODD: Result.UNKNOWN,
    Fate.FORBIDDEN: Result.TEMPORARY,
    Fate.PROXY: Result.UNKNOWN,
}


@pytest.fixture(params=["smtp", "kannel", "json", "json-dedupes", "file"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    kinds: dict[str, AbstractContextManager[Rig]] = {
        "smtp": smtp_rig(certificate(tmp_path)),
        "kannel": kannel_rig(),
        "json": json_rig(dedupes=False),
        "json-dedupes": json_rig(dedupes=True),
        "file": file_rig(tmp_path),
    }
    with kinds[request.param] as made:
        yield made


def test_each_fate_has_its_outcome_and_an_honest_ledger(rig: Rig) -> None:
    for number, fate in enumerate(rig.addresses, 1):
        message = rig.outgoing(fate, number)
        outcome = rig.channel.send(message)
        copies = rig.copies(message)
        assert outcome.result is MEANING[fate], f"{fate}: {outcome}"
        assert "quá hạn" not in (outcome.detail or "").casefold(), "the log would hold the text"
        if outcome.result is Result.ACCEPTED:
            assert copies == 1, fate
        if outcome.result in {Result.TEMPORARY, Result.PERMANENT}:
            assert copies == 0, fate


def test_a_provider_that_is_away_is_a_temporary_failure(rig: Rig) -> None:
    assert rig.away.send(rig.outgoing(Fate.TAKEN)).result is Result.TEMPORARY


def test_sending_again_is_called_safe_only_where_one_copy_stays(rig: Rig) -> None:
    message = rig.outgoing(Fate.TAKEN)
    rig.channel.send(message)
    rig.channel.send(message)
    assert (rig.copies(message) == 1) is (rig.channel.resend is Resend.SAFE)


def test_no_call_outlasts_the_patience_the_channel_states(rig: Rig) -> None:
    slow = Fate.SLOW if Fate.SLOW in rig.addresses else Fate.TAKEN
    began = time.monotonic()
    rig.channel.send(rig.outgoing(slow))
    assert time.monotonic() - began < rig.channel.patience_s + 3


def test_a_letter_in_a_file_is_its_owners_alone(tmp_path: Path) -> None:
    with file_rig(tmp_path) as rig:
        rig.channel.send(rig.outgoing(Fate.TAKEN))
    (letter,) = tmp_path.rglob("*.eml")
    assert stat.S_IMODE(letter.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
