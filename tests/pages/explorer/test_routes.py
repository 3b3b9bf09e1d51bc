"""What is served beside the pages: right bytes at an address that holds their hash, and nothing else."""

import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from jaxtyping import UInt8
from starlette.applications import Starlette
from torch import Tensor

from tests.helpers.shipped import SHIPPED
from tests.helpers.small import sample_image, write_checkpoint
from tests.pages.asgi import Answer, ask, assert_refused
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER, REFERENCE, WEIGHTS, CheckpointError, own_file
from vizvae.checkpoint.networks import network_bytes
from vizvae.data.binarise import binarise
from vizvae.data.drawn_sample import write_sample_file
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.factors import FactorDataset
from vizvae.data.images import load_images
from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Bernoulli, GaussianPixels
from vizvae.paths import SHIPPED_MODELS
from vizvae.ui.explorer import drawn_samples as drawing
from vizvae.ui.explorer.opened import images_url, model_url
from vizvae.ui.explorer.routes import explorer_routes
from vizvae.ui.jobs.computed import call_of


@pytest.fixture
def app() -> Starlette:
    return Starlette(routes=explorer_routes())


def assert_kept_for_ever(answer: Answer) -> None:
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert int(answer.headers["content-length"]) == len(answer.body)
    assert answer.headers["content-type"] == "application/octet-stream"


@pytest.mark.parametrize("name", SHIPPED)
def test_networks_and_encodings(app: Starlette, name: str) -> None:
    checkpoint = find_checkpoint(name)
    assert checkpoint.digest in model_url(checkpoint, "decoder.onnx")
    for what, file in (("decoder", DECODER), ("encoder", ENCODER)):
        answer = ask(app, model_url(checkpoint, f"{what}.onnx"))
        assert_kept_for_ever(answer)
        assert answer.body == network_bytes(checkpoint.folder / file)
        assert f"{name}-{what}.onnx" in answer.headers["content-disposition"]
    answer = ask(app, model_url(checkpoint, "reference.f32"))
    assert_kept_for_ever(answer)
    reference = checkpoint.load_reference()
    count, dim = reference.mu.shape
    mu, z, logvar, recon_nll = np.split(np.frombuffer(answer.body, "<f4"), np.cumsum(3 * [count * dim]))
    np.testing.assert_array_equal(mu.reshape(count, dim), reference.mu.numpy())
    np.testing.assert_array_equal(z.reshape(count, dim), reference.z.numpy())
    expected = np.full((count, dim), np.nan) if reference.logvar is None else reference.logvar.numpy()
    np.testing.assert_array_equal(logvar.reshape(count, dim), expected)
    np.testing.assert_array_equal(recon_nll, reference.recon_nll.numpy())


@pytest.mark.parametrize("key", ["mnist", "fashion"])
def test_images(app: Starlette, key: str) -> None:
    sample = load_images(key, "sample")
    assert sample.fingerprint in images_url(key)
    answer = ask(app, images_url(key))
    assert_kept_for_ever(answer)
    np.testing.assert_array_equal(np.frombuffer(answer.body, np.uint8).reshape(sample.images.shape), sample.images.numpy())


@pytest.mark.parametrize("name", SHIPPED)
def test_encode_equals_torch(app: Starlette, name: str) -> None:
    checkpoint = find_checkpoint(name)
    model = checkpoint.load_model()
    x = binarise(sample_image(checkpoint.card["data"]["key"], 7), "threshold")
    body = x.numpy().astype("<f4").tobytes()
    answer = ask(app, model_url(checkpoint, "encode"), "POST", [body[:1000], body[1000:]])
    assert answer.status == 200
    assert "immutable" not in answer.headers.get("cache-control", "")
    posterior = model.encode(x)
    expected = torch.cat([posterior.mu, posterior.logvar], -1) if isinstance(posterior, DiagonalGaussian) else posterior.mu
    np.testing.assert_allclose(np.frombuffer(answer.body, "<f4"), expected[0].numpy(), atol=1e-5)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "expected 784 pixels, got 0"),
        (bytes(4 * 783), "expected 784 pixels, got 783"),
        (bytes(4 * 785), "expected 784 pixels"),
        (bytes(3), "4 bytes each (float32), got 3 bytes"),
        (bytes(4 * 784 - 1), "4 bytes each (float32), got 3,135 bytes"),
        (np.full(784, np.nan, "<f4").tobytes(), "[0, 1]"),
        (np.full(784, np.inf, "<f4").tobytes(), "[0, 1]"),
        (np.full(784, -0.01, "<f4").tobytes(), "[0, 1]"),
        (np.full(784, 255, "<f4").tobytes(), "[0, 1]"),
    ],
    ids=["empty", "short", "long", "three bytes", "odd", "nan", "inf", "negative", "bytes for units"],
)
def test_encode_refuses_what_is_no_image(app: Starlette, body: bytes, says: str) -> None:
    assert_refused(ask(app, model_url(find_checkpoint("mnist-2d"), "encode"), "POST", [body]), 422, says)


def test_encode_does_not_read_on_for_ever(app: Starlette) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield bytes(1 << 20)

    assert_refused(ask(app, model_url(find_checkpoint("mnist-2d"), "encode"), "POST", endless()), 422, "pixels of one image")
    assert sent < 10


@pytest.mark.parametrize("name", ["mnist-2d", "faces-btcvae"])
def test_decoding_on_the_server_is_the_models_own(app: Starlette, name: str) -> None:
    checkpoint = find_checkpoint(name)
    model = checkpoint.load_model()
    z = torch.randn(3, model.latent_dim, generator=torch.Generator().manual_seed(0))
    answer = ask(app, model_url(checkpoint, "decode"), "POST", [z.numpy().astype("<f4").tobytes()])
    with torch.no_grad():
        likelihood = model.likelihood(z)
    assert isinstance(likelihood, Bernoulli | GaussianPixels)
    second = likelihood.logits if isinstance(likelihood, Bernoulli) else likelihood.logvar
    np.testing.assert_allclose(
        np.frombuffer(answer.body, "<f4"), torch.cat([likelihood.mean.flatten(), second.flatten()]).numpy(), rtol=1e-5, atol=1e-6
    )


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (bytes(4 * 3), "expected 2 latents of each of 1 to 16 images, got 3 numbers"),
        (b"", "expected 2 latents of each of 1 to 16 images, got 0 numbers"),
        (bytes(4 * 2 * 17), "expected 2 latents of each of 1 to 16 images, got 34 numbers"),
        (np.full(2, np.nan, "<f4").tobytes(), "expected finite latents"),
        (b"123", "expected numbers of 4 bytes each"),
    ],
)
def test_what_are_no_latents(app: Starlette, body: bytes, says: str) -> None:
    assert_refused(ask(app, model_url(find_checkpoint("mnist-2d"), "decode"), "POST", [body]), 422, says)


def test_old_weights_are_not_served_under_a_new_address_nor_new_ones_under_an_old(app: Starlette) -> None:
    checkpoint = find_checkpoint("mnist-2d")
    for what in ("decoder.onnx", "reference.f32"):
        old = model_url(checkpoint, what).replace(checkpoint.digest, "0123456789abcdef")
        assert_refused(ask(app, old), 404, "mnist-2d has other weights now", "reload the page")
    old = model_url(checkpoint, "encode").replace(checkpoint.digest, "0123456789abcdef")
    assert_refused(ask(app, old, "POST", [bytes(4 * 784)]), 404, "reload the page")
    assert_refused(ask(app, "/vizvae/images/mnist/0123456789abcdef/images.u8"), 404, "reload the page")


@pytest.mark.parametrize("name", ["nobody", "..", ".", "%2e%2e", "mnist-2d\x00", "MNIST-2D", "-", "é", "x" * 5000])
def test_an_unknown_model(app: Starlette, name: str) -> None:
    assert_refused(ask(app, f"/vizvae/models/{name}/0/decoder.onnx"), 404, "There is no model named", "mnist-2d")
    assert_refused(ask(app, f"/vizvae/models/{name}/0/encode", "POST", [b""]), 404, "There is no model named")


@pytest.mark.parametrize(
    "what", ["model", "card", "..", "../decoder", "decoder.onnx/../../card", "decoder\x00", "DECODER", "%2e%2e%2fcard", ""]
)
def test_no_other_file_of_a_model(app: Starlette, what: str) -> None:
    checkpoint = find_checkpoint("mnist-2d")
    answer = ask(app, model_url(checkpoint, f"{what}.onnx"))
    assert answer.status == 404
    assert b"sha256" not in answer.body


@pytest.mark.parametrize(
    "path",
    [
        "/vizvae/models/../../../etc/passwd",
        "/vizvae/models/mnist-2d/../mnist-2d/decoder.onnx",
        "/vizvae/models/mnist-2d/{digest}/../../../card.json",
        "/vizvae/models/mnist-2d/{digest}/card.json",
        "/vizvae/models/mnist-2d/{digest}/model.safetensors",
        "/vizvae/images/../{digest}/images.u8",
        "/vizvae/images/..%2fdata%2fmnist/{digest}/images.u8",
        "/vizvae/images/mnist-sample.npz/{digest}/images.u8",
        "/vizvae/images/mnist/{digest}/../images.u8",
        "/vizvae/",
    ],
)
def test_nothing_else(app: Starlette, path: str) -> None:
    assert ask(app, path.replace("{digest}", find_checkpoint("mnist-2d").digest)).status == 404


def test_an_unknown_image_set_names_the_known_ones(app: Starlette) -> None:
    assert_refused(ask(app, "/vizvae/images/imagenet/0/images.u8"), 404, "imagenet", "mnist", "fashion")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST"])
def test_only_what_is_meant(app: Starlette, method: str) -> None:
    assert ask(app, model_url(find_checkpoint("mnist-2d"), "decoder.onnx"), method, [b""]).status == 405


def test_encode_is_no_page(app: Starlette) -> None:
    assert ask(app, model_url(find_checkpoint("mnist-2d"), "encode")).status == 405


def test_a_damaged_model_is_a_message_and_no_crash(app: Starlette, own_models: Path) -> None:
    write_checkpoint(own_models / "mine")
    checkpoint = find_checkpoint("mine")
    assert_refused(ask(app, model_url(checkpoint, "decoder.onnx")), 404, "mine has no decoder.onnx")
    (own_models / "mine" / REFERENCE).write_bytes(b"nonsense")
    assert_refused(ask(app, model_url(checkpoint, "reference.f32")), 404, "damaged or truncated")
    (own_models / "mine" / WEIGHTS).write_bytes(b"nonsense")
    assert_refused(ask(app, model_url(checkpoint, "encode"), "POST", [bytes(4 * 784)]), 404, "damaged or truncated")
    shutil.rmtree(own_models / "mine")
    assert_refused(ask(app, model_url(checkpoint, "reference.f32")), 404, "There is no model named mine")


class Asked:
    """Instead of the child process that draws."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def ask(self, key: str, header: dict[str, Any], *_: object) -> None:
        assert header == call_of(write_sample_file, {"key": key})
        self.keys.append(key)


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """A machine on which nothing has been drawn."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    child = Asked()
    monkeypatch.setattr(drawing, "drawings", lambda: child)
    monkeypatch.setattr(drawing, "_begin", lru_cache(drawing._begin.__wrapped__))
    return child


def test_some_images_of_a_set_are_drawn_at_once_and_all_of_them_by_a_child_process(
    app: Starlette, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces = factor_set("faces")
    expected = faces.images(split_factors(faces, "sample")[[4999, 0, 17]]).numpy().tobytes()
    drawn: list[int] = []
    draw = type(faces)._draw

    def counted(self: FactorDataset, factors: Tensor) -> UInt8[Tensor, "batch 3 64 64"]:
        drawn.append(len(factors))
        return draw(self, factors)

    monkeypatch.setattr(type(faces), "_draw", counted)
    for _ in range(2):
        answer = ask(app, images_url("faces"), query="rows=4999_0_17")
        assert answer.status == 200
        assert answer.body == expected
        assert "immutable" in answer.headers["cache-control"]
    assert drawn == [3, 3]
    assert asked.keys == ["faces"]


def test_sprites_are_quickly_drawn(app: Starlette, asked: Asked) -> None:
    assert len(ask(app, images_url("sprites")).body) == 5_000 * 64 * 64
    assert not asked.keys


def test_all_images_of_a_large_set_are_no_answer(app: Starlette) -> None:
    assert_refused(ask(app, images_url("faces")), 422, "up to 100 at a time")


@pytest.mark.parametrize("rows", ["", "5000", "-1", "1__2", "1_x", "٣", "1" * 5000, "_".join(["1"] * 101)])
def test_rows_that_cannot_be(app: Starlette, rows: str) -> None:
    assert_refused(ask(app, images_url("mnist"), query=f"rows={rows}"), 422, "expected up to 100 numbers of images")


@pytest.mark.parametrize(("what", "file"), [("decoder", DECODER), ("encoder", ENCODER)])
def test_a_network_that_is_a_link_to_elsewhere_is_not_given_out(app: Starlette, own_models: Path, what: str, file: str) -> None:
    shutil.copytree(SHIPPED_MODELS / "mnist-2d", own_models / "mine")
    checkpoint = find_checkpoint("mine")
    elsewhere = own_models.parent / "secret"
    elsewhere.write_text("only for the server", encoding="utf-8")
    (checkpoint.folder / file).unlink()
    (checkpoint.folder / file).symlink_to(elsewhere)
    answer = ask(app, model_url(checkpoint, f"{what}.onnx"))
    assert_refused(answer, 404, file, "is a link to a file elsewhere")
    assert "only for the server" not in answer.text
    (checkpoint.folder / file).unlink()
    (checkpoint.folder / file).mkdir()
    assert_refused(ask(app, model_url(checkpoint, f"{what}.onnx")), 404, f"mine has no {file}")


def test_a_folder_of_models_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.onnx").write_text("x", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real", target_is_directory=True)
    assert own_file(tmp_path / "link", "a.onnx").read_text(encoding="utf-8") == "x"
    (tmp_path / "real" / "out.onnx").symlink_to(tmp_path / "a.onnx")
    (tmp_path / "a.onnx").write_text("y", encoding="utf-8")
    with pytest.raises(CheckpointError, match="link to a file elsewhere"):
        own_file(tmp_path / "link", "out.onnx")
