"""The model: trained from the command line and by the page's form, opened in the sliders and on the manifold."""

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from tests.helpers.small import small_config
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint
from vizvae.cli import main
from vizvae.paths import runs_dir
from vizvae.ui.train.form import key
from vizvae.ui.train.values import config_of, values_of


@pytest.fixture(scope="module")
def trained() -> str:
    folder = runs_dir() / "linear"
    command = ["train", "--model", "vae_linear", "--data", "mnist", "--epochs", "1", "--batch-size", "1000"]
    assert main([*command, "--set", "model_config.starting_std=0.25", "--run", str(folder)]) == 0
    return folder.name


def test_it_is_loaded_again_from_its_checkpoint(trained: str) -> None:
    checkpoint = find_checkpoint(trained)
    model = checkpoint.load_model()
    assert type(model).__name__ == "VaeLinear"
    assert checkpoint.config["model_config"]["starting_std"] == 0.25
    assert not torch.equal(model.get_parameter("logvar"), torch.full((8,), 2 * math.log(0.25)))
    assert {"encoder.onnx", "decoder.onnx"} <= {path.name for path in Path(checkpoint.folder).iterdir()}


def test_the_sliders_and_the_manifold_open_it(trained: str) -> None:
    visitor = Dashboard(model=trained)
    visitor.assert_usable(trained)
    visitor.go_to("manifold", model=trained)
    assert visitor.model == trained
    assert not visitor.app.exception
    assert visitor.errors == visitor.warnings == []


def test_the_form_has_a_field_for_each_of_its_settings() -> None:
    visitor = Dashboard()
    visitor.go_to("train")
    visitor.app.selectbox(key=key("model")).set_value("vae_linear").run()
    visitor.app.session_state[key("details_network")] = True
    visitor.app.run()
    assert not visitor.app.exception
    assert visitor.app.number_input(key=key("model_config.latent_dim")).label == "Latents"
    field: Any = visitor.app.number_input(key=key("model_config.starting_std"))
    assert (field.label, field.value) == ("Starting std", 0.5)


def test_use_again_restores_all_of_its_settings() -> None:
    config = replace(small_config("vae_linear"), model_config={"latent_dim": 5, "starting_std": 2.0})
    assert json.loads(json.dumps(config_of(values_of(config)).model_config)) == config.model_config
