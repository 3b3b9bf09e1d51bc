"""A reader of true factors: a small supervised network that says which factors an image looks as having. For what a VAE decodes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from vizvae.checkpoint import CONFIG, WEIGHTS, write_json, write_new_card, write_tensors
from vizvae.config import config_to_dict
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.factors import FactorDataset
from vizvae.export import export_reader
from vizvae.models.base import ImageShape
from vizvae.runs.arithmetic import has_bfloat16

READER = "reader.onnx"
BATCH = 128
LEARNING_RATE = 2e-3


@dataclass(frozen=True, kw_only=True)
class ReaderConfig:
    data: str
    image_shape: ImageShape
    sizes: tuple[int, ...]
    """Values of each factor."""
    channels: tuple[int, ...] = (16, 32, 48, 64)
    """Feature maps after each halving of the image's side."""
    hidden_dim: int = 192


class FactorReader(nn.Module):
    def __init__(self, config: ReaderConfig) -> None:
        super().__init__()
        self.config = config
        channels, height, width = config.image_shape
        times = 2 ** len(config.channels)
        self.down = nn.ModuleList(
            nn.Conv2d(before, after, 4, stride=2, padding=1) for before, after in itertools.pairwise((channels, *config.channels))
        )
        self.hidden = nn.Linear(config.channels[-1] * (height // times) * (width // times), config.hidden_dim)
        self.to_logits = nn.Linear(config.hidden_dim, sum(config.sizes))

    def forward(self, x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch value"]:
        """Logits of every factor's values, the first factor's first; `x` in 0…1."""
        h = x
        for conv in self.down:
            h = nn.functional.silu(conv(h))
        return self.to_logits(nn.functional.silu(self.hidden(h.flatten(1))))

    def nll(self, logits: Float[Tensor, "batch value"], factors: Int64[Tensor, "batch factor"]) -> Float[Tensor, " batch"]:
        """−log probability of the true factors, nats, summed over factors."""
        parts = logits.float().split(self.config.sizes, -1)
        losses = [nn.functional.cross_entropy(part, true, reduction="none") for part, true in zip(parts, factors.T, strict=True)]
        return torch.stack(losses).sum(0)

    def read(self, x: Float[Tensor, "batch channel height width"]) -> Int64[Tensor, "batch factor"]:
        """The likeliest value of each factor."""
        return torch.stack([part.argmax(-1) for part in self(x).split(self.config.sizes, -1)], -1)


def train_reader(key: str, *, steps: int, seed: int, progress: Callable[[], object]) -> FactorReader:
    """Every step draws new images of the whole grid, but none of the test images; `progress` is called after it.

    A third of each batch is blurred, as decoded images are softer than true ones. Raises ValueError for an unknown data set.
    """
    dataset = factor_set(key)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        reader = FactorReader(ReaderConfig(data=key, image_shape=dataset.image_shape, sizes=dataset.sizes))
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(reader.parameters(), lr=LEARNING_RATE, fused=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    is_test = torch.zeros(len(dataset), dtype=torch.bool)
    is_test[dataset.index_of(split_factors(dataset, "test"))] = True
    fast = has_bfloat16(torch.device("cpu"))
    for _ in range(steps):
        factors = dataset.sample_factors(BATCH, generator=generator)
        factors = factors[~is_test[dataset.index_of(factors)]]
        x = dataset.images(factors).float() / 255
        x[: BATCH // 3] = blurred(x[: BATCH // 3])
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            logits = reader(x)
        optimizer.zero_grad()
        reader.nll(logits, factors).mean().backward()
        optimizer.step()
        schedule.step()
        progress()
    return reader


def blurred(x: Float[Tensor, "batch channel height width"]) -> Float[Tensor, "batch channel height width"]:
    """Each pixel the mean of itself and its neighbours."""
    return nn.functional.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)


@torch.no_grad()
def accuracy(reader: FactorReader, dataset: FactorDataset) -> dict[str, dict[str, float]]:
    """On the test images, for each factor: the share read exactly, and for ordered ones the share within one step of the truth."""
    factors = split_factors(dataset, "test")
    found = torch.cat([reader.read(dataset.images(part).float() / 255) for part in factors.split(500)])
    off = (found - factors).abs()
    figures: dict[str, dict[str, float]] = {}
    for column, factor in enumerate(dataset.factors):
        figures[factor.name] = {"exact": (off[:, column] == 0).double().mean().item()}
        if factor.ordered:
            figures[factor.name]["within_one_step"] = (off[:, column] <= 1).double().mean().item()
    return figures


def write_reader(reader: FactorReader, folder: Path, *, steps: int, seed: int, command: str) -> dict[str, Any]:
    """The reader as a folder of plain files, with its accuracy on its card, which is returned."""
    dataset = factor_set(reader.config.data)
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / CONFIG, config_to_dict(reader.config))
    write_tensors(folder / WEIGHTS, reader.state_dict())
    export_reader(reader, dataset.image_shape, folder / READER)
    return write_new_card(
        folder,
        title=f"{dataset.title}: a reader of their factors",
        data={"key": dataset.key, "test_images": len(split_factors(dataset, "test"))},
        trained_on=f"{steps:,} batches of up to {BATCH} images drawn anew from all but the test images, a third of them blurred",
        steps=steps,
        seed=seed,
        accuracy=accuracy(reader, dataset),
        num_parameters=sum(parameter.numel() for parameter in reader.parameters()),
        command=command,
    )
