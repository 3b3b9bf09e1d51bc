"""What a file or a folder says of where it is from, and of what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from vizvae import __version__
from vizvae.checkpoint import Checkpoint
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.http.packed_contract import Fact

CODE_LICENCE = (
    "VizVAE and what it draws with: MIT, © 2026 The VizVAE authors. It contains ONNX Runtime Web (MIT, © Microsoft Corporation) "
    "and Preact (MIT, © Jason Miller)."
)
FACES_LICENCE = "the faces are drawn by VizVAE's own code and show nobody: MIT"
DATA_LICENCES = {
    "mnist": "MNIST digits: CC BY-SA 3.0, by Y. LeCun, C. Cortes and C. Burges",
    "fashion": "Fashion-MNIST: MIT, © 2017 Zalando SE, by H. Xiao, K. Rasul and R. Vollgraf",
    "sprites": "the sprites are drawn by VizVAE's own code: MIT",
    "faces": FACES_LICENCE,
    "faces-128": FACES_LICENCE,
    "letters": "the letters are drawn from Roboto Flex: SIL Open Font License 1.1, © 2017 The Roboto Flex Project Authors",
    "dsprites": "dSprites: Apache 2.0, by L. Matthey, I. Higgins, D. Hassabis and A. Lerchner (DeepMind)",
    "karate": "the karate club: published by W. W. Zachary (1977); no licence is stated",
    "cora": "Cora: by P. Sen et al. (2008), as packed with PGL: Apache 2.0",
    "citeseer": "Citeseer: by P. Sen et al. (2008) and Z. Yang et al. (2016), as packed with PGL: Apache 2.0",
    "pubmed": "PubMed: by P. Sen et al. (2008) and Z. Yang et al. (2016), as packed with PGL: Apache 2.0",
}
TRAINING = "Training, measuring and comparing models."
ABOUT = {
    "sliders": (
        "A picture of your own as the input.",
        "Names of latents that all visitors share: here they are kept in this page's link alone.",
    ),
    "manifold": ("UMAP and t-SNE with other parameters, and the way back from a place on a UMAP.",),
    "graph": (
        "UMAP of a graph's codes, the file for Gephi and Cytoscape, and models of the graph that were not taken along.",
        "Which neighbours a decoder that is a network predicts first, and missing links scored by hand.",
    ),
    "learn": ("A classifier that is trained while you wait.",),
}


def made_facts(today: date) -> list[Fact]:
    made = f"{today.isoformat()}, by VizVAE {__version__}. It asks nothing of anybody: all that it shows is in it."
    return [Fact(what="Made on", text=made)]


def model_facts(opened: OpenedModel) -> list[Fact]:
    """Of one model, and its figures."""
    checkpoint = opened.checkpoint
    said = [f"{checkpoint.title} ({opened.name}), {checkpoint.card['num_parameters']:,} weights, SHA-256 {opened.digest[:16]}…"]
    said.append(f"Trained on {checkpoint.card['data']['trained_on']}.")
    return [Fact(what="Model", text=" ".join([*said, *_figures(checkpoint)]))]


def images_facts(models: Iterable[OpenedModel], counts: dict[str, int]) -> list[Fact]:
    """Of the data that they share."""
    found: dict[str, Fact] = {}
    for opened in models:
        count, whole, title = counts[opened.data_key], len(opened.sample), opened.sample.spec.title
        part = f"All {whole:,}" if count == whole else f"The first {count:,} of the {whole:,}"
        rest = "" if count == whole else " Densities, histograms and maps are of these alone."
        found[opened.data_key] = Fact(what="Images", text=f"{part} that the dashboard shows of {title}.{rest}")
    return list(found.values())


def graph_fact(opened: OpenedGraph) -> Fact:
    card = opened.checkpoint.card
    weights = f"{card['num_parameters']:,} weights, SHA-256 {card['weights_sha256'][:16]}…"
    graph = opened.trained.graph.description
    return Fact(what="Model", text=f"{opened.checkpoint.title} ({opened.name}), {weights} Trained on {graph}.")


def licence_facts(data_keys: Iterable[str], elsewhere: Sequence[str] = ()) -> list[Fact]:
    """`elsewhere`: names of models that somebody else has made."""
    data = [
        DATA_LICENCES.get(key, f"{key}: data of somebody's own; whether they may be passed on is for them to say")
        for key in dict.fromkeys(data_keys)
    ]
    facts = [Fact(what="Licence of the code", text=CODE_LICENCE), Fact(what="Licence of the data", text=f"{'; '.join(data)}.")]
    if elsewhere:
        made = f"{', '.join(elsewhere)}: made elsewhere; the licence is for the makers to say."
        facts.append(Fact(what="Licence of the models", text=made))
    return facts


def absent(pages: Collection[str], has_projections: bool = False) -> list[str]:
    """What the dashboard has and this has not, a sentence each."""
    found = list(ABOUT["sliders"]) if {"sliders", "manifold"} & set(pages) else []
    found += ABOUT["manifold"] if "manifold" in pages and has_projections else ()
    found += ABOUT["graph"] if "graph" in pages else ()
    found += ABOUT["learn"] if "learn" in pages else ()
    return [*found, TRAINING]


def _figures(checkpoint: Checkpoint) -> list[str]:
    """The first of the card's evaluations that says an ELBO; a card of another version may say other things."""
    for evaluation in checkpoint.card.get("evaluations", []):
        if isinstance(evaluation, dict) and isinstance(evaluation.get("elbo"), float):
            return [f"ELBO {evaluation['elbo']:.2f} nats ({evaluation.get('data', 'test images')})."]
    return []
