"""Ways over the map: drawn paths and interpolations become films, and films become files."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image, ImageSequence
from playwright.sync_api import expect

from tests.browser.manifold_page import Manifold, VisitMap, grey, saved
from vizvae.latent.aggregate import Reference
from vizvae.models.base import LatentModel

NAME = "mnist-2d"
FRAMES = 32


@pytest.fixture(scope="module")
def manifold(stay_on_map: VisitMap) -> Manifold:
    """Without data points on it: what is clicked is the place."""
    return stay_on_map(f"?model={NAME}&z=0_0&map=%7B%22show%22%3A%5B%22lattice%22%5D%7D")


def typical_radius(points: np.ndarray) -> float:
    """The median distance to the 10th nearest other, over every n-th image: the film's measure of what is near."""
    some = points[:: max(1, len(points) // 150)]
    distances = np.linalg.norm(some[:, None] - points[None], axis=-1)
    return float(np.sort(np.sort(distances, axis=1)[:, 10])[len(some) // 2])


def film_images(manifold: Manifold) -> list[np.ndarray]:
    """Of the path's strip, which has two rows."""
    strip = manifold.pixels_of(manifold("film-path").locator("canvas.film-images"))
    return [part for row in np.split(strip, 2) for part in np.split(row, FRAMES // 2, axis=1)]


def test_a_click_is_no_path(manifold: Manifold) -> None:
    manifold("mode-path").click()
    manifold.click(1, 1)
    expect(manifold("message")).to_contain_text("A path needs more than one point")
    assert manifold("film-path").count() == manifold.on_map("path-line").count() == 0
    assert manifold("pins").get_by_role("img").count() == 0
    assert manifold("mode-path").get_attribute("aria-pressed") == "true"  # the next try needs no other click
    manifold("mode-look").click()


def test_a_path_becomes_a_film(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    manifold("mode-path").click()
    with manifold.new_map():
        places = manifold.drag([(-2.0, -1.0), (0.0, -1.0), (0.0, 1.0)])
    assert manifold("mode-look").get_attribute("aria-pressed") == "true"
    assert manifold.settings["path"] == [pytest.approx([place.x, place.y], abs=2e-4) for place in places]
    manifold("film-path").wait_for()
    corners = np.array([[place.x, place.y] for place in places])
    np.testing.assert_allclose(manifold.outline("path-line"), (corners * [1, -1] + 3) * manifold.side / 6, atol=0.6)

    # Constant speed: the first leg is as long as the second, and each is half of the film.
    lengths = np.linalg.norm(np.diff(corners, axis=0), axis=1)
    steps = np.linspace(0, lengths.sum(), FRAMES)
    zs = np.stack([np.interp(steps, [0, *lengths.cumsum()], corners[:, axis]) for axis in (0, 1)], axis=1)
    images = film_images(manifold)
    assert len(images) == FRAMES
    for frame in (0, 7, 16, 31):
        np.testing.assert_allclose(images[frame].astype(float), grey(model, *zs[frame].tolist()), rtol=0, atol=3)

    counts = [int(text) for text in manifold("film-path").get_by_test_id("neighbours").all_text_contents()]
    assert len(counts) == FRAMES
    points, scale = reference.mu.numpy() / reference.std.numpy(), reference.std.numpy()
    near = typical_radius(points)
    for frame, count in enumerate(counts):
        distances = np.linalg.norm(points - zs[frame] / scale, axis=1)
        # Rounding may take one in or leave one out.
        low, high = (int((distances <= near + slack).sum()) for slack in (-5e-4, 5e-4))
        assert low <= count <= high
    assert max(counts) > 5 > min(counts)
    assert manifold("film-bars").locator("i").count() == FRAMES


def test_the_film_plays_and_is_searched(manifold: Manifold, model: LatentModel) -> None:
    """In the large image."""
    film = manifold("film-path")
    play = manifold("play-path")
    if play.get_attribute("aria-pressed") == "false":
        play.click()
    seen = set()
    manifold.until(lambda: seen.add(manifold.pixels().tobytes()) or len(seen) > 3, "the film plays")
    manifold.on_map("mark-playing").wait_for(state="attached")
    play.click()
    manifold.until(lambda: manifold.on_map("mark-playing").count() == 0, "it has stopped")
    manifold.until_shown(grey(model, *manifold.z), "the point is shown again")

    # The strip under the pointer shows its image large; a click goes there.
    strip = film.locator("canvas.film-images")
    strip.scroll_into_view_if_needed()
    box = strip.bounding_box()
    assert box is not None
    images = film_images(manifold)
    before = manifold.pixels()
    at = box["x"] + 4.5 / (FRAMES // 2) * box["width"], box["y"] + 0.75 * box["height"]
    manifold.page.mouse.move(*at)
    manifold.until_shown(images[20].astype(float), "step 21 is looked at")
    manifold.rest()
    manifold.until(lambda: np.array_equal(manifold.pixels(), before), "the image is back")
    with manifold.new_address():
        manifold.page.mouse.click(*at)
    manifold.rest()
    manifold.until_shown(grey(model, *manifold.z), "the point has gone there")


def test_the_film_as_gif_and_as_strip(manifold: Manifold, tmp_path: Path) -> None:
    images = film_images(manifold)
    path = saved(manifold, "gif-path", tmp_path)
    assert path.name == f"{NAME}-path.gif"
    with Image.open(path) as gif:
        assert gif.format == "GIF"
        assert gif.info["loop"] == 0  # for ever
        frames = [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(gif)]
        assert gif.info["duration"] == 80
    assert len(frames) == FRAMES
    for number, frame in enumerate(frames):
        assert frame.shape == (224, 224)
        np.testing.assert_array_equal(frame[4::8, 4::8], images[number])
    path = saved(manifold, "strip-png-path", tmp_path)
    assert path.name == f"{NAME}-path.png"
    picture = np.asarray(Image.open(io.BytesIO(path.read_bytes())).convert("L"))
    assert picture.shape == (112, 4 * (29 * FRAMES - 1))
    for number in range(FRAMES):
        image = picture[2::4, 4 * 29 * number + 2 : 4 * (29 * number + 28) : 4]
        np.testing.assert_array_equal(image, images[number])


def test_a_path_of_one_point_leaves_the_film(manifold: Manifold) -> None:
    line = manifold.outline("path-line")
    manifold("mode-path").click()
    manifold.click(1, 1)
    expect(manifold("message")).to_contain_text("A path needs more than one point")
    np.testing.assert_array_equal(manifold.outline("path-line"), line)
    assert manifold("film-path").count() == 1
    manifold("mode-look").click()


def test_two_pins_are_joined_in_three_ways(manifold: Manifold, model: LatentModel, tmp_path: Path) -> None:
    ends = []
    for x, y in ((-1.5, 0.5), (1.0, 1.5)):
        with manifold.new_map():
            place = manifold.click(x, y)
        ends.append(np.array([place.x, place.y]))
    manifold.rest()
    manifold("tab-interpolate").click()
    manifold("film-cross-fade").wait_for()
    a, b = ends
    parts = np.linspace(0, 1, 11)

    def frames(way: str) -> list[np.ndarray]:
        strip = manifold.pixels_of(manifold(f"film-{way}").locator("canvas.film-images"))
        return [strip[:, 28 * i : 28 * (i + 1)].astype(float) for i in range(strip.shape[1] // 28)]

    linear, spherical, fade = frames("linear"), frames("spherical"), frames("cross-fade")
    assert len(linear) == len(spherical) == len(fade) == 11
    angle = np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b))
    for i, t in enumerate(parts):
        np.testing.assert_allclose(linear[i], grey(model, *((1 - t) * a + t * b).tolist()), rtol=0, atol=2)
        np.testing.assert_allclose(fade[i], (1 - t) * linear[0] + t * linear[-1], rtol=0, atol=1.1)
        direction = (np.sin((1 - t) * angle) * a / np.linalg.norm(a) + np.sin(t * angle) * b / np.linalg.norm(b)) / np.sin(angle)
        length = (1 - t) * np.linalg.norm(a) + t * np.linalg.norm(b)
        np.testing.assert_allclose(spherical[i], grey(model, *(direction * length).tolist()), rtol=0, atol=3)
    neighbours = [int(text) for text in manifold("film-linear").get_by_test_id("neighbours").all_text_contents()]
    heights = manifold("film-linear").locator("b").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.height))")
    table = pd.read_csv(saved(manifold, "csv-linear", tmp_path))
    assert table.columns.tolist() == ["model", "step", "denser_than_percent", "neighbours", "z0", "z1"]
    assert set(table["model"]) == {NAME}
    assert table["step"].tolist() == list(range(1, 12))
    assert table["neighbours"].tolist() == neighbours
    np.testing.assert_allclose(np.maximum(3, table["denser_than_percent"]), heights, atol=1e-3)
    np.testing.assert_allclose(table[["z0", "z1"]], (1 - parts[:, None]) * a + parts[:, None] * b, atol=1e-5)
    expect(manifold("csv-cross-fade")).to_have_count(0)
    manifold("interpolate-from").select_option(label="this point")
    expect(manifold("film-linear")).to_have_count(0)  # this point is the second pin
    expect(manifold("interpolate-panel")).to_contain_text("Choose two different points")
