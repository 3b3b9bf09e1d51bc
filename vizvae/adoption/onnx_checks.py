"""What an ONNX file must be before anything is done with it: whole, of a size that can be, with all its weights in it, and made of nothing
but standard operators. Reading one executes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import onnx
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto

from vizvae.adoption.onnx_exporters import STANDARD, mend
from vizvae.checkpoint.bundle_model import LARGEST_NETWORK

OLDEST_OPSET = 8
"""Broadcasting is what it is now since 7; of what is put before and behind a network, nothing has changed since 8"""
NEWEST_OPSET = 26
"""That the browser's runtime, onnxruntime-web 1.30, knows; of the sets after it, it opens none"""
MOST_NODES = 50_000
"""With all functions written out"""
MARKS = {
    b"PK\x03\x04": "a zip archive, as PyTorch's .pt, Keras' .keras and .npz are",
    b"\x89HDF": "an HDF5 file, as Keras' .h5 is",
    b"\x93NUMPY": "a NumPy array",
    b"\x80": "a pickle",
    b"{": "text",
    b"<": "text",
}
HOW_TO_EXPORT = "torch.onnx.export(model, example, path), tf2onnx or jax2onnx write one"


def read_network(path: Path) -> ModelProto:
    """A file, checked.

    Raises ValueError saying what it is instead, and what to do.
    """
    if not path.is_file():
        raise ValueError(f"there is no file {path}")
    size = path.stat().st_size
    if size > LARGEST_NETWORK:
        raise ValueError(f"{path.name} has {size / 1e9:.1f} GB: a network of at most {LARGEST_NETWORK / 1e9:.0f} GB can be shown")
    return parse_network(path.read_bytes(), path.name)


def parse_network(content: bytes, name: str) -> ModelProto:
    """`read_network` of what has been read; `name` is what messages call it."""
    if not content:
        raise ValueError(f"{name} is empty: copy it again")
    known = next((what for mark, what in MARKS.items() if content.startswith(mark)), None)
    if known is not None:
        raise ValueError(f"{name}: expected an ONNX network, got {known}: {HOW_TO_EXPORT}")
    try:
        network = onnx.load_from_string(content)
    except Exception as error:  # protobuf's errors are of several classes
        raise ValueError(f"{name} is no ONNX network, damaged or cut short: copy it again; {HOW_TO_EXPORT}") from error
    if not network.graph.node or not network.graph.output or not network.opset_import:
        raise ValueError(f"{name} is no ONNX network, or an empty one: {HOW_TO_EXPORT}")
    mend(network, graphs_in(network.graph))
    check_network(network, name)
    return network


def check_network(network: ModelProto, name: str) -> None:
    """Functions that the file defines itself are written out, in `network`. Raises ValueError as `read_network` does."""
    functions = list(network.functions)
    for tensor in _tensors([network.graph], [node for function in functions for node in function.node]):
        if tensor.data_location == TensorProto.EXTERNAL or tensor.external_data:
            location = next((entry.value for entry in tensor.external_data if entry.key == "location"), "another file")
            raise ValueError(
                f"{name} keeps its weights in another file ({location[:80]!r}), which is not opened: write all into one, with "
                'onnx.save(onnx.load("model.onnx"), "whole.onnx")'
            )
    if any(graph.sparse_initializer for graph in graphs_in(network.graph)):
        raise ValueError(f"{name} holds sparse weights: export it with dense ones")
    if network.training_info:
        raise ValueError(f"{name} holds a training step beside the network: export it for inference")
    defined = {(function.domain, function.name, function.overload) for function in functions}
    _check_operators(_nodes(network.graph), defined, name)
    for function in functions:
        _check_operators(_within(function.node), defined, name)
    if functions:
        _check_expansion(network, name)
        _inline(network)
    opset = next((entry.version for entry in network.opset_import if entry.domain in STANDARD), 0)
    if opset > NEWEST_OPSET:
        raise ValueError(
            f"{name} is of operator set {opset}, whose operators the browser's runtime does not know: export it again with "
            f"opset_version={NEWEST_OPSET} or earlier"
        )
    if opset < OLDEST_OPSET:
        raise ValueError(
            f"{name} is of operator set {opset}: export it again with opset_version={OLDEST_OPSET} or later, or bring it there with "
            "onnx.version_converter"
        )


def graphs_in(graph: GraphProto) -> Iterator[GraphProto]:
    """This one and those inside its nodes (`If`, `Loop`, `Scan`)."""
    yield graph
    for node in graph.node:
        for inner in _graphs_of(node):
            yield from graphs_in(inner)


def tensors_in(graph: GraphProto) -> Iterator[TensorProto]:
    """Weights and constants, of the graphs inside, too."""
    yield from _tensors([graph], [])


def _check_operators(nodes: Iterator[NodeProto], defined: set[tuple[str, str, str]], name: str) -> None:
    unknown = sorted(
        {
            f"{node.domain}.{node.op_type}" if node.domain not in STANDARD else node.op_type
            for node in nodes
            if (node.domain, node.op_type, node.overload) not in defined
            and not (node.domain in STANDARD and onnx.defs.has(node.op_type))
        }
    )
    if unknown:
        raise ValueError(
            f"{name} uses {', '.join(unknown[:6])}, no standard operator of ONNX, so that no other program knows what it does: export "
            "the model again out of standard operators, without custom ones and without optimising the file for one runtime"
        )


def _check_expansion(network: ModelProto, name: str) -> None:
    """Ten functions that call each other ten times each would be ten thousand million nodes. Counted before anything is written out."""
    bodies = {
        (one.domain, one.name, one.overload): Counter(_key(node) for node in _within(one.node)) for one in network.functions
    }
    counts: dict[tuple[str, str, str], int] = {}

    def count(key: tuple[str, str, str], above: tuple[Any, ...]) -> int:
        if key not in bodies:
            return 1
        if key in above:
            raise ValueError(f"{name}: the function {key[1]} calls itself, which ONNX does not allow: export the model again")
        if key not in counts:
            counts[key] = sum(times * count(called, (*above, key)) for called, times in bodies[key].items())
        return counts[key]

    whole = sum(count(_key(node), ()) for node in _nodes(network.graph))
    if whole > MOST_NODES:
        raise ValueError(f"{name} has {whole:,} operators with its functions written out: at most {MOST_NODES:,} can be shown")


def _inline(network: ModelProto) -> None:
    from onnx import inliner

    whole = inliner.inline_local_functions(network)
    network.CopyFrom(whole)


def _key(node: NodeProto) -> tuple[str, str, str]:
    return node.domain, node.op_type, node.overload


def _nodes(graph: GraphProto) -> Iterator[NodeProto]:
    return _within(graph.node)


def _within(nodes: Any) -> Iterator[NodeProto]:
    for node in nodes:
        yield node
        for inner in _graphs_of(node):
            yield from _within(inner.node)


def _graphs_of(node: NodeProto) -> Iterator[GraphProto]:
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH or attribute.HasField("g"):
            yield attribute.g
        yield from attribute.graphs


def _tensors(graphs: list[GraphProto], nodes: list[NodeProto]) -> Iterator[TensorProto]:
    """Of all forms: weights, sparse ones, and those that stand in a node's attributes."""
    for graph in graphs:
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)
        yield from _tensors([], list(graph.node))
    for node in nodes:
        for attribute in node.attribute:
            if attribute.HasField("t"):
                yield attribute.t
            yield from attribute.tensors
            for sparse in (
                *([attribute.sparse_tensor] if attribute.HasField("sparse_tensor") else []),
                *attribute.sparse_tensors,
            ):
                yield from (sparse.values, sparse.indices)
        yield from _tensors(list(_graphs_of(node)), [])
