"""ONNX files as exporters write them, small: each is unusual in one way. Images are 8×8 and grey, codes have five numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

LATENTS, SIDE = 5, 8
PIXELS = SIDE * SIDE
Batch = int | str
OPSET = 17
_random = np.random.default_rng(0)
WIDE, MEAN, OUT = (_random.normal(size=shape) * 0.3 for shape in ((PIXELS, LATENTS), (PIXELS, LATENTS), (LATENTS, PIXELS)))


class Graph:
    """Nodes written one after the other."""

    def __init__(self, dtype: Any = np.float32, opset: int = OPSET) -> None:
        self.dtype, self.opset = dtype, opset
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []

    @property
    def elem(self) -> int:
        return helper.np_dtype_to_tensor_dtype(np.dtype(self.dtype))

    def input(self, name: str, *shape: Batch, elem: int | None = None) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, self.elem if elem is None else elem, list(shape)))
        return name

    def weight(self, value: Any, dtype: Any = None) -> str:
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(np.asarray(value, dtype or self.dtype), name))
        return name

    def add(self, operator: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"x{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def shaped(self, value: str, *shape: int) -> str:
        return self.add("Reshape", value, self.weight(shape, np.int64))

    def linear(self, value: str, weights: np.ndarray, shift: float = 0.0) -> str:
        return self.add("Add", self.add("MatMul", value, self.weight(weights)), self.weight(np.full(weights.shape[1], shift)))

    def model(self, *outputs: str, shapes: Sequence[Sequence[Batch] | None] = ()) -> onnx.ModelProto:
        said = [*shapes, *[None] * (len(outputs) - len(shapes))]
        infos = [helper.make_tensor_value_info(name, self.elem, shape) for name, shape in zip(outputs, said, strict=True)]
        graph = helper.make_graph(self.nodes, "theirs", self.inputs, infos, self.weights)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)


def decoder(
    *,
    batch: Batch = "N",
    form: Sequence[int] = (1, SIDE, SIDE),
    ends: str = "Sigmoid",
    dtype: Any = np.float32,
    baked: bool = False,
) -> onnx.ModelProto:
    """`form`: of an image that comes out. `baked`: the batch stands in the form of the tensors."""
    graph = Graph(dtype)
    value = graph.linear(graph.input("z", batch, LATENTS), OUT)
    if ends:
        value = graph.add(ends, value)
    if form != (PIXELS,):
        value = graph.shaped(value, int(batch) if baked else -1, *form)
    return graph.model(value, shapes=[(batch, *form)])


def encoder(
    *,
    batch: Batch = "N",
    form: Sequence[int] = (1, SIDE, SIDE),
    names: Sequence[str] = ("", ""),
    width: str = "logvar",
    draw: bool = False,
    dtype: Any = np.float32,
) -> onnx.ModelProto:
    """`width`: what the second output is; "" for none. `draw`: a third output, drawn with the two, as in Keras."""
    graph = Graph(dtype)
    flat = graph.shaped(graph.input("images", batch, *form), -1, PIXELS)
    outputs = [graph.add("Identity", graph.linear(flat, MEAN), name=names[0] or "first")]
    if width:
        logvar = graph.linear(flat, WIDE, -1.0)
        half = graph.add("Mul", logvar, graph.weight(0.5))
        spread = {"logvar": logvar, "logstd": half, "std": graph.add("Exp", half), "var": graph.add("Exp", logvar)}[width]
        outputs.append(graph.add("Identity", spread, name=names[1] or "second"))
        if draw:
            noise = graph.add("Mul", graph.add("RandomNormalLike", half), graph.add("Exp", half))
            outputs.append(graph.add("Add", outputs[0], noise, name="z"))
    return graph.model(*outputs)


def moments() -> onnx.ModelProto:
    """Mean and log variance in one output, one after the other, as in TensorFlow's tutorial."""
    graph = Graph()
    flat = graph.shaped(graph.input("images", "N", SIDE, SIDE, 1), -1, PIXELS)
    return graph.model(graph.linear(flat, np.concatenate([MEAN, WIDE], 1), -0.5))


def spatial() -> tuple[onnx.ModelProto, onnx.ModelProto]:
    """Decoder and encoder whose code is an image of 2×4×4; for pixels from −1 to 1."""
    up, down = Graph(), Graph()
    weights = _random.normal(size=(2, 1, 2, 2))
    code = up.input("latent", "N", 2, 4, 4)
    image = up.add("Tanh", up.add("ConvTranspose", code, up.weight(weights), strides=[2, 2]))
    found = down.add("Conv", down.input("image", "N", 1, SIDE, SIDE), down.weight(weights), strides=[2, 2])
    return up.model(image, shapes=[("N", 1, SIDE, SIDE)]), down.model(found, shapes=[("N", 2, 4, 4)])


def conditional(*, one_hot: bool, classes: int = 3) -> tuple[onnx.ModelProto, onnx.ModelProto]:
    dec, enc = Graph(), Graph()
    shift = _random.normal(size=(classes, PIXELS))
    z = dec.input("z", "N", LATENTS)
    if one_hot:
        moved = dec.add("MatMul", dec.input("label", "N", classes), dec.weight(shift))
    else:
        moved = dec.add("Gather", dec.weight(shift), dec.input("label", "N", elem=TensorProto.INT64))
    image = dec.shaped(dec.add("Sigmoid", dec.add("Add", dec.linear(z, OUT), moved)), -1, 1, SIDE, SIDE)
    flat = enc.shaped(enc.input("x", "N", 1, SIDE, SIDE), -1, PIXELS)
    return dec.model(image), enc.model(enc.linear(flat, MEAN), enc.linear(flat, WIDE))


def written(folder: Path, **networks: onnx.ModelProto) -> list[Path]:
    """The decoder first."""
    paths = []
    for name, network in networks.items():
        path = folder / f"{name}.onnx"
        path.write_bytes(network.SerializeToString())
        paths.append(path)
    return paths
