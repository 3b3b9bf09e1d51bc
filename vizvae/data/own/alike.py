"""Which images of a set are the same picture again, and splits that keep those together."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

SIDE = 8
"""Of the small copies that are compared first"""
SMALL_ALIKE, ALIKE = 0.985, 0.97
"""Correlation of pixels from which two images are one picture, saved again in another size or quality: of the small copies, and of the
images themselves. A shape that moves by one of 64 pixels is another picture."""
FLAT = 1.0
"""Levels of standard deviation below which an image has nothing to correlate"""
BLOCK, MOST_NEIGHBOURS, PAIRS_AT_ONCE = 512, 16, 256
SHARE, MOST_HELD_OUT = 0.1, 2_500
"""Of all images, in validation and in test each"""


def small_copy(pixels: np.ndarray) -> np.ndarray:
    """(64,) float32: means over an 8 × 8 grid of an image (channel, height, width), grey."""
    grey = pixels.mean(axis=0, dtype=np.float32)
    rows = np.linspace(0, grey.shape[0], SIDE + 1).astype(int)[:-1]
    columns = np.linspace(0, grey.shape[1], SIDE + 1).astype(int)[:-1]
    sums = np.add.reduceat(np.add.reduceat(grey, rows, axis=0), columns, axis=1)
    areas = np.outer(np.diff([*rows, grey.shape[0]]), np.diff([*columns, grey.shape[1]]))
    return (sums / areas).ravel()


def groups_of_alike(small: np.ndarray, digests: Sequence[bytes], images: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """(num_images,): the number of each image's group. Those with equal digests are in one, and so are near-duplicates, and theirs.

    `small`: (num_images, 64), see `small_copy`. `images`: rows to pixels (row, channel, height, width). Memory and time are those of the
    small copies: 200,000 images are compared in a minute or two, none is missed of the pairs whose small copies are alike, but that of
    each image only the sixteen most alike are looked at.
    """
    _, first, exact = np.unique(np.array(digests), return_index=True, return_inverse=True)
    found = [np.empty((0, 2), np.int64)]
    deviation = small[first].std(axis=1)
    textured, flat = first[deviation > FLAT], first[deviation <= FLAT]
    if len(textured) > 1:
        for pairs in _candidates(small[textured]):
            rows = textured[pairs]
            found.extend(
                part[_correlation(images, part) > ALIKE] for part in np.array_split(rows, -(-len(rows) // PAIRS_AT_ONCE))
            )
    if len(flat) > 1:
        order = flat[np.argsort(small[flat].mean(axis=1), kind="stable")]
        found.append(_alike_flat(images, np.stack([order[:-1], order[1:]], axis=1)))
    pairs = np.concatenate([part for part in found if len(part)] or [np.empty((0, 2), np.int64)])
    ends = exact[pairs]
    graph = coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(len(first), len(first)))
    return connected_components(graph, directed=False)[1][exact]


def _candidates(small: np.ndarray) -> list[np.ndarray]:
    """Pairs of rows whose small copies correlate. Sorted along their first principal direction, only near ones can."""
    unit = (small - small.mean(axis=1, keepdims=True)).astype(np.float32)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    every = unit[:: max(1, len(unit) // 5_000)]
    direction = np.linalg.svd(every - every.mean(axis=0), full_matrices=False)[2][0]
    along = unit @ direction
    order = np.argsort(along, kind="stable")
    unit, along = unit[order], along[order]
    reach = np.sqrt(2 - 2 * SMALL_ALIKE) + 1e-6  # the distance of two unit vectors bounds that of their shadows
    pairs = []
    for start in range(0, len(unit), BLOCK):
        stop = min(start + BLOCK, len(unit))
        end = int(np.searchsorted(along, along[stop - 1] + reach, side="right"))
        likeness = unit[start:stop] @ unit[start:end].T
        likeness[np.tril_indices(stop - start, m=end - start)] = -1
        near, other = np.nonzero(likeness > SMALL_ALIKE)
        if len(near):
            strongest = np.lexsort((-likeness[near, other], near))
            near, other = near[strongest], other[strongest]
            place = np.arange(len(near)) - np.searchsorted(near, near)
            kept = place < MOST_NEIGHBOURS
            pairs.append(order[start + np.stack([near[kept], other[kept]], axis=1)])
    return pairs


def _correlation(images: Callable[[np.ndarray], np.ndarray], pairs: np.ndarray) -> np.ndarray:
    first, second = (images(pairs[:, side]).reshape(len(pairs), -1).astype(np.float32) for side in (0, 1))
    first -= first.mean(axis=1, keepdims=True)
    second -= second.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    return (first * second).sum(axis=1) / np.maximum(norms, 1e-6)


def _alike_flat(images: Callable[[np.ndarray], np.ndarray], pairs: np.ndarray) -> np.ndarray:
    found = []
    for part in np.array_split(pairs, -(-len(pairs) // PAIRS_AT_ONCE)):
        difference = images(part[:, 0]).astype(np.float32) - images(part[:, 1])
        found.append(part[np.abs(difference).reshape(len(part), -1).mean(axis=1) < 3])
    return np.concatenate(found)


def split_by_content(groups: np.ndarray, digests: Sequence[bytes]) -> tuple[list[np.ndarray], bool]:
    """Rows of train, validation and test, each in the order of its images' digests; and whether no group is in two of them.

    Which split a group is in depends on what its images are, not on their names or order: the groups with the smallest digests are the
    test images, the next the validation images. Only where so few groups are there that a split would stay empty are groups divided.
    """
    count = len(digests)
    wanted = max(1, min(round(SHARE * count), MOST_HELD_OUT))
    by_digest = sorted(range(count), key=lambda row: (digests[row], row))
    members: dict[int, list[int]] = {}
    for row in by_digest:
        members.setdefault(int(groups[row]), []).append(row)
    held_out: list[list[int]] = [[], []]
    train: list[int] = []
    for rows in members.values():  # in the order of their smallest digest
        split = next((part for part in held_out if len(part) + len(rows) <= wanted), train)
        split.extend(rows)
    whole = bool(held_out[0] and held_out[1] and train)
    if not whole:
        same = {digest: place for place, digest in enumerate(sorted(set(digests)))}
        if len(members) < len(same):
            again, _ = split_by_content(np.array([same[digest] for digest in digests]), digests)
            return again, False
        held_out, train = [by_digest[:wanted], by_digest[wanted : 2 * wanted]], by_digest[2 * wanted :]
    test, validation = held_out
    ordered = [sorted(part, key=lambda row: (digests[row], row)) for part in (train, validation, test)]
    return [np.array(part, np.int64) for part in ordered], whole
