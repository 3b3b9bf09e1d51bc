"""A model's card on screen."""

from __future__ import annotations

import streamlit as st

from vizvae.catalogue import is_shipped
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.metrics.likelihood import Evaluation
from vizvae.paths import PAGES
from vizvae.ui.text import plain


def show_card(checkpoint: Checkpoint) -> None:
    card = checkpoint.card
    with st.container(border=True):
        st.subheader(plain(str(card["title"])), anchor=checkpoint.name)
        origin = "ships with VizVAE" if is_shipped(checkpoint) else "trained on this machine"
        st.caption(
            plain(f"`{checkpoint.name}`, {origin}. Trained on {card['data']['trained_on']}; {card['num_parameters']:,} weights.")
        )
        if not card["evaluations"]:
            st.markdown(plain(f"Not measured yet: `python -m vizvae evaluate {checkpoint.name} --write-card`"))
        for evaluation in _evaluations(checkpoint):
            _show_evaluation(evaluation)
        st.page_link(
            PAGES / "sliders.py", label="Open in latent sliders", icon=":material/tune:", query_params={"model": checkpoint.name}
        )
        with st.expander("How it was made"):
            st.code(card["command"], language="bash")
            st.json(card, expanded=False)


def _evaluations(checkpoint: Checkpoint) -> list[Evaluation]:
    try:
        return [Evaluation(**fields) for fields in checkpoint.card["evaluations"]]
    except TypeError as error:
        raise CheckpointError(
            f"{checkpoint.name}: card.json holds figures of another form ({error}). "
            f"Measure again with `python -m vizvae evaluate {checkpoint.name} --write-card`."
        ) from error


def _show_evaluation(evaluation: Evaluation) -> None:
    figures = {
        "NLL": (
            evaluation.nll,
            "−log p(x), estimated by importance sampling: how surprised the model is by an image it has not seen",
        ),
        "ELBO": (evaluation.elbo, "Evidence lower bound: what training maximises, a lower bound on log p(x)"),
        "Reconstruction": (evaluation.recon_nll, "−log p(x|z): what the image costs once its latents are known"),
        "KL": (evaluation.kl, "What the latents themselves cost: how far the encoder's answer is from the prior"),
        "Active latents": (evaluation.active_units, "Latents that vary with the image"),
    }
    for column, (label, (value, meaning)) in zip(st.columns(len(figures)), figures.items(), strict=True):
        shown = "—" if value is None else str(value) if isinstance(value, int) else f"{value:.2f}"
        column.metric(label, shown, help=meaning)
    interval = evaluation.nll_interval
    bounds = "" if interval is None else f"NLL 95 % interval {interval[0]:.2f} to {interval[1]:.2f}. "
    st.caption(plain(f"{bounds}{evaluation.data}: {evaluation.protocol}."))
