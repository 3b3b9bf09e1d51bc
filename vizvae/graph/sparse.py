"""A constant sparse matrix that can be multiplied from the left, with a gradient for what it is multiplied with."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float, Int
from torch import Tensor

# torch says so once per process; the two operations used here have been there, unchanged, for years.
warnings.filterwarnings("ignore", message="Sparse CSR tensor support is in beta state", category=UserWarning)

NARROW, CACHED_NUMBERS = 32, 1_000_000
"""A product whose dense side has more numbers is worked out so many columns at a time: a sixth off a step of VGNAE on PubMed."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SparseMatrix:
    """Compressed sparse rows, no entry twice. Explicit zeros are allowed: a masked edge is one."""

    row_starts: Int[Tensor, " rows_and_one"]
    """int64; the entries of row r are row_starts[r] … row_starts[r + 1] − 1"""
    columns: Int[Tensor, " entry"]
    """int64"""
    values: Float[Tensor, " entry"]
    num_columns: int

    @property
    def num_rows(self) -> int:
        return len(self.row_starts) - 1

    @property
    def shape(self) -> tuple[int, int]:
        return self.num_rows, self.num_columns

    @cached_property
    def rows(self) -> Int[Tensor, " entry"]:
        """The row of each entry."""
        return torch.repeat_interleave(torch.arange(self.num_rows), self.row_starts.diff())

    @cached_property
    def _transposed_order(self) -> tuple[Tensor, Tensor, Tensor]:
        """Row starts and columns of the transpose, and where each of its entries stands in this matrix."""
        order = torch.argsort(self.columns, stable=True)
        counts = torch.bincount(self.columns, minlength=self.num_columns)
        starts = torch.cat([torch.zeros(1, dtype=torch.int64), counts.cumsum(0)])
        return starts, self.rows[order], order

    @cached_property
    def transposed(self) -> SparseMatrix:
        starts, columns, order = self._transposed_order
        return SparseMatrix(row_starts=starts, columns=columns, values=self.values[order], num_columns=self.num_rows)

    @cached_property
    def _csr(self) -> Tensor:
        return torch.sparse_csr_tensor(self.row_starts, self.columns, self.values, self.shape, check_invariants=False)

    def with_values(self, values: Float[Tensor, " entry"]) -> SparseMatrix:
        """The same places with other values; what was worked out about the places is kept."""
        other = SparseMatrix(row_starts=self.row_starts, columns=self.columns, values=values, num_columns=self.num_columns)
        other.__dict__["rows"] = self.rows
        other.__dict__["_transposed_order"] = self._transposed_order
        return other

    def of_rows(self, rows: Int[Tensor, " chosen"]) -> SparseMatrix:
        """Of these rows, in this order."""
        counts = self.row_starts.diff()[rows]
        starts = torch.cat([torch.zeros(1, dtype=torch.int64), counts.cumsum(0)])
        entries = torch.arange(int(starts[-1])) + torch.repeat_interleave(self.row_starts[rows] - starts[:-1], counts)
        return SparseMatrix(
            row_starts=starts, columns=self.columns[entries], values=self.values[entries], num_columns=self.num_columns
        )

    def to_dense(self) -> Float[Tensor, "row column"]:
        dense = torch.zeros(self.shape, dtype=self.values.dtype)
        dense[self.rows, self.columns] = self.values
        return dense

    def __matmul__(self, dense: Float[Tensor, "column dim"]) -> Float[Tensor, "row dim"]:
        """Raises ValueError if the sizes do not fit."""
        if dense.shape[0] != self.num_columns:
            raise ValueError(f"a {self.num_rows} × {self.num_columns} matrix cannot be multiplied with {tuple(dense.shape)}")
        return _Product.apply(self, dense)  # pyright: ignore[reportReturnType]

    @classmethod
    def from_entries(cls, rows: Tensor, columns: Tensor, values: Tensor, shape: tuple[int, int]) -> SparseMatrix:
        """From entries in any order, no place twice."""
        order = torch.argsort(rows * shape[1] + columns)
        starts = torch.cat([torch.zeros(1, dtype=torch.int64), torch.bincount(rows, minlength=shape[0]).cumsum(0)])
        return cls(row_starts=starts, columns=columns[order], values=values[order], num_columns=shape[1])

    @classmethod
    def from_dense(cls, dense: Float[Tensor, "row column"]) -> SparseMatrix:
        rows, columns = dense.nonzero(as_tuple=True)
        return cls.from_entries(rows, columns, dense[rows, columns], (dense.shape[0], dense.shape[1]))

    @classmethod
    def identity(cls, size: int) -> SparseMatrix:
        places = torch.arange(size + 1)
        return cls(row_starts=places, columns=places[:-1], values=torch.ones(size), num_columns=size)


class _Product(torch.autograd.Function):
    """Matrix times dense. torch's own backward pass transposes the matrix anew each time; here that is done once."""

    @staticmethod
    def forward(ctx, matrix: SparseMatrix, dense: Tensor) -> Tensor:  # type: ignore[override]
        ctx.matrix = matrix
        return _times(matrix, dense)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[None, Tensor]:  # type: ignore[override]
        return None, _times(ctx.matrix.transposed, gradient)


def _times(matrix: SparseMatrix, dense: Tensor) -> Tensor:
    """Entries pick rows of `dense` at random: where these do not fit into the processor's cache, some columns at a time do."""
    if dense.shape[1] <= NARROW or dense.numel() <= CACHED_NUMBERS:
        return matrix._csr @ dense
    return torch.cat([matrix._csr @ columns.contiguous() for columns in dense.split(NARROW, 1)], 1)
