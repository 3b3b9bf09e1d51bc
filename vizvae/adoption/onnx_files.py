"""A decoder, and an encoder where there is one, as ONNX files: read, checked, and told apart."""

from __future__ import annotations

import math
import re
from pathlib import Path

from vizvae.adoption.findings import Findings
from vizvae.adoption.onnx_checks import read_network
from vizvae.adoption.onnx_model import OnnxModel, onnx_model
from vizvae.adoption.onnx_network import Network, check_sizes
from vizvae.models.base import ImageShape

SUFFIX = ".onnx"


def open_files(decoder: Path, encoder: Path | None, image_shape: ImageShape | None, findings: Findings) -> OnnxModel:
    """The two given the wrong way round are told apart by what goes in and what comes out. `image_shape`: of the images, if there are
    some.

    Raises ValueError as `read_network` does, and for what is no decoder.
    """
    networks = [Network(read_network(path), path.name) for path in (decoder, encoder) if path is not None]
    if len(networks) == 2 and _is_decoder(networks[1], image_shape) > _is_decoder(networks[0], image_shape):
        networks.reverse()
        findings.add("files", f"{networks[0].name} is the decoder", "by the sizes of what goes in and what comes out")
    into, out = _size(networks[0].value.rest), _size(networks[0].outputs[0].rest)
    if into is not None and out is not None:
        check_sizes(networks[0], into, out)
    for network in networks:
        if network.flags:
            findings.add(
                network.name, "switches off", f"{', '.join(flag.name for flag in network.flags)}: for training, not for use"
            )
        if network.in_single:
            findings.add(network.name, "in single precision", "ONNX Runtime has not all of its operators in double")
        if network.draws:
            findings.add(network.name, "draws at their mean", "so that the same image is always in the same place")
    return onnx_model(networks[0], networks[1] if len(networks) == 2 else None)


def name_after(file: str) -> str:
    """That a model may have, from the name of its file; `adopted` where nothing is left of that."""
    return re.sub(r"[^a-z0-9_.-]+", "-", Path(file).stem.lower()).strip("-_.")[:60] or "adopted"


def _is_decoder(network: Network, image_shape: ImageShape | None) -> int:
    """How much speaks for it: it gives more than it takes, and something of the size of an image."""
    into, out = _size(network.value.rest), _size(network.outputs[0].rest)
    image = None if image_shape is None else _size(image_shape)
    return (image is not None and out == image) + (into is not None and out is not None and out > into)


def _size(shape: tuple[int, ...] | None) -> int | None:
    return None if shape is None else math.prod(shape)
