"""What a trained model's folder of every kind has in common: its card, its weights and how they are loaded, strictly."""

from __future__ import annotations

import platform
from abc import ABCMeta, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Generic, TypeVar, final

import torch
from torch import Tensor, nn

import vizvae
from vizvae.checkpoint.files import (
    CARD,
    CONFIG,
    WEIGHTS,
    CheckpointError,
    file_sha256,
    read_bytes,
    read_json,
    sha256_of,
    tensors_of,
    write_json,
)
from vizvae.source import commit

ModuleT = TypeVar("ModuleT", bound=nn.Module)
MOST_NAMED = 8
"""Names that an error lists of each sort; it says how many more there are."""


@dataclass(frozen=True)
class ModelFolder(metaclass=ABCMeta):
    """A folder with a trained model of any kind: what its card says."""

    folder: Path

    @property
    @abstractmethod
    def name(self) -> str: ...

    @property
    @abstractmethod
    def digest(self) -> str:
        """Short hash of what the model is, for URLs and caches."""

    @abstractmethod
    def check_weights(self) -> None:
        """Raises CheckpointError if what the model is made of is missing, damaged, or not what the card describes."""

    @cached_property
    def card(self) -> dict[str, Any]:
        return read_json(self.folder / CARD)

    @final
    @property
    def title(self) -> str:
        return str(self.card["title"])

    @final
    def check_card(self, check: Callable[[dict[str, Any]], None], what_to_do: str) -> None:
        """Raises CheckpointError if the card cannot be read, or if `check` raises ValueError for it; then `what_to_do` is said too."""
        card = self.card
        try:
            check(card)
        except ValueError as error:
            raise CheckpointError(f"{self.folder / CARD}: {error}; {what_to_do}") from error


FolderT = TypeVar("FolderT", bound=ModelFolder)


class WeightsFolder(ModelFolder):
    """One whose weights are tensors in one file."""

    @final
    @property
    def name(self) -> str:
        return self.folder.name

    @final
    @property
    def digest(self) -> str:
        """Of the weights"""
        return str(self.card["weights_sha256"])[:16]

    @final
    def check_weights(self) -> None:
        self._weights()

    @final
    def load_weights(self, build: Callable[[], ModuleT]) -> ModuleT:
        """What `build` makes, with the weights of this folder, frozen and in evaluation mode.

        Raises CheckpointError if the file is missing, damaged, not the one that the card describes, holds numbers that are not finite,
        or does not fit what `build` makes: then with all names that are missing, unexpected or of another shape.
        """
        path = self.folder / WEIGHTS
        weights = self._weights()
        try:
            with torch.device("meta"):  # shapes without memory: whatever the file asks for, nothing is allocated yet
                expected = build().state_dict()
        except CheckpointError:
            raise
        except (ValueError, RuntimeError, OverflowError, TypeError) as error:  # sizes that no tensor can have
            raise CheckpointError(f"{self.folder / CONFIG}: {str(error).splitlines()[0]}") from error
        if mismatch := mismatches(expected, weights):
            raise CheckpointError(f"{path} does not fit its config.json: {mismatch}")
        if broken := sorted(name for name, value in weights.items() if not value.isfinite().all()):
            raise CheckpointError(f"{path} holds numbers that are not finite, in {_some(broken)}: train again")
        model = build()
        model.load_state_dict(weights)
        return model.eval().requires_grad_(False)

    def _weights(self) -> dict[str, Tensor]:
        path = self.folder / WEIGHTS
        content = read_bytes(path)
        weights = tensors_of(content, path)
        found, expected = sha256_of(content), self.card.get("weights_sha256")
        if found != expected:
            raise CheckpointError(
                f"{self.name}: card.json describes other weights than {WEIGHTS} holds "
                f"(expected SHA-256 {str(expected)[:12]}…, got {found[:12]}…). "
                "Its figures would be wrong: restore the matching pair, or train again."
            )
        return weights


@dataclass(frozen=True)
class ByWeights(Generic[FolderT]):
    """A model by its name and its digest: the key of what is kept of its files. One trained anew under an old name is read again."""

    name: str
    digest: str
    folder: FolderT = field(compare=False)


def mismatches(expected: Mapping[str, Tensor], found: Mapping[str, Tensor]) -> str:
    """How the tensors of two state dicts differ in names and shapes, both sides at once; empty where they do not."""
    missing, unexpected = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    misshapen = [
        f"{name!r}: 'expected {tuple(expected[name].shape)}, got {tuple(found[name].shape)}'"
        for name in sorted(set(expected) & set(found))
        if expected[name].shape != found[name].shape
    ]
    if not (missing or unexpected or misshapen):
        return ""
    shapes = ", ".join(misshapen[:MOST_NAMED]) + _more(misshapen)
    return f"missing {_some(missing)}, unexpected {_some(unexpected)}, wrong shapes {{{shapes}}}"


def _some(names: Sequence[str]) -> str:
    return f"{[name[:80] for name in names[:MOST_NAMED]]}{_more(names)}"


def _more(names: Sequence[str]) -> str:
    return f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""


def read_named_config(folder: Path, known: Mapping[str, Any]) -> dict[str, Any]:
    """config.json of what is built by name: `model`, one of `known`, and `model_config`, its configuration.

    Raises CheckpointError for any other.
    """
    return check_named_config(read_json(folder / CONFIG), folder, known)


def check_named_config(config: dict[str, Any], folder: Path, known: Mapping[str, Any]) -> dict[str, Any]:
    """The same of what has been read of it."""
    path = folder / CONFIG
    if set(config) != {"model", "model_config"}:
        raise CheckpointError(f"{path}: expected the keys model and model_config, got {[key[:40] for key in sorted(config)][:8]}")
    if not isinstance(config["model"], str) or not isinstance(config["model_config"], dict):
        raise CheckpointError(f"{path}: expected a name as model and an object as model_config, got others")
    if config["model"] not in known:
        raise CheckpointError(f"{path}: unknown model {config['model'][:40]!r}; known are {sorted(known)}")
    return config


def write_card(folder: Path, card: dict[str, Any]) -> None:
    """A folder with a card is a finished checkpoint, so this is written last."""
    write_json(folder / CARD, card)


def write_new_card(
    folder: Path,
    *,
    title: str,
    data: dict[str, Any],
    num_parameters: int,
    command: str,
    digest: str | None = None,
    **figures: Any,
) -> dict[str, Any]:
    """The card of weights that have just been written to `folder`, which is returned; `figures` are what its kind adds. `digest`: SHA-256
    of what the model is, where that is not the file of weights."""
    card = {
        "title": title,
        "data": data,
        **figures,
        "num_parameters": num_parameters,
        "versions": {
            "vizvae": vizvae.__version__,
            **({"commit": found} if (found := commit()) else {}),
            "torch": torch.__version__,
            "python": platform.python_version(),
        },
        "date": datetime.now(UTC).date().isoformat(),
        "command": command,
        "weights_sha256": digest or file_sha256(folder / WEIGHTS),
    }
    write_card(folder, card)
    return card
