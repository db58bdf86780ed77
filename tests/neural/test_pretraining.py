"""The pretraining scripts on a handful of texts: batches, losses, checkpoints."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra `neural` is not installed")
pytest.importorskip("datasets")

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
if not SCRIPTS.is_dir():
    pytest.skip("the scripts are not part of an installed package", allow_module_level=True)
sys.path.insert(0, str(SCRIPTS))

from encoder_batches import IGNORE, Corpus, tokens_of  # noqa: E402
from encoder_curve import draw  # noqa: E402
from encoder_model import Learner, vectors_of  # noqa: E402
from encoder_tokenizer import train_tokenizer  # noqa: E402
from pretrain_encoder import Run, config_of  # noqa: E402

TEXTS = [
    "部门之间互相推诿，没有人管，问题一直没有解决。",
    "干部应当辞职，组织部门应当调整他的职务。",
    "Các phòng ban đùn đẩy trách nhiệm, không ai giải quyết đơn của tôi.",
    "Cán bộ phải từ chức, cơ quan phải bố trí công tác khác.",
    "The departments pass the buck and nobody answers my letter.",
] * 8


@pytest.fixture(scope="module")
def tokenizer() -> object:
    return train_tokenizer(TEXTS, pieces=200, longest=64)


@pytest.fixture(scope="module")
def corpus(tokenizer: object) -> Corpus:
    rows = tokens_of(tokenizer, TEXTS)
    made = Corpus(len(tokenizer), (2, 3, 4))  # type: ignore[arg-type]
    for kind in ("laws-zh", "laws-vi", "messages", "reports"):
        made.windows[kind] = sorted(rows, key=len)
    nothing = np.zeros(0, dtype=np.int32)
    made.groups["msdocs"] = [(rows[0], rows[2], nothing), (rows[1], rows[3], nothing)] * 8
    made.groups["titles"] = [(rows[0][:5], rows[0][5:], nothing)] * 8
    return made


def test_tokens_keep_offsets(tokenizer: object) -> None:
    text = "推诿，Cán bộ TỪ CHỨC"
    read = tokenizer(text, return_offsets_mapping=True, add_special_tokens=False)  # type: ignore[operator]
    quoted = [text[start:end] for start, end in read["offset_mapping"]]
    assert "，" in quoted
    assert "".join(quoted).replace(" ", "") == text.replace(" ", "")


def test_a_step_has_its_batch_whoever_asks(corpus: Corpus) -> None:
    for step in range(12):
        one, other = corpus.batch(step, 7), corpus.batch(step, 7)
        assert all(np.array_equal(a, b) for a, b in zip(one[:3], other[:3], strict=True))
        hidden = one.wanted != IGNORE
        assert 0 < hidden.sum() < 0.5 * one.mask.sum()
        assert (one.mask[hidden] == 1).all()
        assert not np.isin(one.wanted[hidden], [0, 2, 3]).any()
        assert len(one.tokens) % 2 == 0 or not one.paired


def test_it_stops_and_goes_on_where_it_was(
    tokenizer: object, corpus: Corpus, tmp_path: Path
) -> None:
    def run(minutes: float) -> Run:
        torch.manual_seed(1)
        learner = Learner(config_of(tokenizer, 1, 64))
        return Run(tmp_path, learner, minutes, "cpu")

    held = (
        [row[0] for row in corpus.groups["msdocs"]],
        [row[1] for row in corpus.groups["msdocs"]],
    )
    first = run(0.02)
    first.train(corpus, held)  # type: ignore[arg-type]
    assert first.step > 0
    again = run(0.02)
    assert again.load()
    assert again.step == first.step
    for a, b in zip(first.learner.parameters(), again.learner.parameters(), strict=True):
        assert torch.equal(a, b)
    again.stopped = True
    again.train(corpus, held)  # type: ignore[arg-type]
    assert again.step == first.step
    lines = (tmp_path / "log.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("step,seconds,guess,rank")
    draw(tmp_path / "log.csv", tmp_path / "curve.svg")
    assert (tmp_path / "curve.svg").read_text(encoding="utf-8").startswith("<svg")


def test_layers_add_nothing_at_the_start(tokenizer: object, corpus: Corpus) -> None:
    torch.manual_seed(1)
    learner = Learner(config_of(tokenizer, 2, 64)).eval()
    rows = corpus.windows["messages"][:4]
    before = vectors_of(learner, rows, (2, 3, 4))
    learner.encoder.encoder.layer = torch.nn.ModuleList()
    assert np.allclose(vectors_of(learner, rows, (2, 3, 4)), before, atol=1e-3)
