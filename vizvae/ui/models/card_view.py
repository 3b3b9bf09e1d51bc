"""One model's card: what it is, its figures with how they were measured, a line to cite, the way into the pages, how it was made."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from vizvae.cards.card_sheets import card_sheets, graph_models_sheet
from vizvae.cards.figures import FACTOR_METRICS, KINDS, evaluations_of, factor_figure
from vizvae.cards.rows import AnyModel, ModelRow
from vizvae.checkpoint import Checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.metrics.titles import DCI_PARTS, ORIGINAL_TREES
from vizvae.tables import Sheet
from vizvae.ui.models.download import bundle_url
from vizvae.ui.shell.navigation import page_named
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.words import counted, decimal

EVALUATED = {
    "nll": ("NLL, nats", "−log p(x), estimated by importance sampling: how surprised it is by an image it has not seen"),
    "nll_interval": ("its 95 % interval", "of the mean over images"),
    "elbo": ("ELBO, nats", "what training maximises, a lower bound on log p(x)"),
    "recon_nll": ("Reconstruction, nats", "−log p(x|z): what the image costs once its latents are known"),
    "kl": ("KL, nats", "what the latents cost: how far the encoder's answer is from the prior"),
    "latents_in_use": ("Latents in use", "those whose KL is above 0.01 nats: they tell the decoder something"),
    "active_units": (
        "Active units",
        "the count usual in papers (Burda et al. 2016): latents whose posterior mean varies over images by more than 0.01. A latent that "
        "carries very little may vary by less, or by more",
    ),
}
"""Of an evaluation, each with what it means"""
LINKS: dict[str, Callable[[Checkpoint], bool]] = {
    "sliders": lambda _: True,
    "manifold": lambda _: True,
    "factors": lambda checkpoint: checkpoint.data_key in FACTOR_SETS,
}
"""The pages that open a model of images, and which of them"""
OF_GRAPHS = {
    "mrr": ("MRR", "mean of 1 / rank of each edge that was held out among pairs that are none"),
    "average_precision": ("Average precision, whole graph", "of all pairs of nodes, ranked"),
    "calibration_error": ("Calibration error", "how far probabilities are from how often they are right"),
    "kl": ("KL, nats a node", "what the codes cost: how far they are from the prior"),
}


def show_card(row: ModelRow, model: AnyModel, picture: str) -> None:
    with st.container(border=True):
        st.subheader(plain(row.title), anchor=False)
        if picture:
            st.markdown(
                f"![What it draws of four images]({picture})" if isinstance(model, Checkpoint) else f"![Its graph]({picture})"
            )
        facts = [f"`{row.name}`, {row.origin}", f"trained on {model.card['data']['trained_on']}", counted(row.weights, "weight")]
        facts += [f"trained {row.date}"] if row.date else []
        st.markdown("; ".join(map(plain, facts)) + ".")
        _links(row, model)
        if isinstance(model, GraphCheckpoint):
            _graph_figures(model)
        else:
            _likelihood(model)
            _factors(model)
        st.caption("To cite")
        st.code(row.citation, language=None, wrap_lines=True)
        take_along("card_along", lambda: _sheets(model), of="The figures of this card")
        _how_it_was_made(row, model)


def _sheets(model: AnyModel) -> list[Sheet]:
    return [graph_models_sheet(model.name, [model])] if isinstance(model, GraphCheckpoint) else card_sheets(model)


def _links(row: ModelRow, model: AnyModel) -> None:
    with st.container(horizontal=True):
        if isinstance(model, GraphCheckpoint):
            _link("graph", row.name)
            return
        for page, opens in LINKS.items():
            if opens(model):
                _link(page, row.name)
        if url := bundle_url(model):
            st.markdown(f"[Download as one zip]({url})")


def _link(page: str, name: str) -> None:
    room = page_named(page)
    st.page_link(room, label=f"Open in {room.title}", icon=room.icon, query_params={"model": name})


def _likelihood(checkpoint: Checkpoint) -> None:
    evaluations = evaluations_of(checkpoint)
    if not evaluations:
        st.markdown(
            "Not measured: what the likelihood of its pixels is, is not known."
            if isinstance(checkpoint, Bundle)
            else f"Not measured yet: `python -m vizvae evaluate {checkpoint.name} --write-card`"
        )
        return
    head = [f"{counted(one.num_images, 'image')}, {counted(one.num_samples, 'draw')} each" for one in evaluations]
    rows = [[title, *(_shown(getattr(one, field)) for one in evaluations)] for field, (title, _) in EVALUATED.items()]
    _table(["Measured on", *head], rows)
    _meanings(dict(EVALUATED.values()))
    for one in evaluations:
        st.caption(plain(f"{one.data}: {in_words(one.protocol)}."))


def in_words(protocol: str) -> str:
    """How something was measured, by the titles of its figures, and with thousands set apart where draws are counted."""
    for field, (title, _) in EVALUATED.items():
        protocol = re.sub(rf"(?<=; ){field}:", f"{title.removesuffix(', nats')}:", protocol)
    return re.sub(r"\b\d{4,}(?= (?:posterior )?draws?\b)", lambda found: f"{int(found[0]):,}", protocol)


def _factors(checkpoint: Checkpoint) -> None:
    measured = checkpoint.card.get("disentanglement", {})
    if not measured:
        return
    figures = {title: factor_figure(checkpoint, measured[key]) for key, title in FACTOR_METRICS.items() if key in measured}
    rows = [[title, decimal(one.value, 3), _shown((one.low, one.high), 3)] for title, one in figures.items()]
    original = checkpoint.card.get(ORIGINAL_TREES)
    for part in DCI_PARTS:
        value = decimal(original[part], 3) if original else "not measured"
        rows.append([f"{FACTOR_METRICS[f'dci_{part}']}, original trees", value, "—"])
    _table(["Of the factors", "Value", "95 % interval"], rows)
    over = {one.over: [title for title, other in figures.items() if other.over == one.over] for one in figures.values()}
    st.caption(plain("; ".join(f"{', '.join(titles)}: {what}" for what, titles in over.items()) + "."))
    st.caption("Original trees are those of disentanglement_lib, on which published figures rest: one fit, so no interval.")


def _graph_figures(checkpoint: GraphCheckpoint) -> None:
    evaluation, several = checkpoint.card["evaluation"], checkpoint.card.get("over_splits")
    rows = []
    for key in ("auc", "ap"):
        mean = f"{decimal(several[key]['mean'], 2)} ± {decimal(several[key]['sd'], 2)}" if several else "—"
        rows.append([f"{KINDS[key].title}, %", decimal(100 * evaluation["scores"][key], 2), mean])
    found = {key: value for key in OF_GRAPHS if isinstance(value := evaluation.get(key), int | float)}
    rows += [[OF_GRAPHS[key][0], decimal(value, 3), "—"] for key, value in found.items()]
    splits = f"Mean ± SD over {counted(several['num_splits'], 'split')}" if several else "Over splits"
    _table(["Measured on", "Its own split", splits], rows)
    scores = {f"{KINDS[key].title}": KINDS[key].meaning for key in ("auc", "ap")}
    _meanings(scores | dict(OF_GRAPHS[key] for key in found))
    if isinstance(protocol := evaluation.get("protocol"), str):
        st.caption(plain(f"Its own split: {protocol}."))


def _how_it_was_made(row: ModelRow, model: AnyModel) -> None:
    box = st.expander("How it was made", key="models_made", on_change="rerun")
    if not box.open:
        return
    with box:
        st.code(model.card["command"], language=None, wrap_lines=True)
        st.code(json.dumps(model.card, indent=2, ensure_ascii=False), language="json", wrap_lines=True, height=400)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    shown = pd.DataFrame([[plain(cell) for cell in row] for row in rows], columns=list(map(plain, head)))
    st.table(shown.set_index(shown.columns[0]), border="horizontal", width="content")


def _meanings(of: Mapping[str, str]) -> None:
    st.caption("; ".join(f"**{plain(title)}** {plain(meaning)}" for title, meaning in of.items()) + ".")


def _shown(value: Any, places: int = 2) -> str:
    """A number, or the two ends of an interval"""
    if value is None:
        return "—"
    if isinstance(value, list | tuple):
        return " to ".join(decimal(end, places) for end in value)
    return str(value) if isinstance(value, int) else decimal(value, places)
