"""What Keras and JAX export, with the slips of their exporters, becomes a bundle that gives what they give."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from tests.unit.adoption.exported import jax_decoder, jax_encoder, keras_decoder, keras_encoder
from tests.unit.adoption.onnx_strangers import LATENTS, SIDE, written
from tests.unit.adoption.test_onnx_files import GIVEN, X, adopted, own_runs, theirs
from vizvae.adoption.onnx_checks import graphs_in
from vizvae.catalogue import find_checkpoint
from vizvae.gaussian import DiagonalGaussian

__all__ = ["own_runs"]

PAIRS: dict[str, tuple[list[onnx.ModelProto], list[onnx.ModelProto]]] = {
    "Keras": ([keras_decoder(), keras_encoder()], [keras_decoder("ONNX's"), keras_encoder("")]),
    "Keras, two at a time": (
        [keras_decoder(batch=2), keras_encoder("of the export", batch=2)],
        [keras_decoder("ONNX's"), keras_encoder("")],
    ),
    "Keras, one at a time": (
        [keras_decoder(batch=1), keras_encoder("fused wrongly", batch=1)],
        [keras_decoder("ONNX's"), keras_encoder("")],
    ),
    "Keras, half precision": (
        [keras_decoder(dtype=np.float16), keras_encoder(dtype=np.float16)],
        [keras_decoder("ONNX's", dtype=np.float16), keras_encoder("", dtype=np.float16)],
    ),
    "Keras, mixed precision": (
        [keras_decoder(dtype=np.float16, mixed=True), keras_encoder()],
        [keras_decoder("ONNX's", dtype=np.float16, mixed=True), keras_encoder("")],
    ),
    "JAX": ([jax_decoder(), jax_encoder()], [jax_decoder(slip=False), jax_encoder(slip=False)]),
    "JAX, four at a time": (
        [jax_decoder(4), jax_encoder(4)],
        [jax_decoder(4, slip=False), jax_encoder(slip=False)],
    ),
    "JAX, half precision": (
        [jax_decoder(dtype=np.float16), jax_encoder(dtype=np.float16)],
        [jax_decoder(dtype=np.float16, slip=False), jax_encoder(dtype=np.float16, slip=False)],
    ),
}
"""Decoder and encoder as they are written, and the same in standard operators, which onnx's own evaluator computes"""


@pytest.mark.parametrize("kind", PAIRS)
def test_a_bundle_gives_what_the_framework_gave(kind: str, tmp_path: Path) -> None:
    (dec, enc), (plain_dec, plain_enc) = PAIRS[kind]
    model, rows = adopted(written(tmp_path, decoder=dec, encoder=enc), GIVEN)
    near = 4e-3 if "precision" in kind else 1e-5
    z = torch.randn(6, LATENTS)
    expected = theirs(plain_dec, z.numpy())[0].reshape(6, 1, SIDE, SIDE)
    assert float(np.ptp(expected)) > 0.3
    np.testing.assert_allclose(model.decode_mean(z).numpy(), expected, atol=near)
    mu, logvar = theirs(plain_enc, X.numpy().reshape(len(X), SIDE, SIDE, 1))
    posterior = model.encode(X)
    assert isinstance(posterior, DiagonalGaussian)
    np.testing.assert_allclose(posterior.mu.numpy(), mu, atol=near * 2, rtol=near)
    np.testing.assert_allclose(posterior.logvar.numpy(), logvar, atol=near * 2, rtol=near)
    assert rows["pixels out"] == "0…1"
    assert rows["encoder"] == "encode(), pixels channels last"


def test_nothing_of_the_draw_is_left_in_the_bundle(tmp_path: Path) -> None:
    """It would be computed at every image, and the noise of an export is for its batch."""
    adopted(written(tmp_path, decoder=keras_decoder(), encoder=keras_encoder()))
    network = onnx.load(find_checkpoint("theirs").folder / "encoder.onnx")
    kinds = {node.op_type for graph in graphs_in(network.graph) for node in graph.node}
    assert kinds.isdisjoint({"Exp", "RandomNormalLike", "ConstantOfShape"})
    made = {name for node in network.graph.node for name in node.output}
    used = {name for node in network.graph.node for name in node.input} | {one.name for one in network.graph.output}
    assert made <= used


def test_a_width_is_told_by_the_noise_of_the_export(tmp_path: Path) -> None:
    _, rows = adopted(written(tmp_path, decoder=keras_decoder(batch=2), encoder=keras_encoder("of the export", batch=2)))
    assert rows["width"] == "logvar"


def test_a_decoder_alone_of_either_is_shown(tmp_path: Path) -> None:
    for network in (keras_decoder(), jax_decoder(dtype=np.float16)):
        model, _ = adopted(written(tmp_path, decoder=network), None)
        assert model.image_shape == (1, SIDE, SIDE)
