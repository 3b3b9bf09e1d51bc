"""What the browser says is read by its declaration: anything else is one sentence that says where, what was expected and what came."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vizvae.ui.explorer.contract import LatentName
from vizvae.ui.http.contract import Encoded, Message, Payload, encode, read
from vizvae.ui.manifold.contract import ManifoldSaid
from vizvae.ui.train.contract import ControlBody, NothingMore, TrainingSaid

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**399),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


class Small(Payload):
    kl_per_dim: list[float]
    inner: Encoded[list[int]]


def test_names_are_camel_case_on_the_way_and_what_is_encoded_stands_in_it_as_it_is() -> None:
    assert json.loads(encode(Small(kl_per_dim=[1, math.nan], inner=Encoded([1, 2])))) == {"klPerDim": [1, None], "inner": [1, 2]}
    with pytest.raises(TypeError, match="got complex"):
        encode([1j])


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        (LatentName, {"latent": 3}, "name: expected latent, name, got no name"),
        (LatentName, {"latent": "three", "name": "a"}, "latent: expected a whole number, got text 'three'"),
        (LatentName, {"latent": True, "name": "a"}, "latent: expected a whole number, got true or false True"),
        (LatentName, {"latent": 1.5, "name": "a"}, "latent: expected a whole number, got a number 1.5"),
        (LatentName, {"latent": 1, "name": "a", "of": 2}, "expected latent, name, got 'of', too"),
        (LatentName, [], "expected an object, got a list []"),
        (LatentName, {"latent": 1, "name": "\ud800"}, "what was sent: holds half a character"),
        (NothingMore, {"name": "a"}, "expected nothing, got 'name', too"),
        (ControlBody, {"action": "dance"}, "action: expected one of pause, resume, step, slow, change, stop, suspend, discard, "
         "got 'dance'"),
        (ControlBody, {"action": "slow", "value": math.nan}, "what was sent: expected a finite number"),
        (ControlBody, {"action": "slow", "value": "2"}, "value: expected a number or nothing, got text '2'"),
        (
            ManifoldSaid,
            {"map": {"restoreId": "a"}},
            "map.model: expected restoreId, model, settings, selection, through, projection, got no model",
        ),
        (ManifoldSaid, {"view": {"restoreId": "a", "address": {"z": 1}}}, "view.address[]: expected text, got a whole number"),
        (ManifoldSaid, {"open": "models"}, "open: expected one of sliders, got 'models'"),
        (TrainingSaid, {"view": {"restoreId": "a", "run": None, "compare": ["b", 7]}},
         "view.compare[1]: expected text, got a whole number 7"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_one_sentence(kind: type[Message], value: Any, says: str) -> None:
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        read(kind, value)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "`" not in str(refused.value)


def test_what_can_be_left_out_may_be() -> None:
    assert read(ControlBody, {"action": "pause"}) == ControlBody(action="pause")
    assert read(ControlBody, {"action": "slow", "value": 2}).value == 2.0
    assert read(ManifoldSaid, {}) == ManifoldSaid()


@given(kind=st.sampled_from([LatentName, ControlBody, ManifoldSaid, TrainingSaid, NothingMore]), value=values)
def test_nothing_is_another_error(kind: type[Message], value: Any) -> None:
    with suppress(ValueError):
        assert isinstance(read(kind, value), kind)
