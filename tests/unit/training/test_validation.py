"""What validation images are scored on."""

import pytest
import torch

from tests.helpers.small import small_config
from vizvae.data.binarise import Binarisation, binarise
from vizvae.data.images import load_images
from vizvae.training.validation import VALIDATION_SEED, Validator


@pytest.mark.parametrize("how", ["draw", "threshold", "none"])
def test_validation_images_are_seen_as_training_images_are(how: Binarisation) -> None:
    """Thresholded pixels validated on drawn ones would look like overfitting."""
    validation = load_images("mnist", "validation").subset(torch.arange(50))
    config = small_config(binarisation=how)
    expected = binarise(validation.images, how, generator=torch.Generator().manual_seed(VALIDATION_SEED))
    assert torch.equal(Validator(validation, config).pixels, expected)
