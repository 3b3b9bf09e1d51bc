"""The Compare page: every model with what it has, in the address what is shown, and what the browser fetches."""

from pathlib import Path

import numpy as np
import pytest
import torch
from starlette.applications import Starlette

from tests.helpers.small import write_image_model
from tests.pages.asgi import Answer, ask
from tests.pages.dashboard import Dashboard
from vizvae.comparison.contenders import SETS, contender, contenders_of, drawn_pixels
from vizvae.comparison.measure import floor_key, read_comparison
from vizvae.data.registry import image_spec
from vizvae.ui.compare.address import columns_of, tidied
from vizvae.ui.compare.contract import Figures
from vizvae.ui.compare.routes import NUM_DRAWS, NUM_IMAGES, NUM_ON_MAP, compare_routes, compare_url, images_of
from vizvae.ui.compare.session import described

APP = Starlette(routes=compare_routes())
COLUMNS = columns_of("mnist")


@pytest.fixture(scope="module")
def page() -> Dashboard:
    return Dashboard()


def get(name: str, what: str, query: str = "") -> Answer:
    return ask(APP, compare_url(contender(name), what), query=query)


def test_each_model_comes_with_what_it_has_and_its_figures(page: Dashboard) -> None:
    page.go_to("compare")
    assert not page.app.exception
    models = {model["name"]: model for model in page.data["models"]}
    assert [name for name, model in models.items() if model["column"]] == list(COLUMNS)
    assert {name for name in COLUMNS if "encoder" not in models[name]} == {"pixelcnn", "pixelrnn", "gan"}
    assert {name for name in COLUMNS if "decoder" not in models[name]} == {"pixelcnn", "pixelrnn"}
    measured = read_comparison()
    for name, model in models.items():
        assert model["figures"] == {key: measured[name][key] for key in Figures.__struct_fields__}
    sizes = [model["figures"]["num_parameters"] for model in models.values() if model["column"]]
    assert f"with {min(sizes):,} to {max(sizes):,} parameters" in page.app.caption[0].value
    assert page.data["floor"] < min(measured[name]["classifier_frechet"] for name in models)


def test_what_is_chosen_stands_in_the_address(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("compare", models="vae_gan", seed="3", at="0.25", x="nll")
    assert page.warnings == []
    assert page.data["address"] == page.address == {"models": "vae_gan", "seed": "3", "at": "0.25", "x": "nll"}
    told = page.data
    page.report({"address": {"seed": "4", "x": "num_parameters"}, "restoreId": told["restoreId"]})
    assert page.address == {"seed": "4", "x": "nll"}, "the axes are none of the component's"
    assert page.data == told, "the component is told nothing that it has said itself"
    page.report({"address": {"seed": "5"}, "restoreId": "of another link"})
    assert page.address == {"seed": "4", "x": "nll"}
    page.go_to("models")
    page.go_to("compare")
    assert page.data["address"] == {"seed": "4", "x": "nll"}


def test_the_chart_has_every_model_with_both_figures_and_a_pressed_one_gets_a_column(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("compare", models="vae_gan")
    measured = {one.name: read_comparison()[one.name] for one in contenders_of("mnist")}
    points = page.chart("compare_points")["data"][-1]
    both = [name for name in measured if measured[name].get("kl") is not None and measured[name].get("recon_nll") is not None]
    assert sorted(points["customdata"]) == sorted(both)
    faint = [name for name, opacity in zip(points["customdata"], points["marker"]["opacity"], strict=True) if opacity < 1]
    assert faint == ["iwae", "flow-prior", "flow-vae"], "neither shown above nor of the family that the line joins"
    assert any("Autoencoder, Autoencoder + mixture, PixelCNN, PixelRNN, GAN" in one.value for one in page.app.caption)
    before = page.data
    page.app.selectbox(key="compare_x").set_value("num_parameters").run()
    page.app.selectbox(key="compare_y").set_value("classifier_frechet").run()
    assert page.address == {"models": "vae_gan", "x": "num_parameters", "y": "classifier_frechet"}
    assert page.data == before | {"elsewhere": {"x": "num_parameters", "y": "classifier_frechet"}}, "it goes on where it was"
    points = page.chart("compare_points")["data"][-1]
    assert sorted(points["customdata"]) == sorted(measured)
    page.press("compare_points", "iwae")
    assert page.address["models"] == "vae_iwae_gan"
    assert page.data["address"]["models"] == "vae_iwae_gan"
    page.press("compare_points", "beta-8")
    assert page.address["models"] == "vae_iwae_gan", "it has no column"
    (said,) = [one.value for one in page.app.markdown if "has nothing to do with the FID" in one.value]
    assert said.count("\n- ") == len(COLUMNS)


@pytest.mark.parametrize(
    "query", [{"models": "vae_nobody"}, {"seed": "-1"}, {"seed": "1.5"}, {"digit": "100"}, {"at": "1e9"}, {"x": "colour"}]
)
def test_a_link_that_cannot_be_used_says_so(query: dict[str, str]) -> None:
    address, problems = tidied(query)
    assert len(problems) == 1
    assert address == ({"models": "vae"} if "models" in query else {})


def test_what_is_said_by_default_is_not_written() -> None:
    assert tidied({"models": "_".join(reversed(COLUMNS)), "seed": "0", "at": "0.50", "y": "recon_nll"}) == ({}, [])


def test_draws_of_a_seed_are_those_that_are_measured() -> None:
    for name in ("vae", "ae", "ae-mixture", "flow-vae", "gan"):
        one = contender(name)
        z = np.frombuffer(get(name, "latents.f32", "seed=3").body, "<f4").reshape(NUM_DRAWS, -1)
        expected = one.sample_latents(NUM_DRAWS, generator=torch.Generator().manual_seed(3))
        torch.testing.assert_close(torch.tensor(z), expected)
    images = np.frombuffer(get("pixelcnn", "draws.u8", "seed=3").body, np.uint8)
    expected = contender("pixelcnn").draw(NUM_DRAWS, generator=torch.Generator().manual_seed(3))
    assert np.array_equal(images, 255 * expected.flatten().numpy())
    # They are kept under the weights that were asked for, and are not those of others under that name.
    with pytest.raises(ValueError, match="is another model now: reload the page"):
        drawn_pixels("pixelcnn", "0" * 16, count=1, seed=3)


def test_a_map_holds_a_place_and_a_class_for_each_digit() -> None:
    values = np.frombuffer(get("vae", "map.f32").body, "<f4")
    places, classes = values[: 2 * NUM_ON_MAP].reshape(NUM_ON_MAP, 2), values[2 * NUM_ON_MAP :]
    assert set(classes) == set(range(10))
    assert places.std(0)[0] >= places.std(0)[1] > 0


@pytest.mark.parametrize("data", SETS)
def test_the_images_are_those_of_the_labels(data: str) -> None:
    images = described(data).images
    assert np.array_equal(np.frombuffer(ask(APP, images.url).body, np.uint8), images_of(data).images.flatten().numpy())
    assert images.labels == images_of(data).labels.tolist()
    assert len(images.labels) == NUM_IMAGES
    assert max(images.labels) < len(images.classes)


def test_images_of_no_data_set_are_refused() -> None:
    answer = ask(APP, described("mnist").images.url.replace("/mnist/", "/faces/"))
    assert (answer.status, "expected one of mnist, fashion, got 'faces'" in answer.text) == (404, True)


def test_another_data_set_brings_its_own_models_and_images_and_keeps_the_axes() -> None:
    page = Dashboard()
    page.go_to("compare", models="vae_gan", seed="3", x="num_parameters")
    before = page.data
    page.app.segmented_control(key="compare_data").set_value("fashion").run()
    assert not page.app.exception
    assert page.address == {"data": "fashion", "x": "num_parameters"}
    clothes = page.data
    assert clothes["restoreId"] != before["restoreId"]
    assert [model["name"] for model in clothes["models"] if model["column"]] == list(columns_of("fashion"))
    assert clothes["onePass"] in columns_of("fashion")
    assert clothes["images"]["classes"] == list(image_spec("fashion").class_names)
    measured = read_comparison()
    for model in clothes["models"]:
        assert model["figures"] == {key: measured[model["name"]][key] for key in Figures.__struct_fields__}
        assert "Fashion-MNIST" in model["figures"]["protocol"]
    assert clothes["floor"] == measured[floor_key("fashion")]["classifier_frechet"]
    assert "draw clothes" in page.app.caption[0].value
    assert not any("differ in β alone" in one.value for one in page.app.caption), "there is no family of them"


def test_models_of_another_data_set_are_not_in_the_link() -> None:
    address, problems = tidied({"data": "fashion", "models": "vae_fashion-gan"})
    assert address == {"data": "fashion", "models": "fashion-gan"}
    assert "vae" in problems[0]
    assert tidied({"data": "faces"})[0] == {}


@pytest.mark.parametrize(
    ("name", "what", "query", "status"),
    [
        ("gan", "map.f32", "", 422),
        ("pixelcnn", "latents.f32", "seed=1", 422),
        ("vae", "latents.f32", "seed=-1", 422),
        ("vae", "latents.f32", "", 422),
        ("gan", "encoder.onnx", "", 404),
        ("vae", "card.json", "", 404),
    ],
)
def test_what_there_is_not_is_refused_with_a_sentence(name: str, what: str, query: str, status: int) -> None:
    answer = get(name, what, query)
    assert answer.status == status
    assert len(answer.text) > 10


def test_a_model_that_is_another_now_is_not_served() -> None:
    assert ask(APP, "/vizvae/compare/vae/0123456789abcdef/decoder.onnx").status == 404
    assert ask(APP, "/vizvae/compare/nobody/0123456789abcdef/decoder.onnx").status == 404


def test_a_model_of_ones_own_stands_beside_the_others(runs: Path) -> None:
    write_image_model(runs / "my_gan", "gan", latent_dim=3, channels=[4, 6])
    page = Dashboard.at("compare", own="my_gan", models="vae", seed="3")
    assert page.warnings == []
    assert page.address == {"own": "my_gan", "models": "vae", "seed": "3"}
    one = page.data["models"][0]  # on a laptop the last columns are out of sight
    assert (one["name"], one["column"], one["figures"]) == ("run-my_gan", True, None)
    assert one["own"]["facts"] == {
        "num_parameters": one["own"]["facts"]["num_parameters"],
        "training_seconds": 12,
        "started_from": "",
    }
    assert one["own"]["command"] == "python -m vizvae compare run-my_gan --write"
    assert "encoder" not in one
    latents = np.frombuffer(get("run-my_gan", "latents.f32", "seed=3").body, "<f4")
    assert latents.shape == (NUM_DRAWS * 3,)
    picker = page.app.multiselect[0]
    assert (picker.value, picker.options) == (["my_gan"], ["my_gan"])
    told = page.data["restoreId"]
    picker.unselect("my_gan").run()
    assert [model["name"] for model in page.data["models"] if "own" in model] == []
    assert page.data["restoreId"] != told, "the component begins anew, with other columns"
    assert page.address == {"models": "vae", "seed": "3"}


def test_why_a_model_does_not_stand_there_is_said(runs: Path) -> None:
    write_image_model(runs / "names", "classifier", channels=[3, 4], feature_dim=5)
    write_image_model(runs / "mine", "gan", latent_dim=3, channels=[4, 6])
    address, problems = tidied({"own": "names~mine~nobody"})
    assert address == {"own": "mine"}
    assert len(problems) == 1
    assert problems[0].startswith("The link's own was kept in part: names is a classifier: it draws no images")
    assert "There is no model named nobody" in problems[0]
    address, problems = tidied({"own": "names"})
    assert (address, len(problems)) == ({}, 1)
