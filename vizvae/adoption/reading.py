"""A stranger's encoder and decoder, used as they have been found; and between which values their pixels lie, found by using them."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor, nn

from vizvae.adoption.calls import Call, from_layout, pixels_of, to_code, to_layout
from vizvae.adoption.findings import Findings
from vizvae.adoption.posterior import Take
from vizvae.adoption.ranges import ENDS, ValueRange, best_by_error, bounded_range, extremes, from_unit, last_operation, scaled
from vizvae.adoption.widths import without_noise
from vizvae.models.base import ImageShape


def read_codes(encoder: Call, take: Take, x: Tensor, takes: ValueRange, labels: Tensor) -> tuple[Tensor, Tensor | None]:
    with without_noise():
        return take(encoder.with_class(to_layout(from_unit(x, takes), encoder.layout), labels))


def decoded(decoder: Call, z: Tensor, shape: ImageShape, labels: Tensor) -> Tensor:
    with without_noise():
        return from_layout(pixels_of(decoder.with_class(to_code(z, decoder.code), labels)), decoder.layout, shape)


def find_ranges(
    model: nn.Module,
    encoder: Call,
    take: Take,
    draw: Callable[[Tensor], Tensor],
    x: Tensor,
    labels: Tensor,
    codes: Tensor,
    told: ValueRange | None,
    findings: Findings,
) -> tuple[ValueRange, ValueRange]:
    """Between which values the pixels lie that go in, and those that come out."""
    low, high = extremes(draw, codes)
    ends = ends_in(model, draw, codes)
    mean_image_error = float(((x - x.mean(0)) ** 2).mean())
    seen = f"from {low:.3g} to {high:.3g} at codes of every size"
    if told is not None:
        bounded = bounded_range(low, high)
        findings.add(
            "pixels out", told, "value_range=" + (f", though they go {seen}" if bounded not in (None, told) else ""), "told"
        )
        findings.add("pixels in", told, "value_range=", "told")
        return told, told
    gives = ENDS.get(ends) or bounded_range(low, high)
    if gives is not None:
        findings.add("pixels out", gives, f"it ends in {ends}" if ends in ENDS else seen)
    else:
        errors: dict[ValueRange, float] = {
            reading: _error(encoder, take, draw, x, labels, takes=_usual_input(reading), gives=reading)
            for reading in ("logits", "0…1", "-1…1")
        }
        best = best_by_error(errors, mean_image_error)
        gives = best or "logits"
        why = "nearest to the images" if best else "taken for logits, as is usual; say value_range=(0, 1) if they are pixels"
        findings.add("pixels out", gives, f"no bounds ({seen}); {why}", "measured" if best else "assumed")
    usual = _usual_input(gives)
    choices: tuple[ValueRange, ...] = ("0…1", "-1…1", "0…255") if gives == "0…255" else ("0…1", "-1…1")
    errors = {takes: _error(encoder, take, draw, x, labels, takes=takes, gives=gives) for takes in choices}
    best = best_by_error(errors, mean_image_error)
    findings.add(
        "pixels in",
        best or usual,
        "reconstructs best so" if best else "as they come out; nothing measured speaks for another",
        "measured" if best else "assumed",
    )
    return best or usual, gives


def ends_in(model: nn.Module, draw: Callable[[Tensor], Tensor], codes: Tensor) -> str:
    """The last operation; one that is no PyTorch says it itself."""
    said = getattr(model, "ends_in", None)
    return said if isinstance(said, str) else last_operation(draw, codes)


def _usual_input(gives: ValueRange) -> ValueRange:
    return "0…1" if gives == "logits" else gives


def _error(
    encoder: Call,
    take: Take,
    draw: Callable[[Tensor], Tensor],
    x: Tensor,
    labels: Tensor,
    *,
    takes: ValueRange,
    gives: ValueRange,
) -> float:
    """Mean squared error of the reconstructions, pixels in [0, 1]."""
    pixels = scaled(draw(read_codes(encoder, take, x, takes, labels)[0]), gives)
    error = float(((pixels - x) ** 2).mean())
    return error if error == error else float("inf")
