"""Checkpoint folders that cannot be used: each gets one message that says what was expected and what to do."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from tests.helpers.small import write_checkpoint
from vizvae.checkpoint import CheckpointError, file_sha256, open_checkpoint, write_json


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checkpoint") / "good"
    write_checkpoint(folder)
    return folder


@pytest.fixture
def folder(pristine: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(pristine, tmp_path / "good"))


def change(path: Path, **values: Any) -> None:
    path.write_text(json.dumps(json.loads(path.read_text()) | values))


def with_weights(folder: Path, weights: dict[str, torch.Tensor]) -> None:
    """Other weights that the card does describe."""
    save_file(weights, folder / "model.safetensors")
    change(folder / "card.json", weights_sha256=file_sha256(folder / "model.safetensors"))


def error_of(folder: Path) -> str:
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(folder).load_model()
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_the_pristine_folder_loads(folder: Path) -> None:
    checkpoint = open_checkpoint(folder)
    assert checkpoint.title == "a small vae_mlp-bernoulli"
    assert checkpoint.digest == file_sha256(folder / "model.safetensors")[:16]
    checkpoint.load_model()


@pytest.mark.parametrize("name", ["card.json", "config.json", "model.safetensors"])
def test_a_missing_file(folder: Path, name: str) -> None:
    (folder / name).unlink()
    assert f"{name} is missing" in error_of(folder)


@pytest.mark.parametrize("keep", [0, 4, 100, -1])
def test_truncated_weights(folder: Path, keep: int) -> None:
    path = folder / "model.safetensors"
    path.write_bytes(path.read_bytes()[:keep])
    message = error_of(folder)
    assert "model.safetensors is damaged or truncated" in message
    assert "copy the folder again" in message


def test_weights_that_are_something_else(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x80\x04cposix\nsystem\n(S'touch pwned'\ntR.")  # a pickle
    assert "damaged" in error_of(folder)


def test_one_flipped_bit_in_the_weights(folder: Path) -> None:
    path = folder / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    message = error_of(folder)
    assert "card.json describes other weights" in message
    assert file_sha256(path)[:12] in message


@pytest.mark.parametrize("name", ["card.json", "config.json"])
@pytest.mark.parametrize("content", ["", "{", "[1, 2]", "null", "\x00\xff", "[" * 100_000])
def test_damaged_json(folder: Path, name: str, content: str) -> None:
    (folder / name).write_bytes(content.encode("latin-1"))
    assert name in error_of(folder)


def test_a_folder_in_place_of_a_file(folder: Path) -> None:
    (folder / "card.json").unlink()
    (folder / "card.json").mkdir()
    assert "card.json" in error_of(folder)


def test_missing_and_unexpected_names_come_in_one_message(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    weights["decoder_output.bias"] = weights.pop("decoder_out.bias")
    weights["encoder_mu.bias"] = torch.zeros(9)
    with_weights(folder, weights)
    message = error_of(folder)
    assert "missing ['decoder_out.bias']" in message
    assert "unexpected ['decoder_output.bias']" in message
    assert "'encoder_mu.bias': 'expected (3,), got (9,)'" in message


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"model": "gun"}, ["unknown model 'gun'", "vae_mlp"]),
        ({"model": "gan"}, ["it is a convolutional GAN (gan), which the Compare page alone can open"]),
        ({"model": ["vae_mlp"]}, ["expected a name as model"]),
        ({"model_config": {"latents": 3}}, ["unknown keys ['latents']", "latent_dim"]),
        ({"model_config": {"latent_dim": "3"}}, ["expected int, got '3'"]),
        ({"model_config": {"latent_dim": -3}}, ["latent_dim", "-3"]),
        ({"model_config": 3}, ["model_config"]),
        ({"model_config": {"latent_dim": 4, "hidden_dim": 16}}, ["wrong shapes", "expected (4, 16), got (3, 16)"]),
        ({"extra": 1}, ["expected the keys model and model_config"]),
    ],
)
def test_a_configuration_that_does_not_fit(folder: Path, config: dict[str, Any], words: list[str]) -> None:
    change(folder / "config.json", **config)
    message = error_of(folder)
    assert [word for word in words if word not in message] == [], message


def test_a_configuration_that_no_machine_can_hold(folder: Path) -> None:
    change(folder / "config.json", model_config={"latent_dim": 3, "hidden_dim": 10**15})
    assert "config.json" in error_of(folder)


def test_a_card_without_its_fields(folder: Path) -> None:
    (folder / "card.json").write_text('{"title": "x", "data": {}}')
    with pytest.raises(CheckpointError, match=r"missing \['command', 'evaluations', 'num_parameters', 'weights_sha256'\]"):
        open_checkpoint(folder)


@pytest.mark.parametrize("data", [3, None, {}, {"key": "mnist"}])
def test_a_card_that_does_not_say_what_data_it_is_of(folder: Path, data: object) -> None:
    change(folder / "card.json", data=data)
    with pytest.raises(CheckpointError, match=r"card.json: .*\bdata(\.key|\.trained_on|: expected an object)"):
        open_checkpoint(folder)


def test_damaged_encodings(folder: Path) -> None:
    (folder / "reference.safetensors").write_bytes(b"")
    with pytest.raises(CheckpointError, match=r"reference.safetensors is damaged"):
        open_checkpoint(folder).load_reference()


@pytest.mark.parametrize(
    "shapes",
    [
        {"mu": (2, 3)},
        {"mu": (2, 3), "z": (2, 3), "kl_per_dim": (3,)},  # as version 0.1.0 wrote it
        {"mu": (2, 3), "z": (2, 3), "recon_nll": (2,)},  # a VAE without its variances
        {"mu": (2, 3), "z": (2, 3), "logvar": (2, 3), "recon_nll": (2,), "extra": (1,)},
        {"mu": (2, 3), "z": (4, 3), "logvar": (2, 3), "recon_nll": (2,)},
        {"mu": (2, 3), "z": (2, 3), "logvar": (2, 3), "recon_nll": (3,)},
        {"mu": (2,), "z": (2,), "logvar": (2,), "recon_nll": (2,)},
    ],
)
def test_encodings_of_another_version_say_how_to_write_them_anew(folder: Path, shapes: dict[str, tuple[int, ...]]) -> None:
    save_file({name: torch.zeros(shape) for name, shape in shapes.items()}, folder / "reference.safetensors")
    with pytest.raises(CheckpointError) as caught:
        open_checkpoint(folder).load_reference()
    assert "expected logvar, mu, recon_nll, z" in str(caught.value)
    assert str(shapes["mu"]) in str(caught.value)
    assert str(caught.value).endswith("write it anew with `python -m vizvae export good`")


def test_json_is_written_aside_and_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "card.json"
    write_json(path, {"a": "σ"})

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", killed)
    with pytest.raises(KeyboardInterrupt):
        write_json(path, {"a": 2})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": "σ"}


def test_figures_of_a_density_are_taken_off_a_card(folder: Path) -> None:
    """Those of grey pixels were, and stand beside probabilities as if they were the better ones."""
    card = json.loads((folder / "card.json").read_text())
    old = {
        "nll": -8100.7,
        "protocol": "1,000 images chosen with seed 1, grey pixels in [0, 1], a density; recon_nll: mean over 20 draws",
    }
    new = {"nll": 59990.6, "protocol": "1,000 images chosen with seed 1, 8-bit pixels, gaussian; recon_nll: mean over 20 draws"}
    change(folder / "card.json", evaluations=[*card["evaluations"], old, new])
    assert open_checkpoint(folder).card["evaluations"] == [*card["evaluations"], new]
