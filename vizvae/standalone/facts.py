"""What a file or a folder says of where it is from, and of what it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from vizvae import __version__
from vizvae.checkpoint import Checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.http.packed_contract import Fact

CODE_LICENCE = (
    "VizVAE and what it draws with: MIT, © 2026 The VizVAE authors. It contains ONNX Runtime Web (MIT, © Microsoft Corporation) "
    "and Preact (MIT, © Jason Miller)."
)
DATA_LICENCES = {
    "mnist": "MNIST digits: CC BY-SA 3.0, by Y. LeCun, C. Cortes and C. Burges",
    "fashion": "Fashion-MNIST: MIT, © 2017 Zalando SE, by H. Xiao, K. Rasul and R. Vollgraf",
    "sprites": "the sprites are drawn by VizVAE's own code: MIT",
    "faces": "the faces are drawn by VizVAE's own code and show nobody: MIT",
    "dsprites": "dSprites: Apache 2.0, by L. Matthey, I. Higgins, D. Hassabis and A. Lerchner (DeepMind)",
}
TRAINING = "Training, measuring and comparing models."
ABOUT = {
    "sliders": "A picture of your own as the input: draw one instead.",
    "names": "Names of latents that all visitors share: here they are kept in this page's link alone.",
    "manifold": "UMAP and t-SNE with other parameters, and the way back from a place on a UMAP.",
}


def made_facts(today: date) -> list[Fact]:
    made = f"{today.isoformat()}, by VizVAE {__version__}. It asks nothing of anybody: all that it shows is in it."
    return [Fact(what="Made on", text=made)]


def model_facts(opened: OpenedModel, num_images: int) -> list[Fact]:
    """Of one model, its figures and its data."""
    checkpoint, sample = opened.checkpoint, opened.sample
    said = [f"{checkpoint.title} ({opened.name}), {checkpoint.card['num_parameters']:,} weights, SHA-256 {opened.digest[:16]}…"]
    said.append(f"Trained on {checkpoint.card['data']['trained_on']}.")
    said += _figures(checkpoint)
    images = f"All {len(sample):,}" if num_images == len(sample) else f"The first {num_images:,} of the {len(sample):,}"
    return [
        Fact(what="Model", text=" ".join(said)),
        Fact(
            what="Images",
            text=f"{images} that the dashboard shows of {sample.spec.title}. {_spread(num_images, len(sample))}".strip(),
        ),
    ]


def licence_facts(models: Iterable[OpenedModel]) -> list[Fact]:
    models = list(models)
    data = [
        DATA_LICENCES.get(key, f"{key}: images of somebody's own; whether they may be passed on is for them to say")
        for key in dict.fromkeys(opened.data_key for opened in models)
    ]
    elsewhere = [opened.name for opened in models if isinstance(opened.checkpoint, Bundle)]
    facts = [Fact(what="Licence of the code", text=CODE_LICENCE), Fact(what="Licence of the data", text=f"{'; '.join(data)}.")]
    if elsewhere:
        facts.append(
            Fact(
                what="Licence of the models",
                text=f"{', '.join(elsewhere)}: made elsewhere; their licence is for their makers to say.",
            )
        )
    return facts


def absent(pages: Iterable[str], largest_latent_dim: int) -> list[str]:
    """What the dashboard has and this has not, a sentence each."""
    pages = set(pages)
    found = [ABOUT["sliders"], ABOUT["names"]] if pages & {"sliders", "manifold"} else []
    if "manifold" in pages and largest_latent_dim > 2:
        found.append(ABOUT["manifold"])
    return [*found, TRAINING]


def _figures(checkpoint: Checkpoint) -> list[str]:
    """The first of the card's evaluations that says an ELBO; a card of another version may say other things."""
    for evaluation in checkpoint.card.get("evaluations", []):
        if isinstance(evaluation, dict) and isinstance(evaluation.get("elbo"), float):
            return [f"ELBO {evaluation['elbo']:.2f} nats ({evaluation.get('data', 'test images')})."]
    return []


def _spread(count: int, whole: int) -> str:
    return "" if count == whole else "Densities, histograms and the map are of these alone."
