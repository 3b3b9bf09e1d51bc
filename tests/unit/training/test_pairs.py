"""A GVAE of pairs: of two images that differ in one factor all latents but one are made equal; in the loop, in a run and in the form."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from tests.helpers.small import small_config
from tests.helpers.training import complete, few_images, make_quick
from vizvae.checkpoint import read_checkpoint
from vizvae.data.pairs import Partners
from vizvae.gaussian import DiagonalGaussian
from vizvae.objectives import recon_nll, shared_but_one
from vizvae.runs.folder import RESUME
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.distributed import ALONE, World
from vizvae.training.estimate import estimate
from vizvae.training.families import check_family, family_of
from vizvae.training.loop import StepReport, draw_batch, partners_of, train
from vizvae.training.run import train_in_folder
from vizvae.training.schedule import Schedule
from vizvae.training.state import TrainingState

PAIRS = ObjectiveConfig(penalty="pairs", beta=3.0)
IMAGES = few_images("sprites", "train").images


def config_of(**changes: object) -> TrainConfig:
    config = small_config(
        "vae_strided-bernoulli", data="sprites", objective=PAIRS, epochs=2, batch_size=64, binarisation="threshold"
    )
    return replace(config, model_config={**config.model_config, "image_shape": [1, 64, 64]}, **changes)  # pyright: ignore[reportArgumentType]


def started(config: TrainConfig) -> TrainingState:
    return TrainingState.start(config, IMAGES.float().mean(0) / 255)


def test_by_hand_the_latent_furthest_apart_stays_and_the_others_are_averaged() -> None:
    first = DiagonalGaussian(torch.tensor([[0.0, 1.0, 2.0]]), torch.tensor([[1.0, 4.0, 1.0]]).log())
    second = DiagonalGaussian(torch.tensor([[1.0, 1.0, -1.0]]), torch.tensor([[3.0, 2.0, 1.0]]).log())
    one, other = shared_but_one(first, second)
    assert one.mu.tolist() == [[0.5, 1.0, 2.0]]
    assert other.mu.tolist() == [[0.5, 1.0, -1.0]]
    torch.testing.assert_close(one.logvar.exp(), torch.tensor([[2.0, 3.0, 1.0]]))
    torch.testing.assert_close(other.logvar.exp(), torch.tensor([[2.0, 3.0, 1.0]]))


def test_the_latent_that_stays_is_the_one_of_the_largest_divergence() -> None:
    """Not of the means alone: by PyTorch's own KL, both ways, over random posteriors."""
    generator = torch.Generator().manual_seed(0)
    mu, logvar = torch.randn(2, 2, 200, 4, generator=generator)
    first, second = (DiagonalGaussian(mu[side], 2 * logvar[side]) for side in (0, 1))
    one, _ = shared_but_one(first, second)
    normals = [Normal(each.mu, each.std) for each in (first, second)]
    apart = kl_divergence(*normals) + kl_divergence(*reversed(normals))
    assert torch.equal((one.mu == first.mu).float().argmax(1), apart.argmax(1))
    assert ((one.mu == first.mu).sum(1) == 1).all()
    assert (apart.argmax(1) != (first.mu - second.mu).abs().argmax(1)).any()


def test_the_loss_is_the_mean_over_both_images_of_a_pair() -> None:
    config = config_of()
    state = started(config)
    batch = draw_batch(state, IMAGES, state.generator, partners=partners_of(config))
    assert (batch.size, len(batch.x)) == (64, 128)
    settings = Schedule(config, len(IMAGES)).at(0, ())
    with torch.no_grad():
        (loss, nll, kl, elbo), kl_per_dim = family_of(config).objective_of(state.model, config, ALONE, len(IMAGES))(
            batch.x, batch.noise, None, settings, batch.size
        )
        expected = []
        for side in range(64):
            rows = [side, 64 + side]
            posterior = state.model.encode(batch.x[rows])
            both = shared_but_one(*(DiagonalGaussian(posterior.mu[[row]], posterior.logvar[[row]]) for row in (0, 1)))
            z = torch.cat([each.at(batch.noise[[row]]) for each, row in zip(both, rows, strict=True)])  # pyright: ignore[reportOptionalSubscript]
            costs = recon_nll(state.model, batch.x[rows], z) + 3 * torch.cat([each.kl for each in both])
            expected.append(costs.mean())
    torch.testing.assert_close(loss, torch.stack(expected), rtol=1e-4, atol=1e-3)
    torch.testing.assert_close(loss, nll + 3 * kl)
    torch.testing.assert_close(elbo, -nll - kl)
    torch.testing.assert_close(kl_per_dim.sum(1), kl)


def test_stopped_and_resumed_a_run_ends_with_the_same_bits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_quick(monkeypatch)
    config = config_of()
    whole = read_checkpoint(complete(tmp_path / "whole", config)).load_model().state_dict()
    broken = train_in_folder(config, tmp_path / "broken", command="test")
    for report in broken:
        if isinstance(report, StepReport) and report.step == 2:
            broken.close()
    assert (tmp_path / "broken" / RESUME).exists()
    again = read_checkpoint(complete(tmp_path / "broken", config))
    assert [name for name, value in again.load_model().state_dict().items() if not torch.equal(value, whole[name])] == []
    assert "GVAE of pairs" in str(again.card["title"])


def test_a_pass_looks_at_every_image_once_and_its_costs_are_finite() -> None:
    config = config_of(epochs=1)
    steps = [report for report in train(started(config), IMAGES, partners=partners_of(config)) if isinstance(report, StepReport)]
    assert [report.num_images for report in steps] == [64, 64, 32]
    assert all(math.isfinite(report.loss) for report in steps)


def test_partners_are_needed_by_pairs_and_by_nothing_else() -> None:
    with pytest.raises(ValueError, match="partners"):
        next(train(started(config_of()), IMAGES))
    plain = config_of(objective=ObjectiveConfig())
    with pytest.raises(ValueError, match="partners"):
        next(train(started(plain), IMAGES, partners=Partners.of_training_images("sprites").draw))
    assert partners_of(plain) is None


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no factors are known of 'mnist'.*'sprites'"):
        check_family(TrainConfig(objective=PAIRS))
    with pytest.raises(ValueError, match="closed form"):
        config_of(objective=replace(PAIRS, kl_estimator="monte_carlo"))
    with pytest.raises(ValueError, match="needs the plain elbo"):
        config_of(objective=replace(PAIRS, free_bits=0.5))
    with pytest.raises(ValueError, match="whole batches"):
        family_of(config_of()).objective_of(None, config_of(), World(rank=0, size=2), 100)


def test_a_run_of_pairs_is_estimated_with_both_images() -> None:
    pairs, alone = (estimate(config_of(objective=objective)) for objective in (PAIRS, ObjectiveConfig()))
    assert pairs.num_bytes > 1.5 * alone.num_bytes - 6 * 4 * alone.num_parameters
