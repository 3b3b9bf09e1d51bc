"""Models of more latents than two: which plane of them is shown, and the others moving it."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.manifold_page import Manifold, VisitMap, close, grey
from vizvae.data.images import load_images
from vizvae.latent.aggregate import Reference
from vizvae.latent.projection import ProjectionConfig, projected_points
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.models.base import LatentModel

NAME = "mnist-conv"
WATCH = """canvas => {
  const watch = window.__watch = { frames: [], stop: false };
  const look = () => {
    // An eighth of the size: enough to see whether it is blank or has changed.
    const small = new OffscreenCanvas(canvas.width / 8, canvas.height / 8).getContext('2d');
    small.drawImage(canvas, 0, 0, canvas.width / 8, canvas.height / 8);
    const { data } = small.getImageData(0, 0, canvas.width / 8, canvas.height / 8);
    watch.frames.push(canvas.isConnected ? data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) : -1);
    if (!watch.stop) requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture(scope="module")
def manifold(stay_on_map: VisitMap) -> Manifold:
    return stay_on_map(f"?model={NAME}&input=data-3")


def axes(manifold: Manifold) -> tuple[int, int]:
    return int(manifold("axis-x").input_value()), int(manifold("axis-y").input_value())


def until_lattice(manifold: Manifold, z: Callable[[float, float], np.ndarray], model: LatentModel, what: str) -> None:
    """Until some cells show what PyTorch decodes where `z` says that a place of the plane is."""
    left, right, bottom, top = manifold.window
    n = manifold.size
    for column, row in ((0, 0), (n - 1, 2), (n // 2, n // 2)):
        x, y = left + (column + 0.5) / n * (right - left), top - (row + 0.5) / n * (top - bottom)
        expected = grey(model, *z(x, y).tolist())
        manifold.until_shown(expected, f"{what}: cell {column}, {row}", lambda at=(column, row): manifold.cell(*at))


def on_latents(manifold: Manifold) -> Callable[[float, float], np.ndarray]:
    here, (first, second) = np.array(manifold.z), axes(manifold)

    def z(x: float, y: float) -> np.ndarray:
        moved = here.copy()
        moved[[first, second]] = x, y
        return moved

    return z


def test_the_two_latents_that_say_most(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    assert reference.kl_per_dim is not None
    first, second = reference.kl_per_dim.argsort(descending=True)[:2].tolist()
    assert axes(manifold) == (first, second)
    until_lattice(manifold, on_latents(manifold), model, "the first plane")


def test_other_latents_and_the_same_twice(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    first, second = axes(manifold)
    other = next(latent for latent in reference.in_use if latent not in (first, second))
    with manifold.new_map():
        manifold("axis-x").select_option(str(other))
    assert axes(manifold) == (other, second)
    assert manifold.settings["plane"] == [other, second]
    until_lattice(manifold, on_latents(manifold), model, "another latent across")
    with manifold.new_map():
        manifold("axis-y").select_option(str(other))
    assert axes(manifold) == (second, other)  # the same on both is no plane: they change places
    assert manifold.settings["plane"] == [second, other]
    until_lattice(manifold, on_latents(manifold), model, "the other way round")


def test_a_third_latent_moves_the_whole_lattice_while_it_is_dragged(
    manifold: Manifold, model: LatentModel, reference: Reference
) -> None:
    assert reference.kl_per_dim is not None
    third = next(z for z in reference.kl_per_dim.argsort(descending=True).tolist() if z not in axes(manifold))
    manifold("tab-latents").click()
    assert manifold(f"slider-{axes(manifold)[0]}").count() == 0  # that is what the map is for
    slider = manifold(f"slider-{third}")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    at = [box["x"] + box["width"] * part for part in np.linspace(0.5, 0.95, 40)]
    manifold.until(lambda: manifold.on_map("lattice").get_attribute("data-drawing") == "false", "the lattice is at rest")
    manifold.on_map("lattice").evaluate(WATCH)
    address = manifold.page.url
    manifold.page.mouse.move(at[0], y)
    manifold.page.mouse.down()
    manifold.sent.clear()
    for x in at:
        manifold.page.mouse.move(x, y)
        manifold.page.evaluate("() => new Promise(requestAnimationFrame)")
    different = "() => new Set(window.__watch.frames).size"
    manifold.until(lambda: manifold.page.evaluate(different) > 3, "the lattice moves with it")
    assert manifold.sent == []  # the mouse is still down
    assert manifold.page.url == address
    with manifold.new_address():
        manifold.page.mouse.up()
    until_lattice(manifold, on_latents(manifold), model, "the full lattice")
    frames = manifold.page.evaluate("() => { window.__watch.stop = true; return window.__watch.frames; }")
    assert min(frames) > 0.2 * max(frames)  # never blank, never removed (-1)


def test_principal_directions(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    with manifold.new_map():
        manifold("plane").select_option("principal")
    assert manifold.settings["plane"] == ["principal", 0, 1]
    mu = reference.mu.double().numpy()
    mean = mu.mean(0)
    _, values, rows = np.linalg.svd(mu - mean, full_matrices=False)
    directions = [row * np.sign(row[np.abs(row).argmax()]) for row in rows]
    shares = values**2 / (values**2).sum()  # of all directions, also those that are not offered
    assert manifold("axis-x").locator("option").first.text_content() == f"1 ({round(100 * shares[0])}\xa0%)"

    def plane(first: int, second: int) -> Callable[[float, float], np.ndarray]:
        u, v = directions[first], directions[second]
        here = np.array(manifold.z)
        flat = here - ((here - mean) @ u) * u - ((here - mean) @ v) * v
        return lambda x, y: flat + x * u + y * v

    until_lattice(manifold, plane(0, 1), model, "the first two directions")
    with manifold.new_map():
        manifold("axis-y").select_option("3")
    until_lattice(manifold, plane(0, 3), model, "the first and the fourth")
    with manifold.toggled("points"):
        place = manifold.hover(0.4, -0.3)
        manifold.until_shown(grey(model, *plane(0, 3)(place.x, place.y).tolist()), "the place under the pointer is decoded")
        manifold.rest()


def assert_marked(manifold: Manifold, mark: str, at: np.ndarray, *, exact: bool) -> None:
    left, right, bottom, top = manifold.window
    on_screen = [(at[0] - left) / (right - left) * manifold.side, (top - at[1]) / (top - bottom) * manifold.side]
    np.testing.assert_allclose(manifold.mark(mark), on_screen, atol=1)
    assert manifold.on_map(mark).get_attribute("data-exact") == str(exact).lower()


@pytest.fixture(scope="module")
def umap(reference: Reference) -> np.ndarray:
    config = ProjectionConfig(method="umap", num_points=5000)
    layout = ProjectionCache.standard().read(projected_points(reference, config), config)
    if layout is None:
        pytest.skip("no map of this model ships: python -m vizvae project")
    return layout


def test_a_umap_that_ships_shows_its_points_and_leads_to_an_image(
    manifold: Manifold, umap: np.ndarray, reference: Reference, model: LatentModel
) -> None:
    before = manifold.pixels("points")
    with manifold.new_map():
        manifold("plane").select_option("umap")
    manifold.rest()
    half = 0.54 * float((umap.max(0) - umap.min(0)).max())
    middle = (umap.max(0) + umap.min(0)) / 2
    expected = [middle[0] - half, middle[0] + half, middle[1] - half, middle[1] + half]
    manifold.until(lambda: manifold.window == pytest.approx(expected, abs=1e-3), "all of its points are in view")
    manifold.until(lambda: not np.array_equal(manifold.pixels("points"), before), "its points are drawn")
    assert manifold.pixels("points").any()
    assert manifold("lattice").count() == 0
    assert manifold("mode-path").is_disabled()

    # The loneliest point is the one that a click there means.
    distances = torch.cdist(torch.tensor(umap), torch.tensor(umap)).topk(2, largest=False).values[:, 1].numpy()
    index = int(distances.argmax())
    manifold.hover(*umap[index].tolist())
    manifold.until(lambda: f"image {index} " in manifold.text("caption"), "the point is meant")
    manifold.until_shown(grey(model, *reference.mu[index].tolist()), "its mean is decoded")
    with manifold.new_map():
        manifold.click(*umap[index].tolist())
    assert manifold.settings["pins"][-1] == pytest.approx(reference.mu[index].tolist(), abs=6e-3)
    manifold.until(lambda: manifold.address.get("input") == f"data-{index}", "it is the input")

    # The point and the pin are marked: of an image in its place, of any other point at the nearest image, dashed.
    assert_marked(manifold, "mark-here", umap[index], exact=True)
    assert_marked(manifold, "pin-mark-0", umap[index], exact=True)
    labels = load_images("mnist", "sample").labels.numpy()
    with manifold.new_address():
        manifold("class-6").click()
    mean = reference.mu[labels == 6].mean(0)
    assert manifold.z == pytest.approx(mean.tolist(), abs=1e-3)
    manifold.rest()
    manifold.until_shown(grey(model, *mean.tolist()), "the mean of what is selected is decoded")
    assert manifold.text("selection-summary").endswith("The large image is decoded from their mean latent.")
    nearest = int(((reference.mu - mean) / reference.std)[:, reference.density_dims].norm(dim=1).argmin())
    assert_marked(manifold, "mark-here", umap[nearest], exact=False)
    manifold.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
    legend, below = manifold("legend").bounding_box(), manifold.page.locator(".manifold .start").bounding_box()
    assert legend is not None
    assert below is not None
    assert legend["y"] + legend["height"] <= below["y"], "the map, which stays in view, is not drawn over what follows it"
    with manifold.new_address():
        manifold("undo").click()
    manifold("selection-mean").wait_for()  # the image is not the mean's any more
    manifold("clear-selection").click()


def test_between_the_points_of_a_umap_nothing_is_pretended(manifold: Manifold, umap: np.ndarray) -> None:
    left, right, bottom, top = manifold.window
    manifold.rest()
    manifold.until(lambda: "Looking" not in manifold.text("caption"), "nothing is looked at")
    here = manifold.pixels()
    index = int(umap[:, 0].argmin())
    manifold.hover(*umap[index].tolist())
    manifold.until(lambda: "Looking at" in manifold.text("caption"), "a point is looked at")
    manifold.hover(left + 0.02 * (right - left), bottom + 0.02 * (top - bottom))
    manifold.until(lambda: close(manifold.pixels(), here.astype(float)), "the point's image is gone")
    expect(manifold("hovered")).to_have_count(0)


def test_a_click_on_a_tsne_says_that_there_is_no_way_back(manifold: Manifold, umap: np.ndarray) -> None:
    window, pins = manifold.window, manifold.settings["pins"]
    manifold("plane").select_option("tsne")
    manifold.until(lambda: manifold.settings["plane"] == "tsne" and manifold.window != window, "the window is around its points")
    left, right, bottom, top = manifold.window
    manifold.click(left + 0.02 * (right - left), bottom + 0.02 * (top - bottom))
    expect(manifold("message")).to_contain_text("t-SNE has no way back")
    assert manifold.settings["pins"] == pins
    with manifold.new_map():
        manifold("plane").select_option("latents")
    expect(manifold("lattice")).to_have_count(1)
    manifold.until(lambda: manifold.lattice_is_drawn, "the lattice is back")


def test_another_plane_has_no_film_of_this_one(visit_map: VisitMap) -> None:
    manifold = visit_map(f"?model={NAME}&input=data-3&map=%7B%22show%22%3A%5B%22lattice%22%5D%7D")
    manifold("mode-path").click()
    manifold.drag([(-1.0, -1.0), (1.0, -1.0)])
    manifold("film-path").wait_for()
    expect(manifold("path-panel")).to_contain_text("A path of length 2.0")
    with manifold.new_map():
        manifold("axis-y").select_option(index=3)
    expect(manifold("film-path")).to_have_count(0)
