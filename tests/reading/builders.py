"""Files made by hand for the tests: PDF, DOCX, and old Vietnamese encodings."""

import io
import unicodedata
import zipfile

from shangxia.reading.language_data import font_table

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CHARTS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(pages, *, extra="", trailer_extra=""):
    """Make a PDF of lines (x, y, size, text) per page, set in a font without outlines."""
    to_unicode = _to_unicode(sorted({c for page in pages for *_, text in page for c in text}))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type0/BaseFont/Test/Encoding/Identity-H/DescendantFonts[4 0 R]"
        "/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Test/CIDSystemInfo"
        "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/Test/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0"
        "/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        f"<</Length {len(to_unicode)}>>stream\n{to_unicode}\nendstream",
    ]
    kids = []
    for page in pages:
        content = "".join(
            f"BT /F {size} Tf {x} {y} Td <{''.join(f'{ord(c):04X}' for c in text)}> Tj ET\n"
            for x, y, size, text in page
        )
        kids.append(len(objects) + 1)
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>"
            f"/Contents {len(objects) + 2} 0 R>>"
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}endstream")
    refs = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<</Type/Pages/Kids[{refs}]/Count {len(kids)}>>"
    if extra:
        objects.append(extra)
    return _pdf_file(objects, trailer_extra)


def _to_unicode(letters):
    """Make the map by which a reader finds the letters of the font."""
    lines = [f"<{ord(c):04X}> <{ord(c):04X}>\n" for c in letters]
    parts = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        + "".join(f"{len(part)} beginbfchar\n{''.join(part)}endbfchar\n" for part in parts)
        + "endcmap end end"
    )


def _pdf_file(objects, trailer_extra):
    """Put numbered objects, the table of their places and the trailer into one file."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer_extra}>>\n".encode()
    return bytes(out + f"startxref\n{start}\n%%EOF\n".encode())


def docx(body, *, numbering="", styles="", footnotes="", prolog="", more=()):
    """Make a DOCX of the inside of its body and, where given, of other parts."""
    names = f'xmlns:w="{_W}" xmlns:mc="{_MC}" xmlns:r="{_CHARTS}"'
    parts = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"{prolog}<w:document {names}><w:body>{body}</w:body></w:document>",
    }
    for name, inside in (("numbering", numbering), ("styles", styles), ("footnotes", footnotes)):
        if inside:
            parts[f"word/{name}.xml"] = f"<w:{name} {names}>{inside}</w:{name}>"
    parts |= dict(more)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def paragraph(text, *, number=None, level=None, style=None, inside=""):
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number is not None or level is not None:
        properties += "<w:numPr>"
        properties += "" if level is None else f'<w:ilvl w:val="{level}"/>'
        properties += "" if number is None else f'<w:numId w:val="{number}"/>'
        properties += "</w:numPr>"
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run}{inside}</w:p>"


def abstract(number, *levels):
    """Make an abstract list of levels (format, text, more)."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (kind, text, more) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def instance(number, of, inside=""):
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{inside}</w:num>'


def windows_1258(text):
    """Encode Vietnamese as Windows does: tones as marks of their own."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    out = bytearray()
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
            out += (base + "".join(c for c in parts if c in tones)).encode("cp1258", "replace")
    return bytes(out)


def font_encoded(text, font):
    """Spell Vietnamese as it was typed for a font, as Windows-1252 shows it."""
    codes = {letter: code for code, letter in reversed(font_table(font).items())}
    return "".join(
        codes.get(c, codes.get(c.lower(), c)) for c in unicodedata.normalize("NFC", text)
    )
