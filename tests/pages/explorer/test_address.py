"""What an address may hold: restored where it is good, one sentence for each parameter that is not."""

import pytest

from tests.helpers.examples import examples, further
from tests.helpers.shipped import SHIPPED
from tests.pages.dashboard import Dashboard
from vizvae.cards.words import choices
from vizvae.catalogue import OPENS_WITH, list_checkpoints, load_model
from vizvae.ui.explorer.address import InputImage, View, pack_pixels, view_to_query

MODEL = "mnist-2d"
Z = "0.5_-1.25"


def test_the_page_opens_with_the_opening_model_and_a_digit() -> None:
    page = Dashboard()
    page.assert_usable(OPENS_WITH)
    assert not page.warnings
    assert not page.errors
    assert page.app.header[0].value == "Latent sliders"
    picker = page.app.selectbox(key="model")
    assert picker.options == [choice.label for choice in choices(list_checkpoints()).values()]
    assert page.data["initial"]["input"] == {"kind": "data", "index": 3}
    assert page.address["model"] == OPENS_WITH
    assert page.address["input"] == "data-3"
    assert len(page.address["z"].split("_")) == load_model(OPENS_WITH).latent_dim


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_model_opens(name: str) -> None:
    page = Dashboard(model=name)
    page.assert_usable(name)
    assert not page.warnings
    model = page.data["model"]
    loaded = load_model(name)
    assert [latent["index"] for latent in model["latents"]] == list(range(loaded.latent_dim))
    assert model["stochastic"] is loaded.stochastic
    assert all((latent["kl"] is not None) is loaded.stochastic for latent in model["latents"])
    assert all(sum(latent["histogram"]["counts"]) <= model["reference"]["count"] for latent in model["latents"])
    for quantiles in model["reference"]["logDensityQuantiles"].values():
        assert sorted(quantiles) == quantiles


def test_z_input_and_names_are_restored() -> None:
    drawing = InputImage(kind="drawing", pixels=bytes(range(256)) * 3 + bytes(16))
    view = View(model=MODEL, z=(0.5, -1.25), input=drawing, names={"1": "slant <b>é</b>"})
    page = Dashboard(**view_to_query(view))
    page.assert_usable(MODEL)
    assert not page.warnings
    assert page.data["initial"] == {
        "z": [0.5, -1.25],
        "input": {"kind": "drawing", "pixels": pack_pixels(drawing.pixels or b"")},
        "names": {"1": "slant <b>é</b>"},
    }
    assert page.address == view_to_query(view)


def test_an_input_without_z_is_encoded() -> None:
    page = Dashboard(model=MODEL, input="data-7")
    assert page.data["initial"]["input"] == {"kind": "data", "index": 7}
    assert Dashboard(model=MODEL, input="data-8").data["initial"]["z"] != page.data["initial"]["z"]


def test_z_without_an_input_stays_without() -> None:
    assert Dashboard(model=MODEL, z=Z).data["initial"] == {"z": [0.5, -1.25], "input": None, "names": {}}


@pytest.mark.parametrize(
    "name",
    examples(
        ["no-such-model", "../../etc/passwd", "<script>alert(1)</script>", "", "x" * 3000, "mnist-2d "],
        daily=["no-such-model", "", "x" * 3000],
    ),
)
def test_an_unknown_model_gets_one_warning_that_names_the_known_ones(name: str) -> None:
    page = Dashboard(model=name, z=Z, names='{"0":"slant"}')
    page.assert_usable(OPENS_WITH)
    first, *others = page.warnings
    assert first.startswith("There is no model named ")
    assert all(checkpoint.name in first for checkpoint in list_checkpoints() if "-beta-" not in checkpoint.name)
    assert "faces-beta-0.5 (and 6 like it)" in first
    assert others == [f"{OPENS_WITH} is shown instead."]
    assert len(first) < 400
    assert not page.errors
    assert page.data["initial"]["names"] == {}  # the z and the names of one model mean nothing in another
    page.choose_model(MODEL)
    page.assert_usable(MODEL)
    assert not page.warnings


@pytest.mark.parametrize(
    ("z", "says"),
    [
        ("1_2_3", "has 3 numbers, but this model has 2 latents"),
        ("1e39_1", "not a finite number"),
        ("abc_1", "not a list of numbers"),
        ("", "has 1 numbers"),
        further("0.5", "has 1 numbers, but this model has 2 latents"),
        further("nan_1", "not a finite number"),
        further("inf_1", "not a finite number"),
        further("_", "not a list of numbers"),
        further("1,2", "has 1 numbers"),
        further("_" * 5000, "has 5001 numbers"),
    ],
)
def test_a_z_that_does_not_fit_is_left_out_and_the_rest_kept(z: str, says: str) -> None:
    page = Dashboard(model=MODEL, z=z, input="data-7", names='{"0":"slant"}')
    page.assert_usable(MODEL)
    (warning,) = page.warnings
    assert says in warning
    assert "left out" in warning
    assert page.data["initial"]["input"] == {"kind": "data", "index": 7}
    assert page.data["initial"]["names"] == {"0": "slant"}


@pytest.mark.parametrize(
    "given",
    [
        "data-5000", "data-²", "drawing-AAAA", "upload-not base64!", "video-1", "",
        *map(further, ["data--1", "data-", "data-1.5", "data-0000000009999999", "data-" + "9" * 6000, "drawing-"]),
        further("drawing-" + pack_pixels(bytes(10_000_000))),
    ],
)  # fmt: skip
def test_an_input_that_does_not_exist_is_left_out_and_the_rest_kept(given: str) -> None:
    page = Dashboard(model=MODEL, z=Z, input=given, names='{"0":"slant"}')
    page.assert_usable(MODEL)
    (warning,) = page.warnings
    assert "The link's input" in warning
    assert "left out" in warning
    assert len(warning) < 300
    assert page.data["initial"] == {"z": [0.5, -1.25], "input": None, "names": {"0": "slant"}}


@pytest.mark.parametrize(
    "names", ["{", "[]", '{"2":"x"}', '{"0":1}', "[" * 100_000, *map(further, ["7", "null", '{"zero":"x"}'])]
)
def test_names_that_are_none_are_left_out_and_the_rest_kept(names: str) -> None:
    page = Dashboard(model=MODEL, z=Z, input="data-7", names=names)
    page.assert_usable(MODEL)
    (warning,) = page.warnings
    assert "The link's names" in warning
    assert page.data["initial"] == {"z": [0.5, -1.25], "input": {"kind": "data", "index": 7}, "names": {}}


def test_each_bad_parameter_has_its_own_sentence() -> None:
    page = Dashboard(model=MODEL, z="nan_nan", input="data-x", names="{", unknown="parameter")
    page.assert_usable(MODEL)
    assert len(page.warnings) == 3


def test_the_warning_goes_with_the_next_thing_done() -> None:
    page = Dashboard(model=MODEL, z="1")
    assert page.warnings
    page.report({"address": {"model": MODEL, "z": "0.1_0.2"}})
    assert not page.warnings
