"""The results of an evaluation as files: HTML, XLSX, JSON and CSV."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from shangxia.errors import UsageError
from shangxia.rendering.cells import xlsx_text
from shangxia.rendering.files import atomic_write, working_folder
from shangxia.tagging import tables
from shangxia.tagging.card import write_table
from shangxia.tagging.drawing import reliability_svg
from shangxia.tagging.evaluation import Evaluation

_ENDINGS = (".html", ".xlsx", ".json", ".csv")
_STYLE = """
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;
color:#1c2529;background:#fff}
table{border-collapse:collapse;margin:.5rem 0 2rem}
th,td{padding:.25rem .75rem;border-bottom:1px solid #d8e0e3;text-align:left}
td.number{text-align:right;font-variant-numeric:tabular-nums}
th{background:#eef3f4}svg{max-width:26rem;height:auto}
@media(prefers-color-scheme:dark){body{color:#e6ecee;background:#12181b}
th{background:#1f2a2f}th,td{border-color:#33424a}svg{background:#fff}}
"""


@dataclass(frozen=True, slots=True)
class Results:
    """An evaluation with what names its parts.

    Attributes:
        model: name and version of the model.
        gold: name of the labelled table.
        figures: over all reports.
        reports: what names each report.
        by: what groups are formed by, or ``""``.
        groups: the figures of each group.
    """

    model: str
    gold: str
    figures: Evaluation
    reports: Sequence[tables.Listed]
    by: str = ""
    groups: dict[str, Evaluation] = field(default_factory=dict)


def check_ending(path: Path) -> None:
    """Refuse a file that no figures can be written to.

    Raises:
        UsageError: the ending tells no format.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise UsageError(f"-o {path}: give a name that ends in {', '.join(_ENDINGS)}")


def write_results(results: Results, path: Path) -> None:
    """Write all figures and the list of likely label errors.

    CSV holds one table: the figures of each code, in each group; write HTML, XLSX or JSON
    for the rest.

    Args:
        results: the results.
        path: the file; its ending tells the format.

    Raises:
        UsageError: the ending tells no format, or the file cannot be written.
    """
    check_ending(path)
    ending = path.suffix.lower()
    if ending == ".json":
        with atomic_write(path) as stream:
            stream.write(json.dumps(plain(results), ensure_ascii=False, indent=2) + "\n")
    elif ending == ".csv":
        write_table(_long(results), path)
    elif ending == ".html":
        with atomic_write(path) as stream:
            stream.write(render(results))
    else:
        _write_workbook(list(_tables(results)), path)


def plain(results: Results) -> dict[str, Any]:
    """Return the results as JSON values."""
    errors = tables.errors_table(results.figures, results.reports)
    return {
        "schema": "shangxia/1",
        "model": results.model,
        "gold": results.gold,
        **_plain(results.figures),
        "errors": [dict(zip(errors.head, row, strict=True)) for row in errors.rows],
        **({"by": {name: _plain(one) for name, one in results.groups.items()}}
           if results.groups else {}),
    }  # fmt: skip


def _plain(figures: Evaluation) -> dict[str, Any]:
    values = asdict(figures)
    del values["errors"]
    values["confusion"] = [
        {"missed": missed or None, "given": wrong or None, "reports": number}
        for (missed, wrong), number in sorted(figures.confusion.items())
    ]
    values["small"] = figures.reports < tables.SMALL
    return values


def _tables(results: Results, *, most: int | None = None) -> Iterator[tables.Table]:
    figures = results.figures
    yield tables.summary_table(figures)
    yield tables.codes_table(figures)
    if results.groups:
        yield tables.groups_table(results.by, results.groups)
    yield tables.confusion_table(figures, most)
    yield tables.calibration_table(figures)
    yield tables.errors_table(figures, results.reports, most)


def _long(results: Results) -> tables.Table:
    """Return the figures of each code in each group as one table."""
    groups = {"": results.figures} | results.groups
    rows = [
        (name, one.reports, *row)
        for name, one in groups.items()
        for row in tables.codes_table(one).rows
    ]
    head = (results.by or "group", "reports", *tables.codes_table(results.figures).head)
    return tables.Table("figures", head, rows)


def render(results: Results) -> str:
    """Return the results as one page that asks the network for nothing."""
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode("utf-8")).digest()).decode("ascii")
    title = escape(f"{results.model} on {results.gold}")
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{digest}'\">",
        '<meta name="viewport" content="width=device-width">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><h1>{title}</h1>",
        "<p>A tag is a lead for a reviewer, never a finding about a person.</p>",
    ]
    for table in _tables(results, most=tables.MOST_ERRORS):
        parts.append(f"<h2>{escape(table.name.capitalize())}</h2>")
        if table.name == "calibration":
            parts.append(reliability_svg(results.figures.bins))
        parts.append(_html(table))
    return "".join([*parts, "</body></html>\n"])


def _html(table: tables.Table) -> str:
    if not table.rows:
        return "<p>None.</p>"
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _td(value: Any) -> str:
    if isinstance(value, float):
        return f'<td class="number">{value:.3f}</td>'
    if isinstance(value, int):
        return f'<td class="number">{value:,}</td>'
    return f"<td>{escape(str(value))}</td>"


def _write_workbook(sheets: Sequence[tables.Table], path: Path) -> None:
    from shangxia.rendering.xlsx import open_workbook

    with (
        working_folder(path) as folder,
        atomic_write(path, "wb") as stream,
        open_workbook(stream, folder) as book,
    ):
        bold = book.add_format({"bold": True, "bg_color": "#e8eef0", "bottom": 1})
        for table in sheets:
            sheet = book.add_worksheet(xlsx_text(_sheet_name(table.name)))
            sheet.freeze_panes(1, 0)
            for at, name in enumerate(table.head):
                sheet.set_column(at, at, 26 if at == 0 else 14)
                sheet.write_string(0, at, xlsx_text(name), bold)
            for number, row in enumerate(table.rows, 1):
                for at, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(number, at, xlsx_text(value))
                    else:
                        sheet.write_number(number, at, value)


def _sheet_name(name: str) -> str:
    # What a name of a sheet may not hold, and how long it may be.
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in name)[:31]
