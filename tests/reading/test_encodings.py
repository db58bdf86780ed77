import codecs
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shangxia.errors import ReadingError
from shangxia.reading import decode, read_bytes
from shangxia.reading.vietnamese_fonts import decode_fonts
from tests.reading.builders import font_encoded, windows_1258
from tests.reading.samples import CHINESE, TRADITIONAL, VIETNAMESE

ENGLISH = "The office signed it — “come back tomorrow”, said the clerk at the café.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "reported"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-32", "utf-32"),
        (CHINESE, "utf-16-le", "utf-16-le"),
        (CHINESE, "utf-16-be", "utf-16-be"),
        (TRADITIONAL, "big5", "big5"),
        (TRADITIONAL + "裏恒", "big5hkscs", "cp950"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (VIETNAMESE, "utf-16-le", "utf-16-le"),
        (ENGLISH, "cp1252", "cp1252"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
    ],
)
def test_decodes_and_reports_what_it_chose(text, encoding, reported):
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, reported)


def test_windows_1258_has_its_tones_as_marks():
    decoded = decode(windows_1258(VIETNAMESE))
    assert decoded.encoding == "cp1258"
    assert unicodedata.normalize("NFC", decoded.text) == VIETNAMESE


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be", "utf-8"])
def test_real_chinese_laws(chinese_laws, encoding):
    for law in chinese_laws:
        for text in (law, law[:200]):
            assert decode(text.encode(encoding)).text == text


def test_real_vietnamese_laws(vietnamese_laws):
    for law in vietnamese_laws:
        for text in (law, law[:200]):
            data = windows_1258(text)
            assert decode(data).text == data.decode("cp1258")
            assert decode(text.encode("utf-16-be")).text == text


@pytest.mark.parametrize("font", ["tcvn3", "vni"])
@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_vietnamese_fonts_are_decoded(font, encoding):
    text = VIETNAMESE * 2
    read = read_bytes(font_encoded(text, font).encode(encoding), "old.txt")
    assert read.text.lower() == text.lower()
    assert read.source.encoding.endswith(f"+{font}")
    assert read.source.language == "vi"
    assert "fonts" in read.source.warnings[-1]


def test_tcvn3_capitals_are_drawn_by_the_font():
    text = "CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM\nc¸c c¬ quan cã tr¸ch nhiÖm thùc hiÖn quy ®Þnh nµy\n"
    decoded, font = decode_fonts(text, "x")
    assert font == "tcvn3"
    assert decoded.splitlines()[0] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


def test_half_a_font_encoding_is_refused_with_what_to_do():
    mixed = font_encoded(VIETNAMESE, "vni") + "éàü ßçñ æøå ëïö þýÿ òèé " * 6
    with pytest.raises(ReadingError, match=r"VNI fonts .* convert it to Unicode"):
        decode_fonts(mixed, "old.txt")


@pytest.mark.parametrize("text", [CHINESE, TRADITIONAL, VIETNAMESE, ENGLISH, "Le café à l’été"])
def test_sound_text_is_taken_for_no_font(text):
    assert decode_fonts(text, "x") == (text, None)


def test_a_declared_encoding_is_taken_where_it_fits():
    assert decode(TRADITIONAL[:4].encode("big5"), declared="Big5").encoding == "big5"


def test_a_wrong_declaration_is_reported():
    decoded = decode(CHINESE.encode("gb18030"), declared="iso-8859-1")
    assert decoded.text == CHINESE
    assert decoded.warnings == ("the file declares iso-8859-1 but reads as gb18030",)


@pytest.mark.parametrize("declared", ["none such", "hex", "rot13", "punycode", "", "\0", "utf-16"])
def test_a_strange_declaration_does_no_harm(declared):
    assert decode(CHINESE.encode("gb18030"), declared=declared).text == CHINESE


def test_a_few_bad_bytes_leave_utf8_utf8():
    data = CHINESE.encode()
    assert decode(data[:-2]).text.startswith(CHINESE[:-2])
    read = read_bytes(data[:300] + b"\xff" + data[300:], "cut.txt")
    assert read.source.encoding == "utf-8"
    assert "1 of" in read.source.warnings[0]


def test_text_encoded_twice_is_warned_of():
    vietnamese = VIETNAMESE.encode().decode("latin-1").encode()
    assert "twice" in read_bytes(vietnamese, "a.txt").source.warnings[0]
    assert read_bytes(CHINESE.encode(), "a.txt").source.warnings == ()


def test_utf8_read_as_gbk_is_warned_of():
    lines = []
    for line in CHINESE.splitlines():
        try:
            lines.append(line.encode().decode("gb18030"))
        except UnicodeDecodeError:
            continue
    assert len(lines) > 2
    assert "read as GBK" in read_bytes("\n".join(lines).encode(), "a.txt").source.warnings[-1]


@given(st.binary(max_size=400), st.sampled_from([None, "gbk", "big5", "utf-8", "x", "cp1258"]))
def test_any_bytes_are_decoded_or_refused(data, declared):
    try:
        decoded = decode(data, declared=declared)
    except ReadingError:
        return
    assert codecs.lookup(decoded.encoding)
    assert isinstance(decoded.text, str)


@given(st.text(max_size=300))
def test_utf8_is_read_back(text):
    if "\0" not in text and not text.startswith("\ufeff"):
        assert decode(text.encode("utf-8")).text == text
