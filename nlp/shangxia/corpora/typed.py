"""From rows to a ``Dataset`` whose features follow from an Arrow schema."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shangxia.errors import UsageError
from shangxia.rendering.cells import whole

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset, DatasetDict


def to_dataset(table: pa.Table) -> Dataset:
    """Return an Arrow table as a dataset; it is not copied.

    Raises:
        UsageError: the library ``datasets`` is not installed.
    """
    return _library().Dataset(table.replace_schema_metadata(None))


def to_datasets(tables: Mapping[str, pa.Table]) -> DatasetDict:
    """Return named Arrow tables as a dictionary of datasets.

    Raises:
        UsageError: the library ``datasets`` is not installed.
    """
    return _library().DatasetDict({name: to_dataset(table) for name, table in tables.items()})


def _library() -> Any:
    try:
        import datasets
    except ImportError:
        raise UsageError(
            "corpora as datasets need the library datasets: pip install 'shangxia[neural]'"
        ) from None
    return datasets


def evidence_type() -> pa.DataType:
    """Return the type of evidence: code, half-open code points, and the words."""
    import pyarrow as pa

    fields = [("code", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
    return pa.list_(pa.struct([*fields, ("text", pa.string())]))


def table_of(rows: Sequence[Mapping[str, Any]], types: Mapping[str, pa.DataType]) -> pa.Table:
    """Return rows as an Arrow table.

    Args:
        rows: values by name of column; what is missing is null.
        types: the columns, in order.
    """
    import pyarrow as pa

    arrays = [
        pa.array([_storable(row.get(name)) for row in rows], type=kind)
        for name, kind in types.items()
    ]
    return pa.Table.from_arrays(arrays, names=list(types))


def column_of(values: Sequence[Any]) -> pa.Array:
    """Return values of any kind as a column of the type that they share; else as text.

    Args:
        values: Python values; lists and dictionaries too.
    """
    import pyarrow as pa

    plain = [_storable(value) for value in values]
    try:
        found = pa.array(plain)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError):
        found = pa.array([None if value is None else _text(value) for value in plain])
    # A column in which nothing stands may hold text one day; null holds nothing ever.
    return found.cast(pa.string()) if pa.types.is_null(found.type) else found


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _storable(value: Any) -> Any:
    if isinstance(value, str):
        return whole(value)
    if isinstance(value, dict):
        return {whole(str(name)): _storable(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        # The date of a workbook's cell: what it shows as ISO text.
        return value.iso if hasattr(value, "iso") else [_storable(item) for item in value]
    return value
