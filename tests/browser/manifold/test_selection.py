"""Groups of data images: drawn around, listed, averaged, kept, and turned into directions."""

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.manifold_page import Manifold, VisitMap, grey
from vizvae.data.images import load_images
from vizvae.latent.aggregate import Reference
from vizvae.models.base import LatentModel

LASSO = [(-1.5, 0.2), (0.3, -0.1), (0.6, 1.4), (-0.4, 0.6), (-1.2, 1.5)]
"""Not convex."""


@pytest.fixture(scope="module")
def manifold(stay_on_map: VisitMap) -> Manifold:
    return stay_on_map("?model=mnist-2d&z=0_0")


def inside(corners: list[tuple[float, float]], points: np.ndarray) -> np.ndarray:
    """(count,) by the winding of the outline around each point: for an outline that does not cross itself, the same as even and odd."""
    around = np.array(corners)[None] - points[:, None]
    angles = np.arctan2(around[..., 1], around[..., 0])
    turns = np.diff(angles, axis=1, append=angles[:, :1])
    return np.abs(((turns + np.pi) % (2 * np.pi) - np.pi).sum(1)) > np.pi


def select(manifold: Manifold) -> list[tuple[float, float]]:
    """Draws `LASSO`; returns where it really went: to whole pixels."""
    manifold("mode-lasso").click()
    with manifold.new_address():
        places = manifold.drag(LASSO)
    return [(place.x, place.y) for place in places]


def test_a_lasso_selects_what_is_inside_and_decodes_its_mean(
    manifold: Manifold, model: LatentModel, reference: Reference
) -> None:
    painted = int(manifold.on_map("points").get_attribute("data-painted") or 0)
    chosen = inside(select(manifold), reference.mu.numpy())
    labels = load_images("mnist", "sample").labels.numpy()
    summary = manifold.text("selection-summary")
    assert summary.startswith(f"{chosen.sum():,} images selected: ")
    counts = np.bincount(labels[chosen], minlength=10)
    for label in np.flatnonzero(counts):
        assert f"{counts[label]}\xa0×\xa0{label}" in summary
    mean = reference.mu[chosen].mean(0).tolist()
    manifold.rest()
    manifold.until_shown(grey(model, *mean), "the mean is decoded")
    assert manifold.z == pytest.approx(mean, abs=1e-3)
    assert manifold.text("caption") == f"Mean of {chosen.sum():,} selected images"
    manifold.until(lambda: int(manifold.on_map("points").get_attribute("data-painted") or 0) > painted, "the others are greyed")

    # Its members, in their order: looked at by hovering.
    members = manifold("selection-panel").locator("[data-testid^=member-]")
    shown = members.evaluate_all("all => all.map(one => +one.dataset.testid.slice(7))")
    assert shown == np.flatnonzero(chosen)[:48].tolist()
    manifold(f"member-{shown[5]}").hover()
    manifold.until_shown(grey(model, *reference.mu[shown[5]].tolist()), "a member is looked at")
    assert f"image {shown[5]} " in manifold.text("hovered")
    manifold.rest()
    manifold.until_shown(grey(model, *mean), "the mean is back")


def test_a_click_or_an_empty_lasso_keeps_the_selection(manifold: Manifold) -> None:
    summary, z = manifold.text("selection-summary"), manifold.z
    manifold("mode-lasso").click()
    manifold.click(0, 0)
    expect(manifold("message")).to_contain_text("There is no data image inside this line")
    manifold.page.get_by_label("Dismiss this message").click()
    manifold.drag([(2.9, 2.9), (2.95, 2.9), (2.95, 2.95)])
    assert manifold.text("selection-summary") == summary
    assert manifold.z == z
    assert manifold("pins").get_by_role("img").count() == 0
    manifold("mode-look").click()


def test_a_kept_group_is_a_direction(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    count = int(manifold.text("selection-summary").split()[0].replace(",", ""))
    selection = manifold("selection-panel").locator("[data-testid^=member-]")
    first = int((selection.first.get_attribute("data-testid") or "")[7:])
    manifold("group-name").fill("the <i>middle</i>")
    manifold("keep-group").click()
    expect(manifold("message")).to_contain_text("under Directions")
    chosen = inside([(x, y) for x, y in LASSO], reference.mu.numpy())
    assert abs(int(chosen.sum()) - count) < 20
    assert first == np.flatnonzero(chosen)[0]
    mean = np.array(manifold.z)  # the selection's, to three decimals
    manifold("tab-directions").click()
    manifold("direction-from").select_option(label="class 1")
    manifold("direction-to").select_option(label="the <i>middle</i>")
    labels = load_images("mnist", "sample").labels.numpy()
    direction = mean - reference.mu[labels == 1].mean(0).numpy()
    manifold("film-direction").wait_for()
    images = manifold.pixels_of(manifold("film-direction").locator("canvas.film-images"))
    assert images.shape == (28, 13 * 28)
    for frame, amount in ((0, -2), (6, 0), (9, 1), (12, 2)):
        expected = grey(model, *(mean + amount * direction).tolist())
        np.testing.assert_allclose(images[:, 28 * frame : 28 * (frame + 1)].astype(float), expected, rtol=0, atol=3)
    with manifold.new_address():
        manifold("direction-amount").press("End")
    np.testing.assert_allclose(manifold.z, mean + 2 * direction, atol=4e-3)
    manifold.until_shown(grey(model, *manifold.z), "the point has moved along the direction")


def test_the_same_group_twice_is_no_direction(manifold: Manifold) -> None:
    manifold("direction-from").select_option(label="the <i>middle</i>")
    expect(manifold("directions-panel")).to_contain_text("Choose two different groups")
    expect(manifold("film-direction")).to_have_count(0)


def test_an_analogy(manifold: Manifold, model: LatentModel, reference: Reference) -> None:
    labels = load_images("mnist", "sample").labels.numpy()
    means = [reference.mu[labels == label].mean(0).numpy() for label in (7, 1, 0)]
    for place, label in zip("abc", (7, 1, 0), strict=True):
        manifold(f"analogy-{place}").select_option(label=f"mean of class {label}")
    with manifold.new_address():
        manifold("analogy-go").click()
    expected = means[0] - means[1] + means[2]
    np.testing.assert_allclose(manifold.z, expected, atol=1e-3)
    manifold.rest()
    manifold.until_shown(grey(model, *manifold.z), "it is decoded")


def test_a_class_is_selected_in_the_legend_and_let_go(manifold: Manifold) -> None:
    labels = load_images("mnist", "sample").labels.numpy()
    manifold("tab-selection").click()
    with manifold.new_address():
        manifold("class-4").click()
    count = int((labels == 4).sum())
    assert manifold.text("selection-summary").startswith(f"{count} images selected: {count}\xa0×\xa04. ")
    manifold("clear-selection").click()
    expect(manifold("selection-summary")).to_have_count(0)
