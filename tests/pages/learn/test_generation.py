"""Generation on the Learn page: the latents named are those that the measured mutual information singles out."""

import json
from typing import Literal

import pytest

from vizvae.catalogue import find_checkpoint
from vizvae.ui.learn.generation import MODELS, NUM_FOLLOWED, followed_factors, generation_data


def test_each_factor_is_given_to_the_latent_that_knows_most_of_it() -> None:
    checkpoint = find_checkpoint(MODELS["faces"])
    stored = json.loads((checkpoint.folder / "disentanglement.json").read_text(encoding="utf-8"))
    matrix, gaps = stored["metrics"]["mig"]["matrix"], stored["metrics"]["mig"]["per_row"]
    told = generation_data().followed
    assert [one.gap for one in told] == sorted(gaps, reverse=True)[:NUM_FOLLOWED]
    for one in told:
        row = matrix[stored["factors"].index(one.factor)]
        assert one.information == row[one.latent] == max(row)
    assert len({one.latent for one in told}) == NUM_FOLLOWED, "each slider moves a latent of its own"


def test_without_measured_factors_no_latent_is_named() -> None:
    checkpoint = find_checkpoint(MODELS["digits"])
    assert followed_factors(checkpoint.name, checkpoint.digest) == []


@pytest.mark.parametrize("choice", MODELS)
def test_the_decoder_told_of_is_the_shipped_one(choice: Literal["digits", "faces"]) -> None:
    told = generation_data().models[choice]
    checkpoint = find_checkpoint(MODELS[choice])
    assert told.digest == checkpoint.digest
    assert checkpoint.name in told.url
    assert told.shape.latent_dim == checkpoint.config["model_config"]["latent_dim"]
