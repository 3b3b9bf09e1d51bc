"""The data set: its splits, and a step of training on it."""

import pytest
import torch

from vizvae.data.factor_sets import factor_set
from vizvae.data.images import count_training_images, load_images
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState


@pytest.mark.parametrize(("split", "count"), [("train", 10_000), ("validation", 2_000), ("test", 10_000), ("sample", 5_000)])
def test_its_splits(split: str, count: int) -> None:
    images = load_images("discs", split)  # type: ignore[arg-type]
    assert (len(images), images.images.shape[1:]) == (count, (1, 28, 28))
    assert images.source == "drawn"
    assert {images.spec.class_names[label] for label in images.labels.unique().tolist()} == {"disc", "ring"}
    lit = (images.images > 0).flatten(1).sum(1)
    assert (lit > 0).all()


def test_a_larger_disc_has_more_light_and_a_ring_less() -> None:
    small, large, ring = factor_set("discs").images(torch.tensor([[0, 2, 20, 20], [0, 11, 20, 20], [1, 11, 20, 20]]))
    assert 0 < small.count_nonzero() < ring.count_nonzero() < large.count_nonzero()


def test_a_model_takes_a_step_on_it() -> None:
    data = load_images("discs", "train")
    assert count_training_images("discs") == len(data)
    config = TrainConfig(data="discs", model_config={"hidden_dim": 8, "latent_dim": 2})
    state = TrainingState.start(config, data.mean_image())
    report = next(iter(train(state, data.images[:128])))
    assert report.step == 1
