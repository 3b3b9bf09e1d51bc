"""Which arithmetic a run computes with: what "resumed equals uninterrupted, bit for bit" rests on.

On the CPU, two processes take the same steps with the same bits if they have the same processor, the same torch and as many threads,
and if torch's linear algebra does not choose its code by where in memory a matrix happens to lie. MKL, in torch's builds for Intel and AMD
processors, does choose so (seen on AVX-512, and with the code for processors that are not Intel's), unless it is told not to:
`MKL_CBWR=AUTO,STRICT` is the best code for whatever processor this is, always the same. It costs little on Intel processors (`python -m
benchmarks same_bits`). MKL reads it when it first computes, so it is set before torch is imported. Builds without MKL, such as those for
Arm, do not look at it. Who sets MKL_CBWR to something else is not overruled, and the run says what follows from that.

Nothing here imports torch before it is called.
"""

from __future__ import annotations

import ctypes
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

ENVIRONMENT = {"MKL_CBWR": "AUTO,STRICT"}
"""For every process that trains, unless its user has chosen otherwise."""
EVERYTHING, COMPATIBLE, STRICT = -1, 3, 0x10000
"""MKL's numbers: what is asked about, the code that is the same on all processors, and the flag of `STRICT`."""


@dataclass(frozen=True, kw_only=True)
class Arithmetic:
    """Of one process; two that differ in anything may differ in the last digits of what they compute."""

    processor: str
    """Its name, with the instructions torch uses; of a GPU its name."""
    torch: str
    num_threads: int
    precision: str
    """Of the networks: what was asked for, or float32 where the processor has no instructions for that."""
    same_bits: bool
    """Whether the code is the same wherever in memory the numbers lie."""


def set_environment() -> None:
    """For this process, before torch first computes, and for all that it starts."""
    for name, value in ENVIRONMENT.items():
        os.environ.setdefault(name, value)


def has_bfloat16(device: torch.device) -> bool:
    """Whether `device` multiplies in bfloat16. A processor without AVX-512 (or Arm's counterpart) can, but takes ten times as long as in
    float32, as torch then has no fast convolution for it: nobody who asks for fewer digits wants that."""
    import torch

    if device.type != "cpu":
        return True
    try:
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())  # pyright: ignore[reportPrivateUsage]
    except (AttributeError, RuntimeError):  # a build without oneDNN
        return False


def precision_on(device: torch.device, wanted: str) -> str:
    """What networks are computed in on `device` where `wanted` ("float32" or "bfloat16") is asked for."""
    return wanted if wanted == "float32" or has_bfloat16(device) else "float32"


def arithmetic_of(device: torch.device, precision: str = "float32") -> Arithmetic:
    """What this process computes with on `device` where `precision` is asked for."""
    import torch

    if device.type == "cpu":
        processor, threads, same_bits = (
            f"{_processor()} ({torch.backends.cpu.get_cpu_capability()})",
            torch.get_num_threads(),
            _mkl_is_strict(),
        )
    else:  # sums of parallel threads, in whatever order they arrive
        processor = torch.cuda.get_device_name(device) if device.type == "cuda" else device.type
        threads, same_bits = 0, False
    return Arithmetic(
        processor=processor,
        torch=torch.__version__,
        num_threads=threads,
        precision=precision_on(device, precision),
        same_bits=same_bits,
    )


def what_differs(before: dict[str, Any], now: dict[str, Any]) -> str:
    """For a person, of two `asdict(Arithmetic)`; empty where nothing does. What an older version did not record counts as equal."""
    return ", ".join(
        f"{title} {now[name]} (before: {before[name]})"
        for name, title in {
            "processor": "processor",
            "torch": "torch",
            "num_threads": "threads",
            "precision": "precision",
        }.items()
        if before.get(name, now[name]) != now[name]
    )


def _mkl_is_strict() -> bool:
    """Raises nothing: where MKL cannot be asked, its environment says what it was told."""
    import torch

    if not torch.backends.mkl.is_available():
        return True
    try:
        library = ctypes.CDLL(str(Path(torch.__file__).parent / "lib" / "libtorch_cpu.so"))
        in_force = library.mkl_serv_cbwr_get(EVERYTHING)
    except (OSError, AttributeError):
        told = os.environ.get("MKL_CBWR", "").upper()
        return told.endswith(",STRICT") or told.startswith("COMPATIBLE")
    return bool(in_force & STRICT) or in_force == COMPATIBLE


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):  # another system, or an Arm processor, which has no such line
        return platform.processor() or platform.machine()
