"""ONNX files of a model's folder. Those of shipped models leave their weights in `model.safetensors`, see `vizvae.shared_weights`."""

from __future__ import annotations

from pathlib import Path

from vizvae.checkpoint.files import WEIGHTS, CheckpointError


def network_bytes(network: Path) -> bytes:
    """An ONNX file with all its weights in it.

    Raises CheckpointError if it refers to anything else than the weights beside it, or to bytes that are not there; OSError if it cannot
    be read.
    """
    return with_weights(network.read_bytes(), network)


def with_weights(content: bytes, network: Path) -> bytes:
    """`network_bytes` of a file whose content is known. Raises CheckpointError as that does."""
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
