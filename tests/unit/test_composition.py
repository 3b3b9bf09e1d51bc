"""Abstract or final: no class of the package puts another method in place of one that is there already."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import vizvae

ALLOWED = {"DSprites.drawing in place of FactorDataset.drawing"}
"""The set that is read from a file: all others are drawn in code, whose hash names their images."""


def own_classes() -> Iterator[type]:
    """Of the package without its dashboard."""
    for module in pkgutil.walk_packages(vizvae.__path__, "vizvae."):
        if module.name.startswith("vizvae.ui") or module.name.endswith("__main__"):
            continue
        for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if found.__module__ == module.name:
                yield found


def is_concrete(value: object) -> bool:
    return isinstance(value, property) or inspect.isroutine(value) or isinstance(value, classmethod | staticmethod)


def is_abstract(value: object) -> bool:
    """Also of a cached property, which says it of its function alone"""
    return any(getattr(one, "__isabstractmethod__", False) for one in (value, getattr(value, "func", None)))


def overridden(cls: type) -> list[str]:
    return [
        f"{cls.__qualname__}.{name} in place of {base.__qualname__}.{name}"
        for name in vars(cls)
        for base in cls.__mro__[1:]
        if base.__module__.partition(".")[0] == cls.__module__.partition(".")[0]
        and is_concrete(given := vars(base).get(name))
        and not is_abstract(given)
        and not getattr(base, "_is_protocol", False)
        and not name.startswith("__")
    ]


def test_nothing_concrete_is_overridden() -> None:
    classes = list(own_classes())
    assert len(classes) > 100
    assert {line for cls in classes for line in overridden(cls)} == ALLOWED


class _One:
    def told(self) -> int:
        return 1


class _Two(_One):
    def told(self) -> int:
        return 2


def test_one_that_does_is_found() -> None:
    assert overridden(_Two) == ["_Two.told in place of _One.told"]
