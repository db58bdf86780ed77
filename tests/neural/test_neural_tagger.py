"""The neural tagger the whole way: a tiny random encoder, taught, saved, loaded, asked."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `neural` is not installed")
pytest.importorskip("onnxruntime")

from shangxia.coding.codebook import load_codebook  # noqa: E402
from shangxia.errors import ModelError  # noqa: E402
from shangxia.tagging.estimator import Tagger  # noqa: E402
from shangxia.tagging.model import TaggingModel  # noqa: E402
from shangxia.tagging.neural_storage import save_neural  # noqa: E402
from shangxia.tagging.neural_training import Trained, train_neural  # noqa: E402
from tests.neural.models import BLAME, DELAY, reports, tiny_bert  # noqa: E402

TEXT = f"门口的路坏了，{BLAME}，请问找谁。"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    folder = tiny_bert(tmp_path_factory.mktemp("encoder"))
    told: list[int] = []
    done = train_neural(
        reports(120),
        load_codebook("clues"),
        encoder=str(folder),
        name="tiny",
        epochs=25,
        on_epoch=lambda epoch, most, reached: told.append(epoch),
    )
    assert told == list(range(1, len(told) + 1))
    return done


@pytest.fixture(scope="module")
def saved(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved") / "tiny"
    save_neural(trained, folder, {"reports": 120})
    return folder


def test_it_learns_and_quotes_the_clause(trained: Trained) -> None:
    tagging, other = trained.model.tag([TEXT, f"路灯坏了，{DELAY}，谢谢。"])
    assert [label.code for label in tagging.labels] == ["buck-passing"]
    assert BLAME in "".join(quote.text for quote in tagging.labels[0].evidence)
    for quote in tagging.labels[0].evidence:
        assert TEXT[quote.start : quote.end] == quote.text
    assert [label.code for label in other.labels] == ["dilatory"]


def test_what_was_saved_says_the_same(trained: Trained, saved: Path) -> None:
    texts = [TEXT, "", "谢谢", *(one.text for one in reports(20))]
    loaded = TaggingModel.load(saved)
    assert loaded.fingerprint
    assert loaded.name.startswith("tiny-")
    # Eight bits are not thirty-two, so nearly the same is meant.
    assert np.abs(loaded.scores(texts) - trained.model.scores(texts)).max() < 0.2
    assert [one.scores for one in loaded.tag(texts)] == [one.scores for one in loaded.tag(texts)]


def test_a_report_is_judged_alike_in_any_company(saved: Path) -> None:
    loaded = TaggingModel.load(saved)
    texts = [TEXT, *(one.text for one in reports(30))]
    alone = np.vstack([loaded.scores([text]) for text in texts])
    # Weights of eight bits scale what they meet by the batch: a little may differ.
    assert np.abs(loaded.scores(texts) - alone).max() < 0.1


@pytest.mark.parametrize("name", ["head.npz", "encoder.int8.onnx", "linear/settings.json"])
def test_a_changed_file_is_refused(saved: Path, tmp_path: Path, name: str) -> None:
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(saved, folder)
    with (folder / name).open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match="was changed after training"):
        TaggingModel.load(folder)


def test_a_manifest_cannot_point_outside(saved: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "copy"
    shutil.copytree(saved, folder)
    told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told["sha256"]["../outside"] = "0"
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "outside").write_text("x", encoding="utf-8")
    with pytest.raises(ModelError, match="is missing"):
        TaggingModel.load(folder)


def test_the_mixture_is_never_worse_than_its_parts_where_it_was_chosen() -> None:
    from shangxia.tagging.calibration import average_precision
    from shangxia.tagging.neural_training import _mix

    rng = np.random.default_rng(0)
    labels = (rng.random((200, 3)) < 0.2).astype(np.float32)
    linear = (labels * 2 + rng.normal(size=labels.shape)).astype(np.float32)
    neural = (labels + rng.normal(size=labels.shape)).astype(np.float32)
    mix = _mix(linear, neural, labels, (0.0, 1.0, 0.0), False)
    reached = average_precision(mix.mixed(linear, neural), labels)
    assert reached >= max(average_precision(one, labels) for one in (linear, neural))


def test_the_estimator_teaches_saves_and_loads(tmp_path: Path) -> None:
    rows = reports(60)
    tagger = Tagger("clues", model=str(tiny_bert(tmp_path / "encoder")), name="mine")
    tagger.fit(
        [one.text for one in rows],
        [one.labels for one in rows],
        evidence=[one.evidence for one in rows],
    )
    tagger.save(tmp_path / "mine")
    again = Tagger.load(tmp_path / "mine")
    assert again.predict([TEXT]).shape == (1, 10)
    assert tagger.get_params()["model"].endswith("encoder")


def test_without_weights_neural_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shangxia.tagging.storage.bundled", tmp_path.joinpath)
    with pytest.raises(ModelError, match=r"no neural tagger is installed.*train one"):
        TaggingModel.load("neural")


def test_the_command_teaches_an_encoder_and_tags_with_it(tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from shangxia.cli import app

    rows = [
        {
            "text": one.text,
            "labels": list(one.labels),
            "inaction": one.inaction,
            "evidence": [{"code": c, "start": a, "end": b} for c, a, b in one.evidence],
        }
        for one in reports(60)
    ]
    table = tmp_path / "reports.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    encoder, model, out = tiny_bert(tmp_path / "bert"), tmp_path / "mine", tmp_path / "out.csv"
    run = CliRunner().invoke
    done = run(app, ["train", str(table), "-o", str(model), "--model", str(encoder)])
    assert done.exit_code == 0, done.output
    assert "average precision" in done.output
    card = (model / "README.md").read_text(encoding="utf-8")
    assert "neural" in card
    done = run(app, ["tag", str(table), "-o", str(out), "--model", str(model)])
    assert done.exit_code == 0, done.output
    assert "buck-passing" in out.read_text(encoding="utf-8")


def test_an_encoder_without_layers_is_saved_and_read(tmp_path: Path) -> None:
    from transformers import BertConfig, BertModel

    from shangxia.neural.onnxfile import onnx_runner, torch_runner, write_onnx

    config = BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=0, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32,
    )  # fmt: skip
    model = BertModel(config).eval()
    tokens = np.array([[2, 7, 8, 3], [2, 9, 3, 0]])
    mask = (tokens > 0).astype(np.int64)
    before = torch_runner(model)(tokens, mask)
    write_onnx(model, tmp_path / "bag.onnx")
    after = onnx_runner(tmp_path / "bag.onnx")(tokens, mask)
    assert np.abs(before - after)[mask > 0].max() < 0.1
