"""Changes to the graph of an ONNX network that leave what it computes as it is, but for what their names say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, helper, numpy_helper

from vizvae.adoption.onnx_checks import graphs_in, tensors_in

DRAWS = ("RandomNormal", "RandomNormalLike")
"""Operators that draw normal noise"""
TYPES = {"dtype", "to"}
"""Attributes that hold the type of a tensor"""


class Nodes:
    """What is put before and behind a network: operators one after the other, each giving the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, value: Any, dtype: Any = np.float32) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        name = f"value_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def shaped(self, value: str, shape: Sequence[int]) -> str:
        """The same numbers in another form; −1 is what is left over, here the batch."""
        return self.add("Reshape", value, self.constant(shape, np.int64))

    def scaled(self, value: str, times: float, plus: float = 0.0) -> str:
        value = self.add("Mul", value, self.constant(times))
        return self.add("Add", value, self.constant(plus)) if plus else value

    def named(self, value: str, name: str) -> None:
        self.nodes.append(helper.make_node("Identity", [value], [name]))


def renamed(graph: GraphProto, rename: Callable[[str], str]) -> None:
    """Every value of it and of the graphs inside. onnx's own `add_prefix` misses what an inner graph takes from weights outside."""
    for inner in graphs_in(graph):
        for value in (*inner.input, *inner.output, *inner.value_info, *inner.initializer):
            value.name = rename(value.name)
        for sparse in inner.sparse_initializer:
            sparse.values.name = rename(sparse.values.name)
        for node in inner.node:
            node.input[:] = [rename(name) if name else name for name in node.input]
            node.output[:] = [rename(name) if name else name for name in node.output]


def has_draws(network: ModelProto) -> bool:
    return any(node.op_type in DRAWS for graph in graphs_in(network.graph) for node in graph.node)


def without_draws(network: ModelProto) -> ModelProto:
    """Normal draws are their mean."""
    still = _copy(network)
    for graph in graphs_in(still.graph):
        nodes: list[NodeProto] = []
        for node in graph.node:
            if node.op_type not in DRAWS:
                nodes.append(node)
                continue
            attributes = {one.name: helper.get_attribute_value(one) for one in node.attribute}
            dtype, mean, output = attributes.get("dtype", TensorProto.FLOAT), attributes.get("mean", 0.0), node.output[0]
            shape = f"{output}/shape"
            if node.op_type == "RandomNormalLike":
                nodes.append(helper.make_node("Shape", [node.input[0]], [shape]))
            else:
                value = numpy_helper.from_array(np.asarray(attributes["shape"], np.int64))
                nodes.append(helper.make_node("Constant", [], [shape], value=value))
            value = helper.make_tensor("mean", TensorProto.FLOAT, [1], [mean])
            nodes.append(helper.make_node("ConstantOfShape", [shape], [f"{output}/mean"], value=value))
            nodes.append(helper.make_node("Cast", [f"{output}/mean"], [output], to=dtype))
        del graph.node[:]
        graph.node.extend(nodes)
    return still


def in_single(network: ModelProto) -> ModelProto:
    """Double precision as single, which is what browsers and most operators of ONNX Runtime compute in."""
    single = _copy(network)
    for tensor in tensors_in(single.graph):
        if tensor.data_type == TensorProto.DOUBLE:
            tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float32), tensor.name))
    for graph in graphs_in(single.graph):
        del graph.value_info[:]
        for value in (*graph.input, *graph.output):
            if value.type.tensor_type.elem_type == TensorProto.DOUBLE:
                value.type.tensor_type.elem_type = TensorProto.FLOAT
        for node in graph.node:
            for attribute in node.attribute:
                if attribute.name in TYPES and attribute.i == TensorProto.DOUBLE:
                    attribute.i = TensorProto.FLOAT
    return single


def without_the_unused(graph: GraphProto, wanted: Sequence[str]) -> None:
    """Operators of it alone that `wanted` come from: what is left out may be for the batch of the export, and would be computed."""
    needed, kept = set(wanted), []
    for node in reversed(graph.node):
        if needed.isdisjoint(node.output):
            continue
        kept.append(node)
        needed.update(name for name in node.input)
        for attribute in node.attribute:
            for inner in (*([attribute.g] if attribute.HasField("g") else []), *attribute.graphs):
                needed.update(name for one in graphs_in(inner) for within in one.node for name in within.input)
                needed.update(value.name for one in graphs_in(inner) for value in one.output)
    kept.reverse()
    del graph.node[:]
    graph.node.extend(kept)


def with_free_reshapes(graph: GraphProto, batch: int) -> None:
    """Where an exporter has written its example's batch into the target of a `Reshape`, the batch is what comes in."""
    held = {tensor.name: tensor for tensor in graph.initializer}
    held |= {
        node.output[0]: node.attribute[0].t
        for node in graph.node
        if node.op_type == "Constant" and node.attribute[0].HasField("t")
    }
    for place, node in enumerate(graph.node):
        target = held.get(node.input[1]) if node.op_type == "Reshape" and len(node.input) > 1 else None
        if target is None or target.data_type != TensorProto.INT64:
            continue
        shape = numpy_helper.to_array(target).tolist()
        if shape and shape[0] == batch:
            shape[0] = 0 if -1 in shape else -1
            graph.initializer.append(numpy_helper.from_array(np.asarray(shape, np.int64), f"free_shape_{place}"))
            node.input[1] = f"free_shape_{place}"


def one_at_a_time(
    nodes: Nodes, graph: GraphProto, feeds: dict[str, str], rests: dict[str, tuple[int, ...]], wanted: Sequence[str], batch: int
) -> list[str]:
    """Put `graph`, which is for exactly `batch` images, into `nodes` so that it is computed for each image apart.

    `feeds`: by its input, the value that has a free batch; `rests`: by its input, the form of one image; `wanted`: its outputs that are
    given back.
    """
    items: list[ValueInfoProto] = []
    types = {value.name: value.type.tensor_type.elem_type for value in graph.input}
    body: list[NodeProto] = []
    for place, name in enumerate(feeds):
        items.append(helper.make_tensor_value_info(f"item_{place}", types[name], rests[name]))
        whole = nodes.constant([1, *rests[name]], np.int64)
        body.append(helper.make_node("Reshape", [f"item_{place}", whole], [f"row_{place}"]))
        many = nodes.constant([batch, *([1] * len(rests[name]))], np.int64)
        body.append(helper.make_node("Tile", [f"row_{place}", many], [name]))
    body += graph.node
    first = nodes.constant(0, np.int64)
    ends = [f"end_{place}" for place in range(len(wanted))]
    body += [helper.make_node("Gather", [name, first], [end], axis=0) for name, end in zip(wanted, ends, strict=True)]
    elem = {value.name: value.type.tensor_type.elem_type for value in graph.output}
    outputs: list[ValueInfoProto] = [
        helper.make_value_info(end, helper.make_tensor_type_proto(elem[name], None))
        for name, end in zip(wanted, ends, strict=True)
    ]
    scanned = helper.make_graph(body, "one_image", items, outputs)
    found = [f"scanned_{place}" for place in range(len(wanted))]
    nodes.constants += graph.initializer
    nodes.nodes.append(helper.make_node("Scan", list(feeds.values()), found, body=scanned, num_scan_inputs=len(feeds)))
    return found


def _copy(network: ModelProto) -> ModelProto:
    copy = ModelProto()
    copy.CopyFrom(network)
    return copy
