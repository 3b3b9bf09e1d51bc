from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.unit.graph.small import communities
from tests.unit.graph.test_layout import assert_neighbours_lie_closer_than_others
from vizvae.config import config_from_dict
from vizvae.graph import layout as graph_layout
from vizvae.latent.aggregate import Reference
from vizvae.latent.projection import ProjectionConfig, fit_umap, project, projected_points, umap_parameters
from vizvae.latent.projection_cache import ProjectionCache
from vizvae.latent.umap_inverse import UmapInverse
from vizvae.paths import SHIPPED_PROJECTIONS, projections_dir

PCA = ProjectionConfig(method="pca", num_points=60)
UMAP = ProjectionConfig(method="umap", num_points=60, num_neighbours=8)
TSNE = ProjectionConfig(method="tsne", num_points=60, perplexity=8.0)


@pytest.fixture
def points(generator: torch.Generator) -> Tensor:
    """Three groups of twenty in five latents, far from each other."""
    centres = torch.eye(5)[:3].repeat_interleave(20, 0) * 12
    return centres + torch.randn(60, 5, generator=generator)


def groups_are_apart(layout: np.ndarray) -> bool:
    """Each point is nearest to the middle of its own group."""
    middles = layout.reshape(3, 20, 2).mean(1)
    nearest = np.linalg.norm(layout[:, None] - middles, axis=2).argmin(1)
    return bool((nearest == np.arange(60) // 20).all())


@pytest.mark.parametrize("config", [PCA, TSNE, UMAP], ids=lambda config: config.method)
def test_a_map_keeps_groups_apart_and_is_the_same_each_time(points: Tensor, config: ProjectionConfig) -> None:
    heard: list[float] = []
    layout = project(points, config, heard.append)
    assert layout.shape == (60, 2)
    assert layout.dtype == np.float32
    assert groups_are_apart(layout)
    np.testing.assert_array_equal(layout, project(points, config))
    assert heard[0] == 0.0
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    assert config.method == "pca" or len(heard) > 3  # told on the way, not only at its ends


def test_pca_keeps_the_largest_spread(points: Tensor) -> None:
    layout = torch.from_numpy(project(points, PCA))
    assert layout.mean(0).abs().max() < 1e-4
    kept = layout.var(0).sum()
    assert kept <= points.var(0).sum()
    assert kept == pytest.approx(float(torch.linalg.eigvalsh(points.T.cov())[-2:].sum()), rel=1e-3)


def test_umap_is_umap_learn_with_the_parameters_shown(points: Tensor) -> None:
    import umap

    layout = project(points, UMAP)
    bare = umap.UMAP(**umap_parameters(UMAP)).fit(points.numpy())  # few enough points for it to search exactly, too
    np.testing.assert_allclose(fit_umap(points, UMAP).graph_.toarray(), bare.graph_.toarray(), atol=1e-3)
    np.testing.assert_array_equal(fit_umap(points, UMAP).embedding_, layout)


def test_the_inverse_is_that_of_umap_learn(points: Tensor) -> None:
    reducer = fit_umap(points, UMAP)
    layout = reducer.embedding_
    inverse = UmapInverse(points, layout, UMAP)
    for index in (0, 25, 59):  # on the map; umap-learn's own answer beyond its rim has nothing to do with the place
        place = layout[index] * np.float32(0.98) + layout.mean(0) * np.float32(0.02)
        np.testing.assert_allclose(inverse.invert(place), reducer.inverse_transform(place[None])[0], atol=1e-4)


def test_the_inverse_leads_back_to_the_group_even_from_beyond_the_rim(points: Tensor) -> None:
    layout = project(points, UMAP)
    inverse = UmapInverse(points, layout, UMAP)
    middles = points.reshape(3, 20, 5).mean(1).numpy()
    places = layout.reshape(3, 20, 2).mean(1)
    outwards = places + 100 * (places - layout.mean(0))
    for place in (*places, *outwards):
        # Three groups may lie nearly in a line, and where depends on the processor: outwards of the middle one lies another.
        group = np.linalg.norm(layout - place, axis=1).argmin() // 20
        found = inverse.invert(place)
        assert np.isfinite(found).all()
        assert np.linalg.norm(middles - found, axis=1).argmin() == group


def test_a_large_graph_is_laid_out_by_the_same_optimiser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here and not beside the other layouts: compiling umap-learn's code takes half a minute, and a file is one process."""
    monkeypatch.setattr(graph_layout, "LARGE", 10)
    monkeypatch.setattr(graph_layout, "SAMPLED_EPOCHS", 300)
    graph = communities(120)
    assert_neighbours_lie_closer_than_others(graph)


def test_only_umap_has_an_inverse(points: Tensor) -> None:
    with pytest.raises(ValueError, match="only a UMAP projection can be read backwards, got pca"):
        UmapInverse(points, project(points, PCA), PCA)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"method": "lle"}, "expected one of \\['pca', 'umap', 'tsne'\\], got 'lle'"),
        ({"neighbors": 5}, "unknown keys \\['neighbors'\\]; known are .*'num_neighbours'"),
        ({"num_points": 19}, "num_points must be in 20…100,000, got 19"),
        ({"num_points": 10**6}, "got 1,000,000"),
        ({"seed": -1}, "seed must be in"),
        ({"num_points": 20, "num_neighbours": 20}, "20 neighbours among 20 points: choose fewer neighbours"),
        ({"num_neighbours": 1}, "num_neighbours must be in 2…200"),
        ({"min_dist": 1.5}, "min_dist must be in 0…1, got 1.5"),
        ({"min_dist": float("nan")}, "min_dist"),
        ({"method": "tsne", "num_points": 60, "perplexity": 20.0}, "third of the 60 points, got 20; choose a smaller perplexity"),
        ({"method": "tsne", "perplexity": 0.5}, "at least 1"),
        ({"method": "tsne", "perplexity": float("nan")}, "perplexity"),
    ],
)
def test_parameters_that_cannot_be(values: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        config_from_dict(ProjectionConfig, values)


def test_a_method_does_not_mind_the_parameters_of_the_others() -> None:
    one = ProjectionConfig(method="pca", num_points=20, perplexity=50.0, num_neighbours=50, min_dist=9.0, seed=3)
    assert one.relevant == ProjectionConfig(method="pca", num_points=20).relevant


@pytest.mark.parametrize(
    ("points", "says"),
    [
        (torch.zeros(59, 3), "expected 60 points, got 59"),
        (torch.randn(60, 1), "at least two latents, got 1"),
        (torch.ones(60, 3), "not all the same"),
        (torch.full((60, 3), torch.nan), "finite"),
    ],
)
def test_points_that_cannot_be(points: Tensor, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        project(points, PCA)


def reference(mu: Tensor, variance: list[float]) -> Reference:
    """A latent of variance 1 and mean 0 carries nothing."""
    return Reference(mu=mu, z=mu, logvar=torch.tensor(variance).log().expand(len(mu), -1), recon_nll=torch.zeros(len(mu)))


def test_what_is_projected_is_the_first_means_in_the_latents_that_carry_something(generator: torch.Generator) -> None:
    mu = torch.randn(80, 4, generator=generator)
    mu[:, 1] = 0
    chosen = projected_points(reference(mu, [0.1, 1.0, 0.1, 0.1]), PCA)
    assert torch.equal(chosen, mu[:60][:, [0, 2, 3]])


def test_models_that_have_no_map(generator: torch.Generator) -> None:
    mu = torch.randn(50, 2, generator=generator)
    with pytest.raises(ValueError, match="num_points is 60, but only 50 images are encoded"):
        projected_points(reference(mu, [0.1, 0.1]), PCA)
    mu[:, 1] = 0
    with pytest.raises(ValueError, match="at least two latents that carry something, this model has 1"):
        projected_points(reference(mu, [0.1, 1.0]), replace(PCA, num_points=50))


@pytest.fixture
def cache(tmp_path: Path) -> ProjectionCache:
    return ProjectionCache((tmp_path / "shipped", tmp_path / "own"))


def test_the_cache_is_keyed_by_content(points: Tensor, cache: ProjectionCache) -> None:
    """A retrained model of the same name has other codes, so its map is another."""
    layout = np.arange(120, dtype=np.float32).reshape(60, 2)
    assert cache.read(points, UMAP) is None
    cache.write(points, UMAP, layout)
    np.testing.assert_array_equal(cache.read(points.clone(), replace(UMAP, perplexity=9.0)), layout)
    retrained = points.clone()
    retrained[59, 4] += 1e-6 * retrained[59, 4]
    for other_points, other in [
        (retrained, UMAP),
        (points.reshape(100, 3), replace(UMAP, num_points=100)),
        (points, replace(UMAP, seed=1)),
        (points, replace(UMAP, min_dist=0.2)),
        (points, replace(UMAP, num_neighbours=9)),
        (points, TSNE),
        (points, PCA),
    ]:
        assert cache.read(other_points, other) is None


def test_what_ships_is_found_first_and_nothing_is_written_there(points: Tensor, cache: ProjectionCache) -> None:
    own, shipped = np.zeros((60, 2), np.float32), np.ones((60, 2), np.float32)
    assert cache.write(points, TSNE, own).parent.name == "own"
    ProjectionCache(cache.folders[:1]).write(points, TSNE, shipped)
    np.testing.assert_array_equal(cache.read(points, TSNE), shipped)
    assert list(ProjectionCache.standard().folders) == [SHIPPED_PROJECTIONS, projections_dir()]


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x04cposix\nsystem\n"])
def test_a_damaged_file_counts_as_none_and_is_written_anew(points: Tensor, cache: ProjectionCache, content: bytes) -> None:
    layout = np.ones((60, 2), np.float32)
    cache.write(points, TSNE, layout).write_bytes(content)
    assert cache.read(points, TSNE) is None
    cache.write(points, TSNE, layout)
    np.testing.assert_array_equal(cache.read(points, TSNE), layout)


def test_an_interrupted_write_leaves_nothing(points: Tensor, cache: ProjectionCache, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("os.replace", killed)
        with pytest.raises(KeyboardInterrupt):
            cache.write(points, TSNE, np.ones((60, 2), np.float32))
    assert list(cache.folders[-1].iterdir()) == []
    assert cache.read(points, TSNE) is None
