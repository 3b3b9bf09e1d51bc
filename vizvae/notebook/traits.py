"""Traits of the views: arrays that are checked when they are set, and values that are worked out when they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import traitlets


class Computed(traitlets.TraitType[Any, Any]):
    """Read from the view by `read`, and set by `write`, which says what happens then; observed like any other trait."""

    def __init__(self, read: Callable[[Any], Any], write: Callable[[Any, Any], None]) -> None:
        super().__init__(allow_none=True)
        self.read, self.write = read, write

    def get(self, obj: Any, cls: Any = None) -> Any:
        return self.read(obj)

    def set(self, obj: Any, value: Any) -> None:
        self.write(obj, value)


def changed(view: traitlets.HasTraits, name: str, old: Any, new: Any) -> None:
    """Tell those who observe."""
    view.notify_change(traitlets.Bunch(name=name, old=old, new=new, owner=view, type="change"))


def observed(view: traitlets.HasTraits, name: str) -> bool:
    """Whether anybody wants to hear of it: some values take long to work out."""
    listening: dict[Any, dict[Any, list[Any]]] = view._trait_notifiers
    return any(listening.get(key, {}).get(kind) for key in (name, traitlets.All) for kind in ("change", traitlets.All))


def latents(value: Any, count: int, model: str) -> np.ndarray:
    """`value` as one latent vector, (latent,) float32, which cannot be written to: a change within it would go unnoticed.

    Raises ValueError for another shape, or numbers that are not finite.
    """
    try:
        z = np.array(value, dtype=np.float32)
    except (TypeError, ValueError):
        raise ValueError(f"z: expected {count} numbers, one for each latent of {model}, got {type(value).__name__}") from None
    if z.shape != (count,):
        raise ValueError(f"z: expected {count} numbers, one for each latent of {model}, got an array of shape {z.shape}")
    if not np.isfinite(z).all():
        raise ValueError(f"z: expected finite numbers, got {np.count_nonzero(~np.isfinite(z))} that are not")
    z.flags.writeable = False
    return z


def numbers(value: Any, limit: int, what: str) -> tuple[int, ...]:
    """`value` as different whole numbers from 0 up to `limit`. `what` they are, for the error. Raises ValueError for anything else."""
    try:
        chosen = tuple(int(one) for one in value)
        whole = all(one == other for one, other in zip(chosen, value, strict=True))
    except (TypeError, ValueError):
        chosen, whole = (), False
    if not whole or len(set(chosen)) != len(chosen) or any(not 0 <= one < limit for one in chosen):
        raise ValueError(f"selection: expected numbers of {what}, each once, from 0 to {limit - 1}, got {str(value)[:60]}")
    return chosen
