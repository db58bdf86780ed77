"""What ships, as datasets."""

from __future__ import annotations

import subprocess
import sys

import pytest

import shangxia as sx
from shangxia.coding import list_codebooks, load_codebook
from shangxia.errors import UsageError

datasets = pytest.importorskip("datasets", reason="the extra `neural` is not installed")
CLUES = set(load_codebook("clues").ids)


def test_all_texts_labelled_with_clues_have_one_shape() -> None:
    clues = sx.corpora.load("clues")
    assert set(clues) == {"written", "hands", "clauses"}
    assert len({str(split.features) for split in clues.values()}) == 1
    features = clues["written"].features
    assert features["labels"] == datasets.List(datasets.Value("string"))
    assert features["evidence"].feature["start"] == datasets.Value("int64")
    assert len(clues["written"]) == 630
    for split in clues.values():
        for row in split:
            assert set(row["labels"]) <= CLUES
            for quote in row["evidence"]:
                assert row["text"][quote["start"] : quote["end"]] == quote["text"] != ""
    assert all(one["contrast_of"] is None for one in clues["written"])


def test_parts_are_the_same_rows() -> None:
    clues, reports = sx.corpora.load("clues"), sx.corpora.load("reports")
    assert reports["hands"].to_list() == clues["hands"].to_list()
    assert sx.corpora.load("clauses").to_list() == clues["clauses"].to_list()
    hands = sx.corpora.load("hands")
    assert "vi_an" in hands
    assert [row for split in hands.values() for row in split] == reports["hands"].to_list()


def test_they_train_a_tagger_as_they_are() -> None:
    written = sx.corpora.load("reports")["written"].select(range(80))
    tagger = sx.Tagger().fit(written["text"], written["labels"])
    assert set(tagger.classes_) == CLUES


def test_gazetteer_and_lexicons() -> None:
    gazetteer = sx.corpora.load("gazetteer")
    assert set(gazetteer) == {"cn", "vn", "organs", "instruments", "decoys"}
    (row,) = [row for row in gazetteer["vn"] if row["name"] == "Bình Dương"]
    assert (row["until"], row["into"], row["in"]) == ("2025-06-30", "Hồ Chí Minh", [])
    lexicons = sx.corpora.load("lexicons")
    assert lexicons["glossary"][0]["zh"] == ["中国共产党", "中共"]
    assert {row["simplified"] for row in lexicons["trad_simp"] if row["traditional"] == "國"} == {
        "国"
    }


def test_alignment_gold_has_grades() -> None:
    pairs = sx.corpora.load("alignment")
    assert set(pairs) >= {"compensation", "education"}
    for pair in pairs.values():
        assert {link["grade"] for row in pair for link in row["vi"]} == {1, 2}


def test_codebooks_are_tables_with_all_codes() -> None:
    tables = sx.corpora.load("codebooks")
    codes = [(row["codebook"], row["code"]) for row in tables["codes"]]
    assert codes == [(name, code) for name in list_codebooks() for code in load_codebook(name).ids]
    coasting = next(row for row in tables["codes"] if row["code"] == "coasting")
    assert coasting["names"]["zh"] == load_codebook("clues")["coasting"].names["zh"]
    assert {"codebook": "clues", "code": "coasting", "language": "zh", "cue": "得过且过",
            "is_pattern": False, "is_anti": False, "weight": 0.8} in tables["cues"].to_list()  # fmt: skip
    assert {row["fit"] for row in tables["correspondences"]} <= {"close", "partial", "weak", "none"}


def test_another_name_is_refused() -> None:
    with pytest.raises(UsageError, match="there is no corpus 'petitions': give one of clues"):
        sx.corpora.load("petitions")


def test_without_the_library_one_sentence_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['datasets'] = None\n"
        "import shangxia as sx\n"
        "sx.corpora.load('lexicons')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    last = done.stderr.strip().split("\n")[-1]
    assert "UsageError" in last
    assert "pip install 'shangxia[neural]'" in last
