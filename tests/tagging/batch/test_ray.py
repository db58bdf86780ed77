"""The Ray engine gives the rows of the local one, also when a machine is lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pyarrow.parquet
import pytest

from shangxia.errors import TableError, UsageError
from shangxia.tagging.batch import tag_file
from shangxia.tagging.batch.ray_engine import tag_partitions
from tests.tagging.batch.fakes import SlowTagger
from tests.tagging.batch.tables import read_jsonl, write_jsonl

ray = pytest.importorskip("ray", reason="ray is not installed: pip install 'shangxia[ray]'")
pytestmark = [
    pytest.mark.slow,
    # Ray warns about its own future and leaves sockets to the end of the process.
    pytest.mark.filterwarnings("ignore"),
]
PARTS, ROWS = 12, 40
WORDS = ("一直拖着没有结果", "推来推去？", "我叫张三，电话13812345678，不理我", "谢谢")


@pytest.fixture(scope="module")
def cluster() -> Iterator:
    from ray.cluster_utils import Cluster

    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 1, "object_store_memory": 80 << 20},
    )
    ray.init(address=made.address, log_to_driver=False)
    yield made
    ray.shutdown()
    made.shutdown()


@pytest.fixture(params=["jsonl", "parquet"])
def parts(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    folder = tmp_path / "parts"
    folder.mkdir()
    for part in range(PARTS):
        rows = [
            {"id": f"{part}-{n}", "text": WORDS[(part + n) % 4] * (n % 3 + 1)} for n in range(ROWS)
        ]
        path = folder / f"part-{part:05}.{request.param}"
        if request.param == "jsonl":
            write_jsonl(path, rows)
        else:
            pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    return folder


def local(parts: Path, output: Path, **options) -> dict[str, bytes]:
    """Tag part by part with the local engine."""
    output.mkdir()
    for part in parts.iterdir():
        tag_file(part, output / part.name, model=SlowTagger(seconds=0), workers=1, **options)
    return contents(output)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_same_bytes_as_local(cluster, parts: Path, tmp_path: Path) -> None:
    done = tag_partitions(parts, tmp_path / "out", model=SlowTagger(seconds=0), redact=True)
    assert (done.rows, done.rejected, done.parts, done.resumed) == (PARTS * ROWS, 0, PARTS, 0)
    assert contents(tmp_path / "out") == local(parts, tmp_path / "local", redact=True)


def test_queue_and_report_are_those_of_one_table(cluster, parts: Path, tmp_path: Path) -> None:
    for folder in ("far", "near"):
        (tmp_path / folder).mkdir()
    far = {"review_queue": tmp_path / "far" / "q.xlsx", "report": tmp_path / "far" / "r.html"}
    model = SlowTagger(seconds=0)
    tag_partitions(parts, tmp_path / "out", model=model, **far)
    files = sorted(parts.iterdir())
    whole = tmp_path / f"whole{files[0].suffix}"
    if whole.suffix == ".jsonl":
        whole.write_bytes(b"".join(path.read_bytes() for path in files))
    else:
        tables = [pyarrow.parquet.read_table(path) for path in files]
        pyarrow.parquet.write_table(pyarrow.concat_tables(tables), whole)
    near = {"review_queue": tmp_path / "near" / "q.xlsx", "report": tmp_path / "near" / "r.html"}
    tag_file(whole, tmp_path / f"near{whole.suffix}", model=model, workers=1, **near)
    for name in ("q.xlsx", "r.html"):
        assert (tmp_path / "far" / name).read_bytes() == (tmp_path / "near" / name).read_bytes()
    # No text is left in the work folder, and nothing is done twice.
    left = {path.suffix or path.name for path in (tmp_path / "out" / "_shangxia").iterdir()}
    assert left <= {".done", ".json", "lock"}
    assert tag_partitions(parts, tmp_path / "out", model=model, **far).resumed == PARTS
    far["report"].unlink()
    assert tag_partitions(parts, tmp_path / "out", model=model, **far).resumed == 0
    assert far["report"].read_bytes() == near["report"].read_bytes()


def test_a_lost_machine_loses_nothing(cluster, parts: Path, tmp_path: Path) -> None:
    node = cluster.add_node(num_cpus=1, object_store_memory=80 << 20)
    cluster.wait_for_nodes()
    output = tmp_path / "out"
    removed = []

    def remove() -> None:
        deadline = time.monotonic() + 60
        while len(list(output.glob("part-*"))) < 3 and time.monotonic() < deadline:
            time.sleep(0.05)
        removed.append(len(list(output.glob("part-*"))))
        cluster.remove_node(node, allow_graceful=False)

    thread = Thread(target=remove)
    thread.start()
    done = tag_partitions(parts, output, model=SlowTagger(seconds=0.4))
    thread.join()
    assert removed[0] < PARTS
    assert done.rows == PARTS * ROWS
    assert contents(output) == local(parts, tmp_path / "local")


def test_an_interrupted_run_goes_on(cluster, parts: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    tag_partitions(parts, output, model=SlowTagger(seconds=0))
    whole = contents(output)
    for name in sorted(whole)[:3]:
        (output / name).unlink()
    done = tag_partitions(parts, output, model=SlowTagger(seconds=0))
    assert done.resumed == PARTS - 3
    assert contents(output) == whole
    with pytest.raises(UsageError, match="another model"):
        tag_partitions(parts, output, model=SlowTagger(seconds=0, fingerprint="1" * 64))


def test_rejects_and_names_that_only_one_part_has(cluster, tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    write_jsonl(folder / "a.jsonl", [{"text": "一直拖着"}])
    (folder / "b.jsonl").write_text('{"text": "推", "labels": "mine"}\nnot json\n', "utf-8")
    done = tag_partitions(folder, tmp_path / "out", model=SlowTagger(seconds=0))
    assert (done.rows, done.rejected) == (2, 1)
    assert "sx_labels" in read_jsonl(tmp_path / "out" / "a.jsonl")[0]
    assert read_jsonl(tmp_path / "out" / "b.jsonl")[0]["labels"] == "mine"
    (reject,) = read_jsonl(tmp_path / "out" / "_shangxia" / "b.jsonl.rejects.jsonl")
    assert reject["row"] == 2


def test_parts_that_cannot_be_used_are_said(cluster, tmp_path: Path) -> None:
    with pytest.raises(TableError, match="does not exist"):
        tag_partitions(tmp_path / "no", tmp_path / "out", model=SlowTagger())
    folder = tmp_path / "parts"
    folder.mkdir()
    with pytest.raises(TableError, match=r"no \.jsonl or \.parquet part"):
        tag_partitions(folder, tmp_path / "out", model=SlowTagger())
    (folder / "a.jsonl").write_text("")
    with pytest.raises(TableError, match=r"a\.jsonl is empty"):
        tag_partitions(folder, tmp_path / "out", model=SlowTagger())
