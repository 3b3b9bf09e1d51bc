"""What the latents of three models are worth with few labels: the curves that the Learn page draws, kept in assets/labels."""

from __future__ import annotations

import subprocess
import sys

MEASURED = {"mnist-conv": (), "mnist-2d": ("--frozen",), "beta-8": ("--frozen",)}


def main() -> None:
    for name, extra in MEASURED.items():
        subprocess.run([sys.executable, "-m", "vizvae", "labels", name, "--ship", *extra], check=True)


if __name__ == "__main__":
    main()
