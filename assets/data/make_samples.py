"""Write the committed samples: python assets/data/make_samples.py MNIST_5K_CSV FASHION_DIR (see README.md beside this file)."""

import gzip
import sys
from pathlib import Path

import numpy as np

SEED = 20260101


def write(path: Path, images: np.ndarray, labels: np.ndarray) -> None:
    """500 images a class, in an order drawn once, so that any stretch of the file is a fair sample."""
    order = np.random.default_rng(SEED).permutation(len(images))
    np.savez_compressed(path, images=images[order].astype(np.uint8), labels=labels[order].astype(np.uint8))


def read_idx(path: Path, *, header: int) -> np.ndarray:
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=header)


def main(mnist_csv: Path, fashion_dir: Path) -> None:
    here = Path(__file__).parent
    rows = np.loadtxt(mnist_csv, delimiter=",")  # unpacks .gz by itself
    write(here / "mnist-sample.npz", rows[:, :-1].reshape(-1, 28, 28), rows[:, -1])

    images = read_idx(fashion_dir / "t10k-images-idx3-ubyte.gz", header=16).reshape(-1, 28, 28)
    labels = read_idx(fashion_dir / "t10k-labels-idx1-ubyte.gz", header=8)
    chosen = np.concatenate([np.flatnonzero(labels == label)[:500] for label in range(10)])
    write(here / "fashion-sample.npz", images[chosen], labels[chosen])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
