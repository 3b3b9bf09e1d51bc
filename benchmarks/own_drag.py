"""What strangers' models ask of the sliders: large images, heavy decoders, hundreds of latents, in a real Chromium.

A slider is dragged for three seconds (see drag.py), then let go: how many distinct images followed, and how soon the page answers after
the release. Of the model of 512 latents the page is scrolled as a wheel scrolls it. `python -m benchmarks.own_drag NAME …`: some of them.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from playwright.async_api import Page, async_playwright
from torch import Tensor, nn

from benchmarks import results
from benchmarks.adopting import blobs
from benchmarks.drag import drag, listen
from benchmarks.served import CHROMIUM_ARGUMENTS, chromium_path, serving
from vizvae.adoption.adopting import adopt

IMAGES = 200
SCROLL_S = 3.0
SCROLL_PX_S = 1500
"""A turned wheel"""
PAGE_ANSWERS = """() => new Promise(done => {
  const began = performance.now();
  const port = new MessageChannel();  // a task of the page's thread, as the next gesture would be
  port.port1.onmessage = () => done(performance.now() - began);
  port.port2.postMessage(0);
})"""
SCROLL = """async ([seconds, speed]) => {
  let box = document.querySelector('[data-testid="stMain"]');
  const frames = []; const began = performance.now(); const reach = Math.min(box.scrollHeight - box.clientHeight, speed * seconds);
  for (;;) {
    const now = await new Promise(requestAnimationFrame); frames.push(now);
    const share = (performance.now() - began) / 1000 / seconds;
    if (share >= 1) break;
    box.scrollTop = reach * share;
  }
  return [(frames.length - 1) / ((frames.at(-1) - frames[0]) / 1000), reach];
}"""


class OwnVae(nn.Module, ABC):
    """As tutorials write one."""

    encoder: nn.Module
    latent_dim: int

    def encode(self, x: Tensor) -> tuple[Tensor, Tensor]:
        mu, logvar = self.encoder(x).chunk(2, 1)
        return mu, logvar

    @abstractmethod
    def decode(self, z: Tensor) -> Tensor: ...

    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + torch.exp(logvar / 2) * torch.randn_like(mu)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        mu, logvar = self.encode(x)
        return self.decode(self.reparameterize(mu, logvar)), mu, logvar


class Wide(OwnVae):
    """Many latents, each of which moves something."""

    def __init__(self, latent_dim: int, size: int) -> None:
        super().__init__()
        self.latent_dim, self.shape = latent_dim, (3, size, size)
        self.encoder = nn.Sequential(nn.Flatten(), nn.Linear(3 * size * size, 2 * latent_dim))
        self.decoder = nn.Sequential(nn.Linear(latent_dim, 64), nn.ReLU(), nn.Linear(64, 3 * size * size))

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.decoder(z)).unflatten(1, self.shape)


class Deep(OwnVae):
    """Four transposed convolutions up to `size`; the multiply-adds go with the square of `width`."""

    def __init__(self, size: int, width: int, latent_dim: int = 10) -> None:
        super().__init__()
        self.latent_dim, side = latent_dim, size // 16
        self.start = (8 * width, side, side)
        self.encoder = nn.Sequential(
            nn.Conv2d(3, 8, 4, 4), nn.ReLU(), nn.Conv2d(8, 16, 4, 4), nn.Flatten(), nn.Linear(16 * side * side, 2 * latent_dim)
        )
        self.spread = nn.Linear(latent_dim, 8 * width * side * side)
        channels = [8 * width, 4 * width, 2 * width, width, 3]
        layers: list[nn.Module] = []
        for given, made in itertools.pairwise(channels):
            layers += [nn.ReLU(), nn.ConvTranspose2d(given, made, 4, 2, 1)]
        self.decoder = nn.Sequential(*layers)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.decoder(self.spread(z).unflatten(1, self.start)))


@dataclass(frozen=True, kw_only=True)
class Case:
    model: OwnVae
    size: int
    asked: dict[str, float]
    """Of the rows of `drag`, or of the scrolling"""


def cases() -> dict[str, Case]:
    torch.manual_seed(0)
    return {
        "128x128x3": Case(model=Deep(128, 24), size=128, asked={"distinct images a second": 50, "answers after release, ms": 50}),
        "256x256x3": Case(model=Deep(256, 19), size=256, asked={"distinct images a second": 20, "answers after release, ms": 50}),
        "256x256x3, heavy": Case(model=Deep(256, 64), size=256, asked={}),
        "512 latents": Case(model=Wide(512, 64), size=64, asked={"frames a second while scrolling": 50}),
    }


def multiply_adds(model: OwnVae) -> float:
    """Millions, of the decoder for one image."""
    found = 0.0

    def count(layer: nn.Module, given: tuple[Tensor, ...], made: Tensor) -> None:
        nonlocal found
        if isinstance(layer, nn.ConvTranspose2d):
            found += given[0][0].numel() * layer.weight[0].numel()
        elif isinstance(layer, nn.Linear):
            found += layer.weight.numel()

    hooks = [layer.register_forward_hook(count) for layer in model.modules()]
    with torch.no_grad():
        model.decode(torch.zeros(1, model.latent_dim))
    for hook in hooks:
        hook.remove()
    return found / 1e6


async def look(page: Page, url: str, name: str) -> dict[str, Any]:
    sent = listen(page)
    await page.goto(f"{url}/?model={name}")
    await page.locator("[data-settled=true]").wait_for(timeout=180_000, state="attached")
    await page.wait_for_timeout(2000)
    pace = page.get_by_test_id("pace")
    row: dict[str, Any] = {"said": await pace.inner_text() if await pace.count() else "nothing: it follows every frame"}
    slider = page.locator("input[type=range]").first
    await slider.scroll_into_view_if_needed()
    row |= await drag(page, slider, sent)
    await page.mouse.down()
    await page.mouse.move(700, 500, steps=5)
    await page.mouse.up()  # `drag` waits after its release: this one is looked at at once
    row["answers after release, ms"] = max([await page.evaluate(PAGE_ANSWERS) for _ in range(20)])
    row["rows"] = await page.locator("[data-testid^=row-]").count()
    rate, reach = await page.evaluate(SCROLL, [SCROLL_S, SCROLL_PX_S])
    row |= {"frames a second while scrolling": rate, "pixels scrolled": reach}
    return row


async def measure(names: list[str]) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="vizvae-own-drag-") as scratch:
        os.environ["VIZVAE_RUNS"] = str(Path(scratch, "runs"))
        chosen = {name: case for name, case in cases().items() if not names or name in names}
        for at, case in enumerate(chosen.values()):
            adopt(case.model, blobs(IMAGES, (case.size, case.size, 3)), name=f"own-{at}")
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_ARGUMENTS)
            with serving(environment={"VIZVAE_RUNS": os.environ["VIZVAE_RUNS"]}) as url:
                for at, (name, case) in enumerate(chosen.items()):
                    page = await browser.new_page(viewport={"width": 1280, "height": 800})
                    row = await look(page, url, f"own-{at}")
                    rows[f"{name}, {multiply_adds(case.model):.0f} million multiply-adds"] = row | {
                        f"asked: {what}": bound for what, bound in case.asked.items()
                    }
                    await page.close()
            await browser.close()
    return rows


def main(names: list[str] | None = None) -> None:
    rows = asyncio.run(measure(names or []))
    if names:
        results.show("own_drag", rows)
    else:
        results.write("own_drag", rows)


if __name__ == "__main__":
    main(sys.argv[1:])
