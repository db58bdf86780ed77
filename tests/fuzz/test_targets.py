"""Every target of the fuzzer for a moment: no traceback, only the family of errors."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS
from tests.strategies import scraps

#: Rounds of our own splicing, which finds more in archives than hypothesis does.
ROUNDS = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 40
_WORDS = (
    b"\0", b"\xff\xfe", b"<", b">", b'"', b"'", b"&x;", b"-1", b"99999999999999999999", b"1e999", b"NaN",
    b"[[[[", b"{}", b"null", b"Infinity", b",", b"\n", b"- ", b": ", b"\xe7\xac", "第一条".encode(), b" 0 R",
    b"<w:p>", b"</w:p>", b"true", b"%", b"/", b"1/0", b"2000-13-45", b"A1:XFD1048576", b"_xD800_", b"#REF!",
)  # fmt: skip


def recipe(chance: random.Random) -> bytes:
    """Return bytes that splice a word into a container somewhere."""
    head = bytes(chance.randrange(256) for _ in range(3))
    cut = bytes((chance.choice((0, 0, 1, 2, 8, 60)), chance.choice((0, 0, 0, 1))))
    words = b"".join(chance.choice(_WORDS) for _ in range(chance.randrange(3)))
    return head + cut + words


@pytest.mark.parametrize("name", TARGETS)
def test_spliced_words(name: str) -> None:
    chance = random.Random(name)
    for _ in range(ROUNDS):
        TARGETS[name](recipe(chance))


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.binary(max_size=400))
def test_any_bytes(name: str, data: bytes) -> None:
    TARGETS[name](data)


@pytest.mark.parametrize(
    "name", ["read_txt", "parse", "compare", "redact", "tag", "codebook_raw", "table_tsv"]
)
@given(text=scraps)
def test_texts_of_what_parsers_look_for(name: str, text: str) -> None:
    TARGETS[name](text.encode("utf-8", "surrogatepass"))
