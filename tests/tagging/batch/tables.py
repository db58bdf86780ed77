"""Small tables for tests, written with other programs than those under test."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet

HEAD = ("编号", "时间", "内容")
ROWS = (
    ("001", "2024-05-06", "去年交的申请，一直拖着没有结果。"),
    ("002", "2024-05-07", "城管推给供电，供电又推给城管？"),
    ("003", "2024-06-01", "请问小学什么时候报名"),
    ("123456789012345678", "2024/6/2 8:00", '他说"等通知"，\n又是一个月'),
    ("005", "", "Hồ sơ bị ngâm ba tháng, không ai trả lời"),
)


def csv_bytes(rows: Iterable[Sequence[str]], **options: Any) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, **options).writerows(rows)
    return out.getvalue()


def write_csv(path: Path, rows: Iterable[Sequence[str]] = ROWS, *, head: Sequence[str] = HEAD,
              encoding: str = "utf-8", **options: Any) -> Path:  # fmt: skip
    path.write_bytes(csv_bytes([head, *rows], **options).encode(encoding))
    return path


def write_jsonl(path: Path, rows: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def objects() -> list[dict[str, str]]:
    return [dict(zip(HEAD, row, strict=True)) for row in ROWS]


def read_csv(path: Path, encoding: str = "utf-8-sig", **options: Any) -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as stream:
        return list(csv.DictReader(stream, **options))


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


def read_xlsx(path: Path) -> list[dict[str, Any]]:
    rows = openpyxl.load_workbook(path).worksheets[0].iter_rows(values_only=True)
    head = next(rows)
    return [dict(zip(head, row, strict=True)) for row in rows]


def read_any(path: Path) -> list[dict[str, Any]]:
    if path.suffix == ".csv":
        return read_csv(path)
    if path.suffix == ".tsv":
        return read_csv(path, delimiter="\t")
    if path.suffix == ".jsonl":
        return read_jsonl(path)
    if path.suffix == ".xlsx":
        return read_xlsx(path)
    return pyarrow.parquet.read_table(path).to_pylist()
