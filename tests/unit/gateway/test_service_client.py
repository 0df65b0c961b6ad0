import contextlib
import io

import orjson
import pytest
from werkzeug.formparser import parse_form_data

from common import observe
from common.errors import UnavailableError
from common.web.tokens import Verifier
from gateway.clients import Answer, Call, File, NoAnswerError, RefusedError
from tests.unit.gateway.fakes import KEYS, Scripted, answer, refused, service
from tests.unit.gateway.world import ADMIN


def _fails_once() -> Scripted:
    def script(_call: Call) -> Answer:
        if len(transport.calls) == 1:
            raise NoAnswerError("reset")
        return answer(200, {"ok": True})

    transport = Scripted(script)
    return transport


def _never(_call: Call) -> Answer:
    raise NoAnswerError("refused")


def test_a_call_carries_the_caller_signed_for_this_service_alone() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    service("tasks", transport).get(ADMIN, "/assignments")
    authorization = transport.calls[0].headers["Authorization"]
    assert Verifier(KEYS[1], "tasks").caller_of(authorization) == ADMIN


def test_a_call_of_nobody_carries_no_token() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    service("tasks", transport).get(None, "/openapi.json")
    assert "Authorization" not in transport.calls[0].headers


def test_the_request_id_travels_along() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    with observe.bind(request_id="request-1"):
        service("tasks", transport).get(ADMIN, "/assignments")
    assert transport.calls[0].headers["X-Request-Id"] == "request-1"


def test_pages_wait_for_a_past_day_as_long_as_for_a_file() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    tasks = service("tasks", transport)
    for as_of in ("2026-05-20", None):
        tasks.get(ADMIN, "/statistics", as_of=as_of)
    tasks.download(ADMIN, "/assignments.xlsx")
    past, present, file = (call.timeout_s for call in transport.calls)
    assert present < past == file


def test_reading_is_tried_a_second_time() -> None:
    transport = _fails_once()
    assert service("tasks", transport).get(ADMIN, "/assignments") == {"ok": True}
    assert len(transport.calls) == 2


def test_a_change_is_never_sent_twice_and_its_fate_is_told_honestly() -> None:
    transport = _fails_once()
    with pytest.raises(UnavailableError, match="Idempotency-Key"):
        service("tasks", transport).post(ADMIN, "/assignments/1/actions/start", {})
    assert len(transport.calls) == 1


def test_a_service_that_stays_away_is_a_503_that_says_when_to_retry() -> None:
    with pytest.raises(UnavailableError) as away:
        service("tasks", Scripted(_never)).get(ADMIN, "/assignments")
    assert away.value.retry_after_s == 2


def test_queries_of_none_are_left_out() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    service("tasks", transport).get(ADMIN, "/assignments", q="sở y tế", state=None)
    assert transport.calls[0].target == "/assignments?q=s%E1%BB%9F+y+t%E1%BA%BF"


def test_version_and_key_become_headers() -> None:
    transport = Scripted(lambda _: answer(200, {"version": 8}))
    made = service("tasks", transport).post(ADMIN, "/x", {"note": "a"}, version=7, key="k")
    headers = transport.calls[0].headers
    assert (headers["If-Match"], headers["Idempotency-Key"]) == ('"7"', "k")
    assert made == {"version": 8}


def test_an_empty_answer_is_none() -> None:
    transport = Scripted(lambda _: Answer(204, {}, b""))
    assert service("notify", transport).post(ADMIN, "/inbox/1/read") is None


def test_a_refusal_tells_type_detail_and_fields() -> None:
    problem = refused(422, "invalid-input", errors=[{"pointer": "/note", "detail": "missing"}])
    with pytest.raises(RefusedError) as refusal:
        service("tasks", Scripted(lambda _: problem)).post(ADMIN, "/x")
    assert (refusal.value.status, refusal.value.type) == (422, "invalid-input")
    assert [error.pointer for error in refusal.value.errors] == ["/note"]


@pytest.mark.parametrize("body", [b"<html>", b"[]", b""])
def test_a_refusal_that_is_no_problem_still_has_its_status(body: bytes) -> None:
    with pytest.raises(RefusedError) as refusal:
        service("tasks", Scripted(lambda _: Answer(502, {}, body))).get(ADMIN, "/x")
    assert (refusal.value.status, refusal.value.body) == (502, {})


def test_an_upload_is_a_form_whose_file_name_cannot_break_out() -> None:
    transport = Scripted(lambda _: answer(201, {"id": 1}))
    name = 'kế hoạch"; name="x\r\nX-Evil: 1.docx'
    file = File(name, "text/plain", b"noi dung")
    assert service("plans", transport).upload(ADMIN, "/plans/imports", file, key="k") == {"id": 1}
    call = transport.calls[0]
    environ = {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": call.headers["Content-Type"],
        "CONTENT_LENGTH": str(len(call.body)),
        "wsgi.input": io.BytesIO(call.body),
    }
    _, form, files = parse_form_data(environ)
    assert not form
    assert list(files) == ["file"]
    with contextlib.closing(files["file"]) as sent:
        assert sent.filename == "kế hoạch_; name=_x__X-Evil: 1.docx"
        assert sent.read() == b"noi dung"


def test_a_body_of_json_is_sent_as_such() -> None:
    transport = Scripted(lambda _: answer(200, {}))
    service("tasks", transport).change(ADMIN, "PATCH", "/x", {"a": 1})
    call = transport.calls[0]
    assert (call.method, orjson.loads(call.body)) == ("PATCH", {"a": 1})
    assert call.headers["Content-Type"] == "application/json"
