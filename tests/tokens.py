"""Small tokenizers, made in the test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def save_words(folder: Path, words: Iterable[str], splitter: Any, wrapper: Any = None) -> None:
    """Save a tokenizer that knows some words.

    Args:
        folder: where to.
        words: its vocabulary, but the special tokens.
        splitter: a pre-tokenizer.
        wrapper: what sets the special tokens around a text, if anything does.
    """
    import transformers
    from tokenizers import Tokenizer, models

    vocabulary = {word: index for index, word in enumerate(dict.fromkeys([*SPECIAL, *words]))}
    inner = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    inner.pre_tokenizer = splitter
    if wrapper is not None:
        inner.post_processor = wrapper
    names = (word.strip("[]").lower() for word in SPECIAL)
    transformers.PreTrainedTokenizerFast(
        tokenizer_object=inner,
        **{f"{name}_token": word for name, word in zip(names, SPECIAL, strict=True)},
    ).save_pretrained(folder)
