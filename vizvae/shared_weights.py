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
from vizvae.checkpoint import WEIGHTS, CheckpointError

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
    if _whole(shared, network) != whole:
        raise ValueError(f"{network}: expected the same file when its weights are put back, got another; it stays as it is")
    atomic_write(network, shared)


def network_bytes(network: Path) -> bytes:
    """An ONNX file with all its weights in it.

    Raises CheckpointError if it refers to anything else than the weights beside it, or to bytes that are not there; OSError if it cannot
    be read.
    """
    return _whole(network.read_bytes(), network)


def _whole(content: bytes, network: Path) -> bytes:
    if WEIGHTS.encode() not in content:  # nothing is looked for elsewhere
        return content
    import onnx  # takes a third of a second, which a page that needs no network does not wait for
    from google.protobuf.message import DecodeError

    try:
        model = onnx.load_from_string(content)
    except DecodeError as error:
        raise CheckpointError(f"{network} is damaged ({error}); export it again") from error
    file = network.parent / WEIGHTS
    if file.is_symlink():
        raise CheckpointError(f"{network}: expected weights in {WEIGHTS} beside it, got a link to elsewhere")
    weights = file.read_bytes()
    for tensor in model.graph.initializer:
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        said = {entry.key: entry.value for entry in tensor.external_data}
        try:
            offset, length = int(said["offset"]), int(said["length"])
        except (KeyError, ValueError):
            offset = length = -1
        if said.get("location") != WEIGHTS or not 0 <= offset <= offset + length <= len(weights):
            raise CheckpointError(f"{network}: expected {tensor.name} within {WEIGHTS} beside it, got {said}; export it again")
        tensor.ClearField("external_data")
        tensor.ClearField("data_location")
        tensor.raw_data = weights[offset : offset + length]
    return model.SerializeToString()


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        for network in sorted(Path(folder).glob("*.onnx")):
            share_weights(network)
