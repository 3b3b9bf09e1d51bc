"""A model's card on screen.

Each thing that Streamlit draws costs the server a quarter of a millisecond at every run of the page, for every visitor: what can be said in
one piece of Markdown is, and how a model was made is told to who asks.
"""

from __future__ import annotations

import streamlit as st

from vizvae.catalogue import is_shipped
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.metrics.likelihood import Evaluation
from vizvae.single_flight import single_flight
from vizvae.ui.navigation import page_of_sliders
from vizvae.ui.text import plain

FIGURES = {
    "NLL": "−log p(x), estimated by importance sampling: how surprised the model is by an image it has not seen",
    "ELBO": "evidence lower bound: what training maximises, a lower bound on log p(x)",
    "Reconstruction": "−log p(x|z): what the image costs once its latents are known",
    "KL": "what the latents themselves cost: how far the encoder's answer is from the prior",
    "Active latents": "latents that vary with the image",
}
"""What a card's figures mean"""
CARDS_KEPT = 256


def show_card(checkpoint: Checkpoint) -> None:
    """Raises CheckpointError, before anything is drawn, for figures of another form."""
    # Two checkpoints are equal that are of one folder. The cards of those that are kept are alive, so none of another has their id.
    told = _told(checkpoint, id(checkpoint.card))
    with st.container(border=True):
        st.subheader(plain(checkpoint.title), anchor=checkpoint.name)
        st.markdown(told)
        st.page_link(
            page_of_sliders(), label="Open in latent sliders", icon=":material/tune:", query_params={"model": checkpoint.name}
        )
        made = st.expander("How it was made", key=f"made {checkpoint.name}", on_change="rerun")
        if made.open:
            made.code(checkpoint.card["command"], language="bash")
            made.json(checkpoint.card, expanded=False)


@single_flight(CARDS_KEPT)
def _told(checkpoint: Checkpoint, card_id: int) -> str:
    """Markdown of what is said below the title."""
    card = checkpoint.card
    assert card_id == id(card)
    origin = "ships with VizVAE" if is_shipped(checkpoint) else "trained on this machine"
    trained = f"`{checkpoint.name}`, {origin}. Trained on {card['data']['trained_on']}; {card['num_parameters']:,} weights."
    told = [plain(trained)]
    if not card["evaluations"]:
        told.append(plain(f"Not measured yet: `python -m vizvae evaluate {checkpoint.name} --write-card`"))
    for evaluation in _evaluations(checkpoint):
        told += _figures(evaluation)
    return "\n\n".join(told)


def _evaluations(checkpoint: Checkpoint) -> list[Evaluation]:
    try:
        return [Evaluation(**fields) for fields in checkpoint.card["evaluations"]]
    except TypeError as error:
        raise CheckpointError(
            f"{checkpoint.name}: card.json holds figures of another form ({error}). "
            f"Measure again with `python -m vizvae evaluate {checkpoint.name} --write-card`."
        ) from error


def _figures(evaluation: Evaluation) -> list[str]:
    """The figures on one line, which a narrow screen breaks, and how they were measured."""
    values = (evaluation.nll, evaluation.elbo, evaluation.recon_nll, evaluation.kl, evaluation.active_units)
    shown = ["—" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}" for value in values]
    figures = " · ".join(f"{name} **{value}**" for name, value in zip(FIGURES, shown, strict=True))
    interval = evaluation.nll_interval
    bounds = "" if interval is None else f"NLL 95 % interval {interval[0]:.2f} to {interval[1]:.2f}. "
    return [figures, f":small[{plain(f'{bounds}{evaluation.data}: {evaluation.protocol}.')}]"]
