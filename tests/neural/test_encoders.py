"""Encoders from a folder: tiny random models of several families, the whole way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shangxia.errors import ModelError
from shangxia.neural import load_encoder
from tests.tokens import save_words

torch = pytest.importorskip("torch", reason="the extra `neural` is not installed")
transformers = pytest.importorskip("transformers")

WORDS = (
    list("辞职干部应当组织处理责任规定")
    + "cán bộ từ chức quy định trách nhiệm the cadre shall".split()
)


def tokenizer(folder: Path) -> None:
    """Save a small word-level tokenizer."""
    from tokenizers import pre_tokenizers

    save_words(folder, WORDS, pre_tokenizers.BertPreTokenizer())


def build(family: str, folder: Path) -> Path:
    """Save a tiny random model of a family."""
    sizes = {
        "vocab_size": 64,
        "hidden_size": 16,
        "num_hidden_layers": 1,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "pad_token_id": 0,
    }
    if family == "bert":
        config = transformers.BertConfig(**sizes)
    elif family == "xlm-roberta":
        config = transformers.XLMRobertaConfig(**sizes, max_position_embeddings=128)
    else:
        config = transformers.ModernBertConfig(
            **sizes, bos_token_id=2, eos_token_id=3, cls_token_id=2, sep_token_id=3
        )
    torch.manual_seed(1)
    transformers.AutoModel.from_config(config).save_pretrained(folder)
    tokenizer(folder)
    return folder


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("family", ["bert", "xlm-roberta", "modernbert"])
def test_encoder_gives_vectors_of_length_one_in_order(family: str, tmp_path: Path) -> None:
    encode = load_encoder(str(build(family, tmp_path / family)))
    texts = ["干部应当辞职", "cán bộ từ chức", "辞职", "the cadre shall"] * 10
    vectors = encode(texts)
    assert vectors.shape == (40, 16)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert np.allclose(vectors[0], encode(texts[:1])[0], atol=1e-4)
    assert encode([]).shape == (0, 16)
    assert np.isfinite(encode([""])).all()


def test_a_missing_folder_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelError, match="no encoder 'no/such-encoder'"):
        load_encoder("no/such-encoder")


def test_a_pickled_model_is_refused(tmp_path: Path) -> None:
    folder = build("bert", tmp_path / "bert")
    weights = folder / "model.safetensors"
    torch.save({"a": torch.zeros(1)}, folder / "pytorch_model.bin")
    weights.unlink()
    with pytest.raises(ModelError, match=r"model\.safetensors"):
        load_encoder(str(folder))


@pytest.mark.slow
def test_compare_takes_an_encoder(samples: Path, tmp_path: Path) -> None:
    folder = build("bert", tmp_path / "bert")
    # An encoder to which all texts are alike leaves the pairs to the other features.
    model = transformers.AutoModel.from_pretrained(folder)
    for table in (model.embeddings.word_embeddings, model.embeddings.position_embeddings):
        table.weight.data.fill_(0.1)
    model.save_pretrained(folder)
    out = tmp_path / "pairs.json"
    command = [
        sys.executable,
        "-m",
        "shangxia",
        "compare",
        str(samples / "zh-regulation.txt"),
        str(samples / "vi-regulation.txt"),
        "--encoder",
        str(folder),
        "-o",
        str(out),
    ]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert '"encoder"' in out.read_text(encoding="utf-8")


def test_similarity_goes_by_an_encoder(tmp_path: Path) -> None:
    from shangxia import similarity

    folder = str(build("bert", tmp_path / "bert"))
    texts = ["干部辞职", "cán bộ từ chức", "规定"]
    scores = similarity(texts, texts[:2], encoder=folder)
    assert scores.shape == (3, 2)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert np.allclose([scores[0, 0], scores[1, 1]], 1, atol=1e-4)
    given = similarity(["a"], ["b"], encoder=lambda texts: np.ones((len(texts), 1), np.float32))
    assert given.tolist() == [[1.0]]


def test_neural_without_weights_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("shangxia.neural.encoders.bundled", tmp_path.joinpath)
    with pytest.raises(ModelError, match=r"no neural encoder is installed.*pretrain_encoder"):
        load_encoder("neural")


def test_our_own_layout_is_checked_and_read_as_onnx(tmp_path: Path) -> None:
    from shangxia.neural.encoders import ENCODER, ONNX, save_encoder
    from shangxia.neural.files import write_manifest

    there = str(build("bert", tmp_path / "bert"))
    before = load_encoder(there)(["干部应当辞职", "cán bộ"])
    model = transformers.AutoModel.from_pretrained(there)
    own = tmp_path / "own"
    names = save_encoder(model, transformers.AutoTokenizer.from_pretrained(there), own)
    write_manifest(own, ENCODER, names, {"steps": 1})
    vectors = load_encoder(str(own))(["干部应当辞职", "cán bộ"])
    # Eight bits are not thirty-two.
    assert (vectors * before).sum(axis=1).min() > 0.98
    with (own / ONNX).open("ab") as file:
        file.write(b"x")
    with pytest.raises(ModelError, match="was changed after training"):
        load_encoder(str(own))


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    import json

    folder = build("bert", tmp_path / "bert")
    mark = tmp_path / "ran"
    code = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\nclass M: pass\n"
    (folder / "own.py").write_text(code, encoding="utf-8")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config |= {"model_type": "own", "auto_map": {"AutoConfig": "own.M", "AutoModel": "own.M"}}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="no encoder"):
        load_encoder(str(folder))
    assert not mark.exists()


def test_a_revision_behind_the_name_pins_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    def load(name: str, *, revision: str | None = None) -> None:
        asked.append((name, revision))
        raise ModelError("not here")

    monkeypatch.setattr("shangxia.neural.encoders.load_transformer", load)
    for name in ("owner/name@abc1234", "owner/name"):
        with pytest.raises(ModelError, match="not here"):
            load_encoder(name)
    assert asked == [("owner/name", "abc1234"), ("owner/name", None)]
