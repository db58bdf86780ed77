"""What ships in ``corpora/``: reports, clauses, gazetteer, lexicons, codebooks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shangxia.coding import list_codebooks, load_codebook
from shangxia.coding.values import Cue
from shangxia.corpora.typed import evidence_type, table_of, to_dataset, to_datasets
from shangxia.errors import UsageError
from shangxia.resources import corpus

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset, DatasetDict

_LANGUAGES = ("zh", "vi", "en")


def load(name: str) -> Dataset | DatasetDict:
    """Load a corpus that ships.

    Args:
        name: one of ``NAMES``:

            - ``clues``: all texts labelled with the clues, of one shape: ``written`` and
              ``hands`` (whole reports) and ``clauses``;
            - ``reports``: the whole reports, ``written`` and ``hands``;
            - ``clauses``: the bank of single clauses;
            - ``hands``: the reports of each hand apart;
            - ``alignment``: which articles of two laws correspond, a table for each pair;
            - ``gazetteer``: places, organs and instruments, a table each;
            - ``lexicons``: glossary, Hán-Việt readings, traditional characters;
            - ``codebooks``: all codebooks as ``codes``, ``cues`` and ``correspondences``.

    Returns:
        A dataset, or several by name.  Evidence counts half-open code points of ``text``.

    Raises:
        UsageError: there is no such corpus, or the library ``datasets`` is not installed.
    """
    if name not in _LOADERS:
        raise UsageError(f"there is no corpus {name!r}: give one of {', '.join(NAMES)}")
    tables = _LOADERS[name]()
    return to_datasets(tables) if isinstance(tables, dict) else to_dataset(tables)


def _reports() -> dict[str, pa.Table]:
    folder = corpus("reports")
    hands = [row for path in sorted((folder / "hands").glob("*.jsonl")) for row in _rows(path)]
    return {"written": _labelled(_rows(folder / "written.jsonl")), "hands": _labelled(hands)}


def _clauses() -> pa.Table:
    return _labelled(_rows(corpus("reports", "clauses.jsonl")))


def _clues() -> dict[str, pa.Table]:
    return {**_reports(), "clauses": _clauses()}


def _hands() -> dict[str, pa.Table]:
    paths = sorted(corpus("reports", "hands").glob("*.jsonl"))
    # Names of splits hold no hyphen.
    return {path.stem.replace("-", "_"): _labelled(_rows(path)) for path in paths}


def _labelled(rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    text, truth = pa.string(), pa.bool_()
    types = {
        "id": text, "source": text, "lang": text, "text": text, "labels": pa.list_(text),
        "inaction": truth, "other_misconduct": truth, "evidence": evidence_type(),
        "contrast_of": text,
    }  # fmt: skip
    return table_of(rows, types)


def _rows(path: Path) -> list[dict[str, Any]]:
    rows = []
    for row in _objects(path):
        quotes = [_placed(row["text"], quote) for quote in row.get("evidence", ())]
        rows.append({**row, "source": path.stem, "evidence": quotes})
    return rows


def _objects(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _placed(text: str, quote: dict[str, Any]) -> dict[str, Any]:
    """Return a quote with its place: hands copied the words and did not count."""
    start = quote["start"] if "start" in quote else text.index(quote["text"])
    end = quote.get("end", start + len(quote["text"]))
    return {"code": quote["code"], "start": start, "end": end, "text": text[start:end]}


def _alignment() -> dict[str, pa.Table]:
    import pyarrow as pa

    link = pa.struct([("article", pa.int64()), ("grade", pa.int64())])
    types = {"zh": pa.int64(), "vi": pa.list_(link), "topic": pa.string()}
    paths = sorted(corpus("alignment").glob("*.jsonl"))
    return {path.stem: table_of(_objects(path), types) for path in paths}


def _gazetteer() -> dict[str, pa.Table]:
    lists = {"in": ",", "forms": "|", "guarded": "|", "zh": "|", "vi": "|", "en": "|"}
    paths = sorted(corpus("gazetteer").glob("*.tsv"))
    return {path.stem: _tsv(path, lists) for path in paths}


def _lexicons() -> dict[str, pa.Table]:
    return {
        "glossary": _tsv(corpus("lexicons", "glossary.tsv"), {"zh": "|", "vi": "|"}),
        "hanviet": _tsv(corpus("lexicons", "hanviet.tsv"), {"traditional": ",", "readings": ","}),
        "trad_simp": _tsv(corpus("lexicons", "trad_simp.tsv"), {}, ("traditional", "simplified")),
    }


def _tsv(path: Path, lists: dict[str, str], names: tuple[str, ...] = ()) -> pa.Table:
    """Read a table of ours: tabs, no quoting, remarks behind ``#``; empty cells are null."""
    import pyarrow as pa

    lines = [
        line.split("\t")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    head = list(names) or lines.pop(0)
    rows = []
    for line in lines:
        cells: dict[str, Any] = {}
        for name, cell in zip(head, line, strict=False):
            if name in lists:
                cells[name] = [part.strip() for part in cell.split(lists[name]) if part.strip()]
            else:
                cells[name] = cell or None
        rows.append(cells)
    text = pa.string()
    return table_of(rows, {name: pa.list_(text) if name in lists else text for name in head})


def _codebooks() -> dict[str, pa.Table]:
    import pyarrow as pa

    text, texts = pa.string(), pa.list_(pa.string())
    spoken = pa.struct([(language, text) for language in _LANGUAGES])
    quoted = pa.struct([(language, texts) for language in _LANGUAGES])
    place = {"codebook": text, "code": text}
    return {
        "codes": table_of(list(_code_rows()), place | {
            "position": pa.int64(), "names": spoken, "definitions": spoken, "inclusion": spoken,
            "exclusion": spoken, "examples": quoted, "counter_examples": quoted,
            "broader": texts, "narrower": texts, "status": text, "mark": text, "source": text,
        }),
        "cues": table_of(list(_cue_rows()), place | {
            "language": text, "cue": text, "is_pattern": pa.bool_(), "is_anti": pa.bool_(),
            "weight": pa.float64(),
        }),
        "correspondences": table_of(list(_correspondence_rows()), place | {
            "other_codebook": text, "other_code": text, "fit": text, "note": text,
        }),
    }  # fmt: skip


def _code_rows() -> Iterator[dict[str, Any]]:
    for book in map(load_codebook, list_codebooks()):
        for at, code in enumerate(book, 1):
            told = {
                name: dict(getattr(code, name))
                for name in ("names", "definitions", "inclusion", "exclusion")
            }
            shown = {
                name: {one: list(getattr(code, name).get(one, ())) for one in _LANGUAGES}
                for name in ("examples", "counter_examples")
            }
            yield {
                "codebook": book.id, "code": code.id, "position": at, **told, **shown,
                "broader": list(code.broader), "narrower": list(code.narrower),
                "status": code.status, "mark": code.mark, "source": code.source or book.source,
            }  # fmt: skip


def _cue_rows() -> Iterator[dict[str, Any]]:
    for book in map(load_codebook, list_codebooks()):
        # Anti-cues of the whole codebook belong to no code.
        owners: list[tuple[str | None, tuple[Cue, ...], tuple[Cue, ...]]]
        owners = [(None, (), book.anti_cues)]
        owners += [(code.id, code.cues, code.anti_cues) for code in book]
        for code_id, cues, anti in owners:
            for cue in (*cues, *anti):
                yield {
                    "codebook": book.id, "code": code_id, "language": cue.language,
                    "cue": cue.text, "is_pattern": cue.is_pattern, "is_anti": cue in anti,
                    "weight": cue.weight,
                }  # fmt: skip


def _correspondence_rows() -> Iterator[dict[str, Any]]:
    for book in map(load_codebook, list_codebooks()):
        for code in book:
            for one in code.correspondences:
                yield {
                    "codebook": book.id, "code": code.id, "other_codebook": one.codebook,
                    "other_code": one.code, "fit": one.fit, "note": one.note or None,
                }  # fmt: skip


_LOADERS: dict[str, Callable[[], Any]] = {
    "clues": _clues,
    "reports": _reports,
    "clauses": _clauses,
    "hands": _hands,
    "alignment": _alignment,
    "gazetteer": _gazetteer,
    "lexicons": _lexicons,
    "codebooks": _codebooks,
}
#: The corpora that ship.
NAMES = tuple(_LOADERS)
