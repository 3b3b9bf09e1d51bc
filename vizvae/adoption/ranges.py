"""Between which values a stranger's pixels lie, found out by what the decoder does at codes of every size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, get_args

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

ValueRange = Literal["0…1", "-1…1", "0…255", "logits"]
VALUE_RANGES: tuple[ValueRange, ...] = get_args(ValueRange)
SCALES = (0.0, 1.0, 3.0, 10.0, 100.0, 1e4, 1e6)
"""Times the spread of the codes: far outside, what ends in a sigmoid or a tanh reaches its bounds, and what does not leaves them"""
REACHED = 0.9
"""So much of a range must be seen before what stays within it is said to be bounded by it"""
SLACK = 1e-3
BETTER, LEARNED = 0.9, 0.7
"""A reading is taken if its squared error is at most so much of the second best's, and of the mean image's: else nothing is learned"""
ENDS: dict[str, ValueRange] = {"sigmoid": "0…1", "tanh": "-1…1", "hardsigmoid": "0…1"}
"""What a decoder may end in. Not hardtanh, whose bounds are whatever it was told."""
MOVING = frozenset(
    [
        "view",
        "_unsafe_view",
        "reshape",
        "permute",
        "transpose",
        "t",
        "expand",
        "squeeze",
        "unsqueeze",
        "clone",
        "contiguous",
        "detach",
        "alias",
        "slice",
        "select",
        "unflatten",
        "_to_copy",
        "split",
        "unbind",
        "as_strided",
    ]
)
"""Operations that leave every value as it is"""


def spelled(value: str | tuple[float, float]) -> ValueRange:
    """`value_range=` as people write it: (0, 1), (-1, 1), (0, 255) or "logits".

    Raises ValueError for any other.
    """
    if value == "logits":
        return "logits"
    for known in ("0…1", "-1…1", "0…255"):
        low, high = known.split("…")
        if value == known or (isinstance(value, (tuple, list)) and tuple(map(float, value)) == (float(low), float(high))):
            return known
    raise ValueError(f'value_range: expected (0, 1), (-1, 1), (0, 255) or "logits", got {value!r}')


def from_unit(x: Tensor, value_range: ValueRange) -> Tensor:
    """Pixels in [0, 1] as the model takes them; one that gives logits takes them as they are."""
    if value_range == "-1…1":
        return 2 * x - 1
    return 255 * x if value_range == "0…255" else x


def to_unit(x: Tensor, value_range: ValueRange) -> Tensor:
    """What the model gives as pixels in [0, 1]; what lies outside is cut."""
    return scaled(x, value_range).clamp(0, 1)


def scaled(x: Tensor, value_range: ValueRange) -> Tensor:
    """The same without the cut: logits that are read as pixels lie far outside, and an error must see it."""
    if value_range == "logits":
        return torch.sigmoid(x)
    return (x + 1) / 2 if value_range == "-1…1" else x / 255 if value_range == "0…255" else x


def extremes(decode: Callable[[Tensor], Tensor], z: Tensor) -> tuple[float, float]:
    """Smallest and largest value that the decoder gives at the codes `z`, and at the same around their mean, up to a hundred times as far
    away. Values that are not finite count as none.
    """
    middle, spread = z.mean(0, keepdim=True), z - z.mean(0, keepdim=True)
    low, high = float("inf"), float("-inf")
    for scale in SCALES:
        pixels = decode(middle + scale * spread + (scale / 10) * torch.sign(spread))
        pixels = pixels[pixels.isfinite()]
        if pixels.numel():
            low, high = min(low, float(pixels.min())), max(high, float(pixels.max()))
    return low, high


def bounded_range(low: float, high: float) -> ValueRange | None:
    """The range that a decoder fills and never leaves; None for one that knows no bounds."""
    ranges: dict[ValueRange, tuple[float, float]] = {"0…1": (0, 1), "-1…1": (-1, 1), "0…255": (0, 255)}
    for name, (least, most) in ranges.items():
        width = most - least
        inside = least - SLACK * width <= low and high <= most + SLACK * width
        if inside and high - low >= REACHED * width:
            return name
    return None


class _Makers(TorchDispatchMode):
    """Remembers of each memory which operation gave the values in it; one that only moves values leaves that as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.by_memory: dict[int, str] = {}

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func.overloadpacket.__name__
        output = func(*args, **(kwargs or {}))
        moved = name in MOVING and bool(args) and isinstance(args[0], Tensor)
        maker = self.of(args[0]) if moved else name.rstrip("_")
        for made in output if isinstance(output, (tuple, list)) else (output,):
            if isinstance(made, Tensor) and made.layout == torch.strided:
                self.by_memory[made.untyped_storage().data_ptr()] = maker
        return output

    def of(self, made: Tensor) -> str:
        if made.layout != torch.strided:
            return ""
        return self.by_memory.get(made.untyped_storage().data_ptr(), "")


def last_operation(decode: Callable[[Tensor], Tensor], z: Tensor) -> str:
    """What gave the pixels their values, as PyTorch calls it: "sigmoid", "tanh", "convolution", … Not what was computed last: a decoder may
    give a mask or probabilities beside them.
    """
    with _Makers() as makers:
        return makers.of(decode(z))


def best_by_error(errors: dict[ValueRange, float], mean_image_error: float) -> ValueRange | None:
    """The reading with the least squared error of reconstructions, if it is clearly the least, and clearly below the mean image's: an
    untrained model says nothing."""
    best, *others = sorted(errors, key=errors.__getitem__)
    second = min([mean_image_error * LEARNED / BETTER, *(errors[other] for other in others)])
    return best if errors[best] <= BETTER * second else None
