"""A run by itself: when work is kept, what is told on the way, what a second start finds."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from shangxia.errors import ModelError, TableError
from shangxia.tagging.batch import run, tag_file
from shangxia.tagging.batch.labels import json_names
from shangxia.tagging.batch.rows import Limit
from shangxia.tagging.batch.sources import open_source
from shangxia.tagging.batch.work import Done
from tests.tagging.batch.fakes import FakeTagger
from tests.tagging.batch.tables import objects, read_csv, read_jsonl, write_csv, write_jsonl


def test_the_format_that_was_named_decides(tmp_path: Path) -> None:
    rows = "a,b,c\td,e,f\n" + "1,2,3\t4,5,6\n" * 3
    (tmp_path / "in").write_text(rows)
    assert open_source(tmp_path / "in", "tsv").columns == ("a,b,c", "d,e,f")
    assert open_source(tmp_path / "in", "csv").columns == ("a", "b", "c\td", "e", "f")
    write_jsonl(tmp_path / "in", objects())
    assert open_source(tmp_path / "in", "jsonl").columns == tuple(objects()[0])


def test_work_is_due_by_size_or_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run.time, "monotonic", lambda: 100.5)
    assert not run._Pending(size=run._COMMIT_BYTES - 1, since=100.1).is_due()
    assert run._Pending(size=run._COMMIT_BYTES, since=100.1).is_due()
    assert run._Pending(since=100.0).is_due()
    assert (run._COMMIT_BYTES, run._COMMIT_AFTER) == (2**24, 0.5)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ten rows, of which the third cannot be read, in batches of four."""
    monkeypatch.setattr(Limit, "ROWS", 4)
    monkeypatch.setattr("shangxia.tagging.batch.csvsource._STEP", 4)
    rows = [(str(n), "", f"一直拖着{n}") for n in range(1, 11)]
    rows[2] = ("3", "", "x", "y")
    return write_csv(tmp_path / "in.csv", rows)


class Failing(FakeTagger):
    """A model that breaks at a text."""

    def tag(self, texts):
        if any("7" in text for text in texts):
            raise ModelError("the model broke")
        return super().tag(texts)


def test_what_was_done_before_a_model_broke_is_kept(source: Path, tmp_path: Path) -> None:
    seen = []
    with pytest.raises(ModelError, match="the model broke"):
        tag_file(source, tmp_path / "out.csv", model=Failing())
    summary = tag_file(source, tmp_path / "out.csv", model=FakeTagger(), on_progress=seen.append)
    assert summary.resumed == 4
    assert summary.counts.rows == 9
    assert summary.seconds > 0
    assert [(one.rows, one.resumed) for one in seen] == [(8, 4), (10, 4)]
    assert seen[-1].share == 1.0
    assert 0 <= seen[0].seconds <= seen[1].seconds <= summary.seconds
    assert [row["编号"] for row in read_csv(tmp_path / "out.csv")] == [
        str(n) for n in range(1, 11) if n != 3
    ]


def test_progress_counts_what_is_committed_and_what_is_not(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for after, rows in ((0.0, [4, 8, 10]), (1000.0, [4, 8, 10])):
        monkeypatch.setattr(run, "_COMMIT_AFTER", after)
        seen = []
        summary = tag_file(
            source, tmp_path / "out.csv", model=FakeTagger(), on_progress=seen.append
        )
        assert [one.rows for one in seen] == rows
        assert {one.resumed for one in seen} == {0} == {summary.resumed}
        assert [one.share for one in seen] == sorted(one.share for one in seen)


def test_a_run_that_was_killed_before_it_published_only_publishes(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(run, "finish", killed)
        with pytest.raises(Killed):
            tag_file(source, tmp_path / "out.csv", model=FakeTagger())
    seen = []
    # The same model by what it says of itself: it has nothing to do any more.
    summary = tag_file(source, tmp_path / "out.csv", model=Failing(), on_progress=seen.append)
    assert (summary.seconds, summary.resumed, seen) == (0.0, 10, [])
    assert len(read_csv(tmp_path / "out.csv")) == 9


def test_what_the_manifest_says(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ModelError):
        tag_file(source, tmp_path / "out.jsonl", model=Failing(), text=["内容"], redact=True,
                 review_queue=str(tmp_path / "q.xlsx"))  # fmt: skip
    told = json.loads((tmp_path / "out.jsonl.partial" / "manifest.json").read_bytes())
    columns = json.dumps([["编号", "时间", "内容"], list(json_names())], ensure_ascii=False)
    assert told == {
        "schema": "shangxia/1",
        "input": {
            "sha256": hashlib.sha256(source.read_bytes()).hexdigest(),
            "bytes": source.stat().st_size,
        },
        "model": "0" * 64,
        "codebook": "clues",
        "columns": {"sha256": hashlib.sha256(columns.encode()).hexdigest(), "text": [2], "id": 0},
        "format": ["csv", "jsonl"],
        "options": {"redact": True, "review_queue": True, "report": False},
    }


def test_a_link_stays_a_link_and_extras_are_made(source: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out.csv").symlink_to(tmp_path / "real" / "out.csv")
    summary = tag_file(
        str(source), str(tmp_path / "out.csv"), model=FakeTagger(),
        review_queue=str(tmp_path / "q.xlsx"), report=str(tmp_path / "r.html"),
    )  # fmt: skip
    assert (tmp_path / "out.csv").is_symlink()
    assert len(read_csv(tmp_path / "real" / "out.csv")) == 9
    assert summary.output == (tmp_path / "real" / "out.csv").resolve()
    assert (tmp_path / "q.xlsx").exists()
    assert (tmp_path / "r.html").exists()


def test_notes_are_told_before_it_begins(source: Path, tmp_path: Path) -> None:
    class Telling(FakeTagger):
        def tell(self, note):
            note("the model says")

    told: list[str] = []
    tag_file(source, tmp_path / "out.csv", model=Telling(), on_note=told.append)
    assert told == ["the model says"]
    tag_file(source, tmp_path / "out.csv", model=Telling())


def test_work_that_waits_is_added_up() -> None:
    pending = run._Pending()
    pending.add(Done(5, 4, {"rows": b"abc", "counts": b"d"}, 0.1))
    pending.add(Done(3, 3, {"rows": b"ef", "rejects": b""}, 0.2))
    assert (pending.records, pending.rows, pending.size) == (8, 7, 6)
    assert pending.blobs == {
        "rows": [b"abc", b"ef"], "rejects": [b""], "review": [], "counts": [b"d"],
    }  # fmt: skip


def test_without_a_name_it_is_the_model_that_ships(source: Path, tmp_path: Path) -> None:
    summary = tag_file(source, tmp_path / "out.csv")
    assert summary.codebook == "clues"
    assert summary.model.startswith("clues-")


def test_a_named_format_is_that_of_the_input(source: Path, tmp_path: Path) -> None:
    (tmp_path / "odd.jsonl").write_bytes(source.read_bytes())
    tag_file(tmp_path / "odd.jsonl", tmp_path / "out.jsonl", model=FakeTagger(), format="csv")
    assert [row["编号"] for row in read_jsonl(tmp_path / "out.jsonl")][:3] == ["1", "2", "4"]
    tag_file(source, tmp_path / "out.any", model=FakeTagger(), format="csv")
    assert len(read_csv(tmp_path / "out.any")) == 9


def test_notes_of_the_plan_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shangxia.tagging.batch.plan.MANY_ROWS", 2)
    pyarrow.parquet.write_table(pyarrow.table({"text": ["一直拖着"] * 3}), tmp_path / "in.parquet")
    told: list[str] = []
    tag_file(
        tmp_path / "in.parquet", tmp_path / "out.xlsx", model=FakeTagger(), on_note=told.append
    )
    assert len(told) == 1
    assert told[0].startswith("in.parquet has 3 rows: a workbook of so many")


def test_rows_are_counted_without_the_head(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = []
    original = run.finish

    def finish(journal, *rest):
        states.append(journal.state)
        return original(journal, *rest)

    monkeypatch.setattr(run, "finish", finish)
    began = time.monotonic()
    summary = tag_file(source, tmp_path / "out.csv", model=FakeTagger())
    assert 0 < summary.seconds <= time.monotonic() - began
    assert [(one.records, one.rows, one.complete) for one in states] == [(10, 9, True)]


def test_a_workbook_holds_as_many_rows_as_it_can_and_no_more(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of them is the header.
    monkeypatch.setattr("shangxia.tagging.batch.plan.MOST_ROWS", 9)
    for after in (0.0, 1000.0):
        monkeypatch.setattr(run, "_COMMIT_AFTER", after)
        with pytest.raises(TableError, match="more than the 8 rows that a workbook can hold"):
            tag_file(source, tmp_path / "out.xlsx", model=FakeTagger(), fresh=True)
    monkeypatch.setattr("shangxia.tagging.batch.plan.MOST_ROWS", 10)
    summary = tag_file(source, tmp_path / "out.xlsx", model=FakeTagger(), fresh=True)
    assert summary.counts.rows == 9
