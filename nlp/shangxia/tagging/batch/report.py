"""The report of a run: one page with counts, charts and examples, for people."""

from __future__ import annotations

import base64
import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from shangxia.rendering.files import atomic_write
from shangxia.tagging.batch.charts import Bar, bars, columns, heat_map
from shangxia.tagging.batch.counts import LABELLED, ROWS, Counts, Example
from shangxia.tagging.batch.redaction import redact
from shangxia.tagging.batch.review import code_names

if TYPE_CHECKING:
    from shangxia.tagging.batch.outcome import Summary

_HERE = Path(__file__).parent
#: Months and places that are drawn; of places the rest is one bar.
MOST_MONTHS, MOST_PLACES = 36, 20


def write_report(summary: Summary, path: Path) -> None:
    """Write the page.

    Args:
        summary: the run.
        path: the HTML file; it asks the network for nothing.
    """
    with atomic_write(path) as stream:
        stream.write(render_report(summary))


def render_report(summary: Summary) -> str:
    """Return the page as HTML, in the language of most of the reports."""
    counts = summary.counts
    language = max(counts.languages, key=lambda key: (counts.languages[key], key), default="en")
    words = _words(language)
    names = code_names(summary.codebook, summary.codes, language)
    style = (_HERE / "page" / "report.css").read_text(encoding="utf-8")
    page: str = _template().render(
        language=language,
        words=words,
        style=Markup(style),  # noqa: S704 - our own file
        policy=_policy(style),
        tiles=_tiles(counts, words),
        by_code=_by_code(counts, summary.codes, names),
        by_month=_by_month(counts),
        by_month_code=_by_month_code(counts, summary.codes, names),
        by_place=_by_place(counts, words),
        examples=_examples(counts, summary.codes, names, words),
        made=words["made"].format(model=summary.model, codebook=summary.codebook),
    )
    return page


def _tiles(counts: Counts, words: Mapping[str, str]) -> list[tuple[str, str, str]]:
    total = counts.rows
    values = [
        (total, "reports"),
        (total - counts.unlabelled, "labelled"),
        (counts.reviewed, "review"),
        (counts.inaction, "inaction"),
        *([(counts.rejected, "rejected")] if counts.rejected else []),
    ]
    return [
        (f"{value:,}", words[name], "" if name in ("reports", "rejected") else _share(value, total))
        for value, name in values
    ]


def _share(value: int, total: int) -> str:
    return f"{100 * value / max(1, total):.1f}%"


def _by_code(
    counts: Counts, codes: Sequence[str], names: Mapping[str, tuple[str, str]]
) -> Markup | None:
    if not counts.codes:
        return None
    return _drawn(
        bars(
            [
                Bar(
                    names[code][0] or code,
                    counts.codes[code],
                    counts.codes[code],
                    f"{counts.codes[code]:,} · {_share(counts.codes[code], counts.rows)}",
                )
                for code in codes
            ]
        )
    )


def _months(counts: Counts) -> list[str]:
    """Return all months from the first to the last, those without reports too."""
    found = sorted(month for month in counts.months if month)
    if not found:
        return []
    year, month = map(int, found[0].split("-"))
    months: list[str] = []
    while (name := f"{year:04}-{month:02}") <= found[-1] and len(months) < 2400:
        months.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    months = months[-MOST_MONTHS:]
    # One stray date long ago is no reason to draw years without reports.
    while months[0] not in counts.months:
        del months[0]
    return months


def _by_month(counts: Counts) -> Markup | None:
    months = _months(counts)
    if not months:
        return None
    empty: Counter[str] = Counter()
    return _drawn(
        columns(
            [
                Bar(month, counter[ROWS], counter[LABELLED])
                for month in months
                for counter in [counts.months.get(month, empty)]
            ]
        )
    )


def _by_month_code(
    counts: Counts, codes: Sequence[str], names: Mapping[str, tuple[str, str]]
) -> Markup | None:
    months = _months(counts)
    shown = [code for code in codes if counts.codes[code]]
    if len(months) < 2 or not shown:
        return None
    empty: Counter[str] = Counter()
    values = [[counts.months.get(month, empty)[code] for month in months] for code in shown]
    return _drawn(heat_map([names[code][0] or code for code in shown], months, values))


def _by_place(counts: Counts, words: Mapping[str, str]) -> Markup | None:
    if not any(counts.places):
        return None
    ordered = sorted(counts.places.items(), key=lambda item: (-item[1][ROWS], item[0]))
    items = [
        Bar(redact(place).text if place else words["unknown"], counter[ROWS], counter[LABELLED],
            f"{counter[ROWS]:,} · {_share(counter[LABELLED], counter[ROWS])}")
        for place, counter in ordered[:MOST_PLACES]
    ]  # fmt: skip
    if rest := ordered[MOST_PLACES:]:
        total = sum(counter[ROWS] for _, counter in rest)
        part = sum(counter[LABELLED] for _, counter in rest)
        note = f"{total:,} · {_share(part, total)}"
        items.append(Bar(words["others"].format(len(rest)), total, part, note))
    return _drawn(bars(items))


def _examples(
    counts: Counts,
    codes: Sequence[str],
    names: Mapping[str, tuple[str, str]],
    words: Mapping[str, str],
) -> list[dict[str, Any]]:
    return [
        {
            "id": code,
            "name": names[code][0] or code,
            "definition": names[code][1],
            "passages": [
                {
                    "pieces": _pieces(item),
                    "row": words["row"].format(f"{item.row:,}"),
                    "score": f"{item.score:.2f}",
                }
                for item in counts.examples[code]
            ],
        }
        for code in codes
        if counts.examples.get(code)
    ]


def _pieces(example: Example) -> list[tuple[str, bool]]:
    """Cut a passage into what is marked and what is not."""
    pieces: list[tuple[str, bool]] = []
    done = 0
    for start, end in sorted(example.evidence):
        start = max(start, done)
        if start < end:
            pieces += [(example.text[done:start], False), (example.text[start:end], True)]
            done = end
    pieces.append((example.text[done:], False))
    return [piece for piece in pieces if piece[0]]


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - names in it are escaped


@cache
def _words(language: str) -> dict[str, str]:
    tables = tomllib.loads((_HERE / "data" / "report.toml").read_text(encoding="utf-8"))
    words: dict[str, str] = tables.get(language, tables["en"])
    return words


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE / "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _policy(style: str) -> str:
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
