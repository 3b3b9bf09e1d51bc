"""What the latents of three models are worth with few labels, as `python -m vizvae labels` prints it: the Learn page draws these curves."""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks import results

MEASURED = {"mnist-conv": (), "mnist-2d": ("--frozen",), "beta-8": ("--frozen",)}


def main() -> None:
    for name, extra in MEASURED.items():
        command = [sys.executable, "-m", "vizvae", "labels", name, "--json", *extra]
        printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
        results.write(f"labels_{name}", json.loads(printed))


if __name__ == "__main__":
    main()
