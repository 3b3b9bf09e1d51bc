import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from vizvae.data import dsprites
from vizvae.data.dsprites import FILE, DSprites
from vizvae.data.factors import Factor


class Few(DSprites):
    """The same file with a smaller grid."""

    factors = (Factor(name="shape", values=("a", "b", "c")), Factor(name="x", values=(0.0, 0.5, 1.0, 1.5)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(dsprites, "CHUNK", 5)  # twelve images: the last chunk is short
    return tmp_path


def some_images(count: int = 12) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 2, (count, 64, 64), dtype=np.uint8)


def test_images_are_those_of_the_file_in_its_order(folder: Path) -> None:
    images = some_images()
    np.savez_compressed(folder / FILE, imgs=images)
    order = torch.tensor([7, 0, 11, 7])
    few = Few()
    drawn = few.images(few.factors_at(order))
    assert torch.equal(drawn[:, 0], torch.from_numpy(255 * images)[order])
    (folder / FILE).touch()
    assert torch.equal(Few().images(few.factors_at(order)), drawn)


def test_the_second_time_the_archive_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez_compressed(folder / FILE, imgs=some_images())
    first = Few().images(torch.tensor([[1, 1]]))
    monkeypatch.setattr(dsprites, "_unpack", None)
    assert torch.equal(Few().images(torch.tensor([[1, 1]])), first)


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.95])
def test_a_truncated_file_is_refused(folder: Path, kept: float) -> None:
    np.savez_compressed(folder / FILE, imgs=some_images())
    content = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(content[: int(kept * len(content))])
    with pytest.raises(ValueError, match=r"is damaged or not dSprites.*Get dsprites_ndarray"):
        Few().images(torch.tensor([[0, 0]]))
    assert list((folder / "cache" / "vizvae").iterdir()) == []


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"imgs": some_images(11)}, r"of shape \(11, 64, 64\)"),
        ({"imgs": 255 * some_images()}, "a pixel of 255"),
        ({"other": some_images()}, "imgs.npy"),
        ({"imgs": np.array([{"never": "unpickled"}], dtype=object)}, "holds object"),
    ],
)
def test_another_file_is_refused(folder: Path, arrays: dict[str, np.ndarray], message: str) -> None:
    np.savez_compressed(folder / FILE, **arrays)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match=message):
        Few().images(torch.tensor([[0, 0]]))


ASK = """
import sys
from pathlib import Path

for _ in range(2):
    from vizvae.data.factor_sets import FACTOR_SETS
    from vizvae.data.registry import IMAGE_SETS
    print("dsprites" in IMAGE_SETS, "dsprites" in FACTOR_SETS)
    Path(sys.argv[1]).touch()
    for name in [name for name in sys.modules if name.startswith("vizvae")]:  # and not torch, which takes seconds
        del sys.modules[name]
"""


def test_it_is_known_only_where_the_file_is(folder: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK, str(folder / FILE)], env=dict(os.environ), capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines() == ["False False", "True True"]
    with pytest.raises(ValueError, match="damaged or not dSprites"):
        Few().images(torch.tensor([[0, 0]]))
    (folder / FILE).unlink()
    with pytest.raises(ValueError, match="is not on this machine: put it into one of"):
        Few().images(torch.tensor([[0, 0]]))
