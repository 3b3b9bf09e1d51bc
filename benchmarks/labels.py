"""What the latents of four models are worth with few labels: the curves that the Learn page draws, kept in assets/labels."""

from __future__ import annotations

import subprocess
import sys

MEASURED = {"mnist-conv": (), "mnist-2d": ("--frozen",), "beta-8": ("--frozen",), "mnist-mlp": ("--frozen",)}
SEMI_SUPERVISED = "mnist-mlp"
"""M1 of M1+M2, see vizvae/metrics/semi_supervised.py"""


def main() -> None:
    for name, extra in MEASURED.items():
        subprocess.run([sys.executable, "-m", "vizvae", "labels", name, "--ship", *extra], check=True)
    subprocess.run([sys.executable, "-m", "vizvae", "labels", SEMI_SUPERVISED, "--ship", "--semi-supervised"], check=True)


if __name__ == "__main__":
    main()
