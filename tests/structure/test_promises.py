"""The promises about trees: total, tiling, invariant, deterministic, offsets."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import languages, scraps, vi_laws, zh_laws

from shangxia.document import NORM_KINDS, Node
from shangxia.structure import parse_tree


def norm_paths(nodes: tuple[Node, ...]) -> list[str]:
    """The ids of the nodes that are norms."""
    return [node.id for node in nodes if node.kind in NORM_KINDS]


def check_tiling(text: str, nodes: tuple[Node, ...]) -> None:
    """Leaves cover the text without overlap, and lie inside their parents."""
    by_id = {node.id: node for node in nodes}
    assert len(by_id) == len(nodes), "ids are unique"
    parents = {node.parent for node in nodes}
    at = 0
    for node in nodes:
        assert 0 <= node.start <= node.end <= len(text)
        if node.parent is not None:
            parent = by_id[node.parent]
            assert parent.start <= node.start <= node.end <= parent.end
        if node.id not in parents:
            assert node.start == at
            at = node.end
    assert at == len(text)


@given(scraps, languages)
def test_any_text_gives_a_tree_that_tiles_it(text: str, language: str) -> None:
    nodes, coverage = parse_tree(text, language)
    check_tiling(text, nodes)
    assert 0 <= coverage.share <= 1
    assert bool(nodes) == bool(text)


@given(zh_laws())
def test_chinese_law_has_its_known_tree(law: tuple[str, list[str]]) -> None:
    text, paths = law
    nodes, coverage = parse_tree(text, "zh")
    assert norm_paths(nodes) == paths
    assert coverage.share == 1
    check_tiling(text, nodes)


@given(vi_laws())
def test_vietnamese_law_has_its_known_tree(law: tuple[str, list[str]]) -> None:
    text, paths = law
    nodes, _ = parse_tree(text, "vi")
    assert norm_paths(nodes) == paths
    check_tiling(text, nodes)


@given(st.one_of(zh_laws().map(lambda law: (*law, "zh")), vi_laws().map(lambda law: (*law, "vi"))))
def test_labels_stand_at_the_start_of_their_nodes(law: tuple[str, list[str], str]) -> None:
    text, _, language = law
    for node in parse_tree(text, language).nodes:
        if node.label and node.kind != "annex":
            assert text.startswith(node.label, node.start)
        if node.heading:
            assert node.heading in text[node.start : node.end]


CHANGES = {
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "half-width brackets": lambda text: text.replace("（", "(").replace("）", ")"),
    "glued articles": lambda text: re.sub(r"(第[^章\n]{1,5}条)　", r"\1", text),
    "spaced labels": lambda text: re.sub(r"第([^章\n]{1,5})条　", r"第 \1 条 ", text),
    "indented": lambda text: "　　" + text.replace("\n", "\n　　"),
    "bold": lambda text: re.sub(r"(第[^章\n]{1,5}条)", r"**\1**", text),
    "zero-width": lambda text: text.replace("条", "\u200b条"),
    "traditional": lambda text: text.translate(
        str.maketrans("条机关门单应当办规", "條機關門單應當辦規")
    ),
}
VI_CHANGES = {
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "capitals": lambda text: text.replace("Điều ", "ĐIỀU "),
    "full width": lambda text: re.sub(
        r"(?m)^(\d)\. ", lambda m: f"{chr(0xFF10 + int(m[1]))}．", text
    ),
    "colon": lambda text: re.sub(r"(Chương [IVX]+)", r"\1:", text),
    "no-break spaces": lambda text: text.replace("Điều ", "Điều\u00a0"),
}


@given(zh_laws(), st.sampled_from(sorted(CHANGES)))
def test_chinese_tree_stays_the_same(law: tuple[str, list[str]], change: str) -> None:
    text, paths = law
    changed = CHANGES[change](text)
    nodes, _ = parse_tree(changed, "zh")
    assert norm_paths(nodes) == paths
    check_tiling(changed, nodes)


@given(vi_laws(), st.sampled_from(sorted(VI_CHANGES)))
def test_vietnamese_tree_stays_the_same(law: tuple[str, list[str]], change: str) -> None:
    text, paths = law
    changed = VI_CHANGES[change](text)
    nodes, _ = parse_tree(changed, "vi")
    assert norm_paths(nodes) == paths
    check_tiling(changed, nodes)


@given(scraps, languages)
def test_same_text_same_tree(text: str, language: str) -> None:
    assert parse_tree(text, language) == parse_tree(text, language)
