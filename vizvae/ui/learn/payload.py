"""What the Learn page is told: the lines of code that the steps show, and where their answers are."""

from __future__ import annotations

import inspect
import textwrap
from functools import cache
from pathlib import Path
from typing import Any

from vizvae.comparison.contenders import checkpoint_of
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.decoders import InnerProductDecoder
from vizvae.graph.propagation import Propagation
from vizvae.latent_names import names_of
from vizvae.likelihoods import Bernoulli
from vizvae.models.vae_mlp import VaeMlp
from vizvae.paths import PACKAGE
from vizvae.ui.learn.autoencoder import URL as AUTOENCODER_URL
from vizvae.ui.learn.comparison import comparison_data
from vizvae.ui.learn.contract import Address, CodeExcerpt, LabelsFacts, LearnData
from vizvae.ui.learn.generation import MODELS as DECODED
from vizvae.ui.learn.generation import URL as GENERATION_URL
from vizvae.ui.learn.labels import MODELS as LABELLED
from vizvae.ui.learn.likelihood import likelihood_data
from vizvae.ui.learn.terms import MODEL as TERMS_MODEL
from vizvae.ui.learn.terms import terms_data

SHOWN_CODE = {
    "std": DiagonalGaussian.std.fget,
    "at": DiagonalGaussian.at,
    "sample": DiagonalGaussian.sample,
    "propagation": Propagation.normalised,
    "edge_logits": InnerProductDecoder.block,
    "encode": VaeMlp.encode,
    "likelihood": VaeMlp.likelihood,
    "bernoulli": Bernoulli.log_prob,
    "gaussian": DiagonalGaussian.log_prob,
}


def learn_page_data(address: dict[str, str], restore_id: str, labels: dict[str, LabelsFacts]) -> LearnData:
    """What the component is told; it stays the same until another link is opened, or a latent is given a name."""
    return LearnData(
        address=address,
        restore_id=restore_id,
        code=shown_code(),
        latent_dims=latent_dims(),
        latent_names={name: names_of(checkpoint_of(name).digest) for name in latent_dims()},
        terms=terms_data(),
        likelihood=likelihood_data(),
        autoencoder=Address(url=AUTOENCODER_URL),
        generation=Address(url=GENERATION_URL),
        labels=labels,
        comparison=comparison_data(),
    )


@cache
def latent_dims() -> dict[str, int]:
    """How many latents each model has that a step speaks of.

    Raises CheckpointError if one is not there.
    """
    return {
        name: checkpoint_of(name).config["model_config"]["latent_dim"] for name in (TERMS_MODEL, *DECODED.values(), *LABELLED)
    }


@cache
def shown_code() -> dict[str, CodeExcerpt]:
    """The lines of `vizvae` that a step shows, by name: where they stand, and the lines without what documents them."""
    return {name: excerpt(function) for name, function in SHOWN_CODE.items()}


def excerpt(function: Any) -> CodeExcerpt:
    """A function as it stands in its file, without its docstring."""
    function = inspect.unwrap(function)
    lines, first = inspect.getsourcelines(function)
    documented = textwrap.dedent("".join(lines))
    if function.__doc__:
        head, _, rest = documented.partition('"""')
        documented = head.rstrip(" ") + rest.partition('"""')[2].lstrip("\n")
    path = Path(inspect.getsourcefile(function) or "")
    return CodeExcerpt(file=path.relative_to(PACKAGE.parent).as_posix(), line=first, lines=documented.rstrip().splitlines())
