"""Sequence classifiers of transformers: tiny random models of several families, the whole way."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shangxia.coding import load_codebook
from shangxia.errors import ModelError, UsageError
from shangxia.tagging.named import load_named
from tests.runner import run
from tests.tagging.batch.tables import ROWS, read_csv, write_csv
from tests.tokens import save_words

torch = pytest.importorskip("torch", reason="the extra `neural` is not installed")
transformers = pytest.importorskip("transformers")

CODES = load_codebook("clues").ids
LABELS = (*CODES, "inaction")
FAMILIES = ("bert", "xlm-roberta", "modernbert", "qwen3")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def save_tokenizer(folder: Path) -> None:
    """Save a tokenizer of the characters of the test rows."""
    from tokenizers import Regex, pre_tokenizers, processors

    letters = sorted({letter for row in ROWS for letter in row[2]})
    wrapper = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    save_words(folder, letters, pre_tokenizers.Split(Regex("."), "isolated"), wrapper)


def build(folder: Path, family: str = "bert", labels: Any = LABELS, **more: Any) -> Path:
    """Save a tiny random classifier, its last layer wide enough to decide."""
    sizes: dict[str, Any] = {
        "vocab_size": 128, "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2,
        "intermediate_size": 32, "pad_token_id": 0, "max_position_embeddings": 32,
        "id2label": dict(enumerate(labels)), "label2id": {one: at for at, one in enumerate(labels)},
        "problem_type": "multi_label_classification",
    } | more  # fmt: skip
    special = {"bos_token_id": 2, "eos_token_id": 3, "cls_token_id": 2, "sep_token_id": 3}
    configs = {
        "bert": lambda: transformers.BertConfig(**sizes),
        "xlm-roberta": lambda: transformers.XLMRobertaConfig(**sizes),
        "modernbert": lambda: transformers.ModernBertConfig(**sizes, **special),
        "qwen3": lambda: transformers.Qwen3Config(**sizes, num_key_value_heads=2, head_dim=8),
    }
    torch.manual_seed(1)
    model = transformers.AutoModelForSequenceClassification.from_config(configs[family]())
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if name.startswith(("classifier", "score")) and weight.dim() > 1:
                weight.normal_(0, 2)
    model.save_pretrained(folder)
    save_tokenizer(folder)
    return folder


@pytest.mark.parametrize("family", FAMILIES)
def test_a_classifier_tags_a_table(family: str, tmp_path: Path, capfd) -> None:
    model = build(tmp_path / "model", family)
    source = write_csv(tmp_path / "in.csv", [*ROWS, ("6", "", ROWS[0][2] * 9), ("7", "", "")])
    capfd.readouterr()
    code, _, err = run(capfd, "tag", source, "-o", tmp_path / "out.csv", "--model", model)
    assert code == 0, err
    assert err.startswith("note: the probabilities of model-")
    assert "not calibrated" in err
    out = read_csv(tmp_path / "out.csv")
    assert [row["编号"] for row in out] == [*(row[0] for row in ROWS), "6", "7"]
    assert len({row["labels"] for row in out}) > 1
    for row in out:
        given = row["labels"].split(";") if row["labels"] else []
        assert given == [code for code in CODES if float(row[f"score_{code}"]) >= 0.5]
        quotes = json.loads(row["evidence"])
        assert {quote["code"] for quote in quotes} == set(given)
        for quote in quotes:
            assert row["内容"][quote["start"] : quote["end"]] == quote["text"] != ""
        assert row["model"].startswith("model-")
    assert (out[-1]["labels"], out[-1]["review"]) == ("", "true")


def test_a_report_is_tagged_alike_alone_and_in_a_batch(tmp_path: Path) -> None:
    tagger = load_named(str(build(tmp_path / "model")))
    texts = [row[2] for row in ROWS] + [ROWS[0][2] * 9]
    together = tagger.tag(texts)
    alone = [tagger.tag([text])[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert one.labels == other.labels or one.scores == pytest.approx(other.scores, abs=2e-3)
    again = copy.deepcopy(tagger)  # by the protocol that sends it to a worker
    assert again.tag(texts) == together
    assert (again.name, again.fingerprint) == (tagger.name, tagger.fingerprint)


def test_a_model_without_padding_reads_a_batch(tmp_path: Path) -> None:
    folder = build(tmp_path / "model", "qwen3", pad_token_id=None)
    read = transformers.AutoTokenizer.from_pretrained(folder)
    read.pad_token, read.eos_token = None, "[SEP]"
    read.save_pretrained(folder)
    tagger = load_named(str(folder))
    texts = ["", ROWS[0][2], ROWS[1][2] * 3]
    for one, alone in zip(
        tagger.tag(texts), [tagger.tag([text])[0] for text in texts], strict=True
    ):
        assert one.scores == pytest.approx(alone.scores, abs=2e-3)
    read.eos_token = None
    read.save_pretrained(folder)
    with pytest.raises(ModelError, match="neither a pad nor an end token"):
        load_named(str(folder))


def test_one_label_a_text_and_names_of_codes(tmp_path: Path) -> None:
    book = load_codebook("clues")
    labels = ["none", *(code.name("zh") for code in book)]
    more = {"problem_type": "single_label_classification"}
    tagger = load_named(str(build(tmp_path / "model", labels=labels, **more)))
    for one in tagger.tag([row[2] for row in ROWS]):
        assert len(one.labels) <= 1
        assert not one.inaction


def test_labels_that_do_not_match_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'LABEL_0' is no code"):
        load_named(str(build(tmp_path / "a", labels=[f"LABEL_{at}" for at in range(10)])))
    with pytest.raises(UsageError, match="none of them is 'indifferent'"):
        load_named(str(build(tmp_path / "b", labels=CODES[:-1])))
    book = tmp_path / "mine.yaml"
    book.write_text("id: mine\ncodes:\n  - {id: rude, names: {en: rude}}\n", encoding="utf-8")
    tagger = load_named(str(build(tmp_path / "c", labels=["RUDE", "None"])), book)
    assert (tagger.codebook, tagger.codes) == ("mine", ("rude",))


def test_what_can_run_code_is_refused(tmp_path: Path) -> None:
    folder = build(tmp_path / "pickle")
    torch.save({"a": torch.zeros(1)}, folder / "pytorch_model.bin")
    (folder / "model.safetensors").unlink()
    with pytest.raises(ModelError, match=r"pytorch_model\.bin: is a pickle"):
        load_named(str(folder))
    folder = build(tmp_path / "code")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["model_type"] = "theirs"
    config["auto_map"] = {"AutoConfig": "theirs.Config"}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "theirs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')", encoding="utf-8")
    with pytest.raises(ModelError, match="code of its own, which is never run"):
        load_named(str(folder))
    assert not (tmp_path / "ran").exists()


def test_an_encoder_is_no_classifier(tmp_path: Path) -> None:
    folder = build(tmp_path / "model")
    transformers.AutoModel.from_pretrained(folder).save_pretrained(folder)
    with pytest.raises(ModelError, match="is an encoder, not a sequence classifier"):
        load_named(str(folder))


@pytest.mark.parametrize("name", ["nobody/no-such-model@abc1234", "nobody/no-such-model"])
def test_no_network_is_explained(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="check name, revision and network"):
        load_named(name)


def test_a_folder_that_is_misspelt_is_not_looked_for_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    for name in ("models/mien", "./mine", "mine"):
        with pytest.raises(ModelError, match="there is no model here"):
            load_named(name)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A model in the cache of the hub, as a download leaves it."""
    commit = "0123456789abcdef0123456789abcdef01234567"
    home = tmp_path / "cache" / "models--me--tiny"
    build(home / "snapshots" / commit)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text(commit, encoding="utf-8")
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(home.parent))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return commit


def test_a_model_of_the_hub_is_known_by_its_commit(hub: str) -> None:
    pinned = load_named(f"me/tiny@{hub}")
    assert pinned.name == f"tiny-{hub[:8]}"
    told: list[str] = []
    pinned.tell(told.append)
    assert not any("not pinned" in note for note in told)
    loose = load_named("me/tiny")
    loose.tell(told.append)
    assert f"me/tiny@{hub} is what was loaded" in told[-2]
    assert loose.fingerprint == pinned.fingerprint
    with pytest.raises(ModelError, match="check name, revision and network"):
        load_named("me/tiny@ffffffff")


def test_without_the_extra_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    code = (
        "import sys; sys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from shangxia.tagging.named import load_named\n"
        f"load_named({str(tmp_path)!r})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    last = done.stderr.strip().split("\n")[-1]
    assert "ModelError" in last
    assert "pip install 'shangxia[neural]'" in last


def test_the_estimator_takes_a_classifier(tmp_path: Path) -> None:
    import shangxia as sx

    folder = str(build(tmp_path / "model"))
    tagger = sx.Tagger.load(folder)
    texts = [row[2] for row in ROWS]
    given = [[label.code for label in one.labels] for one in tagger.tag(texts)]
    assert tagger.predict(texts).sum() == sum(map(len, given)) > 0
    assert tagger.score(texts, given) == 1.0
