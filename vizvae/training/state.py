"""Everything a run needs to go on: weights, their average, optimiser moments, random state, place in the data. One atomic file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint.folder import mismatches
from vizvae.config import config_from_dict, config_to_dict
from vizvae.models import build_image_model
from vizvae.runs.arithmetic import arithmetic_of, what_differs
from vizvae.runs.control import Change
from vizvae.runs.optimizer_state import optimizer_tensors, restore_optimizer, under
from vizvae.training.adversary import Adversary
from vizvae.training.config import TrainConfig
from vizvae.training.distributed import CPU
from vizvae.training.families import family_of

PLACE = ("epoch", "position", "step", "epochs_changes", "arithmetic")


@dataclass
class TrainingState:
    config: TrainConfig
    model: Any
    """One of `IMAGE_MODELS`."""
    average: dict[str, Tensor]
    """Moving average of the parameters, by name; empty without averaging. Buffers, such as a batch norm's moving statistics, are averages
    themselves and are evaluated as they are."""
    optimizer: torch.optim.Optimizer
    generator: torch.Generator
    """Source of every random number of the run but the initial weights."""
    order: Tensor
    """(num_images,): this epoch's permutation."""
    sums: Tensor
    """This epoch's totals so far, of the family's terms."""
    adversary: Adversary | None
    """The second network of FactorVAE and of a GAN; None for all others."""
    epoch: int = 0
    position: int = 0
    """Images of this epoch already used."""
    step: int = 0
    epochs_changes: list[dict[str, int]] = field(default_factory=list)
    """Resumptions with another number of epochs, which bends the learning-rate schedule: what a card must tell to stay honest."""
    arithmetic: list[dict[str, Any]] = field(default_factory=list)
    """What the steps were computed with (`Arithmetic`), `from_step` on; more than one where the run was resumed under other conditions."""
    changes: list[Change] = field(default_factory=list)
    """Of settings, known beforehand or made on the way, in the order they were made. Not saved here: events.jsonl has them."""
    images: str = ""
    """Fingerprint of the training images; empty where none is known"""

    @classmethod
    def start(cls, config: TrainConfig, mean_image: Tensor, device: torch.device = CPU) -> TrainingState:
        """A fresh run: weights from `config.seed`, output bias from the mean training image in [0, 1]. Weights, their average and the
        optimiser's moments are on `device`; random numbers, and so the permutation, are drawn on the CPU.

        Raises ValueError if the configured model is for images of another shape, or cannot be trained by the objective's kind.
        """
        family = family_of(config)
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            model = build_image_model(config.model, config.model_config)
            adversary = family.make_adversary(config, model, device)
        if tuple(mean_image.shape) != (image_shape := model.config.image_shape):
            raise ValueError(f"the model is for images of shape {image_shape}, the data are of shape {tuple(mean_image.shape)}")
        family.start(model, mean_image)
        # Convolutions take a tenth to a fifth less time in this layout; other layers do not care.
        model = model.to(device=device, memory_format=torch.channels_last)
        learner = family.learner(model)
        if learner is not model:
            model.requires_grad_(False)
            learner.requires_grad_(True)
        optimizer = torch.optim.AdamW(
            learner.parameters(), lr=config.learning_rate, betas=family.betas, weight_decay=config.weight_decay, fused=True
        )
        average = {name: p.detach().clone() for name, p in model.named_parameters()} if config.ema_decay else {}
        return cls(
            config=config,
            model=model,
            average=average,
            optimizer=optimizer,
            generator=torch.Generator().manual_seed(config.seed),
            order=torch.empty(0, dtype=torch.int64),
            sums=torch.zeros(len(family.terms), dtype=torch.float64),
            adversary=adversary,
            arithmetic=[{"from_step": 0, **asdict(arithmetic_of(device, config.precision))}],
            changes=list(config.changes),
        )

    def adopt(self, weights: dict[str, Tensor]) -> None:
        """Start from trained weights instead of fresh ones. A learned prior may be missing among them: it stays fresh.

        Raises ValueError if they have other names or shapes than this model's.
        """
        expected = self.model.state_dict()
        fresh = {name: value for name, value in expected.items() if name.startswith("prior.") and name not in weights}
        if mismatch := mismatches(expected, weights | fresh):
            raise ValueError(f"start_from {self.config.start_from!r} does not fit {self.config.model}: {mismatch}")
        self.model.load_state_dict(weights | fresh)
        for name, parameter in self.model.named_parameters():
            if name in self.average:
                self.average[name].copy_(parameter.detach())

    @torch.no_grad()
    def update_average(self) -> None:
        """One step of the moving average; its memory grows from one step to `1 / (1 − ema_decay)`, so early averages are not stale."""
        if self.average:
            decay = min(self.config.ema_decay, (1 + self.step) / (10 + self.step))
            torch._foreach_lerp_(list(self.average.values()), list(self.model.parameters()), 1 - decay)  # pyright: ignore[reportPrivateImportUsage]

    def evaluation_weights(self) -> dict[str, Tensor]:
        """The weights to evaluate and keep."""
        return {**self.model.state_dict(), **self.average}

    def caveat(self) -> str:
        """What keeps this run from ending with the same bits as an undisturbed one, or as one on a machine with all that is asked for,
        in sentences for a person; empty for nothing."""
        return " ".join(filter(None, (self._of_precision(), self._of_bits())))

    def _of_precision(self) -> str:
        if self.arithmetic[-1].get("precision", self.config.precision) == self.config.precision:
            return ""
        return (
            f"This processor has no fast {self.config.precision}: the networks are computed in float32 instead, which is several times "
            "faster here."
        )

    def _of_bits(self) -> str:
        now = self.arithmetic[-1]
        if len(self.arithmetic) > 1 and now["from_step"] == self.step and (differs := what_differs(self.arithmetic[-2], now)):
            return f"It goes on under other conditions, so last digits may differ from those of an undisturbed run: {differs}."
        if not now["same_bits"] and next(self.model.parameters()).device.type == "cpu":
            return (
                "MKL_CBWR does not ask for the same bits in every process (AUTO,STRICT would): resumed, this run may differ from an "
                "undisturbed one in the last digits."
            )
        return ""

    def save(self, path: Path) -> None:
        """Write aside, flush to disk, rename: a killed run leaves the old file or the new one, never a torn one."""
        tensors = {f"model.{k}": v for k, v in self.model.state_dict().items()}
        tensors |= {f"average.{k}": v for k, v in self.average.items()}
        tensors |= {f"optimizer.{k}": v for k, v in optimizer_tensors(self.optimizer).items()}
        if self.adversary:
            tensors |= {f"adversary.{k}": v for k, v in self.adversary.tensors().items()}
        tensors |= {"generator": self.generator.get_state(), "order": self.order, "sums": self.sums}
        place = {name: getattr(self, name) for name in PLACE}
        # As bytes: safetensors' own file writer leaves a hidden temporary file of its own behind when it is killed.
        content = save(
            {k: v.detach().contiguous().clone() for k, v in tensors.items()},
            metadata={"config": json.dumps(config_to_dict(self.config)), "place": json.dumps(place), "images": self.images},
        )
        atomic_write(path, content, durable=True)

    def restore(self, path: Path) -> None:
        """Go on from `path`, written by `save` under an equal configuration and with the same images; only `epochs` may differ, and that is
        kept on record.

        Raises ValueError if the file is not readable, or was written under another configuration, naming what differs, or with others.
        """
        try:
            with safe_open(path, framework="pt") as file:
                metadata = file.metadata() or {}
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dictionary)
        except (SafetensorError, OSError) as error:
            raise ValueError(f"{path} cannot be resumed from ({error}); delete it to start anew") from error
        if not {"config", "place"} <= set(metadata):
            raise ValueError(f"{path} cannot be resumed from (it is no snapshot of a run); delete it to start anew")
        theirs = json.loads(metadata["config"])
        differing = differences(path.parent, theirs, self.config)
        check_same_images(path.parent, self.config, metadata.get("images", ""), self.images)
        try:
            self._take(tensors)
        except (KeyError, RuntimeError, TypeError) as error:
            raise ValueError(f"{path} cannot be resumed from (it is damaged: {error}); delete it to start anew") from error
        here = self.arithmetic[-1]
        for name, value in json.loads(metadata["place"]).items():
            setattr(self, name, value)
        if {**here, **self.arithmetic[-1], "from_step": 0} != here:  # an older version recorded less
            self.arithmetic = [*self.arithmetic, {**here, "from_step": self.step}]
        if differing:
            self.epochs_changes = [
                *self.epochs_changes,
                {"at_epoch": self.epoch, "from": theirs["epochs"], "to": self.config.epochs},
            ]

    def _take(self, tensors: dict[str, Tensor]) -> None:
        """Raises KeyError or RuntimeError for a missing one and one of another shape."""
        self.model.load_state_dict(under("model.", tensors))
        for name, value in under("average.", tensors).items():
            self.average[name].copy_(value)
        restore_optimizer(self.optimizer, under("optimizer.", tensors))
        if self.adversary:
            self.adversary.restore(under("adversary.", tensors))
        self.generator.set_state(tensors["generator"])
        self.order, self.sums = tensors["order"], tensors["sums"]


def check_same_images(folder: Path, config: TrainConfig, then: str, now: str) -> None:
    """Raises ValueError where the run in `folder` has been trained on images of another fingerprint than those that are here now: a set of
    one's own was replaced, or the full set has come where there was a sample. An early version wrote none, which says nothing."""
    if then and now and then != now:
        raise ValueError(
            f"{folder} was trained so far on other images of {config.data} than are here now (expected those with fingerprint {then}, got "
            f"{now}): bring the former ones back, or train anew under another name"
        )


def differences(folder: Path, theirs: dict[str, Any], config: TrainConfig) -> dict[str, tuple[Any, Any]]:
    """Settings in which `config` differs from those of the run in `folder`: (there, here).

    Raises ValueError if it is more than the number of epochs, or if `theirs` are no settings of this version.
    """
    try:
        there = config_to_dict(config_from_dict(TrainConfig, theirs))
    except ValueError as error:
        raise ValueError(f"{folder} holds a run of another version ({error}); use another folder") from error
    there, here = (json.loads(json.dumps(values)) for values in (there, config_to_dict(config)))
    found = {key: (there[key], here[key]) for key in sorted(here) if there[key] != here[key]}
    if set(found) - {"epochs"}:
        raise ValueError(
            f"{folder} holds a run with another configuration (there, here): {found}. Use its settings, or another folder."
        )
    return found
