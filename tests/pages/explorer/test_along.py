"""What the sliders and the manifold give to take along, against the model's own codes and scores, and that it follows what is reported."""

import csv
import io
from typing import Any

import numpy as np
import pytest
import torch

from tests.helpers.examples import further
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint
from vizvae.latent.directions import principal_directions
from vizvae.tables import Sheet
from vizvae.ui.explorer.address import InputImage, View
from vizvae.ui.explorer.along import sheets_of_point
from vizvae.ui.explorer.opened import open_model
from vizvae.ui.manifold.along import map_sheets
from vizvae.ui.manifold.session import ShownMap

MODEL = "mnist-2d"
SHA = find_checkpoint(MODEL).card["weights_sha256"][:12]


def lines(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.csv())))


def cited(page: Dashboard, key: str) -> list[str]:
    page.app.session_state[key] = True
    page.app.run()
    assert not page.errors
    assert not page.app.exception
    return [one.value for one in page.app.code if SHA in one.value]


def reported(scored_as: str | None, z: str = "0.125_-2", **more: Any) -> dict[str, Any]:
    return {"address": {"model": MODEL, "z": z, "input": "data-11"}, "scoredAs": scored_as, **more}


def test_the_sliders_give_the_scores_of_the_point_that_was_last_reported() -> None:
    page = Dashboard(model=MODEL, z="0.5_-1.25", input="data-3")
    scores, latents = cited(page, "point_along")
    assert "z = (0.5, -1.25), with image 3 of MNIST digits, black from one half on" in scores
    assert "ELBO" in scores
    assert "64 draws of q(z|x), seed 64" in scores
    assert "KL of image 3" in latents
    page.report(reported("threshold"))
    by_threshold = cited(page, "point_along")[0]
    assert "z = (0.125, -2), with image 11 of MNIST digits, black from one half on" in by_threshold
    page.report(reported("draw"))
    drawn = cited(page, "point_along")[0]
    assert "one draw of black and white" in drawn
    assert drawn.partition("KL")[2] != by_threshold.partition("KL")[2], "another input has another KL"


def test_each_latent_of_a_point_is_the_encoders() -> None:
    opened = open_model("sprites-btcvae")
    view = View(
        model=opened.name, z=tuple(float(k) / 7 for k in range(opened.model.latent_dim)), input=InputImage(kind="data", index=9)
    )
    _, each = sheets_of_point(opened, view)
    x = (opened.sample.at([9]) > 127).float()
    posterior = opened.model.encode(x)
    rows = lines(each)
    assert [float(row["z"]) for row in rows] == pytest.approx(view.z)
    assert [float(row["posterior_mean"]) for row in rows] == pytest.approx(posterior.mu[0].tolist(), abs=1e-5)
    assert [float(row["data_sd"]) for row in rows] == pytest.approx(opened.reference.z.std(0).tolist())
    sd = np.array([float(row["posterior_sd"]) for row in rows])
    mean = np.array([float(row["posterior_mean"]) for row in rows])
    assert [float(row["kl_nats"]) for row in rows] == pytest.approx(0.5 * (mean**2 + sd**2 - 1 - 2 * np.log(sd)), abs=1e-4)


def test_without_an_image_there_are_no_scores_of_one() -> None:
    opened = open_model(MODEL)
    scores, each = sheets_of_point(opened, View(model=MODEL, z=(0.0, 0.0)))
    assert {row["unit"] for row in lines(scores)} == {"percent"}
    assert "posterior_mean" not in each.columns
    assert "without an image" in scores.cite


def test_the_manifold_gives_its_points_the_lasso_and_the_path() -> None:
    page = Dashboard(model=MODEL)
    page.go_to("manifold", model=MODEL)
    page.report({**reported(None, z="0_0"), "restoreId": page.data["restoreId"]})
    settings = {"plane": [1, 0], "path": [[-1.0, 0.0], [1.0, 0.5]]}
    page.report_map({"model": MODEL, "settings": settings, "selection": [4, 8], "projection": None})
    points, selection, path, scores, latents = cited(page, "map_along")
    assert "(z1 and z0)" in points
    assert "5,000 images" in points
    assert "2 images chosen with the lasso" in selection
    assert "32 steps" in path
    assert "ELBO" in scores
    assert "Of each latent" in latents


def test_points_of_a_plane_of_latents_and_of_principal_directions() -> None:
    opened = open_model("mnist-conv")
    mu, labels = opened.reference.mu, opened.sample.labels
    mean, directions, _ = principal_directions(mu)
    view = View(model=opened.name, z=tuple(mu[0].tolist()))
    for plane, expected in (([5, 2], mu[:, [5, 2]]), (["principal", 1, 0], (mu - mean) @ directions[[1, 0]].T)):
        shown = ShownMap({"plane": plane}, {}, opened.name, "", selection=(8, 4))
        points, selection, *_ = map_sheets(opened, view, shown)
        rows = lines(points)
        assert [[float(row["x"]), float(row["y"])] for row in rows] == pytest.approx(expected.numpy(), abs=1e-5)
        assert [row["class"] for row in rows] == [str(int(label)) for label in labels[: len(mu)]]
        kl = opened.reference.kl
        assert kl is not None
        assert [float(row["elbo_nats"]) for row in rows] == pytest.approx((-opened.reference.recon_nll - kl).tolist(), rel=1e-5)
        assert [int(row["image"]) for row in lines(selection)] == [8, 4]
        assert lines(selection)[0] == rows[8]


def test_a_map_that_nobody_has_chosen_has_the_two_heaviest_latents_as_the_browser_has_it() -> None:
    opened = open_model("mnist-conv")
    kl = opened.reference.kl_per_dim
    assert kl is not None
    first, second = kl.sort(descending=True).indices[:2].tolist()
    points = map_sheets(opened, View(model=opened.name, z=(0.0,) * 32), ShownMap({}, {}, opened.name, ""))[0]
    assert f"z{first} and z{second}" in points.cite
    assert float(lines(points)[0]["x"]) == pytest.approx(float(opened.reference.mu[0, first]))


def test_the_path_is_that_of_the_film_whatever_was_looked_at_since() -> None:
    opened = open_model("mnist-conv")
    through, settings = tuple(opened.reference.mu[5].tolist()), {"plane": [3, 1], "path": [[0.0, 0.0], [1.0, 1.0]]}
    shown = ShownMap(settings, {}, opened.name, "", through=through)
    sheets = map_sheets(opened, View(model=opened.name, z=(0.0,) * 32), shown)
    (path,) = (lines(sheet) for sheet in sheets if sheet.file.endswith("-path"))
    others = [latent for latent in range(32) if latent not in (1, 3)]
    assert [[float(row[f"z{latent}"]) for latent in others] for row in path] == [
        pytest.approx([through[latent] for latent in others], abs=1e-6)
    ] * len(path)
    assert (float(path[0]["z3"]), float(path[-1]["z3"])) == pytest.approx((0, 1), abs=1e-6)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("through", through) for through in ([0.5], [0, 0, 0], [1e9, 0], ["a", 0])),
        *(("selection", selection) for selection in ([5000], [-1], ["4"], [1.5], "4")),
    ],
)
def test_a_report_that_cannot_be_is_said_and_nothing_is_kept(name: str, value: Any) -> None:
    """Of the point that the path goes through, or of the images inside the lasso."""
    page = Dashboard(model=MODEL)
    page.go_to("manifold", model=MODEL)
    page.report_map({"model": MODEL, "settings": {"plane": [1, 0]}, name: value})
    assert page.warnings
    assert "map" not in page.address


def test_the_shipped_umap_is_taken_along_with_its_parameters() -> None:
    opened = open_model("mnist-conv")
    shown = ShownMap({"plane": "umap", "path": [[0, 0], [1, 1]]}, {}, opened.name, "")
    points, *rest = map_sheets(opened, View(model=opened.name, z=(0.0,) * 32), shown)
    assert "UMAP of the latents that carry something, num_points 5000, seed 0, num_neighbours 15, min_dist 0.1" in points.cite
    xy = torch.tensor([[float(row["x"]), float(row["y"])] for row in lines(points)])
    assert xy.shape == (5000, 2)
    assert xy.isfinite().all()
    assert not any(sheet.file.endswith("-path") for sheet in rest), (
        "between the points of a projection there is nothing to walk on"
    )


@pytest.mark.parametrize("name", ["mnist-ae-2d", further("faces-beta-16"), further("fashion-conv")])
def test_other_models_give_theirs_too(name: str) -> None:
    for page, key in ((Dashboard(model=name), "point_along"), (Dashboard.at("manifold", model=name), "map_along")):
        page.app.session_state[key] = True
        page.app.run()
        assert not page.errors
        assert not page.app.exception
        weights = find_checkpoint(name).card["weights_sha256"][:12]
        assert len([one for one in page.app.code if weights in one.value]) >= 2
