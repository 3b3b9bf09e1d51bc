"""A run that trains is followed: each snapshot's weights reach the page, and at last the finished model."""

from __future__ import annotations

import queue
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch

import vizvae
from tests.helpers.examples import examples
from tests.helpers.small import MODEL_CASES, sample_images, small_config, small_model, write_checkpoint
from vizvae.checkpoint import DECODER, ENCODER
from vizvae.data.images import load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.notebook.following import with_weights_of
from vizvae.notebook.live import hold
from vizvae.paths import process_dir, runs_dir
from vizvae.runs.folder import RunSpec, write_run
from vizvae.training.snapshot import Viewer
from vizvae.training.state import TrainingState

PATIENCE_S = 60
NAME = "followed"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    folder = runs_dir() / NAME
    folder.mkdir()
    return folder


def decoded(network: bytes, z: np.ndarray) -> np.ndarray:
    return np.asarray(onnxruntime.InferenceSession(network).run(["mean"], {"z": z})[0])


@pytest.mark.long
def test_new_weights_come_as_they_are_learnt_and_what_was_set_stays(folder: Path) -> None:
    config = small_config()
    write_run(folder, RunSpec(config=config, command="a test"))
    state = TrainingState.start(config, sample_images(64).float().mean(0) / 255)
    viewer = Viewer(config, load_images("mnist", "validation"))
    viewer.take(folder, state, epoch=0.0)
    closed, view = vizvae.explore(NAME), vizvae.explore(NAME)
    closed.close()
    z = np.linspace(-1, 1, state.model.latent_dim).astype(np.float32)
    view.z = z
    told: queue.Queue[Any] = queue.Queue()
    view._change_page = lambda: told.put(view.name)  # pyright: ignore[reportAttributeAccessIssue]
    images = [view.image]
    for step in (10, 20):
        state.step = step
        with torch.no_grad():
            for weights in (state.model, *([state.average] if isinstance(state.average, torch.nn.Module) else [])):
                for value in weights.parameters():
                    value.add_(0.05)
            if isinstance(state.average, dict):
                for value in state.average.values():
                    value.add_(0.05)
        viewer.take(folder, state, epoch=float(step))
        assert told.get(timeout=PATIENCE_S) == f"{NAME}-at-step-{step}"
        expected = small_model()
        expected.load_state_dict(state.evaluation_weights())
        with torch.no_grad():
            image = expected.eval().decode_mean(torch.from_numpy(z)[None])[0, 0].numpy()
        np.testing.assert_allclose(view.image, image, atol=1e-5)
        network = view._shown.opened.checkpoint.network(DECODER)
        np.testing.assert_allclose(decoded(network, z[None])[0, 0], image, atol=1e-4)
        np.testing.assert_array_equal(view.z, z)
        images.append(view.image)
    assert not np.allclose(images[0], images[1])
    assert not np.allclose(images[1], images[2])
    assert not (process_dir() / f"{NAME}-at-step-0").exists()  # its files are no longer asked for
    assert closed.name == f"{NAME}-at-step-0"  # follows no more
    write_checkpoint(folder)
    assert told.get(timeout=PATIENCE_S) == NAME
    np.testing.assert_array_equal(view.z, z)
    view.close()


def test_a_run_that_has_learnt_nothing_yet_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(folder, RunSpec(config=small_config(), command="a test"))
    monkeypatch.setattr("vizvae.notebook.following.SECONDS_FOR_THE_FIRST", 0.0)
    with pytest.raises(ValueError, match="followed has no snapshot to open: it is not training yet"):
        vizvae.explore(NAME)


@pytest.mark.parametrize("case", examples(MODEL_CASES, daily=["vae_conv"]))
def test_weights_put_into_networks_give_what_the_model_gives(case: str, tmp_path: Path) -> None:
    first, second = small_model(case, seed=0).eval(), small_model(case, seed=1).eval()
    export_decoder(first, tmp_path / DECODER)
    export_encoder(first, tmp_path / ENCODER)
    networks = ((tmp_path / DECODER).read_bytes(), (tmp_path / ENCODER).read_bytes())
    swapped = with_weights_of(second, networks)
    if case.startswith("vae_broadcast"):  # the exporter works its first weights into others: such a model is exported anew
        assert swapped is None
        return
    assert swapped is not None
    z = torch.randn(3, second.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        np.testing.assert_allclose(decoded(swapped[0], z.numpy()), second.decode_mean(z).numpy(), atol=1e-5)


def test_a_module_of_ours_is_scored_and_keeps_its_mode() -> None:
    model = small_model().train()
    checkpoint = hold(model, "mnist")
    assert model.training
    assert checkpoint.name.startswith("live-")
    loaded = checkpoint.load_model()
    assert loaded.likelihood_name == "bernoulli"
    z = torch.randn(3, model.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        np.testing.assert_allclose(decoded(checkpoint.network(DECODER), z.numpy()), model.decode_mean(z).numpy(), atol=1e-5)
    with pytest.raises(ValueError, match=r"images: expected images of \(1, 28, 28\), as the model has them, got faces"):
        hold(model, "faces")
    assert sorted(path.name for path in process_dir().glob("live-*")) == [checkpoint.name]
