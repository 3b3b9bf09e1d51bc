"""Lessons with all that their steps ask for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import structs

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER
from vizvae.standalone.packing import Packed
from vizvae.ui.explorer.answers import reference_bytes
from vizvae.ui.explorer.opened import open_model, sample_images
from vizvae.ui.http.contract import encode
from vizvae.ui.http.payload import told_json
from vizvae.ui.learn import autoencoder, generation
from vizvae.ui.learn.address import STEPS, tidied
from vizvae.ui.learn.labels import MODELS as LABELLED
from vizvae.ui.learn.labels import labels_facts
from vizvae.ui.learn.likelihood import digit_likelihood, likelihood_data
from vizvae.ui.learn.payload import learn_page_data
from vizvae.ui.learn.terms import MODEL, NUM_DIGITS, digit_terms, terms_data

Answers = dict[str, bytes]


def pack_learn(query: dict[str, str]) -> Packed:
    """The steps that the address names, as a teacher's link does (`lesson=bound_terms&hide=list`), one step, or all of them.

    Raises ValueError, with a sentence for each part of the address that cannot be.
    """
    address, problems = tidied(query)
    if problems:
        raise ValueError(" ".join(problems))
    steps = steps_of(address)
    answers = {key: content for step in steps for key, content in ANSWERS.get(step, dict)().items()}
    labels = {name: structs.replace(labels_facts(name), url=None) for name in LABELLED}
    data = learn_page_data(address, "packed", labels)
    return Packed("learn", told_json(structs.replace(data, steps_here=list(steps)) if "lesson" in address else data), answers)


def steps_of(address: dict[str, str]) -> Sequence[str]:
    """Those that can be gone to."""
    return address["lesson"].split("_") if "lesson" in address else tuple(STEPS)


def _autoencoder() -> Answers:
    data = autoencoder.autoencoder_data()
    answers = {
        autoencoder.URL: encode(data),
        data.data.images_url: sample_images(autoencoder.DATA).images.numpy().tobytes(),
    }
    for model in data.models.values():
        opened = open_model(model.decoder.name)
        answers[model.decoder.url] = opened.checkpoint.network(DECODER)
        answers[model.reference.url] = reference_bytes(opened.reference)
    return answers


def _generation() -> Answers:
    data = generation.generation_data()
    networks = {one.url: find_checkpoint(one.name).network(DECODER) for one in data.models.values()}
    return {generation.URL: encode(data), **networks}


def _terms() -> Answers:
    opened, url = open_model(MODEL), terms_data().url
    return {f"{url}?digit={digit}": encode(digit_terms(opened, digit)) for digit in range(NUM_DIGITS)}


def _likelihood() -> Answers:
    opened, url = open_model(MODEL), likelihood_data().url
    return {f"{url}?digit={digit}": encode(digit_likelihood(opened, digit)) for digit in range(NUM_DIGITS)}


ANSWERS: dict[str, Callable[[], Answers]] = {
    "autoencoder": _autoencoder,
    "latent-variables": _likelihood,
    "terms": _terms,
    "generation": _generation,
}
"""Of the steps that ask for anything"""
