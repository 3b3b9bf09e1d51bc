"""Parquet: a table of edges whose columns have names."""

from __future__ import annotations

import io

from vizvae.graph import tables
from vizvae.graph.readers.edge_list import edges_of_frame
from vizvae.graph.readers.heeded import refuse_unheeded
from vizvae.graph.readers.reading import Choices, RawGraph

MOST_BYTES = 1_000_000_000
"""Unpacked, as the file declares it"""


def read_parquet(name: str, content: bytes, choices: Choices) -> RawGraph:
    """Raises ValueError for what is no Parquet, unpacks into too much, choices of no use here, or where pyarrow is not installed."""
    # Its columns have names: that this is so may be said.
    refuse_unheeded(name, "a Parquet file", choices, "ends", "weights", *(["header"] if choices.header else []))
    try:
        import pyarrow.parquet as parquet
    except ImportError as error:
        raise ValueError(
            f"{name}: Parquet is read by pyarrow, which is not installed: pip install pyarrow, or save the table as CSV"
        ) from error
    try:
        file = parquet.ParquetFile(io.BytesIO(content))
        columns, rows = file.metadata.num_columns, file.metadata.num_rows
        unpacked = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
        if rows * columns > tables.MAX_CELLS or unpacked > MOST_BYTES:
            raise ValueError(
                f"it declares {rows * columns:,} cells in {unpacked / 1e6:,.0f} MB, and at most {tables.MAX_CELLS:,} cells are read"
            )
        names = [name for name in file.schema_arrow.names if not name.startswith("__index_level_")]
        frame = file.read(columns=names).to_pandas(ignore_metadata=True)
    except Exception as error:
        raise ValueError(f"{name} cannot be read as Parquet: {str(error) or type(error).__name__}") from error
    if frame.shape[1] < 2:
        raise ValueError(f"{name}: expected two columns of node names, found {frame.shape[1]}")
    for place in frame.columns:
        column = frame[place]
        frame[place] = column.astype("str").where(column.notna(), "").str.strip()
    graph = edges_of_frame(name, frame, choices, header=[str(column) for column in frame.columns])
    graph.format = "Parquet"
    return graph
