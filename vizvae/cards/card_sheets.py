"""What a card says as tables to take along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from vizvae.cards.figures import evaluations_of, figures_of, with_spread
from vizvae.cards.sheets import metrics_sheet
from vizvae.cards.source import source_of
from vizvae.checkpoint import Checkpoint
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.metrics.likelihood import Evaluation
from vizvae.metrics.titles import ORIGINAL_TREES
from vizvae.tables import Sheet
from vizvae.words import counted, decimal

OF_A_GRAPH = ("mrr", "average_precision", "calibration_error", "kl")


def card_sheets(checkpoint: Checkpoint) -> list[Sheet]:
    """Its likelihood, the KL of each latent and the metrics of known factors, as far as they were measured."""
    name, cite = checkpoint.name, source_of(checkpoint).cite
    evaluations, measured = evaluations_of(checkpoint), checkpoint.card.get("disentanglement", {})
    sheets = []
    if evaluations:
        rows = [_cells(one) for one in evaluations]
        said = "; ".join(map(_said, evaluations))
        sheets.append(Sheet(file=f"{name}-likelihood", title="Likelihood", rows=rows, cite=cite(said)))
    known = next((one for one in reversed(evaluations) if one.kl_per_dim is not None), None)
    if known is not None and known.kl_per_dim is not None:
        rows = [{"latent": f"z{latent}", "kl_nats": kl} for latent, kl in enumerate(known.kl_per_dim)]
        said = f"KL of each latent, nats, means over {known.data}: {known.protocol}"
        sheets.append(Sheet(file=f"{name}-kl", title="KL of each latent", rows=rows, cite=cite(said)))
    if not measured:
        return sheets
    return [*sheets, metrics_sheet(name, measured, cite, original_trees=checkpoint.card.get(ORIGINAL_TREES))]


def graph_models_sheet(file: str, checkpoints: Iterable[GraphCheckpoint]) -> Sheet:
    """A row for each model of a graph. AUC and AP are shares of 1 on the model's own split, and percent over splits, as its card has
    them."""
    rows, lines = [], []
    for one in checkpoints:
        evaluation, several = one.card["evaluation"], one.card.get("over_splits") or {}
        row: dict[str, Any] = {"model": one.name, "latents": one.config.training.model.latent_dim}
        row |= {"weights": one.card["num_parameters"], "kl_weight": one.card.get("kl_weight"), **evaluation["scores"]}
        row |= {key.lower().replace("@", "_"): value for key, value in (evaluation.get("hits") or {}).items()}
        row |= {key: evaluation.get(key) for key in OF_A_GRAPH}
        for key in ("auc", "ap"):
            row |= {f"{key}_percent_{part}": several[key][part] if several else None for part in ("mean", "sd")}
        rows.append(row | {"num_splits": several.get("num_splits"), "protocol": evaluation.get("protocol")})
        figures = figures_of(one)
        said = ", ".join(f"{key.upper()} {with_spread(key, figure)}" for key, figure in figures.items())
        lines.append(source_of(one).cite(f"{said}, over {figures['auc'].over}"))
    return Sheet(file=file, title="Models of this graph", rows=rows, cite="\n".join(lines))


def _cells(one: Evaluation) -> dict[str, Any]:
    fields = asdict(one)
    low, high = one.nll_interval or (None, None)
    del fields["nll_interval"], fields["kl_per_dim"]
    return {**fields, "nll_low": low, "nll_high": high}


def _said(one: Evaluation) -> str:
    found = [f"reconstruction {decimal(one.recon_nll, 2)} nats an image"]
    if one.nll is not None and one.nll_interval is not None:
        low, high = one.nll_interval
        found.append(f"NLL {decimal(one.nll, 2)} (95 % interval {decimal(low, 2)} to {decimal(high, 2)})")
    if one.elbo is not None and one.kl is not None:
        found += [f"ELBO {decimal(one.elbo, 2)}", f"KL {decimal(one.kl, 2)}"]
    return f"{', '.join(found)}, means over {counted(one.num_images, 'image')} of {one.data}: {one.protocol}"
