"""A stranger's ONNX files in the form that the dashboard knows: what goes in and comes out is put before and behind what they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Literal, get_args

import torch
from onnx import GraphProto, ModelProto, TensorProto, helper
from torch import Tensor

from vizvae.adoption.calls import Call, Layout
from vizvae.adoption.networks import Directions
from vizvae.adoption.onnx_checks import graphs_in
from vizvae.adoption.onnx_forms import channels_first, from_unit, in_layout, to_logvar, to_unit
from vizvae.adoption.onnx_graph import (
    Nodes,
    in_single,
    one_at_a_time,
    renamed,
    with_free_reshapes,
    without_draws,
    without_the_unused,
)
from vizvae.adoption.onnx_model import OnnxModel
from vizvae.adoption.onnx_network import Network, quietly
from vizvae.adoption.probe import Probed
from vizvae.atomic_write import atomic_write
from vizvae.checkpoint.bundle_model import LARGEST_NETWORK, open_session

Batch = Literal["as it is", "free reshapes", "one image at a time"]
"""How a network gets a free batch; the first that gives what the file gives is taken"""
BATCHES: dict[Batch, str] = {
    "as it is": "the network takes any number of images",
    "free reshapes": "the batch of the export stood in the form of its tensors, and was made free",
    "one image at a time": "it was exported for a fixed batch, and is computed for one image after the other",
}
TRIED_WITH = 5
"""Images at once"""
NEAR = 1e-3
"""Largest difference then, as a part of the values' range"""
NEWEST_IR = 11
"""Version of the file format that the browser's runtime surely reads; the operators have versions of their own"""
RANKS: dict[Layout, int] = {"channels first": 4, "flat": 2, "channels last": 4, "without channel": 3}
"""Dimensions of pixels"""
PREFIX = "own/"


def write_onnx_networks(
    probed: Probed, directions: Directions | None, latent_dim: int, encoder_path: Path, decoder_path: Path
) -> dict[str, Batch]:
    """Both (the decoder alone where there is no encoder); returns how each got a free batch.

    Raises ValueError for one that can be used for the batch of its export only, and cannot be made free.
    """
    model = probed.model
    assert isinstance(model, OnnxModel)
    labels = torch.zeros(TRIED_WITH, dtype=torch.int64)
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(TRIED_WITH, latent_dim, generator=generator)
    codes = z if directions is None else directions.mean + z @ directions.axes
    network = model.networks["decoder"]
    how: dict[str, Batch] = {
        "decoder": _write(
            network,
            lambda batch: _decoder_network(network, probed, directions, latent_dim, batch),
            {"z": z},
            [probed.decode(codes, labels)],
            decoder_path,
        )
    }
    if probed.encoder is not None:
        x = torch.rand(TRIED_WITH, *probed.image_shape, generator=generator)
        encoder, call = model.networks["encoder"], probed.encoder
        mu, logvar = probed.encode(x, labels)
        if directions is not None:
            mu, logvar = directions.along(mu, logvar)
        how["encoder"] = _write(
            encoder,
            lambda batch: _encoder_network(encoder, probed, call, directions, batch),
            {"x": x},
            [mu] if logvar is None else [mu, logvar],
            encoder_path,
        )
    return how


def _write(
    network: Network, build: Callable[[Batch], ModelProto], feed: dict[str, Tensor], expected: list[Tensor], path: Path
) -> Batch:
    failed = ""
    for batch in get_args(Batch):
        if batch == "free reshapes" and not network.batch:
            continue
        try:
            content = build(batch).SerializeToString()
            session = open_session(content)
            given = {name: value.numpy() for name, value in feed.items()}
            if any(one.name == "y" for one in session.get_inputs()):
                given["y"] = torch.zeros(TRIED_WITH, dtype=torch.int64).numpy()
            found = [torch.from_numpy(value) for value in session.run(None, given, quietly())]
        except Exception as error:  # ONNX Runtime has a class of its own for each of its errors
            failed = (str(error).splitlines() or [""])[0][:160]
            continue
        pairs = list(zip(found, expected, strict=True))
        if all(a.shape == b.shape and float((a - b).abs().max()) <= NEAR * max(1.0, float(b.max() - b.min())) for a, b in pairs):
            if len(content) > LARGEST_NETWORK:
                raise ValueError(f"{network.name}: {len(content) / 1e9:.1f} GB are too large to be shown")
            atomic_write(path, content)
            return batch
        failed = "several images at once come out otherwise than one after the other"
    exported = f" was exported for {network.batch} at a time and" if network.batch else ""
    raise ValueError(
        f"{network.name}{exported} cannot be used for any number of images ({failed}): export it with a free batch, with "
        'dynamic_shapes=({0: torch.export.Dim("batch")},) in torch.onnx.export, or a batch of −1 in the inputs of tf2onnx'
    )


def _decoder_network(
    network: Network, probed: Probed, directions: Directions | None, latent_dim: int, batch: Batch
) -> ModelProto:
    nodes, call = Nodes(), probed.decoder
    z = "z"
    if directions is not None:
        z = nodes.add(
            "Add", nodes.add("MatMul", z, nodes.constant(directions.axes.numpy())), nodes.constant(directions.mean.numpy())
        )
    axes = (*probed.code_shape, 1, 1) if call.code == "with two axes more" else probed.code_shape
    (pixels,) = _inside(
        nodes, network, call, nodes.shaped(z, [-1, *axes]), [network.outputs[network.kept[0]].name], batch, RANKS[call.layout]
    )
    pixels = to_unit(nodes, channels_first(nodes, pixels, call.layout, probed.image_shape), probed.gives)
    nodes.named(pixels, "mean")
    return _model(network, nodes, ("z", [latent_dim]), call, {"mean": [*probed.image_shape]})


def _encoder_network(network: Network, probed: Probed, call: Call, directions: Directions | None, batch: Batch) -> ModelProto:
    nodes, rank = Nodes(), len(probed.code_shape) + 1
    pixels = in_layout(nodes, from_unit(nodes, "x", probed.takes), call.layout, probed.image_shape)
    names, (mu_at, spread_at) = [network.outputs[place].name for place in network.kept], _places(probed)
    model = probed.model
    assert isinstance(model, OnnxModel)
    if model.halved_axis is None:
        wanted = [names[mu_at]] + ([] if spread_at is None else [names[spread_at]])
        values = _inside(nodes, network, call, pixels, wanted, batch, rank)
    else:
        (whole,) = _inside(nodes, network, call, pixels, names[:1], batch, rank)
        half = probed.code_shape[model.halved_axis - 1]
        values = [
            nodes.add("Gather", whole, nodes.constant(range(place * half, (place + 1) * half), "int64"), axis=model.halved_axis)
            for place in ((mu_at,) if spread_at is None else (mu_at, spread_at))
        ]
    values = [nodes.add("Flatten", value, axis=1) for value in values]
    logvar = None if len(values) == 1 else to_logvar(nodes, values[1], probed.spread)
    mu, latent_dim = values[0], probed.code_size
    if directions is not None:
        axes, latent_dim = directions.axes.T.contiguous(), len(directions.axes)
        mu = nodes.add("MatMul", nodes.add("Sub", mu, nodes.constant(directions.mean.numpy())), nodes.constant(axes.numpy()))
        if logvar is not None:
            logvar = nodes.add("Log", nodes.add("MatMul", nodes.add("Exp", logvar), nodes.constant(axes.square().numpy())))
    outputs = {"mu": [latent_dim]}
    nodes.named(mu, "mu")
    if logvar is not None:
        nodes.named(logvar, "logvar")
        outputs["logvar"] = [latent_dim]
    return _model(network, nodes, ("x", [*probed.image_shape]), call, outputs)


def _places(probed: Probed) -> tuple[int, int | None]:
    """Which of the encoder's parts are the mean and its width: seen by letting `take` choose among numbers."""
    model = probed.model
    assert isinstance(model, OnnxModel)
    count = 2 if model.halved_axis is not None else len(model.networks["encoder"].kept)
    mu, spread = probed.take(model.as_said([torch.full((1, 1), float(place)) for place in range(count)]))
    known = spread is not None and probed.has_width
    return int(mu), int(spread) if known and spread is not None else None


def _inside(nodes: Nodes, network: Network, call: Call, value: str, wanted: list[str], batch: Batch, rank: int) -> list[str]:
    """The stranger's own graph, given `value` and the class `y`; its outputs `wanted`, of `rank` dimensions each, in float32."""
    own = _own_graph(network, wanted)
    feeds = {PREFIX + network.value.name: nodes.add("Cast", value, to=_type(network, network.value.elem_type))}
    rests = {PREFIX + network.value.name: network.value.rest}
    if network.label is not None and call.classes is not None:
        label = network.label
        y = "y"
        if call.classes.one_hot:
            y = nodes.add("Equal", nodes.shaped(y, [-1, 1]), nodes.constant(range(call.classes.count), "int64"))
        elif len(label.shape or ()) == 2:
            y = nodes.shaped(y, [-1, 1])
        feeds[PREFIX + label.name] = nodes.add("Cast", y, to=_type(network, label.elem_type))
        rests[PREFIX + label.name] = label.rest
    names = [PREFIX + name for name in wanted]
    if network.value.elem_type == TensorProto.FLOAT16:
        value = feeds[PREFIX + network.value.name]
        feeds[PREFIX + network.value.name] = nodes.shaped(value, [0] * len(network.value.shape or ()))
    if batch == "one image at a time":
        known = {name: rest for name, rest in rests.items() if rest is not None}
        if len(known) != len(rests) or network.opset < 9:
            raise ValueError("the form of its input is not said in full")
        found = one_at_a_time(nodes, own, feeds, known, names, network.batch or 1)
    else:
        if batch == "free reshapes" and network.batch:
            with_free_reshapes(own, network.batch)
        nodes.nodes += [helper.make_node("Identity", [edge], [name]) for name, edge in feeds.items()]
        nodes.nodes += own.node
        nodes.constants += own.initializer
        found = names
    # An operator in between, else ONNX Runtime takes two casts that follow each other for none, and rounds less than theirs.
    half = {PREFIX + port.name for port in network.outputs if port.elem_type == TensorProto.FLOAT16}
    found = [nodes.shaped(value, [0] * rank) if name in half else value for value, name in zip(found, names, strict=True)]
    return [nodes.add("Cast", name, to=TensorProto.FLOAT) for name in found]


def _own_graph(network: Network, wanted: list[str]) -> GraphProto:
    """What its outputs `wanted` come from, with draws at their mean, switches off, and names that no others have."""
    proto = without_draws(network.proto) if network.draws else network.proto
    proto = in_single(proto) if network.double else proto
    graph = GraphProto()
    graph.CopyFrom(proto.graph)
    del graph.value_info[:]  # they say the batch of the export
    without_the_unused(graph, wanted)
    for flag in network.flags:
        size = [one or 1 for one in flag.shape or ()]
        graph.initializer.append(helper.make_tensor(flag.name, TensorProto.BOOL, size, [False] * math.prod(size)))
    renamed(graph, lambda name: PREFIX + name)
    return graph


def _type(network: Network, elem_type: int) -> int:
    return TensorProto.FLOAT if network.double and elem_type == TensorProto.DOUBLE else elem_type


def _model(network: Network, nodes: Nodes, given: tuple[str, list[int]], call: Call, outputs: dict[str, list[int]]) -> ModelProto:
    inputs = [helper.make_tensor_value_info(given[0], TensorProto.FLOAT, ["batch", *given[1]])]
    if call.classes is not None:
        inputs.append(helper.make_tensor_value_info("y", TensorProto.INT64, ["batch"]))
    found = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", *shape]) for name, shape in outputs.items()]
    graph = helper.make_graph(nodes.nodes, "adopted", inputs, found)
    used = {name for inner in graphs_in(graph) for node in inner.node for name in node.input}
    graph.initializer.extend(tensor for tensor in nodes.constants if tensor.name in used)  # ONNX Runtime complains of others
    version = min(max(network.proto.ir_version, 4), NEWEST_IR)
    return helper.make_model(graph, opset_imports=list(network.proto.opset_import), ir_version=version)
