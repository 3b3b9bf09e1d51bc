"""Which part of what an encoder gives is the mean, where its place alone says so: the one that `forward` decodes without noise."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import torch
from torch import Tensor

from vizvae.adoption.calls import Call
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.posterior import Parts, Take


def which_is_mean(
    encoder: Call,
    parts: Parts,
    decoder_of: Callable[[Tensor], Call],
    heard: Callable[[Call], Tensor | None],
    findings: Findings,
) -> tuple[Call, Parts]:
    """The decoder, and `parts` with mean and width exchanged if need be; of one tensor that is twice as long as a code, its halves.

    `decoder_of`: that of such codes. `heard`: what `forward` gives to it. Raises Question where no decoder takes the codes.
    """
    decoder, halves = _decoder(parts, decoder_of)
    if halves is None and (parts.evidence != "place" or parts.spread is None):
        return decoder, parts
    found = parts if halves is None else halves
    assert found.spread is not None
    decoded = heard(decoder)
    first, second = _are_equal(decoded, found.mu), _are_equal(decoded, found.spread)
    if halves is not None and not (first or second):
        if encoder.name in ("encoder", "enc", "forward") or decoded is not None:
            raise Question(  # perhaps features, of which another layer makes the code
                f"{encoder.name} gives {parts.described}, twice as long as the codes that {decoder.name} takes, and nothing says that its "
                "halves are mean and width: say it with encode=lambda x: (mu, logvar), or give the class a method encode that returns them"
            )
        findings.add("mean", "the first half", "the decoder takes half of what the encoder gives; as is usual", "assumed")
    elif second and not first:
        found = replace(found, mu=found.spread, spread=found.mu, take=_exchanged(found.take))
        findings.add("mean", "the second of the two", "it is what forward() decodes with its noise at zero")
    elif halves is not None:
        findings.add("mean", "the first half", "it is what forward() decodes with its noise at zero")
    return decoder, found


def _decoder(parts: Parts, decoder_of: Callable[[Tensor], Call]) -> tuple[Call, Parts | None]:
    """And the halves, where it takes these."""
    try:
        return decoder_of(parts.mu), None
    except Question:
        halves = _halves(parts)
        if halves is None:
            raise
        with suppress(Question):
            return decoder_of(halves.mu), halves
        raise


def _halves(parts: Parts) -> Parts | None:
    """Along the first axis of a code; None where that cannot be, or there is a width already."""
    if parts.spread is not None or parts.mu.shape[1] % 2:
        return None
    take = parts.take

    def halved(found: object) -> tuple[Tensor, Tensor | None]:
        first, second = take(found)[0].chunk(2, 1)
        return first, second

    mu, spread = parts.mu.chunk(2, 1)
    return Parts(mu, spread, "unknown", f"{parts.described}, in halves", halved, "place")


def _exchanged(take: Take) -> Take:
    def exchanged(found: object) -> tuple[Tensor, Tensor | None]:
        mu, spread = take(found)
        assert spread is not None
        return spread, mu

    return exchanged


def _are_equal(heard: Tensor | None, codes: Tensor) -> bool:
    flat = codes.flatten(1)
    return heard is not None and heard.shape == flat.shape and torch.allclose(heard, flat, rtol=1e-4, atol=1e-5)
