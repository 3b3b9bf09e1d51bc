"""What is packed is what the dashboard would have answered, and nothing in it waits for a server."""

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, ENCODER
from vizvae.checkpoint.networks import network_bytes
from vizvae.data.images import load_images
from vizvae.latent.density import NeighbourDensity
from vizvae.latent.traversal import slider_range
from vizvae.standalone import pictures as drawing
from vizvae.standalone.packing import Packed, pack_manifold, pack_sliders
from vizvae.standalone.pictures import pictures
from vizvae.ui.explorer.address import InputImage, View
from vizvae.ui.explorer.opened import open_model


def told(packed: Packed) -> dict:
    return json.loads(packed.data_json)["data"]


def test_sliders_hold_the_networks_the_codes_and_the_images() -> None:
    checkpoint, packed = find_checkpoint("mnist-2d"), pack_sliders(open_model("mnist-2d"))
    model = told(packed)["model"]
    addresses = [model["decoderUrl"], model["encoderUrl"], model["reference"]["url"], model["data"]["imagesUrl"]]
    assert packed.page == "sliders"
    assert set(packed.answers) == set(addresses)
    assert packed.answers[model["decoderUrl"]] == network_bytes(checkpoint.folder / DECODER)
    assert packed.answers[model["encoderUrl"]] == network_bytes(checkpoint.folder / ENCODER)
    reference, sample = checkpoint.load_reference(), load_images("mnist", "sample")
    mu = np.frombuffer(packed.answers[model["reference"]["url"]], "<f4")[: reference.mu.numel()]
    np.testing.assert_array_equal(mu, reference.mu.flatten().numpy())
    assert packed.answers[model["data"]["imagesUrl"]] == sample.images.numpy().tobytes()
    assert [model[name] for name in ("encodeUrl", "decodeUrl", "namesUrl")] == [None] * 3


def test_with_fewer_images_all_that_is_said_of_them_is_of_those_alone() -> None:
    """The browser reads its densities from the draws that it is given: their percentiles must be of the same draws."""
    count = 300
    packed = pack_sliders(open_model("mnist-2d"), num_images=count)
    whole, reference = told(pack_sliders(open_model("mnist-2d")))["model"], find_checkpoint("mnist-2d").load_reference()
    model = told(packed)["model"]
    assert model["reference"]["count"] == model["data"]["count"] == len(model["data"]["labels"]) == count
    assert model["data"]["labels"] == load_images("mnist", "sample").labels[:count].tolist()
    values = np.frombuffer(packed.answers[model["reference"]["url"]], "<f4")
    mu, z, logvar, nll = np.split(values, np.cumsum([2 * count] * 3))
    for found, part in ((mu, reference.mu), (z, reference.z), (logvar, reference.logvar), (nll, reference.recon_nll)):
        assert part is not None
        np.testing.assert_array_equal(found, part[:count].flatten().numpy())
    density = NeighbourDensity.fit(torch.tensor(z.reshape(count, 2)), model["reference"]["dims"])
    np.testing.assert_allclose(model["reference"]["logDensityQuantiles"]["draws"], density.quantiles().numpy(), rtol=1e-6)
    np.testing.assert_allclose([one["std"] for one in model["latents"]], z.reshape(count, 2).std(0, ddof=1), rtol=1e-5)
    assert packed.answers[model["data"]["imagesUrl"]] == load_images("mnist", "sample").images[:count].numpy().tobytes()
    assert model["data"]["imagesUrl"] != whole["data"]["imagesUrl"]
    assert model["reference"]["url"] != whole["reference"]["url"]


def test_a_start_at_an_image_that_is_left_out_keeps_its_place() -> None:
    view = View(model="mnist-2d", z=(0.5, -1.0), input=InputImage(kind="data", index=4000))
    assert told(pack_sliders(open_model("mnist-2d"), view))["initial"] == {
        "z": [0.5, -1.0],
        "names": {},
        "input": {"kind": "data", "index": 4000},
    }
    assert told(pack_sliders(open_model("mnist-2d"), view, num_images=100))["initial"] == {
        "z": [0.5, -1.0],
        "names": {},
        "input": None,
    }


def test_the_map_brings_the_projections_that_ship_and_the_models_beside_it() -> None:
    packed = pack_manifold(open_model("mnist-conv"), num_images=200)
    data = told(packed)
    assert data["keptProjections"] == ["umap", "tsne"]
    for method in data["keptProjections"]:
        layout = np.frombuffer(packed.answers[f"{data['projectionUrl']}?method={method}"], "<f4")
        assert layout.shape == (2 * 200,)
        assert np.isfinite(layout).all()
        assert math.sqrt(layout.var()) > 1
    twin = open_model("mnist-ae-2d")
    packed = pack_manifold(open_model("mnist-2d"), twins=[twin, open_model("mnist-conv")])
    data = told(packed)
    assert [one["name"] for one in data["twins"]] == ["mnist-ae-2d"]
    assert data["keptProjections"] == []
    assert {data["twins"][0]["decoderUrl"], data["twins"][0]["reference"]["url"]} <= set(packed.answers)


def test_of_a_model_without_a_decoder_file_python_draws_the_traversals(tmp_path: Path) -> None:
    opened = open_model("mnist-2d")
    folder = tmp_path / "without"
    shutil.copytree(opened.checkpoint.folder, folder)
    (folder / DECODER).unlink()
    without = replace(opened, checkpoint=replace(opened.checkpoint, folder=folder))
    packed = pack_sliders(without, View(model="mnist-2d", z=(0.5, -1.0)))
    data = told(packed)
    pictures = data["pictures"]
    assert data["model"]["decoderUrl"] is None
    assert pictures["z"] == [0.5, -1.0]
    assert sorted(row["latent"] for row in pictures["rows"]) == [0, 1]
    drawn = np.frombuffer(packed.answers[pictures["url"]], np.uint8).reshape(2, pictures["steps"], 1, 28, 28)
    model = opened.checkpoint.load_model()
    for row, images in zip(pictures["rows"], drawn, strict=True):
        low, high = slider_range(opened.reference, row["latent"])
        assert (row["low"], row["high"]) == pytest.approx((low, high))
        for step in (0, 4, pictures["steps"] - 1):
            z = torch.tensor([[0.5, -1.0]])
            z[0, row["latent"]] = low + (high - low) * step / (pictures["steps"] - 1)
            np.testing.assert_allclose(images[step], 255 * model.decode_mean(z)[0].detach().numpy(), atol=1)
    with pytest.raises(ValueError, match=r"mnist-2d has no decoder\.onnx: expected one, for a map is drawn by the browser"):
        pack_manifold(without)


def test_of_very_many_latents_as_many_rows_are_drawn_as_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_model("mnist-conv")
    monkeypatch.setattr(drawing, "LARGEST", 3 * drawing.STEPS * 28 * 28)
    told_of, drawn = pictures(opened, (0.0,) * opened.model.latent_dim)
    kl = opened.reference.kl_per_dim
    assert kl is not None
    assert [row.latent for row in told_of.rows] == kl.topk(3).indices.tolist()
    assert len(drawn) == drawing.LARGEST
