"""Two models beside each other: the same part of each one's own map, the same place or the same image under the pointer."""

import shutil
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.manifold_page import VisitMap, grey
from tests.browser.page import Server
from vizvae.catalogue import find_checkpoint
from vizvae.training.config import TrainConfig
from vizvae.training.run import train_in_folder

TWIN = "mnist-ae-2d"


def test_the_same_place_of_another_model(visit_map: VisitMap) -> None:
    manifold = visit_map("?model=mnist-2d&z=0_0&map=%7B%22show%22%3A%5B%22lattice%22%5D%7D")
    twin = find_checkpoint(TWIN)
    model, reference = twin.load_model(), twin.load_reference()
    mean, reach = reference.mean.numpy(), 3 * float(reference.std.max())
    offered = [option.text_content() for option in manifold("twin").locator("option").all()]
    assert twin.title in offered
    assert find_checkpoint("mnist-2d").title not in offered
    assert find_checkpoint("mnist-conv").title not in offered
    manifold("twin").select_option(TWIN)
    lattice = manifold("twin-map").get_by_test_id("lattice")
    lattice.wait_for()

    def cell(column: int, row: int) -> np.ndarray:
        return manifold.pixels_of(lattice)[28 * row : 28 * (row + 1), 28 * column : 28 * (column + 1)]

    def at(u: float, v: float) -> list[float]:
        """The place of the twin's map that is these parts of it from the left and from below."""
        return [float(mean[0] + (2 * u - 1) * reach), float(mean[1] + (2 * v - 1) * reach)]

    for column, row in ((0, 0), (19, 19), (6, 11)):
        expected = grey(model, *at((column + 0.5) / 20, 1 - (row + 0.5) / 20))
        manifold.until_shown(expected, "the other lattice is decoded", lambda at=(column, row): cell(*at))
    own = find_checkpoint("mnist-2d").load_model()
    for x, y in ((-1.0, 0.5), (2.0, 2.0)):
        place = manifold.hover(x, y)
        expected = grey(model, *at((place.x + 3) / 6, (place.y + 3) / 6))
        manifold.until_shown(expected, "the same place of the other map", lambda: manifold.pixels("twin-image"))
        manifold.until_shown(grey(own, place.x, place.y), "the place of this map")

    other_mark = manifold("twin-map").locator(".mark-hover")
    expect(other_mark).to_have_count(1)
    manifold.rest()
    expect(other_mark).to_have_count(0)
    manifold.until_shown(
        grey(model, *at(0.5, 0.5)), "the present point, in the middle of both", lambda: manifold.pixels("twin-image")
    )

    # Both maps zoom together.
    with manifold.new_map():
        manifold("map").press("+")
        manifold("map").press("+")
    left, right, bottom, top = manifold.window
    for column, row in ((0, 0), (15, 4)):
        x, y = left + (column + 0.5) / 20 * (right - left), top - (row + 0.5) / 20 * (top - bottom)
        expected = grey(model, *at((x + 3) / 6, (y + 3) / 6))
        manifold.until_shown(expected, "the other lattice follows", lambda at=(column, row): cell(*at))
        manifold.until_shown(grey(own, x, y), "this lattice", lambda at=(column, row): manifold.cell(*at))

    # Pointing into the other map does the same the other way round.
    manifold("whole").click()
    box = manifold("twin-map").bounding_box()
    assert box is not None
    u, v = 0.25, 0.375
    manifold.page.mouse.move(box["x"] + u * box["width"], box["y"] + (1 - v) * box["height"])
    manifold.until_shown(grey(model, *at(u, v)), "this place of the other map", lambda: manifold.pixels("twin-image"))
    manifold.until_shown(grey(own, 6 * u - 3, 6 * v - 3), "the same place of the first map")

    # With the data in sight, the same image is meant on both maps, wherever either model has put it.
    manifold.rest()
    manifold.toggle("points")
    theirs, ours = reference.mu.numpy(), find_checkpoint("mnist-2d").load_reference().mu.numpy()
    places = (theirs - mean) / reach / 2 + 0.5  # as parts of the other map
    alone = np.partition(np.linalg.norm(places[:, None] - places[None], axis=2), 1, axis=1)[:, 1]
    index = int(np.where((abs(places - 0.5) < 0.45).all(1), alone, 0).argmax())
    u, v = places[index].tolist()
    box = manifold("twin-map").bounding_box()
    assert box is not None
    manifold.page.mouse.move(box["x"] + u * box["width"], box["y"] + (1 - v) * box["height"])
    manifold.until(lambda: f"image {index} " in manifold.text("caption"), "it is meant")
    manifold.until_shown(grey(own, *ours[index].tolist()), "the first model's image of it")
    manifold.until_shown(grey(model, *theirs[index].tolist()), "the other's", lambda: manifold.pixels("twin-image"))

    # And the present point is the same image on both, while nothing is pointed at.
    in_sight = np.where((abs(ours) < 2.5).all(1) & (abs(places - 0.5) < 0.45).all(1))[0]
    with manifold.new_map():
        manifold.click(*ours[in_sight[0]].tolist())
    manifold.until(lambda: manifold.address.get("input", "").startswith("data-"), "an image is chosen")
    manifold.rest()
    chosen = int(manifold.address["input"].removeprefix("data-"))
    manifold.until_shown(grey(model, *theirs[chosen].tolist()), "the other's of it", lambda: manifold.pixels("twin-image"))
    width = manifold("twin-map").evaluate("map => map.clientWidth")
    here = manifold("twin-map").get_by_test_id("mark-here").get_attribute("d") or ""
    x, y = (float(number) for number in here.removeprefix("M").split("h")[0].split())
    assert [x + 9, y] == pytest.approx([width * places[chosen][0], width * (1 - places[chosen][1])], abs=1)
    manifold.toggle("points")

    manifold("close-twin").click()
    expect(manifold("twin-map")).to_have_count(0)
    place = manifold.hover(0, 0)
    manifold.until_shown(grey(own, place.x, place.y), "the map goes on alone")


def test_more_latents_have_no_twin(visit_map: VisitMap) -> None:
    assert visit_map("?model=mnist-mlp&input=data-3")("twin").count() == 0


@pytest.fixture
def three_more(server: Server) -> Iterator[list[str]]:
    """Models of two latents, each of weights of its own."""
    names = [f"two-latents-{seed}" for seed in range(3)]
    for seed, name in enumerate(names):
        config = TrainConfig(data="mnist", model="vae_mlp", model_config={"latent_dim": 2, "hidden_dim": 8}, epochs=1, seed=seed)
        for _ in train_in_folder(config, server.runs / name, command="a test"):
            pass
    yield names
    for name in names:
        shutil.rmtree(server.runs / name)


def test_however_many_were_beside_it_the_shown_model_goes_on(visit_map: VisitMap, three_more: list[str]) -> None:
    manifold = visit_map("?model=mnist-2d&input=data-3&map=%7B%22show%22%3A%5B%22lattice%22%5D%7D")
    own = find_checkpoint("mnist-2d").load_model()
    for name in three_more:
        manifold("twin").select_option(name)
        manifold("twin-map").get_by_test_id("lattice").wait_for()
        place = manifold.hover(1.0, -0.5)
        manifold.until_shown(grey(own, place.x, place.y), f"beside {name}")
        manifold.rest()
        manifold("close-twin").click()
    place = manifold.click(-1.5, 0.5)
    manifold.rest()
    manifold.until_shown(grey(own, place.x, place.y), "the point has gone there")
    assert manifold("message").text_content() == ""
