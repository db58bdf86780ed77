"""The tokenizer of the encoder: a unigram model over Chinese, Vietnamese and English.

Chinese pieces are its frequent words and all its characters, so that 推诿 is one piece and
an unseen word falls apart into characters; Latin pieces are learned (Kudo 2018, Subword
Regularization) and come out as Vietnamese syllables and English words.  Scores are log
frequencies, and the best path through a text is taken.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

import jieba
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
#: Share of the pieces that are Chinese.
_CHINESE = 0.52
#: A character seen this often is a piece; a word of Chinese has at most so many characters.
_SEEN, _LONGEST = 3, 4
#: Beyond this a word's count teaches nothing more about how to cut.
_ENOUGH = 300
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_ROUGH = Regex(r"\s+")


def train_tokenizer(texts: Iterable[str], *, pieces: int, longest: int) -> PreTrainedTokenizerFast:
    """Learn a tokenizer.

    Args:
        texts: texts of all languages, folded as the encoder folds them.
        pieces: size of the vocabulary.
        longest: tokens of a text at most.

    Returns:
        A tokenizer that ``AutoTokenizer`` can load once it is saved.
    """
    chinese, latin = _count(texts)
    scored = _chinese(chinese, round(pieces * _CHINESE))
    scored += _latin(latin, pieces - len(SPECIAL) - len(scored), {piece for piece, _ in scored})
    vocabulary = [(piece, 0.0) for piece in SPECIAL] + sorted(
        scored, key=lambda item: (-item[1], item[0])
    )
    inner = Tokenizer(models.Unigram(vocabulary, unk_id=SPECIAL.index("[UNK]")))
    inner.normalizer = _normalizer()
    inner.pre_tokenizer = _pre_tokenizer()
    start, end = SPECIAL.index("[CLS]"), SPECIAL.index("[SEP]")
    inner.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", start), ("[SEP]", end)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=inner,
        model_max_length=longest,
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
        mask_token="[MASK]",
    )  # fmt: skip


def _normalizer() -> Any:
    return normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Lowercase(), normalizers.Replace(_ROUGH, " ")]
    )


def _pre_tokenizer() -> Any:
    return pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Punctuation("isolated"),
            pre_tokenizers.Digits(individual_digits=True),
        ]
    )


def _count(texts: Iterable[str]) -> tuple[Counter[str], Counter[str]]:
    """Count words: runs of Chinese as jieba cuts them, all else as it stands."""
    jieba.setLogLevel(60)
    normalise, split = _normalizer(), _pre_tokenizer()
    chinese: Counter[str] = Counter()
    latin: Counter[str] = Counter()
    for text in texts:
        plain = normalise.normalize_str(text)
        for run in _HAN_RUN.findall(plain):
            chinese.update(jieba.cut(run, HMM=False))
        rest = _HAN_RUN.sub(" ", plain)
        latin.update(word for word, _ in split.pre_tokenize_str(rest))
    return chinese, latin


def _chinese(counts: Counter[str], most: int) -> list[tuple[str, float]]:
    total = sum(counts.values())
    letters: Counter[str] = Counter()
    for word, count in counts.items():
        for letter in word:
            letters[letter] += count
    kept = {letter: max(counts[letter], 1) for letter, count in letters.items() if count >= _SEEN}
    words = ((word, count) for word, count in counts.most_common() if 1 < len(word) <= _LONGEST)
    kept |= dict(islice(words, most - len(kept)))
    return [(piece, math.log(count / total)) for piece, count in kept.items()]


def _latin(counts: Counter[str], most: int, taken: set[str]) -> list[tuple[str, float]]:
    """Choose pieces by merging pairs of them (Sennrich et al. 2016); score by frequency."""
    learner = Tokenizer(models.BPE())
    trainer = trainers.BpeTrainer(vocab_size=most, max_token_length=14, show_progress=False)
    learner.train_from_iterator(
        (word for word, count in counts.items() for _ in range(min(count, _ENOUGH))), trainer
    )
    found: Counter[str] = Counter(dict.fromkeys(learner.get_vocab(), 1))
    for word, count in counts.items():
        found.update(dict.fromkeys(learner.encode(word).tokens, count))
    total = sum(found.values())
    return [
        (piece, math.log(count / total)) for piece, count in found.items() if piece not in taken
    ]
