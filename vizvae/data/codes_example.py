"""Tables of codes and factors to try the metrics on: made-up songs, as a model of sounds might see them."""

from __future__ import annotations

import csv
import io

import numpy as np

GENRES = ("ballad", "dance", "folk", "metal")
NUM_SONGS = 800


def example_tables(seed: int = 0) -> tuple[bytes, bytes]:
    """`codes.csv`, with the songs' names and six latents, and `factors.csv` of the same songs in another order: `genre` in a latent of
    its own, `tempo` in two, `year` in one and known of three in four, `duration` in none. One latent is noise and one is constant."""
    random = np.random.default_rng(seed)
    genre = random.integers(0, len(GENRES), NUM_SONGS)
    tempo = np.clip(random.normal(115, 22, NUM_SONGS), 60, 200)
    year = random.integers(1960, 2025, NUM_SONGS)
    duration = random.integers(90, 400, NUM_SONGS)
    noise = lambda size: random.normal(0, size, NUM_SONGS)  # noqa: E731
    codes = np.stack(
        [
            genre + noise(0.15),
            (tempo - 115) / 22 + noise(0.3),
            (tempo - 115) / 44 + noise(0.6),
            ((year - 1992) / 19) ** 3 + noise(0.2),
            noise(1.0),
            np.zeros(NUM_SONGS),
        ],
        1,
    )
    names = [f"song {number:03d}" for number in range(NUM_SONGS)]
    known = random.random(NUM_SONGS) < 0.75
    facts = [
        (name, GENRES[genre[row]], f"{tempo[row]:.1f}", year[row] if known[row] else "", duration[row])
        for row, name in enumerate(names)
    ]
    random.shuffle(facts)
    latents = [f"z{latent}" for latent in range(codes.shape[1])]
    return (
        _csv(
            [("song", *latents), *((name, *(f"{value:.5g}" for value in code)) for name, code in zip(names, codes, strict=True))]
        ),
        _csv([("song", "genre", "tempo", "year", "duration"), *facts]),
    )


def _csv(rows: list[tuple[object, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
