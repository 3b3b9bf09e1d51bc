"""What the browser is told of training runs: read from their folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save
from torch import Tensor

from vizvae.data.registry import IMAGE_SETS
from vizvae.models import IMAGE_MODELS, MODELS, model_title
from vizvae.paths import runs_dir
from vizvae.runs.events import EVENTS, read_events
from vizvae.runs.folder import RUN, read_run, read_status
from vizvae.runs.metrics import MetricsReaders
from vizvae.runs.queue import Job, list_runs
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.create import command_to_reproduce
from vizvae.training.curves import curves_of, gives_probability
from vizvae.training.families import family_of
from vizvae.training.snapshot import RAW, SNAPSHOT, read_view
from vizvae.training.trace import TRACE, read_trace
from vizvae.trash import places
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.train.contract import About, News, RunRow
from vizvae.ui.train.contract import Trace as TraceData
from vizvae.words import counted

RUNS = f"{PREFIX}/runs"
IMAGES, CODES = ("images", "recon", "prior", "lattice"), ("mu", "logvar", "kl_per_dim")
"""Of a snapshot: as bytes, as numbers"""


def run_folder(name: str) -> Path:
    """Raises ValueError for a name that no run has; a name is never used as a path."""
    if name not in {path.parent.name for path in runs_dir().glob(f"*/{RUN}")}:
        raise ValueError(f"There is no run named {name[:60]!r} any more.")
    return runs_dir() / name


def describe_runs() -> list[RunRow]:
    return [_row(job) for job in list_runs("image")]


def describe_run(folder: Path) -> About:
    """What stays the same while it trains."""
    config = read_run(folder, TrainConfig).config
    return About(
        name=folder.name,
        url=f"{RUNS}/{folder.name}",
        config=config,
        changeable=tuple(family_of(config).changeable(config)),
        every_page=config.model in MODELS,
        command=command_to_reproduce(folder),
    )


def news_of(name: str, *, events: int) -> News:
    """See `news`. Who watches a run asks once more after it was discarded, perhaps by somebody else: that is news, and no mistake.

    Raises ValueError for a name that no run has or had.
    """
    try:
        folder = run_folder(name)
    except ValueError:
        if name not in places(runs_dir()):
            raise
        return News(status=None, events=[], view=None, trace=None)
    return news(folder, events=events)


def news(folder: Path, *, events: int) -> News:
    """Status, pictures, and what has happened after so many events."""
    happened = read_events(folder) if (folder / EVENTS).exists() else []
    return News(status=read_status(folder), events=happened[events:], view=_mark(folder / SNAPSHOT), trace=_mark(folder / TRACE))


def view_bytes(folder: Path) -> bytes:
    """The latest pictures as safetensors: images as bytes, codes as float32, labels as int32; `place` is (step, passes done). Under names
    that begin with `RAW` what the weights show as they are, where the others are of their average.

    Raises ValueError before the first.
    """
    view = read_view(folder)
    if view is None:
        raise ValueError(f"{folder.name} has no pictures yet")
    arrays = {"place": np.array([view.step, view.epoch], "<f4")}
    found: dict[str, Tensor | None] = {name: getattr(view, name) for name in (*IMAGES, *CODES)}
    found |= {RAW + name: value for name, value in view.raw.items()}
    for name, value in found.items():
        if value is not None:
            array = value.numpy()
            arrays[name] = np.ascontiguousarray(array if name.removeprefix(RAW) in IMAGES else array.astype("<f4"))
    if view.labels is not None:
        arrays["labels"] = np.ascontiguousarray(view.labels.numpy().astype("<i4"))
    return save(arrays)


def trace_data(folder: Path) -> TraceData:
    """One image through one step. Raises ValueError before the first."""
    trace = read_trace(folder)
    if trace is None:
        raise ValueError(f"{folder.name} has not taken a single step yet: press Step")
    channels, height, width = trace.x.shape
    return TraceData(
        numbers=trace.numbers,
        x=_rounded(trace.x),
        mu=_rounded(trace.mu),
        logvar=None if trace.logvar is None else _rounded(trace.logvar),
        epsilon=None if trace.epsilon is None else _rounded(trace.epsilon),
        z=_rounded(trace.z),
        recon=_rounded(trace.recon),
        recon_after=_rounded(trace.recon_after),
        shape=(channels, height, width),
    )


def _rounded(values: Tensor) -> list[float]:
    return [round(number, 4) for number in values.flatten().tolist()]


def _row(job: Job) -> RunRow:
    status, problem = job.status, job.problem
    try:
        config = read_run(job.folder, TrainConfig).config
    except (ValueError, OSError) as error:
        config, problem = None, str(error)
    reader = readers.of(job.folder)
    with readers.lock:
        try:
            reader.update()
            last = reader.epochs[-1] if reader.epochs else {}
        except ValueError:
            last = {}  # its own page says what is wrong with it
    scored = config is None or gives_probability(config)
    return RunRow(
        name=job.name,
        phase="failed" if problem else status.phase,
        message=problem or status.message,
        place=job.place,
        data=_data_title(config.data) if config else "",
        model=model_title(config.model) if config and config.model in IMAGE_MODELS else "",
        latent_dim=_latent_dim(config) if config else None,
        objective=_objective(config.objective) if config else "",
        epoch=status.epoch,
        epochs=status.epochs or (config.epochs if config else 0),
        seconds_left=status.seconds_left,
        elbo=last.get("validation_elbo") if scored else None,
        recon_nll=last.get("validation_recon_nll") if scored else None,
        score=_score(config, last) if config else "",
    )


def _score(config: TrainConfig, last: dict[str, Any]) -> str:
    """Of a run that has no ELBO: what else its last pass says, by name."""
    words = []
    for curve in curves_of(config):
        value = last.get(f"validation_{curve.term}" if curve.held_out else curve.term)
        if value is not None:
            words.append(f"{curve.title} {value:.3g}")
    return ", ".join(words)


def _latent_dim(config: TrainConfig) -> int | None:
    """A run's own settings, of which only the model that is built from them knows whether they can be."""
    found = config.model_config.get("latent_dim")
    return found if type(found) is int else None


def _objective(objective: ObjectiveConfig) -> str:
    """A title, also for the plain one, and what comes in slowly."""
    plain = {
        "elbo": "ELBO",
        "iwae": f"IWAE, {counted(objective.num_samples, 'sample')}",
        "reconstruction": "reconstruction alone",
        "prior": "the prior alone",
        "likelihood": "exact likelihood",
        "adversarial": "generator against discriminator",
        "classification": "cross-entropy",
    }
    words = [objective.title or plain[objective.kind]]
    if objective.kind == "elbo" and objective.kl_warmup_epochs:
        words.append(f"warm-up {objective.kl_warmup_epochs:g}")
    if objective.bottleneck > 1:
        words.append(f"bottleneck {objective.bottleneck:g}")
    return ", ".join(words)


def _mark(path: Path) -> str | None:
    """Changes when the file is another: it is only ever replaced as a whole."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return f"{found.st_mtime_ns:x}-{found.st_ino:x}"


readers = MetricsReaders()
"""Of all runs that are looked at, by whomever"""


def _data_title(key: str) -> str:
    """Sets of one's own are called by their name, also when they are gone."""
    return IMAGE_SETS[key].title if key in IMAGE_SETS else key
