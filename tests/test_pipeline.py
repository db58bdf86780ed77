"""The spaCy component."""

from __future__ import annotations

from pathlib import Path

import pytest

spacy = pytest.importorskip("spacy")


@pytest.mark.parametrize("language", ["zh", "en", "xx"])
def test_component_annotates(language: str, samples: Path) -> None:
    nlp = spacy.blank(language)
    nlp.add_pipe("shangxia")
    text = (samples / ("news-en.txt" if language == "en" else "zh-regulation.txt")).read_text(
        encoding="utf-8"
    )
    doc = nlp(text)
    result = doc._.shangxia
    assert result.text == text
    assert {"provisions", "channels", "situations", "claims"} <= set(doc.spans)
    assert len(doc.spans["provisions"]) == len(result.provisions)
    for span, provision in zip(doc.spans["provisions"], result.provisions, strict=True):
        assert span.start_char <= provision.start
        assert provision.end <= span.end_char
        assert span._.norm == provision.norm
    for span in doc.spans["channels"]:
        assert span._.reason
        assert 0 <= span._.score <= 1


def test_vietnamese_blank(samples: Path) -> None:
    pytest.importorskip("pyvi")
    nlp = spacy.blank("vi")
    nlp.add_pipe("shangxia")
    doc = nlp((samples / "vi-regulation.txt").read_text(encoding="utf-8"))
    assert doc._.shangxia.instrument.number == "15-QĐ/TU"


def test_docbin_keeps_the_result(samples: Path) -> None:
    from spacy.tokens import DocBin

    nlp = spacy.blank("zh")
    nlp.add_pipe("shangxia")
    doc = nlp((samples / "news-zh.txt").read_text(encoding="utf-8"))
    stored = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    again = next(iter(DocBin().from_bytes(stored).get_docs(nlp.vocab)))
    assert again._.shangxia == doc._.shangxia
    assert [span.label_ for span in again.spans["channels"]] == [
        span.label_ for span in doc.spans["channels"]
    ]


def test_pipeline_survives_the_disk(tmp_path: Path) -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("shangxia", config={"codebooks": ["channels"]})
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert again.get_pipe("shangxia").codebooks == ("channels",)
    assert again("第一条　对干部免职。").spans["channels"] is not None


def test_own_patterns_are_matched() -> None:
    nlp = spacy.blank("zh")
    patterns = [
        {"label": "SNAIL", "pattern": "蜗牛奖"},
        {"label": "YEAR", "pattern": [{"TEXT": {"REGEX": "^[0-9]{4}$"}}]},
    ]
    nlp.add_pipe("shangxia", config={"codebooks": [], "patterns": patterns})
    doc = nlp("全区颁发蜗牛奖。")
    assert [(span.label_, span.text) for span in doc.spans["patterns"]] == [("SNAIL", "蜗牛奖")]
    english = spacy.blank("en")
    english.add_pipe("shangxia", config={"codebooks": [], "patterns": patterns})
    doc = english("In 2031 nothing was done.")
    assert [span.text for span in doc.spans["patterns"]] == ["2031"]
