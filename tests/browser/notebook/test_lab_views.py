"""The map, a graph and a module of one's own in JupyterLab."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.notebook.lab import SLIDERS, Lab, decoded

pytestmark = pytest.mark.long
OWN = """\
import torch, vizvae
from torch import nn

class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Linear(256, 3), nn.Linear(3, 256)
    def encode(self, x):
        return self.down(x.flatten(1))
    def decode(self, z):
        return torch.sigmoid(self.up(z)).reshape(-1, 1, 16, 16)

torch.manual_seed(0)
own, images = Own(), torch.rand(60, 1, 16, 16)
view = vizvae.explore(own, images)
view"""

START = """\
import os, subprocess, sys, tempfile, time, torch, vizvae
os.environ["VIZVAE_RUNS"] = tempfile.mkdtemp()
command = [sys.executable, "-m", "vizvae", "train", "--model", "vae_mlp", "--data", "mnist", "--epochs", "4"]
command += ["--set", "model_config.latent_dim=2", "--run", os.environ["VIZVAE_RUNS"] + "/followed"]
training = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
followed = None
while followed is None:
    try:
        followed = vizvae.explore("followed")
    except ValueError:  # not even begun
        assert training.poll() is None
        time.sleep(0.2)
followed"""


@pytest.fixture(scope="module")
def lab(browser: Browser, jupyter: str, notebooks: Path) -> Iterator[Lab]:
    """Tests share it, in this order."""
    cells = [
        "import vizvae\nmap = vizvae.walk('mnist-2d')\nmap",
        "graph = vizvae.graph_view('karate-vgae')\ngraph",
        OWN,
        "pass",
        "pass",
    ]
    lab = Lab(browser, jupyter, notebooks, "views", cells)
    yield lab
    assert lab.errors == []
    assert lab.asked_elsewhere == []
    lab.close()


def test_a_map_is_walked_and_its_selection_goes_both_ways(lab: Lab) -> None:
    lab.run(0)
    root = lab.cell(0).locator("[data-testid=manifold][data-ready=true][data-settled=true]")
    root.wait_for()
    assert lab.run(3, "map.selection = [1, 4, 7]") == ""
    expect(root.get_by_test_id("selection-summary")).to_contain_text("3 images selected")
    root.get_by_test_id("clear-selection").click()
    lab.page.wait_for_timeout(500)
    assert lab.run(3, "print(map.selection)") == "()\n"
    assert lab.run(3, "map.z = [0.5, 0.5]\nprint(map.image.shape)") == "(28, 28)\n"
    expect(root.get_by_text("Set in Python")).to_be_visible()
    expect(root.get_by_test_id("open-sliders")).to_have_count(0)  # there is no other page to open


def test_a_graphs_nodes_are_chosen_from_both_sides(lab: Lab) -> None:
    lab.run(1)
    root = lab.cell(1).locator("[data-testid=graph][data-settled=true]")
    root.wait_for()
    name = lab.run(3, "graph.selection = [33]\nprint(graph.names[33], end='')")
    expect(root.get_by_test_id("node-panel")).to_contain_text(name)
    lab.page.wait_for_timeout(500)
    lab.cell(1).scroll_into_view_if_needed()


def test_a_module_of_ones_own_is_dragged_and_shown_anew_when_it_has_learnt(lab: Lab) -> None:
    lab.run(2)
    root = lab.cell(2).locator(SLIDERS)
    root.and_(lab.page.locator("[data-settled=true]")).wait_for()
    z = [[0.5, -1.0, 2.0], [0.0, 0.0, 0.0]]
    code = f"print(own.decode(torch.tensor({z})).flatten(1).tolist())"
    np.testing.assert_allclose(decoded(root, z), json.loads(lab.run(3, code)), atol=1e-4)
    kept = lab.run(
        3, "view.z = [0.5, -1, 2]\nwith torch.no_grad(): own.up.weight.mul_(-1)\nview.model = own\nprint(view.z.tolist())"
    )
    assert json.loads(kept) == [0.5, -1, 2]
    expect(root).to_have_attribute("data-model", re.compile("^live-2-"))
    expect(root).to_have_attribute("data-ready", "true")
    np.testing.assert_allclose(decoded(root, z), json.loads(lab.run(3, code)), atol=1e-4)


def test_a_run_that_trains_is_followed(lab: Lab) -> None:
    """Started as a person would, in a process of its own."""
    lab.run(3, START)
    root = lab.cell(3).locator(SLIDERS)
    root.and_(lab.page.locator("[data-settled=true]")).wait_for()
    first = root.get_attribute("data-model") or ""
    assert first.startswith("followed-at-step-")
    expect(root).not_to_have_attribute("data-model", first)
    expect(root).to_have_attribute("data-model", "followed")  # its end
    expect(root).to_have_attribute("data-ready", "true")
    z = [[0.5, -1.0], [0.0, 0.0]]
    code = f"print(vizvae.decode('followed', torch.tensor({z})).flatten(1).tolist())"
    np.testing.assert_allclose(decoded(root, z), json.loads(lab.run(4, code)), atol=1e-4)
