"""ONNX files that take their weights from model.safetensors."""

import shutil
from pathlib import Path

import onnx
import pytest
import torch

from tests.helpers.onnx import run_onnx
from vizvae.checkpoint import DECODER, ENCODER, WEIGHTS, CheckpointError, write_tensors
from vizvae.checkpoint.networks import network_bytes
from vizvae.export import export_decoder, export_encoder
from vizvae.models import build_model
from vizvae.paths import SHIPPED_COMPARED, SHIPPED_MODELS, SHIPPED_READERS
from vizvae.shared_weights import share_weights

SHIPPED = sorted(path for root in (SHIPPED_MODELS, SHIPPED_READERS, SHIPPED_COMPARED) for path in root.glob("*/*.onnx"))
GANS = ("gan", "fashion-gan")
NOT_IN_THE_WEIGHTS = 500_000
"""Bytes: a GAN's ONNX file has weights that are divided by their spectral norm, and is the only kind that keeps some."""


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Networks that have all their weights, beside these."""
    folder = tmp_path_factory.mktemp("exported")
    model = build_model("vae_mlp", {"hidden_dim": 32, "latent_dim": 2})
    write_tensors(folder / WEIGHTS, model.state_dict())
    export_decoder(model, folder / DECODER)
    export_encoder(model, folder / ENCODER)
    return folder


@pytest.fixture
def network(exported: Path, tmp_path: Path) -> Path:
    """A decoder that has all its weights, and may be changed."""
    return shutil.copytree(exported, tmp_path / "model") / DECODER


def test_it_is_the_same_again_to_the_byte(network: Path) -> None:
    whole, z = network.read_bytes(), torch.randn(3, 2)
    mean = run_onnx(network, "z", z)["mean"]
    share_weights(network)
    assert network.stat().st_size < len(whole) / 5
    assert network_bytes(network) == whole
    assert (run_onnx(network, "z", z)["mean"] == mean).all()  # another ONNX program opens it too
    shared = network.read_bytes()
    share_weights(network)
    assert network.read_bytes() == shared
    assert network_bytes(network.with_name(ENCODER)) == network.with_name(ENCODER).read_bytes()


def test_nothing_is_read_from_elsewhere(network: Path, tmp_path: Path) -> None:
    share_weights(network)
    model = onnx.load(network, load_external_data=False)
    outside = next(tensor for tensor in model.graph.initializer if tensor.external_data)
    for folder in (network.parent, tmp_path):
        (folder / "secret").write_bytes(b"s" * 100_000)
    for key, value in (
        ("location", "secret"),
        ("location", "../secret"),
        ("offset", "-8"),
        ("length", "9" * 12),
        ("offset", "x"),
    ):
        entry = next(entry for entry in outside.external_data if entry.key == key)
        before, entry.value = entry.value, value
        network.write_bytes(model.SerializeToString())
        with pytest.raises(CheckpointError, match=r"within model.safetensors beside it.*export it again"):
            network_bytes(network)
        entry.value = before
    network.write_bytes(model.SerializeToString())
    weights = network.parent / WEIGHTS
    shutil.move(weights, tmp_path / "elsewhere")
    weights.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CheckpointError, match="a link to elsewhere"):
        network_bytes(network)


def test_a_damaged_file_says_so(network: Path) -> None:
    share_weights(network)
    network.write_bytes(network.read_bytes()[:-50])
    with pytest.raises(CheckpointError, match="is damaged"):
        network_bytes(network)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_ships_keeps_its_weights_once(path: Path) -> None:
    whole = network_bytes(path)
    assert path.stat().st_size < 0.1 * len(whole) or (path.stat().st_size < NOT_IN_THE_WEIGHTS and path.parent.name in GANS), (
        f"run `python -m vizvae.shared_weights {path.parent}`"
    )
    assert not any(tensor.external_data for tensor in onnx.load_from_string(whole).graph.initializer)
