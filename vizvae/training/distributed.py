"""The processes that train one model together: one alone, or those that torchrun, srun or another launcher started.

All of them hold the same state and draw the same random numbers; each takes its part of every batch, and torch's DistributedDataParallel
makes the gradients those of the whole batch. The first one alone writes, listens to requests and decides; the others follow.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from vizvae.training.config import TrainConfig

CPU = torch.device("cpu")
PATIENCE = timedelta(days=30)
"""How long the others wait for the first one, which may be paused."""


@dataclass(frozen=True)
class World:
    """This process among those that train one model."""

    rank: int = 0
    size: int = 1
    device: torch.device = CPU

    def part(self, count: int) -> slice:
        """Which of `count` rows of a batch are this process's."""
        return slice(count * self.rank // self.size, count * (self.rank + 1) // self.size)

    def wrap(self, module: nn.Module) -> nn.Module:
        """`module` with gradients averaged over the processes."""
        if self.size == 1:
            return module
        return DistributedDataParallel(module, device_ids=[self.device.index] if self.device.type == "cuda" else None)

    def follow(self, values: Sequence[float]) -> list[float]:
        """The first process's `values`, in every process."""
        if self.size == 1:
            return list(values)
        shared = torch.tensor(values, dtype=torch.float64)
        dist.broadcast(shared, 0)
        return shared.tolist()

    def total(self, part: Tensor) -> Tensor:
        """Sum over the processes of a tensor on the CPU."""
        if self.size > 1:
            dist.all_reduce(part)
        return part


ALONE = World()


def pick_device(config: TrainConfig) -> torch.device:
    """Raises ValueError for a device that torch does not find here."""
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    name = next(name for name, there in found.items() if there) if config.device == "auto" else config.device
    if not found[name]:
        usable = ", ".join(name for name, there in found.items() if there)
        raise ValueError(f"device {name!r}: torch finds none on this machine; use auto, or one of: {usable}")
    return torch.device(name, int(os.environ.get("LOCAL_RANK", 0))) if name == "cuda" else torch.device(name)


@contextmanager
def join_world(config: TrainConfig) -> Iterator[World]:
    """What this process belongs to: alone, unless a launcher has set WORLD_SIZE, RANK and MASTER_ADDR as torchrun does."""
    device = pick_device(config)
    if device.type == "cuda":
        torch.cuda.set_device(device)
        torch.set_float32_matmul_precision("high" if config.tf32 else "highest")
        torch.backends.cudnn.allow_tf32 = config.tf32
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield World(device=device)
        return
    dist.init_process_group("cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo", timeout=PATIENCE)
    try:
        yield World(dist.get_rank(), dist.get_world_size(), device)
    finally:
        dist.destroy_process_group()
