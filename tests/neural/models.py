"""Tiny random encoders and reports, made in the test."""

from __future__ import annotations

from pathlib import Path

import transformers
from tokenizers import Regex, pre_tokenizers, processors

from shangxia.tagging.examples import Example
from tests.tokens import save_words

BLAME = "他们互相推诿"
DELAY = "拖了三个月没有办"
PLAIN = ("路灯坏了", "我去了两次", "小区很吵", "希望尽快修好", "谢谢", "学校在路边")


def reports(count: int = 80) -> list[Example]:
    """Return labelled reports in which each code has its own words."""
    rows = []
    for number in range(count):
        first, last = PLAIN[number % 6], PLAIN[number // 6 % 6]
        clause, code = ((BLAME, "buck-passing"), (DELAY, "dilatory"), ("", ""))[number % 3]
        text = f"{first}{number}，{clause or '来信咨询'}，{last}。"
        start = text.find(clause)
        rows.append(
            Example(
                text=text,
                labels=(code,) if code else (),
                evidence=((code, start, start + len(clause)),) if code else (),
                inaction=bool(code),
                language="zh",
            )
        )
    return rows


def save_tokenizer(folder: Path) -> None:
    """Save a tokenizer of single characters."""
    letters = sorted({letter for one in reports() for letter in one.text})
    wrapper = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    save_words(folder, letters, pre_tokenizers.Split(Regex("."), "isolated"), wrapper)


def tiny_bert(folder: Path) -> Path:
    """Save a random BERT of one layer."""
    config = transformers.BertConfig(
        vocab_size=128,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    transformers.set_seed(1)
    transformers.BertModel(config).save_pretrained(folder)
    save_tokenizer(folder)
    return folder
