"""Teaching an encoder to judge clauses and texts, with early stopping."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from shangxia.neural.clausenet import Head, pooled, window_texts
from shangxia.neural.windows import Window, padded

Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

#: Told after each epoch: its number, how many there are at most, and the quality so far.
OnEpoch = Callable[[int, int, float], None]
HIDDEN, DROPOUT = 128, 0.2
#: Learning rates of an encoder so wide and of the layers above it; share of steps to warm up.
ENCODER_RATE, ENCODER_WIDTH, HEAD_RATE, WARM_UP = 1.5e-3, 256, 2e-3, 0.06
#: Tokens of a batch, share of tokens hidden, epochs at most, epochs without gain to go on.
BATCH_TOKENS, HIDDEN_SHARE, EPOCHS, PATIENCE = 4096, 0.15, 14, 3
#: Of the order of the texts and of what is hidden.
SEED = 0
#: Steps of an epoch at least, however few texts there are.
LEAST_STEPS = 16
#: What the judgement of clauses counts beside that of texts.
CLAUSE_WEIGHT = 2.0


@dataclass(frozen=True)
class Lessons:
    """Texts with what is to be said of them.

    Attributes:
        windows: windows of the texts, clauses numbered throughout.
        text: the text of each clause.
        clause_wanted: clauses × outputs, 0 or 1; NaN where nobody knows.
        text_wanted: texts × outputs; likewise.
        register: per text.
        weight: per text.
    """

    windows: Sequence[Window]
    text: Ints
    clause_wanted: Floats
    text_wanted: Floats
    register: Ints
    weight: Floats


class ClauseNet(nn.Module):
    """An encoder with the layers of ``clausenet.Head``."""

    def __init__(self, encoder: Any, outputs: int, registers: int) -> None:
        """Put fresh layers on an encoder."""
        super().__init__()
        width = encoder.config.hidden_size
        self.encoder = encoder
        self.inner = nn.Linear(2 * width, HIDDEN, bias=False)
        self.kind = nn.Embedding(registers, HIDDEN)
        self.outer = nn.Linear(HIDDEN, outputs, bias=False)
        self.bias = nn.Parameter(torch.full((registers, outputs), -2.0))
        self.drop = nn.Dropout(DROPOUT)
        nn.init.zeros_(self.kind.weight)

    def forward(
        self, tokens: Tensor, mask: Tensor, clause: Tensor, clauses: int, register: Tensor
    ) -> Tensor:
        """Score clauses.

        Args:
            tokens: ids, windows × tokens.
            mask: likewise, 1 where there is a token.
            clause: likewise, the clause of each token, -1 for none.
            clauses: how many clauses there are.
            register: per clause.

        Returns:
            Log-odds, clauses × outputs.
        """
        states = self.encoder(input_ids=tokens, attention_mask=mask).last_hidden_state.float()
        known = clause >= 0
        own = torch.zeros(clauses, states.shape[-1], device=states.device)
        own = own.index_add(0, clause[known], states[known])
        count = torch.bincount(clause[known], minlength=clauses).clamp(min=1)
        weight = known.unsqueeze(-1).float()
        around = (states * weight).sum(1) / weight.sum(1).clamp(min=1)
        rows = torch.arange(len(tokens), device=tokens.device).unsqueeze(1).expand_as(clause)
        home = torch.zeros(clauses, dtype=torch.long, device=tokens.device)
        home[clause[known]] = rows[known]
        both = torch.cat([own / count.unsqueeze(1), around[home]], dim=1)
        hidden = self.inner(self.drop(both)) + self.kind(register)
        scores: Tensor = self.outer(self.drop(functional.gelu(hidden, approximate="tanh")))
        return scores + self.bias[register]

    def head(self) -> Head:
        """Return the layers above the encoder as arrays."""
        arrays = (self.inner.weight.T, self.kind.weight, self.outer.weight.T, self.bias)
        return Head(*(array.detach().float().cpu().numpy().copy() for array in arrays))


def finetune(
    encoder: Any,
    tokenizer: Any,
    lessons: Lessons,
    held: Lessons,
    quality: Callable[[Floats], float],
    *,
    epochs: int = EPOCHS,
    on_epoch: OnEpoch | None = None,
) -> ClauseNet:
    """Teach an encoder, and keep it as it was after its best epoch.

    Args:
        encoder: any ``AutoModel``; it is changed.
        tokenizer: its tokenizer.
        lessons: what to learn from.
        held: texts kept apart.
        quality: how good text scores of ``held`` are, the more the better.
        epochs: at most.
        on_epoch: told after each epoch.

    Returns:
        The network, ready to judge.
    """
    torch.manual_seed(SEED)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    net = ClauseNet(encoder, lessons.text_wanted.shape[1], int(lessons.register.max()) + 1)
    net.to(device)
    optimiser = torch.optim.AdamW(_rates(net), weight_decay=0.01)
    steps = epochs * len(_groups(lessons, np.random.default_rng(SEED)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (WARM_UP * steps), max(0.02, 1 - step / steps))
    )
    best, since, kept = -1.0, 0, copy.deepcopy(net.state_dict())
    for epoch in range(epochs):
        rng = np.random.default_rng((SEED, epoch))
        net.train()
        for texts in _groups(lessons, rng):
            loss = _loss(net, lessons, texts, tokenizer, rng, device)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
            schedule.step()
        reached = quality(judge(net, held, tokenizer)[1])
        if on_epoch is not None:
            on_epoch(epoch + 1, epochs, reached)
        since += 1
        if reached > best:
            best, since, kept = reached, 0, copy.deepcopy(net.state_dict())
        if since > PATIENCE:
            break
    net.load_state_dict(kept)
    return net.eval()


def _rates(net: ClauseNet) -> list[dict[str, Any]]:
    """Return the parameters with their learning rates; wide encoders are taught gently."""
    words = net.encoder.get_input_embeddings().weight
    layers = [one for one in net.encoder.parameters() if one is not words]
    above = [one for name, one in net.named_parameters() if not name.startswith("encoder.")]
    rate = ENCODER_RATE * min(1.0, (ENCODER_WIDTH / net.encoder.config.hidden_size) ** 3)
    return [
        {"params": [words], "lr": rate},
        {"params": layers, "lr": rate},
        {"params": above, "lr": HEAD_RATE},
    ]


def judge(net: ClauseNet, lessons: Lessons, tokenizer: Any) -> tuple[Floats, Floats]:
    """Return the scores of all clauses and, pooled, of all texts."""
    net.eval()
    device = str(net.bias.device)
    scores = np.zeros((len(lessons.text), net.bias.shape[1]), dtype=np.float32)
    with torch.inference_mode():
        for texts in _groups(lessons, None):
            inputs, clauses = _inputs(lessons, texts, tokenizer, None, device)
            scores[clauses] = net(*inputs).float().cpu().numpy()
    return scores, pooled(scores, lessons.text, len(lessons.register), -12.0)


def _groups(lessons: Lessons, rng: np.random.Generator | None) -> list[list[int]]:
    """Group whole texts by length into batches, in another order each time."""
    own = window_texts(lessons.windows)
    size = {
        text: max(len(lessons.windows[at].tokens) for at in places) for text, places in own.items()
    }
    # Few texts still need many steps to learn from.
    room = min(BATCH_TOKENS, sum(size[text] * len(own[text]) for text in own) // LEAST_STEPS)
    noise = rng.uniform(0.9, 1.1, len(lessons.register)) if rng else np.ones(len(lessons.register))
    groups: list[list[int]] = []
    filled = 0
    for text in sorted(own, key=lambda one: size[one] * noise[one]):
        cost = size[text] * len(own[text])
        if groups and filled + cost <= room:
            groups[-1].append(text)
        else:
            groups.append([text])
            filled = 0
        filled += cost
    return [groups[at] for at in rng.permutation(len(groups))] if rng else groups


def _inputs(
    lessons: Lessons, texts: Sequence[int], tokenizer: Any, rng: Any, device: str
) -> tuple[tuple[Any, ...], Ints]:
    """Return what the network takes for some texts, and their clauses."""
    clauses = np.flatnonzero(np.isin(lessons.text, texts))
    chosen = set(texts)
    part = padded([one for one in lessons.windows if one.text in chosen], tokenizer.pad_token_id)
    tokens = part.tokens
    if rng is not None and tokenizer.mask_token_id is not None:
        hidden = (rng.random(tokens.shape) < HIDDEN_SHARE) & (part.clause >= 0)
        tokens = np.where(hidden, tokenizer.mask_token_id, tokens)
    local = np.where(part.clause >= 0, np.searchsorted(clauses, part.clause), -1)
    arrays = (tokens, part.mask, local, lessons.register[lessons.text[clauses]])
    ids, mask, clause, register = (torch.from_numpy(array).to(device) for array in arrays)
    return (ids, mask, clause, len(clauses), register), clauses


def _loss(
    net: ClauseNet, lessons: Lessons, texts: Sequence[int], tokenizer: Any, rng: Any, device: str
) -> Tensor:
    inputs, clauses = _inputs(lessons, texts, tokenizer, rng, device)
    with torch.autocast(device, torch.bfloat16):
        scores = net(*inputs).float()
    order = np.unique(lessons.text[clauses])
    place = torch.from_numpy(np.searchsorted(order, lessons.text[clauses])).to(device)
    weight = torch.from_numpy(lessons.weight[order]).to(device)
    exact = _cross(scores, lessons.clause_wanted[clauses], weight[place])
    wanted = lessons.text_wanted[order]
    return CLAUSE_WEIGHT * exact + _cross(_pool(scores, place, len(order)), wanted, weight)


def _pool(scores: Tensor, place: Tensor, texts: int) -> Tensor:
    """Do as ``clausenet.pooled`` does."""
    index = place.unsqueeze(1).expand_as(scores)
    top = torch.full((texts, scores.shape[1]), -1e4, device=scores.device)
    top = top.scatter_reduce(0, index, scores.detach(), "amax")
    weight = torch.exp(scores - top.gather(0, index))
    zeros = torch.zeros_like(top)
    total = zeros.scatter_add(0, index, weight)
    return zeros.scatter_add(0, index, weight * scores) / total.clamp(min=1e-9)


def _cross(scores: Tensor, wanted: Floats, weight: Tensor) -> Tensor:
    """Return the cross entropy of what is known, a row counting by its weight."""
    target = torch.from_numpy(wanted).to(scores.device)
    known = ~torch.isnan(target)
    loss = functional.binary_cross_entropy_with_logits(
        scores, target.nan_to_num(), reduction="none"
    )
    rows = (loss * known).sum(1) * weight
    return rows.sum() / weight.sum().clamp(min=1e-6)
