import json
import math
from dataclasses import asdict

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.helpers.linear_gaussian import LinearGaussian, LinearGaussianConfig
from tests.helpers.small import small_model
from vizvae.data.images import ImageSet, load_images
from vizvae.data.registry import image_spec
from vizvae.metrics import likelihood
from vizvae.metrics.likelihood import Evaluation, evaluate


class OfBytes(LinearGaussian):
    """The linear-Gaussian model of pixels in [0, 1], in float32 as images are."""

    def __init__(self, config: LinearGaussianConfig) -> None:
        super().__init__(config)
        self.offset = torch.full_like(self.offset, 0.5)

    def encode(self, x: Tensor):
        return super().encode(x.double())


def image_set(images: Tensor) -> ImageSet:
    return ImageSet(
        spec=image_spec("mnist"), split="test", source="sample", images=images, labels=torch.zeros(len(images)).long()
    )


@pytest.fixture
def noise() -> ImageSet:
    return image_set(torch.from_numpy(np.random.default_rng(0).integers(0, 256, (400, 1, 2, 3), dtype=np.uint8)))


def exact_nll(model: LinearGaussian, images: ImageSet) -> Tensor:
    return -model.log_marginal(images.images.double() / 255)


def test_with_the_exact_posterior_every_number_is_exact(noise: ImageSet) -> None:
    model = OfBytes(LinearGaussianConfig())
    result = evaluate(model, noise, num_samples=3, num_images=400)
    exact = exact_nll(model, noise)
    assert result.nll == pytest.approx(exact.mean().item(), abs=1e-5)
    assert result.nll_interval is not None
    low, high = result.nll_interval
    assert (low + high) / 2 == pytest.approx(result.nll)
    assert high - low == pytest.approx(2 * 1.9659 * exact.std().item() / math.sqrt(400), rel=1e-4)


def test_with_another_posterior_many_samples_find_the_exact_value(noise: ImageSet) -> None:
    model = OfBytes(LinearGaussianConfig(shift=0.3, widen=1.3))
    result = evaluate(model, noise, num_samples=300, num_images=400)
    exact = exact_nll(model, noise).mean().item()
    assert result.nll is not None
    assert result.elbo is not None
    assert result.nll_interval is not None
    assert result.nll_interval[0] < exact < result.nll_interval[1]
    assert result.nll == pytest.approx(exact, abs=0.01)
    assert -result.elbo > result.nll + 0.05


def test_terms_add_up_and_count_what_they_say(noise: ImageSet) -> None:
    result = evaluate(OfBytes(LinearGaussianConfig()), noise, num_samples=5, num_images=100)
    assert result.kl_per_dim is not None
    assert result.kl == pytest.approx(sum(result.kl_per_dim))
    assert result.elbo == pytest.approx(-result.recon_nll - sum(result.kl_per_dim))
    assert (result.num_samples, result.num_images, result.active_units) == (5, 100, 2)
    for word in ("100 images chosen", "5 draws", "importance-weighted"):
        assert word in result.protocol


def test_a_latent_whose_mean_stays_is_not_active(noise: ImageSet) -> None:
    model = OfBytes(LinearGaussianConfig())
    model.gains = model.gains * torch.tensor([1.0, 1e-3], dtype=torch.float64)
    model.loadings = model.loadings * torch.tensor([1.0, 1e-3], dtype=torch.float64)
    assert evaluate(model, noise, num_samples=2, num_images=50).active_units == 1


def test_a_seed_is_stored_so_that_twice_is_the_same() -> None:
    test = load_images("mnist", "test")
    torch.manual_seed(1)
    one = evaluate(small_model(), test, num_samples=4, num_images=30)
    torch.manual_seed(2)
    assert one == evaluate(small_model(), test, num_samples=4, num_images=30)


def test_an_image_has_the_same_pixels_whatever_the_number_of_images() -> None:
    """A deterministic model draws nothing, so the mean over 60 is that of its two halves if each image keeps its pixels."""
    test = load_images("mnist", "test")
    model = small_model("ae_conv")
    few, all_ = (evaluate(model, test, num_samples=1, num_images=count).recon_nll for count in (len(test) - 1, len(test)))
    assert few == pytest.approx(all_, abs=0.5)
    assert few != all_


@pytest.mark.parametrize("at_once", [1, 7, 64])
def test_the_size_of_chunks_changes_little(at_once: int, noise: ImageSet, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chunks draw other noise, so not nothing; with the exact posterior even nothing."""
    exact, off = OfBytes(LinearGaussianConfig()), OfBytes(LinearGaussianConfig(widen=1.2))
    before = [evaluate(model, noise, num_samples=40, num_images=20) for model in (exact, off)]
    monkeypatch.setattr(likelihood, "DECODES_AT_ONCE", at_once)
    after = [evaluate(model, noise, num_samples=40, num_images=20) for model in (exact, off)]
    assert after[0].nll == pytest.approx(before[0].nll, abs=1e-6)
    assert after[1].nll == pytest.approx(before[1].nll, abs=0.05)
    assert after[1].kl == pytest.approx(before[1].kl)
    assert after[1].recon_nll == pytest.approx(before[1].recon_nll, rel=0.05)


def test_progress_adds_up_to_the_number_of_images() -> None:
    seen: list[int] = []
    evaluate(small_model(), load_images("mnist", "test"), num_samples=100, num_images=50, progress=seen.append)
    assert sum(seen) == 50
    assert len(seen) > 1


def test_a_deterministic_model_has_a_reconstruction_and_nothing_else() -> None:
    result = evaluate(small_model("ae_conv"), load_images("mnist", "test"), num_samples=9, num_images=20)
    absent = (result.elbo, result.kl, result.nll, result.nll_interval, result.active_units, result.kl_per_dim)
    assert set(absent) == {None}
    assert (result.num_samples, result.num_images) == (0, 20)
    assert result.recon_nll > 0
    assert "no bound" in result.protocol


@pytest.mark.parametrize(("num_samples", "num_images"), [(0, 10), (5, 1), (5, 0)])
def test_numbers_that_give_no_interval_are_refused(num_samples: int, num_images: int) -> None:
    """The spread over one image is not a number, and JSON has no NaN."""
    with pytest.raises(ValueError, match="at least"):
        evaluate(small_model(), load_images("mnist", "test"), num_samples=num_samples, num_images=num_images)


@pytest.mark.parametrize("case", ["vae_mlp-bernoulli", "ae_conv"])
def test_there_and_back_through_the_json_of_a_card(case: str) -> None:
    result = evaluate(small_model(case), load_images("mnist", "test"), num_samples=2, num_images=10)
    assert Evaluation(**json.loads(json.dumps(asdict(result)))) == result
