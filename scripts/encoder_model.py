"""The network that is trained, its losses, and its start from translated words."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from encoder_batches import IGNORE, Batch, Corpus, Tokens
from encoder_vectors import first_vectors

#: Texts that run together: the fewer, the less padding.
_TOGETHER = 64
#: Widths are multiples of this, so that kernels made for a shape are used again.
_STEP = 16
_START_SCALE, _START_PAIRS = 20.0, 1024
#: How far the first vectors' entries vary, and how fast the start changes them.
_SPREAD, _START_RATE = 0.06, 1.5e-3


class Learner(nn.Module):
    """A BERT with a head that guesses masked tokens and a temperature for translations.

    It starts as a bag of words: the layers add nothing yet, so that what ``start`` taught
    the embeddings is there from the first step (Zhang et al. 2019, Fixup Initialization).
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.transform = nn.Linear(config.hidden_size, config.hidden_size)
        self.norm = nn.LayerNorm(config.hidden_size)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))
        self.scale = nn.Parameter(torch.tensor(math.log(_START_SCALE)))
        for layer in self.encoder.encoder.layer:
            for last in (layer.attention.output.dense, layer.output.dense):
                nn.init.zeros_(last.weight)
        nn.init.normal_(self.encoder.embeddings.position_embeddings.weight, std=0.01)
        nn.init.zeros_(self.encoder.embeddings.token_type_embeddings.weight)

    def losses(self, batch: Batch, device: str) -> tuple[Tensor, Tensor | None]:
        """Return the loss of masked tokens, and of translations where the batch has pairs."""
        order = np.argsort(batch.mask.sum(1), kind="stable")
        pooled, guessed, wanted = [], [], []
        for first in range(0, len(order), _TOGETHER):
            rows = order[first : first + _TOGETHER]
            width = -(-int(batch.mask[rows].sum(1).max()) // _STEP) * _STEP
            width = min(width, batch.tokens.shape[1])
            tokens, mask, labels = (
                torch.from_numpy(array[rows, :width]).to(device) for array in batch[:3]
            )
            states = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state
            if batch.paired:
                pooled.append(pool(states, mask))
            hidden = labels != IGNORE
            guessed.append(states[hidden])
            wanted.append(labels[hidden])
        states = self.norm(functional.gelu(self.transform(torch.cat(guessed))))
        words = self.encoder.embeddings.word_embeddings.weight
        guesses = functional.linear(states, words.to(states.dtype), self.bias.to(states.dtype))
        guess = functional.cross_entropy(guesses.float(), torch.cat(wanted))
        if not batch.paired:
            return guess, None
        back = torch.empty(len(order), dtype=torch.long, device=device)
        back[torch.from_numpy(order).to(device)] = torch.arange(len(order), device=device)
        vectors = functional.normalize(torch.cat(pooled).float(), dim=1)[back]
        half = len(order) // 2
        return guess, ranking(vectors[:half], vectors[half:], self.scale.exp().clamp(max=50))


def pool(states: Tensor, mask: Tensor) -> Tensor:
    """Return the mean state of the tokens, texts × width."""
    weight = mask.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1)


def ranking(left: Tensor, right: Tensor, scale: Tensor | float) -> Tensor:
    """Return the loss of finding each text's translation among the others, both ways."""
    scores = left @ right.T * scale
    right_ones = torch.arange(len(left), device=left.device)
    return (
        functional.cross_entropy(scores, right_ones)
        + functional.cross_entropy(scores.T, right_ones)
    ) / 2


def start(learner: Learner, corpus: Corpus, steps: int, seed: int) -> float:
    """Take first vectors and teach them as bags of words for some steps; return the loss."""
    embeddings = learner.encoder.embeddings
    words = embeddings.word_embeddings.weight
    vectors = torch.from_numpy(first_vectors(corpus, words.shape[1], seed)) * _SPREAD
    # What was never seen keeps its chance vector.
    known = (vectors.abs().sum(dim=1) > 0).unsqueeze(1)
    words.data.copy_(torch.where(known.to(words.device), vectors.to(words.device), words.data))
    optimiser = torch.optim.Adam([words, *embeddings.LayerNorm.parameters()], lr=_START_RATE)
    loss = torch.tensor(0.0)
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = _START_RATE * max(0.05, 1 - step / steps)
        rng = np.random.default_rng((seed, step))
        left, right = corpus.sides("titles" if step % 10 == 9 else "pairs", rng, _START_PAIRS)
        loss = ranking(_bag(learner, left), _bag(learner, right), _START_SCALE)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return loss.item()


def _bag(learner: Learner, rows: list[Tokens]) -> Tensor:
    """Return the normalised mean of the embeddings of texts, special tokens left out."""
    embeddings = learner.encoder.embeddings
    device = embeddings.word_embeddings.weight.device
    rows = [row if len(row) else np.ones(1, dtype=np.int32) for row in rows]
    flat = torch.from_numpy(np.concatenate(rows).astype(np.int64)).to(device)
    sizes = torch.tensor([len(row) for row in rows], device=device)
    kinds, place = flat.unique(return_inverse=True)
    vectors = embeddings.LayerNorm(embeddings.word_embeddings(kinds))
    bags = torch.zeros(len(rows), vectors.shape[1], device=device)
    owner = torch.repeat_interleave(torch.arange(len(rows), device=device), sizes)
    return functional.normalize(bags.index_add(0, owner, vectors[place]), dim=1)


@torch.inference_mode()
def vectors_of(learner: Learner, rows: list[Tokens], special: tuple[int, int, int]) -> Any:
    """Return the vectors of texts as an array texts × width, each of length one."""
    device = learner.bias.device
    order = sorted(range(len(rows)), key=lambda at: len(rows[at]))
    result = np.zeros((len(rows), learner.encoder.config.hidden_size), dtype=np.float32)
    for first in range(0, len(order), _TOGETHER):
        some = order[first : first + _TOGETHER]
        width = max(len(rows[at]) for at in some) + 2
        tokens = np.zeros((len(some), width), dtype=np.int64)
        for place, at in enumerate(some):
            tokens[place, : len(rows[at]) + 2] = [special[0], *rows[at], special[1]]
        ids = torch.from_numpy(tokens).to(device)
        mask = (ids != 0).long()
        states = learner.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        pooled = functional.normalize(pool(states, mask).float(), dim=1)
        result[some] = pooled.cpu().numpy()
    return result
