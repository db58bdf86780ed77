"""What a language model may answer: a JSON schema, and what breaks it.

The schema is sent with the question, and every answer is held against it here, because
few servers hold their model to it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

#: Quotes of one label at most.
MOST_QUOTES = 4
_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "number": (int, float),
}  # fmt: skip
_DECODER = json.JSONDecoder(parse_constant=lambda name: _refuse(name))


def answer_schema(codes: Sequence[str]) -> dict[str, Any]:
    """Return the JSON schema of an answer.

    Args:
        codes: ids of the codes, in order.

    Returns:
        A schema within what servers take: every member required, none besides.
    """
    quotes = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_QUOTES}
    confidence = {"type": "number", "minimum": 0, "maximum": 1}
    label = _object(
        code={"type": "string", "enum": list(codes)}, confidence=confidence, evidence=quotes
    )
    labels = {"type": "array", "items": label, "maxItems": len(codes)}
    return _object(labels=labels, inaction={"type": "boolean"})


def read_answer(written: str) -> Any:
    """Return the JSON value of what a model wrote.

    What a model thinks aloud before it, and the fence of a code block around it, are
    passed over.

    Args:
        written: the answer.

    Returns:
        The value.

    Raises:
        ValueError: there is no JSON, or more than that.
    """
    text = written.rpartition("</think>")[2].strip()
    if text.startswith("```") and text.endswith("```"):
        text = text[3:-3].removeprefix("json").strip()
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    if text[end:].strip():
        raise ValueError("goes on behind its end")
    return value


def violation(value: Any, schema: Mapping[str, Any], where: str = "the answer") -> str:
    """Tell what breaks a schema.

    Args:
        value: a JSON value.
        schema: a JSON schema of the words that ``answer_schema`` uses.
        where: what to call the value.

    Returns:
        A clause without any word of the value; ``""`` where all is well.
    """
    if not _is(value, schema["type"]):
        return f"{where} is no {schema['type']}"
    if "enum" in schema and value not in schema["enum"]:
        return f"{where} is none of the codes"
    if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
        return f"{where} is not between {schema['minimum']} and {schema['maximum']}"
    if isinstance(value, list):
        return _list_violation(value, schema, where)
    return _object_violation(value, schema, where) if isinstance(value, dict) else ""


def _is(value: Any, kind: str) -> bool:
    # True is an int to Python, and no number to JSON.
    return isinstance(value, _TYPES[kind]) and not (isinstance(value, bool) and kind == "number")


def _list_violation(value: list[Any], schema: Mapping[str, Any], where: str) -> str:
    if len(value) > schema["maxItems"]:
        return f"{where} has more than {schema['maxItems']} items"
    found = (violation(one, schema["items"], f"{where}[{at}]") for at, one in enumerate(value))
    return next(filter(None, found), "")


def _object_violation(value: dict[str, Any], schema: Mapping[str, Any], where: str) -> str:
    own: Mapping[str, Any] = schema["properties"]
    if missing := [name for name in own if name not in value]:
        return f"{where} has no {missing[0]}"
    if len(value) > len(own):
        return f"{where} has more members than {', '.join(own)}"
    found = (violation(value[name], own[name], f"{where}.{name}") for name in own)
    return next(filter(None, found), "")


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _refuse(name: str) -> Any:
    raise ValueError(f"holds {name}, which is no JSON")
