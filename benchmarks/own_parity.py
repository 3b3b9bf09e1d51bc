"""What a stranger's model gives, what its bundle gives, and what a real Chromium makes of the bundle: the largest differences.

`python -m benchmarks.own_parity [FOLDER]`: on every model of the folder, through `vizvae adopt` and the sliders page. The browser decodes
in the page's own thread, which follows the pointer, and in its worker, which draws the strips; it encodes in the worker. All are parts of
the range of the values compared: pixels lie in 0…1, codes within what the encoder gives for the images.
"""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from playwright.sync_api import Locator

from benchmarks.adopting import blobs
from benchmarks.results import write
from benchmarks.served import BASE64, chromium, serving
from vizvae.checkpoint import Checkpoint, open_checkpoint
from vizvae.gaussian import DiagonalGaussian
from vizvae.paths import PROJECT

ASKED = 1e-4
IMAGES, CODES, FAR_OUT = 100, 100, 3.0
CALL = (
    """async (root, [name, rows]) => {"""
    + BASE64
    + """
  const found = [];
  for (const row of rows) found.push(base64(new Uint8Array((await root[name](row)).slice().buffer)));
  return found;
}"""
)


@dataclass(frozen=True)
class Case:
    file: str
    shape: tuple[int, ...] = (28, 28)
    more: tuple[str, ...] = ()
    """Arguments of `vizvae adopt`"""


CASES = (
    Case("tutorial_mlp.py:VAE"),
    Case("tanh_conv.py:ConvVAE", (64, 64, 3)),
    Case("tutorial_mlp.py:VAE", more=("--weights", "prefixed.safetensors")),
    Case("distribution.py:DistVAE", more=("--value-range", "logits")),
    Case("conditional.py:CVAE"),
)


def adopted(case: Case, folder: Path, name: str, environment: dict[str, str]) -> None:
    images = folder / "images.npz"
    np.savez(images, images=blobs(IMAGES, case.shape))
    command = [sys.executable, "-m", "vizvae", "adopt", case.file, "--images", str(images), "--name", name, *case.more]
    path = os.pathsep.join(filter(None, (str(PROJECT), os.environ.get("PYTHONPATH"))))
    environment = os.environ | environment | {"PYTHONPATH": path}
    subprocess.run(command, check=True, cwd=folder, env=environment, stdout=subprocess.DEVNULL)


def in_browser(root: Locator, call: str, rows: torch.Tensor) -> np.ndarray:
    encoded = root.evaluate(CALL, [call, rows.flatten(1).tolist()])
    return np.stack([np.frombuffer(base64.b64decode(text), "<f4") for text in encoded])


@torch.no_grad()
def compare(checkpoint: Checkpoint, root: Locator) -> dict[str, float]:
    model = checkpoint.load_model()
    z = torch.randn(CODES, model.latent_dim, generator=torch.Generator().manual_seed(0))
    z[: CODES // 10] *= FAR_OUT
    pixels = model.decode_mean(z).flatten(1).numpy()
    images = blobs(IMAGES, (model.image_shape[1], model.image_shape[2], *((3,) if model.image_shape[0] == 3 else ())))
    x = (
        torch.from_numpy(images)
        .float()
        .div(255)
        .reshape(IMAGES, *model.image_shape[1:], model.image_shape[0])
        .permute(0, 3, 1, 2)
    )
    posterior = model.encode(x)
    parts = [posterior.mu, *([posterior.logvar] if isinstance(posterior, DiagonalGaussian) else [])]
    found = np.split(in_browser(root, "vizvaeEncode", x), len(parts), axis=1)
    return {
        "original and bundle": checkpoint.card["adopted"]["largest_difference"],
        "bundle and browser, decoder": float(np.abs(in_browser(root, "vizvaeDecode", z) - pixels).max()),
        "the same in the worker": float(np.abs(in_browser(root, "vizvaeDecodeInWorker", z) - pixels).max()),
        "bundle and browser, encoder": max(
            float(np.abs(here - there.numpy()).max()) / (float(np.ptp(there.numpy())) or 1.0)
            for here, there in zip(found, parts, strict=True)
        ),
    }


def main(folder: Path = PROJECT.parent / "shared" / "cases" / "models") -> None:
    rows: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="vizvae-parity-") as scratch:
        theirs, runs = Path(scratch) / "models", Path(scratch) / "runs"
        theirs.mkdir()
        for file in folder.glob("*.py"):
            shutil.copyfile(file, theirs / file.name)  # whose folder may be locked
        subprocess.run([sys.executable, "prefixed.py"], check=True, cwd=theirs)
        with serving(environment={"VIZVAE_RUNS": str(runs)}) as url, chromium() as browser:
            for number, case in enumerate(CASES):
                name = f"theirs-{number}"
                adopted(case, theirs, name, {"VIZVAE_RUNS": str(runs)})
                page = browser.new_page()
                page.goto(f"{url}/?model={name}")
                root = page.locator("[data-testid=latent-sliders][data-ready=true][data-settled=true]")
                root.wait_for(timeout=90_000, state="attached")
                rows[" ".join((case.file, *case.more))] = compare(open_checkpoint(runs / name), root)
                page.close()
    worst = max(value for row in rows.values() for value in row.values())
    write("own_parity", {**rows, "largest of all": {"measured": f"{worst:.1e}", "at most": f"{ASKED:.0e}"}})


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
