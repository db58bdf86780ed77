"""Windows: every token once, clauses in order, none longer than allowed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("transformers", reason="the extra `neural` is not installed")

from shangxia.neural.clausenet import Head, pooled
from shangxia.neural.windows import batches, padded, windows
from tests.neural.models import save_tokenizer

WORDS = st.text(alphabet="路灯坏了他们推诿月", min_size=1, max_size=12)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> object:
    from transformers import AutoTokenizer

    folder: Path = tmp_path_factory.mktemp("tokenizer")
    save_tokenizer(folder)
    return AutoTokenizer.from_pretrained(folder)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=8), min_size=1, max_size=4))
def test_every_token_is_in_one_window_with_its_clause(
    tokenizer: object, parts: list[list[str]]
) -> None:
    texts, spans = [], []
    for own in parts:
        texts.append("，".join(own))
        ends = np.cumsum([len(part) + 1 for part in own]).tolist()
        spans.append([(end - len(part) - 1, end - 1) for part, end in zip(own, ends, strict=True)])
    found = windows(tokenizer, texts, spans, 16)
    assert all(len(one.tokens) <= 16 for one in found)
    kept = np.concatenate([one.clause[1:-1] for one in found])
    assert (np.diff(kept) >= 0).all()
    assert sorted(set(kept.tolist())) == list(range(sum(map(len, spans))))
    assert len(kept) == sum(map(len, texts))
    grouped = [at for group in batches([len(one.tokens) for one in found], most=40) for at in group]
    assert sorted(grouped) == list(range(len(found)))
    part = padded(found, 0)
    assert part.mask.sum() == sum(len(one.tokens) for one in found)


def test_the_strongest_clause_speaks_for_its_text() -> None:
    scores = np.array([[5.0], [-5.0], [-5.0], [-3.0]], dtype=np.float32)
    result = pooled(scores, np.array([0, 0, 0, 2]), 3, -12.0)[:, 0]
    assert result[0] > 4.9
    assert result[1] == -12.0
    assert result[2] == -3.0


def test_numpy_and_torch_pool_alike() -> None:
    torch = pytest.importorskip("torch")
    from shangxia.neural.finetune import _pool

    rng = np.random.default_rng(0)
    scores = rng.normal(size=(7, 2)).astype(np.float32) * 4
    text = np.array([0, 0, 1, 1, 1, 2, 2])
    ours = pooled(scores, text, 3, -12.0)
    theirs = _pool(torch.from_numpy(scores), torch.from_numpy(text), 3).numpy()
    assert np.allclose(ours, theirs, atol=1e-4)


def test_the_head_is_what_was_trained() -> None:
    torch = pytest.importorskip("torch")
    from transformers import BertConfig, BertModel

    from shangxia.neural.clausenet import ClauseScorer
    from shangxia.neural.finetune import ClauseNet

    config = BertConfig(
        vocab_size=32, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32,
    )  # fmt: skip
    net = ClauseNet(BertModel(config), 3, 2).eval()
    states = torch.randn(2, 5, 16)
    head: Head = net.head()
    clause, window = states[0, :2], states[1, :2]
    register = torch.tensor([0, 1])
    hidden = net.inner(torch.cat([clause, window], dim=1)) + net.kind(register)
    wanted = net.outer(torch.nn.functional.gelu(hidden, approximate="tanh")) + net.bias[register]
    given_ = head.score(clause.numpy(), window.numpy(), register.numpy())
    assert np.allclose(given_, wanted.detach().numpy(), atol=1e-5)
    assert ClauseScorer.score is not None
