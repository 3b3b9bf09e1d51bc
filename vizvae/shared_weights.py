"""python -m vizvae.shared_weights FOLDER ...: let its ONNX files take their weights from its model.safetensors, as shipped models do.

Encoder and decoder hold the same numbers as `model.safetensors`: in a model that ships they are kept once. ONNX has a form for it,
external data: a tensor names a file, an offset and a length, and safetensors keeps each tensor as plain bytes. ONNX libraries open such a
file by themselves; `network_bytes` makes it whole again, to the byte, for the browser.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint import WEIGHTS
from vizvae.checkpoint.networks import network_bytes, with_weights

SMALLEST = 1024
"""Bytes; a reference takes about a hundred."""


def share_weights(network: Path) -> None:
    """Rewrite an ONNX file so that tensors which stand in `model.safetensors` beside it, bit for bit, are read from there.

    Raises ValueError if the file would not be the same again afterwards.
    """
    import onnx

    whole = network_bytes(network)
    weights = (network.parent / WEIGHTS).read_bytes()
    start = 8 + int.from_bytes(weights[:8], "little")
    tensors = json.loads(weights[8:start])
    tensors.pop("__metadata__", None)
    places = {
        weights[start + low : start + high]: start + low for low, high in (held["data_offsets"] for held in tensors.values())
    }
    model = onnx.load_from_string(whole)
    for tensor in model.graph.initializer:
        content = tensor.raw_data
        if len(content) >= SMALLEST and content in places:
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
            for key, value in (("location", WEIGHTS), ("offset", places[content]), ("length", len(content))):
                tensor.external_data.add(key=key, value=str(value))
    shared = model.SerializeToString()
    if with_weights(shared, network) != whole:
        raise ValueError(f"{network}: expected the same file when its weights are put back, got another; it stays as it is")
    atomic_write(network, shared)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        for network in sorted(Path(folder).glob("*.onnx")):
            share_weights(network)
