"""The published JSON Schema: made from the types, and true of what is really written."""

from __future__ import annotations

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource

from tests.conftest import ROOT

SCHEMAS = ROOT / "docs" / "schema"
NAMES = ("document", "comparison", "tagging")


def _load(name: str) -> dict[str, Any]:
    return json.loads((SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def validators() -> dict[str, jsonschema.Draft202012Validator]:
    registry = Registry().with_resources(
        [(f"{name}.json", Resource.from_contents(_load(name))) for name in NAMES]
    )
    return {name: jsonschema.Draft202012Validator(_load(name), registry=registry) for name in NAMES}


def _strict(schema: Any) -> Any:
    """Forbid fields that the schema does not name, to find what it forgot."""
    if isinstance(schema, dict):
        told = {key: _strict(value) for key, value in schema.items()}
        if told.get("type") == "object" and "properties" in told:
            told["additionalProperties"] = False
        return told
    return [_strict(one) for one in schema] if isinstance(schema, list) else schema


def _run(*arguments: str | Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "shangxia", *map(str, arguments)],
        capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def extracted(samples: Path) -> list[dict[str, Any]]:
    inputs = [*samples.glob("*.txt"), *(ROOT / "tests" / "golden").glob("*.txt")]
    lines = _run("extract", *sorted(inputs), "--format", "jsonl", "--workers", "1")
    return [json.loads(line) for line in lines.splitlines()]


@pytest.fixture(scope="module")
def compared(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    path = tmp_path_factory.mktemp("compared") / "out.jsonl"
    names = ("zh-regulation.txt", "vi-regulation.txt", "news-zh.txt")
    _run("compare", *(samples / name for name in names), "-o", path)
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_published_is_what_the_types_say() -> None:
    spec = importlib.util.spec_from_file_location("make_schema", ROOT / "scripts/make_schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, schema in module.schemas().items():
        stale = f"docs/schema/{name}.json is stale: run scripts/make_schema.py"
        assert (SCHEMAS / f"{name}.json").read_text(encoding="utf-8") == module.encoded(schema), (
            stale
        )


@pytest.mark.parametrize("name", NAMES)
def test_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(_load(name))


def test_documents_are_valid(extracted: list[dict[str, Any]], validators: Any) -> None:
    strict = jsonschema.Draft202012Validator(_strict(_load("document")))
    assert len(extracted) > 7
    for document in extracted:
        validators["document"].validate(document)
        strict.validate(document)
        del document["text"]
        validators["document"].validate(document)


def test_comparisons_are_valid(compared: list[dict[str, Any]], validators: Any) -> None:
    assert len(compared) == 3
    assert any(one["pairs"] for one in compared)
    assert any(one["claims"] for one in compared)
    strict = _strict(_load("comparison"))
    for side in ("a", "b"):
        del strict["properties"][side]["$ref"]
    for comparison in compared:
        validators["comparison"].validate(comparison)
        jsonschema.Draft202012Validator(strict).validate(comparison)


def test_tagged_rows_are_valid(samples: Path, tmp_path: Path, validators: Any) -> None:
    out = tmp_path / "tagged.jsonl"
    _run("tag", samples / "reports.csv", "-o", out, "--workers", "1")
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert any(row["labels"] for row in rows)
    for row in rows:
        validators["tagging"].validate(row)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "shangxia/2"),
        (("nodes", 0, "kind"), "verse"),
        (("nodes", 0, "start"), -1),
        (("provisions", 0, "norm"), "wish"),
        (("provisions", 0, "start"), "0"),
        (("codings", 0, "score"), 1.5),
        (("coverage", "share"), 2),
        (("source", "language"), "fr"),
    ],
)
def test_what_is_wrong_is_refused(
    extracted: list[dict[str, Any]], validators: Any, path: tuple[Any, ...], value: Any
) -> None:
    whole = next(one for one in extracted if one["provisions"] and one["codings"])
    broken = copy.deepcopy(whole)
    place = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        validators["document"].validate(broken)
