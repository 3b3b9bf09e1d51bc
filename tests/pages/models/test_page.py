"""Every model in the table with the figures of its card, the card that is opened, filters, and the CSV."""

import io
import json
from pathlib import Path

import pytest
import torch
from PIL import Image
from starlette.applications import Starlette

from tests.helpers.hostile import HOSTILE
from tests.helpers.small import write_checkpoint
from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint, load_model
from vizvae.checkpoint import CARD, WEIGHTS
from vizvae.figures.style import CLASSES
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.layout import layout
from vizvae.paths import ASSETS
from vizvae.ui.explorer.model_picture import model_picture_routes, picture_url
from vizvae.ui.models.card_view import in_words
from vizvae.ui.shell.graph_picture import graph_picture_routes, graph_picture_url
from vizvae.ui.shell.text import plain, shown_text

KINDS = ("models", "graph_models")
CARDS = {path.parent.name: json.loads(path.read_text()) for kind in KINDS for path in (ASSETS / kind).glob("*/card.json")}


def texts(page: Dashboard) -> str:
    return "\n".join(shown_text(text.value) for text in [*page.app.markdown, *page.app.caption, *page.app.subheader])


def test_every_shipped_model_of_images_and_of_graphs_is_a_row_with_the_figures_of_its_card() -> None:
    page = Dashboard.at("models")
    assert not page.app.exception
    assert not page.errors
    rows = {row["name"]: row for row in page.models}
    assert rows.keys() == CARDS.keys()
    for name, row in rows.items():
        card = CARDS[name]
        assert row["weights"] == card["num_parameters"]
        assert row["date"] == card["date"]
        assert row["seed"] == card["training"]["seed"]
        assert row["picture"].endswith(".png")
        assert f"weights SHA-256 {card['weights_sha256'][:12]}." in row["cite"]
        for metric in ("mig", "dci_disentanglement"):
            if "disentanglement" in card:
                found = card["disentanglement"][metric]
                assert row[metric] == found["value"]
                assert row[f"{metric}_spread"] == "{:.3f} to {:.3f}".format(*found["interval"])
                assert f"{found['num_points']:,} points" in row["over"]
            else:
                assert row[metric] != row[metric]  # NaN: nothing is shown
        if "over_splits" in card:
            assert (row["auc"], row["ap"]) == (card["over_splits"]["auc"]["mean"], card["over_splits"]["ap"]["mean"])
            assert row["auc_spread"] == f"± {card['over_splits']['auc']['sd']:.2f} SD"
            assert row["over"] == f"{card['over_splits']['num_splits']} splits, each with a model of its own"


def test_a_click_on_a_row_opens_its_card_and_another_one_closes_it() -> None:
    page = Dashboard.at("models")
    assert not page.app.subheader
    names = [row["name"] for row in page.models]
    page.choose_row(names.index("mnist-conv"))
    assert page.address == {"model": "mnist-conv"}
    assert [one.value for one in page.app.subheader] == ["MNIST digits, convolutional VAE, 32 latents"]
    table = page.app.table[0].value
    for column, evaluation in zip(table.columns, CARDS["mnist-conv"]["evaluations"], strict=True):
        assert column == f"{evaluation['num_images']:,} images, {evaluation['num_samples']:,} draws each"
        shown = dict(zip(map(shown_text, table.index), map(shown_text, table[column]), strict=True))
        assert shown == {
            "NLL, nats": f"{evaluation['nll']:.2f}",
            "its 95 % interval": "{:.2f} to {:.2f}".format(*evaluation["nll_interval"]),
            "ELBO, nats": f"{evaluation['elbo']:.2f}".replace("-", "−"),
            "Reconstruction, nats": f"{evaluation['recon_nll']:.2f}",
            "KL, nats": f"{evaluation['kl']:.2f}",
            "Latents in use": str(sum(kl > 0.01 for kl in evaluation["kl_per_dim"])),
            "Active units": str(evaluation["active_units"]),
        }
        assert in_words(evaluation["protocol"]) in texts(page)
    said = in_words(
        "binarised with seed 20260401; recon_nll: mean over 5000 posterior draws; kl: closed form; nll_interval: 95 %"
    )
    assert (
        said
        == "binarised with seed 20260401; Reconstruction: mean over 5,000 posterior draws; KL: closed form; its 95 % interval: 95 %"
    )
    links = [(link.proto.label, link.proto.query_string) for link in page.app.get("page_link")]
    assert links == [("Open in Latent sliders", "model=mnist-conv"), ("Open in Manifold", "model=mnist-conv")]
    page.choose_row(names.index("sprites-btcvae"))
    assert page.address == {"model": "sprites-btcvae"}
    assert len(page.app.subheader) == 1
    factors = page.app.table[1].value
    for key, title in (("mig", "MIG"), ("sap", "SAP"), ("factor_vae_score", "FactorVAE")):
        found = CARDS["sprites-btcvae"]["disentanglement"][key]
        low, high = found["interval"]
        assert list(map(shown_text, factors.loc[title])) == [f"{found['value']:.3f}", f"{low:.3f} to {high:.3f}"]


def test_a_link_opens_the_card_of_a_graph_model_and_one_of_none_says_so() -> None:
    page = Dashboard.at("models", model="cora-vgae")
    card = CARDS["cora-vgae"]
    assert page.address == {"model": "cora-vgae"}
    table = page.app.table[0].value
    several = card["over_splits"]["auc"]
    assert list(map(shown_text, table.loc["AUC, %"])) == [
        f"{100 * card['evaluation']['scores']['auc']:.2f}",
        f"{several['mean']:.2f} ± {several['sd']:.2f}",
    ]
    assert shown_text(table.loc["MRR"].iloc[0]) == f"{card['evaluation']['mrr']:.3f}"
    assert [link.proto.label for link in page.app.get("page_link")] == ["Open in Graph"]
    lost = Dashboard.at("models", model=HOSTILE[0])
    assert not lost.errors
    assert "There is no model named" in lost.warnings[0]
    assert lost.address == {}


def test_filters_leave_what_fits_and_the_card_stays() -> None:
    page = Dashboard.at("models", model="mnist-conv")
    page.app.multiselect(key="models_data").set_value(["Faces", "Cora"]).run()
    assert {row["text"].partition(",")[0] for row in page.models} == {"Faces", "Cora"}
    page.app.segmented_control(key="models_kind").set_value("Graphs").run()
    assert {row["text"].partition(",")[0] for row in page.models} == {"Cora"}
    page.app.text_input(key="models_words").set_value("kl WEIGHT").run()
    assert {row["name"] for row in page.models} == {name for name in CARDS if name.startswith("cora-vgae-kl-")}
    assert any(text.value == f"{len(page.models)} of {len(CARDS)} models" for text in page.app.caption)
    assert [one.value for one in page.app.subheader] == ["MNIST digits, convolutional VAE, 32 latents"]
    page.choose_row(1)
    assert page.address == {"model": page.models[1]["name"]}
    page.app.text_input(key="models_words").set_value("nothing of this kind").run()
    assert not page.app.exception
    assert page.models == []


def test_a_model_that_was_not_measured_says_how_to_measure_it(own_models: Path) -> None:
    write_checkpoint(own_models / "mine")
    page = Dashboard.at("models", model="mine")
    (row,) = (row for row in page.models if row["name"] == "mine")
    assert row["origin"] == "trained on this machine"
    assert "python -m vizvae evaluate mine --write-card" in texts(page)


def test_a_graph_model_with_the_name_of_one_of_images_is_another_row(own_models: Path) -> None:
    write_checkpoint(own_models / "cora-vgae")
    page = Dashboard.at("models", model="cora-vgae (graph)")
    assert [row["name"] for row in page.models].count("cora-vgae") == 2
    assert [one.value for one in page.app.subheader] == ["Cora, VGAE (Kipf & Welling 2016), 16 latents".replace("&", "\\&")]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_of_a_card_is_shown_as_it_is(own_models: Path, text: str) -> None:
    write_checkpoint(own_models / "mine")
    card = json.loads((own_models / "mine" / CARD).read_text())
    card |= {"title": text, "command": text, "data": {**card["data"], "trained_on": text}}
    (own_models / "mine" / CARD).write_text(json.dumps(card))
    page = Dashboard.at("models", model="mine")
    assert not page.errors
    assert page.app.subheader[0].value == plain(text)
    assert any(plain(f"trained on {text}") in one.value for one in page.app.markdown)


@pytest.mark.parametrize("name", ["faces-beta-4", "sprites-vae"])
def test_the_picture_is_what_the_model_draws(name: str) -> None:
    checkpoint = find_checkpoint(name)
    answer = ask(Starlette(routes=model_picture_routes()), picture_url(checkpoint))
    assert answer.status == 200
    picture = torch.frombuffer(
        bytearray(Image.open(io.BytesIO(answer.body)).convert("RGB").tobytes()), dtype=torch.uint8
    ).reshape(64, -1, 3)
    mu = checkpoint.load_reference().mu
    model = load_model(name)
    drawn = {}
    with torch.no_grad():
        for row in range(12):
            pixels = (255 * model.decode_mean(mu[row : row + 1])[0]).round().byte().permute(1, 2, 0)
            drawn[row] = pixels.expand(64, 64, 3)
    places = [
        [row for row, image in drawn.items() if (picture[:, left : left + 64].int() - image.int()).abs().max() <= 1]
        for left in (0, 68, 136, 204)
    ]
    assert all(places), "each of the four is the decoded mean of one of the first images"
    assert len({tuple(rows) for rows in places}) == 4


def test_the_picture_of_a_damaged_model_is_crossed_out_and_not_kept(own_models: Path) -> None:
    write_checkpoint(own_models / "broken")
    checkpoint = find_checkpoint("broken")
    app, url = Starlette(routes=model_picture_routes()), picture_url(checkpoint)
    (own_models / "broken" / WEIGHTS).write_bytes(b"")
    answer = ask(app, url)
    assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
    picture = Image.open(io.BytesIO(answer.body))
    assert len(picture.getcolors() or []) == 2  # the ground and the lines
    assert ask(app, url.replace("broken", "nobody")).status == 404


def test_the_picture_of_a_graph_has_its_nodes_in_the_colours_of_their_classes() -> None:
    checkpoint = find_graph_checkpoint("karate-vgae")
    answer = ask(Starlette(routes=graph_picture_routes()), graph_picture_url(checkpoint))
    picture = Image.open(io.BytesIO(answer.body)).convert("RGBA")
    graph = checkpoint.load_graph()
    places = layout(graph).double()
    low, high = places.quantile(0.01, dim=0), places.quantile(0.99, dim=0)
    at = (places - (low + high) / 2) * 0.9 * picture.width / (high - low).max()
    right = 0
    assert graph.labels is not None
    for (x, y), label in zip(at.tolist(), graph.labels.tolist(), strict=True):
        found = picture.getpixel((min(127, max(0, round(64 + x - 0.5))), min(127, max(0, round(64 - y - 0.5)))))
        right += found == (*bytes.fromhex(CLASSES[label][1:]), 255)
    assert right >= 0.8 * graph.num_nodes  # the others are below a neighbour's or at the margin


@pytest.mark.parametrize(("by", "sign"), [("nll", 1), ("mig", -1), ("auc", -1)])
def test_ordered_by_a_figure_the_best_comes_first_and_what_was_not_measured_last(by: str, sign: int) -> None:
    page = Dashboard.at("models")
    before = [row["name"] for row in page.models]
    page.app.selectbox(key="models_order").set_value(by).run()
    assert not page.errors
    values = [row[by] for row in page.models]
    measured = [value for value in values if value == value]
    assert 1 < len(measured) < len(values)
    assert measured == sorted(measured, key=lambda value: sign * value)
    assert values[: len(measured)] == measured, "NaN after them all"
    missing = [row["name"] for row in page.models[len(measured) :]]
    assert missing == [name for name in before if name in missing]
    page.choose_row(0)
    assert page.address == {"model": page.models[0]["name"]}
