"""What the latent sliders say of a point and an image, as tables to take along."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vizvae.cards.sheets import Cite
from vizvae.latent.aggregate import Reference
from vizvae.latent.point import ELBO_DRAWS, ELBO_SEED, PointScores
from vizvae.tables import Sheet
from vizvae.words import counted, decimal

MOST_WRITTEN = 6
"""Latents of a point that a line to cite holds"""


def point_sheets(
    file: str, scores: PointScores, reference: Reference, latents: Sequence[str], image: str, cite: Cite
) -> list[Sheet]:
    """The scores, and a row for each latent. `latents`: what they are called. `image`: in words, empty where none is chosen."""
    written = ", ".join(f"{value:.4g}" for value in scores.z.tolist())
    at = f"At the point z = ({written})" if len(scores.z) <= MOST_WRITTEN else "At the point of the table of its latents"
    of_image = f", with {image}" if image else ", without an image"
    rows = [row for row in _score_rows(scores, len(reference.mu)) if row["value"] is not None]
    said = "; ".join(_said(row) for row in rows)
    sheets = [Sheet(file=f"{file}-scores", title="Scores of this point", rows=rows, cite=cite(f"{at}{of_image}: {said}"))]
    posterior, kl = scores.posterior, reference.kl_per_dim
    each = [
        {"latent": name, "z": float(scores.z[latent])}
        | (
            {
                "posterior_mean": float(posterior.mu[latent]),
                "posterior_sd": float(posterior.std[latent]),
                "kl_nats": float(posterior.kl_per_dim[latent]),
            }
            if posterior is not None
            else {}
        )
        | {"data_mean": float(reference.mean[latent]), "data_sd": float(reference.std[latent])}
        | ({} if kl is None else {"data_kl_nats": float(kl[latent])})
        for latent, name in enumerate(latents)
    ]
    of_posterior = f"q(z|x) and KL of {image}; " if posterior is not None else ""
    data = f"mean and standard deviation of the codes and mean KL of {counted(len(reference.mu), 'image')} of the data"
    said = f"Of each latent: z; {of_posterior}{data if kl is not None else data.replace(' and mean KL', '')}"
    return [*sheets, Sheet(file=f"{file}-latents", title="Each latent at this point", rows=each, cite=cite(said))]


def _score_rows(scores: PointScores, num_images: int) -> list[dict[str, Any]]:
    draws = f"{ELBO_DRAWS} draws of q(z|x), seed {ELBO_SEED}"
    recon, elbo = scores.mean_recon_nll, scores.elbo
    data = f"{counted(num_images, 'image')} of the data"

    def row(figure: str, value: float | None, unit: str, over: str, standard_error: float | None = None) -> dict[str, Any]:
        return {"figure": figure, "value": value, "standard_error": standard_error, "unit": unit, "over": over}

    return [
        row("reconstruction NLL", scores.recon_nll, "nats", "at this point"),
        row("KL", scores.kl, "nats", "q(z|x), in closed form"),
        row("mean reconstruction NLL", recon and recon.mean, "nats", draws, recon and recon.standard_error),
        row("ELBO", elbo and elbo.mean, "nats", draws, elbo and elbo.standard_error),
        row("denser than this share of posterior means", scores.among_means, "percent", data),
        row("denser than this share of draws", scores.among_draws, "percent", data),
    ]


def _said(row: dict[str, Any]) -> str:
    error = row["standard_error"]
    spread = "" if error is None else f"± {decimal(error, 2)} standard error, over "
    unit = "%" if row["unit"] == "percent" else row["unit"]
    return f"{row['figure']} {decimal(row['value'], 2)} {unit} ({spread}{row['over']})"
