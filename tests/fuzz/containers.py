"""Small real files of every format, and a way to damage them from inside.

A fuzzer that turns bits of a zip archive hardly ever gets past its checksums, so
parts are damaged one by one and packed again.
"""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.reading.builders import abstract, docx, instance, paragraph, pdf

#: Two bytes say where a cut is, one how long it is; the rest is put in.
_HEAD = 4
TABLE = (
    "id,text,labels,inaction,evidence\r\n"
    '1,一直拖着没有结果,dilatory,是,"[{""code"":""dilatory"",""start"":0,""end"":2}]"\r\n'
    "2,推来推去,buck-passing,否,[]\r\n3,谢谢,,,\r\n"
).encode()
LINES = (
    b'{"id": 1, "text": "slow", "labels": ["dilatory"], "inaction": true, "evidence": []}\n'
    b'{"id": 2, "text": "fine", "labels": "", "extra": {"a": [1.5, null]}}\n'
)
CODEBOOK = """id: mine
kind: topic
title: {en: Mine, zh: 我的}
codes:
  - id: rude
    names: {en: rude, zh: 态度恶劣}
    definitions: {en: "is rude"}
    cues: {en: [rude, shouted at, {pattern: "shout.{0,8}citizen", weight: 0.5}], zh: [态度恶劣]}
  - id: slow
    names: {en: slow}
    cues: {en: [slow*]}
""".encode()
HTML = (
    '<!doctype html><html><head><meta charset="utf-8"><title>规定</title></head><body><h1>规定</h1>'
    "<p>第一条　机关应当办理。<br>第二条</p><ol start=3 type=a><li>x<li>y</ol>"
    "<table><tr><td>a<td rowspan=2>b</table><script>x</script></body></html>"
).encode()


@cache
def plain() -> bytes:
    """Return a small law."""
    return "云溪市规定\n第一章 总则\n第一条 机关应当在十日内办理。\n（一）不得拖延；\n".encode()


@cache
def word() -> bytes:
    """Return a DOCX with automatic numbers, styles, notes and a table."""
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = paragraph("规定") + paragraph("办理", number=1, level=0, inside=note)
    body += (
        f"<w:tbl><w:tr><w:tc>{paragraph('甲')}</w:tc><w:tc>{paragraph('乙')}</w:tc></w:tr></w:tbl>"
    )
    body += "<w:p><w:r><w:ruby><w:rt><w:r><w:t>x</w:t></w:r></w:rt></w:ruby></w:r></w:p>"
    return docx(
        body,
        numbering=abstract(7, ("chineseCounting", "第%1条", "")) + instance(1, 7),
        styles='<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="a"/></w:style>',
        footnotes=f'<w:footnote w:id="2">{paragraph("注")}</w:footnote>',
    )


@cache
def portable() -> bytes:
    """Return a PDF of two pages."""
    return pdf(
        [[(72, 700, 12, "第一条 规定"), (72, 680, 12, "1.")], [(72, 700, 12, "第二条 办理")]]
    )


@cache
def workbook() -> bytes:
    """Return a workbook of labelled reports with numbers, dates and truth values."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "reports"
    for row in (
        ("id", "text", "labels", "inaction", "date"),
        (1, "一直拖着没有结果", "dilatory", True, None),
        (2.5, "推来推去_x000D_\n", "buck-passing", False, "2024-01-01"),
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def parquet() -> bytes:
    """Return a Parquet table."""
    import pyarrow
    import pyarrow.parquet

    stream = io.BytesIO()
    table = pyarrow.table({"id": [1, 2], "text": ["拖着", "谢谢"], "labels": [["dilatory"], []]})
    pyarrow.parquet.write_table(table, stream)
    return stream.getvalue()


@cache
def queue() -> bytes:
    """Return a review queue in which a person decided one row."""
    import openpyxl

    from shangxia.tagging.batch.review import DECIDED, SHEET

    book = openpyxl.Workbook()
    book.active.title = SHEET
    book.active.append(["text", *DECIDED, "inaction", "evidence"])
    book.active.append(
        ["一直拖着", "dilatory", *[None] * (len(DECIDED) - 1), "yes", '[["dilatory",0,2]]']
    )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@cache
def settings() -> dict[str, bytes]:
    """Return the files of a small trained model."""
    from shangxia.coding.values import Code, Codebook
    from shangxia.tagging.examples import Example
    from shangxia.tagging.training import train

    book = Codebook("tiny", {"en": "tiny"}, (Code("a", {"en": "a"}), Code("b", {"en": "b"})))
    examples = [
        Example(text=f"{word} {number}", labels=(code,) if code else ())
        for number in range(12)
        for word, code in (("一直拖着", "a"), ("推来推去", "b"), ("谢谢", ""))
    ]
    model, _ = train(examples, book, name="tiny")
    with TemporaryDirectory() as folder:
        model.save(folder)
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def spliced(whole: bytes, data: bytes) -> bytes:
    """Return bytes with a piece cut out and another put in, as ``data`` says."""
    if len(data) < _HEAD:
        return whole
    at = int.from_bytes(data[:2], "big") % (len(whole) + 1)
    return whole[:at] + data[_HEAD:] + whole[at + data[2] + 256 * (data[3] & 15) :]


def damaged(archive: bytes, data: bytes) -> bytes:
    """Return a zip archive with one part spliced, as ``data`` says, or the archive itself."""
    if not data:
        return archive
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    names = sorted(parts)
    if data[0] >= 240:
        return spliced(archive, data[1:])
    name = names[data[0] % len(names)]
    if data[0] >= 220:
        del parts[name]
    else:
        parts[name] = spliced(parts[name], data[1:])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for part, content in parts.items():
            target.writestr(part, content)
    return stream.getvalue()


def model_files(data: bytes) -> dict[str, bytes]:
    """Return the files of a model whose settings or arrays are damaged, with hashes that fit."""
    from hashlib import sha256

    from shangxia.tagging.storage import MANIFEST, SETTINGS, WEIGHTS

    files = dict(settings())
    if data[:1] == b"\0":
        files[MANIFEST] = spliced(files[MANIFEST], data[1:])
        return files
    if data[:1] < b"\x80":
        files[SETTINGS] = spliced(files[SETTINGS], data[1:])
    else:
        files[WEIGHTS] = damaged(files[WEIGHTS], data[1:])
    hashes = {name: sha256(files[name]).hexdigest() for name in (WEIGHTS, SETTINGS)}
    files[MANIFEST] = json.dumps({"format": "shangxia-tagger/3", "sha256": hashes}).encode()
    return files
