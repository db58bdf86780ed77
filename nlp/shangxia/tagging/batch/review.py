"""The review queue: a workbook in which a person decides.

One row for each uncertain report: the text with the evidence marked, what the
program suggests and why it is unsure, and cells with drop-down lists for what the
person decides.  ``reviewed.read_queue`` gives the decided rows to training.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from shangxia.rendering.cells import CELL_LIMIT, CUT, xlsx_text
from shangxia.rendering.files import working_folder
from shangxia.rendering.xlsx import open_workbook
from shangxia.tagging.batch.finishing import publish

#: Rows of the queue at most: nobody reads more, and a workbook holds not many more.
MOST_ROWS = 1_000_000
#: Decisions that a person can make for one report.
DECISIONS = 3
NONE = "none"
SHEET, _CODES = "review", "codes"
YES, NO = "yes", "no"
_HEAD = (
    ("row", 8), ("id", 14), ("text", 80), ("suggested", 24), ("score", 8), ("why", 28),
    *((f"label {number}", 30) for number in range(1, DECISIONS + 1)),
    ("inaction", 10), ("note", 30), ("evidence", 12),
)  # fmt: skip
DECIDED = tuple(f"label {number}" for number in range(1, DECISIONS + 1))


def write_queue(stream: Path, path: Path, codebook: str, codes: Sequence[str]) -> list[str]:
    """Write the workbook of the rows that a person has to look at.

    Args:
        stream: the stream ``review`` of a run.
        path: the workbook.
        codebook: id of the codebook, for the names of its codes.
        codes: the codes.

    Returns:
        Notes for the person.
    """
    items = _items(stream)
    languages = Counter(item["language"] for item in _items(stream))
    names = code_names(codebook, codes, max(languages, key=languages.__getitem__, default="zh"))
    written = 0
    with working_folder(path) as folder:
        ready = folder / "queue"
        with ready.open("wb") as file, open_workbook(file, folder) as book:
            sheet = book.add_worksheet(SHEET)
            _write_codes(book.add_worksheet(_CODES), names)
            looks = _looks(book)
            _write_head(sheet, looks)
            for item in islice(items, MOST_ROWS):
                written += 1
                _write_item(sheet, written, item, looks)
            _add_lists(sheet, max(1, written), len(names))
        publish(ready, path)
    if next(items, None) is not None:
        return [f"{path.name} holds the first {MOST_ROWS} rows to review: there are more"]
    return []


def _items(stream: Path) -> Iterator[dict[str, Any]]:
    if stream.exists():
        with stream.open("rb") as lines:
            for line in lines:
                yield json.loads(line.decode("utf-8", "surrogatepass"))


def code_names(codebook: str, codes: Sequence[str], language: str) -> dict[str, tuple[str, str]]:
    """Return name and definition of each code in a language.

    Args:
        codebook: id or file of the codebook; of one that is not there nothing is known.
        codes: the codes.
        language: ``zh``, ``vi`` or ``en``.

    Returns:
        Code → name and definition, both empty where they are not known.
    """
    from shangxia.coding import load_codebook
    from shangxia.errors import CodebookError

    try:
        known = load_codebook(codebook)
    except CodebookError:
        return dict.fromkeys(codes, ("", ""))
    return {
        code: (known[code].name(language), known[code].definition(language))
        if code in known
        else ("", "")
        for code in codes
    }


def _choice(code: str, name: str) -> str:
    return f"{code} · {name}" if name else code


def _looks(book: Any) -> dict[str, Any]:
    top = {"valign": "top"}
    wrap = {**top, "text_wrap": True}
    return {
        "head": book.add_format({"bold": True, "bg_color": "#e8eef0", "bottom": 1, **wrap}),
        "ask": book.add_format({"bold": True, "bg_color": "#fff3c9", "bottom": 1, **wrap}),
        "top": book.add_format(top),
        "wrap": book.add_format(wrap),
        "number": book.add_format({**top, "num_format": "0.00"}),
        "empty": book.add_format({**wrap, "bg_color": "#fffbea", "border": 1,
                                  "border_color": "#e6ddb8", "locked": False}),
        "mark": book.add_format({"bold": True, "font_color": "#a1260d"}),
    }  # fmt: skip


def _write_head(sheet: Any, looks: Mapping[str, Any]) -> None:
    for at, (name, width) in enumerate(_HEAD):
        asked = name in (*DECIDED, "inaction", "note")
        sheet.set_column(at, at, width, None, {"hidden": True} if name == "evidence" else {})
        sheet.write_string(0, at, name, looks["ask" if asked else "head"])
    sheet.freeze_panes(1, 3)


def _write_item(sheet: Any, row: int, item: Mapping[str, Any], looks: Mapping[str, Any]) -> None:
    text = item["text"]
    # Cells have other line ends, so offsets are counted anew.
    labels = [
        [code, score, [[len(xlsx_text(text[:at])) for at in span] for span in found]]
        for code, score, found in item["labels"]
    ]
    text = xlsx_text(text)
    spans = sorted({(start, end) for _, _, found in labels for start, end in found})
    sheet.write_number(row, 0, item["row"], looks["top"])
    sheet.write_string(row, 1, xlsx_text(item["id"]), looks["top"])
    _write_marked(sheet, row, 2, text, spans, looks)
    sheet.write_string(row, 3, "; ".join(code for code, _, _ in labels), looks["wrap"])
    best = max([score for _, score, _ in labels] or list(item["scores"].values()) or [0.0])
    sheet.write_number(row, 4, best, looks["number"])
    sheet.write_string(row, 5, xlsx_text(item["reason"]), looks["wrap"])
    for at, (name, _) in enumerate(_HEAD):
        if name in (*DECIDED, "inaction", "note"):
            sheet.write_blank(row, at, None, looks["empty"])
    evidence = [[code, start, end] for code, _, found in labels for start, end in found]
    sheet.write_string(row, len(_HEAD) - 1, json.dumps(evidence)[:CELL_LIMIT])


def _write_marked(
    sheet: Any,
    row: int,
    at: int,
    text: str,
    spans: Sequence[tuple[int, int]],
    looks: Mapping[str, Any],
) -> None:
    """Write text with spans in bold red, where a cell can have that."""
    fragments: list[Any] = []
    done = 0
    for start, end in spans:
        start = max(start, done)
        if start >= end:
            continue
        fragments += [text[done:start], looks["mark"], text[start:end]]
        done = end
    fragments.append(text[done:])
    shown = [part for part in fragments if part != ""]
    # What was cut, or has one piece only, cannot be written in pieces.
    if len(shown) > 2 and not text.endswith(CUT):
        sheet.write_rich_string(row, at, *shown, looks["wrap"])
    else:
        sheet.write_string(row, at, text, looks["wrap"])


def _write_codes(sheet: Any, names: Mapping[str, tuple[str, str]]) -> None:
    sheet.set_column(0, 0, 46)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "choice")
    sheet.write_string(0, 1, "what it means")
    sheet.write_string(1, 0, NONE)
    sheet.write_string(1, 1, "no code applies")
    for row, (code, (name, definition)) in enumerate(names.items(), 2):
        sheet.write_string(row, 0, xlsx_text(_choice(code, name)))
        sheet.write_string(row, 1, xlsx_text(definition))


def _add_lists(sheet: Any, rows: int, codes: int) -> None:
    columns = {name: at for at, (name, _) in enumerate(_HEAD)}
    choices = {
        "validate": "list",
        "source": f"={_CODES}!$A$2:$A${codes + 2}",
        "error_title": "shangxia",
        "error_message": "Choose a code from the list, or none.",
    }
    sheet.data_validation(1, columns[DECIDED[0]], rows, columns[DECIDED[-1]], choices)
    yes_or_no = {"validate": "list", "source": [YES, NO]}
    sheet.data_validation(1, columns["inaction"], rows, columns["inaction"], yes_or_no)
    sheet.autofilter(0, 0, rows, len(_HEAD) - 2)
