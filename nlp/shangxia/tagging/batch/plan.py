"""How one table becomes another: columns, names, and the sink that fits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shangxia.errors import TableError, UsageError
from shangxia.rendering.xlsx import MOST_ROWS
from shangxia.tagging.batch.columns import Roles, find_roles, our_names, unique_names
from shangxia.tagging.batch.labels import cell_names, json_names
from shangxia.tagging.batch.sinks import ArrowSink, CellSink, CsvSink, JsonlSink, Sink
from shangxia.tagging.batch.sources import Source
from shangxia.tagging.batch.work import TagsReports
from shangxia.tagging.batch.xlsxsource import MANY_ROWS


@dataclass(frozen=True)
class Plan:
    """How to go about a table.

    Attributes:
        source: where rows come from.
        roles: which column is which.
        sink: how rows are written.
        most_rows: rows that the output can hold; None for any number.
        notes: sentences for the person.
    """

    source: Source
    roles: Roles
    sink: Sink
    most_rows: int | None = None
    notes: tuple[str, ...] = ()

    def check_rows(self, rows: int) -> None:
        """Refuse more rows than the output can hold.

        Raises:
            TableError: there are too many.
        """
        if self.most_rows is not None and rows > self.most_rows:
            raise TableError(
                f"{self.source.path.name} has more than the {self.most_rows} rows that a "
                "workbook can hold: write .csv or .parquet"
            )


def make_plan(
    source: Source,
    tagger: TagsReports,
    in_format: str,
    out_format: str,
    *,
    text: Sequence[str],
    id: str | None,  # noqa: A002 - the name of the column
    redact: bool = False,
) -> Plan:
    """Decide how a table is read and written.

    Args:
        source: the input.
        tagger: the model.
        in_format: format of the input.
        out_format: format of the output.
        text: columns that are the report, where the person names them.
        id: the column that names rows, where the person names it.
        redact: personal data are masked, so every column has to be known.

    Returns:
        The plan.

    Raises:
        TableError: a column is missing, or the output cannot hold the rows.
        UsageError: nothing to tag with.
    """
    if not tagger.codes:
        raise UsageError(f"the model {tagger.name} has no codes: train it again")
    if in_format == "jsonl" and (redact or out_format != "jsonl"):
        source = source.complete()
    name = source.path.name
    roles = find_roles(source.columns, source.sample, text=text, id=id, name=name)
    sink = _sink(source, tagger, in_format, out_format)
    in_workbook = "xlsx" in (in_format, out_format)
    notes: tuple[str, ...] = ()
    if in_workbook and (source.total or 0) > MANY_ROWS:
        notes = (
            f"{name} has {source.total} rows: a workbook of so many takes much memory and time, "
            "CSV takes neither",
        )
    most = MOST_ROWS - 1 if out_format == "xlsx" else None
    plan = Plan(source, roles, sink, most, notes)
    plan.check_rows(source.total or 0)
    return plan


def _sink(source: Source, tagger: TagsReports, in_format: str, out_format: str) -> Sink:
    codes = tagger.codes
    if out_format == "jsonl":
        ours = json_names()
        columns = source.columns if in_format == "jsonl" else unique_names(source.columns)
        taken = source.taken_names(ours) | set(columns)
        return JsonlSink(columns, tuple(our_names(taken, ours).values()), codes)
    ours = cell_names(codes)
    if out_format == "parquet" and in_format == "parquet":
        return ArrowSink(tuple(our_names(source.columns, ours).values()), codes)
    if out_format in ("csv", "tsv"):
        names = tuple(our_names(source.columns, ours).values())
        same = in_format == out_format == "csv"
        delimiter = (source.delimiter or ",") if same else "\t" if out_format == "tsv" else ","
        return CsvSink(source.columns, names, codes, delimiter, source.marked)
    columns = unique_names(source.columns) if out_format == "parquet" else source.columns
    return CellSink(columns, tuple(our_names(columns, ours).values()), codes)
