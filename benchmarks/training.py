"""Images a second while training the 784-400-20 VAE: our loop beside a conventional one and beside the bare arithmetic.

Batches of 128, torch's own number of threads. The loops take turns, so that a drift of the machine's speed hits all of them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy
from torch.utils.data import DataLoader, Dataset

from benchmarks import results
from vizvae.data.images import ImageSet, load_images
from vizvae.data.torchvision_compat import import_torchvision
from vizvae.models import build_model
from vizvae.objectives import elbo_terms, gaussian_posterior
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState

BATCH = 128
STEPS = 100
ROUNDS = 9
MODEL = {"latent_dim": 20, "hidden_dim": 400}


class AsUsual(Dataset[tuple[Tensor, int]]):
    """What torchvision's MNIST with ToTensor does for an item: a PIL image, then a float tensor."""

    def __init__(self, images: ImageSet) -> None:
        import_torchvision()
        from PIL import Image
        from torchvision.transforms import ToTensor

        self.images, self.labels = images.images[:, 0], images.labels
        self.to_pil, self.to_tensor = Image.fromarray, ToTensor()

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, int]:
        return self.to_tensor(self.to_pil(self.images[index].numpy())), int(self.labels[index])


def arithmetic(batches: Iterator[Tensor]) -> Iterator[None]:
    """Forward, backward and optimiser step on whatever batches come."""
    torch.manual_seed(0)
    model = build_model("vae_mlp", MODEL)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    generator = torch.Generator().manual_seed(0)
    for x in batches:
        optimizer.zero_grad()
        (-elbo_terms(model, x, generator=generator).elbo).mean().backward()
        optimizer.step()
        yield


def conventional(images: ImageSet, workers: int) -> Iterator[None]:
    """The loop of the tutorials: a DataLoader over PIL images, sigmoid outputs, summed losses, Adam as it comes, loss.item()."""
    torch.manual_seed(0)
    model = build_model("vae_mlp", MODEL)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    loader = DataLoader(
        AsUsual(images), batch_size=BATCH, shuffle=True, drop_last=True, num_workers=workers, persistent_workers=workers > 0
    )
    total = 0.0
    while True:
        for x, _ in loader:
            optimizer.zero_grad()
            posterior = gaussian_posterior(model, x)
            z = posterior.mu + torch.exp(0.5 * posterior.logvar) * torch.randn_like(posterior.mu)
            recon = model.decode_mean(z)
            cross_entropy = binary_cross_entropy(recon, x, reduction="sum")
            kl = -0.5 * torch.sum(1 + posterior.logvar - posterior.mu.pow(2) - posterior.logvar.exp())
            loss = cross_entropy + kl
            loss.backward()
            total += loss.item()
            optimizer.step()
            yield


def bare(images: ImageSet) -> Iterator[None]:
    x = images.images[:BATCH].float() / 255

    def batches() -> Iterator[Tensor]:
        while True:
            yield x

    return arithmetic(batches())


def ours(images: ImageSet, **settings: object) -> Iterator[object]:
    config = TrainConfig(model="vae_mlp", model_config=MODEL, batch_size=BATCH, epochs=10_000, **settings)  # type: ignore[arg-type]
    state = TrainingState.start(config, images.images.float().mean(0) / 255)
    whole_batches = images.images[: len(images) // BATCH * BATCH]
    return train(state, whole_batches)


def main() -> None:
    images = load_images("mnist", "train")
    loops = {
        "vizvae, grey pixels, weight average on": ours(images, binarisation="none"),
        "vizvae, pixels drawn anew at each visit": ours(images),
        "(a) DataLoader and ToTensor, same process": conventional(images, 0),
        "(a') DataLoader and ToTensor, one worker": conventional(images, 1),
        "(b) forward, backward, step on one fixed batch": bare(images),
    }
    seconds: dict[str, list[float]] = {name: [] for name in loops}
    for turn in range(ROUNDS + 1):
        for name, loop in loops.items():
            started = time.perf_counter()
            for _ in range(STEPS):
                next(loop)
            if turn:  # the first round warms up
                seconds[name].append(time.perf_counter() - started)
    rate = {name: BATCH * STEPS / statistics.median(times) for name, times in seconds.items()}
    first, drawn, loader, worker, fixed = rate.values()
    results.write(
        "training",
        {
            **{f"{name}, images a second": round(value) for name, value in rate.items()},
            "vizvae over (a)": first / loader,
            "vizvae over (a')": first / worker,
            "(b) over vizvae": fixed / first,
            "(b) over vizvae with drawn pixels": fixed / drawn,
            "data": images.description,
        },
    )


if __name__ == "__main__":
    main()
