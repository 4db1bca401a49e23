"""Wide tables: one row a report, as CSV for people and as Parquet for programs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.models.result import Report
from gouji.service.exports.headings import headings
from gouji.service.exports.long_table import ENCODING
from gouji.service.exports.text import harmless
from gouji.service.exports.wide_row import HEAD_TITLES, NOTE_TITLES, WideRow, wide_row

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 1000
"""Rows of a group of a Parquet file, and most reports in memory: some 20 MB."""


def write_wide_csv(reports: Iterable[Report], target: Path) -> None:
    """A CSV with headings in Chinese. Columns do not depend on the reports: the fields of every form are there."""
    with target.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEAD_TITLES.values(), *(h.text for h in headings()), *NOTE_TITLES.values()])
        for report in reports:
            writer.writerow(_csv_row(wide_row(report)))


def write_parquet(reports: Iterable[Report], target: Path) -> None:
    """A Parquet file with the ids of the contract for column names and their Chinese in the columns' metadata.

    Figures are doubles, null where no number was printed; notes are lists of strings.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = parquet_schema()
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for some in _in_batches(map(wide_row, reports)):
            writer.write_table(pa.Table.from_pylist([_parquet_row(row) for row in some], schema))


def parquet_schema() -> pa.Schema:
    """The columns and their types: the same whatever the reports."""
    import pyarrow as pa

    types = {"pages": pa.int32(), "year": pa.int32()}
    heads = [_titled(name, types.get(name, pa.string()), title) for name, title in HEAD_TITLES.items()]
    figures = [_titled(h.id, pa.float64(), h.text, unit=h.unit) for h in headings()]
    notes = [_titled(f"notes.{name}", pa.list_(pa.string()), title) for name, title in NOTE_TITLES.items()]
    return pa.schema([*heads, *figures, *notes], metadata={"schema": "gouji.wide/1"})


def _titled(name: str, kind: pa.DataType, title: str, **more: str) -> pa.Field:
    import pyarrow as pa

    return pa.field(name, kind, metadata={"title": title, **more})


def _in_batches(rows: Iterable[WideRow]) -> Iterator[list[WideRow]]:
    remaining = iter(rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield some


def _csv_row(row: WideRow) -> list[str]:
    heads = [getattr(row, name) for name in HEAD_TITLES]
    figures = [row.values.get(h.id) for h in headings()]
    notes = [" ".join(getattr(row.notes, name)) for name in NOTE_TITLES]
    return [
        *("" if head is None else harmless(str(head)) for head in heads),
        *("" if figure is None else format(figure, "f") for figure in figures),
        *notes,
    ]


def _parquet_row(row: WideRow) -> dict[str, object]:
    heads = {name: getattr(row, name) for name in HEAD_TITLES}
    figures = {name: float(value) for name, value in row.values.items()}
    return {**heads, **figures, **{f"notes.{name}": getattr(row.notes, name) for name in NOTE_TITLES}}
