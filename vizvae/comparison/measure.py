"""The figures of the compare page: one protocol for every model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from vizvae.checkpoint import CheckpointError, read_json, write_json
from vizvae.comparison.contender import Bound, Contender
from vizvae.comparison.contenders import contender
from vizvae.comparison.frechet import classifier_features, frechet_distance
from vizvae.comparison.own_contender import OWN
from vizvae.comparison.shipped import find_compared
from vizvae.config import config_from_dict
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import ImageSet
from vizvae.metrics.likelihood import EVALUATION_SEED, chosen_pixels, evaluate, mean_with_interval
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.models.classifier import Classifier
from vizvae.paths import SHIPPED_COMPARED

RESULTS = SHIPPED_COMPARED / "comparison.json"
OWN_RESULTS = "comparison.json"
FLOOR = "floor"
"""Key of the distance between two sets of real digits; with a prefix of those of another data set."""
CLASSIFIERS = {"mnist": "classifier", "fashion": "fashion-classifier"}
"""In whose features images are held against each other, by data set."""
BATCH = 64
"""Images of the timed batch."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What was measured of one model. What it does not have is None."""

    model: str
    title: str
    nll: float | None
    """−log p(x), nats an image"""
    nll_interval: list[float] | None
    """95 %, over images"""
    bound: Bound
    recon_nll: float | None
    """Distortion: −log p(x|z) at draws of the encoder's answer, nats"""
    kl: float | None
    """Rate: log q(z|x) − log p(z) there, nats"""
    classifier_frechet: float
    seconds_per_sample: float
    """Of one image alone"""
    seconds_per_batch: float
    """Of 64 at once"""
    num_parameters: int
    training_seconds: int
    """With the run before, where the card tells of it"""
    started_from: str
    """The model whose weights that training started from; empty for none"""
    num_samples: int
    num_images: int
    num_draws: int
    weights_sha256: str
    protocol: str


@dataclass(frozen=True)
class Speed:
    """Seconds on this machine's processor, one thread."""

    of_one: float
    of_batch: float


def speed(contender: Contender) -> Speed:
    """Of one draw, and of `BATCH` at once."""
    with _one_thread():
        return Speed(*(_timed(partial(contender.draw, count, generator=_generator())) for count in (1, BATCH)))


def compare(
    contender: Contender,
    test: ImageSet,
    found_speed: Speed,
    *,
    num_samples: int,
    num_images: int,
    num_draws: int,
    progress: Callable[[int], object] = lambda _: None,
) -> Comparison:
    """Measure one model on the test images: likelihood, and distance of its draws; its speed has been measured.

    `progress` is called with the number of images scored since its last call.
    """
    model, latent = contender.model, contender.latent_model
    nll = interval = recon = kl = None
    if isinstance(model, AutoregressiveModel):
        nll, interval = _exact(model, test, num_images, progress)
    elif latent is not None:
        found = evaluate(latent, test, num_samples=num_samples, num_images=num_images, progress=progress)
        nll, interval, recon, kl = found.nll, found.nll_interval, found.recon_nll, found.kl
    card = contender.checkpoint.card
    num_draws = min(num_draws, len(test))  # sets of one size: the distance is larger for fewer
    training_seconds, started_from = contender.training
    return Comparison(
        model=contender.name,
        title=contender.title,
        nll=nll,
        nll_interval=interval,
        bound=contender.bound,
        recon_nll=recon,
        kl=kl,
        classifier_frechet=distance_to(test, black_and_white(contender, num_draws)),
        seconds_per_sample=found_speed.of_one,
        seconds_per_batch=found_speed.of_batch,
        num_parameters=card["num_parameters"],
        training_seconds=training_seconds,
        started_from=started_from,
        num_samples=num_samples if contender.bound == "iwae" else 0,
        num_images=min(num_images, len(test)),
        num_draws=num_draws,
        weights_sha256=card["weights_sha256"],
        protocol=(
            f"{test.description}; {min(num_images, len(test)):,} of them chosen and binarised once with seed {EVALUATION_SEED}; "
            f"nll: exact for what draws pixel by pixel, else the importance-weighted bound with {num_samples} draws an image; "
            f"95 % interval over images; classifier_frechet: {num_draws:,} draws against as many test images, both black and white, in the "
            f"{_feature_dim(test)} features of the shipped classifier; seconds: on the CPU, one thread, the best of five"
        ),
    )


def floor(training: ImageSet, test: ImageSet, num_draws: int) -> float:
    """The distance between real images: training against test, as many of each as there are of both, `num_draws` at most."""
    return distance_to(test, _real(training, min(num_draws, len(training), len(test))))


def distance_to(test: ImageSet, x: Tensor) -> float:
    """Of black-and-white images to as many of the test images."""
    classifier = find_compared(CLASSIFIERS[test.spec.key]).load_model()
    assert isinstance(classifier, Classifier)
    return frechet_distance(classifier_features(classifier, x), classifier_features(classifier, _real(test, len(x))))


def black_and_white(contender: Contender, num_draws: int) -> Tensor:
    """Images of the model as it would draw them, every pixel on or off, (num_draws, channel, height, width)."""
    generator = _generator()
    parts = []
    for start in range(0, num_draws, 1000):
        grey = contender.draw(min(1000, num_draws - start), generator=generator)
        parts.append((torch.rand(grey.shape, generator=generator) < grey).float())
    return torch.cat(parts)


def floor_key(data: str) -> str:
    """Of the distance between real images of a data set among the committed figures."""
    return FLOOR if data == "mnist" else f"{data}-{FLOOR}"


def write_comparison(results: list[Comparison], floors: Mapping[str, float]) -> None:
    """Add to the committed figures, in place of older ones of the same models; those of a model of one's own go into its folder.
    `floors`: by data set."""
    known = read_comparison()
    for result in results:
        if result.model.startswith(OWN):
            write_json(contender(result.model).checkpoint.folder / OWN_RESULTS, asdict(result))
        else:
            known[result.model] = asdict(result)
    for data, distance in floors.items():
        known[floor_key(data)] = {"classifier_frechet": distance}
    if known != read_comparison():
        write_json(RESULTS, known)


def read_own_comparison(one: Contender) -> dict[str, Any] | None:
    """The figures in the folder of a model of one's own; None where nobody has measured these very weights.

    Raises CheckpointError for a file that is damaged, or was edited by hand.
    """
    path = one.checkpoint.folder / OWN_RESULTS
    if not path.exists():
        return None
    values = read_json(path)
    try:
        found = config_from_dict(Comparison, values)
    except ValueError as error:
        raise CheckpointError(f"{path} was edited by hand or written by another version ({error}): measure it again") from error
    return asdict(found) if found.weights_sha256 == one.checkpoint.card["weights_sha256"] else None


def read_comparison() -> dict[str, dict[str, Any]]:
    """The committed figures by model, and those of real images by `floor_key`."""
    return read_json(RESULTS) if RESULTS.exists() else {}


def _real(images: ImageSet, count: int) -> Tensor:
    chosen = torch.randperm(len(images), generator=_generator())[:count]
    return fixed_binarisation(images.images[chosen], EVALUATION_SEED)


def _exact(
    model: AutoregressiveModel, test: ImageSet, num_images: int, progress: Callable[[int], object]
) -> tuple[float, list[float]]:
    """Mean −log p(x) in nats and its interval, on the very pixels that `evaluate` scores."""
    nlls = []
    with torch.no_grad():
        for x in chosen_pixels(test, num_images, bernoulli=True, seed=EVALUATION_SEED).split(64):
            nlls.append(-model.log_prob(x))
            progress(len(x))
    return mean_with_interval(torch.cat(nlls).double())


@contextmanager
def _one_thread() -> Iterator[None]:
    """Torch on one thread, as the dashboard runs it."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _timed(call: Callable[[], object]) -> float:
    """Seconds, the best of five after one that is not counted."""
    call()
    times = []
    for _ in range(5):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return min(times)


def _generator() -> torch.Generator:
    return torch.Generator().manual_seed(EVALUATION_SEED)


def _feature_dim(test: ImageSet) -> int:
    return find_compared(CLASSIFIERS[test.spec.key]).config["model_config"]["feature_dim"]
