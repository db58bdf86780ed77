import hashlib
import io
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.errors import ReadingError
from shangxia.reading import from_string, read_bytes, read_text
from shangxia.reading import text as module
from tests.reading.builders import docx, paragraph, pdf
from tests.reading.samples import CHINESE


def test_provenance(tmp_path):
    path = tmp_path / "办法.txt"
    data = CHINESE.replace("\n", "\r\n").encode("gb18030")
    path.write_bytes(data)
    text = read_text(path)
    assert text.text == CHINESE.replace("\n", "\r\n")  # line ends are kept
    source = text.source
    assert (source.name, source.encoding) == ("办法.txt", "gb18030")
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert source.characters == len(text.text)
    assert (source.language, source.script, source.warnings) == ("zh", "Hans", ())
    assert text.pages == ()


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(CHINESE.encode())))
    assert read_text("-").text == CHINESE


def test_the_content_decides_the_format():
    assert read_bytes(docx(paragraph("甲。")), "unknown").text == "甲。\n"
    assert read_bytes(pdf([[(72, 700, 12, "甲乙。")]]), "a.bin").text == "甲乙。\n"
    assert read_bytes(b"# One\n\n**two**", "a.md").text == "# One\n\n**two**"


def test_strings_are_kept_as_they_are():
    text = from_string("\ufeffa\r\n\ud800", "me")
    assert (text.text, text.source.name) == ("\ufeffa\r\n\ud800", "me")
    assert from_string("").source.characters == 0


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "is empty"),
        (b" \r\n\t", "a.txt", "is empty"),
        (b"\xef\xbb\xbf", "a.txt", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a.txt", "PNG image"),
        (b"\x7fELF\x02\x01\x01\0\0", "a.txt", "a program"),
        (b"text\0with\0nul bytes in it\0\0\0", "a.txt", "binary data"),
        (bytes(range(1, 32)) * 20, "a.txt", "binary data"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", r"save it as \.docx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.wps", r"save it as \.docx"),
        (b"{\\rtf1 x}", "a.rtf", r"save it as \.docx"),
        (b"anything", "a.xls", r"save it as \.docx"),
        (b"\xff\xff\xfe\x81\x20\x80\xff" * 30, "a.txt", "cannot be read as text"),
        (b"\xff\xfe\x00\xd8\x00\xd8\x00\xd8\x00\xd8", "a.txt", "not utf-16 text"),
    ],
)
def test_refusals_are_one_sentence_that_names_the_file(data, name, reason):
    with pytest.raises(ReadingError, match=reason) as caught:
        read_bytes(data, name)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_opened(tmp_path):
    with pytest.raises(ReadingError, match="does not exist"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(ReadingError, match="is a folder"):
        read_text(tmp_path)
    with pytest.raises(ReadingError, match="cannot be read"):
        read_text("a\0b")


def test_files_that_are_too_large(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "LARGEST_FILE", 10)
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 11)
    with pytest.raises(ReadingError, match="larger than"):
        read_text(path)


_HEADS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf"]
)
_NAMES = st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.pdf", "a", "-"])


@given(_HEADS, st.binary(max_size=300), _NAMES)
def test_any_bytes_are_a_text_or_a_reading_error(head, data, name):
    try:
        text = read_bytes(head + data, name)
    except ReadingError as error:
        assert "\n" not in str(error)
    else:
        assert text.source.characters == len(text.text)


_DOCX = docx(paragraph("第一条 甲。", number=1), numbering="<w:num/>")
_PDF = pdf([[(72, 700, 12, "第一条 甲。")]])


@given(st.sampled_from([_DOCX, _PDF]), st.integers(0, 2000), st.integers(0, 255), st.integers(0, 9))
def test_spoiled_files_are_a_text_or_a_reading_error(data, at, byte, cut):
    spoiled = bytearray(data)
    spoiled[at % len(data)] = byte
    try:
        text = read_bytes(bytes(spoiled[: len(data) - cut * 20]), "a")
    except ReadingError as error:
        assert "\n" not in str(error)
    else:
        assert text.text
