"""A language model behind an endpoint, which may lie, stall and answer rubbish."""

from __future__ import annotations

import json
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding import load_codebook
from shangxia.errors import ModelError, UsageError
from shangxia.neural.endpoint import KEY, Endpoint, endpoint_of
from shangxia.tagging.answers import answer_schema, read_answer, violation
from shangxia.tagging.batch import tag_file
from shangxia.tagging.endpoint import EndpointTagger
from shangxia.tagging.instructions import instructions
from shangxia.tagging.named import load_named
from tests.runner import run
from tests.tagging.batch.tables import read_any, read_csv, read_jsonl, write_csv
from tests.tagging.chatserver import ChatServer, completion, says, serving, stall

CLUES = load_codebook("clues")
TEXT = "去年交的申请，一直拖着没有结果，去问就说等通知。"
QUOTE = "一直拖着没有结果"


def tagger(chat: ChatServer, **more: float) -> EndpointTagger:
    endpoint = Endpoint(f"{chat.url}/chat/completions", "tiny", pause=0.01, **more)
    return EndpointTagger(endpoint, CLUES)


def test_labels_come_with_exact_quotations_and_their_places() -> None:
    with serving(lambda text, _: says([("dilatory", 0.9, [QUOTE])], inaction=True)) as chat:
        (one,) = tagger(chat).tag([TEXT])
    (label,) = one.labels
    assert (label.code, label.score) == ("dilatory", 0.9)
    (quote,) = label.evidence
    assert quote.text == QUOTE == TEXT[quote.start : quote.end]
    assert (one.inaction, one.review, one.language) == (True, False, "zh")
    assert one.model.startswith("llm:tiny-")
    body = chat.requests[0]
    assert body["response_format"]["json_schema"]["schema"] == answer_schema(CLUES.ids)
    assert all(code in body["messages"][0]["content"] for code in CLUES.ids)


def test_an_invented_quotation_sends_the_label_to_review() -> None:
    lie = says([("dilatory", 0.95, ["一直拖着不办"]), ("indifferent", 0.9, [QUOTE])])
    with serving(lambda text, _: lie) as chat:
        (one,) = tagger(chat).tag([TEXT])
    assert len(chat.requests) == 2
    assert "letter by letter" in chat.requests[1]["messages"][-1]["content"]
    assert [(label.code, bool(label.evidence)) for label in one.labels] == [
        ("dilatory", False),
        ("indifferent", True),
    ]
    assert one.review
    assert one.review_reason == "what the model quotes for dilatory does not stand in the report"


def test_a_model_that_mends_its_answer_is_believed() -> None:
    def answer(text: str, count: int) -> str:
        return "Sure! Here you are." if count == 1 else says([("dilatory", 0.9, [QUOTE])])

    with serving(answer) as chat:
        (one,) = tagger(chat).tag([TEXT])
    assert [label.code for label in one.labels] == ["dilatory"]
    assert not one.review


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


def test_personal_data_stay_here_and_quotations_find_their_way_back() -> None:
    text = "我叫张伟，电话13812345678。工作人员让我打13812345678等通知，等了半年。"

    def answer(sent: str, _: int) -> str:
        return says([("dilatory", 0.9, [sent[sent.index("打") : sent.index("，等了")]])])

    with serving(answer) as chat:
        (one,) = tagger(chat).tag([text])
    assert "13812345678" not in json.dumps(chat.requests, ensure_ascii=False)
    (quote,) = one.labels[0].evidence
    assert quote.text == text[quote.start : quote.end] == "打13812345678等通知"


def test_decomposed_letters_are_quoted_as_they_stand() -> None:
    import unicodedata

    text = unicodedata.normalize("NFD", "Hồ sơ bị ngâm ba tháng, không ai trả lời.")
    with serving(lambda _, __: says([("dilatory", 0.9, ["bị ngâm ba tháng"])])) as chat:
        (one,) = tagger(chat).tag([text])
    (quote,) = one.labels[0].evidence
    assert quote.text == text[quote.start : quote.end]
    assert unicodedata.normalize("NFC", quote.text) == "bị ngâm ba tháng"
    assert not one.review


def test_nothing_to_read_is_not_sent() -> None:
    with serving(lambda text, _: says([])) as chat:
        found = tagger(chat).tag(["", " \n！"])
    assert [one.review_reason for one in found] == ["too few words to judge"] * 2
    assert chat.requests == []


def test_the_key_is_in_the_header_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(KEY, "sk-canary")
    source = write_csv(tmp_path / "in.csv")

    def answer(text: str, _: int):
        return (500, b"sk-canary") if "三个月" in text or "ngâm" in text else says([])

    with serving(answer) as chat, caplog.at_level(logging.DEBUG):
        own = tagger(chat, attempts=1)
        tag_file(source, tmp_path / "out.csv", model=own)
    assert all(sent["Authorization"] == "Bearer sk-canary" for sent in chat.headers)
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"sk-canary" not in written
    assert "sk-canary" not in caplog.text
    assert "goes to http://127.0.0.1" in caplog.text


def test_a_batch_goes_on_and_what_failed_is_rejected(tmp_path: Path) -> None:
    rows = [(f"{at:03}", "2024-05-06", f"第{at}次：{TEXT}") for at in range(40)]
    source = write_csv(tmp_path / "in.csv", rows)

    def answer(text: str, _: int):
        if "第7次" in text:
            return says([("lazy", 0.9, [])])
        return (500, b"") if "第20次" in text else says([("dilatory", 0.9, [QUOTE])])

    told: list[str] = []
    with serving(answer) as chat:
        own = tagger(chat, attempts=2)
        summary = tag_file(source, tmp_path / "out.csv", model=own, on_note=told.append)
    assert len(told) == 1
    assert f"goes to {chat.url}/chat/completions" in told[0]
    assert (summary.counts.rows, summary.counts.rejected) == (38, 2)
    assert [row["row"] for row in read_jsonl(tmp_path / "out.csv.rejects.jsonl")] == [8, 21]
    assert "HTTP 500" in read_jsonl(tmp_path / "out.csv.rejects.jsonl")[1]["reason"]
    out = read_csv(tmp_path / "out.csv")
    assert {row["labels"] for row in out} == {"dilatory"}
    assert [row["编号"] for row in out] == [row[0] for row in rows if row[0] not in ("007", "020")]
    for row in out:
        for quote in json.loads(row["evidence"]):
            assert row["内容"][quote["start"] : quote["end"]] == quote["text"] == QUOTE


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx", ".parquet"])
def test_a_run_that_stopped_goes_on_inside_a_batch(tmp_path: Path, ending: str) -> None:
    rows = [(f"{at:03}", "2024-05-06", f"第{at}次：{TEXT}") for at in range(40)]
    source = write_csv(tmp_path / "in.csv", rows)
    if ending != ".csv":
        with serving(lambda *_: says([])) as chat:
            tag_file(source, tmp_path / f"in{ending}", model=tagger(chat))
        source = tmp_path / f"in{ending}"
    well = False

    def answer(text: str, _: int):
        return (401, b"") if "第35次" in text and not well else says([("dilatory", 0.9, [QUOTE])])

    output = tmp_path / f"out{ending}"
    with serving(answer) as chat:
        with pytest.raises(ModelError, match=KEY):
            tag_file(source, output, model=tagger(chat))
        before, well = len(chat.requests), True
        summary = tag_file(source, output, model=tagger(chat))
        # The first two pieces of sixteen were kept, and not asked for again.
        assert summary.resumed == 32
        assert len(chat.requests) - before == 8
    found = read_any(output)
    assert [row["编号"] for row in found] == [row[0] for row in rows]


def test_names_of_endpoints() -> None:
    one = endpoint_of("llm:http://localhost:11434/v1#qwen3:8b")
    assert (one.url, one.model) == ("http://localhost:11434/v1/chat/completions", "qwen3:8b")
    assert endpoint_of("llm:https://h#m").url == "https://h/v1/chat/completions"
    assert endpoint_of("llm:http://h/x/chat/completions#m").url == "http://h/x/chat/completions"
    for bad in ("llm:", "llm:localhost#m", "llm:http://h/v1", "llm:file:///etc/passwd#m",
                "llm:http://[#m", "llm:http://h:99999999#m"):  # fmt: skip
        with pytest.raises(UsageError, match="llm:URL#NAME"):
            endpoint_of(bad)
    for bad in ("llm:http://me:secret@h/v1#m", "llm:http://h/v1?key=secret#m"):
        with pytest.raises(UsageError, match=KEY) as raised:
            endpoint_of(bad)
        assert "secret" not in str(raised.value)


def test_the_fingerprint_changes_with_what_decides() -> None:
    names = ("llm:http://h/v1#a", "llm:http://h/v1#b", "llm:http://i/v1#a")
    marks = {load_named(name).fingerprint for name in names}
    marks.add(load_named(names[0], "channels").fingerprint)
    assert len(marks) == 4
    assert load_named(names[0]).fingerprint in marks


def test_instructions_are_in_the_language_of_the_report() -> None:
    for language in ("zh", "vi", "en"):
        said = instructions(CLUES, language)
        for code in CLUES:
            assert f"\n{code.id}: {code.name(language)}" in said
            assert code.definition(language) in said


values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.sampled_from(["a", "b", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["labels", "inaction", "code", "confidence", "evidence", "x"]), inner
        )
    ),
    max_leaves=12,
)
near = st.fixed_dictionaries({
    "labels": st.lists(st.fixed_dictionaries({
        "code": st.sampled_from(["a", "b", "c"]),
        "confidence": st.floats(-0.5, 1.5) | st.booleans(),
        "evidence": st.lists(st.text(max_size=2) | st.none(), max_size=6),
    }), max_size=3),
    "inaction": st.booleans() | st.just(1),
})  # fmt: skip


@given(values | near)
def test_violation_agrees_with_json_schema(value) -> None:
    schema = answer_schema(["a", "b"])
    valid = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (violation(value, schema) == "") == valid


def test_fences_and_thoughts_are_passed_over() -> None:
    assert read_answer('<think>{"a"</think>\n```json\n{"a": 1}\n```') == {"a": 1}
    with pytest.raises(ValueError, match="goes on"):
        read_answer('{"a": 1} {"b": 2}')


def test_the_command_tells_first_and_takes_a_codebook(tmp_path: Path, capfd) -> None:
    book = tmp_path / "mine.yaml"
    book.write_text("id: mine\ncodes:\n  - {id: slow, names: {en: slow}}\n", encoding="utf-8")
    source = write_csv(tmp_path / "in.csv")
    with serving(lambda text, _: says([("slow", 0.6, [text[:4]])])) as chat:
        model = ("--model", f"llm:{chat.url}#tiny", "--codebook", book)
        extras = (
            "--redact",
            "--review-queue",
            tmp_path / "q.xlsx",
            "--report",
            tmp_path / "r.html",
        )
        code, out, err = run(capfd, "tag", source, "-o", tmp_path / "out.csv", *model, *extras)
        assert (code, out) == (0, "")
        first, *_, last = err.strip().split("\n")
        assert first.startswith(
            f"note: the text of every report, personal data masked, goes to {chat.url}"
        )
        assert "A tag is a lead for a reviewer, never a finding about a person." in err
        assert last.endswith("r.html: counts, charts and examples")
        assert (tmp_path / "q.xlsx").exists()
        gold = write_csv(
            tmp_path / "gold.csv", [(TEXT, "slow"), (TEXT[3:], "")], head=("text", "labels")
        )
        code, out, err = run(capfd, "evaluate", gold, *model)
        assert code == 0, err
        assert "goes to" in err
        assert "slow" in out
    assert {row["labels"] for row in read_csv(tmp_path / "out.csv")} == {"slow"}
    code, _, err = run(capfd, "tag", source, "-o", tmp_path / "b.csv", "--codebook", "channels")
    assert code == 2
    assert "leave --codebook away" in err


def test_an_interrupted_run_does_not_wait_for_answers(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "in.csv")
    with serving(lambda text, _: stall(60.0)) as chat:
        command = [sys.executable, "-m", "shangxia", "tag", source, "-o", tmp_path / "out.csv",
                   "--model", f"llm:{chat.url}#tiny"]  # fmt: skip
        run = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + 60
        while not chat.requests and time.monotonic() < end:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=15)
    assert run.returncode == 130
    assert "the same command goes on from here" in err
    assert "Traceback" not in err


def test_the_estimator_tags_without_fit() -> None:
    from sklearn.base import clone

    import shangxia as sx

    with serving(lambda text, _: says([("dilatory", 0.9, [text[:4]])])) as chat:
        own = clone(sx.Tagger(model=f"llm:{chat.url}#tiny"))
        assert own.predict_proba([TEXT]).shape == (1, len(CLUES))
        assert own.score([TEXT], [["dilatory"]]) == 1.0
        (one,) = own.tag([TEXT])
        assert one.labels[0].evidence[0].text == TEXT[:4]
        assert own.predict([]).shape == (0, len(CLUES))
        with pytest.raises(UsageError, match="nothing to save"):
            own.save("nowhere")
        loaded = sx.Tagger.load(f"llm:{chat.url}#tiny", codebook="channels")
        assert list(loaded.classes_) == list(load_codebook("channels").ids)
    with pytest.raises(UsageError, match="give a codebook"):
        sx.Tagger(None, model="llm:http://h#m").tag([TEXT])


def test_only_foreign_hosts_are_called_unencrypted() -> None:
    told: list[str] = []
    for url in ("http://localhost:1", "https://far.example", "http://far.example"):
        load_named(f"llm:{url}#m").tell(told.append)
    assert ["unencrypted" in one for one in told] == [False, False, True]
