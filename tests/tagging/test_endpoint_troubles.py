"""An endpoint that lies, stalls, answers rubbish or goes away."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest

from shangxia.errors import ModelError
from shangxia.neural.endpoint import KEY, Endpoint
from shangxia.tagging.endpoint import EndpointTagger
from tests.tagging.chatserver import CLUES, QUOTE, TEXT, completion, says, serving, stall, tagger


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says([("lazy", 0.9, [QUOTE])]), "the answer.labels[0].code is none of the codes"),
        (says([("inert", 1.5, [QUOTE])]), "confidence is not between 0 and 1"),
        (says([("inert", 0.5, [QUOTE])] * 2), "a code stands twice"),
        (says([])[:-9], "the answer is no JSON"),
        ("[]", "the answer is no object"),
        ("[" * 100_000, "the answer is no JSON"),
        ('{"labels": [], "inaction": NaN}', "the answer is no JSON"),
        ('{"labels": [], "inaction": 0}', "inaction is no boolean"),
        ('{"labels": [], "inaction": false, "note": 1}', "more members"),
        ((200, b"<html>gateway</html>"), "no chat completion"),
        ((200, completion(says([]))[:40]), "no chat completion"),
        ((200, completion(says([])[:12], finish_reason="length")), "cut off"),
        ((200, completion("")), "no answer"),
        ((200, b"[" * 200_000), "no chat completion"),
        ((200, b" " * (1 << 21)), "has no end"),
        ((500, b""), "HTTP 500"),
        ((400, b"context too long"), "too long"),
    ],
)
def test_what_cannot_be_used_is_a_reason_without_words(answer, why: str) -> None:
    with serving(lambda text, _: answer) as chat:
        (one,) = tagger(chat, attempts=2).tag_each([TEXT])
        assert why in one.reason
        assert "拖" not in one.reason
        (tagged,) = tagger(chat, attempts=1).tag([TEXT])
        assert (tagged.labels, tagged.review) == ((), True)
        assert why in tagged.review_reason


def test_a_server_that_stalls_is_left_in_time() -> None:
    with serving(lambda text, _: stall(2.0)) as chat:
        (one,) = tagger(chat, timeout=0.2, attempts=1).tag_each([TEXT])
    assert one.reason == "the endpoint did not answer in time"


def test_an_answer_that_comes_drop_by_drop_is_left_in_time() -> None:
    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(200):
                connection.sendall(b" ")
                time.sleep(0.05)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=drip, args=(listener,), daemon=True).start()
        endpoint = Endpoint(f"http://127.0.0.1:{listener.getsockname()[1]}", "m", 0.3, attempts=1)
        began = time.monotonic()
        (one,) = EndpointTagger(endpoint, CLUES).tag_each([TEXT])
    assert one.reason == "the endpoint did not answer in time"
    assert time.monotonic() - began < 5


def test_a_server_that_fails_once_is_asked_again() -> None:
    def answer(text: str, count: int):
        return (503, b"") if count == 1 else says([])

    with serving(answer) as chat:
        (one,) = tagger(chat).tag([TEXT])
    assert one.labels == ()
    assert len(chat.requests) == 2


def test_a_server_without_schemas_is_asked_plainly() -> None:
    with serving(lambda text, _: says([])) as chat:
        chat.answer = lambda text, count: (
            (400, b"") if "response_format" in chat.requests[-1] else says([])
        )
        own = tagger(chat)
        assert [one.labels for one in own.tag([TEXT])] == [()]
        assert [one.labels for one in own.tag([TEXT + "请问"])] == [()]
    assert ["response_format" in body for body in chat.requests] == [True, False, False]


@pytest.mark.parametrize(("status", "said"), [(401, KEY), (404, "no such path"), (307, "points")])
def test_what_no_report_can_help_stops_the_run(status: int, said: str) -> None:
    with serving(lambda text, _: (status, b"")) as chat, pytest.raises(ModelError, match=said):
        tagger(chat).tag([TEXT])
    assert len(chat.requests) == 1


def test_nobody_there_stops_the_run() -> None:
    endpoint = Endpoint("http://127.0.0.1:9/v1/chat/completions", "tiny", pause=0.01)
    with pytest.raises(ModelError, match="nobody answers"):
        EndpointTagger(endpoint, CLUES).tag([TEXT])


def test_a_server_that_goes_away_stops_the_run() -> None:
    with serving(lambda text, _: (502, b"")) as chat, pytest.raises(ModelError, match="in a row"):
        tagger(chat, attempts=1).tag_each([f"{TEXT}{at}" for at in range(8)])
