"""python -m benchmarks.likelihood [NAME]: −log p(x) of a model of digits by the protocols of the papers, 5,000 draws an image of 1,000
images, and 500 of all 10,000. The more draws, the nearer the bound; the more images, the narrower the interval. An hour of a core; needs
the full test images.
"""

from __future__ import annotations

import sys

import torch
from tqdm import tqdm

from benchmarks import results
from vizvae.catalogue import find_image_model
from vizvae.data.images import load_images
from vizvae.metrics.likelihood import evaluate
from vizvae.models.base import LatentModel

PROTOCOLS = ((5_000, 1_000), (500, 10_000))
"""Draws an image, images"""


def label_of(num_samples: int, num_images: int) -> str:
    return f"{num_samples:,} samples × {num_images:,} images"


def main(name: str = "flow-vae") -> None:
    torch.set_num_threads(1)
    model, test = find_image_model(name).load_model(), load_images("mnist", "test")
    if not isinstance(model, LatentModel) or not model.stochastic:
        raise SystemExit(f"{name} has no posterior to draw from: its likelihood is exact, or it has none")
    figures = results.read("likelihood")
    for num_samples, num_images in PROTOCOLS:
        if len(test) < num_images:
            raise SystemExit(f"expected {num_images:,} test images, found {len(test):,}: set VIZVAE_DATA to the full set")
        label = label_of(num_samples, num_images)
        with tqdm(total=num_images, desc=f"{name}, {label}", unit="image", disable=None) as bar:
            found = evaluate(model, test, num_samples=num_samples, num_images=num_images, progress=bar.update)
        assert found.nll is not None
        assert found.nll_interval is not None
        figures[f"{name}, {label}"] = {"nll": found.nll, "low": found.nll_interval[0], "high": found.nll_interval[1]}
        results.write("likelihood", figures)


if __name__ == "__main__":
    main(*sys.argv[1:2])
