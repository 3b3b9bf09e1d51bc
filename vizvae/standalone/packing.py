"""A page with all that it may ask for: what a file, a folder or a notebook gives it in the place of a server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from msgspec import structs

from vizvae.checkpoint import DECODER, ENCODER
from vizvae.checkpoint.bundle import Bundle
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import density_percentiles
from vizvae.latent.projection_cache import kept_layouts
from vizvae.standalone.pictures import pictures
from vizvae.ui.explorer.address import View
from vizvae.ui.explorer.answers import reference_bytes
from vizvae.ui.explorer.contract import ModelData, PageData
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.payload import describe_codes, describe_model, page_data, start_view
from vizvae.ui.http.contract import Encoded
from vizvae.ui.http.payload import told_json
from vizvae.ui.manifold.address import MapSettings
from vizvae.ui.manifold.contract import ManifoldData, ProjectionMethod

DIGITS_OF_RESTORE = 16


@dataclass(frozen=True)
class Packed:
    page: str
    """Of the folder in frontend/src/pages"""
    data_json: str
    """As a host gives it to `mount` of frontend/src/hosts/mount.tsx"""
    answers: dict[str, bytes]
    """What the page may ask for, by address; those that are the same for several pages are equal."""


@dataclass(frozen=True)
class PackedModel:
    """What the sliders and the map have in common."""

    data: ModelData
    answers: dict[str, bytes]


def pack_sliders(opened: OpenedModel, view: View | None = None, *, num_images: int | None = None) -> Packed:
    """The latent sliders of one model. `num_images`: of its data, the first so many; None: all.

    Raises ValueError for a model that has not all that the page needs.
    """
    packed = pack_model(opened, num_images)
    page, answers = _page_data(opened, packed, view)
    return Packed("sliders", told_json(page), answers)


def pack_manifold(
    opened: OpenedModel,
    view: View | None = None,
    settings: MapSettings | None = None,
    *,
    num_images: int | None = None,
    twins: Iterable[OpenedModel] = (),
) -> Packed:
    """The map of one model's latent space. `twins`: other models of two latents on the same data, of which the page needs as much.

    Raises ValueError as `pack_sliders` does, and for a model of one latent or without a decoder file: all of a map is drawn live.
    """
    if opened.model.latent_dim < 2:
        raise ValueError(f"expected a model of two latents or more to map, got {opened.name}, which has one")
    if not has_decoder_file(opened):
        raise ValueError(f"{opened.name} has no {DECODER}: expected one, for a map is drawn by the browser")
    packed = pack_model(opened, num_images)
    page, answers = _page_data(opened, packed, view)
    beside = [pack_model(twin, num_images) for twin in twins if opened.model.latent_dim == twin.model.latent_dim == 2]
    url = f"{opened.url}/projection"
    projections = kept_projections(opened, len(packed.data.data.labels))
    shown = dict(settings or {})
    if isinstance(shown.get("plane"), str) and shown["plane"] not in projections:  # which nobody computes there
        del shown["plane"]
    data = ManifoldData(
        **structs.asdict(page),
        map=shown,
        twins=[Encoded(twin.data) for twin in beside],
        projection_url=url,
        kept_projections=list(projections),
    )
    layouts = {f"{url}?method={method}": layout for method, layout in projections.items()}
    return Packed("manifold", told_json(data), {**answers, **layouts, **_all(twin.answers for twin in beside)})


def has_decoder_file(opened: OpenedModel) -> bool:
    return (opened.checkpoint.folder / DECODER).exists()


def pack_model(opened: OpenedModel, num_images: int | None = None) -> PackedModel:
    """What is asked of a model: its networks, and the codes and images of its data."""
    checkpoint, sample = opened.checkpoint, opened.sample
    whole, num_codes = describe_model(opened), len(opened.reference.mu)
    count = num_codes if num_images is None else min(num_images, num_codes)
    reference, data, part = opened.reference, whole, ""
    if count < num_codes:
        reference, part = _first(reference, count), f"first={count}"
        data = describe_codes(opened, reference, density_percentiles(reference))
    has_encoder = checkpoint.has_encoder and (checkpoint.folder / ENCODER).exists()
    data = structs.replace(
        data,
        decoder_url=data.decoder_url if has_decoder_file(opened) else None,
        encoder_url=f"{opened.url}/encoder.onnx" if has_encoder else None,  # however large: nobody else can be asked
        encode_url=None,
        decode_url=None,
        names_url=None,
        reference=structs.replace(data.reference, url=_with(whole.reference.url, part)),
        data=structs.replace(data.data, images_url=_with(whole.data.images_url, part)),
    )
    answers = {
        data.reference.url: reference_bytes(reference),
        data.data.images_url: sample.at(range(count)).numpy().tobytes(),
    }
    if data.decoder_url:
        answers[data.decoder_url] = checkpoint.network(DECODER)
    if data.encoder_url:
        answers[data.encoder_url] = checkpoint.network(ENCODER)
    return PackedModel(data, answers)


def kept_projections(opened: OpenedModel, count: int) -> dict[ProjectionMethod, bytes]:
    """See `kept_layouts`: (count, 2) float32 little-endian, of the first images."""
    return {method: layout[:count].astype("<f4").tobytes() for method, layout in kept_layouts(opened.reference).items()}


def _page_data(opened: OpenedModel, packed: PackedModel, view: View | None) -> tuple[PageData, dict[str, bytes]]:
    """What the page is told, and what it may ask for. A decoder that was not exported here may hold what no browser can run."""
    started = start_view(view or View(model=opened.name), opened)
    if started.input is not None and (started.input.index or 0) >= packed.data.data.count:
        started = replace(started, input=None)  # z says it all
    page = page_data(opened, started, f"{opened.digest[:DIGITS_OF_RESTORE]}-packed")
    page = structs.replace(page, model=Encoded(packed.data))
    if packed.data.decoder_url is not None and not isinstance(opened.checkpoint, Bundle):
        return page, packed.answers
    assert started.z is not None
    told, drawn = pictures(opened, started.z)
    return structs.replace(page, pictures=told), {**packed.answers, told.url: drawn}


def _first(reference: Reference, count: int) -> Reference:
    return Reference(
        mu=reference.mu[:count],
        z=reference.z[:count],
        logvar=None if reference.logvar is None else reference.logvar[:count],
        recon_nll=reference.recon_nll[:count],
    )


def _with(url: str, parameter: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{parameter}" if parameter else url


def _all(parts: Iterable[dict[str, bytes]]) -> dict[str, bytes]:
    return {address: content for part in parts for address, content in part.items()}
