"""The models' cards as the browser is told of them: all in one component.

Each thing that Streamlit draws itself costs the server a quarter of a millisecond at every run of the page, for every visitor.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.catalogue import is_shipped
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.checkpoint.bundle import Bundle
from vizvae.metrics.likelihood import Evaluation
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import model_url
from vizvae.ui.explorer.routes import known_checkpoint
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.contract import Encoded
from vizvae.ui.http.responses import NO_STORE
from vizvae.ui.models.contract import Measured, ModelCard, ModelsData, Unusable
from vizvae.ui.shell.errors import message_of
from vizvae.words import counted, decimal

FIGURES = {
    "NLL": "−log p(x), estimated by importance sampling: how surprised the model is by an image it has not seen",
    "ELBO": "evidence lower bound: what training maximises, a lower bound on log p(x)",
    "Reconstruction": "−log p(x|z): what the image costs once its latents are known",
    "KL": "what the latents themselves cost: how far the encoder's answer is from the prior",
    "Active latents": "latents that vary with the image",
}
"""What a card's figures mean"""
CARDS_KEPT = 256


def card_routes() -> list[Route]:
    return [Route(PREFIX + "/models/{name}/{digest}/card.json", _whole_card)]


def cards_data(checkpoints: Iterable[Checkpoint], unusable: Mapping[str, CheckpointError]) -> ModelsData:
    """What the component is told. One bad card does not hide the others; what cannot be used at all comes last."""
    left_out = [Unusable(name=name, error=f"{name} cannot be used. {reason}") for name, reason in unusable.items()]
    return ModelsData(figures=FIGURES, cards=[*map(_card_or_why_not, checkpoints), *map(Encoded, left_out)])


def _card_or_why_not(checkpoint: Checkpoint) -> Encoded[ModelCard | Unusable]:
    try:
        # Two checkpoints are equal that are of one folder. The cards of those that are kept are alive, so none of another has their id.
        return _encoded_card(checkpoint, id(checkpoint.card))
    except Exception as error:  # as at the error boundary, of which this is one for each card
        return Encoded(Unusable(name=checkpoint.name, error=message_of(error)))


@single_flight(CARDS_KEPT)
def _encoded_card(checkpoint: Checkpoint, card_id: int) -> Encoded[ModelCard]:
    assert card_id == id(checkpoint.card)
    return Encoded(describe_card(checkpoint))


def describe_card(checkpoint: Checkpoint) -> ModelCard:
    """Raises CheckpointError for figures of another form."""
    card = checkpoint.card
    adopted = isinstance(checkpoint, Bundle)
    origin = "ships with VizVAE" if is_shipped(checkpoint) else "from elsewhere" if adopted else "trained on this machine"
    return ModelCard(
        name=checkpoint.name,
        title=checkpoint.title,
        about=f"{origin}. Trained on {card['data']['trained_on']}; {counted(card['num_parameters'], 'weight')}.",
        measured=[_measured(evaluation) for evaluation in _evaluations(checkpoint)],
        measure="" if adopted else f"python -m vizvae evaluate {checkpoint.name} --write-card",
        command=card["command"],
        url=model_url(checkpoint, "card.json"),
    )


def _evaluations(checkpoint: Checkpoint) -> list[Evaluation]:
    try:
        return [Evaluation(**fields) for fields in checkpoint.card["evaluations"]]
    except TypeError as error:
        raise CheckpointError(
            f"{checkpoint.name}: card.json holds figures of another form ({error}). "
            f"Measure again with `python -m vizvae evaluate {checkpoint.name} --write-card`."
        ) from error


def _measured(evaluation: Evaluation) -> Measured:
    values = (evaluation.nll, evaluation.elbo, evaluation.recon_nll, evaluation.kl, evaluation.active_units)
    figures = ["—" if value is None else str(value) if isinstance(value, int) else decimal(value, 2) for value in values]
    interval = evaluation.nll_interval
    bounds = "" if interval is None else f"NLL 95 % interval {decimal(interval[0], 2)} to {decimal(interval[1], 2)}. "
    return Measured(figures=figures, how=f"{bounds}{evaluation.data}: {evaluation.protocol}.")


def _whole_card(request: Request) -> Response:
    """As it is read, set out for people. Not kept: a model of the same weights may be measured anew."""
    text = json.dumps(known_checkpoint(request).card, indent=2, ensure_ascii=False)
    return Response(text, media_type="application/json", headers=NO_STORE)
