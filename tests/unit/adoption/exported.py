"""Files as Keras (through tf2onnx) and JAX (through jax2onnx) write them, operator for operator, of a convolutional VAE for grey images of
8×8: channels last, names with ":0", forms computed from forms, and what these exporters get wrong."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import onnx
from onnx import TensorProto, helper

from tests.unit.adoption.onnx_strangers import LATENTS, SIDE, Batch, Graph

_random = np.random.default_rng(3)
NARROW, WIDE = _random.normal(size=(4, 1, 3, 3)) * 0.4, _random.normal(size=(8, 4, 3, 3)) * 0.2
DENSE, HIDDEN = _random.normal(size=(2 * 2 * 8, 6)) * 0.3, _random.normal(size=(LATENTS, 2 * 2 * 8)) * 0.5
MEAN, LOGVAR = _random.normal(size=(6, LATENTS)), _random.normal(size=(6, LATENTS))
UP, OUT = _random.normal(size=(8, 4, 3, 3)) * 0.3, _random.normal(size=(1, 4, 3, 3)) * 0.5
NOISE = _random.normal(size=(4, LATENTS))
Draw = Literal["", "TensorFlow's", "of the export", "fused wrongly"]


def _first(graph: Graph, value: str) -> str:
    """How many images there are, as a list of one number of 32 bits."""
    form = graph.add("Cast", graph.add("Shape", value), to=TensorProto.INT32)
    return graph.add("Slice", form, *(graph.weight([at], np.int64) for at in (0, 1, 0)))


def keras_encoder(draw: Draw = "TensorFlow's", batch: Batch = "N", dtype: Any = np.float32, opset: int = 17) -> onnx.ModelProto:
    """z_mean, z_log_var and z, all called Identity. `draw`: how z is made; "" for without it."""
    graph = Graph(dtype, opset)
    pixels = graph.shaped(graph.input("keras_tensor", batch, SIDE, SIDE, 1), -1, 1, SIDE, SIDE)
    ends: dict[str, Any] = {"strides": [2, 2], "pads": [0, 0, 1, 1], "kernel_shape": [3, 3]}
    value = graph.add("LeakyRelu", graph.add("Conv", pixels, graph.weight(NARROW), **ends), alpha=0.2)
    value = graph.add("Relu", graph.add("Conv", value, graph.weight(WIDE), **ends))
    value = graph.add("Transpose", value, perm=[0, 2, 3, 1])
    form = graph.add("Concat", _first(graph, value), graph.weight([2 * 2 * 8], np.int32), axis=0)
    value = graph.add("Reshape", value, graph.add("Cast", form, to=TensorProto.INT64))
    value = graph.add("Relu", graph.add("MatMul", value, graph.weight(DENSE)))
    mean = graph.add("MatMul", value, graph.weight(MEAN), name="Identity:0")
    logvar = graph.add("MatMul", value, graph.weight(LOGVAR), name="Identity_1:0")
    said: list[list[Batch]] = [[batch, LATENTS]] * 3
    if not draw:
        return graph.model(mean, logvar, shapes=said[:2])
    std = graph.add("Exp", graph.add("Mul", graph.weight(0.5), logvar))
    if draw == "fused wrongly":  # tf2onnx, of a batch of one: a tensor where a number belongs
        graph.nodes.append(helper.make_node("Gemm", [value, graph.weight(MEAN), std], ["Identity_2:0"]))
        graph.nodes[-1].attribute.append(helper.make_attribute("beta", NOISE[0].tolist()))
        return graph.model(mean, logvar, "Identity_2:0", shapes=said)
    if draw == "of the export":
        noise = graph.weight(NOISE[:batch])
    else:
        form = graph.add("Concat", _first(graph, mean), graph.weight([LATENTS], np.int32), axis=0)
        keys = (graph.weight([7], np.uint64), graph.weight([0, 0], np.uint64), graph.weight(1, np.int32))
        noise = graph.add("StatelessRandomNormalV2", form, *keys, dtype=TensorProto.FLOAT)
        noise = graph.add("Cast", noise, to=graph.elem)
    return graph.model(mean, logvar, graph.add("Add", mean, graph.add("Mul", std, noise), name="Identity_2:0"), shapes=said)


def keras_decoder(
    gelu: Literal["TensorFlow's", "ONNX's"] = "TensorFlow's", batch: Batch = "N", dtype: Any = np.float32, mixed: bool = False
) -> onnx.ModelProto:
    """`mixed`: half precision behind an input in single, as with the policy mixed_float16."""
    graph = Graph(dtype)
    value = graph.input("keras_tensor_10", batch, LATENTS, elem=TensorProto.FLOAT if mixed else None)
    if mixed:
        value = graph.add("Cast", value, to=graph.elem)
    value = graph.add("Relu", graph.add("MatMul", value, graph.weight(HIDDEN)))
    value = graph.add("Transpose", graph.shaped(value, -1, 2, 2, 8), perm=[0, 3, 1, 2])
    value = graph.add("ConvTranspose", value, graph.weight(UP), strides=[2, 2], pads=[0, 0, 1, 1], auto_pad="NOTSET")
    half = graph.add("Mul", graph.weight(0.5), value)
    inner = graph.add("Mul", graph.add("Neg", value), graph.weight(0.5**0.5))
    same = graph.add("Add", graph.weight(1), graph.add("Erf", graph.add("Neg", inner)))
    value = graph.add("Mul", half, same if gelu == "ONNX's" else graph.add("Erfc", inner))
    roi, scales = graph.weight([], np.float32), graph.weight([1, 1, 2, 2], np.float32)
    value = graph.add("Resize", value, roi, scales, mode="linear", coordinate_transformation_mode="half_pixel")
    value = graph.add("Sigmoid", graph.add("Conv", value, graph.weight(OUT), pads=[1, 1, 1, 1]))
    value = graph.add("Reshape", value, graph.weight([-1, SIDE, SIDE, 1], np.int64), name="Identity:0")
    return graph.model(value, shapes=[[batch, SIDE, SIDE, 1]])


def jax_decoder(batch: Batch = "B", dtype: Any = np.float32, *, slip: bool = True) -> onnx.ModelProto:
    """`slip`: nothing is added to a product, but in single precision whatever the rest is in. A fixed
    batch stands in the sizes of Resize."""
    graph = Graph(dtype, 21)
    given = [graph.input("in_0", batch, LATENTS), graph.weight(HIDDEN)]
    value = graph.add("Gemm", *given, *([graph.weight(0, np.float32)] if slip else []), alpha=1.0, beta=0.0)
    value = graph.add("Relu", value)
    if isinstance(batch, int):
        value = graph.shaped(value, batch, 2, 2, 8)
    else:
        count = graph.add("Gather", graph.add("Shape", value), graph.weight([0], np.int64), axis=0)
        count = graph.add("Unsqueeze", graph.add("Squeeze", count, graph.weight([0], np.int64)), graph.weight([0], np.int64))
        value = graph.add(
            "Reshape", value, graph.add("Concat", count, *(graph.weight([one], np.int64) for one in (2, 2, 8)), axis=0)
        )
    turned = [graph.weight(one, np.int64) for one in ([-1, -1], [-4, -4], [0, 1], [-1, -1])]
    kernel = graph.add("Slice", graph.weight(UP.transpose(2, 3, 0, 1)), *turned)
    kernel = graph.add("Transpose", kernel, perm=[2, 3, 0, 1])
    value = graph.add("Transpose", value, perm=[0, 3, 1, 2])
    value = graph.add("ConvTranspose", value, kernel, strides=[2, 2], dilations=[1, 1], pads=[0, 0, 1, 1])
    value = graph.add("Gelu", value, approximate="tanh")
    if isinstance(batch, int):
        nothing, sizes = graph.weight([], np.float32), graph.weight([batch, 4, SIDE, SIDE], np.int64)
        value = graph.add("Resize", value, nothing, nothing, sizes, mode="nearest", coordinate_transformation_mode="half_pixel")
    else:
        scales = graph.weight([1, 1, 2, 2], np.float32)
        value = graph.add("Resize", value, "", scales, mode="nearest", coordinate_transformation_mode="half_pixel")
    value = graph.add("Conv", value, graph.weight(OUT), pads=[1, 1, 1, 1])
    value = graph.add("Sigmoid", graph.add("Transpose", value, perm=[0, 2, 3, 1]), name="logistic_out_0")
    return graph.model(value, shapes=[[batch, SIDE, SIDE, 1]])


def jax_encoder(batch: Batch = "B", dtype: Any = np.float32, *, slip: bool = True) -> onnx.ModelProto:
    graph = Graph(dtype, 21)
    value = graph.add("Transpose", graph.input("in_0", batch, SIDE, SIDE, 1), perm=[0, 3, 1, 2])
    for kernel in (NARROW, WIDE):
        kernel = graph.add("Transpose", graph.weight(kernel.transpose(2, 3, 1, 0)), perm=[3, 2, 0, 1])
        value = graph.add("Conv", value, kernel, strides=[2, 2], dilations=[1, 1], pads=[0, 0, 1, 1])
        value = graph.add("Mul", value, graph.add("Sigmoid", value))
    value = graph.add("Transpose", value, perm=[0, 2, 3, 1])
    value = graph.shaped(value, batch if isinstance(batch, int) else -1, 2 * 2 * 8)
    both = DENSE @ np.concatenate([MEAN, LOGVAR], 1)
    value = graph.add("Gemm", value, graph.weight(both), *([graph.weight(0, np.float32)] if slip else []), beta=0.0)
    parts = [
        graph.add("Slice", value, *(graph.weight([at], np.int64) for at in (first, first + LATENTS, 1)), name=f"slice_{place}")
        for place, first in enumerate((0, LATENTS))
    ]
    return graph.model(*parts, shapes=[[batch, LATENTS]] * 2)
