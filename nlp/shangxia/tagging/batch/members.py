"""Changing single members of a JSON object and leaving all else to the byte.

A number such as ``1.10`` or an identity number of 18 digits would not survive
being read and written; the objects of a JSONL table stay as they stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from json.decoder import scanstring  # type: ignore[attr-defined]

_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def with_members(line: str, keys: Sequence[str], values: Sequence[str]) -> str:
    """Return an object with members added at its end.

    Args:
        line: a JSON object.
        keys: names that it does not have, each as ``, "name": ``.
        values: their values as JSON.

    Returns:
        The object on one line, without a line break.
    """
    line = line.strip(" \t\n\r\ufeff")[:-1].rstrip(" \t\n\r")
    pieces = [part for pair in zip(keys, values, strict=True) for part in pair]
    if line.endswith("{"):
        pieces[0] = pieces[0].removeprefix(", ")
    return "".join([line, *pieces, "}"])


def replace_members(line: str, values: Mapping[str, str]) -> str:
    """Return an object with the values of some of its members replaced.

    Args:
        line: a JSON object.
        values: names of members, with their new values as JSON.

    Returns:
        The object, all else as it was.
    """
    pieces: list[str] = []
    copied = 0
    at = _skip(line, line.index("{") + 1)
    while line[at] == '"':
        key, at = scanstring(line, at + 1, True)
        start = _skip(line, _skip(line, at) + 1)
        _, end = _DECODER.raw_decode(line, start)
        if key in values:
            pieces += (line[copied:start], values[key])
            copied = end
        at = _skip(line, end)
        if line[at] != ",":
            break
        at = _skip(line, at + 1)
    pieces.append(line[copied:])
    return "".join(pieces)


def _skip(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at
