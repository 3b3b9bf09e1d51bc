"""The scores of a point against sums written out here, another generator's draws and distances by brute force."""

import math

import numpy as np
import pytest
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.data.binarise import binarise
from vizvae.data.images import load_images
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.density import NeighbourDensity, density_percentiles, mean_density
from vizvae.latent.film import STEPS, film_of, typical_radius
from vizvae.latent.point import score_point

CHECKPOINT = find_checkpoint("mnist-2d")
LOADED = CHECKPOINT.load()
MODEL, REFERENCE = LOADED.model, LOADED.reference
QUANTILES = density_percentiles(REFERENCE)
X = binarise(load_images("mnist", "sample").images[7:8], "threshold")
Z = torch.tensor([0.4, -1.1])


def nll(z: torch.Tensor) -> np.ndarray:
    """(batch,), nats, of `X`"""
    mean = MODEL.decode_mean(z).flatten(1).double().numpy()
    x = X.flatten().double().numpy()
    return -(x * np.log(mean) + (1 - x) * np.log1p(-mean)).sum(1)


@torch.no_grad()
def test_the_scores_of_a_digit() -> None:
    found = score_point(MODEL, Z, X, REFERENCE, QUANTILES)
    assert found.recon_nll == pytest.approx(nll(Z[None])[0], rel=1e-3)
    posterior = MODEL.encode(X)
    assert isinstance(posterior, DiagonalGaussian)
    mu, var = posterior.mu[0].numpy(), np.exp(posterior.logvar[0].numpy())
    kl = 0.5 * (mu**2 + var - 1 - np.log(var)).sum()
    assert found.kl == pytest.approx(kl, rel=1e-5)
    # Draws of another generator, ten times as many: the two agree within their errors.
    scores = nll(posterior.sample(640, generator=torch.Generator().manual_seed(1))[:, 0])
    assert found.elbo is not None
    assert found.mean_recon_nll is not None
    assert found.elbo.mean == pytest.approx(-found.mean_recon_nll.mean - kl, rel=1e-5)
    error = math.hypot(found.elbo.standard_error, scores.std() / math.sqrt(640))
    assert abs(found.elbo.mean - (-scores.mean() - kl)) < 4 * error
    assert found.elbo.standard_error == pytest.approx(scores.std() / 8, rel=0.4)


def radii(points: np.ndarray, z: np.ndarray, k: int) -> np.ndarray:
    """(batch,) distance of each to the k-th nearest of the points."""
    return np.sort(np.linalg.norm(z[:, None] - points[None], axis=-1), axis=1)[:, k - 1]


def test_how_usual_a_point_is_among_means_and_among_draws() -> None:
    found = score_point(MODEL, Z, None, REFERENCE, QUANTILES)
    scale = REFERENCE.std.numpy()
    for points, percent in ((REFERENCE.mu, found.among_means), (REFERENCE.z, found.among_draws)):
        scaled = points.numpy() / scale
        each = np.concatenate([radii(scaled, part, 11) for part in np.array_split(scaled, 25)])  # the first is the point itself
        here = radii(scaled, Z.numpy()[None] / scale, 10)[0]
        assert percent == pytest.approx(100 * (each > here).mean(), abs=1)
    assert (found.recon_nll, found.kl, found.elbo, found.posterior) == (None, None, None, None)


def test_a_deterministic_model_has_a_reconstruction_and_nothing_else() -> None:
    loaded = find_checkpoint("mnist-ae-2d").load()
    found = score_point(loaded.model, Z, X, loaded.reference, density_percentiles(loaded.reference))
    assert found.recon_nll is not None
    assert found.recon_nll > 0
    assert (found.kl, found.elbo, found.posterior) == (None, None, None)


def test_a_film_goes_at_constant_speed_and_counts_its_neighbours() -> None:
    path = torch.tensor([[-2.0, 0], [0, 0], [0, 2.0]])
    plane = (torch.zeros(2), torch.eye(2))
    film = film_of(path, plane, Z, REFERENCE, QUANTILES)
    steps = film.xy.diff(dim=0).norm(dim=1)
    assert len(film.xy) == STEPS
    corner = steps.argmin()
    assert torch.cat([steps[:corner], steps[corner + 1 :]]).numpy() == pytest.approx(4 / (STEPS - 1), rel=1e-4)
    assert film.z.numpy() == pytest.approx(film.xy.numpy(), abs=1e-6)
    scale = REFERENCE.std.numpy()
    distances = np.linalg.norm(film.z.numpy()[:, None] / scale - REFERENCE.mu.numpy()[None] / scale, axis=-1)
    assert film.nearest.numpy() == pytest.approx(distances.min(1), abs=1e-4)
    assert film.neighbours.tolist() == (distances <= film.radius).sum(1).tolist()
    sample = REFERENCE.mu.numpy()[::33] / scale
    assert film.radius == pytest.approx(np.median(radii(REFERENCE.mu.numpy() / scale, sample, 11)), rel=0.02)
    assert film.radius == typical_radius(REFERENCE.mu, mean_density(REFERENCE))


def test_a_film_s_bars_agree_with_the_gauge() -> None:
    film = film_of(torch.tensor([[-4.0, 0], [0, 0.5]]), (torch.zeros(2), torch.eye(2)), Z, REFERENCE, QUANTILES)
    for step in (0, 9, STEPS - 1):
        gauge = score_point(MODEL, film.z[step], None, REFERENCE, QUANTILES).among_means
        assert film.percentiles[step] == pytest.approx(gauge, abs=0.05)
    assert max(film.percentiles) - min(film.percentiles) > 20


def test_what_is_orthogonal_to_the_plane_stays() -> None:
    loaded = find_checkpoint("mnist-conv").load()
    reference, z = loaded.reference, loaded.reference.mu[5]
    directions = torch.eye(z.shape[0])[[3, 1]]
    film = film_of(
        torch.tensor([[0.0, 0], [1, 1]]), (torch.zeros_like(z), directions), z, reference, density_percentiles(reference)
    )
    assert film.z[:, [3, 1]].numpy() == pytest.approx(film.xy.numpy(), abs=1e-5)
    others = [latent for latent in range(len(z)) if latent not in (1, 3)]
    assert film.z[:, others].numpy() == pytest.approx(z[others].expand(STEPS, -1).numpy(), abs=1e-6)


def test_where_most_images_have_one_code_a_film_is_made_all_the_same() -> None:
    mu = torch.cat([torch.zeros(200, 2), torch.randn(40, 2, generator=torch.Generator().manual_seed(0))])
    density = NeighbourDensity.fit(mu, [0, 1])
    radius = typical_radius(mu, density)
    assert radius > 0
    assert density.num_within(torch.zeros(1, 2), radius).item() == 200
