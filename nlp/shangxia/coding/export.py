"""Codebooks as files for others: YAML, an XLSX sheet, and REFI-QDA ``.qdc``."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from shangxia.coding.qdc import clean, code_guid, corresponding, to_qdc
from shangxia.coding.values import LANGUAGES, WEIGHT, Code, Codebook, Cue

__all__ = ["code_guid", "to_qdc", "to_xlsx", "to_yaml"]

#: Characters of the largest cell that Excel opens.
_CELL = 32_767
#: A workbook says when it was made; ours are the same bytes every time.
_CREATED = datetime.datetime(2020, 1, 1)
_COLUMNS = (
    ("position", 9), ("id", 24), ("name zh", 24), ("name vi", 28), ("name en", 28),
    ("definition zh", 44), ("definition vi", 44), ("definition en", 44), ("inclusion", 36),
    ("exclusion", 36), ("cues zh", 40), ("cues vi", 40), ("cues en", 40), ("anti-cues", 24),
    ("context", 24), ("examples", 40), ("counter-examples", 40), ("broader", 18),
    ("narrower", 18), ("correspondences", 44), ("status", 11), ("mark", 7), ("source", 20),
)  # fmt: skip


def to_yaml(codebook: Codebook) -> str:
    """Return a codebook as YAML that ``load_codebook`` reads back to the same value.

    Args:
        codebook: the codebook.

    Returns:
        The text of the file.
    """
    data: dict[str, Any] = {"id": codebook.id, "kind": codebook.kind, "version": codebook.version}
    data |= _filled(
        title=dict(codebook.title),
        source=codebook.source,
        **{"anti-cues": _cues(codebook.anti_cues)},
    )
    data["codes"] = [_code(code) for code in codebook.codes]
    text: str = yaml.safe_dump(
        data, allow_unicode=True, sort_keys=False, width=100, default_flow_style=False
    )
    return text


def to_xlsx(codebook: Codebook) -> bytes:
    """Return a codebook as a workbook: one row per code, and a sheet about the codebook.

    Args:
        codebook: the codebook.

    Returns:
        The bytes of the ``.xlsx`` file.
    """
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": codebook.id, "created": _CREATED})
        head = book.add_format({"bold": True, "bg_color": "#DDE5EE", "text_wrap": True})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("codes")
        for column, (name, width) in enumerate(_COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, head)
        for row, code in enumerate(codebook.codes, start=1):
            for column, cell in enumerate(_row(code)):
                sheet.write_string(row, column, _cell(cell), body)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(codebook), len(_COLUMNS) - 1)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        about = book.add_worksheet("codebook")
        about.set_column(0, 0, 14)
        about.set_column(1, 1, 100)
        for row, (key, value) in enumerate(_about(codebook)):
            about.write_string(row, 0, key, head)
            about.write_string(row, 1, _cell(value), body)
    return file.getvalue()


def _code(code: Code) -> dict[str, Any]:
    return {"id": code.id} | _filled(
        names=dict(code.names),
        definitions=dict(code.definitions),
        inclusion=dict(code.inclusion),
        exclusion=dict(code.exclusion),
        cues=_cues(code.cues),
        **{"anti-cues": _cues(code.anti_cues)},
        context=_lists(code.context),
        examples=_lists(code.examples),
        **{"counter-examples": _lists(code.counter_examples)},
        broader=list(code.broader),
        narrower=list(code.narrower),
        correspondences=[
            _filled(
                to="/".join(part for part in (pair.codebook, pair.code) if part),
                fit=pair.fit,
                note=pair.note,
            )
            for pair in code.correspondences
        ],
        status=code.status,
        mark=code.mark,
        source=code.source,
        position=code.position,
    )


def _cues(cues: Sequence[Cue]) -> dict[str, list[Any]]:
    result: dict[str, list[Any]] = {}
    for cue in cues:
        item: Any = cue.text
        if cue.is_pattern or cue.weight != WEIGHT:
            item = {"pattern" if cue.is_pattern else "phrase": cue.text}
            if cue.weight != WEIGHT:
                item["weight"] = cue.weight
        result.setdefault(cue.language, []).append(item)
    return result


def _lists(texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {language: list(part) for language, part in texts.items()}


def _filled(**fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}


def _row(code: Code) -> Iterator[str]:
    yield str(code.position or "")
    yield code.id
    for texts in (code.names, code.definitions):
        for language in LANGUAGES:
            yield texts.get(language, "")
    yield "\n".join(code.inclusion.values())
    yield "\n".join(code.exclusion.values())
    for language in LANGUAGES:
        yield "\n".join(cue.text for cue in code.cues if cue.language == language)
    yield "\n".join(cue.text for cue in code.anti_cues)
    for lists in (code.context, code.examples, code.counter_examples):
        yield "\n".join(text for part in lists.values() for text in part)
    yield ", ".join(code.broader)
    yield ", ".join(code.narrower)
    yield corresponding(code)
    yield code.status or ""
    yield code.mark or ""
    yield code.source or ""


def _about(codebook: Codebook) -> Iterator[tuple[str, str]]:
    yield "id", codebook.id
    yield "version", codebook.version
    yield "kind", codebook.kind
    for language, title in codebook.title.items():
        yield f"title {language}", title
    yield "source", codebook.source
    yield "codes", str(len(codebook))


def _cell(text: str) -> str:
    text = clean(text)
    return text if len(text) <= _CELL else text[: _CELL - 1] + "…"
