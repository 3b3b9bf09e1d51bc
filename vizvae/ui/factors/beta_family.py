"""A family of models over β for the browser: their numbers, and for each a sheet of what it makes of the same images."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from PIL import Image
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from torch import Tensor

from vizvae.beta_family import Family, Member, families, family_of
from vizvae.checkpoint import Checkpoint, Stamp, open_checkpoint, stamps_of
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.latent.aggregate import IN_USE_KL
from vizvae.latent.traversal import traversal
from vizvae.latent_names import names_of
from vizvae.metrics.titles import METRIC_WORDS
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel, model_url
from vizvae.ui.explorer.routes import known_model
from vizvae.ui.factors.beta_family_contract import FamilyFacts, FamilyMember, FamilyMetric, Sheet
from vizvae.ui.factors.measurements import measurements
from vizvae.ui.factors.payload import encode_images, factor_checkpoints, factors_of
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import FOR_EVER, in_turn, said_to_the_visitor

NUM_PICTURES = 7
"""Images in a row of a sheet; odd, so that one of a traversal is the image itself."""
REACH = 2.0
"""Of a traversal to either side, standard deviations of the aggregate posterior."""
SHEETS_KEPT = 50_000_000
"""Bytes of PNG"""
FAMILIES_KEPT = 4
"""Of the catalogue as it was at the last changes of a card"""


def family_routes() -> list[Route]:
    return [Route(PREFIX + "/models/{name}/{digest}/family/{layout}/sheet.png", in_turn(_sheet))]


def shown_family(checkpoint: Checkpoint) -> Family | None:
    """The family that the factors page shows beside a model."""
    checkpoints = factor_checkpoints()
    return family_of(_families(tuple((one.folder, stamps_of(one.folder)) for one in checkpoints)), checkpoint)


@single_flight(FAMILIES_KEPT)
def _families(catalogue: tuple[tuple[Path, tuple[Stamp | None, ...]], ...]) -> list[Family]:
    """Of these checkpoints, as their files were then."""
    return families(open_checkpoint(folder) for folder, _ in catalogue)


def describe_family(family: Family) -> FamilyFacts:
    """Everything of a family that does not depend on the visitor."""
    family = replace(family, members=tuple(map(_with_what_was_measured_here, family.members)))
    first = family.members[0]
    dataset = factors_of(OpenedModel.of(first.checkpoint))
    channels, height, width = dataset.image_shape
    return FamilyFacts(
        data=dataset.title,
        penalty=first.objective.penalty,
        capacity=first.objective.capacity,
        betas=family.betas,
        metrics=tuple(
            FamilyMetric(key=one.key, label=one.label, title=one.title, unsupervised=one.unsupervised) for one in METRIC_WORDS
        ),
        in_use_kl=IN_USE_KL,
        sheet=Sheet(columns=NUM_PICTURES, width=width, height=height, channels=channels, reach=REACH),
        members=[_describe(member) for member in family.members],
        spreads=[family.spreads(beta) for beta in family.betas],
    )


def _describe(member: Member) -> FamilyMember:
    checkpoint = member.checkpoint
    return FamilyMember(
        name=checkpoint.name,
        beta=member.beta,
        seed=member.seed,
        weights_sha256=member.weights_sha256,
        figures=member.figures(),
        measured=bool(member.scores),
        kl=member.kl_per_dim,
        num_images=member.num_images,
        names=names_of(checkpoint.digest),
        sheet_url=model_url(checkpoint, f"family/{_layout(checkpoint)}/sheet.png"),
        pictured=member.pictured,
    )


def _with_what_was_measured_here(member: Member) -> Member:
    if member.scores or not member.pictured:
        return member
    found = measurements().kept(member.checkpoint)
    return replace(member, scores={key: float(result["value"]) for key, result in found.items()})


def _layout(checkpoint: Checkpoint) -> str:
    """A sheet is kept for ever by the browser: another version may draw the images otherwise, or put others on it."""
    return f"{factor_set(checkpoint.card['data']['key']).drawing}-{NUM_PICTURES}-{REACH:g}"


def _sheet(request: Request) -> Response:
    """See `sheet`; a PNG."""
    opened = known_model(request)
    with said_to_the_visitor():
        factors_of(opened)
        if request.path_params["layout"] != _layout(opened.checkpoint):
            raise HTTPException(404, "the images are drawn otherwise now: reload the page")
        return Response(_sheet_png(opened), media_type="image/png", headers=FOR_EVER)


@single_flight(SHEETS_KEPT, len)
def _sheet_png(opened: OpenedModel) -> bytes:
    rows = sheet(opened)
    num_rows, columns, channels, height, width = rows.shape
    pixels = rows.permute(0, 3, 1, 4, 2).reshape(num_rows * height, columns * width, channels)
    buffer = io.BytesIO()
    Image.fromarray((pixels[..., 0] if channels == 1 else pixels).contiguous().numpy()).save(buffer, format="PNG")
    return buffer.getvalue()


@torch.no_grad()
def sheet(opened: OpenedModel) -> UInt8[Tensor, "row column channel height width"]:
    """Test images; below them what the model makes of them, through their posterior means; then, a row for each latent by its number,
    the first image as that latent goes from `REACH` standard deviations below its code to as many above."""
    model = opened.model
    dataset = factors_of(opened)
    images = _test_images(dataset.key)
    mu, _ = encode_images(model, images)
    rows = [images, _bytes(model.decode_mean(mu))]
    std = opened.reference.std
    for latent in range(model.latent_dim):
        reach = REACH * float(std[latent])
        values = mu[0, latent] + torch.linspace(-reach, reach, NUM_PICTURES)
        rows.append(_bytes(model.decode_mean(traversal(mu[0], latent, values))))
    return torch.stack(rows)


@single_flight(4)
def _test_images(key: str) -> UInt8[Tensor, "image channel height width"]:
    """The one nearest to the middle of all factors, which leaves room to either side, and then the first of the others."""
    dataset = factor_set(key)
    factors = split_factors(dataset, "test")
    sizes = torch.tensor(dataset.sizes)
    nearest = int(((factors - (sizes - 1) / 2) / sizes).square().sum(-1).argmin())
    order = [nearest, *(index for index in range(NUM_PICTURES) if index != nearest)][:NUM_PICTURES]
    return dataset.images(factors[order])


def _bytes(mean: Float[Tensor, "batch channel height width"]) -> UInt8[Tensor, "batch channel height width"]:
    return (mean.clamp(0, 1) * 255).round().byte()
