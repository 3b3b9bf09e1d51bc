"""Every kind of training in the one loop: it learns, goes on bit for bit, and ends as a folder that is read back."""

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor

from tests.helpers.small import MODEL_CASES, small_model
from tests.helpers.training import complete
from vizvae.checkpoint import CheckpointError, OtherKind, open_image_model, read_checkpoint
from vizvae.data.images import ImageSet, Split, load_images
from vizvae.models import IMAGE_MODELS
from vizvae.models.ae_conv import AeConv
from vizvae.models.base import LatentModel
from vizvae.models.mixture import Mixture
from vizvae.models.realnvp import RealNvp
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.runs.metrics import MetricsReader
from vizvae.training import finish, run
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.estimate import check_memory, estimate
from vizvae.training.families import FAMILIES, check_family, family_of, kinds_of, with_usual
from vizvae.training.loop import EpochReport, StepReport, train
from vizvae.training.schedule import learning_rate_at
from vizvae.training.snapshot import read_view
from vizvae.training.state import TrainingState

SMALL_VAE = {"latent_dim": 3, "channels": [4, 6], "num_blocks": 1}
SMALL_FLOW = {**SMALL_VAE, "num_couplings": 2, "prior_hidden_dim": 8}
KINDS: dict[str, tuple[str, dict[str, Any], ObjectiveConfig]] = {
    "ae_mixture": ("ae_mixture", {**SMALL_VAE, "num_components": 2}, ObjectiveConfig(kind="reconstruction")),
    "classifier": ("classifier", {"channels": [3, 4], "feature_dim": 5}, ObjectiveConfig(kind="classification")),
    "flow_vae": ("flow_vae", SMALL_FLOW, ObjectiveConfig()),
    "flow_vae-iwae": ("flow_vae", SMALL_FLOW, ObjectiveConfig(kind="iwae", num_samples=2)),
    "prior": ("flow_vae", SMALL_FLOW, ObjectiveConfig(kind="prior")),
    "gan": ("gan", {"latent_dim": 3, "channels": [4, 6]}, ObjectiveConfig(kind="adversarial")),
    "pixelcnn": ("pixelcnn", {"channels": 4, "dilations": [1], "out_channels": 4}, ObjectiveConfig(kind="likelihood")),
    "pixelrnn": ("pixelrnn", {"hidden_dim": 4, "num_layers": 1, "out_channels": 4}, ObjectiveConfig(kind="likelihood")),
    "vae_conv": ("vae_conv", SMALL_VAE, ObjectiveConfig(beta=2.0)),
}
"""Each kind of training, and each model of `IMAGE_MODELS` that is not in tests/helpers."""
every = pytest.mark.parametrize("kind", list(KINDS))


def images(count: int = 40) -> ImageSet:
    return load_images("mnist", "sample").subset(torch.arange(count))


def few_images(key: str, split: Split, *, download: bool = False) -> ImageSet:
    return load_images(key, "sample").subset(torch.arange(40))


def config_of(kind: str, **changes: Any) -> TrainConfig:
    model, model_config, objective = KINDS[kind]
    values: dict[str, Any] = {"epochs": 2, "batch_size": 16, "learning_rate": 3e-3, **changes}
    if kind == "prior":
        values = {"start_from": "a VAE", **values}
    return TrainConfig(model=model, model_config=model_config, objective=objective, **values)


def started(kind: str, **changes: Any) -> TrainingState:
    return TrainingState.start(config_of(kind, **changes), images().mean_image())


def reports_of(state: TrainingState) -> list[StepReport | EpochReport]:
    return list(train(state, images().images, labels=images().labels))


def everything(state: TrainingState) -> dict[str, Tensor]:
    other = {} if state.adversary is None else state.adversary.tensors()
    average = {f"average.{name}": value for name, value in state.average.items()}
    return {name: value.clone() for name, value in {**state.model.state_dict(), **average, **other}.items()}


def test_every_kind_and_every_model_is_tried() -> None:
    tried = {config_of(kind).objective.kind for kind in KINDS}
    assert tried == set(FAMILIES)
    assert {name for name, _, _ in KINDS.values()} | {name for name, _ in MODEL_CASES.values()} == set(IMAGE_MODELS)


@every
def test_stopped_and_resumed_it_ends_with_the_same_bits(kind: str, tmp_path: Path) -> None:
    config = config_of(kind, weight_decay=0.01, grad_clip=5.0, precision="bfloat16" if kind in ("gan", "pixelcnn") else "float32")
    unbroken = TrainingState.start(config, images().mean_image())
    before = everything(unbroken)
    reports = reports_of(unbroken)
    assert [isinstance(report, EpochReport) for report in reports] == [False, False, False, True] * 2
    assert all(set(report.costs) == set(family_of(config).terms) for report in reports)
    after = everything(unbroken)
    assert any(not torch.equal(before[name], value) for name, value in after.items())

    broken = TrainingState.start(config, images().mean_image())
    for count, _ in enumerate(train(broken, images().images, labels=images().labels), start=1):
        if count == 6:
            break
    broken.save(tmp_path / "resume.safetensors")
    again = TrainingState.start(config, images().mean_image())
    again.restore(tmp_path / "resume.safetensors")
    reports_of(again)
    assert after.keys() == everything(again).keys()
    assert [name for name, value in everything(again).items() if not torch.equal(value, after[name])] == []


@pytest.mark.parametrize("kind", ["classifier", "gan"])
def test_every_optimiser_gets_the_scheduled_rate(kind: str) -> None:
    state = started(kind, learning_rate_warmup_steps=2)
    optimizers = [state.optimizer, *([state.adversary.optimizer] if state.adversary else [])]
    seen = [
        {group["lr"] for optimizer in optimizers for group in optimizer.param_groups}
        for report in train(state, images().images, labels=images().labels)
        if isinstance(report, StepReport)
    ]
    assert seen == [{learning_rate_at(step, peak=3e-3, warmup_steps=2, total_steps=6)} for step in range(6)]
    assert len(optimizers) == (2 if kind == "gan" else 1)


def test_only_the_prior_learns_where_it_alone_is_asked_to() -> None:
    torch.manual_seed(0)
    around = VaeConv(VaeConvConfig(latent_dim=3, channels=(4, 6), num_blocks=1))
    state = started("prior")
    state.adopt(around.state_dict())
    costs = reports_of(state)[-1].costs
    kept = state.evaluation_weights()
    for name, value in around.state_dict().items():
        assert torch.equal(value, kept[name])
    assert isinstance(state.model.prior, RealNvp)
    assert any(p.abs().sum() > 0 for p in [state.model.prior.mean, state.model.prior.log_scale])
    assert costs["kl"] == costs["kl"] > 0


def test_the_discriminator_learns_to_tell() -> None:
    """Beside a generator that hardly learns."""
    state = started("gan", epochs=12, learning_rate=2e-3)
    for parameter in state.model.parameters():
        parameter.requires_grad_(False)
    state.model.pixel_bias.requires_grad_(True)
    costs = [report.costs["discriminator"] for report in reports_of(state) if isinstance(report, EpochReport)]
    assert costs[-1] < 0.9 * costs[0]


def test_a_learned_prior_s_terms_add_up_to_its_bound() -> None:
    step = reports_of(started("flow_vae"))[0]
    assert step.costs["elbo"] == pytest.approx(-step.costs["recon_nll"] - step.costs["kl"], rel=1e-5)
    assert step.loss == pytest.approx(-step.costs["elbo"], rel=1e-5)


def test_what_is_usual_for_a_model_is_taken_where_nobody_says() -> None:
    assert {name: kinds_of(name)[0] for name in IMAGE_MODELS} == {
        **dict.fromkeys(["vae_broadcast", "vae_conv", "vae_mlp", "vae_strided", "flow_vae"], "elbo"),
        **dict.fromkeys(["ae_conv", "ae_mixture"], "reconstruction"),
        "classifier": "classification", "gan": "adversarial", "pixelcnn": "likelihood", "pixelrnn": "likelihood",
    }  # fmt: skip
    assert with_usual({"model": "gan", "seed": 3}) == {
        "model": "gan", "seed": 3, "objective": {"kind": "adversarial"}, "binarisation": "none",
    }  # fmt: skip
    assert with_usual({"model": "gan", "binarisation": "draw"})["binarisation"] == "draw"
    assert with_usual({"model": "flow_vae", "objective": {"kind": "iwae"}})["objective"] == {"kind": "iwae"}
    with pytest.raises(ValueError, match="unknown model 'diffusion'; known are"):
        with_usual({"model": "diffusion"})


@pytest.mark.parametrize(
    ("config", "says"),
    [
        (TrainConfig(model="gan"), "a convolutional GAN is trained with objective.kind 'adversarial', got 'elbo'"),
        (TrainConfig(model="ae_conv"), "'reconstruction', got 'elbo'"),
        (TrainConfig(model="vae_mlp", objective=ObjectiveConfig(kind="prior")), "'elbo' or 'iwae', got 'prior'"),
        (TrainConfig(model="flow_vae", objective=ObjectiveConfig(kind="prior")), "name that as start_from"),
        (TrainConfig(model="flow_vae", objective=ObjectiveConfig(free_bits=0.5)), "leave out objective.free_bits"),
        (TrainConfig(model="flow_vae", objective=ObjectiveConfig(penalty="dip-i")), "and penalties"),
        (
            TrainConfig(model="classifier", model_config={"num_classes": 3}, objective=ObjectiveConfig(kind="classification")),
            "set model_config.num_classes to 10",
        ),
    ],
)
def test_settings_that_make_no_sense_for_a_kind_are_refused(config: TrainConfig, says: str) -> None:
    for check in (check_family, check_memory):
        with pytest.raises(ValueError, match=says):
            check(config)


@every
def test_it_can_be_said_what_a_run_will_cost(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.training.estimate.SECONDS_TO_MEASURE", 0.01)
    found = estimate(config_of(kind))
    assert found.num_parameters > 50
    assert found.num_bytes > 4 * found.num_parameters
    assert found.seconds_per_epoch > 0


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run, finish):
        monkeypatch.setattr(module, "load_images", few_images)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("prior", "vae_conv", "flow_vae-iwae")])
def test_a_run_ends_as_a_folder_that_is_read_back(kind: str, tmp_path: Path) -> None:
    config = config_of(kind)
    folder = complete(tmp_path / "run", config)
    found = open_image_model(folder)
    model, card = found.load_model(), found.card
    assert card["steps"] == 6
    assert card["training"]["objective"]["kind"] == config.objective.kind
    assert card["num_parameters"] == sum(p.numel() for p in model.parameters())
    assert card["training_seconds"] >= 0
    reader = MetricsReader(folder)
    reader.update()
    last = reader.epochs[-1]
    scores = {"classifier": {"loss", "error"}, "gan": set(), "pixelcnn": {"loss"}, "pixelrnn": {"loss"}}.get(
        kind, {"recon_nll", "kl", "elbo"}
    )
    assert {name for name in last if name.startswith("validation_")} == {f"validation_{name}" for name in scores | {"kl_per_dim"}}
    assert set(family_of(config).terms) <= set(reader.steps[-1])
    view = read_view(folder)
    assert view is not None
    latent = isinstance(model, LatentModel)
    assert (view.mu is not None, view.recon is not None) == (latent, latent)
    assert (view.prior is not None) == (kind in ("flow_vae", "gan", "pixelcnn", "pixelrnn"))
    assert view.kl_per_dim is None
    with pytest.raises(OtherKind, match="which the Compare page alone can open"):
        read_checkpoint(folder)


@pytest.mark.usefixtures("few")
def test_the_mixture_is_fitted_to_the_codes(tmp_path: Path) -> None:
    found = open_image_model(complete(tmp_path / "run", config_of("ae_mixture", epochs=1)))
    model = found.load_model()
    assert isinstance(model, AeConv)
    assert isinstance(model.prior, Mixture)
    assert model.prior.means.abs().sum() > 0
    assert found.title == "MNIST digits, convolutional autoencoder with a mixture fitted to its codes, 3 latents"


@pytest.mark.usefixtures("few")
def test_a_prior_is_trained_around_a_run_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    complete(tmp_path / "around", config_of("vae_conv", epochs=1))
    found = open_image_model(complete(tmp_path / "prior", config_of("prior", epochs=1, start_from="around")))
    model, around = found.load_model(), read_checkpoint(tmp_path / "around").load_model()
    for name, value in around.state_dict().items():
        assert torch.equal(value, model.state_dict()[name])
    assert found.card["started_from"]["steps"] == 3
    with pytest.raises(CheckpointError, match="There is no model named nobody"):
        complete(tmp_path / "other", config_of("prior", start_from="nobody"))


def test_a_start_of_other_sizes_is_refused() -> None:
    around = small_model("vae_conv", channels=[4, 8], hidden_dims=[])
    with pytest.raises(ValueError, match=r"start_from 'a VAE' does not fit flow_vae: .*wrong shapes"):
        started("prior").adopt(around.state_dict())
    fitting = VaeConv(VaeConvConfig(latent_dim=3, channels=(4, 6), num_blocks=1)).state_dict()
    del fitting[next(iter(fitting))]
    with pytest.raises(ValueError, match="missing"):
        started("prior").adopt(fitting)


def test_no_part_of_a_gan_s_batch_can_be_worked_on_alone() -> None:
    from vizvae.training.distributed import World

    state = started("gan")
    with pytest.raises(ValueError, match="looks at whole batches: train it in one process"):
        next(train(state, images().images, World(rank=0, size=2)))
