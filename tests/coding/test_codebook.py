"""Codebook files: those that ship, the least that works, and what is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.coding import Codebook, Cue, list_codebooks, load_codebook, validate_codebook
from shangxia.coding.validation import read_codebook
from shangxia.errors import CodebookError
from shangxia.resources import corpus

CHANNELS = (
    "accountability",
    "discipline",
    "organisational-handling",
    "resignation",
    "term-of-office",
    "retirement",
    "organisational-adjustment",
)
CLUES = (
    "coasting",
    "performative",
    "uninformed",
    "complacent",
    "dilatory",
    "work-shy",
    "buck-passing",
    "responsibility-averse",
    "inert",
    "indifferent",
)
SITUATIONS = (
    *(f"cn2022-{number:02}" for number in range(1, 16)),
    *(f"cn2015-{number:02}" for number in range(1, 11)),
    *(f"vn41-m{number}" for number in range(1, 7)),
    *(f"vn41-r{number}" for number in range(1, 5)),
)
MINIMAL = """\
id: my-codes
codes:
  - id: rude
    names: {en: rude, zh: 态度恶劣}
    cues: {en: [rude, shouted at], zh: [态度恶劣]}
  - id: slow
    names: slow
    cues: [拖了, chậm trễ, took ages]
  - id: other
    names: {vi: khác}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(CodebookError) as caught:
        load_codebook(write(folder, text))
    return str(caught.value)


@pytest.mark.parametrize("name", ["ccdi-2021", "channels", "clues", "norms", "situations"])
def test_codebooks_that_ship_are_sound(name: str) -> None:
    assert name in list_codebooks()
    assert validate_codebook(name) == ()
    book = load_codebook(name)
    assert book.id == name
    for code in book:
        assert set(code.names) == {"zh", "vi", "en"}, code.id
        assert set(code.definitions) == {"zh", "vi", "en"}, code.id
        assert code.cues, code.id


def test_ids_and_their_order_are_those_of_the_design() -> None:
    assert load_codebook("channels").ids[:7] == CHANNELS
    assert load_codebook("clues").ids == CLUES
    assert load_codebook("situations").ids == SITUATIONS
    assert len(load_codebook("norms")) == 11
    assert len(load_codebook("ccdi-2021")) == 4


def test_clues_say_which_three_are_quoted() -> None:
    quoted = [code.id for code in load_codebook("clues") if code.status == "quoted"]
    assert quoted == ["coasting", "performative", "uninformed"]
    for code in load_codebook("clues"):
        for language in ("zh", "vi", "en"):
            assert sum(cue.language == language for cue in code.cues) >= 30, (code.id, language)


def test_every_vietnamese_measure_points_at_a_channel_or_says_there_is_none() -> None:
    book = load_codebook("channels")
    for code in book:
        if code.id.startswith("vn-"):
            assert code.correspondences, code.id
            assert all(pair.fit == "none" or pair.code in CHANNELS for pair in code.correspondences)
    assert book["vn-tu-chuc"].correspondences[0].fit == "partial"
    assert book["vn-cach-chuc"].broader == ("vn-ky-luat",)
    assert "vn-cach-chuc" in book["vn-ky-luat"].narrower


def test_situations_carry_marks_and_gaps() -> None:
    book = load_codebook("situations")
    assert {code.mark for code in book} <= {"A", "B", "C"}
    assert all(code.mark for code in book)
    gap = book["vn41-m2"].correspondences
    assert [pair.fit for pair in gap] == ["none"]
    assert "2/3" in book["vn41-m3"].exclusion["en"]


def test_least_codebook_works(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, MINIMAL))
    assert book.ids == ("rude", "slow", "other")
    assert [cue.language for cue in book["slow"].cues] == ["zh", "vi", "en"]
    assert book["other"].name("en") == "khác"
    assert book["rude"].cues[0] == Cue("rude", "en")


def test_unknown_names_are_told_what_there_is() -> None:
    with pytest.raises(CodebookError, match="there is no codebook 'nix': give one of ccdi-2021"):
        load_codebook("nix")
    with pytest.raises(CodebookError, match="cannot be read"):
        load_codebook("nix.yaml")
    with pytest.raises(KeyError, match="no code 'nix'"):
        load_codebook("norms")["nix"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("id: my-codes\n", "", 1, "has no id"),
        ("id: my-codes", "id: my-codes\ntypo: 1", 2, "no key 'typo'"),
        ("id: my-codes", "id: My Codes", 1, "may hold only"),
        ("    names: {en: rude, zh: 态度恶劣}\n", "", 3, "'rude' has no name in any language"),
        ("{en: rude,", "{en: no,", 4, "no text: put it in quotes"),
        ("{en: rude,", "{fr: rude,", 4, "no key 'fr'"),
        ("- id: slow", "- id: rude", 6, "was there in line 3"),
        ("names: slow", "names: slow\n    names: slow", 8, "twice"),
        ("names: slow", "names: slow\n    broader: nix", 6, "'nix', which is no code here"),
        ("names: slow", "names: slow\n    broader: slow", 6, "broader than itself"),
        ("names: slow", "names: slow\n    mark: D", 8, "mark 'D' is unknown: use one of A"),
        ("names: slow", "names: slow\n    status: sure", 8, "use one of quoted, proposed"),
        ("names: slow", "names: slow\n    position: third", 8, "no whole number"),
        ("[拖了,", "[拖,", 8, "too short"),
        ("[拖了,", "[{pattern: '(a+)+b'},", 8, "without an upper bound"),
        ("[拖了,", "[{pattern: '(推'},", 8, "does not compile"),
        ("[拖了,", "[{pattern: '(推诿)\\1'},", 8, "refers back"),
        ("[拖了,", "[{pattern: '.{1,9}'},", 8, "no fixed word"),
        ("[拖了,", "[{pattern: '(?:推诿)?'},", 8, "can match nothing"),
        ("[拖了,", "[{phrase: 推诿, weight: 2},", 8, "not in (0, 1]"),
        ("[拖了,", "[{phrase: 推诿, pattern: 推诿},", 8, "either 'phrase' or 'pattern'"),
        ("[拖了,", "[[推诿],", 8, "must hold text here"),
        ("names: slow", "names: &a slow", 7, "alias"),
        ("names: slow", "names: slow\n    correspondences: [{to: nix, fit: close}]", 8, "'nix'"),
        ("names: slow", "names: slow\n    correspondences: [{to: a/b, fit: close}]", 8, "codebook"),
        ("names: slow", "names: slow\n    correspondences: [{to: rude}]", 8, "no fit"),
        ("names: slow", "names: slow\n    correspondences: [{fit: close}]", 8, "no target"),
        ("  - id: other", "  - id: [other", 10, "not valid YAML"),
        ("codes:", "codes: 3 #", 3, "not valid YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    assert old in MINIMAL
    message = complaint(tmp_path, MINIMAL.replace(old, new, 1))
    assert f"mine.yaml, line {line}: " in message
    assert words in message
    assert "\n" not in message


def test_all_problems_are_listed_in_line_order(tmp_path: Path) -> None:
    broken = MINIMAL.replace("en: rude", "fr: rude").replace("chậm trễ", "{phrase: 3}")
    problems = validate_codebook(write(tmp_path, broken))
    assert [text.split(": ")[0].split()[-1] for text in problems] == ["4", "8"]
    with pytest.raises(CodebookError, match="1 more problems"):
        load_codebook(tmp_path / "mine.yaml")


def test_files_that_are_no_codebook(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes("id: 中".encode("gb18030"))
    with pytest.raises(CodebookError, match="is not UTF-8"):
        load_codebook(path)
    assert "is empty" in complaint(tmp_path, "# nothing\n")
    assert "list of codes is empty" in complaint(tmp_path, "id: x\ncodes: []\n")


@pytest.mark.parametrize("text", ["[" * 60_000, "{" * 5_000, "- " * 5_000 + "x"])
def test_bottomless_nesting_is_refused(text: str) -> None:
    book, problems = read_codebook(text, known=None)
    assert book is None
    assert "nested too deep" in problems[0].message


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_no_text_upsets_the_reader(text: str) -> None:
    book, problems = read_codebook(text, known=None)
    assert book is None or isinstance(book, Codebook)
    assert book is not None or problems
    assert all(problem.line >= 1 and problem.message for problem in problems)


@given(
    st.lists(
        st.sampled_from(
            [*MINIMAL.splitlines(), "    cues: {zh: [a", "  - x", "    names:", "codes:", "  ? y"]
        ),
        max_size=12,
    )
)
def test_no_jumble_of_lines_upsets_the_reader(lines: list[str]) -> None:
    book, problems = read_codebook("\n".join(lines), known=None)
    assert book is not None or problems


def test_loading_is_quick() -> None:
    load_codebook("clues")
    started = time.perf_counter()
    read_codebook(corpus("codebooks", "norms.yaml").read_text(encoding="utf-8"), known=None)
    assert time.perf_counter() - started < 2
