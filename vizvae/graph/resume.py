"""resume.safetensors of a graph run: all that another process needs to go on to the same weights, bit for bit, in one atomic file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from vizvae.atomic_write import atomic_write
from vizvae.graph.training import GraphTraining
from vizvae.runs.arithmetic import arithmetic_of, what_differs
from vizvae.runs.folder import RESUME


def save_graph_run(folder: Path, state: GraphTraining) -> None:
    """Written aside, flushed to disk and renamed. Raises OSError where the disk is full; the one before then stays."""
    here = asdict(arithmetic_of(torch.device("cpu")))
    content = save(
        {name: value.detach().contiguous().clone() for name, value in state.tensors().items()},
        metadata={"place": json.dumps(state.place()), "arithmetic": json.dumps(here)},
    )
    atomic_write(folder / RESUME, content, durable=True)


def restore_graph_run(folder: Path, state: GraphTraining) -> str:
    """Go on from where the run in `folder` was saved last.

    Returns, for a person, what keeps it from ending with the same bits as an undisturbed run; empty for nothing. Raises ValueError for a
    damaged file and for one of another run.
    """
    path = folder / RESUME
    try:
        with safe_open(path, framework="pt") as file:
            metadata = file.metadata() or {}
            tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118 (not a dictionary)
        state.restore(tensors, json.loads(metadata["place"]))
        differs = what_differs(json.loads(metadata["arithmetic"]), asdict(arithmetic_of(torch.device("cpu"))))
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        raise ValueError(f"{path} cannot be resumed from ({error}); delete it to start anew") from error
    if not differs:
        return ""
    return f"It goes on under other conditions, so last digits may differ from those of an undisturbed run: {differs}."
