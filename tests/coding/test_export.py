"""Codebooks as YAML, XLSX and REFI-QDA files."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from shangxia.coding import Code, Codebook, Correspondence, Cue, list_codebooks, load_codebook
from shangxia.coding.export import code_guid, to_qdc, to_xlsx, to_yaml
from shangxia.coding.validation import read_codebook

NAMESPACE = "{urn:QDA-XML:codebook:1.0}"
# The structure of QDA-XML 1.0 codebooks as the standard (REFI-QDA 1.5, 5.2) describes it.
GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
SCHEMA = f"""\
<s:schema xmlns:s="http://www.w3.org/2001/XMLSchema" xmlns="urn:QDA-XML:codebook:1.0"
    targetNamespace="urn:QDA-XML:codebook:1.0" elementFormDefault="qualified">
  <s:element name="CodeBook"><s:complexType>
    <s:sequence>
      <s:element name="Codes"><s:complexType><s:sequence>
        <s:element name="Code" type="Code" maxOccurs="unbounded"/>
      </s:sequence></s:complexType></s:element>
      <s:element name="Sets" minOccurs="0"><s:complexType><s:sequence>
        <s:element name="Set" type="Set" maxOccurs="unbounded"/>
      </s:sequence></s:complexType></s:element>
    </s:sequence>
    <s:attribute name="origin" type="s:string"/>
  </s:complexType></s:element>
  <s:complexType name="Code">
    <s:sequence>
      <s:element name="Description" type="s:string" minOccurs="0"/>
      <s:element name="Code" type="Code" minOccurs="0" maxOccurs="unbounded"/>
    </s:sequence>
    <s:attribute name="guid" type="Guid" use="required"/>
    <s:attribute name="name" type="s:string" use="required"/>
    <s:attribute name="isCodable" type="s:boolean" use="required"/>
    <s:attribute name="color" type="s:token"/>
  </s:complexType>
  <s:complexType name="Set">
    <s:sequence>
      <s:element name="Description" type="s:string" minOccurs="0"/>
      <s:element name="MemberCode" minOccurs="0" maxOccurs="unbounded"><s:complexType>
        <s:attribute name="guid" type="Guid" use="required"/>
      </s:complexType></s:element>
    </s:sequence>
    <s:attribute name="guid" type="Guid" use="required"/>
    <s:attribute name="name" type="s:string" use="required"/>
  </s:complexType>
  <s:simpleType name="Guid"><s:restriction base="s:token">
    <s:pattern value="{GUID}"/>
  </s:restriction></s:simpleType>
</s:schema>"""
VALID = etree.XMLSchema(etree.fromstring(SCHEMA.encode()))
NASTY = Codebook(
    "nasty",
    {"en": 'quotes " & <tags>'},
    (
        Code("a", {"en": "=1+1"}, {"zh": "很长" * 20_000}, cues=(Cue("@cmd", "en", weight=0.3),)),
        Code("b", {"en": "same"}, exclusion={"en": "bell \x07 and \x0b"}, broader=("d",)),
        Code("c", {"en": "same"}, correspondences=(Correspondence("x", None, "none", "- why"),)),
        Code("d", {"vi": "rộng hơn"}, narrower=("b",), source="one"),
        Code("e", {"en": "e"}, source="two", position=3, status="quoted", mark="A"),
    ),
)


@pytest.mark.parametrize("name", list_codebooks())
def test_yaml_reads_back_to_the_same_codebook(name: str) -> None:
    book = load_codebook(name)
    again, problems = read_codebook(to_yaml(book), known=None)
    assert problems == ()
    assert again == book
    assert hash(again) == hash(book)


WORDS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=3, max_size=8
)


@given(st.lists(WORDS, min_size=1, max_size=4, unique=True), WORDS)
def test_yaml_keeps_any_words(phrases: list[str], name: str) -> None:
    cues = tuple(Cue(phrase, "zh") for phrase in phrases if len(phrase.rstrip("*")) > 2)
    book = Codebook("b", {}, (Code("a", {"vi": name}, cues=cues),))
    again, problems = read_codebook(to_yaml(book), known=None)
    assert problems == ()
    assert again == book


@pytest.mark.parametrize("name", [*list_codebooks(), "nasty"])
def test_qdc_follows_the_published_structure(name: str) -> None:
    book = NASTY if name == "nasty" else load_codebook(name)
    xml = to_qdc(book)
    assert xml.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    assert xml == to_qdc(book)
    root = etree.fromstring(xml)
    VALID.assertValid(root)
    assert root.tag == NAMESPACE + "CodeBook"
    codes = list(root.iter(NAMESPACE + "Code"))
    assert {code.get("guid") for code in codes} == {code_guid(book.id, code.id) for code in book}
    assert len({code.get("name") for code in codes}) == len(book)


def test_qdc_nests_narrower_codes_and_describes_all() -> None:
    root = etree.fromstring(to_qdc(load_codebook("channels"), language="zh"))
    nested = root.findall(f".//{NAMESPACE}Code/{NAMESPACE}Code")
    assert len(nested) == 4
    assert {code.getparent().get("name") for code in nested} == {"纪律处分（越南）"}
    first = root.find(f".//{NAMESPACE}Code")
    assert first is not None
    assert first.get("name") == "问责"
    description = first.findtext(NAMESPACE + "Description") or ""
    assert "accountability" in description
    assert "truy cứu trách nhiệm" in description
    assert "vn-xu-ly-trach-nhiem (close)" in description
    sets = root.findall(f".//{NAMESPACE}Set")
    assert [group.get("name") for group in sets] == ["cn-2022-channels", "vn-measures"]
    assert len(sets[0]) == 7


def test_guids_are_stable_and_distinct() -> None:
    assert code_guid("clues", "coasting") == code_guid("clues", "coasting")
    assert code_guid("clues", "coasting") != code_guid("mine", "coasting")
    assert re.fullmatch(GUID, code_guid("clues", "coasting"))


@pytest.mark.parametrize("name", [*list_codebooks(), "nasty"])
def test_xlsx_has_one_row_per_code(name: str, tmp_path: Path) -> None:
    book = NASTY if name == "nasty" else load_codebook(name)
    path = tmp_path / "book.xlsx"
    path.write_bytes(to_xlsx(book))
    sheets = openpyxl.load_workbook(path)
    rows = list(sheets["codes"].iter_rows(values_only=True))
    assert rows[0][:2] == ("position", "id")
    assert [row[1] for row in rows[1:]] == list(book.ids)
    assert sheets["codes"].freeze_panes == "C2"
    assert all(cell.data_type in "sn" for row in sheets["codes"].iter_rows() for cell in row)
    assert dict(sheets["codebook"].iter_rows(values_only=True))["codes"] == str(len(book))


def test_xlsx_is_safe_and_the_same_every_time(tmp_path: Path) -> None:
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    first.write_bytes(to_xlsx(NASTY))
    second.write_bytes(to_xlsx(NASTY))
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    sheet = openpyxl.load_workbook(first)["codes"]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert "=1+1" in values
    assert max(len(str(value)) for value in values) <= 32_767
    assert "bell   and  " in values
