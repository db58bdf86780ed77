"""Which function writes which type of result in which format.

A new result type or format is one line in ``WRITERS``; the function is imported
when it is first needed, so that nothing pays for formats that it does not use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any, Generic, TypeVar

from shangxia.comparison import Comparison
from shangxia.document import Document
from shangxia.errors import UsageError
from shangxia.labels import Tagging

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Results(Generic[T]):
    """What is to be written: results of one type, which may come from a generator.

    Attributes:
        items: the results; they can be iterated over once.
        single: one result was given, not a sequence that holds one.
    """

    items: Iterable[T]
    single: bool


Writer = Callable[..., None]

#: Other names of formats.
_ALIASES = {"text": "txt", "htm": "html"}
#: Formats that are a folder of tables and not one file.
FOLDER_FORMATS = ("csv", "parquet")
#: Result type → format → ``module:function``, called as ``function(results, path, text=…)``.
WRITERS: dict[type, dict[str, str]] = {
    Document: {
        "html": "shangxia.rendering.html:write_html",
        "xlsx": "shangxia.rendering.xlsx:write_xlsx",
        "json": "shangxia.rendering.jsonfiles:write_json",
        "jsonl": "shangxia.rendering.jsonfiles:write_jsonl",
        "txt": "shangxia.rendering.textfiles:write_text",
        "csv": "shangxia.rendering.csvfiles:write_csv",
        "parquet": "shangxia.rendering.parquet:write_parquet",
    },
    Comparison: {
        "html": "shangxia.rendering.comparison.html:write_html",
        "xlsx": "shangxia.rendering.comparison.xlsx:write_xlsx",
        "json": "shangxia.rendering.comparison.jsonfiles:write_json",
        "jsonl": "shangxia.rendering.comparison.jsonfiles:write_jsonl",
        "txt": "shangxia.rendering.comparison.textfiles:write_text",
        "csv": "shangxia.rendering.comparison.csvfiles:write_csv",
    },
    Tagging: {},
}


def sort_out(given: object) -> tuple[type, Results[Any]]:
    """Tell what type of result was given, one or many.

    Args:
        given: a result, or an iterable of results of one type.

    Returns:
        The type and the results; no results at all count as documents.

    Raises:
        UsageError: it is no result.
    """
    if (kind := _type_of(given)) is not None:
        return kind, Results((given,), single=True)
    if isinstance(given, str | bytes | dict) or not isinstance(given, Iterable):
        raise UsageError(
            f"a {type(given).__name__} is not a result: give what read, parse or compare returns"
        )
    # A Document is iterable itself, but was recognised above.
    iterator = iter(given)
    first = next(iterator, iterator)
    if first is iterator:
        return Document, Results((), single=False)
    kind = _type_of(first)
    if kind is None:
        raise UsageError(
            f"a sequence of {type(first).__name__} is not a sequence of results: "
            "give what read, parse or compare returns"
        )
    return kind, Results(_same(kind, chain((first,), iterator)), single=False)


def choose_format(path: Path, given: str | None, kind: type = Document) -> str:
    """Return the format that was asked for, or the one that the path ends with.

    Args:
        path: where the result shall go.
        given: a format, or None to go by the ending.
        kind: the type of the results; documents need a folder for their tables.

    Returns:
        A format in lower case.

    Raises:
        UsageError: the ending says nothing.
    """
    ending = (path.suffix if given is None else given).lower().lstrip(".")
    ending = _ALIASES.get(ending, ending)
    if given is not None:
        return ending
    if ending in FOLDER_FORMATS and kind is Document:
        raise UsageError(f'{path}: the tables go to a folder: name one and give format="{ending}"')
    if not ending:
        raise UsageError(
            f"{path} has no ending that tells the format: end it with .html, .xlsx, .json or "
            ".jsonl, or name a folder and give the format csv or parquet"
        )
    return ending


def find_writer(kind: type, form: str) -> Writer:
    """Return the function that writes results of a type in a format.

    Args:
        kind: a result type.
        form: a format such as ``html``.

    Returns:
        The function.

    Raises:
        UsageError: this type is not written in this format.
    """
    formats = WRITERS[kind]
    if form not in formats:
        raise UsageError(
            f"a {kind.__name__} cannot be written as {form!r}: choose one of {', '.join(formats)}"
        )
    module, _, name = formats[form].partition(":")
    writer: Writer = getattr(import_module(module), name)
    return writer


def _type_of(value: object) -> type | None:
    return next((kind for kind in WRITERS if isinstance(value, kind)), None)


def _same(kind: type, items: Iterable[Any]) -> Iterator[Any]:
    for item in items:
        if not isinstance(item, kind):
            raise UsageError(
                f"a {type(item).__name__} stands among results of type {kind.__name__}: "
                "write results of one type to one place"
            )
        yield item
