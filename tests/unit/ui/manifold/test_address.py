"""The map's settings in the page's address. Nothing here runs Streamlit."""

import json
import math
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vizvae.latent.projection import FEWEST_POINTS, MOST_NEIGHBOURS
from vizvae.ui.address.codec import read_address
from vizvae.ui.manifold import address
from vizvae.ui.manifold.address import LARGEST, MAX_PATH, MAX_PINS, PARAMETERS, PROJECTIONS, SIZES, read_map

LATENTS = 3
map_to_query = PARAMETERS["map"].write


def map_from_query(text: str, num_latents: int) -> Any:
    return PARAMETERS["map"].read(text, {"num_latents": num_latents})


coordinates = st.floats(-LARGEST, LARGEST)
axes = st.permutations(range(LATENTS)).map(lambda order: order[:2])
intervals = st.lists(coordinates, min_size=2, max_size=2, unique=True).map(sorted)
settings = st.fixed_dictionaries(
    {},
    optional={
        "plane": st.one_of(axes, axes.map(lambda pair: ["principal", *pair]), st.sampled_from(PROJECTIONS)),
        "size": st.sampled_from(SIZES),
        "spacing": st.sampled_from(["linear", "quantile"]),
        "window": st.tuples(intervals, intervals).map(lambda pair: [*pair[0], *pair[1]]),
        "colour": st.sampled_from(["class", "kl", "elbo", "z0", "z2"]),
        "show": st.lists(st.sampled_from(["lattice", "points", "prior", "thumbnails"]), unique=True),
        "pins": st.lists(st.lists(coordinates, min_size=LATENTS, max_size=LATENTS), max_size=MAX_PINS),
        "path": st.lists(st.lists(coordinates, min_size=2, max_size=2), max_size=MAX_PATH),
    },
)


@given(value=settings)
def test_there_and_back(value: dict[str, Any]) -> None:
    assert map_from_query(map_to_query(value), LATENTS) == value


def test_all_settings_at_once_in_a_short_text() -> None:
    value = {
        "plane": ["principal", 2, 0],
        "size": 40,
        "spacing": "quantile",
        "window": [0.25, 0.5, 0.0, 1.0],
        "colour": "z1",
        "show": [],
        "pins": [[0.0, 0.5, -1.0]],
        "path": [[0.0, 0.0], [1.0, 2.0]],
    }
    text = map_to_query(value)
    assert " " not in text
    assert map_from_query(text, LATENTS) == value


def test_what_is_left_out_stays_with_the_page() -> None:
    assert map_from_query("{}", LATENTS) == {}


def test_whole_numbers_are_coordinates() -> None:
    read = read_map({"window": [-1, 1, -2, 2], "pins": [[1, 2, 3]]}, LATENTS)
    assert read == {"window": [-1.0, 1.0, -2.0, 2.0], "pins": [[1.0, 2.0, 3.0]]}
    assert all(isinstance(number, float) for number in [*read["window"], *read["pins"][0]])


@pytest.mark.parametrize(
    "limit", [{"pins": [[0.0] * LATENTS] * MAX_PINS}, {"path": [[0.0, 0.0]] * MAX_PATH}, {"size": 5}, {"size": 40}]
)
def test_limits_are_inside(limit: dict[str, Any]) -> None:
    assert read_map(limit, LATENTS) == limit


BAD: list[tuple[Any, str]] = [
    ([], "is not a JSON object"),
    (None, "is not a JSON object"),
    ("umap", "is not a JSON object"),
    (7, "is not a JSON object"),
    ({"zoom": 3}, "'zoom', which is none of plane, size"),
    ({"": 3}, "'', which is none of"),
    ({"plane": [1, 1]}, "latent 1 on both axes: choose two different latents"),
    ({"plane": ["principal", 2, 2]}, "principal direction 2 on both axes"),
    ({"plane": [0, 3]}, "two different latents from 0 to 2"),
    ({"plane": [-1, 0]}, "two different latents from 0 to 2"),
    ({"plane": [0.0, 1.0]}, "two different latents from 0 to 2"),
    ({"plane": [True, False]}, "two different latents from 0 to 2"),
    ({"plane": [True, True]}, "two different latents from 0 to 2"),
    ({"plane": ["0", "1"]}, "two different latents from 0 to 2"),
    ({"plane": [0]}, "two different latents from 0 to 2"),
    ({"plane": [0, 1, 2]}, "two different latents from 0 to 2"),
    ({"plane": []}, "two different latents from 0 to 2"),
    ({"plane": {"0": 1}}, "two different latents from 0 to 2"),
    ({"plane": None}, "two different latents from 0 to 2"),
    ({"plane": "pca"}, "one of umap, tsne"),
    ({"plane": "x" * 5000}, "one of umap, tsne"),
    ({"plane": ["principal"]}, "two different principal directions from 0 to 2"),
    ({"plane": ["principal", 0, 3]}, "two different principal directions from 0 to 2"),
    ({"plane": ["principal", True, 0]}, "two different principal directions from 0 to 2"),
    ({"size": 4}, "the size '4', expected one of 5 to 40"),
    ({"size": 41}, "the size '41', expected one of 5 to 40"),
    ({"size": 10.5}, "expected one of 5 to 40"),
    ({"size": True}, "the size 'True', expected one of 5 to 40"),
    ({"size": "20"}, "expected one of 5 to 40"),
    ({"size": None}, "expected one of 5 to 40"),
    ({"size": [20]}, "expected one of 5 to 40"),
    ({"spacing": "log"}, "expected one of linear, quantile"),
    ({"spacing": ["linear"]}, "expected one of linear, quantile"),
    ({"window": [0, 1, 2]}, "4 finite numbers for its window"),
    ({"window": [0, 1, 2, 3, 4]}, "4 finite numbers for its window"),
    ({"window": [math.nan, 1, 0, 1]}, "4 finite numbers for its window"),
    ({"window": [-math.inf, 1, 0, 1]}, "4 finite numbers for its window"),
    ({"window": [0, 2e4, 0, 1]}, "4 finite numbers for its window"),
    ({"window": [0, 10**400, 0, 1]}, "4 finite numbers for its window"),
    ({"window": [False, True, 0, 1]}, "4 finite numbers for its window"),
    ({"window": ["0", "1", "0", "1"]}, "4 finite numbers for its window"),
    ({"window": "0101"}, "4 finite numbers for its window"),
    ({"window": {}}, "4 finite numbers for its window"),
    ({"window": [0, 0, 0, 1]}, "low ends lie below its high ends"),
    ({"window": [0, 1, 3, -3]}, "low ends lie below its high ends"),
    ({"colour": "z3"}, "the colour 'z3', expected one of class, kl, elbo, z0, z1, z2"),
    ({"colour": 0}, "the colour '0'"),
    ({"show": "points"}, "a list of at most 4 as its show"),
    ({"show": ["points"] * 5}, "a list of at most 4 as its show"),
    ({"show": ["dots"]}, "the layer 'dots', expected one of lattice, points, prior, thumbnails"),
    ({"show": [["points"]]}, "expected one of lattice"),
    ({"pins": {"0": [0, 0, 0]}}, "a list of at most 12 as its pins"),
    ({"pins": [[0, 0, 0]] * (MAX_PINS + 1)}, "a list of at most 12 as its pins"),
    ({"pins": [[0, 0]]}, "3 finite numbers for its pin"),
    ({"pins": [[0, 0, 0], [0, 0, 0, 0]]}, "3 finite numbers for its pin"),
    ({"pins": [0, 0, 0]}, "3 finite numbers for its pin"),
    ({"pins": [[0, math.nan, 0]]}, "3 finite numbers for its pin"),
    ({"pins": [[0, True, 0]]}, "3 finite numbers for its pin"),
    ({"path": [[0, 0]] * (MAX_PATH + 1)}, "a list of at most 60 as its path"),
    ({"path": [0, 1]}, "2 finite numbers for its path"),
    ({"path": [[0, 0], [0, 0, 0]]}, "2 finite numbers for its path"),
    ({"path": [[0, None]]}, "2 finite numbers for its path"),
    ({"path": None}, "a list of at most 60 as its path"),
]


@pytest.mark.parametrize(("value", "says"), BAD)
def test_every_bad_input_has_one_clear_message(value: Any, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        read_map(value, LATENTS)
    view, (message,) = read_address(PARAMETERS, {"map": json.dumps(value)}, {"num_latents": LATENTS})
    assert view == {"map": {}}
    assert says in message
    assert message.startswith("The link's map was left out: it ")
    assert len(message) < 250


@pytest.mark.parametrize("text", ["", "{", "plane", "{'size': 20}", '{"size": 20', "[" * 100_000, '{"size": ' + "9" * 5000 + "}"])
def test_what_is_no_json(text: str) -> None:
    with pytest.raises(ValueError, match="is not valid JSON; copy the link again"):
        map_from_query(text, LATENTS)


def test_the_numbers_of_json_that_are_none() -> None:
    with pytest.raises(ValueError, match="4 finite numbers for its window"):
        map_from_query('{"window": [NaN, 1, -Infinity, Infinity]}', LATENTS)


def test_two_latents_are_a_map_already() -> None:
    """The page offers no way back from a projection of them."""
    assert read_map({"plane": [1, 0]}, 2) == {"plane": [1, 0]}
    with pytest.raises(ValueError, match="two different latents from 0 to 1 as its plane, got umap"):
        read_map({"plane": "umap"}, 2)


def test_as_many_principal_directions_as_the_page_has() -> None:
    assert read_map({"plane": ["principal", 7, 0]}, 16) == {"plane": ["principal", 7, 0]}
    with pytest.raises(ValueError, match="principal directions from 0 to 7"):
        read_map({"plane": ["principal", 8, 0]}, 16)


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.sampled_from(["principal", "umap"])),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=8,
)


@hypothesis_settings(max_examples=300)
@given(value=st.dictionaries(st.sampled_from(["plane", "size", "spacing", "window", "colour", "show", "pins", "path"]), anything))
def test_nothing_is_more_than_refused(value: dict[str, Any]) -> None:
    with suppress(ValueError):
        assert list(read_map(value, LATENTS)) == list(value)


def test_the_page_offers_no_projection_that_is_refused() -> None:
    declared = json.loads((Path(address.__file__).parent / "parameters.json").read_text())["map"]
    assert declared["fewest_projected"] == FEWEST_POINTS
    assert declared["most_neighbours"] == MOST_NEIGHBOURS
