"""Train the compact trilingual encoder: masked words, and translations found among others.

    python scripts/pretrain_encoder.py --work WORK [--minutes 60] [--data ../shared/data]
    python scripts/pretrain_encoder.py --work WORK --export models/encoder

The same code runs on one GPU (bf16) or on two CPU cores (bf16 where the processor has it).
Everything is in WORK: the tokenizer, the checkpoint, ``log.csv`` and ``curve.svg``.  Run it
again to go on; it stops cleanly on SIGTERM.  The learning rate falls over ``--minutes`` of
training time in all, however often it was stopped.
"""

from __future__ import annotations

import argparse
import csv
import json
import signal
import time
from collections.abc import Collection
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoTokenizer, BertConfig

from encoder_batches import PAIR_LONGEST, Corpus, read_corpus, tokens_of
from encoder_curve import draw
from encoder_data import KINDS, pairs, stream
from encoder_model import Learner, start, vectors_of
from encoder_tokenizer import train_tokenizer
from shangxia.neural.encoders import ENCODER, save_encoder
from shangxia.neural.files import write_manifest
from shangxia.neural.plain import plain

ROOT = Path(__file__).resolve().parents[1]
PIECES, POSITIONS = 22_000, 256
#: Learning rates of the embeddings, which have a good start, and of the rest.
WORDS, PEAK = 2e-4, 8e-4
WARM, DECAY, CLIP = 60, 0.01, 1.0
#: Weight of finding translations beside guessing words.
RANKING = 1.0
SEED = 20
#: Seconds between checkpoints, and between looks at the pairs kept apart.
SAVE_EVERY, LOOK_EVERY = 120.0, 300.0
LOG = ("step", "seconds", "guess", "rank", "found_zh_vi", "found_vi_zh")


def tokenizer_of(work: Path, data: Path, without: Collection[str]) -> Any:
    """Load the tokenizer, or train it first."""
    folder = work / "tokenizer"
    if not folder.is_dir():
        learned, _ = pairs(data / "parallel" / "zh_vi_en_train.tsv.gz")
        texts = [row["text"] for kind in KINDS for row in stream(kind, data, without)]
        # Reports count twice, of the laws and translations a third will do.
        texts = [*texts[::3], *(r["text"] for k in KINDS[2:] for r in stream(k, data, without))]
        texts += [text for pair in learned[::3] for text in pair[1:] if text]
        trained = train_tokenizer(map(plain, texts), pieces=PIECES, longest=POSITIONS)
        trained.save_pretrained(folder)
    return AutoTokenizer.from_pretrained(folder)


def config_of(tokenizer: Any, layers: int, width: int) -> BertConfig:
    return BertConfig(
        vocab_size=len(tokenizer), hidden_size=width, num_hidden_layers=layers,
        num_attention_heads=width // 64, intermediate_size=4 * width,
        max_position_embeddings=POSITIONS, type_vocab_size=1, pad_token_id=0,
        hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
    )  # fmt: skip


class Run:
    """A training run that can be stopped and taken up again."""

    def __init__(self, work: Path, learner: Learner, minutes: float, device: str) -> None:
        self.work, self.learner, self.seconds, self.device = work, learner, minutes * 60, device
        words = learner.encoder.embeddings.word_embeddings.weight
        rest = [p for p in learner.parameters() if p is not words]
        groups = [
            {"params": [words], "lr": WORDS, "weight_decay": 0.0},
            {"params": [p for p in rest if p.ndim > 1], "lr": PEAK, "weight_decay": DECAY},
            {"params": [p for p in rest if p.ndim <= 1], "lr": PEAK, "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98))
        self.step, self.spent, self.stopped = 0, 0.0, False
        self.sums: dict[str, list[float]] = {"guess": [], "rank": []}

    def load(self) -> bool:
        """Take up the checkpoint, if there is one."""
        path = self.work / "checkpoint.safetensors"
        if not path.is_file():
            return False
        with safe_open(path, "pt") as stored:
            told = stored.metadata()
            self.step, self.spent = int(told["step"]), float(told["seconds"])
            state = {name: stored.get_tensor(name) for name in stored.keys()}  # noqa: SIM118
        own = {k.removeprefix("model."): v for k, v in state.items() if k.startswith("model.")}
        self.learner.load_state_dict(own)
        for number, parameter in enumerate(self._parameters()):
            if f"first.{number}" in state:
                self.optimiser.state[parameter] = {
                    "step": torch.tensor(float(self.step)),
                    "exp_avg": state[f"first.{number}"].to(self.device),
                    "exp_avg_sq": state[f"second.{number}"].to(self.device),
                }
        return True

    def save(self) -> None:
        """Write the checkpoint in one stroke."""
        state = {f"model.{k}": v.contiguous() for k, v in self.learner.state_dict().items()}
        for number, parameter in enumerate(self._parameters()):
            if own := self.optimiser.state.get(parameter):
                state |= {f"first.{number}": own["exp_avg"], f"second.{number}": own["exp_avg_sq"]}
        new = self.work / "checkpoint.new"
        save_file(state, new, {"step": str(self.step), "seconds": str(self.spent)})
        new.replace(self.work / "checkpoint.safetensors")

    def train(self, corpus: Corpus, held: tuple[list[Any], list[Any]]) -> None:
        """Train until the time is up or somebody stops it."""
        saved = looked = time.monotonic()
        while self.spent < self.seconds and not self.stopped:
            began = time.monotonic()
            self._one(corpus)
            now = time.monotonic()
            self.spent += now - began
            if now - looked > LOOK_EVERY or self.spent >= self.seconds:
                looked = now
                self.look(corpus, held)
            if now - saved > SAVE_EVERY:
                saved = now
                self.save()
        self.save()

    def _one(self, corpus: Corpus) -> None:
        rate = min(1.0, (self.step + 1) / WARM) * max(0.02, 1 - self.spent / self.seconds)
        for group, peak in zip(self.optimiser.param_groups, (WORDS, PEAK, PEAK), strict=True):
            group["lr"] = peak * rate
        batch = corpus.batch(self.step, SEED)
        with torch.autocast(self.device, dtype=torch.bfloat16):
            guess, rank = self.learner.losses(batch, self.device)
        loss = guess if rank is None else guess + RANKING * rank
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.learner.parameters(), CLIP)
        self.optimiser.step()
        self.step += 1
        self.sums["guess"].append(guess.item())
        if rank is not None:
            self.sums["rank"].append(rank.item())

    def look(self, corpus: Corpus, held: tuple[list[Any], list[Any]]) -> None:
        """Log how many pairs kept apart find each other, and draw the curve."""
        left, right = (vectors_of(self.learner, side, corpus.special) for side in held)
        scores = left @ right.T
        right_ones = range(len(left))
        row = [
            self.step,
            round(self.spent, 1),
            *(round(sum(v) / max(len(v), 1), 4) for v in self.sums.values()),
            round(float((scores.argmax(1) == right_ones).mean()), 4),
            round(float((scores.argmax(0) == right_ones).mean()), 4),
        ]
        self.sums = {name: [] for name in self.sums}
        log = self.work / "log.csv"
        with log.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if not file.tell():
                writer.writerow(LOG)
            writer.writerow(row)
        print(dict(zip(LOG, row, strict=True)), flush=True)
        draw(log, self.work / "curve.svg")

    def _parameters(self) -> list[Any]:
        return [p for group in self.optimiser.param_groups for p in group["params"]]


def asked() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--start-steps", type=int, default=500)
    parser.add_argument("--layers", type=int, default=0)
    parser.add_argument("--width", type=int, default=256)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--without", action="append", default=[], help="a writer whose reports are kept for tests"
    )
    parser.add_argument("--export", type=Path, help="write the trained encoder there instead")
    return parser.parse_args()


def main() -> None:
    options = asked()
    torch.set_num_threads(options.threads)
    torch.manual_seed(SEED)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    options.work.mkdir(parents=True, exist_ok=True)
    tokenizer = tokenizer_of(options.work, options.data, options.without)
    learner = Learner(config_of(tokenizer, options.layers, options.width)).to(device)
    run = Run(options.work, learner, options.minutes, device)
    resumed = run.load()
    if options.export:
        facts = {
            "layers": options.layers,
            "start_steps": options.start_steps,
            "steps": run.step,
            "seconds": round(run.spent),
            "seed": SEED,
        }
        names = save_encoder(learner.encoder, tokenizer, options.export)
        write_manifest(options.export, ENCODER, names, facts)
        print(json.dumps(facts))
        return
    corpus = read_corpus(tokenizer, options.data, options.without)
    held = tuple(
        tokens_of(tokenizer, [getattr(pair, side) for pair in corpus.held], PAIR_LONGEST - 2)
        for side in ("zh", "vi")
    )
    if not resumed:
        print("start", start(learner, corpus, options.start_steps, SEED), flush=True)
        run.look(corpus, held)
    signal.signal(signal.SIGTERM, lambda *_: setattr(run, "stopped", True))
    run.train(corpus, held)


if __name__ == "__main__":
    main()
