from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from vizvae.checkpoint import CARD, DECODER, WEIGHTS, CheckpointError
from vizvae.data.images import ImageSet, load_images
from vizvae.models import IMAGE_MODELS, MODELS
from vizvae.models.ae_conv import AeConv
from vizvae.models.mixture import Mixture
from vizvae.models.realnvp import RealNvp
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.rivals.checkpoint import RivalCheckpoint, keep, read_rival_config
from vizvae.rivals.config import RivalConfig
from vizvae.rivals.recipes import build_recipe
from vizvae.rivals.training import SNAPSHOT, Report, RivalTraining
from vizvae.training.schedule import learning_rate_at

SMALL_VAE = {"latent_dim": 3, "channels": [4, 6], "num_blocks": 1}
SMALL: dict[str, RivalConfig] = {
    "ae_mixture": RivalConfig(model="ae_mixture", model_config={**SMALL_VAE, "num_components": 2}),
    "classifier": RivalConfig(model="classifier", model_config={"channels": [3, 4], "feature_dim": 5}),
    "flow_vae": RivalConfig(
        model="flow_vae", model_config={**SMALL_VAE, "num_couplings": 2, "prior_hidden_dim": 8}, num_samples=2
    ),
    "gan": RivalConfig(model="gan", model_config={"latent_dim": 3, "channels": [4, 6]}),
    "pixelcnn": RivalConfig(model="pixelcnn", model_config={"channels": 4, "dilations": [1], "out_channels": 4}),
    "vae_conv": RivalConfig(model="vae_conv", model_config=SMALL_VAE, beta=2.0),
}


def images(count: int = 40) -> ImageSet:
    return load_images("mnist", "sample").subset(torch.arange(count))


def training_of(kind: str, **changes: object) -> RivalTraining:
    config = replace(SMALL[kind], epochs=2, batch_size=16, learning_rate=3e-3, **changes)  # pyright: ignore[reportArgumentType]
    return RivalTraining(build_recipe(config, images()), config, images())


def weights_of(training: RivalTraining) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in training.kept_weights().items()}


def test_every_kind_is_tried() -> None:
    assert set(SMALL) == (set(IMAGE_MODELS) - set(MODELS)) | {"vae_conv"}


@pytest.mark.parametrize("kind", list(SMALL))
def test_a_run_that_goes_on_ends_where_an_unbroken_one_does(kind: str, tmp_path: Path) -> None:
    unbroken = training_of(kind)
    before = weights_of(unbroken)
    reports = list(unbroken.run())
    assert [report.whole_pass for report in reports] == [False, False, False, True] * 2
    assert any(not torch.equal(before[name], value) for name, value in unbroken.kept_weights().items())

    broken = training_of(kind)
    for _, report in zip(range(6), broken.run(), strict=False):
        assert isinstance(report, Report)
    broken.save(tmp_path)
    again = training_of(kind)
    again.restore(tmp_path)
    list(again.run())
    for name, value in unbroken.kept_weights().items():
        assert torch.equal(value, again.kept_weights()[name]), name


@pytest.mark.parametrize("kind", ["classifier", "gan"])
def test_every_optimiser_gets_the_scheduled_rate(kind: str) -> None:
    """The same schedule as the VAEs', from its first step on."""
    training = training_of(kind, learning_rate_warmup_steps=2)
    seen = [
        {group["lr"] for optimizer in training.recipe.optimizers for group in optimizer.param_groups}
        for report in training.run()
        if not report.whole_pass
    ]
    assert seen == [{learning_rate_at(step, peak=3e-3, warmup_steps=2, total_steps=6)} for step in range(6)]
    assert seen[:3] == [{1.5e-3}, {3e-3}, {3e-3}]


def test_other_settings_do_not_go_on(tmp_path: Path) -> None:
    training_of("pixelcnn").save(tmp_path)
    with pytest.raises(ValueError, match=r"beta"):
        training_of("pixelcnn", beta=0.5).restore(tmp_path)


def test_a_torn_snapshot_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / SNAPSHOT).write_bytes(b"torn")
    with pytest.raises(ValueError, match="delete it to start anew"):
        training_of("pixelcnn").restore(tmp_path)


@pytest.mark.parametrize(  # exporting a network takes ten seconds
    "kind", [pytest.param(kind, marks=[pytest.mark.long] * (kind in {"flow_vae", "vae_conv"})) for kind in SMALL]
)
def test_what_is_kept_is_read_back(kind: str, tmp_path: Path) -> None:
    training = training_of(kind)
    list(training.run())
    keep(training, tmp_path, "python -m vizvae rival …", {})
    checkpoint = RivalCheckpoint(tmp_path)
    model = checkpoint.load_model()
    for name, value in model.named_parameters():
        assert torch.equal(value, training.average[name])
    assert checkpoint.card["num_parameters"] == sum(p.numel() for p in model.parameters())
    assert checkpoint.card["steps"] == 6
    assert (tmp_path / DECODER).exists() == (kind not in {"classifier", "pixelcnn"})


def test_other_weights_than_the_card_describes_are_refused(tmp_path: Path) -> None:
    training = training_of("classifier")
    keep(training, tmp_path, "", {})
    (tmp_path / WEIGHTS).write_bytes((tmp_path / WEIGHTS).read_bytes()[:-4] + b"0000")
    with pytest.raises(CheckpointError, match="other weights"):
        RivalCheckpoint(tmp_path).load_model()


def test_a_folder_without_a_card_is_no_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match=CARD):
        _ = RivalCheckpoint(tmp_path).card


def test_only_the_prior_learns_where_it_alone_is_asked_to() -> None:
    torch.manual_seed(0)
    around = VaeConv(VaeConvConfig(latent_dim=3, channels=(4, 6), num_blocks=1))
    config = replace(SMALL["flow_vae"], prior_only=True, epochs=1, batch_size=16)
    training = RivalTraining(build_recipe(config, images(), around), config, images())
    reports = list(training.run())
    model = training.recipe.model
    assert isinstance(model, VaeConv)
    assert isinstance(model.prior, RealNvp)
    for name, value in around.state_dict().items():
        assert torch.equal(value, model.state_dict()[name])
    assert any(p.abs().sum() > 0 for p in [model.prior.mean, model.prior.log_scale])
    assert set(reports[-1].costs) == {"kl"}


def test_a_prior_that_does_not_learn_cannot_learn_alone() -> None:
    with pytest.raises(ValueError, match="prior_only needs a model with a prior that is learned"):
        training_of("vae_conv", prior_only=True)


def test_a_start_of_other_sizes_is_refused() -> None:
    around = VaeConv(VaeConvConfig(latent_dim=3, channels=(4, 6), num_blocks=2))
    with pytest.raises(ValueError, match="does not fit"):
        build_recipe(SMALL["flow_vae"], images(), around)


def test_the_mixture_is_fitted_to_the_codes(tmp_path: Path) -> None:
    training = training_of("ae_mixture")
    keep(training, tmp_path, "", {})
    checkpoint = RivalCheckpoint(tmp_path)
    model = checkpoint.load_model()
    assert isinstance(model, AeConv)
    assert isinstance(model.prior, Mixture)
    assert model.prior.means.abs().sum() > 0
    assert checkpoint.title == "MNIST digits, convolutional autoencoder with a mixture fitted to its codes"


def test_unknown_settings_are_named() -> None:
    with pytest.raises(ValueError, match="unknown keys"):
        read_rival_config({"model": "gan", "epoch": 3})
    with pytest.raises(ValueError, match="unknown model"):
        build_recipe(RivalConfig(model="diffusion"), images())
    with pytest.raises(ValueError, match="epochs must be above 0"):
        RivalConfig(model="gan", epochs=0)
