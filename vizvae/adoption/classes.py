"""The class that a conditional model takes beside an image or a code: whether it is one, of how many, one-hot or as a number."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizvae.adoption.findings import Question

CLASS_COUNTS = (
    "num_classes",
    "n_classes",
    "num_class",
    "n_class",
    "class_num",
    "num_labels",
    "n_labels",
    "y_dim",
    "cond_dim",
    "c_dim",
)
CLASS_WORD = re.compile(
    "ys?|c|cond(ition(s|al)?)?|lab(els?)?|class(es)?|cls|kl?ass|clazz|targets?|categor(y|ies)|onehot|hot|digits?"
)
"""How people call the parameter for a class, or a part of its name"""
MOST_CLASSES = 256
"""One-hot classes that are tried where no attribute says how many there are"""


@dataclass(frozen=True)
class Classes:
    """A second input."""

    count: int
    one_hot: bool
    how: str = "it is asked for a second input"
    guessed: bool = False
    """Whether any number of them was tried"""

    def of(self, labels: Tensor) -> Tensor:
        """(batch, count) float32, or (batch,) int64."""
        return (labels.unsqueeze(1) == torch.arange(self.count)).float() if self.one_hot else labels  # as exporters can follow it

    def within(self, labels: Tensor) -> Tensor:
        """To try with, where they may go beyond."""
        return labels.clamp_max(self.count - 1)


def class_candidates(
    model: nn.Module, function: Callable[..., Any], told: int | None, name: str, argument: str
) -> Iterator[Classes | None]:
    """What is tried as a second input; None where the function takes one alone.

    Raises Question where it wants something else than a class.
    """
    wanted = required(function)
    if len(wanted) <= 1:
        yield None
        return
    if len(wanted) > 2 or (told is None and not is_class(wanted[1])):
        beside = "" if len(wanted) > 2 else f", and {wanted[1]} is no word for a class (if it is one: num_classes=, --classes)"
        raise Question(
            f"{name} wants {', '.join(wanted)}{beside}: say how to call it with {argument}=lambda value: …, or give the model's class a "
            f"method {argument} that takes one tensor"
        )
    counts = (
        [told]
        if told
        else [int(count) for at in CLASS_COUNTS if isinstance(count := getattr(model, at, None), int) and count > 1]
    )
    tables = {part.num_embeddings for part in model.modules() if isinstance(part, nn.Embedding)}
    looked_up = [
        Classes(count, one_hot=False, how=f"a class, looked up in the model's Embedding({count}, …)")
        for count in tables
        if not told and (len(tables) == 1 or count in counts)
    ]
    if not counts:
        yield from looked_up
    for count in counts or range(2, MOST_CLASSES + 1):
        yield Classes(count, one_hot=True, guessed=not counts)
    if looked_up:  # an attribute may be the length of what is looked up
        yield from looked_up
    else:
        yield from (Classes(count, one_hot=False) for count in counts)


def check_classes(classes: Classes | None, labels: Tensor, works: Callable[[Classes, Tensor], bool], latents: int | None) -> None:
    """`works`: whether the function takes these classes of these labels. `latents`: of a code, to which what is as long may be added.

    Raises Question where the number of classes is not known for all that, ValueError for labels that are no class of the model.
    """
    if classes is None:
        return
    if classes.guessed:
        one_more = works(Classes(classes.count + 1, one_hot=True), labels)
        if one_more or (classes.count == latents and works(classes, labels[:1])):
            raise Question(
                f"The model takes a class, and {'any number of classes' if one_more else 'what is as long as a code'} fits: say how many "
                "there are with num_classes= (--classes)",
                "num_classes",
            )
    check_labels(classes, labels)


def check_labels(classes: Classes, labels: Tensor) -> None:
    """Raises ValueError for labels that are no class of the model."""
    if len(labels) and int(labels.max()) >= classes.count:
        raise ValueError(
            f"labels: the model takes {classes.count} classes, numbered 0 to {classes.count - 1}, and the images have the label "
            f"{int(labels.max())}: give labels that are the model's class numbers, or images without labels, which are shown as class 0"
        )


def is_class(parameter: str) -> bool:
    return any(CLASS_WORD.fullmatch(part) for part in re.findall("[a-z]+", re.sub("(?<=[a-z])(?=[A-Z])", "_", parameter).lower()))


def required(function: Callable[..., Any]) -> list[str]:
    """Names of the parameters without a default."""
    parameters = parameters_of(function)
    if parameters is None:
        return ["value"]
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in positional and p.default is inspect.Parameter.empty]


def parameters_of(function: Callable[..., Any]) -> list[inspect.Parameter] | None:
    """In their order; None where it does not say."""
    try:
        return list(inspect.signature(function.forward if isinstance(function, nn.Module) else function).parameters.values())
    except (TypeError, ValueError):
        return None
