"""Value types: quoting, finding nodes, and the way through JSON and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given

import shangxia as sx
from shangxia.document import Document
from tests.strategies import languages, scraps

TEXT = "云溪办法\n第一条　甲应当在三十日内办理。\n第二条　有下列情形之一的：\n（一）乙；\n（二）丙。\n第三条　丁。"


def test_node_takes_a_unique_tail() -> None:
    doc = sx.parse(TEXT)
    assert doc.node("art_2").number == "2"
    assert doc.node("art_2/par_1/item_1").label == "（一）"
    assert doc.node("item_2").id == "art_2/par_1/item_2"


def test_node_names_what_is_missing_or_unclear() -> None:
    doc = sx.parse(TEXT)
    with pytest.raises(KeyError, match="no node 'art_9'"):
        doc.node("art_9")
    with pytest.raises(KeyError, match="longer tail"):
        doc.node("par_1")


def test_repr_says_what_a_person_wants_to_know() -> None:
    assert repr(sx.parse(TEXT)).startswith("<Document '云溪办法' zh-Hans: 3 articles")


def test_iteration_goes_through_the_nodes() -> None:
    doc = sx.parse(TEXT)
    assert [node.number for node in doc if node.kind == "article"] == ["1", "2", "3"]
    assert len(doc) == len(doc.nodes)


def test_json_can_leave_the_text_out() -> None:
    doc = sx.parse(TEXT)
    assert json.loads(doc.to_json())["text"] == TEXT
    assert "text" not in json.loads(doc.to_json(text=False))
    assert json.loads(doc.to_json())["schema"] == "shangxia/1"


def test_another_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="expected schema 'shangxia/1'"):
        Document.from_dict({"schema": "other/2"})


@given(scraps, languages)
def test_a_document_survives_json(text: str, language: str) -> None:
    doc = sx.parse(text, language=language)
    assert Document.from_dict(json.loads(doc.to_json())) == doc
    assert Document.from_dict(json.loads(doc.to_json(text=False)), text=text) == doc


def quoted(value: object, text: str) -> int:
    """Check every quotation inside a result; return how many there are."""
    count = 0
    if isinstance(value, dict):
        if {"text", "start", "end"} <= value.keys():
            assert value["text"] == text[value["start"] : value["end"]]
            count += 1
        return count + sum(quoted(inner, text) for inner in value.values())
    if isinstance(value, list):
        return sum(quoted(inner, text) for inner in value)
    return 0


@given(scraps, languages)
def test_every_quotation_is_exact(text: str, language: str) -> None:
    quoted(sx.parse(text, language=language).to_dict()["provisions"], text)
    quoted(sx.parse(text, language=language).to_dict(text=True), text)


def test_every_quotation_in_the_samples_is_exact(samples: Path) -> None:
    for path in sorted(samples.glob("*.txt")):
        doc = sx.read(path)
        assert quoted(doc.to_dict(), doc.text) > 10
