"""The Python that the page offers reproduces the image."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.helpers.shipped import SHIPPED
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import load_model
from vizvae.paths import PROJECT


@pytest.mark.parametrize("name", SHIPPED)
def test_the_snippet_makes_the_image(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = Dashboard(model=name).data["model"]["snippet"]
    assert "streamlit" not in snippet
    model = load_model(name)
    z = torch.randn(model.latent_dim, generator=torch.Generator().manual_seed(0)).mul(1000).round() / 1000
    code = snippet.replace("{z}", str([round(value, 3) for value in z.tolist()]))
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "snippet", "exec"), {})  # noqa: S102 (our own text, as the reader would run it)
    drawn = np.asarray(Image.open(tmp_path / "decoded.png"))
    image = (model.decode_mean(z[None])[0] * 255).round().byte()
    expected = (image[0] if len(image) == 1 else image.permute(1, 2, 0)).numpy()
    np.testing.assert_array_equal(drawn[5::10, 5::10], expected)
    np.testing.assert_array_equal(drawn, expected.repeat(10, 0).repeat(10, 1))


def test_the_snippet_runs_by_itself(tmp_path: Path) -> None:
    snippet = Dashboard(model="mnist-2d").data["model"]["snippet"].replace("{z}", "[0.5, -0.25]")
    (tmp_path / "snippet.py").write_text(snippet)
    subprocess.run(
        [sys.executable, "-W", "error", str(tmp_path / "snippet.py")],
        cwd=tmp_path, env={"PYTHONPATH": str(PROJECT)}, check=True, timeout=300,
    )  # fmt: skip
    assert Image.open(tmp_path / "decoded.png").size == (280, 280)
