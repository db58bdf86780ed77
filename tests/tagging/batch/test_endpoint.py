"""Tables tagged by an endpoint: rejects, resumption, interruption, the key."""

from __future__ import annotations

import json
import logging
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from shangxia.errors import ModelError
from shangxia.neural.endpoint import KEY
from shangxia.tagging.batch import tag_file
from tests.runner import run
from tests.tagging.batch.tables import read_any, read_csv, read_jsonl, write_csv
from tests.tagging.chatserver import QUOTE, TEXT, says, serving, stall, tagger


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
    with serving(lambda text, _: stall(120.0)) as chat:
        command = [sys.executable, "-m", "shangxia", "tag", source, "-o", tmp_path / "out.csv",
                   "--model", f"llm:{chat.url}#tiny"]  # fmt: skip
        # A job in the background of a shell ignores the signal, and so would its children.
        run = subprocess.Popen(
            command, stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        end = time.monotonic() + 60
        while not chat.requests and time.monotonic() < end:
            time.sleep(0.05)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "the same command goes on from here" in err
    assert "Traceback" not in err
