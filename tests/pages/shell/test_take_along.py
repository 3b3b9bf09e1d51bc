"""Every page gives what it has measured as CSV, JSON and a line to cite, which names the model, what an interval is over, the seed, the
version and the weights."""

import json
import time
from pathlib import Path

import pytest

from tests.helpers.small import small_config
from tests.helpers.training import complete, make_quick
from tests.pages.dashboard import Dashboard
from tests.unit.data.own.pictures import fill
from vizvae import __version__
from vizvae.beta_family import OTHER_SEEDS
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import read_json
from vizvae.comparison.contenders import contenders_of
from vizvae.data.own.build import add_set
from vizvae.graph.catalogue import find_graph_checkpoint


def opened(page: Dashboard, key: str) -> tuple[list[str], list[str]]:
    """The lines to cite, and the names of the buttons."""
    before = {one.value for one in page.app.code}
    page.app.session_state[key] = True
    page.app.run()
    assert not page.errors
    assert not page.app.exception
    return [one.value for one in page.app.code if one.value not in before], [
        one.proto.label for one in page.app.get("download_button")
    ]


def test_factors_the_metrics_and_the_matrix_that_is_shown() -> None:
    checkpoint = find_checkpoint("sprites-btcvae")
    metrics, matrix = checkpoint.card["disentanglement"], "dci_completeness"
    lines, buttons = opened(Dashboard.at("factors", model="sprites-btcvae", metric=matrix), "factors_along")
    assert len(lines) == 2
    assert buttons == ["CSV", "JSON"] * 2
    for line in lines:
        assert f"VizVAE {__version__}" in line
        assert f"training seed {checkpoint.card['training']['seed']}" in line.casefold()
        assert checkpoint.card["weights_sha256"][:12] in line
    for key in ("mig", "sap"):
        low, high = metrics[key]["interval"]
        assert f"{metrics[key]['value']:.3f} (95 % interval {low:.3f} to {high:.3f})" in lines[0]
    assert f"over {metrics['mig']['num_points']:,} points, seed {metrics['mig']['seed']}" in lines[0]
    assert "Matrix behind DCI completeness" in lines[1]


def test_factors_the_family_over_beta() -> None:
    lines, _ = opened(Dashboard.at("factors", model="sprites-btcvae"), "family_along")
    (text,) = lines
    assert [line.partition(".")[0].rpartition("(")[2].partition(",")[0] for line in text.splitlines()] == [
        "sprites-vae",
        "sprites-beta4",
    ]
    assert all("means over" in line and "SHA-256" in line for line in text.splitlines())


def test_factors_the_figures_of_another_seed_are_not_cited_as_the_kept_model_s() -> None:
    kept = find_checkpoint("faces-beta-1")
    others = read_json(kept.folder / OTHER_SEEDS)
    assert others
    (text,), _ = opened(Dashboard.at("factors", model="faces-beta-1"), "family_along")
    for seed, other in others.items():
        (line,) = (line for line in text.splitlines() if other["weights_sha256"][:12] in line)
        assert f"raining seed {seed}" in line
        assert "(like faces-beta-1, of which the figures alone are kept)" in line
    assert text.count(kept.card["weights_sha256"][:12]) == 1


def test_compare_all_models() -> None:
    lines, buttons = opened(Dashboard.at("compare"), "compare_along")
    assert buttons == ["CSV", "JSON"]
    (text,) = lines
    for one in contenders_of("mnist"):
        (line,) = (line for line in text.splitlines() if f"As {one.title}:" in line)
        assert one.checkpoint.card["weights_sha256"][:12] in line


def test_graph_its_nodes_their_groups_the_chosen_one_and_the_models_beside_it() -> None:
    card = find_graph_checkpoint("cora-vgae").card
    page = Dashboard.at("graph", model="cora-vgae", nodes="7")
    until = time.monotonic() + 120
    while len(lines := opened(page, "graph_along")[0]) < 6:  # communities are looked for in a process of their own
        assert time.monotonic() < until
        page.app.session_state["graph_along"] = False
        page.app.run()
    nodes, chosen, groups, agreement, sizes, models = lines
    assert all(card["weights_sha256"][:12] in line for line in lines)
    assert "2,708 nodes" in nodes
    assert groups.count("(") > 3
    assert "communities and classes ARI" in agreement
    assert "Nodes in each community" in sizes
    assert "(node 7)" in chosen
    (line,) = (line for line in models.splitlines() if card["weights_sha256"][:12] in line)
    several = card["over_splits"]["auc"]
    assert f"AUC {several['mean']:.2f} % (± {several['sd']:.2f} SD)" in line
    assert f"over {card['over_splits']['num_splits']} splits" in line


def test_learn_the_curves_of_the_model_that_the_step_of_few_labels_shows() -> None:
    page = Dashboard.at("learn", step="labels", model="mnist-conv")
    (line,), buttons = opened(page, "learn_along")
    assert buttons == ["CSV", "JSON"]
    assert find_checkpoint("mnist-conv").card["weights_sha256"][:12] in line
    assert not Dashboard.at("learn", step="bound").app.get("popover")


def test_train_the_curves_of_the_run_that_is_looked_at_and_the_list_of_runs(runs: Path) -> None:
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        complete(runs / "small", small_config(epochs=1, seed=7))
    lines, buttons = opened(Dashboard.at("train", run="small"), "training_along")
    assert buttons == ["CSV", "JSON"] * 3
    passes, steps, every = lines
    weights = json.loads((runs / "small" / "card.json").read_text())["weights_sha256"]
    assert all(weights[:12] in line and "training seed 7" in line.casefold() for line in (passes, steps))
    assert "after pass 1 of 1" in passes
    assert every.startswith("1 run ")


def test_data_how_many_images_of_what(runs: Path, tmp_path: Path) -> None:
    for place, name in enumerate(("finch", "wren")):
        fill(tmp_path / "birds" / name, 8, first=50 * place)
    own = add_set(tmp_path / "birds", "birds")
    lines, buttons = opened(Dashboard.at("data", set="birds"), "data_along")
    assert buttons == ["CSV", "JSON"] * 2
    assert all("16 images of 64 × 64" in line and own.fingerprint in line for line in lines)


@pytest.mark.parametrize("name", ["mnist-conv", "sprites-btcvae", "cora-vgae"])
def test_models_the_card(name: str) -> None:
    page = Dashboard.at("models", model=name)
    cited = [one.value for one in page.app.code]
    page.app.session_state["card_along"] = True
    page.app.run()
    assert not page.errors
    found = [one.value for one in page.app.code]
    weights = (find_graph_checkpoint(name) if name == "cora-vgae" else find_checkpoint(name)).card["weights_sha256"]
    assert len(found) > len(cited)
    assert all(weights[:12] in line for line in found)
