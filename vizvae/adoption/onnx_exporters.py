"""What exporters leave in a file that is no standard operator, or is written wrongly, in the standard operators that mean the same.

Each was seen in files of tf2onnx 1.17 (also behind `model.export(format="onnx")` of Keras 3.15) or of jax2onnx 0.17.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

STANDARD = ("", "ai.onnx")
CASTS_LIKE = 15
"""Operator set that has CastLike"""
Mended = list[NodeProto]


def mend(network: ModelProto, graphs: Iterable[GraphProto]) -> None:
    """In place, in each of `graphs`, which are those of `network`, outer ones first."""
    opset = next((entry.version for entry in network.opset_import if entry.domain in STANDARD), 0)
    for graph in graphs:
        nodes: list[NodeProto] = []
        for node in graph.node:
            mending = MENDINGS.get(node.op_type) if node.domain in STANDARD else None
            mended = mending(node, opset) if mending is not None else None
            nodes.extend([node] if mended is None else mended)
        if len(nodes) != len(graph.node):
            del graph.node[:]
            graph.node.extend(nodes)


def _normal(node: NodeProto, opset: int) -> Mended:
    """TensorFlow's draws, of a form that is computed: keys and counters are nobody's, any noise is as good."""
    shape, name = node.input[0], node.output[0]
    dtype = next((one.i for one in node.attribute if one.name == "dtype"), TensorProto.FLOAT)
    return [
        helper.make_node("Cast", [shape], [f"{name}/form"], to=TensorProto.INT64),
        helper.make_node("ConstantOfShape", [f"{name}/form"], [f"{name}/zeros"]),
        helper.make_node("RandomNormalLike", [f"{name}/zeros"], [name], dtype=dtype),
    ]


def _erfc(node: NodeProto, opset: int) -> Mended | None:
    """1 − erf, which Keras' exact GELU is made of."""
    if opset < CASTS_LIKE:
        return None
    name = node.output[0]
    return [
        helper.make_node("Erf", [node.input[0]], [f"{name}/erf"]),
        _constant(f"{name}/1", np.float32(1)),
        helper.make_node("CastLike", [f"{name}/1", f"{name}/erf"], [f"{name}/one"]),
        helper.make_node("Sub", [f"{name}/one", f"{name}/erf"], [name]),
    ]


def _gemm(node: NodeProto, opset: int) -> Mended | None:
    """tf2onnx takes a tensor of factors for the number `beta`; jax2onnx adds nothing, of another type than the rest."""
    beta = next((one for one in node.attribute if one.name == "beta"), None)
    if beta is None or len(node.input) < 3:
        return None
    if beta.type == AttributeProto.FLOATS:
        name = node.output[0]
        product = NodeProto()
        product.CopyFrom(node)
        del product.input[2:]
        product.output[0] = f"{name}/product"
        _without_beta(product)
        return [
            product,
            _constant(f"{name}/beta", np.asarray(beta.floats, np.float32)),
            helper.make_node("Mul", [node.input[2], f"{name}/beta"], [f"{name}/scaled"]),
            helper.make_node("Add", [f"{name}/product", f"{name}/scaled"], [name]),
        ]
    if beta.f == 0:
        del node.input[2:]
        _without_beta(node)
    return None


def _without_beta(node: NodeProto) -> None:
    kept = [one for one in node.attribute if one.name != "beta"]
    del node.attribute[:]
    node.attribute.extend(kept)


def _constant(name: str, value: np.ndarray | np.generic) -> NodeProto:
    return helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.asarray(value)))


MENDINGS: dict[str, Callable[[NodeProto, int], Mended | None]] = {
    "StatelessRandomNormalV2": _normal,
    "StatelessRandomNormal": _normal,
    "RandomStandardNormal": _normal,
    "Erfc": _erfc,
    "Gemm": _gemm,
}
