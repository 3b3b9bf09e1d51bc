"""Attributes of the nodes that stand in a graph's own file: which may be classes or features, and those that are taken."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from vizvae.graph.readers.columns import tokens
from vizvae.graph.readers.reading import Choices, RawGraph, listed
from vizvae.words import counted

CLASS_WORDS = {
    *(
        "class",
        "classes",
        "label",
        "labels",
        "target",
        "category",
        "group",
        "community",
        "y",
        "type",
        "kind",
        "club",
        "field",
        "subject",
    ),
    *(
        "party",
        "department",
        "faction",
        "topic",
        "side",
        "gender",
        "cluster",
        "modularity",
        "klasse",
        "gruppe",
        "partition",
        "block",
    ),
}
COMPUTED = re.compile(r"degree|z\d+|sigma|community|cluster|[xyrgb]")
"""Attributes that our own export adds"""
MOST_CLASSES, MOST_NUMBERED_CLASSES, MOST_ONE_HOT = 200, 20, 100


def number_of(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def is_class_name(name: str) -> bool:
    return bool(set(tokens(name)) & CLASS_WORDS)


def may_be_classes(values: list[str]) -> bool:
    """Whether few values stand at many nodes: words, or a few whole numbers."""
    filled = [value for value in values if value]
    different = set(filled)
    if not 2 <= len(different) < len(filled):
        return False
    numbers = [number_of(value) for value in different]
    if all(number is not None for number in numbers):
        return all(number % 1 == 0 for number in numbers if number is not None) and len(different) <= min(
            MOST_NUMBERED_CLASSES, len(filled) // 2
        )
    return len(different) <= MOST_CLASSES


def offer(attributes: dict[str, list[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names of attributes that may be classes, and of those that may be features."""
    classes, features = [], []
    for name, values in attributes.items():
        filled = [value for value in values if value]
        if len(set(filled)) < 2:
            continue
        if may_be_classes(values):
            classes.append(name)
        if all(number_of(value) is not None for value in filled) or (may_be_classes(values) and len(set(filled)) <= MOST_ONE_HOT):
            features.append(name)
    return tuple(classes), tuple(features)


def take_attributes(name: str, graph: RawGraph, choices: Choices, *, classes_beside: bool, features_beside: bool) -> Any:
    """Set the classes and features that are taken; returns what is offered. Raises ValueError for names of no attributes.

    Classes are colours and scores, so those that are plainly meant are taken unless a person says otherwise; a model learns from features,
    so they are taken when a person says so.
    """
    if classes_beside or choices.classes == "":
        graph.classes = None
    if features_beside:
        graph.features = None
    own = {
        key: values
        for key, values in graph.attributes.items()
        if not (graph.format.endswith("VizVAE") and COMPUTED.fullmatch(key))
    }
    classes, features = offer(own)
    plain = [one for one in classes if is_class_name(one)]
    chosen = choices.classes
    if chosen is None and not classes_beside and classes:
        chosen = classes[0] if len(classes) == 1 else plain[0] if len(plain) == 1 else None
        if (
            chosen is not None
            and all(number_of(value) is not None for value in own[chosen] if value)
            and not is_class_name(chosen)
        ):
            chosen = None
    if chosen and not classes_beside:
        if chosen not in own:
            raise ValueError(f"{name}: no attribute {chosen!r} of the nodes; it has {listed(list(own)) or 'none'}")
        graph.classes = own[chosen]
        values = len(set(graph.classes) - {""})
        graph.decide(
            "classes",
            f"Classes are the attribute `{chosen}` of the nodes ({counted(values, 'value')})",
            "as was said" if choices.classes else "",
        )
    features = tuple(one for one in features if one != chosen)
    if choices.features:
        if features_beside:
            raise ValueError(f"{name}: features from its attributes and from a table: choose one of them")
        _take_features(name, own, choices.features, graph)
    rest = [one for one in classes if one != chosen]
    if rest:
        graph.decide("classes", f"Offered as classes: {listed(rest)}")
    not_taken = [one for one in features if one not in choices.features]
    if not_taken:
        graph.decide("features", f"Offered as features: {listed(not_taken)}", "numbers would be scaled, words one-hot")
    left_out = [one for one in own if one not in {chosen, *choices.features, *classes, *features}]
    if left_out:
        graph.decide("attributes", f"{counted(len(left_out), 'attribute')} of nodes left out ({listed(left_out)})")
    return classes, features


def _take_features(name: str, own: dict[str, list[str]], wanted: tuple[str, ...], graph: RawGraph) -> None:
    from scipy.sparse import csr_array

    unknown = [one for one in wanted if one not in own]
    if unknown:
        raise ValueError(f"{name}: no attribute {unknown[0]!r} of the nodes; it has {listed(list(own)) or 'none'}")
    columns, names, scales = [], [], []
    for one in wanted:
        block, called, scale = scaled_or_one_hot(name, one, own[one], graph)
        columns.append(block)
        names += called
        scales += [scale] * len(called)
    graph.features, graph.feature_names = csr_array(np.concatenate(columns, axis=1).astype(np.float32)), tuple(names)
    graph.feature_scales = tuple(scales)


def scaled_or_one_hot(
    file: str, name: str, values: list[str], graph: RawGraph
) -> tuple[np.ndarray, list[str], tuple[float, float]]:
    """(node, column) of an attribute: a number scaled to mean 0 and deviation 1, 0 where it is not known; words one-hot. With it what the
    columns are called, and what was subtracted from each of their values and then divided by."""
    numbers = [number_of(value) for value in values if value]
    missing = values.count("")
    told = f", {counted(missing, 'node')} without it at {{}}" if missing else ""
    if numbers and all(number is not None for number in numbers):
        known = np.array([np.nan if not value else float(value) for value in values])
        mean, deviation = float(np.nanmean(known)), float(np.nanstd(known)) or 1.0
        graph.decide("features", f"The number `{name}` is scaled to mean 0 and deviation 1{told.format('the mean')}")
        return np.nan_to_num((known - mean) / deviation)[:, None], [name], (mean, deviation)
    different = sorted({value for value in values if value})
    if len(different) > MOST_ONE_HOT:
        raise ValueError(f"{file}: `{name}` has {len(different):,} different words, and up to {MOST_ONE_HOT} can be features")
    graph.decide(
        "features", f"The words of `{name}` are one-hot, {counted(len(different), 'column')}{told.format('none of them')}"
    )
    one_hot = np.array([[value == one for one in different] for value in values], np.float32)
    return one_hot, [f"{name} {one}" for one in different], (0.0, 1.0)
