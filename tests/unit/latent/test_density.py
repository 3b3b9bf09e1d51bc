import math

import pytest
import torch

from vizvae.catalogue import find_checkpoint
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import (
    NUM_NEIGHBOURS,
    NeighbourDensity,
    density_percentiles,
    draw_density,
    mean_density,
    percentile,
)


def estimate(points: list[list[float]], num_neighbours: int) -> NeighbourDensity:
    values = torch.tensor(points)
    return NeighbourDensity(
        points=values, scale=torch.ones(values.shape[1]), dims=tuple(range(values.shape[1])), num_neighbours=num_neighbours
    )


def test_by_hand_in_one_dimension() -> None:
    """Points 0, 1, 3, 7. From 2 the second nearest is 1 away: 2 of 4 points in a length of 2."""
    density = estimate([[0.0], [1.0], [3.0], [7.0]], 2)
    assert density.log_density(torch.tensor([[2.0]])).item() == pytest.approx(math.log(2 / 4 / 2))
    assert density.log_density(torch.tensor([[8.0]])).item() == pytest.approx(math.log(2 / 4 / (2 * 5)))


def test_by_hand_in_two_dimensions() -> None:
    """From the origin the third nearest is 5 away: 3 of 4 points in a disc of area 25π."""
    density = estimate([[1.0, 0.0], [0.0, 2.0], [3.0, 4.0], [9.0, 9.0]], 3)
    assert density.log_density(torch.zeros(1, 2)).item() == pytest.approx(math.log(3 / 4 / (25 * math.pi)))


def test_a_point_left_out_of_its_own_estimate() -> None:
    """Points 0, 1, 3, 7, nearest other: 1, 1, 2, 4 away."""
    density = estimate([[0.0], [1.0], [3.0], [7.0]], 1)
    expected = sorted(math.log(1 / 3 / (2 * radius)) for radius in (1, 1, 2, 4))
    quantiles = density.quantiles()
    assert quantiles[0].item() == pytest.approx(expected[0])
    assert quantiles[-1].item() == pytest.approx(expected[-1])
    assert quantiles[50].item() == pytest.approx((expected[1] + expected[2]) / 2)


@pytest.mark.parametrize("dim", [1, 2, 3])
def test_a_uniform_density_is_recovered(dim: int, generator: torch.Generator) -> None:
    z = torch.rand(8000, dim, generator=generator)
    density = NeighbourDensity.fit(z, list(range(dim)))
    inside = 0.25 + 0.5 * torch.rand(500, dim, generator=generator)
    # In units of standard deviations the cube has sides of √12.
    expected = -dim * math.log(math.sqrt(12))
    # Each value has a spread of about 1/√k, log k − ψ(k) above the truth on average.
    bias = math.log(NUM_NEIGHBOURS) - torch.digamma(torch.tensor(float(NUM_NEIGHBOURS))).item()
    assert density.log_density(inside).mean().item() == pytest.approx(expected + bias, abs=0.06)


@pytest.mark.parametrize("offset", [0.0, 100.0])
def test_a_dense_line_far_from_the_origin_is_measured_as_well(offset: float) -> None:
    """Neighbours 10⁻³ apart: a distance computed as a difference of squares would lose them."""
    spaced = torch.linspace(-1, 1, 2001).double() + offset
    density = NeighbourDensity(points=spaced.float()[:, None], scale=torch.ones(1), dims=(0,))
    values = density.log_density(torch.tensor([[offset + 0.0005], [offset + 0.25]]))
    expected = math.log(NUM_NEIGHBOURS / 2001 / (2 * 0.005))
    assert values.tolist() == pytest.approx([expected, expected], abs=0.12)


def test_only_the_chosen_latents_count_each_in_its_own_unit(generator: torch.Generator) -> None:
    z = torch.randn(500, 3, generator=generator)
    wide = z * torch.tensor([1.0, 50.0, 1.0])
    one, other = NeighbourDensity.fit(z, [0, 1]), NeighbourDensity.fit(wide, [0, 1])
    at = torch.tensor([[0.3, 0.2, 0.0], [0.3, 0.2, 99.0]])
    torch.testing.assert_close(one.log_density(at), other.log_density(at * torch.tensor([1.0, 50.0, 1.0])), atol=1e-3, rtol=0)
    assert one.log_density(at)[0] == one.log_density(at)[1]


def test_quantiles_rise_and_are_finite_even_among_duplicates(generator: torch.Generator) -> None:
    z = torch.cat([torch.randn(300, 2, generator=generator), torch.zeros(50, 2)])
    quantiles = NeighbourDensity.fit(z, [0, 1]).quantiles()
    assert quantiles.shape == (101,)
    assert (quantiles.diff() >= 0).all()
    assert quantiles.isfinite().all()


def test_the_middle_of_the_data_is_usual_and_far_away_is_not(generator: torch.Generator) -> None:
    density = NeighbourDensity.fit(torch.randn(3000, 2, generator=generator), [0, 1])
    middle, far = density.log_density(torch.tensor([[0.0, 0.0], [8.0, 8.0]])).tolist()
    assert percentile(middle, density.quantiles()) > 80
    assert percentile(far, density.quantiles()) == 0.0


@pytest.mark.parametrize(
    ("log_density", "expected"), [(-5.0, 0.0), (0.0, 0.0), (0.5, 0.5), (37.0, 37.0), (37.25, 37.25), (100.0, 100.0), (1e9, 100.0)]
)
def test_percentile_reads_between_the_quantiles(log_density: float, expected: float) -> None:
    assert percentile(log_density, torch.arange(101.0)) == pytest.approx(expected)


def test_percentile_where_all_quantiles_are_equal() -> None:
    assert [percentile(value, torch.zeros(101)) for value in (-1.0, 0.0, 1.0)] == [0.0, 0.0, 100.0]


def test_no_latent_or_too_few_points_are_refused() -> None:
    with pytest.raises(ValueError, match="no latent differs from image to image"):
        NeighbourDensity.fit(torch.randn(100, 2), [])
    with pytest.raises(ValueError, match="expected more than 10 reference points, got 10"):
        NeighbourDensity.fit(torch.randn(10, 2), [0])


@pytest.mark.parametrize("radius", [0.3, 1.0, 3.0])
def test_neighbours_are_counted_as_by_hand(radius: float, generator: torch.Generator) -> None:
    z = torch.randn(400, 3, generator=generator) * torch.tensor([1.0, 9.0, 0.2]) + 5
    at = z[:20] + 0.1
    counted = NeighbourDensity.fit(z, [0, 2]).num_within(at, radius)
    std = z.std(0).tolist()
    expected = [
        sum(math.hypot(*((float(p[d]) - float(q[d])) / std[d] for d in (0, 2))) <= radius for q in z)  # one pair at a time
        for p in at
    ]
    assert counted.tolist() == expected
    assert len(set(expected)) > 1


def test_the_nearest_point_is_as_far_as_by_brute_force(generator: torch.Generator) -> None:
    z = torch.randn(300, 2, generator=generator)
    density = NeighbourDensity.fit(z, [0, 1])
    at = torch.tensor([[0.2, 0.1], [9.0, 0.0]])
    expected = [min(float(((p - q) / z.std(0)).norm()) for q in z) for p in at]
    assert density.nearest(at).tolist() == pytest.approx(expected, abs=1e-5)
    assert density.nearest(z[:5]).tolist() == [0.0] * 5


@pytest.mark.parametrize("radius", [0.0, -1.0, math.nan])
def test_a_radius_of_nothing_is_refused(radius: float, generator: torch.Generator) -> None:
    density = NeighbourDensity.fit(torch.randn(30, 2, generator=generator), [0, 1])
    with pytest.raises(ValueError, match="radius above 0"):
        density.num_within(torch.zeros(1, 2), radius)


def test_a_reference_point_is_left_out_of_its_own_density() -> None:
    """Points 0, 1, 3, 7: at 1 the nearest other is 1 away, of three others; beside it all four count."""
    density = estimate([[0.0], [1.0], [3.0], [7.0]], 1)
    assert density.log_density(torch.tensor([[1.0]])).item() == pytest.approx(math.log(1 / 3 / 2))
    assert density.log_density(torch.tensor([[1.5]])).item() == pytest.approx(math.log(1 / 4 / (2 * 0.5)))


def held_out_percentiles(reference: Reference, kind: str) -> torch.Tensor:
    """Of every second encoding among the others, which are all that is known of the data."""
    assert reference.logvar is not None
    known, held_out = (
        Reference(mu=reference.mu[rows], z=reference.z[rows], logvar=reference.logvar[rows], recon_nll=reference.recon_nll[rows])
        for rows in (slice(0, None, 2), slice(1, None, 2))
    )
    density = mean_density(known) if kind == "means" else draw_density(known)
    quantiles = torch.tensor(getattr(density_percentiles(known), kind))
    points = held_out.mu if kind == "means" else held_out.z
    return torch.tensor([percentile(value, quantiles) for value in density.log_density(points).tolist()])


@pytest.mark.parametrize("kind", ["means", "draws"])
@pytest.mark.parametrize("name", ["mnist-conv", "mnist-2d", "faces-btcvae"])
def test_held_out_images_are_as_usual_as_the_scale_says(name: str, kind: str) -> None:
    """Their percentiles are uniform. 2,500 against 2,500 of one distribution keep a Kolmogorov–Smirnov distance below 0.055 in 999 of
    1,000 cases; means among draws, as it once was, have one of 0.7 for mnist-conv."""
    found = held_out_percentiles(find_checkpoint(name).load_reference(), kind).sort().values / 100
    uniform = (torch.arange(len(found)) + 0.5) / len(found)
    assert (found - uniform).abs().max() < 0.055


def test_means_are_ranked_among_means() -> None:
    """What made the gauge flatter: posterior means lie closer together than draws."""
    reference = find_checkpoint("mnist-conv").load_reference()
    percentiles = density_percentiles(reference)
    means, draws = torch.tensor(percentiles.means), torch.tensor(percentiles.draws)
    rows = reference.mu[::10]
    among_draws = [percentile(value, draws) for value in draw_density(reference).log_density(rows).tolist()]
    among_means = [percentile(value, means) for value in mean_density(reference).log_density(rows).tolist()]
    assert torch.tensor(among_draws).median() > 95
    assert 44 < torch.tensor(among_means).median() < 56
    beyond = reference.mu.abs().amax(0)[None] * 2  # of all images, in each latent
    assert percentile(mean_density(reference).log_density(beyond).item(), means) == 0


@pytest.mark.parametrize("name", ["mnist-conv", "fashion-conv", "letters-btcvae", "sprites-btcvae", "faces-btcvae", "mnist-2d"])
def test_the_mean_of_the_prior_is_not_denser_than_all_images(name: str) -> None:
    """Where a blurred picture is decoded: usual, for codes lie around it, and no more than that."""
    reference = find_checkpoint(name).load_reference()
    means = torch.tensor(density_percentiles(reference).means)
    middle = torch.zeros(1, reference.mu.shape[1])
    assert 50 < percentile(mean_density(reference).log_density(middle).item(), means) < 99.5


def test_a_code_without_a_posterior_is_its_own_draw() -> None:
    percentiles = density_percentiles(find_checkpoint("mnist-ae-2d").load_reference())
    assert percentiles.means == percentiles.draws
