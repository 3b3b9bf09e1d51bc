"""The view in the page's address. Nothing here runs Streamlit."""

import json
import math
import random
import tracemalloc
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizvae.ui.explorer.address import (
    MAX_NAME,
    InputImage,
    View,
    pack_pixels,
    unpack_pixels,
    view_from_query,
    view_to_query,
)

LATENTS, PIXELS, IMAGES = 3, 16, 50
SIZES = {"latent_dim": LATENTS, "num_pixels": PIXELS, "num_images": IMAGES}

pixels = st.binary(min_size=PIXELS, max_size=PIXELS)
inputs = st.one_of(
    st.none(),
    st.integers(0, IMAGES - 1).map(lambda index: InputImage(kind="data", index=index)),
    st.builds(InputImage, kind=st.sampled_from(["drawing", "upload"]), pixels=pixels),
)
thousandths = st.integers(-9000, 9000).map(lambda number: number / 1000)
names = st.dictionaries(
    st.integers(0, LATENTS - 1).map(str),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=MAX_NAME).filter(lambda name: name.strip() != ""),
)
views = st.builds(
    View,
    model=st.just("mnist-conv"),
    z=st.one_of(st.none(), st.tuples(thousandths, thousandths, thousandths)),
    input=inputs,
    names=names,
)


def read(query: dict[str, str]) -> tuple[View, list[str]]:
    return view_from_query(query, model="mnist-conv", **SIZES)


@given(view=views)
def test_there_and_back(view: View) -> None:
    assert read(view_to_query(view)) == (view, [])


@given(z=st.tuples(*[st.floats(-50, 50)] * LATENTS))
def test_z_comes_back_to_three_decimals(z: tuple[float, ...]) -> None:
    view, problems = read(view_to_query(View(model="mnist-conv", z=z)))
    assert problems == []
    assert view.z == pytest.approx(z, abs=5.1e-4)


@given(view=views)
def test_an_address_is_made_of_characters_that_an_address_may_hold(view: View) -> None:
    query = view_to_query(view)
    assert all(query[key].isascii() and " " not in query[key] for key in ("z", "input") if key in query)


def test_addresses_are_short_for_what_people_draw() -> None:
    ink = bytes(784 - 60) + bytes(random.Random(0).choices(range(256), k=60))
    assert len(view_to_query(View(model="m", input=InputImage(kind="drawing", pixels=ink)))["input"]) < 150


BAD = {
    "z": ["", "1_2", "1_2_3_4", "1_2_x", "nan_0_0", "0_inf_0", "1e999_0_0", "1e39_0_0", "1,2,3", "0_0_"],
    "input": [
        "", "data", "data-", "data--1", "data-50", "data-99999999999999999999", "data-1.5", "data-²", "data-x", "photo-3", "drawing-",
        "drawing-%%%", "drawing-AAAA", "upload-" + pack_pixels(bytes(PIXELS + 1)), "upload-" + pack_pixels(bytes(PIXELS - 1)),
        "drawing-é", "<script>",
    ],
    "names": ["", "{", "[]", "3", '{"3": "x"}', '{"-1": "x"}', '{"0": 5}', '{"0": null}', "[" * 100_000, '{"a": "b"}', "NaN"],
}  # fmt: skip


@pytest.mark.parametrize(("key", "value"), [(key, value) for key, values in BAD.items() for value in values])
def test_one_bad_parameter_is_one_sentence_and_the_rest_is_kept(key: str, value: str) -> None:
    good = View(model="mnist-conv", z=(0.5, -1.0, 2.0), input=InputImage(kind="data", index=7), names={"1": "slant"})
    view, problems = read(view_to_query(good) | {key: value})
    assert len(problems) == 1
    assert "left out" in problems[0]
    assert len(problems[0]) < 250
    defaults = {"z": None, "input": None, "names": {}}
    assert getattr(view, key) == defaults[key]
    for other in {"z", "input", "names"} - {key}:
        assert getattr(view, other) == getattr(good, other)


def test_everything_bad_is_a_sentence_each() -> None:
    view, problems = read({"model": "mnist-conv", "z": "x", "input": "x", "names": "x"})
    assert view == View(model="mnist-conv")
    assert len(problems) == 3


@given(query=st.dictionaries(st.sampled_from(["z", "input", "names", "model", "theme"]), st.text(max_size=60)))
def test_no_address_raises(query: dict[str, str]) -> None:
    view, problems = read(query)
    assert view.model == "mnist-conv"
    assert len(problems) <= 3
    assert view.z is None or all(map(math.isfinite, view.z))


@given(index=st.text("0123456789", min_size=1, max_size=14))
def test_an_image_number_is_never_out_of_range(index: str) -> None:
    view, problems = read({"input": f"data-{index}"})
    if len(index) < 10 and int(index) < IMAGES:
        assert view.input == InputImage(kind="data", index=int(index))
    else:
        assert view.input is None
        assert len(problems) == 1


@given(content=st.binary(max_size=900))
def test_pixels_come_back(content: bytes) -> None:
    assert unpack_pixels(pack_pixels(content), len(content)) == content


def test_a_decompression_bomb_is_refused_without_being_unpacked() -> None:
    squeeze = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    bomb = urlsafe_b64encode(squeeze.compress(bytes(50_000_000)) + squeeze.flush()).decode()
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match="damaged or belongs to another model"):
            unpack_pixels(bomb, PIXELS)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5_000_000


def test_the_names_of_latents_are_cut_and_blank_ones_dropped() -> None:
    view, problems = read({"names": json.dumps({"0": "x" * 500, "1": "  ", "2": "ok"})})
    assert problems == []
    assert view.names == {"0": "x" * MAX_NAME, "2": "ok"}
