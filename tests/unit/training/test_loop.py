import math
from dataclasses import replace
from typing import Any

import pytest
import torch

from tests.helpers.small import sample_images, small_config
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.distributed import ALONE
from vizvae.training.families import family_of
from vizvae.training.loop import EpochReport, StepReport, train
from vizvae.training.schedule import Schedule, learning_rate_at
from vizvae.training.state import TrainingState

IMAGES = sample_images(160)


def started(config: TrainConfig) -> TrainingState:
    return TrainingState.start(config, IMAGES.float().mean(0) / 255)


def epochs(config: TrainConfig) -> tuple[TrainingState, list[EpochReport]]:
    state = started(config)
    return state, [report for report in train(state, IMAGES) if isinstance(report, EpochReport)]


@pytest.mark.parametrize("case", ["ae_conv", "vae_conv", "vae_mlp-bernoulli", "vae_mlp-gaussian"])
def test_the_loss_falls(case: str) -> None:
    """A light KL: these networks are too small to pay for a latent within a few passes."""
    kind = "reconstruction" if case == "ae_conv" else "elbo"
    config = small_config(
        case,
        epochs=15,
        batch_size=16,
        learning_rate=1e-2,
        binarisation="none" if case == "vae_mlp-gaussian" else "threshold",
        objective=ObjectiveConfig(kind=kind, beta=0.1),
    )
    _, reports = epochs(config)
    assert reports[-1].loss < 0.95 * reports[0].loss
    assert all(math.isfinite(report.loss) for report in reports)


def test_a_seed_gives_the_weights_and_another_seed_others() -> None:
    one, same, other = (
        torch.cat([p.flatten() for p in epochs(small_config(seed=seed))[0].model.parameters()]) for seed in (3, 3, 4)
    )
    assert torch.equal(one, same)
    assert not torch.equal(one, other)


def test_training_draws_from_its_own_generator_only() -> None:
    torch.manual_seed(1)
    one, _ = epochs(small_config())
    torch.manual_seed(2)
    other, _ = epochs(small_config())
    assert torch.equal(next(one.model.parameters()), next(other.model.parameters()))


def test_every_image_is_used_once_a_pass() -> None:
    state = started(small_config(batch_size=64))
    reports = list(train(state, IMAGES))
    steps = [report for report in reports if isinstance(report, StepReport)]
    assert [(s.epoch, s.step, s.num_images) for s in steps] == [
        (0, 1, 64), (0, 2, 64), (0, 3, 32), (1, 4, 64), (1, 5, 64), (1, 6, 32),
    ]  # fmt: skip
    assert sorted(state.order.tolist()) == list(range(160))


def test_a_pass_reports_the_mean_over_images_of_its_steps() -> None:
    reports = list(train(started(small_config(epochs=1, batch_size=64)), IMAGES))
    steps, summary = reports[:-1], reports[-1]
    assert isinstance(summary, EpochReport)
    for name in ("loss", "recon_nll", "kl", "elbo"):
        total = sum(step.costs[name] * step.num_images for step in steps if isinstance(step, StepReport))
        assert summary.costs[name] == pytest.approx(total / 160)
    assert summary.costs["elbo"] == pytest.approx(-summary.costs["recon_nll"] - summary.costs["kl"])
    assert summary.loss == pytest.approx(-summary.costs["elbo"])


def terms_of(objective: ObjectiveConfig, case: str = "vae_mlp-bernoulli", step: int = 0) -> list[torch.Tensor]:
    config = small_config(case, objective=objective, batch_size=16)  # ten steps a pass
    x = (IMAGES[:8] > 127).float()
    model = started(config).model
    noise = torch.randn(
        *([5] if objective.kind == "iwae" else []), 8, model.latent_dim, generator=torch.Generator().manual_seed(0)
    )
    settings = Schedule(config, len(IMAGES)).at(step, ())
    terms, _ = family_of(config).objective_of(model, config, ALONE, len(IMAGES))(x, noise, None, settings, 8)
    return list(terms)


def test_beta_and_warm_up_weigh_the_kl() -> None:
    loss, recon_nll, kl, _ = terms_of(ObjectiveConfig(beta=4.0))
    torch.testing.assert_close(loss, recon_nll + 4 * kl)
    loss, recon_nll, kl, elbo = terms_of(ObjectiveConfig(beta=4.0, kl_warmup_epochs=2.0), step=5)
    torch.testing.assert_close(loss, recon_nll + kl)  # a quarter of the way to 4
    torch.testing.assert_close(elbo, -recon_nll - kl)  # what is reported is the ELBO, whatever is optimised


@pytest.mark.parametrize("penalty", ["kl", "total_correlation", "dip-ii"])
def test_a_bottleneck_weighs_the_kl_and_its_penalty_together(penalty: Any) -> None:
    usual = ObjectiveConfig(beta=3.0, penalty=penalty)
    loss, recon_nll, _, _ = terms_of(usual, step=0)
    narrow = replace(usual, bottleneck=9.0, bottleneck_epochs=2.0)
    squeezed, same_nll, _, _ = terms_of(narrow, step=0)
    torch.testing.assert_close(same_nll, recon_nll)
    torch.testing.assert_close(squeezed - recon_nll, 9 * (loss - recon_nll), rtol=1e-4, atol=1e-3)
    half, _, _, _ = terms_of(narrow, step=10)  # of twenty
    torch.testing.assert_close(half - recon_nll, 3 * (loss - recon_nll), rtol=1e-4, atol=1e-3)
    done, _, _, _ = terms_of(narrow, step=20)
    torch.testing.assert_close(done, loss)


def test_free_bits_keep_the_penalty_at_the_floor() -> None:
    loss, recon_nll, kl, _ = terms_of(ObjectiveConfig(free_bits=50.0))
    torch.testing.assert_close(loss - recon_nll, torch.full((8,), 150.0))
    assert (kl < 150).all()


def test_capacity_pulls_the_kl_to_its_target_from_both_sides() -> None:
    loss, recon_nll, kl, _ = terms_of(ObjectiveConfig(beta=10.0, capacity=0.5))
    torch.testing.assert_close(loss, recon_nll + 10 * (kl - 0.5).abs())
    assert (kl < 0.5).any()
    loss, recon_nll, kl, _ = terms_of(ObjectiveConfig(beta=10.0, capacity=8.0, capacity_epochs=4.0), step=20)
    torch.testing.assert_close(loss, recon_nll + 10 * (kl - 4).abs())  # half of the way to 8
    loss, recon_nll, kl, _ = terms_of(ObjectiveConfig(capacity=8.0, capacity_epochs=4.0), step=0)
    torch.testing.assert_close(loss, recon_nll + kl)


def test_iwae_reports_its_loss_and_no_terms() -> None:
    loss, recon_nll, kl, elbo = terms_of(ObjectiveConfig(kind="iwae", num_samples=5))
    assert loss.isfinite().all()
    assert recon_nll.isnan().all()
    assert kl.isnan().all()
    assert elbo.isnan().all()  # the bound is tighter than an ELBO, and must not go by its name


def test_reconstruction_is_all_a_deterministic_model_has() -> None:
    loss, recon_nll, kl, elbo = terms_of(ObjectiveConfig(kind="reconstruction"), "ae_conv")
    assert torch.equal(loss, recon_nll)
    assert kl.isnan().all()
    assert elbo.isnan().all()


def test_learning_rate_warms_up_linearly_and_decays_along_a_half_cosine() -> None:
    rates = [learning_rate_at(step, peak=1.0, warmup_steps=4, total_steps=104) for step in range(105)]
    assert rates[:4] == [0.25, 0.5, 0.75, 1.0]
    assert rates[4] == 1.0
    assert rates[54] == pytest.approx(0.5)
    assert rates[104] == pytest.approx(0.0)
    assert rates[4:] == sorted(rates[4:], reverse=True)
    assert {learning_rate_at(step, peak=1.0, warmup_steps=0, total_steps=10, cosine=False) for step in range(10)} == {1.0}


def test_the_optimiser_gets_the_scheduled_rate() -> None:
    config = small_config(batch_size=80, learning_rate_warmup_steps=2)
    state, seen = started(config), []
    for report in train(state, IMAGES):
        if isinstance(report, StepReport):
            seen.append(state.optimizer.param_groups[0]["lr"])
    assert seen == [learning_rate_at(step, peak=config.learning_rate, warmup_steps=2, total_steps=4) for step in range(4)]


def test_gradients_are_clipped_to_their_largest_norm() -> None:
    state = started(small_config(grad_clip=0.01))
    next(iter(train(state, IMAGES)))
    norm = math.sqrt(sum(float(p.grad.square().sum()) for p in state.model.parameters() if p.grad is not None))
    assert norm == pytest.approx(0.01, rel=1e-3)
    free = started(small_config())
    next(iter(train(free, IMAGES)))
    assert sum(float(p.grad.square().sum()) for p in free.model.parameters() if p.grad is not None) > 1


def test_the_average_follows_the_weights_and_is_what_is_kept() -> None:
    state = started(small_config(ema_decay=0.99))
    name, parameter = next(iter(state.model.named_parameters()))
    expected = parameter.detach().clone()
    for step, report in enumerate(train(state, IMAGES)):
        if isinstance(report, EpochReport):
            break
        decay = min(0.99, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * parameter.detach()
    torch.testing.assert_close(state.average[name], expected)
    assert torch.equal(state.evaluation_weights()[name], state.average[name])
    raw = started(small_config(ema_decay=0.0))
    assert raw.average == {}
    assert torch.equal(raw.evaluation_weights()[name], raw.model.state_dict()[name])


@pytest.mark.parametrize("penalty", ["total_correlation", "factor_vae", "dip-i", "dip-ii"])
def test_penalties_on_the_batch_are_trained_with_and_refused_where_they_make_no_sense(penalty: Any) -> None:
    config = small_config(objective=ObjectiveConfig(penalty=penalty, beta=4.0), epochs=1)
    losses = [report.loss for report in train(TrainingState.start(config, IMAGES.float().mean(0) / 255), IMAGES)]
    assert all(math.isfinite(loss) for loss in losses)
    for wrong in (ObjectiveConfig(penalty=penalty, capacity=5.0), ObjectiveConfig(penalty=penalty, kind="iwae")):
        with pytest.raises(ValueError, match="needs the plain elbo"):
            small_config(objective=wrong)
    with pytest.raises(ValueError, match="at least 2"):
        small_config(objective=ObjectiveConfig(penalty=penalty), batch_size=1)
