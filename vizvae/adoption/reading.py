"""A stranger's encoder and decoder, used as they have been found; and between which values their pixels lie, found by using them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from torch import Tensor, nn

from vizvae.adoption.calls import Call, from_layout, pixels_of, to_code, to_layout
from vizvae.adoption.findings import Findings
from vizvae.adoption.normalised import least_error
from vizvae.adoption.posterior import Take
from vizvae.adoption.ranges import (
    BETTER,
    ENDS,
    LEARNED,
    VALUE_RANGES,
    ValueRange,
    best_by_error,
    bounded_range,
    extremes,
    from_unit,
    last_operation,
    scaled,
)
from vizvae.adoption.widths import without_noise
from vizvae.models.base import ImageShape

GOING_IN: tuple[ValueRange, ...] = ("0…1", "-1…1", "0…255")


def read_codes(encoder: Call, take: Take, x: Tensor, takes: ValueRange, labels: Tensor) -> tuple[Tensor, Tensor | None]:
    with without_noise():
        return take(encoder.with_class(to_layout(from_unit(x, takes), encoder.layout), labels))


def decoded(decoder: Call, z: Tensor, shape: ImageShape, labels: Tensor) -> Tensor:
    with without_noise():
        return from_layout(pixels_of(decoder.with_class(to_code(z, decoder.code), labels)), decoder.layout, shape)


@dataclass(frozen=True, kw_only=True)
class Pixels:
    """Images, and how they come back."""

    x: Tensor
    """In [0, 1]"""
    error: Callable[[ValueRange, ValueRange], float]
    """Mean squared error of the reconstructions in [0, 1], if pixels go in and come out between these"""
    normalised: Callable[[ValueRange], tuple[float, str]]
    """The least that normalised pixels give, which come out between these or normalised, and how they were"""

    @property
    def mean_image_error(self) -> float:
        return float(((self.x - self.x.mean(0)) ** 2).mean())


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

    def error(takes: ValueRange, gives: ValueRange) -> float:
        pixels = scaled(draw(read_codes(encoder, take, x, takes, labels)[0]), gives)
        found = float(((pixels - x) ** 2).mean())
        return found if found == found else float("inf")

    def normalised(gives: ValueRange) -> tuple[float, str]:
        def reconstruct(value: Tensor) -> Tensor:
            with without_noise():
                return draw(take(encoder.with_class(to_layout(value, encoder.layout), labels))[0])

        return least_error(x, reconstruct, lambda given: [scaled(given, gives), scaled(given, "logits")])

    pixels = Pixels(x=x, error=error, normalised=normalised)
    low, high = extremes(draw, codes)
    ends = ends_in(model, draw, codes)
    seen = f"from {low:.3g} to {high:.3g} at codes of every size"
    if told is not None:
        bounded = bounded_range(low, high)
        findings.add(
            "pixels out", told, "value_range=" + (f", though they go {seen}" if bounded not in (None, told) else ""), "told"
        )
        findings.add("pixels in", told, "value_range=", "told")
        takes, gives = told, told
    else:
        gives = ENDS.get(ends) or bounded_range(low, high)
        if gives is not None:
            findings.add("pixels out", gives, f"it ends in {ends}" if ends in ENDS else seen)
        else:
            gives = _without_bounds(pixels, seen, findings)
        takes = _going_in(pixels, gives, findings)
    _say_how_well(pixels, takes, gives, findings)
    return takes, gives


def _without_bounds(pixels: Pixels, seen: str, findings: Findings) -> ValueRange:
    """What comes out of a decoder that knows none: the nearest to the images, first with what usually goes in, then with anything."""
    first: tuple[ValueRange, ...] = ("logits", "0…1", "-1…1")
    usually: dict[ValueRange, float] = {gives: pixels.error(_usual_input(gives), gives) for gives in first}
    best = best_by_error(usually, pixels.mean_image_error)
    if best is None:
        anyhow: dict[ValueRange, float] = {gives: min(pixels.error(takes, gives) for takes in GOING_IN) for gives in VALUE_RANGES}
        best = best_by_error(anyhow, pixels.mean_image_error)
    why = "nearest to the images" if best else "taken for logits, as is usual; say value_range=(0, 1) if they are pixels"
    findings.add("pixels out", best or "logits", f"no bounds ({seen}); {why}", "measured" if best else "assumed")
    return best or "logits"


def _going_in(pixels: Pixels, gives: ValueRange, findings: Findings) -> ValueRange:
    usual = _usual_input(gives)
    choices: tuple[ValueRange, ...] = GOING_IN if gives == "0…255" else ("0…1", "-1…1")
    best = best_by_error({takes: pixels.error(takes, gives) for takes in choices}, pixels.mean_image_error)
    if best is None:  # bytes that the encoder divides itself
        best = best_by_error({takes: pixels.error(takes, gives) for takes in GOING_IN}, pixels.mean_image_error)
    findings.add(
        "pixels in",
        best or usual,
        "reconstructs best so" if best else "as they come out; nothing measured speaks for another",
        "measured" if best else "assumed",
    )
    return best or usual


def _say_how_well(pixels: Pixels, takes: ValueRange, gives: ValueRange, findings: Findings) -> None:
    """And take back what was said to be measured where pixels of another kind come back much better."""
    error, mean_image_error = pixels.error(takes, gives), pixels.mean_image_error
    other, how = pixels.normalised(gives)
    doubt = ""
    if other < min(BETTER * error, LEARNED * mean_image_error):
        doubt = f"; pixels normalised as {how} come back with {other:.2g}: give the class methods encode and decode that do and undo it"
        doubtful = [
            row for row in findings.rows if row.what == "pixels in" or (row.what == "pixels out" and "no bounds" in row.how)
        ]
        findings.rows[:] = [
            replace(row, certainty="assumed") if row in doubtful and row.certainty == "measured" else row for row in findings.rows
        ]
    elif error >= mean_image_error:
        doubt = ", which is no worse: it is untrained, made for other images, or its pixels lie otherwise"
    findings.add(
        "reconstruction",
        f"mean squared error {error:.2g}",
        f"the mean image's is {mean_image_error:.2g}{doubt}",
        "assumed" if doubt else "measured",
    )


def ends_in(model: nn.Module, draw: Callable[[Tensor], Tensor], codes: Tensor) -> str:
    """The last operation; one that is no PyTorch says it itself."""
    said = getattr(model, "ends_in", None)
    return said if isinstance(said, str) else last_operation(draw, codes)


def _usual_input(gives: ValueRange) -> ValueRange:
    return "0…1" if gives == "logits" else gives
