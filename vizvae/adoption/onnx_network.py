"""One ONNX file of a stranger's, opened: what goes in, what comes out, and running it, whatever batch it was exported for."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch
from onnx import ModelProto, TensorProto, helper
from torch import Tensor

from vizvae.adoption.onnx_checks import tensors_in
from vizvae.adoption.onnx_exporters import STANDARD
from vizvae.adoption.onnx_graph import has_draws, in_single, without_draws
from vizvae.checkpoint.bundle_model import open_session

FLOATS = (TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE)
WHOLE = (TensorProto.INT64, TensorProto.INT32)
CLASS_WORDS = ("y", "label", "labels", "class", "classes", "cond", "condition", "c")
"""How people call the input for a class"""
MOVES = frozenset(
    [
        "Reshape",
        "Transpose",
        "Squeeze",
        "Unsqueeze",
        "Flatten",
        "Identity",
        "Cast",
        "Slice",
        "Gather",
        "Expand",
        "Split",
        "DepthToSpace",
    ]
)
"""Operators that leave every value as it is"""
ENDS = {"Sigmoid": "sigmoid", "Tanh": "tanh", "HardSigmoid": "hardsigmoid"}
"""As `vizvae.adoption.ranges` calls them"""
ONE_THREAD_BATCH = 250


@dataclass(frozen=True)
class Port:
    """An input or an output."""

    name: str
    elem_type: int
    shape: tuple[int | None, ...] | None
    """None: not said; None in it: free"""

    @property
    def rest(self) -> tuple[int, ...] | None:
        """The form of one image or code, without the batch; None where it is not said in full."""
        if not self.shape or None in self.shape[1:]:
            return None
        return tuple(size for size in self.shape[1:] if size is not None)

    @property
    def words(self) -> list[str]:
        """Parts of the name, the last first: `vae/z_mean/BiasAdd:0` is BiasAdd, z_mean, vae."""
        return [word for word in reversed(re.split(r"[/:;.]+", self.name.lower())) if word and not word.isdigit()]


class Network:
    """Checked by `onnx_checks`. `value`: what is decoded or encoded; `label`: the second input of a conditional model."""

    def __init__(self, proto: ModelProto, name: str) -> None:
        """`name`: of the file, for messages. Raises ValueError where ONNX Runtime cannot compute it, or for inputs of another kind."""
        self.proto, self.name = proto, name
        held = {tensor.name for tensor in proto.graph.initializer}
        given = [_port(value) for value in proto.graph.input if value.name not in held]
        self.flags = [port for port in given if port.elem_type == TensorProto.BOOL]
        """Switches between training and use: always off"""
        self.value, self.label = self._roles([port for port in given if port not in self.flags])
        self.outputs = [_port(value) for value in proto.graph.output]
        self.double = any(port.elem_type == TensorProto.DOUBLE for port in (self.value, *self.outputs))
        self.draws = has_draws(proto)
        self.kept = list(range(len(self.outputs)))
        """Outputs with a row for each image, known after a run: a loss has none"""
        self._session = self._opened(proto)

    @cached_property
    def batch(self) -> int | None:
        """That it was exported for; None for a free one."""
        return self.value.shape[0] if self.value.shape else None

    @property
    def num_parameters(self) -> int:
        return sum(math.prod(one.dims) for one in tensors_in(self.proto.graph) if one.data_type in FLOATS)

    @property
    def ends_in(self) -> str:
        """The last operator of the first output that changes a value, as `last_operation` says it."""
        makers = {output: node for node in self.proto.graph.node for output in node.output}
        node = makers.get(self.outputs[0].name)
        while node is not None and node.op_type in MOVES and node.input:
            node = makers.get(node.input[0])
        return "" if node is None else ENDS.get(node.op_type, node.op_type)

    @property
    def opset(self) -> int:
        return next(entry.version for entry in self.proto.opset_import if entry.domain in STANDARD)

    def run(self, value: Tensor, labels: Tensor | None = None, *, still: bool = True) -> list[Tensor]:
        """Outputs in float32, of those that have a row for each image (`kept`). `still`: with normal draws at their mean."""
        step = self.batch or ONE_THREAD_BATCH
        parts = [
            self._run(value[at : at + step], None if labels is None else labels[at : at + step], still)
            for at in range(0, len(value), step)
        ]
        return [torch.cat(column) for column in zip(*parts, strict=True)]

    def _run(self, value: Tensor, labels: Tensor | None, still: bool) -> list[Tensor]:
        count = len(value)
        feed = {self.value.name: self._filled(value, self.value)}
        if self.label is not None and labels is not None:
            feed[self.label.name] = self._filled(labels, self.label)
        feed |= {flag.name: np.zeros([size or 1 for size in flag.shape or ()], bool) for flag in self.flags}
        session = self._still if still and self.draws else self._session
        found = session.run(None, feed, quietly())
        self.kept = [place for place, one in enumerate(found) if np.ndim(one) >= 1 and len(one) == (self.batch or count)]
        return [torch.from_numpy(np.asarray(found[place], np.float32))[:count] for place in self.kept]

    def _filled(self, value: Tensor, port: Port) -> np.ndarray:
        """In the type and of the number that is wanted."""
        array = value.detach().numpy()
        if port is self.label and array.ndim == 1 and len(port.shape or ()) == 2:
            array = array[:, None]
        if self.batch and len(array) < self.batch:
            array = np.concatenate([array, np.repeat(array[-1:], self.batch - len(array), 0)])
        dtype = (
            np.float32
            if port.elem_type == TensorProto.DOUBLE and self.in_single
            else helper.tensor_dtype_to_np_dtype(port.elem_type)
        )
        with np.errstate(over="ignore"):  # half precision ends at 65,504, and codes far out are tried
            return np.ascontiguousarray(array.astype(dtype))

    @cached_property
    def _still(self) -> Any:
        return self._opened(without_draws(self.proto))

    in_single = False
    """Whether it is computed in single precision, since ONNX Runtime has not all of its operators in double"""

    def _opened(self, proto: ModelProto) -> Any:
        try:
            return open_session((in_single(proto) if self.in_single else proto).SerializeToString())
        except Exception as error:  # ONNX Runtime has a class of its own for each of its errors
            if self.double and not self.in_single:
                self.in_single = True
                return self._opened(proto)
            raise ValueError(f"{self.name}: {_why(error)}") from error

    def _roles(self, given: list[Port]) -> tuple[Port, Port | None]:
        names = ", ".join(port.name[:40] for port in given) or "none"
        floats = [port for port in given if port.elem_type in FLOATS]
        if not floats or len(given) > 2:
            raise ValueError(
                f"{self.name}: expected one input of floating-point numbers, and at most a class beside it, got {names}"
            )
        if len(given) == 1:
            return given[0], None
        whole = next((port for port in given if port.elem_type in WHOLE), None)
        label = whole or next((port for port in given if any(word in CLASS_WORDS for word in port.words)), given[1])
        value = next(port for port in given if port is not label)
        if value.elem_type not in FLOATS:
            raise ValueError(f"{self.name}: expected an input of floating-point numbers, got {names}")
        return value, label


def quietly() -> Any:
    """For what is tried and may fail: ONNX Runtime writes each error to stderr besides raising it."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.log_severity_level = 4
    return options


def check_sizes(network: Network, into: int, out: int) -> None:
    """Raises ValueError for what is no decoder, by how many numbers go in and come out for one image."""
    if into < out:
        return
    what = "a whole model, from images to images" if into == out else "an encoder"
    raise ValueError(
        f"{network.name} takes {into:,} numbers and gives {out:,}, so it is {what}: a decoder is wanted, from codes to images, and an "
        "encoder beside it if there is one, each in a file of its own"
    )


def _port(value: Any) -> Port:
    kind = value.type.tensor_type
    shape = None
    if kind.HasField("shape"):
        shape = tuple(size.dim_value if size.dim_value > 0 else None for size in kind.shape.dim)
    return Port(value.name, kind.elem_type, shape)


def _why(error: Exception) -> str:
    text = str(error)
    missing = re.search(r"Could not find an implementation for (\w+)\((\d+)\)", text)
    if missing:
        return (
            f"ONNX Runtime does not compute the operator {missing[1]} of version {missing[2]}, in this type: export the model again in "
            "single precision, or without it"
        )
    return f"ONNX Runtime cannot use it ({(text.splitlines() or [''])[0][:200]}): export it again"
