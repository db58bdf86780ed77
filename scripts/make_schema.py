"""Write the JSON Schema of the results from the value types of the package.

    python scripts/make_schema.py [--check] [docs/schema]

The types, their docstrings and their defaults say everything; the few closed
lists that a type cannot say are in ``CLOSED`` below.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import sys
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from shangxia.coding import load_codebook
from shangxia.comparison import Comparison
from shangxia.document import FRAME_KINDS, NORM_KINDS, Document
from shangxia.labels import Tagging
from shangxia.plain import SCHEMA

ROOT = Path(__file__).resolve().parent.parent
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TITLES = {
    "document": "What `shangxia extract` gives for one file",
    "comparison": "What `shangxia compare` gives for two files",
    "tagging": "What `shangxia tag` adds to one row of JSONL",
}
#: Values of fields that are plain strings in Python, in the order of the documentation.
CLOSED: dict[tuple[str, str], tuple[str, ...]] = {
    ("Node", "kind"): (*NORM_KINDS, *FRAME_KINDS),
    ("Provision", "norm"): tuple(code.id for code in load_codebook("norms")),
    ("Deadline", "unit"): ("hour", "day", "working_day", "month", "year"),
    ("Deadline", "bound"): ("max", "min", "exact"),
    ("Threshold", "unit"): ("percent", "fraction", "count", "money", "times", "age", "other"),
    ("Threshold", "op"): (">", ">=", "<", "<=", "="),
    ("Claim", "kind"): ("count", "measure", "inconsistency"),
    ("Claim", "verdict"): ("complete", "partial", "mismatch", "unlisted"),
    ("Mention", "kind"): ("instrument", "place", "organ"),
    ("Pair", "relation"): ("same", "edited", "split", "merged", "counterpart", "partial"),
    ("Difference", "kind"): (
        "deadline", "threshold", "norm", "scope", "bearer", "sanction", "false-friend",
    ),
    ("SharedTerm", "kind"): ("alike", "glossary", "reading", "learned"),
    ("ClaimCheck", "verdict"): ("supported", "contradicted", "not found"),
    ("Comparison", "level"): ("article", "paragraph", "item"),
}  # fmt: skip
#: Shares and probabilities; all other numbers are free.
SHARES = {
    ("Coding", "score"), ("Coverage", "share"), ("Pair", "score"), ("Label", "score"),
    ("SharedTerm", "weight"),
}  # fmt: skip


class Maker:
    """Schemas of types, with each dataclass once below ``$defs``."""

    def __init__(self) -> None:
        self.definitions: dict[str, Any] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """Return the schema of a type."""
        if is_dataclass(kind) and isinstance(kind, type):
            if kind.__name__ not in self.definitions:
                self.definitions[kind.__name__] = {}
                self.definitions[kind.__name__] = self.object(kind)
            return {"$ref": f"#/$defs/{kind.__name__}"}
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is UnionType:
            several = [self.of(one) for one in arguments if one is not type(None)]
            return {"anyOf": [*several, {"type": "null"}]}
        if origin is Literal:
            return {"enum": list(arguments)}
        if origin is dict:
            return {"type": "object", "additionalProperties": self.of(arguments[1])}
        if origin is tuple and arguments[-1] is Ellipsis:
            return {"type": "array", "items": self.of(arguments[0])}
        if origin is tuple:
            prefix = [self.of(one) for one in arguments]
            size = {"minItems": len(prefix), "maxItems": len(prefix)}
            return {"type": "array", "prefixItems": prefix, **size}
        plain = {str: "string", bool: "boolean", int: "integer", float: "number"}
        return {"type": plain[kind]}

    def object(self, kind: type) -> dict[str, Any]:
        """Return the schema of a dataclass, with what its docstring says."""
        hints, about = get_type_hints(kind), described(kind)
        properties = {}
        for item in fields(kind):  # type: ignore[arg-type]
            schema = self.of(hints[item.name])
            place = (kind.__name__, item.name)
            if place in CLOSED:
                schema = _closed(schema, CLOSED[place])
            if place in SHARES:
                schema |= {"minimum": 0, "maximum": 1}
            if item.name in ("start", "end", "characters"):
                schema |= {"minimum": 0}
            if item.name in about:
                schema = {**schema, "description": about[item.name]}
            properties[item.name] = schema
        required = [
            item.name
            for item in fields(kind)  # type: ignore[arg-type]
            if item.default is MISSING and item.default_factory is MISSING
        ]
        return {
            "type": "object",
            "description": summary(kind),
            "properties": properties,
            "required": required,
        }


def _closed(schema: dict[str, Any], values: tuple[str, ...]) -> dict[str, Any]:
    return {"enum": [*values, None] if "anyOf" in schema else list(values)}


def summary(kind: type) -> str:
    """Return the first paragraph of a docstring on one line."""
    text = (inspect.getdoc(kind) or "").split("\n\n")[0]
    return " ".join(text.split())


def described(kind: type) -> dict[str, str]:
    """Return what the ``Attributes`` of a docstring say of each field."""
    _, _, listed = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    found = re.findall(r"^    (\w+): (.*(?:\n     .*)*)", listed, re.MULTILINE)
    return {name: " ".join(told.replace("``", "`").split()) for name, told in found}


def schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of result by its name."""
    found = {}
    for name, kind in (("document", Document), ("comparison", Comparison), ("tagging", Tagging)):
        maker = Maker()
        top = maker.object(kind)
        if name == "comparison":
            _written_documents(maker, top)
        if name != "tagging":
            version = {"const": SCHEMA, "description": "The version of this schema."}
            top["properties"] = {"schema": version, **top["properties"]}
            top["required"] = ["schema", *(item for item in top["required"] if item != "text")]
        head = {
            "$schema": DIALECT,
            "$id": f"{name}.json",
            "title": TITLES[name],
        }
        found[name] = {**head, **top, "$defs": dict(sorted(maker.definitions.items()))}
    return found


def _written_documents(maker: Maker, top: dict[str, Any]) -> None:
    """Let the documents of a comparison refer to the schema of documents."""
    for side in ("a", "b"):
        about = top["properties"][side].get("description", "")
        top["properties"][side] = {"$ref": "document.json", "description": about}
    # What only documents hold is said in their schema.
    reached: set[str] = set()
    _reach(top["properties"], maker.definitions, reached)
    for name in set(maker.definitions) - reached:
        del maker.definitions[name]


def _reach(schema: Any, definitions: dict[str, Any], reached: set[str]) -> None:
    for name in re.findall(r'"#/\$defs/(\w+)"', json.dumps(schema)):
        if name not in reached:
            reached.add(name)
            _reach(definitions[name], definitions, reached)


def encoded(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=ROOT / "docs" / "schema")
    parser.add_argument("--check", action="store_true", help="only compare, and exit with 1")
    options = parser.parse_args()
    stale = 0
    for name, schema in schemas().items():
        path = options.folder / f"{name}.json"
        if path.is_file() and path.read_text(encoding="utf-8") == encoded(schema):
            continue
        stale += 1
        if not options.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(encoded(schema), encoding="utf-8")
        print(f"{path.name}: {'is stale' if options.check else 'written'}")
    sys.exit(1 if options.check and stale else 0)


if __name__ == "__main__":
    main()
